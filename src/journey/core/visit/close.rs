//! The horizon: what is still under way is settled up to there.

use super::record::{Ending, NO_PARENT, NO_TOUCH, State};
use crate::journey::core::cell::Cell;
use crate::journey::core::rank;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// Posts what services under way earn up to now: at the horizon, or before the world changes.
    pub(crate) fn post_earnings_of_visits(&mut self) {
        for slot in 0..self.visits.capacity_used() as u32 {
            let v = self.visits[slot];
            if v.alive && v.parent == NO_PARENT && matches!(v.state, State::InService | State::ToFinish) {
                self.post_earnings(slot, self.touchpoint(slot, v.touch), v.served, self.now);
            }
        }
    }

    /// Steps off the path that are served at the horizon.
    fn post_steps_under_way(&mut self) {
        for slot in 0..self.visits.capacity_used() as u32 {
            let v = self.visits[slot];
            if v.alive && v.parent != NO_PARENT && v.state == State::InService && self.is_awaited(slot) {
                self.post_step(v.parent, v.touch, v.served, self.now);
            }
        }
    }

    /// At the horizon: what is still under way.
    pub(crate) fn close_visits(&mut self) {
        let (horizon, warm_up) = (self.model.horizon, self.model.warm_up);
        self.post_earnings_of_visits();
        self.post_steps_under_way();
        let mut purchases = Vec::new();
        for slot in 0..self.visits.capacity_used() as u32 {
            let v = self.visits[slot];
            if !v.alive {
                continue;
            }
            self.visits[slot].alive = false;
            let resource =
                if v.touch == NO_TOUCH { None } else { self.model.touchpoints[usize::from(v.touch)].resource };
            if let Some(r) = resource {
                let r = usize::from(r);
                match v.state {
                    State::InService => {
                        self.obs.resources[r].busy.add(v.served.max(warm_up), horizon);
                    }
                    State::Waiting if v.due_rank == rank::RENEGE && v.due < horizon => {
                        // Gave up unseen, before the horizon.
                        self.leave_line(slot, v.due);
                        self.end_visit(slot, v.due, Ending::GaveUp);
                        continue;
                    }
                    State::Waiting => {
                        self.obs.resources[r].waiting.add(v.queued.max(warm_up), horizon);
                    }
                    _ => {}
                }
            }
            if v.parent == NO_PARENT {
                if S::relates(v.customer) && !v.departed && v.bought < horizon && self.customer_stays(slot) {
                    purchases.push(v);
                }
                self.obs.journeys[usize::from(v.journey)].post_inside(v.started, horizon, self.model);
            }
        }
        // In the order of time, wherever their visits are kept: what a purchase earns depends on those before it.
        purchases.sort_by_key(|v| (v.bought, v.order, v.starter, v.number));
        for v in purchases {
            self.buy(v.customer, v.bought, u32::from(v.starter), v.number, false);
        }
    }
}
