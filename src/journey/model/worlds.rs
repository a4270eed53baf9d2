//! What interventions and shocks make of a model: switches, charges, offers.

use super::profile::{ByStage, Profile};
use crate::units::SimTime;

/// The cost of an intervention.
#[derive(Debug, Clone, PartialEq)]
pub struct Charge {
    /// Intervention or shock.
    pub name: String,
    /// When it starts.
    pub from: SimTime,
    /// When it ends; never, if it does not.
    pub to: SimTime,
    /// At its start [money].
    pub once: f64,
    /// While it runs [money per day].
    pub per_day: f64,
    /// For each customer it reaches: those who are there when it starts and all who join while it runs; aimed at stages, those in them
    /// when it starts and whoever enters them while it runs, each time.
    pub per_customer: f64,
    /// Fulfilment lag: from incurring any of these to paying it.
    pub lag: SimTime,
    /// Which segments it reaches, by index; `None`: all.
    pub segments: Option<Vec<bool>>,
    /// Which stages it reaches, by index; `None`: all.
    pub stages: Option<[bool; 4]>,
    /// It pays for a change of the loyalty program and of nothing else.
    pub of_program: bool,
}

/// What makes an offer touch a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trigger {
    /// Joining.
    Join,
    /// A silence longer than the warning multiple of the customer's mean gap.
    Warning,
    /// A failure at a touchpoint.
    Failure,
    /// A complaint that was voiced.
    Complaint,
    /// A contract renewal.
    Renewal,
    /// A review of value classes.
    Review,
}

/// An intervention that touches one customer at a time. A customer has at most one offer at a time.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    /// Intervention.
    pub name: String,
    /// What sets it off.
    pub on: Trigger,
    /// It sets nothing off before this time,
    pub from: SimTime,
    /// nor from this time on.
    pub to: SimTime,
    /// How long it acts on the customer.
    pub lasts: SimTime,
    /// Cost of each use [money].
    pub per_use: f64,
    /// Fulfilment lag: from the use to paying for it.
    pub lag: SimTime,
    /// At a review: the classes of recency, frequency and money it is meant for, one bit each, the lowest for class 1.
    pub classes: [u8; 3],
    /// Stages in which it is offered, by index; once it acts, it acts in every stage.
    pub stages: [bool; 4],
    /// The customer's own values while it acts, by segment; `None`: it does not reach that segment.
    pub profiles: Vec<Option<ByStage<Profile>>>,
}
