//! What members are treated to: shorter waits, bright moments, surprises; and what they get for telling others.

use super::spec::Treat;
use crate::journey::core::activity::Activity;
use crate::journey::core::cell::Cell;
use crate::journey::core::memory::experience::Zone;
use crate::journey::core::purpose;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;

/// Visits that a surprise is remembered for: one that comes twice in so many is expected.
const SURPRISES: u8 = 0b1111;

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// Line in queues that the program gives a customer; the last one without.
    pub(crate) fn program_line(&self, customer: u32) -> u8 {
        let (Some(program), true) = (&self.model.program, S::relates(customer)) else { return u8::MAX };
        let member = &self.program.members[customer as usize];
        if !member.belongs(program) {
            return u8::MAX;
        }
        let of_tier = usize::from(member.tier).checked_sub(1).and_then(|i| program.tiers.get(i)?.line);
        of_tier.into_iter().chain(program.benefit.map(|benefit| benefit.line)).min().unwrap_or(u8::MAX)
    }

    /// Factor of the program on a customer's sampled waits.
    pub(crate) fn program_wait(&self, customer: u32) -> f64 {
        let (Some(program), true) = (&self.model.program, S::relates(customer)) else { return 1.0 };
        match &program.benefit {
            Some(benefit) if self.program.members[customer as usize].belongs(program) => benefit.wait,
            _ => 1.0,
        }
    }

    /// Bright moments of the program inside a visit that is about to be remembered.
    ///
    /// A moment of the experience counts as a touch that performs so well, so that it is soon expected. A surprise is
    /// felt and expected by nobody, unless it comes twice in four visits.
    ///
    /// # Randomness
    /// One word at (`EXPERIENCE` of the journey, number of the visit), one at (`SURPRISE` of the journey, number).
    pub(crate) fn treat_member(&mut self, visit: u32) {
        let (model, now) = (self.model, self.now);
        let Some(program) = &model.program else { return };
        let (customer, journey, number, _) = self.visit_view(visit);
        if self.is_complaint(visit) || !self.program.members[customer as usize].belongs(program) {
            return;
        }
        let (key, who) = (self.customers[customer].key, self.customers[customer].who());
        let address = model.journeys[usize::from(journey)].address;
        if let Some(treat) = &program.experience
            && key.uniform(purpose::EXPERIENCE | address, number) < treat.prob
        {
            self.note(now, who, || Activity::IsTreated { moment: treat.moment });
            self.brighten(visit, customer, treat, true);
        }
        if let Some(treat) = &program.surprise {
            let comes = key.uniform(purpose::SURPRISE | address, number) < treat.prob;
            let m = &mut self.program.members[customer as usize];
            m.surprised = ((m.surprised << 1) | u8::from(comes)) & SURPRISES;
            let expected = m.surprised.count_ones() > 1;
            if comes {
                if let Some(seen) = self.program_counts(now) {
                    seen.surprises += 1;
                }
                self.note(now, who, || Activity::IsSurprised { expected, moment: treat.moment });
                self.brighten(visit, customer, treat, expected);
            }
        }
    }

    fn brighten(&mut self, visit: u32, customer: u32, treat: &Treat, expected: bool) {
        self.post_reward(customer, treat.cost, self.now);
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
        let Some(program) = &self.model.program else { return people };
        match program.social {
            Some(social) if social.tells != 1.0 && self.program.members[slot as usize].belongs(program) => {
                let mark = self.customers[slot].key.uniform(purpose::TELLS, said);
                (f64::from(people) * social.tells + mark).floor() as u32
            }
            _ => people,
        }
    }

    /// Factor of a reward for referrals on the chance that somebody told by this customer becomes one.
    pub(crate) fn member_brings(&self, slot: u32) -> f64 {
        let Some(program) = &self.model.program else { return 1.0 };
        let referral = program.referral.as_ref().filter(|_| self.program.members[slot as usize].belongs(program));
        referral.map_or(1.0, |referral| referral.conversion)
    }

    /// A member has brought somebody.
    pub(crate) fn reward_referral(&mut self, slot: u32) {
        let model = self.model;
        let Some(program) = &model.program else { return };
        if let Some(referral) = program.referral
            && self.program.members[slot as usize].belongs(program)
        {
            self.post_reward(slot, referral.reward, self.now);
            let who = self.customers[slot].who();
            self.note(self.now, who, || Activity::IsRewarded { reward: referral.reward });
        }
    }
}
