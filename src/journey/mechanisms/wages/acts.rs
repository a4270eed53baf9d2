//! Paying wages, salaries and overtime.

use crate::journey::core::cell::Cell;
use crate::journey::core::money::ledger::Line;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;
use crate::journey::model::{Model, ResourceSpec};
use crate::units::SimTime;

impl ResourceSpec {
    /// Pay by the calendar between two times, undiscounted [money].
    pub(crate) fn scheduled_pay(&self, from: SimTime, to: SimTime) -> f64 {
        let worked = if self.wage == 0.0 { 0.0 } else { self.staff.integral(from, to).total() as f64 };
        let days = worked / SimTime::from_days(1.0).0 as f64;
        self.wage * days + self.salary * f64::from(self.staff.most()) * to.since(from).days()
    }
}

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// Posts what staff earn by the calendar while a model is in force.
    pub(crate) fn post_wages(&mut self, model: &Model, from: SimTime, to: SimTime) {
        let (from, to) = (from.max(self.world.warm_up), to.min(self.world.horizon));
        for spec in &model.resources {
            self.post_flow(None, Line::Wages, -spec.salary * f64::from(spec.staff.most()), from, to);
            let mut at = from;
            while spec.wage != 0.0 && at < to {
                let end = spec.staff.next_change(at).map_or(to, |(change, _)| change.min(to));
                self.post_flow(None, Line::Wages, -spec.wage * f64::from(spec.staff.level_at(at)), at, end);
                at = end;
            }
        }
    }

    /// Posts wages beyond the calendar at a resource: of staff hired, or of overtime.
    pub(crate) fn post_more_wages(&mut self, r: usize, per_day: f64, from: SimTime, to: SimTime) {
        self.post_flow(None, Line::Wages, -per_day, from, to);
        let days = to.min(self.model.horizon).since(from.max(self.model.warm_up)).days();
        self.obs.resources[r].more_wages.post(per_day * days);
    }

    /// Pays the overtime at a resource up to now. Call before the staff or the busy servers beyond it change.
    #[inline(never)]
    pub(crate) fn settle_overtime(&mut self, r: usize) {
        let now = self.now;
        let since = std::mem::replace(&mut self.wages.overtime_since[r], now);
        let beyond = self.service.resources[r].beyond_staff();
        let wage = self.model.resources[r].wage;
        if beyond > 0 && wage != 0.0 {
            self.post_more_wages(r, wage * f64::from(beyond), since, now);
        }
    }

    /// Pays the overtime that is under way: at the horizon, or before the world changes.
    pub(crate) fn close_overtime(&mut self) {
        (0..self.service.resources.len()).for_each(|r| self.settle_overtime(r));
    }
}
