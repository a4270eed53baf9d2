//! Differences as dots that can be counted.

use crate::report::charts::axis::Axis;

/// Differences as dots that can be counted, one row for each world.
#[derive(Debug, Clone, PartialEq)]
pub struct Dots {
    /// Horizontal axis, shared by all rows; zero lies on it.
    pub axis: Axis,
    /// One row for each world.
    pub rows: Vec<DotRow>,
    /// Words at the left and at the right of zero.
    pub sides: [String; 2],
}

/// The dots of one world.
#[derive(Debug, Clone, PartialEq)]
pub struct DotRow {
    /// World.
    pub name: String,
    /// Position of each dot, ascending.
    pub dots: Vec<f64>,
    /// Mean difference.
    pub mean: f64,
    /// Its 95 % interval.
    pub interval: Option<[f64; 2]>,
    /// How many dots are better, in large type: "38 of 40".
    pub count: String,
    /// What they are better at, under it.
    pub note: String,
}
