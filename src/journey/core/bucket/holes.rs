//! The leaky bucket: competing causes of leaving (model section 7).
//!
//! One clock serves all service holes; a keyed mark against the blame shares of that moment names the hole. Every
//! other hole has a clock of its own. A point of a plugged hole is skipped and the next allowance runs.

use super::clock::HoleClock;
use crate::engine::clock::ExposureClock;
use crate::journey::core::activity::Activity;
use crate::journey::core::bucket::loyalty;
use crate::journey::core::cell::Cell;
use crate::journey::core::customer::record::Customer;
use crate::journey::core::customer::record::{NO_HOLE, UNTOUCHED_DAYS};
use crate::journey::core::memory;
use crate::journey::core::memory::drift::{Course, Fading, days_until, slope_of_satisfaction};
use crate::journey::core::purpose;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;
use crate::journey::model::{Hazard, HazardLaw, HoleId, Model, Open};
use crate::num;
use crate::units::{NANOS_PER_DAY, SimTime};

impl<'m, T: Trace, S: Scope> Cell<'m, T, S> {
    pub(crate) fn clock_slot(&self, slot: u32, i: usize) -> usize {
        slot as usize * self.bucket.clocked.len() + i
    }

    /// Makes room for a customer's blame, clocks and exposures, and starts the clocks.
    ///
    /// # Randomness
    /// Per clocked hole: one allowance at (`HOLE`, first of the life) and, for a hazard law, one value at (`HOLE_HAZARD`, 0).
    pub(crate) fn open_side_tables(&mut self, slot: u32) {
        let model = self.model;
        let now = self.now;
        let holes = model.service_holes;
        let end = (slot as usize + 1) * holes;
        if self.bucket.blame.len() < end {
            self.bucket.blame.resize(end, 0.0);
        }
        self.bucket.blame[end - holes..end].fill(0.0);
        if self.keeps_terms() {
            let end = (slot as usize + 1) * model.holes.len();
            if self.contracts.exposure.len() < end {
                self.contracts.exposure.resize(end, 0.0);
            }
            self.contracts.exposure[end - model.holes.len()..end].fill(0.0);
        }
        let (key, first) = (self.customers[slot].key, self.win_back.first_draw(slot));
        let end = (slot as usize + 1) * self.bucket.clocked.len();
        if self.bucket.clocks.len() < end {
            let empty = HoleClock { clock: ExposureClock::IDLE, base: 0.0, rate: 0.0, since: now, due: SimTime::NEVER };
            self.bucket.clocks.resize(end, empty);
        }
        for i in 0..self.bucket.clocked.len() {
            let clock = ExposureClock::start_at(&key, hole_purpose(model, self.bucket.clocked[i]), first);
            let at = self.clock_slot(slot, i);
            self.bucket.clocks[at] = HoleClock { clock, base: 0.0, rate: 0.0, since: now, due: SimTime::NEVER };
        }
        self.open_holes(slot);
    }

    /// The customer's own hazards of all clocked holes under the present values.
    pub(crate) fn open_holes(&mut self, slot: u32) {
        for i in 0..self.bucket.clocked.len() {
            self.open_hole(slot, i);
        }
        self.find_still_due(slot);
    }

    /// The customer's own hazard of a clocked hole under the present values, and when a lifetime ends.
    fn open_hole(&mut self, slot: u32, i: usize) {
        let now = self.now;
        let hole = usize::from(self.bucket.clocked[i]);
        let hazard = &self.profile(slot).hazards[hole];
        let Customer { key, joined, .. } = self.customers[slot];
        let tenure = self.customers[slot].tenure(now).days();
        let at = self.clock_slot(slot, i);
        let factor = self.own_factor(slot, hole, hazard);
        let still = i >= self.bucket.moving;
        let c = &mut self.bucket.clocks[at];
        match &hazard.law {
            HazardLaw::Constant(law) => {
                c.base = law.draw(&key, purpose::HOLE_HAZARD | self.model.holes[hole].address, 0).max(0.0);
                if still {
                    c.run_at(c.base * hazard.factor, now);
                }
            }
            HazardLaw::Lifetime(law) if factor > 0.0 => {
                // The cumulative hazard of the law, inverted: exp(-H(T)) = exp(-H(a)) exp(-X / f).
                let survived = if tenure > 0.0 { 1.0 - law.own_cdf(&key, tenure) } else { 1.0 };
                let left = survived * num::exp(-c.clock.remaining.max(0.0) / factor);
                let days = law.at(&key, 1.0 - left);
                let at = joined as f64 + days * NANOS_PER_DAY as f64;
                c.due = if at < u64::MAX as f64 { SimTime(at.max(now.0 as f64) as u64) } else { SimTime::NEVER };
            }
            HazardLaw::Lifetime(_) => c.due = SimTime::NEVER,
            HazardLaw::None | HazardLaw::ByTenure { .. } => {}
        }
    }

