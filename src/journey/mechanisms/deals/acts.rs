//! What a deal does while it lasts, and after.

use super::state::{Deal, NO_DEAL};
use crate::journey::core::activity::Activity;
use crate::journey::core::cell::Cell;
use crate::journey::core::purpose;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;
use crate::journey::mechanisms::contracts::renewals::unlocked_for;
use crate::units::SimTime;

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// Whether deals act here.
    #[inline(always)]
    pub(crate) fn has_deals(&self) -> bool {
        S::EVERYTHING && self.deals.on
    }

    /// Notes what a customer who is new to the cell came for.
    ///
    /// # Randomness
    /// One word at (`DEAL`, 0) where the source gives a gift: whoever is a deal seeker at one gift is one at every larger gift.
    pub(crate) fn open_deal(&mut self, slot: u32) {
        if !self.has_deals() {
            return;
        }
        let (now, at) = (self.now, slot as usize);
        let c = &self.customers[slot];
        let mut deal = NO_DEAL;
        if c.source > 0 {
            let source = &self.model.channels[usize::from(c.source) - 1];
            if let Some(spec) = &source.deal
                && c.key.uniform(purpose::DEAL, 0) < spec.share
            {
                deal = Deal { seeks: true, pace: spec.pace, rival: spec.rival, price: spec.price_support, ..deal };
                deal.until = if spec.lasts == SimTime::ZERO { deal.until } else { now.saturating_add(spec.lasts) };
            }
            if let Some((term, support)) = source.lock_in {
                (deal.lock, deal.locked_until) = (support, now.saturating_add(term));
                deal.unlocked_for = unlocked_for(term);
            }
        }
        if self.deals.each.len() <= at {
            self.deals.each.resize(at + 1, NO_DEAL);
        }
        self.deals.each[at] = deal;
    }

    /// What is left of a deal when its customer leaves: whoever came for it stays of that kind.
    pub(crate) fn past_deal(&self, slot: u32) -> Option<Deal> {
        let deal = *self.deals.each.get(slot as usize)?;
        Some(Deal { until: SimTime::ZERO, locked_until: SimTime::ZERO, ..deal })
    }

    /// Somebody who comes back gets no other deal.
    pub(crate) fn reopen_deal(&mut self, slot: u32, past: Option<Deal>) {
        if !self.has_deals() {
            return;
        }
        let at = slot as usize;
        if self.deals.each.len() <= at {
            self.deals.each.resize(at + 1, NO_DEAL);
        }
        self.deals.each[at] = past.unwrap_or(NO_DEAL);
    }

    /// Says that a customer who has just joined came for the deal.
    pub(crate) fn note_deal(&mut self, slot: u32) {
        if self.has_deals() && self.deals.each[slot as usize].seeks {
            let who = self.customers[slot].who();
            self.note(self.now, who, || Activity::ComesForDeal);
        }
    }

    /// The joint support with what the deal adds.
    pub(crate) fn held_by_deal(&self, slot: u32, support: f64) -> f64 {
        if !self.has_deals() {
            return support;
        }
        let deal = &self.deals.each[slot as usize];
        let price = if deal.is_over() { 0.0 } else { deal.price };
        let lock = if deal.locked_until == SimTime::ZERO { 0.0 } else { deal.lock };
        1.0 - (1.0 - support) * (1.0 - price) * (1.0 - lock)
    }

    /// Factor on the purchase rate of somebody who came for a deal that is over.
    #[inline]
    pub(crate) fn pace_after_deal(&self, slot: u32) -> f64 {
        if self.has_deals() && self.deals.each[slot as usize].is_over() {
            self.deals.each[slot as usize].pace
        } else {
            1.0
        }
    }

    /// Factor of a deal that is over on the hazard of the hole `rival`.
    #[inline]
    pub(crate) fn hazard_after_deal(&self, slot: u32, hole: usize) -> f64 {
        let rival = self.has_deals() && self.model.rival_hole.map(usize::from) == Some(hole);
        if rival && self.deals.each[slot as usize].is_over() { self.deals.each[slot as usize].rival } else { 1.0 }
    }

    /// When something of a deal ends.
    pub(crate) fn deal_due(&self, slot: u32) -> SimTime {
        let deal = &self.deals.each[slot as usize];
        [deal.until, deal.locked_until].into_iter().filter(|&t| t > SimTime::ZERO).min().unwrap_or(SimTime::NEVER)
    }

    /// Ends what has lasted long enough.
    pub(crate) fn end_deal_when_due(&mut self, slot: u32) {
        if !self.has_deals() || self.deal_due(slot) > self.now {
            return;
        }
        let (now, who) = (self.now, self.customers[slot].who());
        self.close_rates(slot);
        let deal = &mut self.deals.each[slot as usize];
        let (offer, lock) = (deal.until, deal.locked_until);
        if offer > SimTime::ZERO && offer <= now {
            deal.until = SimTime::ZERO;
            self.note(now, who, || Activity::LosesDeal);
        }
        if lock > SimTime::ZERO && lock <= now {
            let deal = &mut self.deals.each[slot as usize];
            deal.locked_until = SimTime::ZERO;
            self.customers[slot].unlocked_until = now.saturating_add(deal.unlocked_for);
            self.note(now, who, || Activity::IsUnbound);
        }
        self.open_rates(slot);
    }
}
