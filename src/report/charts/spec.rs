//! Charts as plain data, before anything draws them.
//!
//! A builder in `charts` turns results into a [`ChartSpec`]; `draw` lays it out as a scene; `svg` and `png` write
//! the scene. So every number and every word of a chart can be tested without a picture.

pub use super::axis::Axis;
use super::pictures::{Alluvial, Bridge, BucketPair, Dots, Mark, Matrix, Plane, Region, TornadoPicture};
pub use crate::experiment::results::Lane;
use crate::report::tables::table::TableSpec;

/// One chart: what it says, what it shows, and the numbers behind it.
#[derive(Debug, Clone, PartialEq)]
pub struct ChartSpec {
    /// File stem.
    pub id: String,
    /// The world it is about; `None` when it is about the baseline or about all worlds.
    pub world: Option<String>,
    /// Headline that states the finding.
    pub title: String,
    /// What is drawn, with units and what a band means.
    pub subtitle: String,
    /// Scenario, seed, replications and n.
    pub footer: String,
    /// The chart in words, for those who cannot see it.
    pub alt: String,
    /// What is drawn.
    pub body: Body,
    /// The data behind it.
    pub table: TableSpec,
}

/// The ways to draw.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// Emotion curve over blueprint lanes.
    Blueprint(Blueprint),
    /// The leaky bucket.
    Bucket(BucketPicture),
    /// Curves or stacked areas over time.
    Curves(Curves),
    /// Horizontal bars in panels.
    Bars(Bars),
    /// Cells in rows and columns: weekday by hour, or from hole to hole.
    Heat(Heat),
    /// Differences as dots that can be counted.
    Dots(Dots),
    /// Parts of a difference.
    Bridge(Bridge),
    /// Cost against gained value.
    Plane(Plane),
    /// Importance against rating, cut into areas.
    Matrix(Matrix),
    /// Two buckets to one scale.
    BucketPair(BucketPair),
    /// Flows between dates.
    Alluvial(Alluvial),
    /// What matters most, bars on both sides of zero.
    Tornado(TornadoPicture),
    /// Where one kind of points gathers.
    Region(Region),
}

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

/// One stream into or out of the bucket.
#[derive(Debug, Clone, PartialEq)]
pub struct Flow {
    /// Source or hole.
    pub name: String,
    /// Customers over the run.
    pub amount: f64,
    /// Direct label.
    pub label: String,
}

/// The leaky bucket.
#[derive(Debug, Clone, PartialEq)]
pub struct BucketPicture {
    /// Customers on day 0.
    pub start: f64,
    /// Customers at the horizon.
    pub end: f64,
    /// Streams in.
    pub inflow: Vec<Flow>,
    /// Streams out, largest first.
    pub outflow: Vec<Flow>,
    /// The sum in words: start + in - out = end.
    pub sum: String,
    /// Whether it closes.
    pub closes: String,
}

/// How a line is drawn, so that hue is never the only difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dash {
    /// Unbroken.
    Solid,
    /// Long dashes.
    Long,
    /// Short dashes.
    Short,
    /// Dots.
    Dots,
}

/// One point with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CurvePoint {
    /// Position on the x axis.
    pub x: f64,
    /// Estimate.
    pub y: f64,
    /// Interval around it.
    pub interval: Option<[f64; 2]>,
    /// Quantiles of single futures at 5, 25, 50, 75 and 95 %.
    pub fan: Option<[f64; 5]>,
}

/// What a band holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spread {
    /// Where the mean may lie.
    Mean,
    /// The middle half of single futures.
    Half,
    /// All but the outer tenth of single futures.
    Most,
    /// Both of these, one in the other.
    Both,
}

/// What a band in a hue holds, in words.
#[derive(Debug, Clone, PartialEq)]
pub struct BandKey {
    /// Index into the palette.
    pub hue: usize,
    /// What it holds.
    pub spread: Spread,
    /// The words.
    pub words: String,
}

