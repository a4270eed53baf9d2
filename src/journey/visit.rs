//! Visits: one walk through a journey, alone or through queues.
//!
//! A visit walks ahead of the calendar as long as nothing is shared: touchpoints without a resource are settled
//! at once, at their own later times. It stops at a resource, at the departure, before an end that comes after
//! it, and at the end; there the calendar takes over. An encounter is never cut: who decides to leave inside one
//! leaves at its departure.

use super::aftermath::Incident;
use super::cell::{Cell, rank};
use super::experience::{Zone, price_moment, wait_moment};
use super::memory::Encounter;
use super::model::{End, HoleId, JourneyId, Next, Quality, TouchId, Touchpoint};
use super::observations::Line;
use super::purpose::{self, visit_index};
use super::stream::visitor_key;
use super::trace::{Trace, Who};
use crate::engine::calendar::Event;
use crate::engine::week::{HOUR, HOURS};
use crate::random::Key;
use crate::units::SimTime;

pub(crate) const NO_CUSTOMER: u32 = u32::MAX;
const NO_TOUCH: TouchId = TouchId::MAX;
/// Severity of the incident that giving up a wait can become.
const ABANDON_SEVERITY: f64 = 0.5;
const NANOS_PER_MINUTE: f64 = 6e10;

/// What a visit is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Walking,
    Waiting,
    InService,
}

/// One visit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Visit {
    pub(crate) key: Key,
    pub(crate) order: u64,
    pub(crate) started: SimTime,
    /// Arrival at the present touchpoint.
    touched: SimTime,
    /// Arrival at the queue of its resource.
    queued: SimTime,
    /// Start of service.
    served: SimTime,
    /// What the calendar expects.
    pub(crate) due: SimTime,
    /// Discounted value so far, from the start of the visit.
    value: f64,
    /// When the transaction was completed, if it was.
    bought: SimTime,
    pub(crate) customer: u32,
    pub(crate) stamp: u32,
    ticket: u32,
    /// Number of the visit within customer and journey.
    pub(crate) number: u32,
    starter: u16,
    journey: JourneyId,
    touch: TouchId,
    /// Where to go on after the departure.
    resume: TouchId,
    pass: u16,
    pub(crate) due_rank: u8,
    state: State,
    pub(crate) alive: bool,
    departed: bool,
    /// A purchase hangs on it.
    buys: bool,
    /// It ran to its end.
    completed: bool,
    /// A step off the path for this visit's slot; the rest of the record is its parent's.
    parent: u32,
}

/// What a visit must remember about one touchpoint of its journey.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scratch {
    passes: u16,
    /// When the step off the path is ready; never while it is not.
    ready: SimTime,
    /// It has been started for the present pass.
    begun: bool,
}

const NOT_BEGUN: Scratch = Scratch { passes: 0, ready: SimTime::NEVER, begun: false };
const NO_PARENT: u32 = u32::MAX;

impl Quality {
    pub(crate) fn mean(&self) -> f64 {
        match self {
            Quality::Mean(mean) => *mean,
            Quality::Law(law) => law.mean(),
        }
    }
}

impl Touchpoint {
    /// Whether a use neither costs nor earns anything.
    #[inline]
    fn is_free(&self) -> bool {
        let nothing = |law: &crate::random::Law| law.is_constant() && law.mean() == 0.0;
        nothing(&self.cost) && nothing(&self.revenue)
    }

    /// Touchpoints that can follow this one.
    pub(crate) fn successors(&self) -> Vec<TouchId> {
        let mut out = Vec::new();
        for next in [Some(&self.next), self.on_fail.as_ref(), self.on_renege.as_ref(), self.on_full.as_ref()] {
            match next {
                Some(Next::To(Some(t))) => out.push(*t),
                Some(Next::Weighted(list) | Next::Race(_, list)) => out.extend(list.iter().filter_map(|w| w.1)),
                _ => {}
            }
        }
        out
    }
}

/// Whether a pass through a touchpoint fails.
///
/// # Randomness
/// One word per pass; a law on the chance is drawn once per customer.
#[inline]
fn fails(touch: &Touchpoint, key: &Key, id: TouchId, index: u32) -> bool {
    if touch.fail_prob.upper() <= 0.0 {
        return false;
    }
    let p = touch.fail_prob.draw(key, purpose::FAILURE_RATE | u32::from(id), 0);
    key.uniform(purpose::FAILURE | u32::from(id), index) < p
}

fn minutes(from: SimTime, to: SimTime) -> f64 {
    to.since(from).0 as f64 / NANOS_PER_MINUTE
}

