//! What interventions cost beyond what they change.

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
