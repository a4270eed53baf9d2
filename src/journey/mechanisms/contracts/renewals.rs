//! Contract terms: renewals, what they cost a customer, and why somebody does not renew (model sections 7 and 12).

use super::demand::staying;
use crate::journey::core::activity::Activity;
use crate::journey::core::cell::Cell;
use crate::journey::core::customer::own::{count_term, pick};
use crate::journey::core::customer::record::NO_HOLE;
use crate::journey::core::purpose;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;
use crate::journey::model::{HazardLaw, HoleId, Profile, Retention, Start, Trigger};
use crate::num;
use crate::units::{NANOS_PER_DAY, SimTime};

/// `lock_end` stays open for this part of the term that ended, and no longer than so many days (assumptions).
const UNLOCKED_PART: u64 = 12;
const UNLOCKED_DAYS: u64 = 30;

impl<'m, T: Trace, S: Scope> Cell<'m, T, S> {
    /// Exposure within the terms of contracts is kept.
    #[inline(always)]
    pub(crate) fn keeps_terms(&self) -> bool {
        S::EVERYTHING && self.contracts.on
    }

    /// End of a contract term, and the beginning of the next one for those who stay.
    pub(crate) fn renew(&mut self, slot: u32) {
        let (offer, values) = self.renewal_offer(slot);
        let Some(contract) = &values.contract else { return };
        if self.end_term(slot, values) {
            return;
        }
        let now = self.now;
        let draw = self.win_back.first_draw(slot) + u32::from(self.customers[slot].term);
        if self.keeps_terms() {
            let holes = self.model.holes.len();
            self.contracts.exposure[slot as usize * holes..][..holes].fill(0.0);
        }
        let c = &mut self.customers[slot];
        c.term = c.term.saturating_add(1);
        c.renewal_due = now.saturating_add(contract.renews_for);
        c.unlocked_until = now.saturating_add(unlocked_for(self.contracts.lengths[slot as usize]));
        self.contracts.lengths[slot as usize] = contract.renews_for;
        let (term, who) = (c.term, c.who());
        if !self.win_back.is_back(slot) {
            count_term(&mut self.obs.terms, term);
        }
        self.note(now, who, || Activity::Renews { term });
        if let Some(index) = offer {
            self.accept(slot, index);
            self.reassess(slot);
        }
        self.pay(slot, contract);
        for (j, journey) in self.model.journeys.iter().enumerate() {
            if matches!(journey.start, Start::Renewal) {
                self.start_some_visits(slot, j as u16, draw + 1);
            }
        }
        self.reassess(slot);
    }

    /// The offer that a renewal now would open, and the customer's values under it: what is offered is known to who decides.
    pub(crate) fn renewal_offer(&self, slot: u32) -> (Option<usize>, &'m Profile) {
        let offer = self.coming_offer(slot, Trigger::Renewal);
        let c = &self.customers[slot];
        // At the horizon what lasts up to there is over, too.
        let present = usize::from(c.offer).checked_sub(1).filter(|_| c.offer_until > self.now);
        let acting = offer.or(present).map_or(0, |index| index as u32 + 1);
        (offer, self.model.values_of(self.model.kinds.offer.put(c.kind, acting)))
    }

    /// Decides at the end of a contract term, by the values that hold there. Returns whether the customer leaves, now or at the departure of the visit under way.
    ///
    /// # Randomness
    /// With a retention table, or at another price than at joining: one word at (`RENEWAL`, term), and one for the cause.
    pub(crate) fn end_term(&mut self, slot: u32, decides: &Profile) -> bool {
        self.refresh(slot);
        let times = self.price_of_renewing(slot, decides);
        let retention = decides.contract.as_ref().and_then(|contract| contract.retention.as_ref());
        let leaves = match retention {
            Some(retention) => {
                let c = &self.customers[slot];
                let stay = match retention {
                    Retention::Table(list) => list.get(usize::from(c.term) - 1).or(list.last()).copied().unwrap_or(1.0),
                    Retention::Drawn(law) => law.draw(&c.key, purpose::RETENTION, 0),
                };
                let mark = c.key.uniform(purpose::RENEWAL, self.renewal_draw(slot));
                (mark >= staying(stay, times)).then(|| {
                    // Who would have stayed at the old price leaves for the new one.
                    let dear = self.hole_of_the_dear(decides).filter(|(_, open)| mark < stay && *open > 0.0);
                    dear.map_or_else(|| self.renewal_cause(slot), |(hole, _)| (hole, self.split(hole)))
                })
            }
            None if times == 1.0 => self.waiting_exit(slot),
            None => self.decide_at_price(slot, decides, times),
        };
        if let Some((hole, split)) = leaves {
            let c = &mut self.customers[slot];
            c.renewal_due = SimTime::NEVER;
            c.bill_due = SimTime::NEVER;
            if c.busy > 0 {
                c.decide(hole, split, false);
                self.schedule_customer(slot);
            } else {
                self.churn(slot, hole, split);
            }
        }
        leaves.is_some()
    }

    /// Number of the draws of the decision that ends the present term.
    fn renewal_draw(&self, slot: u32) -> u32 {
        self.win_back.first_draw(slot) + u32::from(self.customers[slot].term)
    }

    /// The exit that was decided in the course of the term and waited for its end.
    fn waiting_exit(&self, slot: u32) -> Option<(HoleId, u8)> {
        let c = &self.customers[slot];
        (c.pending != NO_HOLE && c.waits_for_renewal()).then_some((c.pending, c.pending_split()))
    }

