//! Feedback (model section 18): the firm asks some of its customers, and may act on what they say.
//!
//! A survey reads customers and changes nothing in their lives. Who is asked, who answers and what is answered are
//! keyed draws of the customer, so worlds ask the same people. A firm that acts hires or dismisses staff some time after
//! a survey, by how far the answers, not the truth, miss a target. At each survey the firm's own label of every customer
//! is held against the hidden stage (see [`super::observed`]).
//!
//! Life cycle: `Cell::open_feedback` on day 0, `Cell::survey` at each date, `Cell::hire` when a decision takes
//! effect, `Cell::close_feedback` at the horizon. Everybody shares a survey, so everybody shares a cell.

use std::collections::VecDeque;
use std::ops::AddAssign;

use super::cell::{Cell, rank};
use super::customer::half_life_factor;
use super::ledger::Line;
use super::memory::satisfaction;
use super::model::ResourceId;
use super::purpose;
use super::scope::Scope;
use super::trace::Trace;
use crate::engine::calendar::Event;
use crate::engine::sum::Tally;
use crate::units::{NANOS_PER_DAY, SimTime};

/// What hiring and dismissing can make of the staff of the file, all decisions together.
const SIZE: [f64; 2] = [0.2, 5.0];

/// `[feedback]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Feedback {
    /// Time between surveys; the first comes after one.
    pub every: SimTime,
    /// Customers asked each time, on average; `None`: all.
    pub sample: Option<f64>,
    /// Added to every score.
    pub bias: f64,
    /// Standard deviation of a score around what the customer feels.
    pub noise: f64,
    /// Chance of an answer at |M| = 0 and at |M| = 1.
    pub response: [f64; 2],
    /// What the firm does about it.
    pub act: Option<Act>,
}

/// What the firm does about a survey.
#[derive(Debug, Clone, PartialEq)]
pub struct Act {
    /// Whose staff it changes.
    pub resource: ResourceId,
    /// Mean score it wants.
    pub target: f64,
    /// Share of the staff per share of the target that is missed.
    pub gain: f64,
    /// Largest change at one time.
    pub most: f64,
    /// From the survey to the change.
    pub delay: SimTime,
}

impl Act {
    /// Factor on the staff after a mean score: `1 + clamp(gain (target - score) / target, -most, most)`.
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

/// State of feedback in a cell.
#[derive(Debug, Default)]
pub(crate) struct FeedbackState {
    surveys: u32,
    /// By resource; empty while nobody acts.
    hired: Vec<Hired>,
    /// Factors decided on, in the order in which they take effect.
    coming: VecDeque<f64>,
}

/// What surveys found.
#[derive(Debug, Clone, Copy, Default)]
pub struct SurveyObservations {
    /// Customers asked.
    pub asked: u64,
    /// Customers who answered.
    pub answered: u64,
    /// Mean score of each survey.
    pub score: Tally,
    /// Mean satisfaction of all customers at each of these dates.
    pub truth: Tally,
    /// Mean score less that truth.
    pub error: Tally,
}

impl AddAssign<&SurveyObservations> for SurveyObservations {
    fn add_assign(&mut self, o: &SurveyObservations) {
        self.asked += o.asked;
        self.answered += o.answered;
        self.score += o.score;
        self.truth += o.truth;
        self.error += o.error;
    }
}

impl FeedbackState {
    /// Server-time of a day of the staff on duty now beyond the schedule [ns].
    pub(crate) fn beyond(&self, r: usize) -> f64 {
        self.hired.get(r).map_or(0.0, |hired| hired.on_duty as f64 * NANOS_PER_DAY as f64)
    }
}

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// Puts the first survey into the calendar.
    pub(crate) fn open_feedback(&mut self) {
        let model = self.model;
        let Some(spec) = &model.feedback else { return };
        if model.regimes().any(|m| m.feedback.as_ref().is_some_and(|f| f.act.is_some())) {
            let none = Hired { scale: 1.0, heads: 0, on_duty: 0, since: self.now };
            self.feedback.hired = vec![none; model.resources.len()];
        }
        self.schedule_feedback(rank::SURVEY, spec.every);
    }

    fn schedule_feedback(&mut self, rank: u8, after: SimTime) {
        let at = self.now.saturating_add(after);
        if at < self.model.horizon {
            self.calendar.schedule(Event { at, rank, order: 0, slot: 0 });
        }
    }

