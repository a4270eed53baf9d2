//! Events that go unseen: settled right after those that caused them (see [`Lookahead`]).

use super::cell::Cell;
use super::rank;
use super::scope::Scope;
use super::trace::Trace;
use crate::engine::calendar::Event;
use crate::units::SimTime;

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// Takes the next event: the one that goes unseen, or the earliest of the calendar.
    #[inline(always)]
    pub(crate) fn next_event(&mut self) -> Option<Event> {
        if S::LOOKAHEAD
            && let Some(event) = self.lookahead.next.take()
        {
            if self.goes_unseen(event) {
                return Some(event);
            }
            self.wait_for_turn(event);
        }
        let event = self.calendar.next_event();
        if S::CUSTOMERS
            && let Some(next) = self.calendar.upcoming()
        {
            self.read_ahead(next);
        }
        event
    }

    /// Takes an event of one life ahead of the calendar, if it may go unseen. Returns whether it did.
    #[inline]
    pub(crate) fn look_ahead(&mut self, event: Event) -> bool {
        let ahead = self.lookahead.next.is_none() && self.may_go_unseen(event);
        if ahead {
            self.lookahead.next = Some(event);
        }
        ahead
    }

    /// A visit does nothing until then: what its customer does apart from it before that must be in the calendar. What
    /// comes later is found anew when the visit ends, and mostly never enters it.
    #[inline]
    pub(crate) fn wait_until(&mut self, slot: u32, until: SimTime) {
        let customer = self.visits[slot].customer;
        if S::LOOKAHEAD
            && S::relates(customer)
            && self.customer_stays(slot)
            && self.customers[customer].next_due().0 <= until
        {
            self.enter_calendar(customer);
        }
    }

    /// Whether an event is of a kind that can go unseen.
    #[inline(always)]
    fn may_go_unseen(&self, event: Event) -> bool {
        event.at < self.lookahead.until
            && match event.rank {
                rank::DEPART | rank::AFTER | rank::FINISH => {
                    let v = &self.visits[event.slot];
                    S::relates(v.customer)
                        && self.lookahead.apart[usize::from(v.journey())]
                        && (self.lookahead.no_servers || !v.waits_for_opening())
                }
                rank::START => self.lookahead.no_servers && self.customers[event.slot].visits == 0,
                rank::STAGE | rank::EXIT | rank::REFRESH => self.customers[event.slot].visits == 0,
                _ => false,
            }
    }

    /// Whether nothing happens to this customer, and nobody looks, before this event.
    #[inline(always)]
    fn goes_unseen(&self, event: Event) -> bool {
        if !is_of_visit(event.rank) {
            return self.customers[event.slot].visits == 0;
        }
        let c = &self.customers[self.visits[event.slot].customer];
        self.customer_stays(event.slot) && c.visits == 1 && (event.at, event.rank) < c.next_due()
    }

    /// Puts an event that will be seen into the calendar, with what else its customer waits for.
    #[cold]
    #[inline(never)]
    fn wait_for_turn(&mut self, event: Event) {
        self.calendar.schedule(event);
        if is_of_visit(event.rank) && self.customer_stays(event.slot) {
            self.enter_calendar(self.visits[event.slot].customer);
        }
    }
}

#[inline(always)]
fn is_of_visit(rank: u8) -> bool {
    matches!(rank, rank::DEPART | rank::AFTER | rank::FINISH)
}
