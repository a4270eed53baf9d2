//! A visit that goes on later: at the opening, after a delay, or where the world has changed.

use super::record::{Ending, State, Visit};
use crate::journey::core::cell::Cell;
use crate::journey::core::rank;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;
use crate::units::SimTime;

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// The journey is closed, or the world changes, before a visit comes to `at`, where it goes on as `state` says.
    #[cold]
    #[inline(never)]
    pub(super) fn pause(&mut self, slot: u32, at: SimTime, state: State) {
        self.visits[slot].state = state;
        self.schedule_visit(slot, at, rank::AFTER);
    }

    /// A visit goes on now: after a delay, or where the world has changed.
    pub(super) fn go_on(&mut self, slot: u32) {
        let now = self.now;
        let v = &mut self.visits[slot];
        let state = std::mem::replace(&mut v.state, State::Walking);
        let Visit { touch: there, resume, served, .. } = *v;
        let further = match state {
            State::ToServe => self.serve(slot, self.touchpoint(slot, there), now),
            State::ToGiveUp => self.give_up(slot, now),
            State::ToFinish => self.finish_touchpoint(slot, self.touchpoint(slot, there), served, now),
            State::ToBegin | State::Walking | State::Waiting | State::InService => {
                self.arrive(slot, self.touchpoint(slot, resume), now)
            }
        };
        if let Some((t, next)) = further {
            self.walk(slot, t, next);
        }
    }

    /// What comes some time after the departure, or after the last change of the world, is due.
    #[inline(never)]
    pub(crate) fn resume_after(&mut self, slot: u32) {
        let Visit { customer, departed, state, .. } = self.visits[slot];
        if state == State::ToBegin {
            return self.meet_opening(slot);
        }
        if S::relates(customer) && departed {
            if !self.customer_stays(slot) {
                return self.end_visit(slot, self.now, Ending::GaveUp);
            }
            self.customers[customer].last_touch = self.now.0 as i64;
        }
        self.go_on(slot);
    }
}