    /// SURVEY: asks customers, and decides what to do about their answers.
    ///
    /// # Randomness
    /// For each customer one word at (`ASKED`, survey) where not all are asked, one at (`ANSWERS`, survey), and the
    /// score at (`SCORE`, survey).
    pub(crate) fn survey(&mut self) {
        let (now, model) = (self.now, self.model);
        let Some(spec) = &model.feedback else { return };
        self.feedback.surveys += 1;
        let number = self.feedback.surveys;
        let everybody: Vec<u32> =
            (0..self.customers.capacity_used() as u32).filter(|&slot| self.customers[slot].alive).collect();
        let alive = everybody.len() as f64;
        let share = spec.sample.map_or(1.0, |sample| sample / alive.max(1.0));
        let (mut asked, mut answered, mut scores, mut truths) = (0u64, 0u64, 0.0, 0.0);
        for slot in everybody {
            self.label(slot);
            let memory = self.memory_now(slot);
            let feels = satisfaction(memory);
            truths += feels;
            let c = &self.customers[slot];
            if share < 1.0 && c.key.uniform(purpose::ASKED, number) >= share {
                continue;
            }
            asked += 1;
            let [calm, moved] = spec.response;
            if c.key.uniform(purpose::ANSWERS, number) >= calm + (moved - calm) * memory.abs() {
                continue;
            }
            answered += 1;
            let score = feels + spec.bias + spec.noise * c.key.normal(purpose::SCORE, number);
            scores += score;
            let who = c.who();
            self.note(now, who, || format!("answers a survey with {score:.1}, and feels {feels:.1}"));
        }
        if answered > 0 {
            let (score, truth) = (scores / answered as f64, truths / alive);
            if self.observed(now) {
                let seen = &mut self.obs.surveys;
                (seen.asked, seen.answered) = (seen.asked + asked, seen.answered + answered);
                seen.score.post(score);
                seen.truth.post(truth);
                seen.error.post(score - truth);
            }
            if let Some(act) = &spec.act {
                let factor = act.factor(score);
                if factor != 1.0 {
                    self.feedback.coming.push_back(factor);
                    self.schedule_feedback(rank::HIRE, act.delay);
                }
            }
        }
        self.schedule_feedback(rank::SURVEY, spec.every);
    }

    /// Memory as it is now, without touching the customer.
    fn memory_now(&self, slot: u32) -> f64 {
        let m = &self.profile(slot).memory;
        let c = &self.customers[slot];
        m.baseline + (c.memory - m.baseline) * half_life_factor(self.now.since(c.since).days(), m.half_life)
    }

    /// A decision takes effect: staff come or go, in whole servers, at all hours on duty.
    pub(crate) fn hire(&mut self) {
        let Some(factor) = self.feedback.coming.pop_front() else { return };
        let Some(act) = self.model.feedback.as_ref().and_then(|f| f.act.as_ref()) else { return };
        let r = usize::from(act.resource);
        self.settle_hired(r);
        let most = f64::from(self.model.resources[r].staff.most());
        let hired = &mut self.feedback.hired[r];
        hired.scale = (hired.scale * factor).clamp(SIZE[0], SIZE[1]);
        hired.heads = (hired.scale * most).round() as i64 - most as i64;
        let staff = self.on_duty(r);
        self.resources[r].change_staff(self.now, staff);
        self.serve_next(r);
    }

    /// Servers on duty at a resource from now on: those of the file, and those hired since.
    pub(crate) fn on_duty(&mut self, r: usize) -> u32 {
        let scheduled = self.model.resources[r].staff.level_at(self.now);
        if self.feedback.hired.is_empty() {
            return scheduled;
        }
        self.settle_hired(r);
        let hired = &mut self.feedback.hired[r];
        let staff = if scheduled == 0 { 0 } else { (i64::from(scheduled) + hired.heads).max(1) };
        hired.on_duty = staff - i64::from(scheduled);
        staff as u32
    }

    /// Server-time and wages beyond the file's, up to now.
    fn settle_hired(&mut self, r: usize) {
        let (now, warm_up) = (self.now, self.model.warm_up);
        let Some(hired) = self.feedback.hired.get_mut(r) else { return };
        let Hired { heads, on_duty, since, .. } = *hired;
        hired.since = now;
        if heads == 0 && on_duty == 0 {
            return;
        }
        let spec = &self.model.resources[r];
        let paid = if spec.hourly { on_duty } else { heads };
        self.obs.resources[r].hired += i128::from(on_duty) * i128::from(now.since(since.max(warm_up)).0);
        self.post_flow(None, Line::Wages, -spec.wage * paid as f64, since, now);
        let days = now.since(since.max(warm_up)).days();
        self.obs.resources[r].hired_wages.post(spec.wage * paid as f64 * days);
    }

    /// Settles what staff beyond the file's cost and did, at the horizon or before the world changes.
    pub(crate) fn close_feedback(&mut self) {
        (0..self.feedback.hired.len()).for_each(|r| self.settle_hired(r));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_miss_moves_staff_by_the_gain_and_by_a_fifth_at_most() {
        let act = Act { resource: 0, target: 4.0, gain: 1.0, most: 0.2, delay: SimTime::ZERO };
        assert!((act.factor(3.6) - 1.1).abs() < 1e-12);
        assert_eq!(act.factor(1.0), 1.2);
        assert_eq!(act.factor(5.0), 0.8);
        assert_eq!(act.factor(4.0), 1.0);
        assert_eq!(Act { gain: 0.0, ..act }.factor(1.0), 1.0);
    }
}
