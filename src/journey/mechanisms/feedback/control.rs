//! A firm that acts on its surveys (model section 18): staff or a media budget follow how far the answers miss a target.
//!
//! Each survey decides on a factor, which takes effect after a delay. Staff come and go in whole servers. A media budget
//! reaches people with diminishing returns, so that twice the money is less than twice the prospects; the arrival that is
//! in the calendar keeps its allowance, of which the part before the change was spent at the old budget.
//!
//! Life cycle: `Cell::open_control` on day 0, `Cell::decide` at a survey, `Cell::carry_out` when a decision takes
//! effect, `Cell::close_control` at the horizon and before the world changes.

use super::spec::{Act, Lever};
use super::state::{Hired, Steered};
use crate::engine::resource::OnDuty;
use crate::journey::core::arrivals::stream::Stream;
use crate::journey::core::cell::Cell;
use crate::journey::core::money::ledger::Line;
use crate::journey::core::rank;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;

/// What all decisions together can make of what the file says.
const SIZE: [f64; 2] = [0.2, 5.0];

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// Prepares for decisions: nobody hired, all budgets as in the file.
    pub(crate) fn open_control(&mut self) {
        let (now, model, replication) = (self.now, self.model, self.replication);
        let none = Hired { scale: 1.0, heads: 0, on_duty: 0, since: now };
        self.feedback.control.hired = vec![none; model.resources.len()];
        let steered = |c| Steered { scale: 1.0, since: now, before: Stream::of_channel(model, c, replication) };
        self.feedback.control.steered = (0..model.channels.len()).map(steered).collect();
    }

    /// Decides on a mean score.
    pub(crate) fn decide(&mut self, act: &Act, score: f64) {
        let factor = act.factor(score);
        if factor != 1.0 {
            self.feedback.control.coming.push_back(factor);
            self.schedule_feedback(rank::ACT, act.delay);
        }
    }

    /// A decision takes effect.
    pub(crate) fn carry_out(&mut self) {
        let Some(factor) = self.feedback.control.coming.pop_front() else { return };
        match self.model.feedback.as_ref().and_then(|f| f.act.as_ref()).map(|act| act.lever) {
            Some(Lever::Staff(resource)) => self.hire(usize::from(resource), factor),
            Some(Lever::Budget(channel)) => self.steer(channel, factor),
            None => {}
        }
    }

    /// Staff come or go, in whole servers, at all hours on duty.
    fn hire(&mut self, r: usize, factor: f64) {
        self.settle_hired(r);
        self.settle_overtime(r);
        let most = f64::from(self.model.resources[r].staff.most());
        let hired = &mut self.feedback.control.hired[r];
        hired.scale = (hired.scale * factor).clamp(SIZE[0], SIZE[1]);
        // One stays.
        hired.heads = (hired.scale * most).round().max(most.min(1.0)) as i64 - most as i64;
        let on_duty = self.on_duty(r);
        self.service.resources[r].change_staff(self.now, on_duty);
        self.serve_next(r);
    }

    /// A budget rises or falls, and with it the people it reaches.
    fn steer(&mut self, channel: usize, factor: f64) {
        self.settle_budget(channel);
        let (now, world) = (self.now, self.world);
        let steered = &mut self.feedback.control.steered[channel];
        let scale = (steered.scale * factor).clamp(SIZE[0], SIZE[1]);
        if scale != steered.scale {
            steered.scale = scale;
            let mut stream = steered.before;
            stream.rescale(world, now, scale);
            self.streams[channel] = stream;
            self.schedule_prospect(channel);
        }
    }

    /// Servers on duty at a resource from now on: those of the file, and those hired since.
    pub(crate) fn on_duty(&mut self, r: usize) -> OnDuty {
        let by_file = self.model.resources[r].on_duty(self.now);
        if self.feedback.control.hired.is_empty() {
            return by_file;
        }
        let scheduled = by_file.staff;
        self.settle_hired(r);
        let hired = &mut self.feedback.control.hired[r];
        let staff = if scheduled == 0 { 0 } else { (i64::from(scheduled) + hired.heads).max(1) };
        hired.on_duty = staff - i64::from(scheduled);
        OnDuty { staff: staff as u32, ..by_file }
    }

    /// Server-time and wages beyond the file's, up to now.
    fn settle_hired(&mut self, r: usize) {
        let (now, warm_up) = (self.now, self.model.warm_up);
        let Some(hired) = self.feedback.control.hired.get_mut(r) else { return };
        let Hired { heads, on_duty, since, .. } = *hired;
        hired.since = now;
        if heads == 0 && on_duty == 0 {
            return;
        }
        let spec = &self.model.resources[r];
        let per_day = spec.wage * on_duty as f64 + spec.salary * heads as f64;
        self.obs.resources[r].hired += i128::from(on_duty) * i128::from(now.since(since.max(warm_up)).0);
        self.post_more_wages(r, per_day, since, now);
    }

    /// Media money beyond the file's, or saved, up to now.
    fn settle_budget(&mut self, channel: usize) {
        let (now, warm_up) = (self.now, self.model.warm_up);
        let Some(steered) = self.feedback.control.steered.get_mut(channel) else { return };
        let Steered { scale, since, .. } = *steered;
        steered.since = now;
        let more = (scale - 1.0) * self.model.channels[channel].budget_per_day;
        if more != 0.0 {
            self.post_flow(None, Line::Contacts, -more, since, now);
            self.obs.sources[channel].spent.post(more * now.since(since.max(warm_up)).days());
        }
    }

    /// Settles what differs from the file's staff and budgets, at the horizon or before the world changes.
    pub(crate) fn close_control(&mut self) {
        (0..self.feedback.control.hired.len()).for_each(|r| self.settle_hired(r));
        (0..self.feedback.control.steered.len()).for_each(|c| self.settle_budget(c));
    }
}
