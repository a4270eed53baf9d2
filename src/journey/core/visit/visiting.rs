//! How a visit is recorded from its beginning to its end.

use super::record::{Ending, Failed, NO_CUSTOMER, NO_PARENT, NO_TOUCH, NOT_BEGUN, State, Visit};
use crate::engine::calendar::Event;
use crate::journey::core::activity::Activity;
use crate::journey::core::cell::Cell;
use crate::journey::core::purpose;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::{LifeEvent, Step, Trace, Who};
use crate::journey::model::{JourneyId, TouchId, Touchpoint};
use crate::random::Key;
use crate::units::SimTime;

/// Severity of the incident that giving up a wait can become.
pub(crate) const ABANDON_SEVERITY: f64 = 0.5;

const NANOS_PER_MINUTE: f64 = 6e10;

pub(crate) fn minutes(from: SimTime, to: SimTime) -> f64 {
    to.since(from).0 as f64 / NANOS_PER_MINUTE
}

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// Whether a pass of a visit through a touchpoint fails. In a complaint, care and compensation win some of those who would not accept
    /// the answer; elsewhere the firm may have learned.
    ///
    /// # Randomness
    /// One word per pass; a law on the chance is drawn once per customer.
    #[inline(always)]
    pub(crate) fn fails(&self, slot: u32, touch: &Touchpoint, index: u32) -> bool {
        let Some(fail_prob) = &touch.fail_prob else { return false };
        let key = &self.visits[slot].key;
        let mut p = fail_prob.draw(key, purpose::FAILURE_RATE | touch.address, 0);
        if S::EVERYTHING && (touch.answers || self.model.learning > 0.0) {
            p = self.eased_failure(slot, touch, p);
        }
        key.uniform(purpose::FAILURE | touch.address, index) < p
    }

    /// Chance of failing where care wins people over, or the firm has learnt.
    #[inline(never)]
    fn eased_failure(&self, slot: u32, touch: &Touchpoint, p: f64) -> f64 {
        if touch.answers { p - self.won_over(slot) } else { p * self.unlearned() }
    }

    /// Notes what happens to whoever makes this visit, up to the horizon: a walk is settled ahead, and what comes later is never seen.
    /// Who that is is looked up only where somebody follows.
    #[inline(always)]
    pub(crate) fn note_visit(&mut self, slot: u32, at: SimTime, activity: impl FnOnce() -> Activity) {
        if T::ON && at < self.model.horizon {
            let v = &self.visits[slot];
            let who = if S::relates(v.customer) {
                self.customers[v.customer].who()
            } else {
                Who::Visitor(u32::from(v.journey), v.order / self.model.journeys.len() as u64)
            };
            let regime = self.regime_now();
            self.trace.note_in_visit(slot, LifeEvent { who, at, regime, program: None, activity: activity() });
        }
    }

    /// Tells how a visit goes on, where somebody follows.
    #[inline(always)]
    pub(crate) fn tell_step(&mut self, slot: u32, step: impl FnOnce(usize) -> Step) {
        if T::ON {
            let regime = self.regime_now();
            self.trace.step(slot, step(regime));
        }
    }

    /// An anonymous visitor begins.
    pub(crate) fn admit_visitor(&mut self, journey: JourneyId, key: Key, number: u64, at: SimTime) {
        let order = number * self.model.journeys.len() as u64 + u64::from(journey);
        let slot = self.insert_visit(key, order, journey, at);
        if S::EVERYTHING {
            self.visits[slot].kind = self.model.kinds.attributes_of(&key);
        }
        self.open_visit(slot, journey, at);
        let who = Who::Visitor(u32::from(journey), number);
        self.note_start(slot, who, journey, at);
        let first = self.model.journeys[usize::from(journey)].first;
        self.walk(slot, at, Some(first));
    }

    /// Notes that a visit begins.
    #[inline(always)]
    pub(super) fn note_start(&mut self, slot: u32, who: Who, journey: JourneyId, at: SimTime) {
        self.tell_step(slot, |_| Step::Begins { who, journey, at });
        if T::ON {
            let event = LifeEvent {
                who,
                at,
                regime: self.regime_now(),
                program: None,
                activity: Activity::StartsVisit { journey },
            };
            self.trace.note_in_visit(slot, event);
        }
    }

    /// A record for a visit that has yet to begin.
    #[inline]
    pub(crate) fn insert_visit(&mut self, key: Key, order: u64, journey: JourneyId, at: SimTime) -> u32 {
        self.visits.insert(Visit {
            key,
            order,
            started: at,
            touched: at,
            queued: at,
            served: at,
            service: SimTime::ZERO,
            due: SimTime::NEVER,
            value: 0.0,
            bought: SimTime::NEVER,
            customer: NO_CUSTOMER,
            kind: 0,
            stamp: 0,
            ticket: 0,
            number: 0,
            starter: 0,
            journey,
            touch: NO_TOUCH,
            resume: NO_TOUCH,
            pass: 0,
            due_rank: 0,
            state: State::Walking,
            alive: true,
            departed: false,
            buys: false,
            ending: Ending::Done,
            failed: Failed::No,
            parent: NO_PARENT,
        })
    }

    /// A visit begins at `at`: it is counted, and has been nowhere.
    #[inline]
    pub(crate) fn open_visit(&mut self, slot: u32, journey: JourneyId, at: SimTime) {
        if self.scratch.stride > 0 {
            let end = (slot as usize + 1) * self.scratch.stride;
            if self.scratch.notes.len() < end {
                self.scratch.notes.resize(end, NOT_BEGUN);
            }
            self.scratch.notes[end - self.scratch.stride..end].fill(NOT_BEGUN);
        }
        self.open_way(slot);
        let observed = self.observed(at);
        self.obs.journeys[usize::from(journey)].post_start(observed);
    }

    pub(crate) fn scratch_at(&self, slot: u32, touch: TouchId) -> usize {
        let journey = &self.model.journeys[usize::from(self.visits[slot].journey)];
        slot as usize * self.scratch.stride + usize::from(touch - journey.touchpoints.start)
    }

    #[inline]
    pub(crate) fn schedule_visit(&mut self, slot: u32, at: SimTime, rank: u8) {
        let v = &mut self.visits[slot];
        v.due = at;
        v.due_rank = rank;
        if at < self.model.horizon {
            let event = Event { at, rank, order: v.order, slot };
            if !(S::LOOKAHEAD && self.look_ahead(event)) {
                self.calendar.schedule(event);
            }
        }
        self.wait_until(slot, at);
    }

    pub(crate) fn visit_view(&self, slot: u32) -> (u32, JourneyId, u32, u16) {
        let v = &self.visits[slot];
        (v.customer, v.journey, v.number, v.starter)
    }

    /// Closes a visit at `at` (which may lie ahead of the clock, even beyond the horizon).
    #[inline]
    pub(crate) fn end_visit(&mut self, slot: u32, at: SimTime, ending: Ending) {
        let v = &mut self.visits[slot];
        v.alive = false;
        v.ticket = 0;
        let (started, value, journey) = (v.started, v.value, v.journey);
        self.tell_step(slot, |_| Step::Over { ending, at });
        if !S::relates(self.visits[slot].customer) {
            self.note_visit(slot, at, || Activity::EndsVisit { journey, ending, after: at.since(started) });
        }
        if S::relates(self.visits[slot].customer) && self.customer_stays(slot) {
            let customer = self.visits[slot].customer;
            self.customers[customer].visits -= 1;
        }
        self.visits.remove(slot);
        self.obs.journeys[usize::from(journey)].post_end(started, at, ending, value, self.model);
    }
}
