//! An emotion curve over the lanes of a blueprint.

pub use crate::experiment::results::Lane;

impl Lane {
    /// The lane's printed name.
    pub fn title(self) -> &'static str {
        match self {
            Lane::Evidence => "Evidence",
            Lane::Customer => "Customer",
            Lane::Onstage => "Onstage",
            Lane::Backstage => "Backstage",
            Lane::Support => "Support",
        }
    }

    /// The line drawn under this lane (Shostack 1984; Bitner, Ostrom and Morgan 2008).
    pub fn line_below(self) -> Option<&'static str> {
        match self {
            Lane::Customer => Some("line of interaction"),
            Lane::Onstage => Some("line of visibility"),
            Lane::Backstage => Some("line of internal interaction"),
            Lane::Evidence | Lane::Support => None,
        }
    }
}

/// How a touchpoint feels.
#[derive(Debug, Clone, PartialEq)]
pub struct Moment {
    /// Mean moment, -1..1.
    pub mean: f64,
    /// Quantiles at 5, 25, 50, 75 and 95 %, when known.
    pub quantiles: Option<[f64; 5]>,
}

/// One touchpoint on the blueprint.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Its name.
    pub name: String,
    /// Its lane.
    pub lane: Lane,
    /// Its column, left to right; steps behind a touchpoint share the column.
    pub column: usize,
    /// Who serves there.
    pub resource: Option<String>,
    /// Mean delay before it [min].
    pub wait_min: f64,
    /// How it feels, with loyalty.
    pub moment: Option<Moment>,
    /// How the wait before it feels, -1..0.
    pub wait_moment: Option<f64>,
    /// Label of the peak, when most peaks are here.
    pub peak: Option<String>,
    /// Label of the end, when an end of the service is here.
    pub end: Option<String>,
    /// Visited at least once in this world.
    pub visited: bool,
}

/// A way from one step to another.
#[derive(Debug, Clone, PartialEq)]
pub struct Arrow {
    /// Index of the step it leaves.
    pub from: usize,
    /// Index of the step it reaches.
    pub to: usize,
    /// Probability, printed when below 1.
    pub probability: f64,
    /// A step that must be ready rather than a way the customer takes.
    pub support: bool,
}

/// Emotion curve over blueprint lanes.
#[derive(Debug, Clone, PartialEq)]
pub struct Blueprint {
    /// Touchpoints in the order of the file.
    pub steps: Vec<Step>,
    /// Ways between them.
    pub arrows: Vec<Arrow>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_blueprint_has_three_lines() {
        let lines: Vec<&str> = Lane::ALL.iter().filter_map(|lane| lane.line_below()).collect();
        assert_eq!(lines, ["line of interaction", "line of visibility", "line of internal interaction"]);
    }
}
