//! Interventions that touch one customer at a time: set off by an event of the customer's own life, they replace the
//! customer's values for a while. A customer has at most one offer at a time; the first that fits in the order of the
//! file is the one.

use super::cell::Cell;
use super::ledger::Line;
use super::model::{Offer, Trigger};
use super::scope::Scope;
use super::trace::Trace;
use crate::units::{NANOS_PER_DAY, SimTime};

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// Something happened to a customer that may set off an offer.
    pub(crate) fn offer(&mut self, slot: u32, on: Trigger) {
        self.offer_where(slot, on, |_| true);
    }

    /// The firm has sorted a customer, which may set off an offer meant for these classes of recency, frequency and money.
    pub(crate) fn offer_in_class(&mut self, slot: u32, classes: [u8; 3]) {
        let meant = |offer: &Offer| offer.classes.iter().zip(classes).all(|(set, class)| set >> (class - 1) & 1 == 1);
        self.offer_where(slot, Trigger::Review, meant);
    }

    fn offer_where(&mut self, slot: u32, on: Trigger, meant: impl Fn(&Offer) -> bool) {
        if !S::EVERYTHING {
            return;
        }
        if self.model.offers.is_empty() || !self.customers[slot].alive || self.customers[slot].offer > 0 {
            return;
        }
        let now = self.now;
        let c = &self.customers[slot];
        let (segment, stage) = (usize::from(c.segment), usize::from(c.stage));
        let reaches = |o: &Offer| o.profiles[segment].is_some() && o.stages[stage];
        let fits =
            self.model.offers.iter().position(|o| o.on == on && o.from <= now && now < o.to && reaches(o) && meant(o));
        let Some(index) = fits else { return };
        let offer = &self.model.offers[index];
        let who = self.customers[slot].who();
        self.note(now, who, || format!("is reached by {}", offer.name));
        self.post_customer(slot, Line::Interventions, -offer.per_use, self.paid_at(now, offer.lag));
        self.close_rates(slot);
        let c = &mut self.customers[slot];
        c.offer = index as u8 + 1;
        c.offer_until = now.saturating_add(offer.lasts);
        self.open_rates(slot);
        self.reassess(slot);
    }

    /// Ends an offer that has lasted long enough. Returns whether it did.
    pub(crate) fn end_offer_when_due(&mut self, slot: u32) -> bool {
        if !S::EVERYTHING {
            return false;
        }
        let c = &self.customers[slot];
        if c.offer == 0 || c.offer_until > self.now {
            return false;
        }
        self.close_rates(slot);
        let c = &mut self.customers[slot];
        (c.offer, c.offer_until) = (0, SimTime::NEVER);
        self.open_rates(slot);
        true
    }

    /// When the present silence becomes a warning; only asked for where an offer waits for it.
    pub(crate) fn warning_due(&self, slot: u32) -> SimTime {
        let c = &self.customers[slot];
        let expected = c.rate * c.multiplier;
        let waits = self.model.offers.iter().any(|o| o.on == Trigger::Warning);
        if !waits || expected <= 0.0 || c.purchases == 0 || c.warned == c.last_purchase {
            return SimTime::NEVER;
        }
        let gap = self.profile(slot).lifecycle.warning / expected * NANOS_PER_DAY as f64;
        let at = c.last_purchase as f64 + gap;
        if at < u64::MAX as f64 { SimTime(at.max(self.now.0 as f64 + 1.0) as u64) } else { SimTime::NEVER }
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
