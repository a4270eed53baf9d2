//! What members are treated to: shorter waits, bright moments, surprises; and what they get for telling others.

use super::spec::{Program, Treat};
use crate::journey::core::activity::Activity;
use crate::journey::core::cell::Cell;
use crate::journey::core::memory::experience::Zone;
use crate::journey::core::purpose;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;

/// Visits that a surprise is remembered for: one that comes twice in so many is expected.
const SURPRISES: u8 = 0b1111;

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// Line in queues that programs give a customer; the last one without.
    pub(crate) fn program_line(&self, customer: u32) -> u8 {
        if !S::relates(customer) {
            return u8::MAX;
        }
        let of = |program: &Program| {
            let member = self.program.member(customer, program.place);
            if !member.belongs(program) {
                return None;
            }
            let of_tier = usize::from(member.tier).checked_sub(1).and_then(|i| program.tiers.get(i)?.line);
            of_tier.into_iter().chain(program.benefit.map(|benefit| benefit.line)).min()
        };
        self.model.programs.iter().filter_map(of).min().unwrap_or(u8::MAX)
    }

    /// Factor of programs on a customer's sampled waits.
    pub(crate) fn program_wait(&self, customer: u32) -> f64 {
        if !S::relates(customer) {
            return 1.0;
        }
        let of = |program: &Program| {
            let benefit = program.benefit.as_ref().filter(|_| self.program.belongs(customer, program));
            benefit.map_or(1.0, |benefit| benefit.wait)
        };
        self.model.programs.iter().map(of).product()
    }

    /// Bright moments of programs inside a visit that is about to be remembered.
    ///
    /// A moment of the experience counts as a touch that performs so well, so that it is soon expected. A surprise is
    /// felt and expected by nobody, unless it comes twice in four visits.
    ///
    /// # Randomness
    /// One word at (`EXPERIENCE` of the journey, number of the visit), one at (`SURPRISE` of the journey, number).
    pub(crate) fn treat_member(&mut self, visit: u32) {
        let model = self.model;
        if model.programs.is_empty() || self.is_complaint(visit) {
            return;
        }
        let customer = self.visit_view(visit).0;
        for program in model.programs.iter() {
            if self.program.belongs(customer, program) {
                self.treat_in(visit, program);
            }
        }
    }

    fn treat_in(&mut self, visit: u32, program: &Program) {
        let (now, place) = (self.now, program.place);
        let (customer, journey, number, _) = self.visit_view(visit);
        let (key, who) = (self.customers[customer].key, self.customers[customer].who());
        let address = program.visits[usize::from(journey)];
        if let Some(treat) = &program.experience
            && key.uniform(purpose::EXPERIENCE | address, number) < treat.prob
        {
            self.note_in(place, now, who, || Activity::IsTreated { moment: treat.moment });
            self.brighten(visit, customer, place, treat, true);
        }
        if let Some(treat) = &program.surprise {
            let comes = key.uniform(purpose::SURPRISE | address, number) < treat.prob;
            let m = self.program.member_mut(customer, place);
            m.surprised = ((m.surprised << 1) | u8::from(comes)) & SURPRISES;
            let expected = m.surprised.count_ones() > 1;
            if comes {
                if let Some(seen) = self.program_counts(place, now) {
                    seen.surprises += 1;
                }
                self.note_in(place, now, who, || Activity::IsSurprised { expected, moment: treat.moment });
                self.brighten(visit, customer, place, treat, expected);
            }
        }
    }

    fn brighten(&mut self, visit: u32, customer: u32, place: usize, treat: &Treat, expected: bool) {
        self.post_reward(customer, place, treat.cost, self.now);
        if expected {
            let e = &self.profile(customer).experience;
            let zone = Zone::around(self.customers[customer].expectation, 1.0, self.has_open_case(customer), e);
            let performance = zone.expectation(e) + zone.points(treat.moment, e);
            self.encounters[visit as usize].performed(performance);
        }
        let memory = &self.profile(customer).memory;
        self.encounters[visit as usize].aside(treat.moment, None, 0, memory);
    }

    /// How many people a member tells who would tell `people` without the program.
    ///
    /// # Randomness
    /// One word at (`TELLS`, telling), so that the mean is the factor exactly.
    pub(crate) fn told_by_member(&self, slot: u32, people: u32, said: u32) -> u32 {
        let tells = |people: u32, program: &Program| match program.social {
            Some(social) if social.tells != 1.0 && self.program.belongs(slot, program) => {
                let mark = self.customers[slot].key.uniform(program.draws(purpose::TELLS), said);
                (f64::from(people) * social.tells + mark).floor() as u32
            }
            _ => people,
        };
        self.model.programs.iter().fold(people, tells)
    }

    /// Factor of rewards for referrals on the chance that somebody told by this customer becomes one.
    pub(crate) fn member_brings(&self, slot: u32) -> f64 {
        let of = |program: &Program| {
            let referral = program.referral.as_ref().filter(|_| self.program.belongs(slot, program));
            referral.map_or(1.0, |referral| referral.conversion)
        };
        self.model.programs.iter().map(of).product()
    }

    /// A member has brought somebody.
    pub(crate) fn reward_referral(&mut self, slot: u32) {
        for program in self.model.programs.iter() {
            if let Some(referral) = program.referral
                && self.program.belongs(slot, program)
            {
                self.post_reward(slot, program.place, referral.reward, self.now);
                let who = self.customers[slot].who();
                self.note_in(program.place, self.now, who, || Activity::IsRewarded { reward: referral.reward });
            }
        }
    }
}
