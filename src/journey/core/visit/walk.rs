//! Walking: from touchpoint to touchpoint until the calendar must take over.

use super::record::{Ending, Failed, NO_TOUCH, State, Visit};
use crate::journey::core::activity::Activity;
use crate::journey::core::cell::Cell;
use crate::journey::core::money::ledger::Line;
use crate::journey::core::purpose::{self, visit_index};
use crate::journey::core::rank;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::{Step, Trace};
use crate::journey::model::{End, Next, TouchId, Touchpoint};
use crate::laws::Law;
use crate::num;
use crate::units::SimTime;

/// Where a visit goes on: a fixed touchpoint, or one drawn by weight.
///
/// # Randomness
/// One word per pass where there is a choice.
#[inline]
pub(super) fn choose(next: &Next, v: &Visit, purpose: u32) -> Option<TouchId> {
    match next {
        Next::To(to) => *to,
        Next::Weighted(list) | Next::Race(_, list) => choose_by_weight(list, v, purpose),
    }
}

#[inline(never)]
fn choose_by_weight(list: &[(f64, Option<TouchId>)], v: &Visit, purpose: u32) -> Option<TouchId> {
    let u = v.key.uniform(purpose, visit_index(v.number, v.pass));
    list.iter().find(|w| u < w.0).or(list.last()).and_then(|w| w.1)
}

/// When the patience of a visit at this touchpoint ends.
///
/// # Randomness
/// One word per pass.
#[inline]
pub(super) fn deadline(touch: &Touchpoint, patience: &Law, v: &Visit) -> SimTime {
    let index = visit_index(v.number, v.pass);
    v.touched.saturating_add(SimTime::from_days(patience.draw(&v.key, purpose::PATIENCE | touch.address, index)))
}

/// Out of the way of the commoner times.
#[inline(never)]
fn time_of_race(v: &Visit, purpose: u32, index: u32) -> f64 {
    v.key.exponential(purpose, index)
}

