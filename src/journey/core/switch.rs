//! Worlds in time: what happens when the model changes in the course of a run, and when an intervention is paid for.
//!
//! An event in progress keeps what it began with: a service, a wait, a contract term, the next fixed interval. What is
//! spent rather than drawn (hazards, rates) is integrated up to the switch and goes on at the new level with what is
//! left of its allowance. What is drawn once per customer is drawn again from the same word, so that the customer
//! stays the same quantile of the new law.

use super::cell::{Cell, rank};
use super::purpose;
use super::scope::Scope;
use super::trace::Trace;
use crate::engine::calendar::Event;
use crate::engine::week::WeekIntegral;
use crate::journey::core::customer::record::Customer;
use crate::journey::core::money::ledger::Line;
use crate::journey::core::starts::starting::Starter;
use crate::journey::mechanisms::program::spec::Program;
use crate::journey::model::{Charge, HazardLaw, Model, Profile, Segment};
use crate::num;
use crate::units::SimTime;

/// Something that a world does to everybody at one time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Moment {
    /// The model changes: index in [`Model::later`].
    Switch(usize),
    /// An intervention starts that costs something for each customer: index in [`Model::charges`].
    Charge(usize),
}

impl Model {
    /// The model in force from switch `regime` on; 0 is this one.
    pub(crate) fn regime(&self, regime: usize) -> &Model {
        if regime == 0 { self } else { &self.later[regime - 1].model }
    }

    /// The model in force at a time.
    pub(crate) fn at(&self, t: SimTime) -> &Model {
        self.regime(self.later.partition_point(|s| s.at <= t))
    }

    /// The program in force from switch `regime` on, or as it was when it closed.
    pub(crate) fn terms(&self, regime: usize) -> Option<&Program> {
        (0..=regime).rev().find_map(|earlier| self.regime(earlier).program.as_ref())
    }

    /// When each model of this world is in force.
    pub fn periods(&self) -> impl Iterator<Item = (SimTime, SimTime, &Model)> {
        let ends = self.later.iter().map(|s| s.at).chain([self.horizon]);
        std::iter::once(SimTime::ZERO)
            .chain(self.later.iter().map(|s| s.at))
            .zip(ends)
            .zip(self.regimes())
            .map(|((from, to), m)| (from, to, m))
    }

    /// Scheduled server-time of a resource over the observed period, by hour of the week [ns].
    pub fn staff_time(&self, resource: usize) -> WeekIntegral {
        let mut all = WeekIntegral::default();
        for (from, to, model) in self.periods() {
            all += &model.resources[resource].staff.integral(from.max(self.warm_up), to);
        }
        all
    }

    /// Whose own values each switch changes.
    pub(crate) fn reaches(&self) -> Vec<Reach> {
        (0..self.later.len()).map(|index| self.reach_of(index)).collect()
    }

    fn reach_of(&self, index: usize) -> Reach {
        let (before, switch) = (self.regime(index), &self.later[index]);
        let after = &switch.model;
        let deals_change = before.channels != after.channels && (before.has_deals() || after.has_deals());
        // Everything but what is met in a visit, or concerns the firm's own money and newcomers alone.
        let mut rest = after.clone();
        rest.overhead = before.overhead;
        rest.resources.clone_from(&before.resources);
        rest.touchpoints.clone_from(&before.touchpoints);
        rest.channels.clone_from(&before.channels);
        rest.charges.clone_from(&before.charges);
        rest.later.clone_from(&before.later);
        rest.segments.clone_from(&before.segments);
        if switch.trust_loss != 0.0 || deals_change || rest != *before {
            return Reach::Everybody;
        }
        let differs = |(a, b): (&Segment, &Segment)| {
            [0, 1, 2, 3].map(|stage| !a.profile.at(stage).lives_like(b.profile.at(stage)))
        };
        Reach::Some(before.segments.iter().zip(&after.segments).map(differs).collect())
    }

    /// All models of this world.
    pub fn regimes(&self) -> impl Iterator<Item = &Model> {
        std::iter::once(self).chain(self.later.iter().map(|s| &s.model))
    }

    /// What this world does to everybody, in order of time; what holds on day 0 already is not among it.
    pub(crate) fn moments(&self) -> Vec<(SimTime, Moment)> {
        let mut out: Vec<(SimTime, Moment)> =
            self.later.iter().enumerate().map(|(i, s)| (s.at, Moment::Switch(i))).collect();
        let charged = |c: &Charge| c.per_customer != 0.0 && c.from > SimTime::ZERO;
        out.extend(
            self.charges.iter().enumerate().filter(|(_, c)| charged(c)).map(|(i, c)| (c.from, Moment::Charge(i))),
        );
        out.sort_by_key(|m| m.0);
        out
    }
}

/// Whom a switch touches. Nobody else is looked at, so that a change of what is not theirs leaves their lives as they were, to the last
/// digit: looking at a life at another time rounds it otherwise.
#[derive(Debug)]
pub(crate) enum Reach {
    Everybody,
    /// Customers of some segments in some stages, by index.
    Some(Vec<[bool; 4]>),
}

impl Reach {
    fn touches(&self, customer: &Customer) -> bool {
        match self {
            Reach::Everybody => true,
            Reach::Some(list) => list[usize::from(customer.segment)][usize::from(customer.stage)],
        }
    }
}

