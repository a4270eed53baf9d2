//! Units that members pass on to each other: families and friends who collect together.
//!
//! A transfer joins two members, so that a population with transfers runs as one. What is passed on keeps its expiry.

use super::spec::Program;
use crate::journey::core::activity::Activity;
use crate::journey::core::cell::Cell;
use crate::journey::core::purpose;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;
use crate::units::SimTime;

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// Sets the time of the next transfer to the present rate.
    ///
    /// # Randomness
    /// One word at (`TRANSFER`, transfers so far); an exponential time has no memory, so that a rate that changes draws
    /// it anew from now on.
    pub(super) fn aim_transfer(&mut self, slot: u32, program: &Program, at: SimTime) {
        let rate = program.transfer.map_or(0.0, |transfer| transfer.rate);
        let m = self.program.member_mut(slot, program.place);
        if rate == m.transfer_rate {
            return;
        }
        m.transfer_rate = rate;
        m.transfers += 1;
        let days = self.customers[slot].key.exponential(program.draws(purpose::TRANSFER), m.transfers) / rate;
        m.transfer_due = if rate > 0.0 { at.saturating_add(SimTime::from_days(days)) } else { SimTime::NEVER };
    }

    /// A member passes on a share of the balance to another one, any with the same chance up to who sits before them.
    ///
    /// # Randomness
    /// One word at (`RECEIVER`, number of the transfer).
    pub(super) fn pass_on(&mut self, slot: u32, program: &Program) {
        let (now, place) = (self.now, program.place);
        let Some(transfer) = program.transfer else { return };
        let m = self.program.member_mut(slot, place);
        let (number, units) = (m.transfers, (m.balance() as f64 * transfer.share).floor() as u64);
        // The next one.
        m.transfer_rate = 0.0;
        self.aim_transfer(slot, program, now);
        let mark = self.customers[slot].key.uniform(program.draws_of_receiver(), number);
        let Some(to) = self.receiver(slot, program, mark).filter(|_| units > 0) else { return };
        let mut lots = Vec::new();
        self.program.member_mut(slot, place).account.take(units, |lot| lots.push(lot));
        if let Some(seen) = self.program_counts(place, now) {
            seen.transferred += units;
        }
        let (from, who) = (self.customers[slot].who(), self.customers[to].who());
        self.note_in(place, now, from, || Activity::PassesOn { units });
        self.note_in(place, now, who, || Activity::Receives { units });
        self.refresh(to);
        self.book_days_before(to, place, now);
        lots.into_iter().for_each(|lot| self.program.member_mut(to, place).account.add(lot));
        self.book(to, place, now);
        self.reassess(to);
    }

    /// The first other member from a place drawn among all customers.
    fn receiver(&self, slot: u32, program: &Program, mark: f64) -> Option<u32> {
        let places = self.customers.capacity_used();
        let from = (mark * places as f64) as usize;
        let others = (from..places).chain(0..from).map(|at| at as u32).filter(|&at| at != slot);
        let is_member = |&at: &u32| {
            let enrolled = || self.program.member(at, program.place).enrolled && self.program.belongs(at, program);
            self.customers[at].alive && self.program.knows_slot(at) && enrolled()
        };
        others.into_iter().find(is_member)
    }
}