    /// Earliest point of a hole's own clock.
    #[inline]
    pub(crate) fn next_hole(&self, slot: u32) -> SimTime {
        let from = self.clock_slot(slot, 0);
        self.bucket.clocks[from..from + self.bucket.moving]
            .iter()
            .fold(self.customers[slot].still_due, |due, c| due.min(c.due))
    }

    /// Earliest point of the clocks of holes that wait for no renewal.
    #[inline(never)]
    pub(crate) fn next_involuntary(&self, slot: u32) -> SimTime {
        let hazards = &self.profile(slot).hazards;
        let own = &self.bucket.clocks[self.clock_slot(slot, 0)..];
        let clocks = own.iter().zip(&self.bucket.clocked).filter(|(_, hole)| hazards[usize::from(**hole)].involuntary);
        clocks.fold(SimTime::NEVER, |due, (c, _)| due.min(c.due))
    }

    /// Notes the earliest point of the clocks that stand still, so that they need not be looked at before it.
    pub(crate) fn find_still_due(&mut self, slot: u32) {
        let own = self.clock_slot(slot, 0)..self.clock_slot(slot, self.bucket.clocked.len());
        self.customers[slot].still_due =
            self.bucket.clocks[own][self.bucket.moving..].iter().fold(SimTime::NEVER, |due, c| due.min(c.due));
    }

    /// Joint support of a customer now.
    pub(crate) fn support(&self, slot: u32) -> f64 {
        let profile = self.profile(slot);
        let c = &self.customers[slot];
        let lock_in = match &profile.contract {
            Some(k) if k.lock_in > 0.0 => 1.0 - (1.0 - profile.loyalty.lock_in) * (1.0 - k.lock_in),
            _ => profile.loyalty.lock_in,
        };
        let habits = if profile.purchase.is_some() { c.purchases } else { c.encounters };
        let support = self.held_by_program(slot, loyalty::joint_support(habits, lock_in, &profile.loyalty));
        self.held_by_deal(slot, support)
    }

    /// Sets every hazard that moves to the customer's present state. Returns when one of them changes by itself. `look`: days to the next
    /// look.
    pub(crate) fn reassess_hazards(&mut self, slot: u32, fading: &Fading, look: f64) -> SimTime {
        let now = self.now;
        let profile = self.profile(slot);
        let (mut shield, own) = (1.0, self.own_hazard(slot));
        if self.model.loyalty {
            let support = self.support(slot);
            let c = &mut self.customers[slot];
            let s = memory::satisfaction(c.memory);
            let [level, slope, bend] = loyalty::satisfaction_hazard(s, support, &profile.loyalty);
            let factor = profile.satisfaction_factor * own;
            let by_u = slope_of_satisfaction(c.memory, fading.gap) * fading.gap;
            c.set_dissatisfaction(Course {
                level: level * factor,
                slope: slope * by_u * factor,
                bend: 0.5 * bend * by_u * by_u * factor,
            });
            shield = loyalty::shield(support, c.trust, &profile.loyalty);
        }
        // Deals that are over and contact persons who left add to the pull of rivals.
        let pulled = self.has_deals() || self.has_contact_persons();
        let priced = self.answers_prices();
        let mut changes = SimTime::NEVER;
        // Set aside, so that each clock is looked up once.
        let mut clocks = std::mem::take(&mut self.bucket.clocks);
        let customer = &self.customers[slot];
        let from = self.clock_slot(slot, 0);
        for (c, &hole) in clocks[from..].iter_mut().zip(&self.bucket.clocked[..self.bucket.moving]) {
            let hole = usize::from(hole);
            let hazard = &profile.hazards[hole];
            let rate = if hole < self.model.service_holes {
                // A widened service hole: the excess over its share of h_sat, spent by blame.
                c.due = self.excess_due(slot, hole, c.clock.remaining, fading, look);
                continue;
            } else {
                let (open, until) = is_open(now, customer, hazard);
                changes = changes.min(until);
                let base = match &hazard.law {
                    HazardLaw::Constant(_) => c.base,
                    HazardLaw::ByTenure { every, values } => {
                        let tenure = customer.tenure(now).0;
                        let step = (tenure / every.0) as usize;
                        if step + 1 < values.len() {
                            let left = every.0 - tenure % every.0;
                            changes = changes.min(now.saturating_add(SimTime(left)));
                        }
                        values.get(step).or(values.last()).copied().unwrap_or(0.0)
                    }
                    HazardLaw::Lifetime(_) | HazardLaw::None => continue,
                };
                let shielded = if hazard.shielded { shield * profile.external_factor } else { 1.0 };
                let own = if hazard.involuntary { 1.0 } else { own };
                let rate = if open { base * hazard.factor * shielded * own } else { 0.0 };
                let rate = if priced { rate * self.price_factor(slot, hole) } else { rate };
                if pulled {
                    let (pull, until) = self.handover_pull(slot, hole);
                    changes = changes.min(until);
                    rate * self.hazard_after_deal(slot, hole) * pull
                } else {
                    rate
                }
            };
            c.run_at(rate, now);
        }
        self.bucket.clocks = clocks;
        changes
    }

