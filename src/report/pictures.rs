//! Pictures that compare worlds, as plain data: dots, bridges, designs on a plane, buckets side by side.
//!
//! The other bodies are in [`super::spec`]; both are drawn by `draw`.

use super::spec::{Axis, BucketPicture};

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
