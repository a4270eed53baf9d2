//! How a customer ended.

use crate::journey::model::HoleId;
use crate::units::SimTime;

/// How one customer ended in one world.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fate {
    /// Who: equal in all worlds of a replication. Channel address and number, as in the draws.
    pub id: u64,
    /// Source of the customer: 0 was there on day 0, `c + 1` came through channel `c`.
    pub source: u16,
    /// When it began, signed [ns]: before day 0 for customers who have a past.
    pub joined: i64,
    /// When the relationship ended; never, if it did not.
    pub left: SimTime,
    /// By which hole.
    pub hole: HoleId,
    /// Segment.
    pub segment: u8,
    /// Stage at the end.
    pub stage: u8,
    /// Contribution, discounted to day 0, without what the acquisition cost.
    pub value: f64,
}

/// Fates in a cell.
#[derive(Debug, Default)]
pub(crate) struct Fates {
    /// Fates are kept, to compare worlds.
    pub(crate) on: bool,
    /// The course of money over time is kept.
    pub(crate) money: bool,
    /// How every customer who is gone, or there at the end, ended.
    pub(crate) list: Vec<Fate>,
}