impl<T: Trace> Cell<'_, T> {
    fn who_visits(&self, slot: u32) -> Who {
        let v = &self.visits[slot];
        if v.customer == NO_CUSTOMER {
            Who::Visitor(u32::from(v.journey), v.order / self.model.journeys.len() as u64)
        } else {
            self.customers[v.customer].who()
        }
    }

    /// An anonymous visitor begins.
    pub(crate) fn admit_visitor(&mut self, journey: JourneyId, number: u64, at: SimTime) {
        let order = number * self.model.journeys.len() as u64 + u64::from(journey);
        let key = visitor_key(self.replication, journey, number);
        let slot = self.open_visit(key, order, journey, at);
        let name = &self.model.journeys[usize::from(journey)].name;
        self.note(at, Who::Visitor(u32::from(journey), number), || format!("starts {name}"));
        let first = self.model.journeys[usize::from(journey)].first;
        self.walk(slot, at, Some(first));
    }

    /// A joining, a renewal or an occasion: a visit begins with the journey's share.
    ///
    /// # Randomness
    /// One word at (`SHARE`, number) where the share is below 1.
    pub(crate) fn start_some_visits(&mut self, customer: u32, journey: JourneyId, number: u32) {
        let share = self.model.journeys[usize::from(journey)].share;
        let key = &self.customers[customer].key;
        if share >= 1.0 || key.uniform(purpose::SHARE | u32::from(journey), number) < share {
            self.start_visit(customer, journey, number, false);
        }
    }

    /// A customer's visit begins now.
    pub(crate) fn start_visit(&mut self, customer: u32, journey: JourneyId, number: u32, buys: bool) {
        let at = self.now;
        let c = &mut self.customers[customer];
        c.busy += 1;
        c.open_visit = u32::MAX;
        c.last_touch = at.0 as i64;
        let (key, order, stamp, who) = (c.key, c.order, c.stamp, c.who());
        let slot = self.open_visit(key, order, journey, at);
        let starter = self.starters.iter().position(|s| s.journey == Some(journey)).unwrap_or(0);
        let v = &mut self.visits[slot];
        (v.customer, v.stamp, v.number, v.starter, v.buys) = (customer, stamp, number, starter as u16, buys);
        if self.model.loyalty {
            if self.encounters.len() <= slot as usize {
                self.encounters.resize_with(slot as usize + 1, Encounter::new);
            }
            self.encounters[slot as usize] = Encounter::new();
        }
        let name = &self.model.journeys[usize::from(journey)].name;
        self.note(at, who, || format!("starts {name}"));
        let first = self.model.journeys[usize::from(journey)].first;
        self.walk(slot, at, Some(first));
    }

    #[inline]
    fn open_visit(&mut self, key: Key, order: u64, journey: JourneyId, at: SimTime) -> u32 {
        let slot = self.visits.insert(Visit {
            key,
            order,
            started: at,
            touched: at,
            queued: at,
            served: at,
            due: SimTime::NEVER,
            value: 0.0,
            bought: SimTime::NEVER,
            customer: NO_CUSTOMER,
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
            completed: false,
            parent: NO_PARENT,
        });
        if self.scratch_stride > 0 {
            let end = (slot as usize + 1) * self.scratch_stride;
            if self.scratch.len() < end {
                self.scratch.resize(end, NOT_BEGUN);
            }
            self.scratch[end - self.scratch_stride..end].fill(NOT_BEGUN);
        }
        let observed = self.observed(at);
        let obs = &mut self.obs.journeys[usize::from(journey)];
        obs.inside += 1;
        if observed {
            obs.started += 1;
        }
        slot
    }

    fn scratch_at(&self, slot: u32, touch: TouchId) -> usize {
        let journey = &self.model.journeys[usize::from(self.visits[slot].journey)];
        slot as usize * self.scratch_stride + usize::from(touch - journey.touchpoints.start)
    }

    #[inline]
    fn schedule_visit(&mut self, slot: u32, at: SimTime, rank: u8) {
        let v = &mut self.visits[slot];
        v.due = at;
        v.due_rank = rank;
        if at < self.model.horizon {
            let order = v.order;
            self.calendar.schedule(Event { at, rank, order, slot });
        }
    }

    // --- walking ----------------------------------------------------------------------------------------------

    /// Walks on from `next` at time `t` until the calendar must take over.
    fn walk(&mut self, slot: u32, mut t: SimTime, mut next: Option<TouchId>) {
        let model = self.model;
        while let Some(id) = next {
            let touch = &model.touchpoints[usize::from(id)];
            let mut pass = 0;
            if self.scratch_stride > 0 {
                let at = self.scratch_at(slot, id);
                pass = self.scratch[at].passes;
                if pass >= model.journeys[usize::from(touch.journey)].max_visits {
                    break;
                }
                self.scratch[at].passes += 1;
            }
            let v = &mut self.visits[slot];
            v.pass = pass;
            let index = visit_index(v.number, pass);
            if touch.probability < 1.0
                && v.key.uniform(purpose::TAKES_PLACE | u32::from(id), index) >= touch.probability
            {
                next = self.choose(slot, &touch.next, purpose::NEXT | u32::from(id));
                continue;
            }
            let relates = v.customer != NO_CUSTOMER;
            if relates && !v.departed && touch.end == Some(End::After) {
                v.resume = id;
                return self.schedule_visit(slot, t, rank::DEPART);
            }
            if let Some(after) = &touch.after {
                let delay = SimTime::from_days(after.draw(&v.key, purpose::AFTER | u32::from(id), index));
                t = t.saturating_add(delay);
                if relates && v.departed {
                    v.resume = id;
                    return self.schedule_visit(slot, t, rank::AFTER);
                }
            }
            match self.arrive(slot, id, t) {
                Some((later, then)) => (t, next) = (later, then),
                None => return,
            }
        }
        self.visits[slot].completed = true;
        self.conclude(slot, t);
    }

    /// The walk is over at `t`: departure of a customer, last end, or the end of an anonymous visit.
    fn conclude(&mut self, slot: u32, t: SimTime) {
        let v = &mut self.visits[slot];
        v.resume = NO_TOUCH;
        if v.customer == NO_CUSTOMER {
            let completed = v.completed;
            self.end_visit(slot, t, completed);
        } else {
            let rank = if v.departed { rank::FINISH } else { rank::DEPART };
            self.schedule_visit(slot, t, rank);
        }
    }

    fn choose(&self, slot: u32, next: &Next, purpose: u32) -> Option<TouchId> {
        match next {
            Next::To(to) => *to,
            Next::Weighted(list) | Next::Race(_, list) => {
                let v = &self.visits[slot];
                let u = v.key.uniform(purpose, visit_index(v.number, v.pass));
                list.iter().find(|w| u < w.0).or(list.last()).and_then(|w| w.1)
            }
        }
    }

    /// Arrives at a touchpoint at `t`. Returns where the walk goes on, or `None` when the calendar takes over.
    fn arrive(&mut self, slot: u32, id: TouchId, t: SimTime) -> Option<(SimTime, Option<TouchId>)> {
        let model = self.model;
        let touch = &model.touchpoints[usize::from(id)];
        let observed = self.observed(t);
        if observed {
            self.obs.touchpoints[usize::from(id)].visits += 1;
        }
        let v = &mut self.visits[slot];
        v.touch = id;
        v.touched = t;
        let index = visit_index(v.number, v.pass);
        let mut ready = t;
        if let Some(wait) = &touch.wait {
            ready = t.saturating_add(SimTime::from_days(wait.draw(&v.key, purpose::WAIT | u32::from(id), index)));
        }
        if self.scratch_stride > 0 {
            self.begin_steps(slot, id, t);
            match self.steps_ready(slot, id) {
                Some(steps) => ready = ready.max(steps),
                None => {
                    // A step that queues for a resource of its own will wake this visit.
                    self.visits[slot].state = State::Walking;
                    self.visits[slot].due = SimTime::NEVER;
                    return None;
                }
            }
        }
        self.proceed(slot, id, ready)
    }

    /// Everything is ready at `ready`: queues for the resource or is served at once.
    fn proceed(&mut self, slot: u32, id: TouchId, ready: SimTime) -> Option<(SimTime, Option<TouchId>)> {
        let touch = &self.model.touchpoints[usize::from(id)];
        if touch.resource.is_some() {
            if ready > self.now {
                self.schedule_visit(slot, ready, rank::QUEUE);
            } else {
                self.reach_resource(slot, ready);
            }
            return None;
        }
        if let Some(patience) = &touch.patience {
            let v = &self.visits[slot];
            let deadline = self.deadline(slot, patience, id);
            if deadline < ready && ready > v.touched {
                return self.give_up(slot, deadline);
            }
        }
        let end = ready.saturating_add(self.service_time(slot, id));
        self.use_touchpoint(slot, id, ready);
        self.finish_touchpoint(slot, id, ready, end)
    }

    fn deadline(&self, slot: u32, patience: &crate::random::Law, id: TouchId) -> SimTime {
        let v = &self.visits[slot];
        let index = visit_index(v.number, v.pass);
        v.touched.saturating_add(SimTime::from_days(patience.draw(&v.key, purpose::PATIENCE | u32::from(id), index)))
    }

    #[inline]
    fn service_time(&self, slot: u32, id: TouchId) -> SimTime {
        let touch = &self.model.touchpoints[usize::from(id)];
        let v = &self.visits[slot];
        let index = visit_index(v.number, v.pass);
        let purpose = purpose::SERVICE | u32::from(id);
        SimTime::from_days(match &touch.next {
            Next::Race(rate, _) => v.key.exponential(purpose, index) / rate,
            _ => touch.time.draw(&v.key, purpose, index),
        })
    }

    // --- steps off the path -----------------------------------------------------------------------------------

    /// Starts the required steps that begin when the customer arrives at `id`.
    fn begin_steps(&mut self, slot: u32, id: TouchId, t: SimTime) {
        let model = self.model;
        let journey = &model.journeys[usize::from(self.visits[slot].journey)];
        for step in journey.touchpoints.clone() {
            let spec = &model.touchpoints[usize::from(step)];
            if spec.off_path && spec.starts_with == Some(id) {
                self.begin_step(slot, step, t);
            }
        }
        for &step in &model.touchpoints[usize::from(id)].requires {
            let spec = &model.touchpoints[usize::from(step)];
            if spec.starts_with.is_none() {
                let at = self.scratch_at(slot, step);
                self.scratch[at].begun = false;
                self.begin_step(slot, step, t);
            }
        }
    }

    fn begin_step(&mut self, slot: u32, step: TouchId, t: SimTime) {
        let model = self.model;
        let spec = &model.touchpoints[usize::from(step)];
        let at = self.scratch_at(slot, step);
        if self.scratch[at].begun {
            return;
        }
        let pass = self.scratch[at].passes;
        self.scratch[at] = Scratch { passes: pass.saturating_add(1), ready: SimTime::NEVER, begun: true };
        if self.observed(t) {
            self.obs.touchpoints[usize::from(step)].visits += 1;
        }
        let mut start = t;
        for &earlier in &spec.requires {
            self.begin_step(slot, earlier, t);
            let at = self.scratch_at(slot, earlier);
            start = start.max(self.scratch[at].ready);
        }
        let v = self.visits[slot];
        let index = visit_index(v.number, pass);
        if let Some(after) = &spec.after {
            start =
                start.saturating_add(SimTime::from_days(after.draw(&v.key, purpose::AFTER | u32::from(step), index)));
        }
        if let Some(wait) = &spec.wait {
            start = start.saturating_add(SimTime::from_days(wait.draw(&v.key, purpose::WAIT | u32::from(step), index)));
        }
        if spec.resource.is_some() {
            let child = self.visits.insert(Visit {
                touch: step,
                touched: t,
                pass,
                parent: slot,
                due: SimTime::NEVER,
                state: State::Walking,
                ..v
            });
            if self.scratch_stride > 0 {
                let end = (child as usize + 1) * self.scratch_stride;
                if self.scratch.len() < end {
                    self.scratch.resize(end, NOT_BEGUN);
                }
            }
            self.schedule_visit(child, start.max(self.now), rank::QUEUE);
            return;
        }
        let end =
            start.saturating_add(SimTime::from_days(spec.time.draw(&v.key, purpose::SERVICE | u32::from(step), index)));
        self.finish_step(slot, step, start, end, t, index);
    }

    /// A step off the path is done: its cost, its failure, and when it is ready.
    fn finish_step(&mut self, slot: u32, step: TouchId, start: SimTime, end: SimTime, began: SimTime, index: u32) {
        let spec = &self.model.touchpoints[usize::from(step)];
        self.post_use(slot, step, start);
        let failed = fails(spec, &self.visits[slot].key, step, index);
        if self.observed(end) {
            let obs = &mut self.obs.touchpoints[usize::from(step)];
            obs.delay.post(start.since(began));
            obs.service.post(end.since(start));
            obs.failed += u64::from(failed);
        }
        if failed && self.model.loyalty && self.visits[slot].customer != NO_CUSTOMER {
            let drop = spec.fail_drop;
            let hole = spec.hole;
            self.encounters[slot as usize].hidden_failure(drop, hole);
        }
        let at = self.scratch_at(slot, step);
        self.scratch[at].ready = end;
    }

    /// When the steps that `id` requires are all ready; `None` while one of them is still in a queue.
    fn steps_ready(&self, slot: u32, id: TouchId) -> Option<SimTime> {
        let mut ready = SimTime::ZERO;
        for &step in &self.model.touchpoints[usize::from(id)].requires {
            let at = self.scratch_at(slot, step);
            let s = &self.scratch[at];
            if !s.begun {
                continue;
            }
            if s.ready == SimTime::NEVER {
                return None;
            }
            ready = ready.max(s.ready);
        }
        Some(ready)
    }

    // --- queues -----------------------------------------------------------------------------------------------

    /// Arrives at the queue of its resource now.
    #[inline]
    pub(crate) fn reach_resource(&mut self, slot: u32, now: SimTime) {
        let model = self.model;
        let v = &mut self.visits[slot];
        let id = v.touch;
        let touch = &model.touchpoints[usize::from(id)];
        let r = usize::from(touch.resource.unwrap_or(0));
        v.queued = now;
        let (began, is_step) = (v.started, v.parent != NO_PARENT);
        let observed = self.observed(now);
        if observed {
            let obs = &mut self.obs.resources[r];
            obs.arrivals += 1;
            if let Some(hour) = obs.hours.get_mut((now.0 / HOUR % HOURS as u64) as usize) {
                hour.arrivals += 1;
            }
        }
        let resource = &mut self.resources[r];
        if resource.has_free_server() && resource.admits(began) {
            self.seize(r, now);
            self.begin_service(slot, now);
            return;
        }
        if !resource.has_room() && !is_step {
            if observed {
                self.obs.resources[r].baulked += 1;
                self.obs.touchpoints[usize::from(id)].baulked += 1;
            }
            return self.baulk(slot, now);
        }
        if observed {
            self.obs.resources[r].waited += 1;
        }
        let line = touch.line.unwrap_or(model.journeys[usize::from(touch.journey)].line);
        let ticket = self.resources[r].join(slot, line, began);
        let v = &mut self.visits[slot];
        v.state = State::Waiting;
        v.ticket = ticket;
        v.due = SimTime::NEVER;
        if let Some(patience) = &touch.patience
            && !is_step
        {
            let deadline = self.deadline(slot, patience, id).max(now);
            if self.settles_lazily(r, touch, slot) {
                // Nobody can see when this visitor leaves the line: the deadline is settled when the turn comes.
                let v = &mut self.visits[slot];
                (v.due, v.due_rank) = (deadline, rank::RENEGE);
            } else {
                self.schedule_visit(slot, deadline, rank::RENEGE);
            }
        }
    }

    fn settles_lazily(&self, resource: usize, touch: &Touchpoint, slot: u32) -> bool {
        self.visits[slot].customer == NO_CUSTOMER
            && touch.on_renege.is_none()
            && self.model.resources[resource].queue_limit.is_none()
            && !T::ON
    }

    #[inline]
    fn seize(&mut self, r: usize, now: SimTime) {
        if !self.resources[r].is_busy() {
            let from = self.idle_since[r].max(self.model.warm_up);
            self.obs.resources[r].idle += u128::from(now.since(from).0);
        }
        self.resources[r].seize();
    }

    /// Serves whoever is next while servers are free.
    #[inline]
    pub(crate) fn serve_next(&mut self, r: usize) {
        loop {
            let visits = &self.visits;
            let called = self.resources[r]
                .call_next(|t| visits[t.slot].ticket == t.number && visits[t.slot].state == State::Waiting);
            let Some(slot) = called else { return };
            let v = &self.visits[slot];
            if v.due <= self.now && v.due_rank == rank::RENEGE {
                let deadline = v.due;
                self.leave_line(slot, deadline);
                self.visits[slot].completed = false;
                self.end_visit(slot, deadline, false);
                continue;
            }
            self.seize(r, self.now);
            self.begin_service(slot, self.now);
        }
    }

    #[inline]
    fn begin_service(&mut self, slot: u32, now: SimTime) {
        let model = self.model;
        let id = self.visits[slot].touch;
        let r = usize::from(model.touchpoints[usize::from(id)].resource.unwrap_or(0));
        let service = self.service_time(slot, id);
        let v = &mut self.visits[slot];
        v.state = State::InService;
        v.served = now;
        let queued = v.queued;
        let end = now.saturating_add(service);
        if queued >= model.warm_up {
            let waited = now.since(queued);
            let target = model.resources[r].target;
            let obs = &mut self.obs.resources[r];
            obs.delay.post(waited);
            if let Some(hour) = obs.hours.get_mut((queued.0 / HOUR % HOURS as u64) as usize) {
                hour.post(waited);
            }
            if now > queued {
                obs.waiting.add(queued, now);
            }
            if let Some(target) = target {
                obs.within_target += u64::from(waited <= target);
            }
        } else if now > model.warm_up {
            self.obs.resources[r].waiting.add(model.warm_up, now);
        }
        if self.visits[slot].parent == NO_PARENT {
            self.use_touchpoint(slot, id, now);
        }
        self.schedule_visit(slot, end, rank::SERVICE_END);
    }

    /// A service ends now.
    #[inline]
    pub(crate) fn end_service(&mut self, slot: u32) {
        let now = self.now;
        let model = self.model;
        let Visit { touch, served, queued, parent, .. } = self.visits[slot];
        let r = usize::from(model.touchpoints[usize::from(touch)].resource.unwrap_or(0));
        let from = served.max(model.warm_up);
        let obs = &mut self.obs.resources[r];
        obs.busy.add(from, now);
        if queued >= model.warm_up {
            let sojourn = now.since(queued);
            obs.sojourn.post(sojourn);
            if let Some(target) = model.resources[r].target {
                obs.sojourn_within_target += u64::from(sojourn <= target);
            }
        }
        self.resources[r].release();
        if !self.resources[r].is_busy() {
            self.idle_since[r] = now;
        }
        self.serve_next(r);
        self.visits[slot].state = State::Walking;
        if parent != NO_PARENT {
            self.finish_queued_step(slot, now);
        } else if let Some((t, next)) = self.finish_touchpoint(slot, touch, served, now) {
            self.walk(slot, t, next);
        }
    }

    /// A step off the path has been served: wakes the visit if it waits for nothing else.
    fn finish_queued_step(&mut self, child: u32, now: SimTime) {
        let c = self.visits[child];
        self.visits[child].alive = false;
        self.visits.remove(child);
        let parent = c.parent;
        let p = &self.visits[parent];
        if !p.alive || p.order != c.order || p.started != c.started {
            return;
        }
        let index = visit_index(c.number, c.pass);
        self.finish_step(parent, c.touch, c.served, now, c.touched, index);
        let p = &self.visits[parent];
        let waits = p.touch != NO_TOUCH
            && p.state == State::Walking
            && p.due == SimTime::NEVER
            && self.model.touchpoints[usize::from(p.touch)].requires.contains(&c.touch);
        if waits && let Some(ready) = self.steps_ready(parent, p.touch) {
            let id = self.visits[parent].touch;
            if let Some((t, next)) = self.proceed(parent, id, ready.max(now)) {
                self.walk(parent, t, next);
            }
        }
    }

    /// Bookkeeping of leaving a line at `at`.
    fn leave_line(&mut self, slot: u32, at: SimTime) {
        let v = self.visits[slot];
        let r = usize::from(self.model.touchpoints[usize::from(v.touch)].resource.unwrap_or(0));
        let obs = &mut self.obs.resources[r];
        if v.queued >= self.model.warm_up {
            obs.reneged += 1;
            obs.delay_reneged.post(at.since(v.queued));
            self.obs.touchpoints[usize::from(v.touch)].reneged += 1;
        }
        let from = v.queued.max(self.model.warm_up);
        self.obs.resources[r].waiting.add(from, at);
    }

    /// Gives up waiting in the line now.
    pub(crate) fn renege(&mut self, slot: u32) {
        let now = self.now;
        let v = self.visits[slot];
        let r = usize::from(self.model.touchpoints[usize::from(v.touch)].resource.unwrap_or(0));
        self.leave_line(slot, now);
        self.resources[r].leave(v.ticket);
        self.visits[slot].ticket = 0;
        self.visits[slot].state = State::Walking;
        if let Some((t, next)) = self.react_to_giving_up(slot, now, true) {
            self.walk(slot, t, next);
        }
    }

    /// Gives up a sampled wait.
    fn give_up(&mut self, slot: u32, at: SimTime) -> Option<(SimTime, Option<TouchId>)> {
        let id = usize::from(self.visits[slot].touch);
        if self.observed(at) {
            self.obs.touchpoints[id].reneged += 1;
        }
        self.react_to_giving_up(slot, at, true)
    }

    /// Finds the queue full.
    fn baulk(&mut self, slot: u32, now: SimTime) {
        if let Some((t, next)) = self.react_to_giving_up(slot, now, false) {
            self.walk(slot, t, next);
        }
    }

    /// What giving up does: a bad moment, perhaps an incident, perhaps a detour; else the journey ends here.
    fn react_to_giving_up(&mut self, slot: u32, at: SimTime, reneged: bool) -> Option<(SimTime, Option<TouchId>)> {
        let model = self.model;
        let v = self.visits[slot];
        let id = v.touch;
        let touch = &model.touchpoints[usize::from(id)];
        let name = &touch.name;
        self.note(at, self.who_visits(slot), || {
            if reneged {
                format!("gives up at {name} after {:.1} min", minutes(v.touched, at))
            } else {
                format!("finds the queue at {name} full")
            }
        });
        if v.customer != NO_CUSTOMER {
            if model.loyalty {
                let u = self.profile(v.customer).experience.renege_moment;
                let wait = minutes(v.touched, at) / 60.0;
                self.feel(slot, u, 1.0, wait, self.hassle(touch.hole));
                let index = visit_index(v.number, v.pass);
                if reneged
                    && self.profile(v.customer).complaint.is_some()
                    && v.key.uniform(purpose::ABANDON_INCIDENT | u32::from(id), index) < touch.abandon_incident
                {
                    let hole = self.hassle(touch.hole);
                    self.encounters[slot as usize].incident(Incident { severity: ABANDON_SEVERITY, hole });
                    if self.observed(at) {
                        self.obs.incidents += 1;
                    }
                }
            }
            if reneged {
                self.risk_of_leaving(slot, touch, 2, at);
            }
        }
        let (detour, purpose) =
            if reneged { (&touch.on_renege, purpose::NEXT_RENEGE) } else { (&touch.on_full, purpose::NEXT_FULL) };
        match detour {
            Some(next) => Some((at, self.choose(slot, next, purpose | u32::from(id)))),
            None => {
                self.visits[slot].buys = false;
                self.visits[slot].completed = false;
                self.conclude(slot, at);
                None
            }
        }
    }

    // --- using a touchpoint -----------------------------------------------------------------------------------

    /// Service starts at `at`: the wait is felt, and money changes hands.
    #[inline]
    fn use_touchpoint(&mut self, slot: u32, id: TouchId, at: SimTime) {
        let v = &self.visits[slot];
        let (touched, customer) = (v.touched, v.customer);
        if touched >= self.model.warm_up && at < self.model.horizon {
            self.obs.touchpoints[usize::from(id)].delay.post(at.since(touched));
        }
        if customer != NO_CUSTOMER && self.model.loyalty && at > touched {
            let touch = &self.model.touchpoints[usize::from(id)];
            let e = &self.profile(customer).experience;
            if let Some(u) = wait_moment(minutes(touched, at), touch.wait_factor, e) {
                let hours = minutes(touched, at) / 60.0;
                let hole = self.hassle(touch.hole);
                if self.observed(at) {
                    self.obs.touchpoints[usize::from(id)].wait_moment.post(u);
                }
                self.feel(slot, u, 1.0, hours, hole);
            }
        }
        self.post_use(slot, id, at);
    }

    /// Cost and revenue of one use.
    #[inline]
    fn post_use(&mut self, slot: u32, id: TouchId, at: SimTime) {
        let touch = &self.model.touchpoints[usize::from(id)];
        if touch.is_free() {
            return;
        }
        let v = &self.visits[slot];
        let (customer, index) = (v.customer, visit_index(v.number, v.pass));
        let mut cost = touch.cost.draw(&v.key, purpose::COST | u32::from(id), index);
        let mut revenue = touch.revenue.draw(&v.key, purpose::REVENUE | u32::from(id), index);
        if customer != NO_CUSTOMER {
            let p = self.profile(customer);
            cost *= p.cost_factor;
            revenue *= p.margin_factor;
        }
        if self.observed(at) {
            self.obs.touchpoints[usize::from(id)].cost.post(cost);
        }
        if customer == NO_CUSTOMER {
            self.post_firm(Line::TouchpointCosts, -cost, at);
            self.post_firm(Line::TouchpointRevenue, revenue, at);
        } else {
            self.post_customer(customer, Line::TouchpointCosts, -cost, at);
            self.post_customer(customer, Line::TouchpointRevenue, revenue, at);
        }
        let v = &mut self.visits[slot];
        v.value += (revenue - cost) * crate::num::exp(-self.model.discount * at.since(v.started).days());
    }

    /// Service is over at `end`: performance, failure, moment, ends, and where to go.
    #[inline]
    fn finish_touchpoint(
        &mut self,
        slot: u32,
        id: TouchId,
        start: SimTime,
        end: SimTime,
    ) -> Option<(SimTime, Option<TouchId>)> {
        let model = self.model;
        let touch = &model.touchpoints[usize::from(id)];
        let Visit { key, number, pass, touched, started, customer, departed, buys, bought, .. } = self.visits[slot];
        let index = visit_index(number, pass);
        let at = usize::from(id);
        if T::ON && start < model.horizon {
            let (name, waited, lasts) = (&touch.name, minutes(touched, start), minutes(start, end));
            self.note(start, self.who_visits(slot), || match waited > 0.0 {
                true => format!("waits {waited:.1} min for {name}, which takes {lasts:.1} min"),
                false => format!("is at {name}, which takes {lasts:.1} min"),
            });
        }
        if touched >= model.warm_up && end < model.horizon {
            self.obs.touchpoints[at].service.post(end.since(start));
        }
        if touch.earns != 0.0 {
            let (delta, days) = (model.discount, end.since(start).days());
            let payer = (customer != NO_CUSTOMER).then_some(customer);
            self.post_flow(payer, Line::TouchpointRevenue, touch.earns, start, end);
            let lasting = if delta == 0.0 { days } else { -crate::num::exp_m1(-delta * days) / delta };
            self.visits[slot].value += touch.earns * lasting * crate::num::exp(-delta * start.since(started).days());
        }
        let failed = fails(touch, &key, id, index);
        if failed && self.observed(end) {
            self.obs.touchpoints[at].failed += 1;
        }
        let mut felt = None;
        if customer != NO_CUSTOMER {
            if model.loyalty {
                felt = self.experience(slot, id, failed, start, end);
            }
            if failed {
                let who = self.who_visits(slot);
                self.note(end, who, || format!("meets a failure at {}", touch.name));
            }
            self.risk_of_leaving(slot, touch, usize::from(failed), end);
        }
        if let Some(which) = touch.end {
            if let Some(u) = felt {
                self.encounters[slot as usize].end(which, u);
            }
            if which == End::Transaction && buys && bought == SimTime::NEVER {
                self.visits[slot].bought = end;
            }
        }
        let next = match (&touch.on_fail, failed) {
            (Some(detour), true) => self.choose(slot, detour, purpose::NEXT_FAIL | u32::from(id)),
            _ => self.choose(slot, &touch.next, purpose::NEXT | u32::from(id)),
        };
        if touch.end == Some(End::Departure) && customer != NO_CUSTOMER && !departed {
            let v = &mut self.visits[slot];
            v.resume = next.unwrap_or(NO_TOUCH);
            v.completed = next.is_none();
            self.schedule_visit(slot, end, rank::DEPART);
            return None;
        }
        Some((end, next))
    }

    /// `exit_prob`: a chance of leaving for good, by the touchpoint's hole.
    fn risk_of_leaving(&mut self, slot: u32, touch: &Touchpoint, outcome: usize, at: SimTime) {
        let p = touch.exit_prob[outcome];
        if p <= 0.0 || at >= self.model.horizon {
            return;
        }
        let customer = self.visits[slot].customer;
        if let Some(hole) = touch.hole
            && self.risk(customer, hole, p)
        {
            let involuntary = self.profile(customer).hazards[usize::from(hole)].involuntary;
            self.leave(customer, hole, 1, involuntary);
            let v = self.visits[slot];
            let name = &touch.name;
            let who = self.customers[v.customer].who();
            self.note(at, who, || format!("has had enough at {name}"));
        }
    }

    /// Waits are blamed on hassle, where that hole exists; else on the touchpoint's own.
    fn hassle(&self, own: Option<HoleId>) -> Option<HoleId> {
        self.hassle.or(own)
    }

    /// Performance at a touch against expectation (model section 3). Returns the utility.
    ///
    /// # Randomness
    /// Mood once per visit; one word of quality per pass; severity of an incident.
    fn experience(&mut self, slot: u32, id: TouchId, failed: bool, start: SimTime, end: SimTime) -> Option<f64> {
        let model = self.model;
        let touch = &model.touchpoints[usize::from(id)];
        let quality = touch.quality.as_ref()?;
        let v = self.visits[slot];
        let profile = self.profile(v.customer);
        let e = &profile.experience;
        let index = visit_index(v.number, v.pass);
        let c = &self.customers[v.customer];
        let mood = v.key.normal(purpose::MOOD | u32::from(v.journey), v.number);
        let base = match quality {
            Quality::Mean(mean) => mean + e.sd_within * v.key.normal(purpose::QUALITY | u32::from(id), index),
            Quality::Law(law) => law.draw(&v.key, purpose::QUALITY | u32::from(id), index),
        };
        let relative_price = profile.purchase.as_ref().map_or(1.0, |p| p.price / c.reference_price);
        let zone = Zone::around(c.expectation, relative_price, e);
        let hidden = self.encounters[slot as usize].take_hidden_drop();
        let drop = if failed { touch.fail_drop } else { 0.0 } + hidden.0;
        let p = (base + c.offset + e.mood_gain * mood - drop).clamp(0.0, 10.0);
        let u = (zone.moment(p, e) + touch.treat).clamp(-1.0, 1.0);
        let hole = if failed { touch.hole } else { hidden.1.or(touch.hole) };
        self.encounters[slot as usize].performed(p + zone.points(touch.treat, e));
        let mut carried = u;
        if failed {
            if self.observed(end) {
                self.obs.incidents += 1;
            }
            if let Some(complaint) = &profile.complaint {
                let severity = touch.severity.draw(&v.key, purpose::SEVERITY | u32::from(id), index).clamp(0.0, 1.0);
                self.encounters[slot as usize].incident(Incident { severity, hole: touch.hole });
                // An incident is charged once, at its settling; what stays is the grudge.
                if u < 0.0 {
                    carried = u * complaint.carry;
                }
            } else {
                let severity = touch.severity.draw(&v.key, purpose::SEVERITY | u32::from(id), index).clamp(0.0, 1.0);
                self.encounters[slot as usize].hurt_trust(severity);
            }
        }
        if self.observed(end) {
            self.obs.post_moment(usize::from(id), u);
        }
        self.feel_at(slot, carried, touch.salience, minutes(start, end) / 60.0, hole, id);
        let who = self.who_visits(slot);
        self.note(end, who, || {
            format!("{}: performance {p:.1} against {:.1}, moment {u:+.2}", touch.name, zone.expectation(e))
        });
        Some(carried)
    }

    fn feel(&mut self, slot: u32, u: f64, salience: f64, hours: f64, hole: Option<HoleId>) {
        let touch = self.visits[slot].touch;
        self.feel_at(slot, u, salience, hours, hole, touch);
    }

    fn feel_at(&mut self, slot: u32, u: f64, salience: f64, hours: f64, hole: Option<HoleId>, touch: TouchId) {
        let customer = self.visits[slot].customer;
        let memory = &self.profile(customer).memory;
        let encounter = &mut self.encounters[slot as usize];
        encounter.moment(u, salience, touch, hours, memory);
        if u < 0.0
            && let Some(hole) = hole
            && usize::from(hole) < self.model.service_holes
        {
            encounter.blame[usize::from(hole)] += -u as f32;
        }
    }

    // --- after the departure ----------------------------------------------------------------------------------

    /// The customer leaves the place now; the relationship takes stock. Then the visit may go on.
    pub(crate) fn depart(&mut self, slot: u32) {
        let now = self.now;
        let v = self.visits[slot];
        self.visits[slot].departed = true;
        let ended = v.resume == NO_TOUCH;
        // The money of a purchase falls at the transaction, else when the journey is completed.
        let bought = if v.bought != SimTime::NEVER {
            Some(v.bought)
        } else {
            (v.buys && v.completed && ended && !self.has_transaction(v.journey)).then_some(now)
        };
        if bought.is_some() {
            self.feel_price(slot);
        }
        self.take_stock(slot, bought);
        let c = &self.customers[v.customer];
        let there = c.alive && c.stamp == v.stamp;
        if ended {
            self.end_visit(slot, now, v.completed);
        } else if there {
            self.customers[v.customer].open_visit = slot;
            self.walk(slot, now, Some(v.resume));
        } else {
            self.end_visit(slot, now, false);
        }
    }

    /// Paying is a touch too, where the price differs from what the customer is used to. The reference is an average
    /// of past prices with weight .3 (assumption).
    fn feel_price(&mut self, slot: u32) {
        let customer = self.visits[slot].customer;
        let profile = self.profile(customer);
        let Some(purchase) = &profile.purchase else { return };
        let relative = purchase.price / self.customers[customer].reference_price;
        if !self.model.loyalty || relative == 1.0 {
            return;
        }
        let u = price_moment(relative, profile.price_sensitivity);
        self.feel(slot, u, 1.0, 0.0, self.model.value_hole);
        let c = &mut self.customers[customer];
        c.reference_price += 0.3 * (purchase.price - c.reference_price);
    }

    /// Whether some touchpoint of the journey marks the transaction.
    pub(crate) fn has_transaction(&self, journey: JourneyId) -> bool {
        let j = &self.model.journeys[usize::from(journey)];
        j.touchpoints.clone().any(|t| self.model.touchpoints[usize::from(t)].end == Some(End::Transaction))
    }

    /// Whether the customer of a visit is still the one who began it.
    pub(crate) fn customer_stays(&self, slot: u32) -> bool {
        let v = &self.visits[slot];
        let c = &self.customers[v.customer];
        c.alive && c.stamp == v.stamp
    }

    /// A touchpoint that comes some time after the departure is due.
    pub(crate) fn resume_after(&mut self, slot: u32) {
        let now = self.now;
        if !self.customer_stays(slot) {
            return self.end_visit(slot, now, false);
        }
        let customer = self.visits[slot].customer;
        self.customers[customer].last_touch = now.0 as i64;
        let resume = self.visits[slot].resume;
        if let Some((t, next)) = self.arrive(slot, resume, now) {
            self.walk(slot, t, next);
        }
    }

    /// The last end of a visit: its memory becomes final, unless a later encounter has begun.
    pub(crate) fn finish_after(&mut self, slot: u32) {
        let now = self.now;
        let v = self.visits[slot];
        if !self.customer_stays(slot) {
            return self.end_visit(slot, now, false);
        }
        if v.buys && v.bought == SimTime::NEVER && v.completed && !self.has_transaction(v.journey) {
            self.refresh(v.customer);
            self.buy(v.customer, now, u32::from(v.starter), v.number, true);
        }
        if self.customer_stays(slot) {
            if self.model.loyalty && self.customers[v.customer].open_visit == slot {
                self.finalise_memory(slot);
            }
            self.customers[v.customer].open_visit = u32::MAX;
            self.reassess(v.customer);
        }
        self.end_visit(slot, now, v.completed);
    }

    pub(crate) fn visit_view(&self, slot: u32) -> (u32, JourneyId, u32, u16) {
        let v = &self.visits[slot];
        (v.customer, v.journey, v.number, v.starter)
    }

    /// Closes a visit at `at` (which may lie ahead of the clock, even beyond the horizon).
    #[inline]
    fn end_visit(&mut self, slot: u32, at: SimTime, completed: bool) {
        let (horizon, warm_up) = (self.model.horizon, self.model.warm_up);
        let v = &mut self.visits[slot];
        v.alive = false;
        v.ticket = 0;
        let (started, value, journey) = (v.started, v.value, usize::from(v.journey));
        if T::ON && v.customer == NO_CUSTOMER && at < horizon {
            let (name, ends) = (&self.model.journeys[journey].name, if completed { "completes" } else { "breaks off" });
            self.note(at, self.who_visits(slot), || format!("{ends} {name} after {:.1} min", minutes(started, at)));
        }
        self.visits.remove(slot);
        let obs = &mut self.obs.journeys[journey];
        obs.time_inside += u128::from(at.min(horizon).since(started.max(warm_up)).0);
        if at >= horizon {
            return;
        }
        obs.inside -= 1;
        if completed && started >= warm_up {
            obs.completed += 1;
            obs.sojourn.post(at.since(started));
            obs.value.post(value);
        }
    }

    /// At the horizon: what is still under way.
    pub(crate) fn close_visits(&mut self) {
        let (horizon, warm_up) = (self.model.horizon, self.model.warm_up);
        for slot in 0..self.visits.capacity_used() as u32 {
            let v = self.visits[slot];
            if !v.alive {
                continue;
            }
            self.visits[slot].alive = false;
            let resource =
                if v.touch == NO_TOUCH { None } else { self.model.touchpoints[usize::from(v.touch)].resource };
            if let Some(r) = resource {
                let r = usize::from(r);
                match v.state {
                    State::InService => {
                        self.obs.resources[r].busy.add(v.served.max(warm_up), horizon);
                    }
                    State::Waiting if v.due_rank == rank::RENEGE && v.due < horizon => {
                        // Gave up unseen, before the horizon.
                        self.leave_line(slot, v.due);
                        self.end_visit(slot, v.due, false);
                        continue;
                    }
                    State::Waiting => {
                        self.obs.resources[r].waiting.add(v.queued.max(warm_up), horizon);
                    }
                    State::Walking => {}
                }
            }
            if v.parent == NO_PARENT {
                if v.customer != NO_CUSTOMER && !v.departed && v.bought < horizon && self.customer_stays(slot) {
                    self.buy(v.customer, v.bought, u32::from(v.starter), v.number, false);
                }
                let time = horizon.since(v.started.max(warm_up)).0;
                self.obs.journeys[usize::from(v.journey)].time_inside += u128::from(time);
            }
        }
    }
}
