//! Interventions that touch one customer at a time: set off by an event of the customer's own life, they replace the
//! customer's values for a while. A customer has at most one offer at a time: of those that fit the first, shocks before
//! interventions in the order in which the world names them.
//!
//! One order for an offer and its event: it opens before everything that the event brings, and is over before everything
//! else of the instant at which it has lasted long enough. So it holds for the event that opens it, and not for one a whole
//! `lasts` later. Joining: before the first payment and the first purchase. A renewal: it is known when the customer decides
//! whether to stay, and used by who stays, before that term is paid. A failure: at the departure, before the purchase if that was not
//! yet complete, and before memory and settling; after the departure, at the last end. A complaint: once voiced, before it is
//! answered. A warning and a review bring nothing else.

use crate::engine::calendar::Event;
use crate::journey::core::activity::Activity;
use crate::journey::core::cell::Cell;
use crate::journey::core::memory::drift::Fading;
use crate::journey::core::money::ledger::Line;
use crate::journey::core::rank;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;
use crate::journey::model::Trigger;
use crate::units::SimTime;

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// Whether offers act here.
    #[inline(always)]
    pub(crate) fn has_offers(&self) -> bool {
        S::EVERYTHING && !self.model.offers.is_empty()
    }

    /// Something happened to a customer that may set off an offer.
    pub(crate) fn offer(&mut self, slot: u32, on: Trigger) {
        if let Some(index) = self.coming_offer(slot, on) {
            self.accept(slot, index);
            self.reassess(slot);
        }
    }

    /// The offer that an event sets off for a customer, if it does: an index in [`Model::offers`](crate::journey::model::Model::offers).
    pub(crate) fn coming_offer(&self, slot: u32, on: Trigger) -> Option<usize> {
        if !self.has_offers() {
            return None;
        }
        let c = &self.customers[slot];
        let free = c.alive && (c.offer == 0 || c.offer_until <= self.now);
        if free { self.fitting_offer(c.kind, on) } else { None }
    }

    /// The offer that an event sets off for somebody of a kind who has none.
    pub(crate) fn fitting_offer(&self, kind: u32, on: Trigger) -> Option<usize> {
        if !self.has_offers() {
            return None;
        }
        let now = self.now;
        let kind = self.model.kinds.without_offer(kind) as usize;
        self.model.offers.iter().position(|o| o.on == on && o.from <= now && now < o.to && o.reached[kind])
    }

    /// An offer acts on a customer from now on. Stage, hazards and rates are left to the caller.
    pub(crate) fn accept(&mut self, slot: u32, index: usize) {
        self.close_rates(slot);
        self.begin_offer(slot, index);
        self.open_rates(slot);
    }

    /// An offer begins, for a customer whose rates are closed or not yet open.
    pub(crate) fn begin_offer(&mut self, slot: u32, index: usize) {
        let now = self.now;
        let offer = &self.model.offers[index];
        let until = now.saturating_add(offer.lasts);
        let c = &mut self.customers[slot];
        (c.offer, c.offer_until) = (index as u8 + 1, until);
        let (who, order, kind) = (c.who(), c.order, c.kind);
        self.note(now, who, || Activity::IsReached { offer: index as u8 });
        self.take_kind(slot, self.model.kinds.offer.put(kind, index as u32 + 1));
        self.post_customer(slot, Line::Interventions, -offer.per_use, self.paid_at(now, offer.lag));
        if until < self.model.horizon {
            self.calendar.schedule(Event { at: until, rank: rank::OWN_SWITCH, order, slot });
        }
    }

    /// An offer has lasted long enough, if this customer still has it.
    pub(crate) fn end_offer(&mut self, slot: u32) {
        let c = &self.customers[slot];
        if c.offer == 0 || c.offer_until != self.now {
            return;
        }
        self.close_rates(slot);
        let c = &mut self.customers[slot];
        (c.offer, c.offer_until) = (0, SimTime::NEVER);
        let kind = c.kind;
        self.take_kind(slot, self.model.kinds.without_offer(kind));
        self.open_rates(slot);
        self.reassess(slot);
    }

    /// When the present silence becomes a warning, if before the next look; only asked for where an offer waits for it.
    pub(crate) fn warning_due(&self, slot: u32, fading: &Fading, look: f64) -> SimTime {
        let c = &self.customers[slot];
        let waits = self.model.offers.iter().any(|o| o.on == Trigger::Warning);
        if !waits || c.purchases == 0 || c.warned == c.last_purchase {
            return SimTime::NEVER;
        }
        let due = self.silent_for(slot, self.profile(slot).lifecycle.warning, fading, look);
        due.map_or(SimTime::NEVER, |at| at.max(SimTime(self.now.0 + 1)))
    }

    /// Sounds the warning when the silence is long enough.
    pub(crate) fn warn_when_due(&mut self, slot: u32) {
        if self.customers[slot].warning_at <= self.now {
            let c = &mut self.customers[slot];
            (c.warned, c.warning_at) = (c.last_purchase, SimTime::NEVER);
            self.offer(slot, Trigger::Warning);
        }
    }
}
