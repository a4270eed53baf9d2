//! Interventions that touch one customer at a time: what sets them off, and what they change.

use crate::units::SimTime;

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
    /// Which kinds of customers it is meant for, without their offers; once it acts, it acts whatever becomes of them.
    pub reached: Vec<bool>,
}
