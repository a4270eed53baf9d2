//! Bars: from zero, from where the one before ended, or on both sides of zero.

use crate::report::charts::axis::Axis;

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
