//! Curves over time, their bands and marks.

use crate::report::charts::axis::Axis;

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

/// When a world breaks even, drawn below the curves on their time axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// What it belongs to.
    pub name: String,
    /// Index into the palette.
    pub hue: usize,
    /// Where; absent when it does not happen within the axis.
    pub at: Option<f64>,
    /// Its interval; an absent end lies beyond the axis.
    pub interval: Option<[Option<f64>; 2]>,
    /// Direct label.
    pub label: String,
}
