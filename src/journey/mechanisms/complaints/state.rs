//! Open complaints.

use crate::journey::core::memory::incident::Incident;
use crate::journey::core::visit::record::NO_TOUCH;
use crate::journey::mechanisms::mechanism::Mechanism;
use crate::journey::model::Model;
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

/// Complaints in a cell.
#[derive(Debug, Default)]
pub(crate) struct ComplaintState {
    /// Open complaint of each customer slot; only where complaints are journeys.
    pub(crate) cases: Vec<Case>,
    /// Complaints resolved since day 0, from which a firm may learn.
    pub(crate) resolved: u64,
}

impl<'m> Mechanism<'m> for ComplaintState {
    fn acts_in(model: &Model) -> bool {
        model.complaints_take_time() || model.learning > 0.0 || model.hears_severity()
    }

    fn of(_: &'m Model) -> Self {
        ComplaintState::default()
    }

    #[inline]
    fn clear(&mut self) {
        self.resolved = 0;
    }
}