impl Profile {
    /// Whether whoever has these values lives as with the others: they may differ in what a single purchase, payment or visit brings
    /// and costs.
    fn lives_like(&self, other: &Profile) -> bool {
        let mut like = other.clone();
        like.cost_factor = self.cost_factor;
        if self.earns.is_none() && other.earns.is_none() {
            like.margin_factor = self.margin_factor;
        }
        if let (Some(like), Some(own)) = (&mut like.purchase, &self.purchase) {
            (like.margin, like.basket) = (own.margin.clone(), own.basket.clone());
        }
        if let (Some(like), Some(own)) = (&mut like.contract, &self.contract) {
            like.price.clone_from(&own.price);
            like.cost.clone_from(&own.cost);
        }
        like == *self
    }
}

impl Charge {
    fn reaches(&self, segment: u8, stage: u8) -> bool {
        self.segments.as_ref().is_none_or(|list| list.get(usize::from(segment)) == Some(&true))
            && self.stages.is_none_or(|list| list[usize::from(stage)])
    }

    /// Whether it is one for each customer, and under way.
    fn runs_at(&self, now: SimTime) -> bool {
        self.per_customer != 0.0 && self.from <= now && now < self.to
    }
}

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// Puts the model of this time into force and what is still to come into the calendar.
    pub(crate) fn begin_at(&mut self, now: SimTime) {
        self.look_ahead_to(self.moments.partition_point(|m| m.0 <= now));
        if self.moments.is_empty() {
            return;
        }
        self.take_up(self.world.later.partition_point(|s| s.at <= now));
        for (i, &(at, _)) in self.moments.iter().enumerate() {
            if at > now && at < self.world.horizon {
                self.calendar.schedule(Event { at, rank: rank::SWITCH, order: i as u64, slot: i as u32 });
            }
        }
    }

    fn take_up(&mut self, regime: usize) {
        self.model = self.world.regime(regime);
        self.switched = regime.checked_sub(1).map_or(SimTime::ZERO, |last| self.world.later[last].at);
        self.switch_due = self.world.later.get(regime).map_or(SimTime::NEVER, |next| next.at);
        self.terms = self.world.terms(regime);
        self.starters = Starter::of(self.model, self.world);
    }

    /// Looks ahead to this moment, or to the end.
    fn look_ahead_to(&mut self, moment: usize) {
        let at = self.moments.get(moment).map_or(SimTime::NEVER, |m| m.0);
        self.lookahead.set_limit(at.min(self.world.horizon));
    }

    /// A moment of the world is due.
    pub(crate) fn meet_moment(&mut self, index: u32) {
        self.look_ahead_to(index as usize + 1);
        match self.moments[index as usize].1 {
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
        if charge.reaches(c.segment, c.stage) {
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
            if c.runs_at(self.now) && (c.from > left || c.stages.is_some()) {
                self.charge(slot, i);
            }
        }
    }

    /// Posts what running interventions cost for a customer who comes from a stage at which they are not aimed into one at which they are.
    pub(crate) fn charge_for_stage(&mut self, slot: u32, old: u8) {
        for i in 0..self.world.charges.len() {
            let c = &self.world.charges[i];
            if c.stages.is_some_and(|list| !list[usize::from(old)]) && c.runs_at(self.now) {
                self.charge(slot, i);
            }
        }
    }

    /// Whether a customer would live by other values in another stage.
    pub(crate) fn lives_otherwise(&self, slot: u32, stage: u8) -> bool {
        let values = self.values(slot);
        let (here, there) = (values.at(self.customers[slot].stage), values.at(stage));
        !std::ptr::eq(here, there) && !here.lives_like(there)
    }

    fn switch(&mut self, index: usize) {
        let switch = &self.world.later[index];
        let reach = &self.reaches[index];
        let touched: Vec<u32> = (0..self.customers.capacity_used() as u32)
            .filter(|&slot| self.customers[slot].alive && reach.touches(&self.customers[slot]))
            .collect();
        for &slot in &touched {
            self.close_rates(slot);
        }
        self.post_earnings_of_visits();
        self.close_control();
        self.close_overtime();
        let wins_back = self.wins_back() && self.model.win_back != self.world.regime(index + 1).win_back;
        if wins_back {
            self.spend_lapsed();
        }
        self.take_up(index + 1);
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
                self.book(slot, self.now);
            }
        }
        self.await_new_openings();
        let now = self.now;
        for (r, spec) in self.model.resources.iter().enumerate() {
            self.resources[r].set_queue_limit(spec.queue_limit);
            let on_duty = self.on_duty(r);
            self.resources[r].change_staff(now, on_duty);
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
        let model = self.model;
        if self.has_program() {
            self.book_days_before(slot, now);
        }
        if let Some(program) = model.program.as_ref().filter(|_| self.has_program()) {
            self.accrue_partners(slot, program, now);
        }
        let profile = self.profile(slot);
        let Customer { joined, key, .. } = self.customers[slot];
        for i in 0..self.clocked.len() {
            let at = self.clock_slot(slot, i);
            let hole = usize::from(self.clocked[i]);
            let hazard = &profile.hazards[hole];
            let factor = self.own_factor(slot, hole, hazard);
            let c = &mut self.clocks[at];
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
