//! How visits of customers begin: at once, or at the next opening of a journey that has hours of its own.
//!
//! Who waits for the opening is at no encounter: nothing waits for the departure, and who leaves for good before the opening does not come.

use super::record::{State, Visit};
use crate::journey::core::cell::Cell;
use crate::journey::core::memory::encounter::Encounter;
use crate::journey::core::purpose;
use crate::journey::core::rank;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;
use crate::journey::model::{Journey, JourneyId};
use crate::units::SimTime;

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// A joining, a renewal or an occasion: a visit begins with the journey's share.
    ///
    /// # Randomness
    /// One word at (`SHARE`, number) where the share is below 1.
    pub(crate) fn start_some_visits(&mut self, customer: u32, journey: JourneyId, number: u32) {
        let Journey { share, address, .. } = self.model.journeys[usize::from(journey)];
        let key = &self.customers[customer].key;
        if share >= 1.0 || key.uniform(purpose::SHARE | address, number) < share {
            self.start_when_open(customer, journey, number, false);
        }
    }

    /// Something that can happen at any time starts a customer's visit: it begins now, or at the next opening.
    pub(crate) fn start_when_open(&mut self, customer: u32, journey: JourneyId, number: u32, buys: bool) {
        let at = self.model.journeys[usize::from(journey)].opening(self.now);
        if at <= self.now {
            return self.start_visit(customer, journey, number, buys);
        }
        if at < self.model.horizon {
            let slot = self.promise_visit(customer, journey, number, buys, at);
            self.pause(slot, at, State::ToBegin);
        }
    }

    /// A customer's visit begins now.
    pub(crate) fn start_visit(&mut self, customer: u32, journey: JourneyId, number: u32, buys: bool) {
        if self.now < self.model.horizon {
            let slot = self.promise_visit(customer, journey, number, buys, self.now);
            self.begin_visit(slot);
        }
    }

    /// A record of a visit that a customer will make.
    #[inline]
    fn promise_visit(&mut self, customer: u32, journey: JourneyId, number: u32, buys: bool, at: SimTime) -> u32 {
        let c = &mut self.customers[customer];
        c.visits += 1;
        let (key, order, stamp) = (c.key, c.order, c.stamp);
        let slot = self.insert_visit(key, order, journey, at);
        let v = &mut self.visits[slot];
        (v.customer, v.stamp, v.number, v.buys) = (customer, stamp, number, buys);
        slot
    }

    /// The encounter begins.
    #[inline]
    fn begin_visit(&mut self, slot: u32) {
        let now = self.now;
        let Visit { customer, journey, .. } = self.visits[slot];
        let c = &mut self.customers[customer];
        c.busy += 1;
        c.open_visit = u32::MAX;
        c.last_touch = now.0 as i64;
        let (who, kind) = (c.who(), c.kind);
        self.visits[slot].kind = kind;
        self.register_visit(customer, now);
        self.open_visit(slot, journey, now);
        self.visits[slot].starter =
            self.starts.starters.iter().position(|s| s.journey == Some(journey)).unwrap_or(0) as u16;
        if self.model.keeps_encounters() {
            if self.encounters.len() <= slot as usize {
                self.encounters.resize_with(slot as usize + 1, Encounter::new);
            }
            self.encounters[slot as usize] = Encounter::new();
        }
        self.note_start(slot, who, journey, now);
        let first = self.model.journeys[usize::from(journey)].first;
        self.walk(slot, now, Some(first));
    }

    /// The opening has come for a visit that waited for it.
    #[cold]
    #[inline(never)]
    pub(super) fn meet_opening(&mut self, slot: u32) {
        if !self.customer_stays(slot) {
            return self.drop_visit(slot);
        }
        let v = &mut self.visits[slot];
        (v.state, v.started) = (State::Walking, self.now);
        self.begin_visit(slot);
    }

    /// The hours may be others from now on: visits that wait for an opening wait for the next one as it is now.
    pub(crate) fn await_new_openings(&mut self) {
        for slot in 0..self.visits.capacity_used() as u32 {
            let v = self.visits[slot];
            if !v.alive || v.state != State::ToBegin {
                continue;
            }
            let at = self.model.journeys[usize::from(v.journey)].opening(self.now);
            if at >= self.model.horizon || !self.customer_stays(slot) {
                self.drop_visit(slot);
            } else if at != v.due {
                // What the calendar has for the old opening is expected no more.
                self.schedule_visit(slot, at, rank::AFTER);
            }
        }
    }

    /// A visit that waited for the opening does not take place.
    fn drop_visit(&mut self, slot: u32) {
        self.visits[slot].alive = false;
        if self.customer_stays(slot) {
            let customer = self.visits[slot].customer;
            self.customers[customer].visits -= 1;
        }
        self.visits.remove(slot);
    }
}