/// One line, or one layer of a stack.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Direct label at its end.
    pub label: String,
    /// Index into the palette.
    pub hue: usize,
    /// Line style or, stacked, pattern.
    pub dash: Dash,
    /// Its points, by x.
    pub points: Vec<CurvePoint>,
}

/// Curves over time.
#[derive(Debug, Clone, PartialEq)]
pub struct Curves {
    /// Horizontal axis.
    pub x: Axis,
    /// Vertical axis.
    pub y: Axis,
    /// Lines, or layers bottom to top.
    pub series: Vec<Series>,
    /// Areas on top of each other.
    pub stacked: bool,
    /// Constant between points, as survival is.
    pub steps: bool,
    /// Values printed above the curve.
    pub notes: Vec<Note>,
    /// Moments on the time axis, one row each below it.
    pub marks: Vec<Mark>,
    /// Bands told apart by what they hold.
    pub keys: Vec<BandKey>,
}

impl Curves {
    /// Plain lines, with nothing beside them.
    #[must_use]
    pub fn lines(x: Axis, y: Axis, series: Vec<Series>) -> Self {
        Curves { x, y, series, stacked: false, steps: false, notes: Vec::new(), marks: Vec::new(), keys: Vec::new() }
    }
}

/// A value printed above a point.
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    /// Position on the x axis.
    pub x: f64,
    /// Position on the y axis; the words stand above it.
    pub y: f64,
    /// What it says.
    pub text: String,
}

/// One part of a bar.
#[derive(Debug, Clone, PartialEq)]
pub struct BarPart {
    /// Its length; negative parts lie left of zero.
    pub value: f64,
    /// Index into the palette.
    pub hue: usize,
    /// Hatched.
    pub hatched: bool,
}

/// One bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// Parts, left to right.
    pub parts: Vec<BarPart>,
    /// Interval of the whole.
    pub interval: Option<[f64; 2]>,
    /// Direct label.
    pub label: String,
    /// The same bar in the baseline.
    pub tick: Option<f64>,
}

/// Bars that share an axis.
#[derive(Debug, Clone, PartialEq)]
pub struct BarPanel {
    /// Horizontal axis; zero lies on it.
    pub axis: Axis,
    /// One bar for each row.
    pub bars: Vec<Bar>,
    /// Cumulative shares, 0..1, one for each row.
    pub cumulative: Option<Vec<f64>>,
}

/// Horizontal bars in panels side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct Bars {
    /// Row names.
    pub rows: Vec<String>,
    /// A second line under each row name; empty for none at all.
    pub notes: Vec<String>,
    /// Panels, left to right.
    pub panels: Vec<BarPanel>,
    /// What the patterns mean: (hue, hatched, words).
    pub keys: Vec<(usize, bool, String)>,
}

/// One cell of a heat map.
#[derive(Debug, Clone, PartialEq)]
pub struct HeatCell {
    /// Value, 0..1 of the panel's scale.
    pub level: f64,
    /// Printed value.
    pub text: String,
    /// Overloaded.
    pub marked: bool,
    /// Not finished: some were not seen that long.
    pub hatched: bool,
}

/// One heat map.
#[derive(Debug, Clone, PartialEq)]
pub struct HeatPanel {
    /// What the cells say.
    pub title: String,
    /// Cells by row and column; `None` when closed.
    pub cells: Vec<Vec<Option<HeatCell>>>,
}

/// Heat maps over weekday and hour, or over where people come from and where they go.
#[derive(Debug, Clone, PartialEq)]
pub struct Heat {
    /// Row names.
    pub rows: Vec<String>,
    /// Column names.
    pub columns: Vec<String>,
    /// Columns are hours of the day.
    pub clock: bool,
    /// Panels, top to bottom.
    pub panels: Vec<HeatPanel>,
    /// What a marked cell means.
    pub mark: String,
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
