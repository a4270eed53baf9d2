//! A complaint as a journey: a case is opened, gets worse, is answered, is closed.

use super::state::{Case, NO_CASE};
use crate::journey::core::activity::Activity;
use crate::journey::core::cell::Cell;
use crate::journey::core::memory::incident::{Incident, Outcome};
use crate::journey::core::money::ledger::Line;
use crate::journey::core::purpose;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;
use crate::journey::core::visit::record::NO_TOUCH;
use crate::journey::model::{JourneyId, Start};
use crate::num;
use crate::units::SimTime;

/// A firm that learns halves its failures at most (assumption).
const STILL_FAILS: f64 = 0.5;

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// What care and compensation add to the chance that this visitor accepts an answer.
    pub(crate) fn won_over(&self, slot: u32) -> f64 {
        let complaint = self.profile(self.visits[slot].customer).complaint.as_ref();
        complaint.map_or(0.0, |c| c.acceptance)
    }

    /// Share of the failures that are left after learning: `exp(-l * resolved / customers)`, at least half (model section 8).
    pub(crate) fn unlearned(&self) -> f64 {
        let per_customer = self.complaints.resolved as f64 / self.active.max(1) as f64;
        num::exp(-self.model.learning * per_customer).max(STILL_FAILS)
    }

    /// A complaint has an answer that is accepted: the firm may learn from it, and pays what it promised.
    pub(crate) fn make_good(&mut self, customer: u32) {
        self.complaints.resolved += 1;
        let payout = self.profile(customer).complaint.as_ref().map_or(0.0, |c| c.compensation);
        if payout > 0.0 {
            let who = self.customers[customer].who();
            self.note(self.now, who, || Activity::IsCompensated { payout });
            self.post_customer(customer, Line::Compensation, -payout, self.now);
        }
    }

    /// Makes room for the case of a customer who is new to the cell.
    pub(crate) fn open_case_file(&mut self, slot: u32) {
        if !self.model.complaints_take_time() {
            return;
        }
        let at = slot as usize;
        if self.complaints.cases.len() <= at {
            self.complaints.cases.resize(at + 1, NO_CASE);
        }
        self.complaints.cases[at] = Case { count: self.win_back.first_draw(slot), ..NO_CASE };
    }

    /// Whether a visit is a complaint.
    #[inline]
    pub(crate) fn is_complaint(&self, slot: u32) -> bool {
        if !S::EVERYTHING {
            return false;
        }
        matches!(self.model.journeys[usize::from(self.visits[slot].journey)].start, Start::Complaint)
    }

    /// Whether a complaint of this customer waits for its answer.
    pub(crate) fn has_open_case(&self, customer: u32) -> bool {
        self.complaints.cases.get(customer as usize).is_some_and(|case| case.open)
    }

    /// An incident while a case is open makes that case worse. Returns whether there is one.
    pub(crate) fn worsens_case(&mut self, customer: u32, incident: Incident) -> bool {
        if !S::EVERYTHING {
            return false;
        }
        let Some(case) = self.complaints.cases.get_mut(customer as usize).filter(|case| case.open) else {
            return false;
        };
        if incident.severity > case.incident.severity {
            (case.incident.severity, case.incident.hole) = (incident.severity, incident.hole);
        }
        true
    }

    /// Opens a case for an incident that was voiced, if a journey takes it. Returns whether one does.
    ///
    /// # Randomness
    /// One word at (`CASE` of the journey of the incident, its index) where journeys take only a share.
    pub(crate) fn begin_complaint(&mut self, customer: u32, incident: Incident, index: u32) -> bool {
        if !S::EVERYTHING {
            return false;
        }
        let Some(journey) = self.complaint_journey(customer, incident, index) else { return false };
        let case = &mut self.complaints.cases[customer as usize];
        let count = case.count + 1;
        *case = Case { open: true, incident, index, count, answer: None };
        self.start_when_open(customer, journey, count, false);
        true
    }

    fn complaint_journey(&self, customer: u32, incident: Incident, index: u32) -> Option<JourneyId> {
        let purpose = purpose::CASE | self.address_of(incident);
        let mut mark = None;
        for (j, journey) in self.model.journeys.iter().enumerate() {
            if !matches!(journey.start, Start::Complaint) {
                continue;
            }
            let left = mark.get_or_insert_with(|| self.customers[customer].key.uniform(purpose, index));
            *left -= journey.share;
            if *left < 0.0 {
                return Some(j as JourneyId);
            }
        }
        None
    }

    /// A `settle` touchpoint is done at `at`.
    pub(crate) fn answer(&mut self, slot: u32, accepted: bool, at: SimTime) {
        if !S::EVERYTHING {
            return;
        }
        if let Some(case) = self.complaints.cases.get_mut(self.visits[slot].customer as usize) {
            case.answer.get_or_insert((accepted, at));
        }
    }

    /// The departure of a complaint: the case is closed if it has an answer, or nothing more is to come.
    pub(crate) fn take_stock_of_complaint(&mut self, slot: u32) {
        let v = self.visits[slot];
        let answered = self.complaints.cases[v.customer as usize].answer.is_some();
        if answered || v.resume == NO_TOUCH {
            self.close_case(slot);
        }
    }

    /// Settles the incident of a case that is still open.
    pub(crate) fn close_case(&mut self, slot: u32) {
        let customer = self.visits[slot].customer;
        let Some(case) = self.complaints.cases.get_mut(customer as usize).filter(|case| case.open) else { return };
        case.open = false;
        let case = *case;
        let complaint = self.profile(customer).complaint.as_ref();
        let outcome = match case.answer {
            Some((true, at)) => {
                let half_life = complaint.map_or(f64::INFINITY, |c| c.quick_half_life);
                let days = at.since(case.incident.at).days();
                Outcome::Resolved(num::exp(-std::f64::consts::LN_2 * days / half_life))
            }
            _ => Outcome::Unresolved,
        };
        if self.observed(self.now) {
            self.obs.cases[usize::from(matches!(outcome, Outcome::Unresolved))] += 1;
        }
        self.settle_as(customer, case.incident, outcome, case.index);
    }
}
