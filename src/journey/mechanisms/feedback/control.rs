//! A firm that acts on its surveys (model section 18): staff or a media budget follow how far the answers miss a target.
//!
//! Each survey decides on a factor, which takes effect after a delay. Staff come and go in whole servers. A media budget
//! reaches people with diminishing returns, so that twice the money is less than twice the prospects; the arrival that is
//! in the calendar keeps its allowance, of which the part before the change was spent at the old budget.
//!
//! Life cycle: `Cell::open_control` on day 0, `Cell::decide` at a survey, `Cell::carry_out` when a decision takes
//! effect, `Cell::close_control` at the horizon and before the world changes.

use std::collections::VecDeque;

use crate::engine::resource::OnDuty;
use crate::journey::core::arrivals::stream::Stream;
use crate::journey::core::cell::{Cell, rank};
use crate::journey::core::money::ledger::Line;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;
use crate::journey::model::ResourceId;
use crate::units::{NANOS_PER_DAY, SimTime};

/// What all decisions together can make of what the file says.
const SIZE: [f64; 2] = [0.2, 5.0];

/// What the firm does about a survey.
#[derive(Debug, Clone, PartialEq)]
pub struct Act {
    /// What it changes.
    pub lever: Lever,
    /// Mean score it wants.
    pub target: f64,
    /// Share of it per share of the target that is missed; negative: less of it.
    pub gain: f64,
    /// Largest change at one time.
    pub most: f64,
    /// From the survey to the change.
    pub delay: SimTime,
}

/// What a firm changes when it acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lever {
    /// The staff of a resource.
    Staff(ResourceId),
    /// The media budget of a source: index in [`Model::channels`](crate::journey::model::Model::channels).
    Budget(usize),
}

impl Act {
    /// Factor after a mean score: `1 + clamp(gain (target - score) / target, -most, most)`.
    fn factor(&self, score: f64) -> f64 {
        1.0 + (self.gain * (self.target - score) / self.target).clamp(-self.most, self.most)
    }
}

/// Staff beyond the file's at one resource.
#[derive(Debug, Clone, Copy)]
struct Hired {
    /// All decisions so far.
    scale: f64,
    /// Whole servers by which it differs.
    heads: i64,
    /// The same, while open and at least one server: what is on duty now.
    on_duty: i64,
    /// Accounted for up to here.
    since: SimTime,
}

/// The media budget of one source.
#[derive(Debug, Clone, Copy)]
struct Steered {
    /// All decisions so far.
    scale: f64,
    /// Accounted for up to here.
    since: SimTime,
    /// The stream as it was before the arrival that is in the calendar was drawn.
    before: Stream,
}

/// State of a firm that acts.
#[derive(Debug, Default)]
pub(crate) struct Control {
    /// By resource; empty while nobody acts.
    hired: Vec<Hired>,
    /// By source of newcomers; empty while nobody acts.
    steered: Vec<Steered>,
    /// Factors decided on, in the order in which they take effect.
    coming: VecDeque<f64>,
}

impl Control {
    /// Server-time of a day of the staff on duty now beyond the schedule [ns].
    pub(crate) fn beyond(&self, r: usize) -> f64 {
        self.hired.get(r).map_or(0.0, |hired| hired.on_duty as f64 * NANOS_PER_DAY as f64)
    }

    /// Keeps a stream as it is before its next arrival is drawn.
    #[inline]
    pub(crate) fn keep(&mut self, channel: usize, stream: Stream) {
        if let Some(steered) = self.steered.get_mut(channel) {
            steered.before = stream;
        }
    }
}

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
        self.resources[r].change_staff(self.now, on_duty);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_miss_moves_the_lever_by_the_gain_and_by_a_fifth_at_most() {
        let act = Act { lever: Lever::Staff(0), target: 4.0, gain: 1.0, most: 0.2, delay: SimTime::ZERO };
        assert!((act.factor(3.6) - 1.1).abs() < 1e-12);
        assert_eq!(act.factor(1.0), 1.2);
        assert_eq!(act.factor(5.0), 0.8);
        assert_eq!(act.factor(4.0), 1.0);
        let less = Act { gain: -1.0, ..act.clone() };
        assert!((less.factor(3.6) - 0.9).abs() < 1e-12);
        assert_eq!(Act { gain: 0.0, ..act }.factor(1.0), 1.0);
    }
}
