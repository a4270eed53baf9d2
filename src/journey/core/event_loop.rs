//! The event loop: takes the earliest event from the calendar and hands it to whom it concerns, up to the horizon.

use super::cell::Cell;
use super::limits::{CellError, LOOK, MOST_CUSTOMERS, MOST_VISITS};
use super::rank;
use super::scope::Scope;
use super::trace::Trace;
use crate::engine::calendar::{Event, MAX_ORDER};
use crate::units::SimTime;

/// Looks that find the same instant beyond which a run is stopped as an endless loop without time: a million events.
const INSTANT_LOOKS: u32 = 15;

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// Settles events until the horizon, then closes what is still open.
    pub(crate) fn run_to_horizon(&mut self) -> Result<(), CellError> {
        let horizon = self.model.horizon;
        // What can go wrong is looked for once in a while: the loop itself stays short.
        let mut looked = SimTime::NEVER;
        let mut at_once = 0;
        // Counted on from customer to customer: one alone may never come to the next look.
        let mut events = self.obs.events;
        while let Some(event) = self.next_event() {
            if event.at >= horizon {
                break;
            }
            events += 1;
            if events & LOOK == 0 {
                at_once = if event.at == looked { at_once + 1 } else { 0 };
                looked = event.at;
                if at_once > INSTANT_LOOKS {
                    return Err(CellError::NoProgress(event.at));
                }
                if self.stop.is_some_and(|stop| stop()) {
                    return Err(CellError::Stopped);
                }
                if self.visits.capacity_used() >= MOST_VISITS || self.customers.capacity_used() >= MOST_CUSTOMERS {
                    return Err(CellError::TooManyAlive);
                }
            }
            self.now = event.at;
            if T::ON {
                self.trace.settles(rank::is_of_visit(event.rank).then_some(event.slot));
            }
            self.settle(event);
        }
        self.obs.events = events;
        self.now = horizon;
        if T::ON {
            self.trace.settles(None);
        }
        if S::CUSTOMERS {
            self.leave_at_horizon();
        }
        self.close_visits();
        self.close_mechanisms();
        self.close_customers();
        self.close_lapsed();
        Ok(())
    }

    #[inline(always)]
    fn settle(&mut self, event: Event) {
        match event.rank {
            rank::ARRIVAL => self.visitor_arrives(event.slot),
            rank::SERVICE_END | rank::QUEUE | rank::DEPART | rank::FINISH => {
                // Only patience, and an opening, are ever overtaken: a visit waits for everything else.
                debug_assert!(self.expects(event), "{event:?}");
                match event.rank {
                    rank::SERVICE_END => self.end_service(event.slot),
                    rank::QUEUE => self.reach_resource(event.slot, event.at),
                    rank::DEPART => self.depart(event.slot),
                    _ => self.finish_after(event.slot),
                }
            }
            rank::AFTER => {
                if self.expects(event) {
                    self.resume_after(event.slot);
                }
            }
            rank::RENEGE => {
                if self.expects(event) {
                    self.renege(event.slot);
                }
            }
            rank::START | rank::RENEWAL | rank::BILL | rank::STAGE | rank::EXIT | rank::REFRESH if S::CUSTOMERS => {
                self.customer_event(event);
            }
            _ => self.settle_rare(event),
        }
    }

    /// What is rare beside visits; kept apart, so that the code of the loop stays small.
    #[cold]
    #[inline(never)]
    fn settle_rare(&mut self, event: Event) {
        match event.rank {
            rank::SWITCH => self.meet_moment(event.slot),
            rank::OWN_SWITCH => self.meet_own_switch(event),
            rank::ACQUIRE => self.prospect_arrives(event.slot),
            rank::JOIN => self.admit_newcomer(event.slot as usize, event.order, event.at),
            rank::REFERRED => self.join_referred(event.slot),
            rank::ADOPT => self.adopt(event.slot),
            rank::WIN_BACK => self.meet_lapsed(event),
            rank::EMPLOYEES => self.update_teams(),
            rank::SURVEY => self.survey(),
            rank::ACT => self.carry_out(),
            rank::SPREAD => self.spread(event.slot),
            rank::REVIEW => self.hold_review(event.slot),
            rank::STAFF if self.service.staff_due[event.slot as usize] == event.at => {
                self.change_staff(event.slot as usize)
            }
            _ => {}
        }
    }

    /// Reads a word of each cache line of what the event will need. Nothing waits for the loads: by the time the event is
    /// settled they have arrived. Without it a branch of thousands stalls a fifth of the time on its customers.
    #[inline]
    pub(crate) fn read_ahead(&self, event: Event) {
        let slot = match event.rank {
            rank::START | rank::RENEWAL | rank::BILL | rank::STAGE | rank::EXIT | rank::REFRESH => event.slot,
            rank::DEPART | rank::FINISH => self.visits[event.slot].customer,
            _ => return,
        };
        if (slot as usize) < self.customers.capacity_used() {
            let c = &self.customers[slot];
            std::hint::black_box(c.word_of_each_line());
            let hole = self.clock_slot(slot, 0);
            if let Some(h) = self.bucket.clocks.get(hole) {
                std::hint::black_box(h.since);
            }
            if let Some(h) = self.bucket.clocks.get(hole + 2) {
                std::hint::black_box(h.since);
            }
            if let Some(s) = self.starts.clocks.get(slot as usize * self.starts.starters.len()) {
                std::hint::black_box(s.due);
            }
            if let Some(b) = self.bucket.blame.get(slot as usize * self.model.service_holes) {
                std::hint::black_box(*b);
            }
        }
    }

    /// Whether the visit in this slot still waits for this event.
    #[inline]
    fn expects(&self, event: Event) -> bool {
        let v = &self.visits[event.slot];
        v.alive && v.due == event.at && v.due_rank == event.rank && v.order & (MAX_ORDER - 1) == event.order
    }
}