    /// Decides without a retention table, at a price that makes not renewing `times` as likely.
    ///
    /// # Definition
    /// With `H` the exposure of the term to all holes that wait for a renewal, `q = 1 - exp(-H)` have decided to leave, and
    /// `p = times q / (1 - q + times q)` shall. At a lower price `p / q` of those who have decided still leave; at a higher one
    /// `(p - q) / (1 - q)` of the others leave as well, by the hole `value` as far as that is open, where there is one.
    fn decide_at_price(&mut self, slot: u32, decides: &Profile, times: f64) -> Option<(HoleId, u8)> {
        let waiting = self.waiting_exit(slot);
        if waiting.is_none() && self.customers[slot].pending != NO_HOLE {
            return None;
        }
        let mut exposure = self.exposures(slot, self.first_seen(slot));
        let hazards = &self.profile(slot).hazards;
        exposure.iter_mut().zip(hazards).filter(|(_, hazard)| hazard.involuntary).for_each(|(spent, _)| *spent = 0.0);
        let kept = num::exp(-exposure.iter().sum::<f64>());
        let all = kept + times * (1.0 - kept);
        let mark = self.customers[slot].key.uniform(purpose::RENEWAL, self.renewal_draw(slot));
        if waiting.is_some() {
            if times >= 1.0 || mark < times / all {
                return waiting;
            }
            self.stay_after_all(slot);
            return None;
        }
        let further = ((times - 1.0) * (1.0 - kept) / all).max(0.0);
        match self.hole_of_the_dear(decides) {
            Some((hole, open)) => (mark < further * open).then(|| (hole, self.split(hole))),
            None => (mark < further).then(|| self.cause(slot, exposure)),
        }
    }

    /// How an exit by a hole divides that nobody put into words.
    fn split(&self, hole: HoleId) -> u8 {
        if usize::from(hole) < self.model.service_holes { 1 } else { 2 }
    }

    /// Adds the exposure of a stretch of a contract term to every hole, for the cause of not renewing. `spent`: the integral of `h_sat`.
    pub(crate) fn expose_term(&mut self, slot: u32, spent: f64, days: f64) {
        let holes = self.model.holes.len();
        let from = slot as usize * holes;
        if self.model.loyalty {
            for k in 0..self.model.service_holes {
                let factor = self.profile(slot).hazards[k].factor;
                self.contracts.exposure[from + k] += self.blame_share(slot, k) * spent * factor;
            }
        }
        for i in 0..self.bucket.clocked.len() {
            let rate = self.bucket.clocks[self.clock_slot(slot, i)].rate;
            self.contracts.exposure[from + usize::from(self.bucket.clocked[i])] += rate * days;
        }
    }

    /// Adds a chance of leaving by a hole to the exposure of the term, where the decision at its end answers a price.
    pub(crate) fn expose_to_chance(&mut self, slot: u32, hole: HoleId, exposure: f64) {
        if self.answers_prices() && self.keeps_terms() {
            let holes = self.model.holes.len();
            self.contracts.exposure[slot as usize * holes + usize::from(hole)] += exposure;
        }
    }

    /// The tenure at which a customer was first seen: that of day 0 of who was there before.
    fn first_seen(&self, slot: u32) -> f64 {
        let c = &self.customers[slot];
        if c.existing { c.tenure(SimTime::ZERO).days() } else { 0.0 }
    }

    /// The exposure of the term to each hole, from a tenure on [days].
    fn exposures(&self, slot: u32, first: f64) -> Vec<f64> {
        let holes = self.model.holes.len();
        let mut weights = self.contracts.exposure[slot as usize * holes..][..holes].to_vec();
        for i in 0..self.bucket.clocked.len() {
            let hole = usize::from(self.bucket.clocked[i]);
            let hazard = &self.profile(slot).hazards[hole];
            if let HazardLaw::Lifetime(law) = &hazard.law {
                let c = &self.customers[slot];
                let to = c.tenure(self.now).days();
                let from = (to - self.contracts.lengths[slot as usize].days()).max(first);
                let survival = |t: f64| (1.0 - law.own_cdf(&c.key, t)).max(1e-300);
                weights[hole] += self.own_factor(slot, hole, hazard) * num::ln(survival(from) / survival(to));
            }
        }
        weights
    }

    /// Why a contract is not renewed: by the hazard integrals of the term.
    fn renewal_cause(&self, slot: u32) -> (HoleId, u8) {
        let weights = self.exposures(slot, 0.0);
        self.cause(slot, weights)
    }

    /// A cause by such weights; without any, the renewal hole.
    fn cause(&self, slot: u32, mut weights: Vec<f64>) -> (HoleId, u8) {
        let total: f64 = weights.iter().sum();
        if total <= 0.0 {
            return (self.model.renewal_hole.unwrap_or(0), 2);
        }
        weights.iter_mut().for_each(|w| *w /= total);
        let hole =
            pick(&weights, self.customers[slot].key.uniform(purpose::RENEWAL_CAUSE, self.renewal_draw(slot))) as HoleId;
        (hole, self.split(hole))
    }
}

/// How long `lock_end` stays open after a term: a twelfth of it, at most 30 days, so that terms of a month are not open all the time.
pub(crate) fn unlocked_for(term: SimTime) -> SimTime {
    SimTime((term.0 / UNLOCKED_PART).min(UNLOCKED_DAYS * NANOS_PER_DAY))
}
