//! Pictures that compare worlds, as plain data: dots, bridges, designs on a plane, buckets side by side.
//!
//! The other bodies are in [`super::spec`]; both are drawn by `draw`.

use super::spec::{Axis, BucketPicture};
use crate::experiment::comparison::Advice;

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

/// What a bar of a bridge stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BridgeKind {
    /// A part that continues where the one before ended, or stands alone.
    Part,
    /// The sum of the parts.
    Total,
    /// Something that is told beside the sum.
    Aside,
}

/// One bar of a bridge.
#[derive(Debug, Clone, PartialEq)]
pub struct BridgeBar {
    /// Name.
    pub name: String,
    /// Where it begins.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// Interval of its end.
    pub interval: Option<[f64; 2]>,
    /// Direct label.
    pub label: String,
    /// What it stands for.
    pub kind: BridgeKind,
}

/// Horizontal bars, each beginning where the one before ended, or all of them at zero.
#[derive(Debug, Clone, PartialEq)]
pub struct Bridge {
    /// Horizontal axis; zero lies on it.
    pub axis: Axis,
    /// Bars, top to bottom.
    pub bars: Vec<BridgeBar>,
    /// Parts are linked to each other, since they add up.
    pub linked: bool,
    /// A line below the bars.
    pub note: String,
}

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

/// One parameter at a time, at its low and at its high value.
#[derive(Debug, Clone, PartialEq)]
pub struct TornadoPicture {
    /// Horizontal axis; zero is the baseline.
    pub axis: Axis,
    /// Parameters, top to bottom.
    pub rows: Vec<TornadoRow>,
    /// Distance from zero within which a bar may be nothing.
    pub noise: Option<f64>,
    /// What the two bars of a row are.
    pub keys: [String; 2],
    /// A line below.
    pub note: String,
}

/// One parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct TornadoRow {
    /// Its name.
    pub name: String,
    /// Its low value and its high value.
    pub ends: [TornadoMark; 2],
}

/// A parameter at one of its ends.
#[derive(Debug, Clone, PartialEq)]
pub struct TornadoMark {
    /// Difference from the baseline.
    pub value: f64,
    /// Its interval.
    pub interval: Option<[f64; 2]>,
    /// The value of the parameter, printed at the end of the bar.
    pub input: String,
}

/// How a design stands among the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DesignKind {
    /// No cheaper design gains as much.
    Efficient,
    /// A cheaper or equal one gains as much.
    Dominated,
    /// Efficient, and beyond the budget.
    TooDear,
}

/// One design on the plane of cost and gain.
#[derive(Debug, Clone, PartialEq)]
pub struct Design {
    /// Direct label.
    pub label: String,
    /// A second line below it; may be empty.
    pub note: String,
    /// Cost and gain.
    pub at: (f64, f64),
    /// Outline of its 95 % region; empty when unknown.
    pub ellipse: Vec<(f64, f64)>,
    /// How it stands.
    pub kind: DesignKind,
}

/// Cost against gained value.
#[derive(Debug, Clone, PartialEq)]
pub struct Plane {
    /// Cost.
    pub x: Axis,
    /// Gained value.
    pub y: Axis,
    /// Designs, efficient ones last so that they lie on top.
    pub designs: Vec<Design>,
    /// Efficient designs from cheap to dear, doing nothing first.
    pub path: Vec<(f64, f64)>,
    /// Budget with its label.
    pub budget: Option<(f64, String)>,
}

/// Something rated on the plane of rating and importance.
#[derive(Debug, Clone, PartialEq)]
pub struct MatrixPoint {
    /// Direct label; empty for none.
    pub label: String,
    /// A second line below it.
    pub note: String,
    /// Rating and importance.
    pub at: (f64, f64),
    /// Intervals of both.
    pub intervals: [Option<[f64; 2]>; 2],
    /// The area it lies in.
    pub advice: Advice,
}

/// Importance against rating, cut into four areas around a grey one.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    /// Rating.
    pub x: Axis,
    /// Importance.
    pub y: Axis,
    /// Where rating and importance are cut.
    pub cuts: (f64, f64),
    /// Half of the grey area's width and height.
    pub grey: (f64, f64),
    /// What is rated, most important first.
    pub points: Vec<MatrixPoint>,
}

/// Points of two kinds on a plane, and the box in which one kind gathers.
#[derive(Debug, Clone, PartialEq)]
pub struct Region {
    /// Horizontal axis.
    pub x: Axis,
    /// Vertical axis.
    pub y: Axis,
    /// Points, and whether each is of the kind in question.
    pub points: Vec<((f64, f64), bool)>,
    /// Ends of the box along both axes; an absent one lies at the edge.
    pub bounds: [[Option<f64>; 2]; 2],
    /// What points of the kind are, and what the others are.
    pub keys: [String; 2],
}

/// Two buckets to one scale.
#[derive(Debug, Clone, PartialEq)]
pub struct BucketPair {
    /// Names of the worlds.
    pub names: [String; 2],
    /// Before and after.
    pub pictures: [BucketPicture; 2],
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
