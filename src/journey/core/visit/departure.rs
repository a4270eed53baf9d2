//! The departure, and what comes after it: follow-ups, and the last end of a visit.

use super::record::{Ending, Failed, NO_TOUCH, Visit};
use crate::journey::core::cell::Cell;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;
use crate::journey::model::{End, JourneyId};
use crate::units::SimTime;

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// The customer leaves the place now; the relationship takes stock. Then the visit may go on.
    pub(crate) fn depart(&mut self, slot: u32) {
        let now = self.now;
        let v = &mut self.visits[slot];
        v.departed = true;
        let Visit { customer, journey, resume, bought, buys, ending, .. } = *v;
        let ended = resume == NO_TOUCH;
        // The money of a purchase falls at the transaction, else when the journey is done.
        let bought = if bought != SimTime::NEVER {
            Some(bought)
        } else {
            (buys && ending == Ending::Done && ended && !self.has_transaction(journey)).then_some(now)
        };
        self.answer_failure(slot, customer, Failed::BeforePurchase);
        if bought.is_some() {
            self.feel_price(slot);
            self.feel_sales_contact(slot);
        }
        if self.has_program() && self.model.loyalty {
            self.treat_member(slot);
        }
        let stays = self.take_stock(slot, bought);
        if !stays {
            return self.end_visit(slot, now, if ended { ending } else { Ending::GaveUp });
        }
        if ended {
            self.end_visit(slot, now, ending);
            return self.reassess(customer);
        }
        self.customers[customer].open_visit = slot;
        self.walk(slot, now, Some(resume));
        // Where nothing takes place after the departure the last end has come by now, and done this already.
        if self.visits[slot].alive && self.customer_stays(slot) {
            self.reassess(customer);
        }
    }

    /// Whether some touchpoint of the journey marks the transaction.
    pub(crate) fn has_transaction(&self, journey: JourneyId) -> bool {
        let j = &self.model.journeys[usize::from(journey)];
        j.touchpoints.clone().any(|t| self.model.touchpoints[usize::from(t)].end == Some(End::Transaction))
    }

    /// Whether the customer of a visit is still the one who began it.
    pub(crate) fn customer_stays(&self, slot: u32) -> bool {
        let v = &self.visits[slot];
        let c = &self.customers[v.customer];
        c.alive && c.stamp == v.stamp
    }

    /// The last end of a visit: its memory becomes final, unless a later encounter has begun.
    #[inline(never)]
    pub(crate) fn finish_after(&mut self, slot: u32) {
        let now = self.now;
        let v = self.visits[slot];
        if !self.customer_stays(slot) {
            return self.end_visit(slot, now, Ending::GaveUp);
        }
        self.answer_failure(slot, v.customer, v.failed);
        if v.buys && v.bought == SimTime::NEVER && v.ending == Ending::Done && !self.has_transaction(v.journey) {
            self.refresh(v.customer);
            self.buy(v.customer, now, u32::from(v.starter), v.number, true);
        }
        if self.customer_stays(slot) {
            let last = self.customers[v.customer].open_visit == slot;
            if self.model.loyalty {
                match last {
                    true => self.finalise_memory(slot),
                    false => self.settle_late_incident(slot),
                }
            } else if self.model.complaints {
                self.settle_late_incident(slot);
            }
            if self.customer_stays(slot) && self.is_complaint(slot) {
                self.close_case(slot);
            }
            if !self.customer_stays(slot) {
                return self.end_visit(slot, now, v.ending);
            }
            if last {
                self.customers[v.customer].open_visit = u32::MAX;
            }
            self.end_visit(slot, now, v.ending);
            return self.reassess(v.customer);
        }
        self.end_visit(slot, now, v.ending);
    }
}
