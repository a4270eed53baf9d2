//! EARN, REDEEM and EXPIRE: what a purchase is worth, and what time takes.

use super::spec::{Currency, Earning, Program, whole};
use crate::journey::core::activity::Activity;
use crate::journey::core::cell::Cell;
use crate::journey::core::money::ledger::Line;
use crate::journey::core::purpose;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;
use crate::units::SimTime;

/// How much better an encounter with a reward is remembered (assumption; direction Nastasoiu et al. 2021).
const REWARDED: f64 = 0.1;
/// Share of a goal from which on a trace calls it near.
const NEAR: f64 = 0.8;

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// Takes out what is gone by `at`.
    pub(super) fn expire(&mut self, slot: u32, place: usize, at: SimTime) {
        self.book_days_before(slot, place, at);
        let grid = self.grid;
        let mut gone = 0;
        let (m, seen) = (self.program.member_mut(slot, place), &mut self.obs.programs[place]);
        m.account.expire(at, |lot| {
            gone += lot.units;
            seen.books.go(lot, at, grid);
        });
        if gone > 0 {
            let (who, left) = (self.customers[slot].who(), m.account.balance());
            match self.program_counts(place, at) {
                Some(seen) => seen.expired += gone,
                None => self.obs.programs[place].opening -= gone as i64,
            }
            self.note_in(place, at, who, || Activity::LosesExpired { units: gone, left });
        }
    }

    /// A customer has bought: EARN, then REDEEM, in each program that this one is a member of.
    ///
    /// # Randomness
    /// With enough units and a chance below 1, one word at (`REDEEM`, number of the purchase); with fraud, one at
    /// (`FRAUD`, number of the purchase); each of the program's own.
    pub(crate) fn program_purchase(&mut self, slot: u32, revenue: f64, at: SimTime) {
        if !S::EVERYTHING {
            return;
        }
        let model = self.model;
        let mut members = 0;
        for program in model.programs.iter() {
            if self.enrol(slot, program, at) {
                members |= program.bit();
            }
        }
        let earning = model.programs.earning(members);
        for program in model.programs.iter().filter(|program| members & program.bit() != 0) {
            let (place, earns) = (program.place, earning & program.bit() != 0);
            self.expire(slot, place, at);
            if earns {
                self.post_reward(slot, place, program.discount * revenue, at);
            }
            let Some(currency) = &program.currency else { continue };
            if earns {
                self.earn(slot, program, currency, revenue, at);
            }
            self.redeem(slot, program, currency, at);
            self.book(slot, place, at);
        }
    }

    fn earn(&mut self, slot: u32, program: &Program, currency: &Currency, revenue: f64, at: SimTime) {
        let place = program.place;
        let m = self.program.member_mut(slot, place);
        m.rewarded = false;
        let (base, units) = match currency.earning {
            Earning::PerPurchase => (1, 1),
            Earning::PerSpend(rate) => {
                (whole(revenue * rate) as u64, whole(revenue * rate * program.multiplier(m.tier)) as u64)
            }
        };
        m.earned += base;
        let before = m.balance();
        self.issue(slot, program, currency, units, at);
        let (balance, goal) = (self.program.member(slot, place).balance(), currency.goal);
        let c = &self.customers[slot];
        let (who, key, number) = (c.who(), c.key, c.purchases);
        self.note_in(place, at, who, || Activity::Earns { units, balance });
        let near = NEAR * goal as f64;
        if T::ON && (before as f64) < near && balance as f64 >= near && balance < goal {
            let pull = program.gradient(balance);
            self.note_in(place, at, who, || Activity::NearsGoal { balance, pull });
        }
        if program.fraud > 0.0 && key.uniform(program.draws(purpose::FRAUD), number) < program.fraud {
            self.redeem_what_nobody_earned(slot, place, currency, units, at);
        }
    }

    /// A purchase is credited once more, to an account of its own, and used at once.
    fn redeem_what_nobody_earned(&mut self, slot: u32, place: usize, currency: &Currency, units: u64, at: SimTime) {
        if let Some(seen) = self.program_counts(place, at) {
            seen.issued += units;
            seen.redeemed += units;
            seen.fraudulent += units;
        }
        let (cost, who) = (units as f64 * currency.unit_cost, self.customers[slot].who());
        self.post_program(slot, place, Line::ProgramFraud, -cost, at);
        self.note_in(place, at, who, || Activity::IsCreditedTwice { units, cost });
    }

    fn redeem(&mut self, slot: u32, program: &Program, currency: &Currency, at: SimTime) {
        let (place, goal) = (program.place, currency.goal);
        let c = &self.customers[slot];
        let (who, key, number) = (c.who(), c.key, c.purchases);
        if self.program.member(slot, place).balance() < goal
            || (currency.redeem_prob < 1.0
                && key.uniform(program.draws(purpose::REDEEM), number) >= currency.redeem_prob)
        {
            return;
        }
        let grid = self.grid;
        let (m, seen) = (self.program.member_mut(slot, place), &mut self.obs.programs[place]);
        m.account.take(goal, |lot| seen.books.go(lot, at, grid));
        m.rewarded = true;
        match self.program_counts(place, at) {
            Some(seen) => {
                seen.redeemed += goal;
                seen.rewards += 1;
            }
            None => self.obs.programs[place].opening -= goal as i64,
        }
        let cost = goal as f64 * currency.unit_cost;
        self.post_reward(slot, place, cost, at);
        self.note_in(place, at, who, || Activity::Redeems { units: goal, cost });
        self.issue(slot, program, currency, currency.given, at);
        if self.model.loyalty {
            let learning = self.profile(slot).memory.learning;
            let c = &mut self.customers[slot];
            c.memory = (c.memory + learning * REWARDED).min(1.0);
        }
    }
}
