//! Charts as plain data, before anything draws them.
//!
//! A builder turns results into a [`ChartSpec`]; `draw` lays it out as a scene; `svg` and `png` write the scene. So every number and every
//! word of a chart can be tested without a picture.

use super::pictures::{
    Alluvial, Bars, Blueprint, Bridge, BucketPair, BucketPicture, Curves, Dots, Heat, Matrix, Plane, Ranges, Region,
    TornadoPicture,
};
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
    /// Bands of a difference, one in the other.
    Ranges(Ranges),
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
