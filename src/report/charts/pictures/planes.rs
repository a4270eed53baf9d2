//! Points on a plane: designs, what is rated, where one kind gathers.

use crate::experiment::comparison::Advice;
use crate::report::charts::axis::Axis;

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