/// Time in service of a visit at this touchpoint.
///
/// # Randomness
/// One word per pass.
#[inline(always)]
pub(crate) fn service_time(touch: &Touchpoint, v: &Visit) -> SimTime {
    let (index, purpose) = (visit_index(v.number, v.pass), purpose::SERVICE | touch.address);
    SimTime::from_days(match &touch.next {
        Next::Race(rate, _) => time_of_race(v, purpose, index) / rate,
        _ => touch.time.draw(&v.key, purpose, index),
    })
}

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// Walks on from `next` at time `t` until the calendar must take over.
    pub(super) fn walk(&mut self, slot: u32, mut t: SimTime, mut next: Option<TouchId>) {
        let model = self.model;
        while let Some(id) = next {
            let touch = self.touchpoint(slot, id);
            let mut pass = 0;
            if self.scratch.stride > 0 {
                let at = self.scratch_at(slot, id);
                pass = self.scratch.notes[at].passes;
                if pass >= model.journeys[usize::from(touch.journey)].max_visits {
                    self.cut_off(slot, t);
                    break;
                }
                self.scratch.notes[at].passes += 1;
            }
            let v = &mut self.visits[slot];
            v.pass = pass;
            let index = visit_index(v.number, pass);
            if touch.probability < 1.0
                && (touch.probability <= 0.0
                    || v.key.uniform(purpose::TAKES_PLACE | touch.address, index) >= touch.probability)
            {
                next = choose(&touch.next, v, purpose::NEXT | touch.address);
                continue;
            }
            let relates = S::relates(v.customer);
            if relates && !v.departed && touch.end == Some(End::After) {
                v.resume = id;
                return self.schedule_visit(slot, t, rank::DEPART);
            }
            if let Some(after) = &touch.after {
                let delay = SimTime::from_days(after.draw(&v.key, purpose::AFTER | touch.address, index));
                t = t.saturating_add(delay);
                if t >= self.switches.due || (relates && v.departed) {
                    v.resume = id;
                    return self.schedule_visit(slot, t, rank::AFTER);
                }
            }
            match self.arrive(slot, touch, t) {
                Some((later, then)) => (t, next) = (later, then),
                None => return,
            }
        }
        self.conclude(slot, t);
    }

    /// A visit comes back to a touchpoint once too often. Anonymous ones say so when they end.
    #[cold]
    #[inline(never)]
    fn cut_off(&mut self, slot: u32, t: SimTime) {
        let v = &mut self.visits[slot];
        v.ending = Ending::CutOff;
        if S::relates(v.customer) {
            let journey = v.journey;
            self.note_visit(slot, t, || Activity::IsCutOff { journey });
        }
    }

    /// The walk is over at `t`: departure of a customer, last end, or the end of an anonymous visit.
    pub(super) fn conclude(&mut self, slot: u32, t: SimTime) {
        let v = &mut self.visits[slot];
        v.resume = NO_TOUCH;
        if !S::relates(v.customer) {
            let ending = v.ending;
            self.end_visit(slot, t, ending);
        } else {
            match v.departed {
                true if t == self.now => self.finish_after(slot),
                true => self.schedule_visit(slot, t, rank::FINISH),
                false => self.schedule_visit(slot, t, rank::DEPART),
            }
        }
    }

    /// Arrives at a touchpoint at `t`. Returns where the walk goes on, or `None` when the calendar takes over.
    #[inline(always)]
    pub(super) fn arrive(&mut self, slot: u32, touch: &Touchpoint, t: SimTime) -> Option<(SimTime, Option<TouchId>)> {
        let observed = self.observed(t);
        if observed {
            self.obs.touchpoints[usize::from(touch.id)].visits += 1;
        }
        let v = &mut self.visits[slot];
        v.touch = touch.id;
        v.touched = t;
        v.ending = Ending::Done;
        self.tell_step(slot, |regime| Step::Comes { touchpoint: touch.id, regime, at: t });
        if S::EVERYTHING
            && let Some(channel) = touch.channel
        {
            self.come_by_channel(slot, touch, channel);
        }
        let mut ready = t;
        if let Some(wait) = &touch.wait {
            let v = &self.visits[slot];
            let customer = v.customer;
            let mut days = wait.draw(&v.key, purpose::WAIT | touch.address, visit_index(v.number, v.pass));
            if self.has_program() {
                days *= self.program_wait(customer);
            }
            ready = t.saturating_add(SimTime::from_days(days));
        }
        if !(touch.requires.is_empty() && touch.begins.is_empty()) {
            self.begin_steps(slot, touch, t);
            match self.steps_ready(slot, touch) {
                Some(steps) => ready = ready.max(steps),
                None => {
                    // A step that queues for a resource of its own will wake this visit.
                    self.visits[slot].state = State::Walking;
                    self.visits[slot].due = SimTime::NEVER;
                    self.wait_until(slot, SimTime::NEVER);
                    return None;
                }
            }
        }
        self.proceed(slot, touch, ready)
    }

    /// Everything is ready at `ready`: queues for the resource or is served at once.
    #[inline(always)]
    pub(super) fn proceed(
        &mut self,
        slot: u32,
        touch: &Touchpoint,
        ready: SimTime,
    ) -> Option<(SimTime, Option<TouchId>)> {
        if touch.resource.is_some() && self.self_service(touch).is_none() {
            // Where something else is due at this very time, whoever reaches a resource waits for what comes first: a service that
            // ends now makes room.
            if ready > self.now || self.calendar.is_due(self.now) {
                self.schedule_visit(slot, ready.max(self.now), rank::QUEUE);
            } else {
                self.reach_resource(slot, ready);
            }
            return None;
        }
        if let Some(patience) = &touch.patience
            && touch.resource.is_none()
        {
            let v = &self.visits[slot];
            let deadline = deadline(touch, patience, v);
            // As in a line: patience that ends as the turn comes has ended.
            if deadline <= ready && ready > v.touched {
                if deadline >= self.switches.due {
                    self.pause(slot, deadline, State::ToGiveUp);
                    return None;
                }
                return self.give_up(slot, deadline);
            }
        }
        if ready >= self.switches.due {
            self.pause(slot, ready, State::ToServe);
            return None;
        }
        self.serve(slot, touch, ready)
    }

    /// Service without staff begins at `start`.
    #[inline(always)]
    pub(super) fn serve(
        &mut self,
        slot: u32,
        touch: &Touchpoint,
        start: SimTime,
    ) -> Option<(SimTime, Option<TouchId>)> {
        if let Some(own) = self.self_service(touch) {
            return self.serve_oneself(slot, touch, start, own);
        }
        let again = self.time_again(slot, touch);
        let end = start.saturating_add(service_time(touch, &self.visits[slot])).saturating_add(again);
        self.tell_step(slot, |_| Step::Starts { at: start });
        self.use_touchpoint(slot, touch, start);
        self.end_use(slot, touch, start, end)
    }

    /// Service without staff, which began at `start`, ends at `end`.
    #[inline(always)]
    pub(crate) fn end_use(
        &mut self,
        slot: u32,
        touch: &Touchpoint,
        start: SimTime,
        end: SimTime,
    ) -> Option<(SimTime, Option<TouchId>)> {
        if end >= self.switches.due {
            self.visits[slot].served = start;
            self.pause(slot, end, State::ToFinish);
            return None;
        }
        self.finish_touchpoint(slot, touch, start, end)
    }

    /// Service is over at `end`: performance, failure, moment, ends, and where to go.
    #[inline]
    pub(super) fn finish_touchpoint(
        &mut self,
        slot: u32,
        touch: &Touchpoint,
        start: SimTime,
        end: SimTime,
    ) -> Option<(SimTime, Option<TouchId>)> {
        let model = self.model;
        let v = &self.visits[slot];
        let (touched, customer) = (v.touched, v.customer);
        self.note_visit(slot, start, || Activity::IsServed {
            touchpoint: touch.id,
            waited: start.since(touched),
            lasts: end.since(start),
        });
        if touched >= model.warm_up && end < model.horizon {
            self.obs.touchpoints[usize::from(touch.id)].service.post(end.since(start));
        }
        self.post_earnings(slot, touch, start, end);
        let mut failed = false;
        if touch.fail_prob.is_some() {
            let v = &self.visits[slot];
            failed = self.fails(slot, touch, visit_index(v.number, v.pass));
            if failed && self.observed(end) {
                self.obs.touchpoints[usize::from(touch.id)].failed += 1;
            }
        }
        self.tell_step(slot, |_| Step::Ends { at: end, failed });
        if S::relates(customer) {
            self.meet(slot, touch, failed, start, end);
        }
        let next = match (&touch.on_fail, failed) {
            (Some(detour), true) => {
                self.visits[slot].ending = Ending::Failed;
                choose(detour, &self.visits[slot], purpose::NEXT_FAIL | touch.address)
            }
            _ => choose(&touch.next, &self.visits[slot], purpose::NEXT | touch.address),
        };
        if touch.end == Some(End::Departure) && S::relates(customer) && !self.visits[slot].departed {
            let next = self.first_to_take_place(slot, next);
            let v = &mut self.visits[slot];
            v.resume = next.unwrap_or(NO_TOUCH);
            self.schedule_visit(slot, end, rank::DEPART);
            return None;
        }
        Some((end, next))
    }

    /// Where a visit really goes on after the departure: past what does not take place this time. So a visit that has
    /// nothing more to come is over at its departure, as if the file did not name what might have come.
    #[inline(never)]
    fn first_to_take_place(&mut self, slot: u32, mut next: Option<TouchId>) -> Option<TouchId> {
        let model = self.model;
        for _ in 0..model.touchpoints.len() {
            let touch = self.touchpoint(slot, next?);
            if touch.probability >= 1.0 {
                break;
            }
            let pass =
                if self.scratch.stride > 0 { self.scratch.notes[self.scratch_at(slot, next?)].passes } else { 0 };
            let v = &mut self.visits[slot];
            if touch.probability > 0.0
                && v.key.uniform(purpose::TAKES_PLACE | touch.address, visit_index(v.number, pass)) < touch.probability
            {
                break;
            }
            v.pass = pass;
            next = choose(&touch.next, v, purpose::NEXT | touch.address);
        }
        next
    }

    /// What a touch does to a customer: the moment, which end it is, and the risk of leaving.
    fn meet(&mut self, slot: u32, touch: &Touchpoint, failed: bool, start: SimTime, end: SimTime) {
        let felt = if self.model.loyalty {
            self.experience(slot, touch, failed, start, end)
        } else {
            if failed && self.model.complaints && touch.lane.is_met() && !self.is_complaint(slot) {
                self.meet_incident(slot, touch, 0.0, end);
            }
            None
        };
        if failed {
            // A failure inside a complaint is none of its own.
            if S::EVERYTHING && !self.is_complaint(slot) {
                let v = &mut self.visits[slot];
                v.failed = match (v.failed, v.bought) {
                    (Failed::No, SimTime::NEVER) => Failed::BeforePurchase,
                    (Failed::No, _) => Failed::AfterPurchase,
                    (before, _) => before,
                };
            }
            self.note_visit(slot, end, || Activity::MeetsFailure { touchpoint: touch.id });
        }
        self.risk_of_leaving(slot, touch, usize::from(failed), end);
        if S::EVERYTHING
            && let Some(accepted) = touch.settles
        {
            self.answer(slot, accepted, end);
        }
        let Some(which) = touch.end else { return };
        if let Some(u) = felt {
            self.encounters[slot as usize].end(which, u);
        }
        let v = &mut self.visits[slot];
        let passed = !(failed && touch.on_fail.is_some());
        if which == End::Transaction && passed && v.buys && v.bought == SimTime::NEVER {
            v.bought = end;
        }
    }

    /// The flow of a touchpoint from `start` to `end`, or to the horizon; up to the last change of the world it is posted already.
    #[inline(always)]
    pub(super) fn post_earnings(&mut self, slot: u32, touch: &Touchpoint, start: SimTime, end: SimTime) {
        if touch.earns != 0.0 {
            self.post_touch_flow(slot, touch, start.max(self.switches.since), end);
        }
    }

    #[inline(never)]
    pub(super) fn post_touch_flow(&mut self, slot: u32, touch: &Touchpoint, start: SimTime, end: SimTime) {
        let Visit { customer, started, .. } = self.visits[slot];
        let mut earns = touch.earns;
        if S::relates(customer) {
            self.post_margin_flow(customer, Line::TouchpointRevenue, earns, start, end.min(self.model.horizon));
            earns *= self.profile(customer).margin_factor * self.mean_margin(customer, start, end);
        } else {
            self.post_flow(None, Line::TouchpointRevenue, earns, start, end);
        }
        let lasting = self.discounted_days(end.since(start).days());
        self.visits[slot].value += earns * lasting * num::exp(-self.model.discount * start.since(started).days());
    }
}
