//! What a touchpoint costs, and how it feels: waits, performance against expectation, prices, and the risk of leaving.

use super::record::Visit;
use super::visiting::minutes;
use crate::journey::core::activity::Activity;
use crate::journey::core::cell::Cell;
use crate::journey::core::memory::encounter::Felt;
use crate::journey::core::memory::experience::{Zone, perceived_wait, price_moment, wait_moment};
use crate::journey::core::memory::incident::Incident;
use crate::journey::core::money::ledger::Line;
use crate::journey::core::purpose::{self, visit_index};
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;
use crate::journey::model::{HoleId, Quality, Touchpoint};
use crate::laws::Law;
use crate::units::SimTime;

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// Service starts at `at`: the wait is felt, and money changes hands.
    #[inline(always)]
    pub(super) fn use_touchpoint(&mut self, slot: u32, touch: &Touchpoint, at: SimTime) {
        self.begin_use(slot, touch, at);
        self.post_use(slot, touch, at, 1.0);
    }

    /// The wait before a service or an attempt is counted, and felt.
    #[inline(always)]
    pub(crate) fn begin_use(&mut self, slot: u32, touch: &Touchpoint, at: SimTime) {
        let v = &self.visits[slot];
        let (touched, customer) = (v.touched, v.customer);
        if touched >= self.model.warm_up && at < self.model.horizon {
            self.obs.touchpoints[usize::from(touch.id)].delay.post(at.since(touched));
        }
        if S::relates(customer) && self.model.loyalty && at > touched {
            self.feel_wait(slot, touch, touched, at);
        }
    }

    fn feel_wait(&mut self, slot: u32, touch: &Touchpoint, from: SimTime, to: SimTime) {
        // How long a complaint takes is felt when it is settled, not as a wait.
        if self.is_complaint(slot) {
            return;
        }
        let e = &self.profile(self.visits[slot].customer).experience;
        let perceived = perceived_wait(minutes(from, to), touch.wait_factor, e);
        // Beside the delay, of the same visits.
        if from >= self.model.warm_up && to < self.model.horizon {
            self.obs.touchpoints[usize::from(touch.id)].perceived.post(perceived);
        }
        if let Some(u) = wait_moment(perceived, touch.wait_ok.unwrap_or(e.wait_ok), e) {
            if self.observed(to) {
                self.obs.touchpoints[usize::from(touch.id)].wait_moment.post(u);
            }
            self.feel(slot, u, 1.0, minutes(from, to) / 60.0, self.hassle(touch.hole));
        }
    }

    /// Cost (times `dear`) and revenue of one use.
    #[inline(always)]
    pub(crate) fn post_use(&mut self, slot: u32, touch: &Touchpoint, at: SimTime, dear: f64) {
        if touch.cost.is_some() || touch.revenue.is_some() {
            self.post_money(slot, touch, at, [dear, 1.0]);
        }
    }

    /// Cost (times `dear`) of an attempt in vain: it earns nothing.
    pub(crate) fn post_attempt(&mut self, slot: u32, touch: &Touchpoint, at: SimTime, dear: f64) {
        if touch.cost.is_some() {
            self.post_money(slot, touch, at, [dear, 0.0]);
        }
    }

    fn post_money(&mut self, slot: u32, touch: &Touchpoint, at: SimTime, [dear, earning]: [f64; 2]) {
        let v = &self.visits[slot];
        let (customer, index) = (v.customer, visit_index(v.number, v.pass));
        let drawn =
            |law: &Option<Law>, purpose| law.as_ref().map_or(0.0, |l| l.draw(&v.key, purpose | touch.address, index));
        let mut cost = drawn(&touch.cost, purpose::COST) * dear;
        let mut revenue = drawn(&touch.revenue, purpose::REVENUE) * earning;
        if S::relates(customer) {
            let p = self.profile(customer);
            cost *= p.cost_factor;
            revenue *= p.margin_factor * self.own_margin(customer, at);
        }
        if self.observed(at) {
            self.obs.touchpoints[usize::from(touch.id)].cost.post(cost);
        }
        let spent = if S::relates(customer) {
            self.post_customer(customer, Line::TouchpointRevenue, revenue, at);
            self.post_customer(customer, Line::TouchpointCosts, -cost, at)
        } else {
            self.post_firm(Line::TouchpointRevenue, revenue, at);
            self.post_firm(Line::TouchpointCosts, -cost, at)
        };
        if self.fates.on {
            self.obs.touchpoints[usize::from(touch.id)].outlay.post(-spent);
        }
        let v = &mut self.visits[slot];
        v.value += (revenue - cost) * crate::num::exp(-self.model.discount * at.since(v.started).days());
    }

    /// `exit_prob`: a chance of leaving for good, by the touchpoint's hole.
    #[inline]
    pub(super) fn risk_of_leaving(&mut self, slot: u32, touch: &Touchpoint, outcome: usize, at: SimTime) {
        let p = touch.exit_prob[outcome];
        if p > 0.0 && at < self.model.horizon {
            self.take_risk(slot, touch, p, at);
        }
    }

    #[inline(never)]
    fn take_risk(&mut self, slot: u32, touch: &Touchpoint, p: f64, at: SimTime) {
        let customer = self.visits[slot].customer;
        if let Some(hole) = touch.hole
            && self.risk(customer, hole, p)
        {
            let involuntary = self.profile(customer).hazards[usize::from(hole)].involuntary;
            self.leave(customer, hole, 1, involuntary);
            self.note_visit(slot, at, || Activity::HasHadEnough { touchpoint: touch.id });
        }
    }

    /// Waits are blamed on hassle, where that hole exists; else on the touchpoint's own.
    pub(super) fn hassle(&self, own: Option<HoleId>) -> Option<HoleId> {
        self.model.hassle_hole.or(own)
    }

    /// Performance at a touch against expectation (model section 3). Returns the utility.
    ///
    /// # Randomness
    /// Mood once per visit; one word of quality per pass; severity of an incident.
    pub(super) fn experience(
        &mut self,
        slot: u32,
        touch: &Touchpoint,
        failed: bool,
        start: SimTime,
        end: SimTime,
    ) -> Option<f64> {
        let model = self.model;
        let quality = touch.quality.as_ref()?;
        let Visit { key, customer, number, pass, journey, .. } = self.visits[slot];
        let profile = self.profile(customer);
        let e = &profile.experience;
        let index = visit_index(number, pass);
        let c = &self.customers[customer];
        let relative_price = profile.purchase.as_ref().map_or(1.0, |p| p.price / c.reference_price);
        let complaining = S::EVERYTHING && self.has_open_case(customer);
        let (zone, offset) = (Zone::around(c.expectation, relative_price, complaining, e), c.offset);
        let staff = if self.has_teams() { self.staff_term(touch.resource) } else { 0.0 };
        let encounter = &mut self.encounters[slot as usize];
        let mood = encounter.mood(|| key.normal(purpose::MOOD | model.journeys[usize::from(journey)].address, number));
        let base = match quality {
            Quality::Mean(mean) => mean + e.sd_within * key.normal(purpose::QUALITY | touch.address, index),
            Quality::Law(law) => law.draw(&key, purpose::QUALITY | touch.address, index),
        };
        let hidden = if touch.requires.is_empty() { (0.0, None) } else { self.hidden_drop(slot, touch) };
        let encounter = &mut self.encounters[slot as usize];
        let drop = if failed { touch.fail_drop } else { 0.0 } + hidden.0;
        let p = (base + offset + e.mood_gain * mood + staff - drop).clamp(0.0, 10.0);
        let u = (zone.moment(p, e) + touch.treat).clamp(-1.0, 1.0);
        let hole = if failed { touch.hole } else { hidden.1.or(touch.hole) };
        encounter.performed(p + zone.points(touch.treat, e));
        let mut carried = u;
        // A failure inside a complaint opens no second one.
        if failed && !self.is_complaint(slot) {
            carried = self.meet_incident(slot, touch, u, end);
        }
        if self.observed(end) {
            self.obs.post_moment(usize::from(touch.id), u);
        }
        let felt =
            Felt { u: carried, salience: touch.salience, touch: touch.id, hours: minutes(start, end) / 60.0, hole };
        self.encounters[slot as usize].feel(felt, model.service_holes, &profile.memory);
        self.note_visit(slot, end, || Activity::Judges {
            touchpoint: touch.id,
            performance: p,
            expected: zone.expectation(e),
            moment: u,
        });
        Some(carried)
    }

    /// A failure becomes an incident. Returns the utility that stays with the moment.
    #[inline(never)]
    pub(super) fn meet_incident(&mut self, slot: u32, touch: &Touchpoint, u: f64, end: SimTime) -> f64 {
        if self.observed(end) {
            self.obs.incidents += 1;
        }
        let v = &self.visits[slot];
        let index = visit_index(v.number, v.pass);
        let severity = touch.severity.draw(&v.key, purpose::SEVERITY | touch.address, index).clamp(0.0, 1.0);
        let complaint = self.profile(v.customer).complaint.as_ref();
        let encounter = &mut self.encounters[slot as usize];
        let Some(complaint) = complaint else {
            encounter.hurt_trust(severity);
            return u;
        };
        encounter.incident(Incident { severity, touch: touch.id, hole: touch.hole, resource: touch.resource, at: end });
        // An incident is charged once, at its settling; what stays is the grudge.
        if u < 0.0 { u * complaint.carry } else { u }
    }

    pub(crate) fn feel(&mut self, slot: u32, u: f64, salience: f64, hours: f64, hole: Option<HoleId>) {
        let Visit { customer, touch, .. } = self.visits[slot];
        let (holes, memory) = (self.model.service_holes, &self.profile(customer).memory);
        self.encounters[slot as usize].feel(Felt { u, salience, touch, hours, hole }, holes, memory);
    }

    /// Paying is a touch too, where the price differs from what the customer is used to. The reference is an average
    /// of past prices with weight .3 (assumption).
    pub(super) fn feel_price(&mut self, slot: u32) {
        let customer = self.visits[slot].customer;
        let profile = self.profile(customer);
        let Some(purchase) = &profile.purchase else { return };
        let relative = purchase.price / self.customers[customer].reference_price;
        if !self.model.loyalty || relative == 1.0 {
            return;
        }
        let u = price_moment(relative, profile.price_sensitivity);
        let (holes, hole) = (self.model.service_holes, self.model.value_hole);
        self.encounters[slot as usize].aside(u, hole, holes, &profile.memory);
        let c = &mut self.customers[customer];
        c.reference_price += 0.3 * (purchase.price - c.reference_price);
    }
}