    /// Blame share of a service hole: `b_k = (prior_k + N_k) / (1 + sum N)`.
    #[inline(never)]
    pub(crate) fn blame_share(&self, slot: u32, hole: usize) -> f64 {
        let holes = self.model.service_holes;
        let blame = &self.bucket.blame[slot as usize * holes..][..holes];
        let total: f64 = 1.0 + blame.iter().map(|&n| f64::from(n)).sum::<f64>();
        (self.profile(slot).priors[hole] + f64::from(blame[hole])) / total
    }

    /// When the allowance of a widened service hole is spent, if before the next look.
    ///
    /// # Definition
    /// `(factor - 1) (b(0) + b(t))/2` times the integral of `h_sat` up to t, b the share of blame, which decays in a straight line.
    fn excess_due(&self, slot: u32, hole: usize, left: f64, fading: &Fading, look: f64) -> SimTime {
        let profile = self.profile(slot);
        let excess = self.service_factor(slot, hole) - 1.0;
        let leaving = self.customers[slot].dissatisfaction();
        if excess <= 0.0 || leaving.level <= 0.0 {
            return SimTime::NEVER;
        }
        let holes = self.model.service_holes;
        let blame = &self.bucket.blame[slot as usize * holes..][..holes];
        let total: f64 = blame.iter().map(|&n| f64::from(n)).sum();
        let share = self.blame_share(slot, hole);
        let rate = std::f64::consts::LN_2 / profile.memory.blame_half_life;
        let half =
            0.5 * rate * (total * profile.priors[hole] - f64::from(blame[hole])) / ((1.0 + total) * (1.0 + total));
        let guess = left.max(0.0) / (excess * share * leaving.level);
        let days = days_until(left.max(0.0), [guess, look], 1.0, |days| {
            let u = fading.reach(days);
            let spent = leaving.integral(days, fading.integrals(days, u));
            let share = share + half * days;
            (excess * share * spent, excess * (share * leaving.at(u) + half * spent))
        });
        days.map_or(SimTime::NEVER, |days| self.now.saturating_add(SimTime::from_days(days)))
    }

    /// Spends what depends on the present shares of blame: the exposure of a contract term, and the clocks of widened service holes.
    /// `spent`: the integral of `h_sat`; `days`: how long the other clocks ran at their rates.
    #[inline]
    pub(crate) fn spend_by_blame(&mut self, slot: u32, spent: f64, days: f64) {
        if self.keeps_terms() {
            self.expose_term(slot, spent, days);
        }
        if self.bucket.clocked.first().is_some_and(|&hole| usize::from(hole) < self.model.service_holes) {
            self.spend_excess(slot, spent);
        }
    }

    #[inline(never)]
    fn spend_excess(&mut self, slot: u32, spent: f64) {
        for i in 0..self.bucket.clocked.len() {
            let hole = usize::from(self.bucket.clocked[i]);
            if hole >= self.model.service_holes {
                continue;
            }
            let factor = self.service_factor(slot, hole);
            if factor > 1.0 {
                let exposure = (factor - 1.0) * self.blame_share(slot, hole) * spent;
                let at = self.clock_slot(slot, i);
                self.bucket.clocks[at].clock.spend(exposure);
            }
        }
    }

