//! What interventions cost beyond what they change.

use crate::journey::mechanisms::program::spec::Members;
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
    /// For each customer it reaches: those whom it reaches when it starts, all whom it reaches as they join while it runs, and whoever comes to be
    /// reached while it runs, each time.
    pub per_customer: f64,
    /// Fulfilment lag: from incurring any of these to paying it.
    pub lag: SimTime,
    /// Which kinds of customers it reaches, without their offers; `None`: all.
    pub reached: Option<Vec<bool>>,
    /// It asks for something that changes in a life, which begins anew for somebody who comes back.
    pub asks_anew: bool,
    /// The loyalty programs that it changes, if it changes nothing else; none otherwise.
    pub of_programs: Members,
}
