//! Flows of people between dates.

/// Flows between dates, one column of nodes for each date.
#[derive(Debug, Clone, PartialEq)]
pub struct Alluvial {
    /// Dates, left to right.
    pub columns: Vec<String>,
    /// Nodes of each date, top to bottom, the same places in the same order in all of them.
    pub nodes: Vec<Vec<AlluvialNode>>,
    /// Flows between neighbouring dates.
    pub ribbons: Vec<Ribbon>,
}

/// Those who are in one place at a date.
#[derive(Debug, Clone, PartialEq)]
pub struct AlluvialNode {
    /// Which place, 0..5; tells its look.
    pub place: usize,
    /// How many.
    pub size: f64,
    /// Name of the place.
    pub name: String,
    /// How many, printed.
    pub label: String,
}

/// Those who go from one place to another between two dates.
#[derive(Debug, Clone, PartialEq)]
pub struct Ribbon {
    /// Date they leave from.
    pub column: usize,
    /// Place they leave.
    pub from: usize,
    /// Place they reach.
    pub to: usize,
    /// How many.
    pub size: f64,
}
