//! Steps off the customer's path: backstage and support work that must be ready first.

use super::record::{NOT_BEGUN, Scratch, State, Visit};
use crate::journey::core::cell::Cell;
use crate::journey::core::purpose::{self, visit_index};
use crate::journey::core::rank;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::{Step, Trace};
use crate::journey::model::{HoleId, TouchId, Touchpoint};
use crate::units::SimTime;

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// Starts the required steps that begin when the customer arrives at `touch`.
    pub(super) fn begin_steps(&mut self, slot: u32, touch: &Touchpoint, t: SimTime) {
        for &step in &touch.begins {
            self.begin_step(slot, step, t);
        }
        for &step in &touch.requires {
            let spec = self.touchpoint(slot, step);
            if spec.starts_with.is_none() {
                let at = self.scratch_at(slot, step);
                self.scratch.notes[at].begun = false;
                self.begin_step(slot, step, t);
            }
        }
    }

    pub(super) fn begin_step(&mut self, slot: u32, step: TouchId, t: SimTime) {
        let spec = self.touchpoint(slot, step);
        let at = self.scratch_at(slot, step);
        if self.scratch.notes[at].begun {
            return;
        }
        let pass = self.scratch.notes[at].passes;
        self.scratch.notes[at] =
            Scratch { passes: pass.saturating_add(1), ready: SimTime::NEVER, begun: true, failed: false };
        if self.observed(t) {
            self.obs.touchpoints[usize::from(step)].visits += 1;
        }
        let mut start = t;
        for &earlier in &spec.requires {
            self.begin_step(slot, earlier, t);
            let at = self.scratch_at(slot, earlier);
            start = start.max(self.scratch.notes[at].ready);
        }
        let v = self.visits[slot];
        let index = visit_index(v.number, pass);
        if let Some(after) = &spec.after {
            start = start.saturating_add(SimTime::from_days(after.draw(&v.key, purpose::AFTER | spec.address, index)));
        }
        if let Some(wait) = &spec.wait {
            start = start.saturating_add(SimTime::from_days(wait.draw(&v.key, purpose::WAIT | spec.address, index)));
        }
        if spec.resource.is_some() {
            self.queue_for_step(slot, step, pass, t, start);
            return;
        }
        let time = &self.touchpoint_in(self.world.at(start), slot, step).time;
        let end = start.saturating_add(SimTime::from_days(time.draw(&v.key, purpose::SERVICE | spec.address, index)));
        let failed = self.finish_step(slot, step, [start, end], t, index);
        self.tell_step(slot, |regime| Step::Prepares { touchpoint: step, regime, times: [t, start, end], failed });
    }

    /// A step that needs a resource of its own queues there as a visit of its own, for its parent's.
    #[inline(never)]
    fn queue_for_step(&mut self, slot: u32, step: TouchId, pass: u16, t: SimTime, start: SimTime) {
        let v = self.visits[slot];
        let child = self.visits.insert(Visit {
            touch: step,
            touched: t,
            pass,
            parent: slot,
            due: SimTime::NEVER,
            state: State::Walking,
            ..v
        });
        if self.scratch.stride > 0 {
            let end = (child as usize + 1) * self.scratch.stride;
            if self.scratch.notes.len() < end {
                self.scratch.notes.resize(end, NOT_BEGUN);
            }
        }
        self.tell_step(child, |regime| Step::Branches { parent: slot, touchpoint: step, regime, at: t });
        self.schedule_visit(child, start.max(self.now), rank::QUEUE);
    }

    /// A step off the path is done: its cost, its failure, and when it is ready. It may lie ahead: each is that of its own time. Returns whether it
    /// failed.
    pub(super) fn finish_step(
        &mut self,
        slot: u32,
        step: TouchId,
        [start, end]: [SimTime; 2],
        began: SimTime,
        index: u32,
    ) -> bool {
        self.post_step(slot, step, start, end);
        let done = self.touchpoint_in(self.world.at(end), slot, step);
        let failed = self.fails(slot, done, index);
        if self.observed(end) {
            let obs = &mut self.obs.touchpoints[usize::from(step)];
            obs.delay.post(start.since(began));
            obs.service.post(end.since(start));
            obs.failed += u64::from(failed);
        }
        let at = self.scratch_at(slot, step);
        self.scratch.notes[at].ready = end;
        self.scratch.notes[at].failed = failed;
        failed
    }

    /// What a step off the path costs and brings, posted for its whole time at once: each stretch at the rate of its time.
    pub(super) fn post_step(&mut self, slot: u32, step: TouchId, start: SimTime, end: SimTime) {
        let world = self.world;
        self.post_use(slot, self.touchpoint_in(world.at(start), slot, step), start, 1.0);
        let end = end.min(world.horizon);
        let mut at = start;
        while at < end {
            let regime = world.later.partition_point(|switch| switch.at <= at);
            let until = world.later.get(regime).map_or(end, |switch| switch.at.min(end));
            let spec = self.touchpoint_in(world.regime(regime), slot, step);
            if spec.earns != 0.0 {
                self.post_touch_flow(slot, spec, at, until);
            }
            at = until;
        }
    }

    /// Whether the visit that a step off the path was begun for still goes on.
    pub(super) fn is_awaited(&self, child: u32) -> bool {
        let Visit { parent, order, started, .. } = self.visits[child];
        let p = &self.visits[parent];
        p.alive && p.order == order && p.started == started
    }

    /// Performance that a touch loses to failures behind the line of visibility, each felt once by the first touch that requires its
    /// step, or requires what requires it; and whose hole it is: that of the last of them that has one.
    #[inline(never)]
    pub(super) fn hidden_drop(&mut self, slot: u32, touch: &Touchpoint) -> (f64, Option<HoleId>) {
        let (mut drop, mut hole) = (0.0, None);
        for &step in &touch.requires {
            let spec = self.touchpoint(slot, step);
            let earlier = self.hidden_drop(slot, spec);
            let at = self.scratch_at(slot, step);
            let failed = std::mem::take(&mut self.scratch.notes[at].failed);
            drop += earlier.0 + if failed { spec.fail_drop } else { 0.0 };
            hole = if failed { spec.hole.or(earlier.1) } else { earlier.1 }.or(hole);
        }
        (drop, hole)
    }

    /// When the steps that `touch` requires are all ready; `None` while one of them is still in a queue.
    pub(super) fn steps_ready(&self, slot: u32, touch: &Touchpoint) -> Option<SimTime> {
        let mut ready = SimTime::ZERO;
        for &step in &touch.requires {
            let at = self.scratch_at(slot, step);
            let s = &self.scratch.notes[at];
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
}
