//! Lookahead: what nobody else can see need not wait for its turn in the calendar.
//!
//! Between two visits a customer of the plain relationship is alone: memory fades, hazards are spent, a stage ends, somebody
//! leaves, and none of it meets a queue or another customer. The departure from a place is such an event too, and so is
//! what follows it, where no server is needed. So the next event of a life is settled right after the one that caused
//! it, as long as neither that customer nor the world has an earlier one. It never enters the calendar, and finds the
//! customer's record in the cache. Where nothing in the world has a server, whole lives pass that way.
//!
//! Every posting has its own time and sums are exact, so that the bytes of the results are those of the calendar. The engine
//! in full, where customers talk and firms look at their customers, waits for every event in turn.

use super::cell::{Cell, rank};
use super::scope::Scope;
use super::trace::Trace;
use crate::engine::calendar::Event;
use crate::journey::model::{End, Journey, Model, TouchId};
use crate::units::SimTime;

/// What a cell knows of the events that it may settle ahead of the calendar.
#[derive(Debug)]
pub(crate) struct Lookahead {
    /// Settled next, if it goes unseen.
    next: Option<Event>,
    /// The world changes here, and everybody with it.
    until: SimTime,
    /// Journeys that need no server from the departure on.
    apart: Vec<bool>,
    /// Nothing in the world has a server.
    no_servers: bool,
}

impl Lookahead {
    pub(crate) fn of(world: &Model) -> Self {
        let apart = |j: usize| world.regimes().all(|m| m.journeys[j].parts_from_servers(m));
        Lookahead {
            next: None,
            until: SimTime::NEVER,
            apart: (0..world.journeys.len()).map(apart).collect(),
            no_servers: world.regimes().all(|m| m.resources.is_empty()),
        }
    }

    /// The world is as it is now until then, or ends.
    pub(crate) fn set_limit(&mut self, until: SimTime) {
        self.until = until;
    }
}

impl Journey {
    /// Whether nothing that comes with the departure or after it needs a server, nor any step off the path.
    fn parts_from_servers(&self, model: &Model) -> bool {
        let touch = |id: TouchId| &model.touchpoints[usize::from(id)];
        let mut after: Vec<TouchId> = Vec::new();
        for id in self.touchpoints.clone() {
            match touch(id).end {
                Some(End::After) => after.push(id),
                Some(End::Departure) => after.extend(touch(id).successors()),
                _ => {}
            }
            if touch(id).off_path && touch(id).resource.is_some() {
                return false;
            }
        }
        let mut i = 0;
        while i < after.len() {
            if touch(after[i]).resource.is_some() {
                return false;
            }
            let next = touch(after[i]).successors();
            after.extend(next.into_iter().filter(|id| !after.contains(id)).collect::<Vec<_>>());
            i += 1;
        }
        true
    }
}

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
