//! Holes of the bucket: what opens them and how fast they leak.

use crate::laws::Law;
use crate::units::SimTime;

/// What a hole is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HoleKind {
    /// Shares `h_sat` by blame.
    Service,
    /// Reached by decisions only (complaint, exit_prob).
    Decision,
    /// Own clock, slowed by supports and trust.
    Outside,
    /// Own clock, not slowed, and does not wait for a renewal.
    Involuntary,
    /// Own clock as written, not slowed.
    Own,
}

/// A hole.
#[derive(Debug, Clone, PartialEq)]
pub struct Hole {
    /// Name.
    pub name: String,
    /// Address of its draws ([`crate::random::Addresses`]).
    pub address: u32,
    /// Kind.
    pub kind: HoleKind,
}

/// When an outside hole is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Open {
    /// Always.
    Always,
    /// While nobody has touched the customer for 180 days (neglect).
    WhenUntouched,
    /// For a while after a contract term (lock_end).
    AfterTerm,
}

/// How one hole works on one kind of customer.
#[derive(Debug, Clone, PartialEq)]
pub struct Hazard {
    /// 0 plugs the hole, 1 leaves it, above 1 widens it.
    pub factor: f64,
    /// Law of its clock.
    pub law: HazardLaw,
    /// Slowed by supports and trust, and scaled by the segment's outside factor.
    pub shielded: bool,
    /// When it is open.
    pub open: Open,
    /// Exit does not wait for a contract renewal.
    pub involuntary: bool,
    /// Leave (fired) when the value of the last 12 months is below this.
    pub value_below: Option<f64>,
    /// Chance that it gets round when somebody is dropped.
    pub noticed: f64,
    /// Chance of leaving after each purchase, drawn once per customer.
    pub per_purchase: Option<Law>,
}

impl Hazard {
    /// Of a hole that lets nobody out.
    pub(crate) const SHUT: Hazard = Hazard {
        factor: 0.0,
        law: HazardLaw::None,
        shielded: false,
        open: Open::Always,
        involuntary: false,
        value_below: None,
        noticed: 0.0,
        per_purchase: None,
    };
}

/// Law of a hole's own clock.
#[derive(Debug, Clone, PartialEq)]
pub enum HazardLaw {
    /// No clock of its own (service and decision holes).
    None,
    /// Constant [per day], drawn once per customer.
    Constant(Law),
    /// By steps of tenure; the last value repeats.
    ByTenure {
        /// Length of a step, above 0.
        every: SimTime,
        /// Hazard in each step [per day].
        values: Vec<f64>,
    },
    /// Time from joining to leaving by this hole alone [days].
    Lifetime(Law),
}
