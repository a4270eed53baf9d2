//! Bands of a difference, one in the other, row by row.

use crate::report::charts::axis::Axis;

/// Bands of differences, one row for each design.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranges {
    /// Horizontal axis, shared by all rows; zero lies on it.
    pub axis: Axis,
    /// Rows, top to bottom.
    pub rows: Vec<RangeRow>,
    /// Words at the left and at the right of zero.
    pub sides: [String; 2],
    /// What the inner band, the outer band, the mean and the hollow mark are; an empty one is not told.
    pub keys: [String; 4],
}

/// The bands of one design.
#[derive(Debug, Clone, PartialEq)]
pub struct RangeRow {
    /// Name.
    pub name: String,
    /// Narrow band; absent for what has no difference.
    pub inner: Option<[f64; 2]>,
    /// Wide band.
    pub outer: Option<[f64; 2]>,
    /// Mean difference.
    pub mean: Option<f64>,
    /// Its 95 % interval.
    pub interval: Option<[f64; 2]>,
    /// Another estimate, as a hollow mark.
    pub hollow: Option<f64>,
    /// How often it is the best, in large type: "62 of 100".
    pub count: String,
    /// What is counted, under it.
    pub note: String,
}
