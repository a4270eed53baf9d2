//! Open complaints.

use crate::journey::core::memory::incident::Incident;
use crate::journey::core::visit::record::NO_TOUCH;
use crate::units::SimTime;

/// The open case of a customer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Case {
    pub(super) open: bool,
    pub(super) incident: Incident,
    /// Index of the draws of this incident.
    pub(super) index: u32,
    /// Cases so far, which number their visits.
    pub(super) count: u32,
    /// Accepted or not, and when.
    pub(super) answer: Option<(bool, SimTime)>,
}

pub(super) const NO_CASE: Case = Case {
    open: false,
    incident: Incident { severity: 0.0, touch: NO_TOUCH, hole: None, resource: None, at: SimTime::ZERO },
    index: 0,
    count: 0,
    answer: None,
};