    /// The hole that a mark in [0, 1) falls on when the blame shares are laid end to end, and whether the mark
    /// falls on its prior (0) or on remembered dissatisfaction (1).
    fn blamed(&self, slot: u32, mark: f64) -> (usize, u8) {
        let holes = self.model.service_holes;
        let blame = &self.bucket.blame[slot as usize * holes..][..holes];
        let priors = &self.profile(slot).priors;
        let total: f64 = 1.0 + blame.iter().map(|&n| f64::from(n)).sum::<f64>();
        let mut left = mark * total;
        for hole in 0..holes {
            if left < priors[hole] {
                return (hole, 0);
            }
            left -= priors[hole];
            let n = f64::from(blame[hole]);
            if left < n {
                return (hole, 1);
            }
            left -= n;
        }
        (priors.iter().rposition(|&p| p > 0.0).unwrap_or(0), 0)
    }

    /// A clock has used up its allowance.
    ///
    /// # Randomness
    /// For dissatisfaction: a mark, and a second one where a hole's factor is between 0 and 1; then the next allowance.
    #[inline(never)]
    pub(crate) fn exit_point(&mut self, slot: u32) {
        let now = self.now;
        let key = self.customers[slot].key;
        let decided = self.customers[slot].pending != NO_HOLE;
        if !decided && self.satisfaction_is_due(slot) {
            let drawn = self.customers[slot].satisfaction_clock.drawn;
            let (hole, split) = self.blamed(slot, key.uniform(purpose::BLAME_MARK, drawn));
            let factor = self.service_factor(slot, hole);
            let open = factor >= 1.0 || (factor > 0.0 && key.uniform(purpose::FACTOR_MARK, drawn) < factor);
            self.customers[slot].satisfaction_clock.renew(&key, purpose::SATISFACTION);
            if open {
                self.leave(slot, hole as HoleId, split, false);
            } else {
                self.reassess(slot);
            }
            return;
        }
        let from = self.clock_slot(slot, 0);
        let hazards = &self.profile(slot).hazards;
        let counts = |i: usize| !decided || hazards[usize::from(self.bucket.clocked[i])].involuntary;
        let due = (0..self.bucket.clocked.len()).filter(|&i| self.bucket.clocks[from + i].due == now && counts(i));
        let Some(i) = due.min_by_key(|&i| self.bucket.clocked[i]) else {
            self.reassess(slot);
            return;
        };
        let hole = self.bucket.clocked[i];
        let service = usize::from(hole) < self.model.service_holes;
        let c = &mut self.bucket.clocks[from + i];
        c.clock.renew(&key, hole_purpose(self.model, hole));
        c.since = now;
        c.due = c.clock.due(now, c.rate);
        self.find_still_due(slot);
        let involuntary = self.profile(slot).hazards[usize::from(hole)].involuntary;
        let split = if service { 1 } else { 2 };
        self.leave(slot, hole, split, involuntary);
    }

    /// A customer leaves by a hole: now, at the departure of the encounter in progress, or at the renewal.
    pub(crate) fn leave(&mut self, slot: u32, hole: HoleId, split: u8, involuntary: bool) {
        let has_contract = self.profile(slot).contract.is_some();
        let c = &mut self.customers[slot];
        if c.pending != NO_HOLE && !(involuntary && c.waits_for_renewal()) {
            return;
        }
        let waits = has_contract && !involuntary;
        if waits || c.busy > 0 {
            c.decide(hole, split, waits);
            let who = c.who();
            self.note(self.now, who, || Activity::DecidesToLeave { hole });
            self.reassess(slot);
        } else {
            self.churn(slot, hole, split);
        }
    }
}

/// Whether a hole is open for this customer, and until when that holds.
fn is_open(now: SimTime, c: &Customer, hazard: &Hazard) -> (bool, SimTime) {
    match hazard.open {
        Open::Always => (true, SimTime::NEVER),
        Open::WhenUntouched => {
            let opens = c.last_touch + SimTime::from_days(UNTOUCHED_DAYS).0 as i64;
            if now.0 as i64 >= opens { (true, SimTime::NEVER) } else { (false, SimTime(opens.max(0) as u64)) }
        }
        Open::AfterTerm if now < c.unlocked_until => (true, c.unlocked_until),
        Open::AfterTerm => (false, SimTime::NEVER),
    }
}

/// A service hole's own clock serves only the excess of a factor above 1.
pub(super) fn hole_purpose(model: &Model, hole: HoleId) -> u32 {
    let excess = usize::from(hole) < model.service_holes;
    (if excess { purpose::EXCESS } else { purpose::HOLE }) | model.holes[usize::from(hole)].address
}
