//! Self-service (model section 17): customers try to serve themselves, and go to the staff when that fails.
//!
//! At a touchpoint of a self-service channel an attempt takes the touchpoint's time and nobody of the staff. Who succeeds
//! goes on; who fails has lost that time, minds it as much as having to say something again, and joins the queue of the
//! touchpoint's resource like everybody else.

use super::acts::SAID_AGAIN;
use crate::journey::core::activity::Activity;
use crate::journey::core::cell::Cell;
use crate::journey::core::purpose::{self, visit_index};
use crate::journey::core::rank;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::{Step, Trace};
use crate::journey::core::visit::visiting::minutes;
use crate::journey::core::visit::walk::service_time;
use crate::journey::model::{Next, SelfService, TouchId, Touchpoint};
use crate::units::SimTime;

impl<'m, T: Trace, S: Scope> Cell<'m, T, S> {
    /// How visitors serve themselves at a touchpoint, if they can.
    #[inline(always)]
    pub(crate) fn self_service(&self, touch: &Touchpoint) -> Option<&'m SelfService> {
        if !S::EVERYTHING {
            return None;
        }
        touch.resource?;
        self.model.touch_channels[usize::from(touch.channel?)].self_service.as_ref()
    }

    /// A visit tries to serve itself from `ready` on. Returns where the walk goes on, or `None` when it has to queue for the staff.
    ///
    /// # Randomness
    /// Success at (`SELF_SERVED` and touchpoint, visit and pass); the time of an attempt that fails at (`SELF_TIME` and
    /// touchpoint, visit and pass), so that the staff's service time is the same whoever tried before.
    pub(crate) fn serve_oneself(
        &mut self,
        slot: u32,
        touch: &Touchpoint,
        ready: SimTime,
        spec: &SelfService,
    ) -> Option<(SimTime, Option<TouchId>)> {
        let model = self.model;
        let v = &self.visits[slot];
        let (key, customer, index) = (v.key, v.customer, visit_index(v.number, v.pass));
        let skill = if !S::relates(customer) { 1.0 } else { self.profile(customer).skill };
        let succeeds = key.uniform(purpose::SELF_SERVED | touch.address, index) < spec.success * skill;
        if self.observed(ready)
            && let Some(attempts) = touch.channel.and_then(|c| self.obs.attempts.get_mut(usize::from(c)))
        {
            attempts[usize::from(!succeeds)] += 1;
        }
        self.tell_step(slot, |_| Step::Starts { at: ready });
        self.begin_use(slot, touch, ready);
        if succeeds {
            let again = self.time_again(slot, touch);
            let end = ready.saturating_add(service_time(touch, &self.visits[slot])).saturating_add(again);
            self.post_use(slot, touch, ready, spec.cost_factor);
            return self.end_use(slot, touch, ready, end);
        }
        self.post_attempt(slot, touch, ready, spec.cost_factor);
        let lost = match touch.next {
            Next::Race(..) => SimTime::ZERO,
            _ => SimTime::from_days(touch.time.draw(&key, purpose::SELF_TIME | touch.address, index)),
        };
        let later = ready.saturating_add(lost);
        if S::relates(customer) && model.loyalty {
            let hole = model.channel_hole.or(touch.hole);
            self.feel(slot, SAID_AGAIN, 1.0, minutes(ready, later) / 60.0, hole);
        }
        self.note_visit(slot, later, || Activity::AsksStaff { touchpoint: touch.id });
        self.visits[slot].touched = later;
        self.schedule_visit(slot, later, rank::QUEUE);
        None
    }
}
