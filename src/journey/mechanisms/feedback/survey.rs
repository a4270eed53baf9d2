//! Surveys.

use crate::engine::calendar::Event;
use crate::journey::core::activity::Activity;
use crate::journey::core::cell::Cell;
use crate::journey::core::customer::own::half_life_factor;
use crate::journey::core::memory::ageing::aged;
use crate::journey::core::memory::encounter::satisfaction;
use crate::journey::core::observations::census::TOP_TWO_BOX;
use crate::journey::core::purpose;
use crate::journey::core::rank;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;
use crate::units::SimTime;

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// Puts the first survey into the calendar.
    pub(crate) fn open_feedback(&mut self) {
        let model = self.model;
        let Some(spec) = &model.feedback else { return };
        if model.regimes().any(|m| m.feedback.as_ref().is_some_and(|f| f.act.is_some())) {
            self.open_control();
        }
        self.schedule_feedback(rank::SURVEY, spec.every);
    }

    pub(crate) fn schedule_feedback(&mut self, rank: u8, after: SimTime) {
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
        let (mut content, mut truly_content) = (0u64, 0u64);
        for slot in everybody {
            self.label(slot);
            let memory = self.memory_now(slot);
            let feels = satisfaction(memory);
            truths += feels;
            truly_content += u64::from(feels >= TOP_TWO_BOX);
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
            content += u64::from(score >= TOP_TWO_BOX);
            let who = c.who();
            self.note(now, who, || Activity::AnswersSurvey { score, feels });
        }
        if answered > 0 {
            let (score, truth) = (scores / answered as f64, truths / alive);
            if self.observed(now) {
                let seen = &mut self.obs.surveys;
                (seen.asked, seen.answered) = (seen.asked + asked, seen.answered + answered);
                seen.score.post(score);
                seen.truth.post(truth);
                seen.error.post(score - truth);
                (seen.content, seen.truly_content) = (seen.content + content, seen.truly_content + truly_content);
                seen.there += alive as u64;
            }
            if let Some(act) = &spec.act {
                self.decide(act, score);
            }
        }
        self.schedule_feedback(rank::SURVEY, spec.every);
    }

    /// Memory as it is now, without touching the customer.
    fn memory_now(&self, slot: u32) -> f64 {
        let profile = self.profile(slot);
        let (m, c) = (&profile.memory, &self.customers[slot]);
        let days = self.now.since(c.since).days();
        aged(c.memory, half_life_factor(days, m.half_life), days, profile.resentment(), m)
    }
}
