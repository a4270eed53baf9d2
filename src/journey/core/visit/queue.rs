//! Queues: waiting for a resource, being served, giving up.

use super::record::{Ending, NO_PARENT, NO_TOUCH, State, Visit};
use super::visiting::{ABANDON_SEVERITY, minutes};
use super::walk::{choose, deadline, service_time};
use crate::engine::resource::Ticket;
use crate::journey::core::activity::Activity;
use crate::journey::core::cell::Cell;
use crate::journey::core::memory::incident::Incident;
use crate::journey::core::purpose::{self, visit_index};
use crate::journey::core::rank;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::{Step, Trace};
use crate::journey::model::{ResourceId, TouchId, Touchpoint};
use crate::units::SimTime;

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// Arrives at the queue of its resource now.
    #[inline]
    pub(crate) fn reach_resource(&mut self, slot: u32, now: SimTime) {
        let model = self.model;
        let id = self.visits[slot].touch;
        let touch = self.touchpoint(slot, id);
        let v = &mut self.visits[slot];
        let r = usize::from(touch.resource.unwrap_or(0));
        v.queued = now;
        // Drawn here already, so that the processor works on it while the visit waits.
        v.service = service_time(touch, v);
        let (began, is_step) = (v.started, v.parent != NO_PARENT);
        self.tell_step(slot, |_| Step::Queues { resource: r as ResourceId, at: now });
        let observed = self.observed(now);
        if observed {
            self.obs.resources[r].post_arrival(now);
        }
        let resource = &mut self.service.resources[r];
        if resource.has_free_server(began, now) {
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
        let mut line = touch.line.unwrap_or(model.journeys[usize::from(touch.journey)].line);
        if self.has_program() {
            line = line.min(self.program_line(self.visits[slot].customer));
        }
        // Never 0, which nobody holds.
        self.service.tickets = self.service.tickets.wrapping_add(1).max(1);
        self.service.resources[r].join(Ticket { slot, number: self.service.tickets }, line, began, now);
        let v = &mut self.visits[slot];
        v.state = State::Waiting;
        v.ticket = self.service.tickets;
        v.due = SimTime::NEVER;
        if touch.patience.is_none() {
            self.wait_until(slot, SimTime::NEVER);
        }
        if let Some(patience) = &touch.patience
            && !is_step
        {
            let deadline = deadline(touch, patience, &self.visits[slot]).max(now);
            if self.settles_lazily(r, touch, slot) {
                // Nobody can see when this visitor leaves the line: the deadline is settled when the turn comes.
                let v = &mut self.visits[slot];
                (v.due, v.due_rank) = (deadline, rank::RENEGE);
            } else {
                self.schedule_visit(slot, deadline, rank::RENEGE);
            }
        }
    }

    pub(super) fn settles_lazily(&self, resource: usize, touch: &Touchpoint, slot: u32) -> bool {
        !S::relates(self.visits[slot].customer)
            && touch.on_renege.is_none()
            && self.model.resources[resource].queue_limit.is_none()
            && self.switches.due == SimTime::NEVER
            && !T::ON
    }

    #[inline(always)]
    pub(super) fn seize(&mut self, r: usize, now: SimTime) {
        if !self.service.resources[r].is_busy() {
            self.obs.resources[r].post_idle(self.service.idle_since[r], now, self.model.warm_up);
        }
        if self.service.resources[r].works_late() {
            self.settle_overtime(r);
        }
        if self.has_teams() {
            self.count_load(r);
        }
        self.service.resources[r].seize();
    }

    /// Serves whoever is next while servers are free.
    pub(crate) fn serve_next(&mut self, r: usize) {
        loop {
            let visits = &self.visits;
            let called = self.service.resources[r]
                .call_next(|t| visits[t.slot].ticket == t.number && visits[t.slot].state == State::Waiting);
            let Some(slot) = called else { return };
            let v = &self.visits[slot];
            if v.due <= self.now && v.due_rank == rank::RENEGE {
                // The turn comes when patience is over: unseen some time ago, or at this very instant.
                let deadline = v.due;
                self.quit_line(slot, deadline);
                continue;
            }
            self.seize(r, self.now);
            self.begin_service(slot, self.now);
        }
    }

    #[inline(always)]
    pub(super) fn begin_service(&mut self, slot: u32, now: SimTime) {
        let model = self.model;
        let v = &self.visits[slot];
        let touch = self.touchpoint(slot, v.touch);
        let r = usize::from(touch.resource.unwrap_or(0));
        if v.queued < self.switches.since {
            self.draw_service_anew(slot, touch);
        }
        if self.has_teams() {
            self.visits[slot].service = self.paced(r, self.visits[slot].service);
        }
        if self.has_ways() {
            let again = self.time_again(slot, touch);
            let v = &mut self.visits[slot];
            v.service = v.service.saturating_add(again);
        }
        let v = &mut self.visits[slot];
        v.state = State::InService;
        v.served = now;
        self.tell_step(slot, |_| Step::Starts { at: now });
        let v = &self.visits[slot];
        let (queued, end, on_path) = (v.queued, now.saturating_add(v.service), v.parent == NO_PARENT);
        self.obs.resources[r].post_start(queued, now, model.warm_up, model.resources[r].target);
        if on_path {
            self.use_touchpoint(slot, touch, now);
        }
        self.schedule_visit(slot, end, rank::SERVICE_END);
    }

    /// The world has changed since the time in service was drawn.
    #[cold]
    #[inline(never)]
    fn draw_service_anew(&mut self, slot: u32, touch: &Touchpoint) {
        self.visits[slot].service = service_time(touch, &self.visits[slot]);
    }

    /// A service ends now.
    #[inline]
    pub(crate) fn end_service(&mut self, slot: u32) {
        let now = self.now;
        let model = self.model;
        let Visit { touch, served, queued, parent, .. } = self.visits[slot];
        let touch = self.touchpoint(slot, touch);
        let r = usize::from(touch.resource.unwrap_or(0));
        self.obs.resources[r].post_end(queued, served, now, model.warm_up, model.resources[r].target);
        if self.has_teams() {
            self.count_load(r);
            self.count_served(r);
        }
        if self.service.resources[r].beyond_staff() > 0 {
            self.settle_overtime(r);
        }
        self.service.resources[r].release();
        if !self.service.resources[r].is_busy() {
            self.service.idle_since[r] = now;
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
    #[inline(never)]
    pub(super) fn finish_queued_step(&mut self, child: u32, now: SimTime) {
        let c = self.visits[child];
        let (parent, awaited) = (c.parent, self.is_awaited(child));
        self.visits[child].alive = false;
        self.visits.remove(child);
        if !awaited {
            return self.tell_step(child, |_| Step::Ends { at: now, failed: false });
        }
        let index = visit_index(c.number, c.pass);
        let failed = self.finish_step(parent, c.touch, [c.served, now], c.touched, index);
        self.tell_step(child, |_| Step::Ends { at: now, failed });
        let p = &self.visits[parent];
        if p.touch == NO_TOUCH || p.state != State::Walking || p.due != SimTime::NEVER {
            return;
        }
        let touch = self.touchpoint(parent, p.touch);
        if touch.requires.contains(&c.touch)
            && let Some(ready) = self.steps_ready(parent, touch)
            && let Some((t, next)) = self.proceed(parent, touch, ready.max(now))
        {
            self.walk(parent, t, next);
        }
    }

    /// Bookkeeping of leaving a line at `at`.
    pub(super) fn leave_line(&mut self, slot: u32, at: SimTime) {
        let v = self.visits[slot];
        let r = usize::from(self.model.touchpoints[usize::from(v.touch)].resource.unwrap_or(0));
        if self.obs.resources[r].post_giving_up(v.queued, at, self.model.warm_up) {
            self.obs.touchpoints[usize::from(v.touch)].reneged += 1;
        }
    }

    /// Gives up waiting in the line now.
    #[inline(never)]
    pub(crate) fn renege(&mut self, slot: u32) {
        let v = self.visits[slot];
        let r = usize::from(self.model.touchpoints[usize::from(v.touch)].resource.unwrap_or(0));
        self.service.resources[r].leave(v.ticket);
        self.quit_line(slot, self.now);
    }

    /// Is in the line no more, by giving up at `at`.
    fn quit_line(&mut self, slot: u32, at: SimTime) {
        self.leave_line(slot, at);
        let v = &mut self.visits[slot];
        v.ticket = 0;
        v.state = State::Walking;
        // Its end of patience may still be in the calendar.
        v.due = SimTime::NEVER;
        if let Some((t, next)) = self.react_to_giving_up(slot, at, true) {
            self.walk(slot, t, next);
        }
    }

    /// Gives up a sampled wait.
    #[inline(never)]
    pub(super) fn give_up(&mut self, slot: u32, at: SimTime) -> Option<(SimTime, Option<TouchId>)> {
        let id = usize::from(self.visits[slot].touch);
        if self.observed(at) {
            self.obs.touchpoints[id].reneged += 1;
        }
        self.react_to_giving_up(slot, at, true)
    }

    /// Finds the queue full.
    #[inline(never)]
    pub(super) fn baulk(&mut self, slot: u32, now: SimTime) {
        if let Some((t, next)) = self.react_to_giving_up(slot, now, false) {
            self.walk(slot, t, next);
        }
    }

    /// What giving up does: a bad moment, perhaps an incident, perhaps a detour; else the journey ends here.
    pub(super) fn react_to_giving_up(
        &mut self,
        slot: u32,
        at: SimTime,
        reneged: bool,
    ) -> Option<(SimTime, Option<TouchId>)> {
        let model = self.model;
        let v = self.visits[slot];
        let id = v.touch;
        let touch = self.touchpoint(slot, id);
        self.note_visit(slot, at, || match reneged {
            true => Activity::Reneges { touchpoint: id, waited: at.since(v.touched) },
            false => Activity::FindsQueueFull { touchpoint: id },
        });
        if S::relates(v.customer) {
            if model.loyalty {
                let u = self.profile(v.customer).experience.renege_moment;
                let wait = minutes(v.touched, at) / 60.0;
                self.feel(slot, u, 1.0, wait, self.hassle(touch.hole));
            }
            let index = visit_index(v.number, v.pass);
            if reneged
                && model.complaints
                && !self.is_complaint(slot)
                && v.key.uniform(purpose::ABANDON_INCIDENT | touch.address, index) < touch.abandon_incident
            {
                let hole = self.hassle(touch.hole);
                let resource = touch.resource;
                let incident = Incident { severity: ABANDON_SEVERITY, touch: id, hole, resource, at };
                self.encounters[slot as usize].incident(incident);
                if self.observed(at) {
                    self.obs.incidents += 1;
                }
            }
            if reneged {
                self.risk_of_leaving(slot, touch, 2, at);
            }
        }
        let (detour, purpose) =
            if reneged { (&touch.on_renege, purpose::NEXT_RENEGE) } else { (&touch.on_full, purpose::NEXT_FULL) };
        self.visits[slot].ending = Ending::GaveUp;
        match detour {
            Some(next) => Some((at, choose(next, &self.visits[slot], purpose | touch.address))),
            None => {
                self.conclude(slot, at);
                None
            }
        }
    }
}
