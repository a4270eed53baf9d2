//! Worlds in time: what happens when the model changes in the course of a run, and when an intervention is paid for.
//!
//! An event in progress keeps what it began with: a service, a wait, a contract term, the next fixed interval. What is
//! spent rather than drawn (hazards, rates) is integrated up to the switch and goes on at the new level with what is
//! left of its allowance. What is drawn once per customer is drawn again from the same word, so that the customer
//! stays the same quantile of the new law.

use super::cell::Cell;
use super::purpose;
use super::rank;
use super::reach::Moment;
use super::scope::Scope;
use super::trace::Trace;
use crate::engine::calendar::Event;
use crate::journey::core::customer::record::Customer;
use crate::journey::core::money::ledger::Line;
use crate::journey::core::starts::clocks::Starter;
use crate::journey::model::HazardLaw;
use crate::num;
use crate::units::SimTime;

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// Puts the model of this time into force and what is still to come into the calendar.
    pub(crate) fn begin_at(&mut self, now: SimTime) {
        self.look_ahead_to(self.switches.moments.partition_point(|m| m.0 <= now));
        if self.switches.moments.is_empty() {
            return;
        }
        self.take_up(self.world.later.partition_point(|s| s.at <= now));
        for (i, &(at, _)) in self.switches.moments.iter().enumerate() {
            if at > now && at < self.world.horizon {
                self.calendar.schedule(Event { at, rank: rank::SWITCH, order: i as u64, slot: i as u32 });
            }
        }
    }

    fn take_up(&mut self, regime: usize) {
        self.model = self.world.regime(regime);
        self.switches.since = regime.checked_sub(1).map_or(SimTime::ZERO, |last| self.world.later[last].at);
        self.switches.due = self.world.later.get(regime).map_or(SimTime::NEVER, |next| next.at);
        self.program.take_up(self.world, regime);
        self.starts.starters = Starter::of(self.model, self.world);
    }

    /// Looks ahead to this moment, or to the end.
    fn look_ahead_to(&mut self, moment: usize) {
        let at = self.switches.moments.get(moment).map_or(SimTime::NEVER, |m| m.0);
        self.lookahead.set_limit(at.min(self.world.horizon));
    }

    /// A moment of the world is due.
    pub(crate) fn meet_moment(&mut self, index: u32) {
        self.look_ahead_to(index as usize + 1);
        match self.switches.moments[index as usize].1 {
            Moment::Switch(i) => self.switch(i),
            Moment::Charge(i) => {
                for slot in 0..self.customers.capacity_used() as u32 {
                    if self.customers[slot].alive {
                        self.charge(slot, i);
                    }
                }
            }
        }
    }

    /// Posts what an intervention costs for this customer.
    fn charge(&mut self, slot: u32, charge: usize) {
        let charge = &self.world.charges[charge];
        let c = &self.customers[slot];
        if charge.reaches(self.model.kinds.without_offer(c.kind)) {
            self.post_customer(slot, Line::Interventions, -charge.per_customer, self.paid_at(self.now, charge.lag));
        }
    }

    /// Posts what running interventions cost for a customer who is new.
    pub(crate) fn charge_newcomer(&mut self, slot: u32) {
        for i in 0..self.world.charges.len() {
            if self.world.charges[i].runs_at(self.now) {
                self.charge(slot, i);
            }
        }
    }

    /// Posts what running interventions cost for somebody who came back, and whom they did not reach before: who comes back enters a
    /// stage, at which some may be aimed.
    pub(crate) fn charge_returnee(&mut self, slot: u32, left: SimTime) {
        for i in 0..self.world.charges.len() {
            let c = &self.world.charges[i];
            if c.runs_at(self.now) && (c.from > left || c.asks_anew) {
                self.charge(slot, i);
            }
        }
    }

    /// Posts what running interventions cost for a customer whom they did not reach before, as one of another kind.
    pub(crate) fn charge_for_kind(&mut self, slot: u32, old: u32) {
        let old = self.model.kinds.without_offer(old);
        for i in 0..self.world.charges.len() {
            let c = &self.world.charges[i];
            if !c.reaches(old) && c.runs_at(self.now) {
                self.charge(slot, i);
            }
        }
    }

    fn switch(&mut self, index: usize) {
        let switch = &self.world.later[index];
        let reach = &self.switches.reaches[index];
        let touched: Vec<u32> = (0..self.customers.capacity_used() as u32)
            .filter(|&slot| self.customers[slot].alive && reach.touches(&self.customers[slot]))
            .collect();
        for &slot in &touched {
            self.close_rates(slot);
        }
        self.post_earnings_of_visits();
        self.settle_firm();
        let wins_back = self.wins_back() && self.model.win_back != self.world.regime(index + 1).win_back;
        if wins_back {
            self.spend_lapsed();
        }
        self.take_up(index + 1);
        let model = self.model;
        for slot in 0..self.customers.capacity_used() as u32 {
            let c = &mut self.customers[slot];
            c.profile = model.kinds.profile[c.kind as usize];
        }
        if wins_back {
            self.replan_win_back();
        }
        for &slot in &touched {
            let c = &mut self.customers[slot];
            c.trust = (c.trust - switch.trust_loss).clamp(0.0, 1.0);
            self.open_rates(slot);
            self.reaim_intervals(slot);
            self.reassess(slot);
            if self.has_program() {
                self.book_all(slot, self.now);
            }
        }
        self.await_new_openings();
        let now = self.now;
        for (r, spec) in self.model.resources.iter().enumerate() {
            self.service.resources[r].set_queue_limit(spec.queue_limit);
            let on_duty = self.on_duty(r);
            self.service.resources[r].change_staff(now, on_duty);
            self.schedule_staff_change(r, spec.next_change(now));
            self.serve_next(r);
        }
        self.aim_adopters();
    }

    /// Spends everything that runs at a rate up to now, at the present values.
    pub(crate) fn close_rates(&mut self, slot: u32) {
        let now = self.now;
        self.refresh(slot);
        self.spend_starts(slot);
        self.post_earnings_so_far(slot);
        if self.has_program() {
            self.book_all_days_before(slot, now);
            self.accrue_all_partners(slot, now);
        }
        let profile = self.profile(slot);
        let Customer { joined, key, .. } = self.customers[slot];
        for i in 0..self.bucket.clocked.len() {
            let at = self.clock_slot(slot, i);
            let hole = usize::from(self.bucket.clocked[i]);
            let hazard = &profile.hazards[hole];
            let factor = self.own_factor(slot, hole, hazard);
            let c = &mut self.bucket.clocks[at];
            if let HazardLaw::Lifetime(law) = &hazard.law {
                let age = |t: SimTime| SimTime((t.0 as i64 - joined).max(0) as u64).days();
                let survival = |t: SimTime| (1.0 - law.own_cdf(&key, age(t))).max(1e-300);
                c.clock.spend(factor * num::ln(survival(c.since) / survival(now)));
            } else {
                c.clock.spend(c.rate * now.since(c.since).days());
            }
            c.since = now;
        }
    }

    /// Draws the customer's own rates from the present values, and sets all clocks to them.
    pub(crate) fn open_rates(&mut self, slot: u32) {
        let profile = self.profile(slot);
        let key = self.customers[slot].key;
        let rate = profile.own_purchase_rate(&key);
        let c = &mut self.customers[slot];
        c.rate = rate;
        if self.model.loyalty {
            c.offset = profile.experience.sd_between * key.normal(purpose::QUALITY_OFFSET, 0);
        }
        c.earns = profile.earns.as_ref().map_or(0.0, |e| e.draw(&key, purpose::EARNS, 0));
        self.reopen_starts(slot);
        self.open_holes(slot);
    }
}
