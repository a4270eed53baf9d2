//! The books: what is owed to members, by date and at the horizon, and what they give up.

use super::observed::SOON_DAYS;
use super::spec::Program;
use crate::journey::core::activity::Activity;
use crate::journey::core::cell::Cell;
use crate::journey::core::money::ledger::Line;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;
use crate::units::SimTime;

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// What a member's units are expected to cost at a time [money], by the program in force or, once it is closed, as it was last.
    fn liability(&self, slot: u32, place: usize, at: SimTime) -> f64 {
        let terms = self.program.terms(place);
        let Some((terms, currency)) = terms.and_then(|terms| Some((terms, terms.currency.as_ref()?))) else {
            return 0.0;
        };
        let m = self.program.member(slot, place);
        if m.balance() == 0 {
            return 0.0;
        }
        let pace = terms.earning_pace(currency, m.tier, self.rate_in(slot, terms), self.profile(slot));
        terms.worth(currency, &m.account, pace, at) * currency.unit_cost * (1.0 - terms.breakage)
    }

    /// Rate of purchases that earn in a program.
    pub(super) fn rate_in(&self, slot: u32, program: &Program) -> f64 {
        let earns = self.program.earning(slot, self.model) & program.bit() != 0;
        if earns { self.customers[slot].rate } else { 0.0 }
    }

    /// The books of all programs at once, after a change of what they promise.
    pub(crate) fn book_all(&mut self, slot: u32, at: SimTime) {
        for place in self.program.places() {
            self.book(slot, place, at);
        }
    }

    /// Values what a member holds in each program at the report days that have passed.
    pub(in crate::journey) fn book_all_days_before(&mut self, slot: u32, at: SimTime) {
        for place in self.program.places() {
            self.book_days_before(slot, place, at);
        }
    }

    /// Puts what a member's units are expected to cost on the books of a date.
    pub(super) fn book(&mut self, slot: u32, place: usize, at: SimTime) {
        let after = self.liability(slot, place, at);
        let m = self.program.member_mut(slot, place);
        let before = std::mem::replace(&mut m.booked, after);
        m.booked_at = at;
        if after != before {
            self.obs.programs[place].books.revalue(before, after, at, self.grid);
        }
    }

    /// Values what a member holds at the report days that have passed since it was booked last. Meanwhile nothing came or went, but the time
    /// that is left for a goal ran down. Comes before anything is added or taken.
    pub(super) fn book_days_before(&mut self, slot: u32, place: usize, at: SimTime) {
        let m = self.program.member(slot, place);
        if m.balance() == 0 {
            return;
        }
        let grid = self.grid;
        for day in grid.report_index(m.booked_at) + 1..grid.report_index(at) {
            self.book(slot, place, SimTime(grid.report.0 * day as u64));
        }
    }

    /// Whoever leaves loses what is left.
    pub(crate) fn forfeit(&mut self, slot: u32) {
        if self.has_program() {
            let now = self.now;
            for place in self.program.places() {
                self.count_pulled_forward(slot, place, now, 1.0);
                self.count_member(slot, place, now);
                self.stop_partners(slot, place);
                self.expire(slot, place, now);
                self.give_units_up(slot, place, now);
            }
        }
    }

    /// Gives up what is left.
    pub(super) fn give_units_up(&mut self, slot: u32, place: usize, at: SimTime) {
        let grid = self.grid;
        let (m, seen) = (self.program.member_mut(slot, place), &mut self.obs.programs[place]);
        let left = m.account.balance();
        m.account.take(left, |lot| seen.books.go(lot, at, grid));
        if left > 0 {
            match self.program_counts(place, at) {
                Some(seen) => seen.forfeited += left,
                None => self.obs.programs[place].opening -= left as i64,
            }
            let who = self.customers[slot].who();
            self.note_in(place, at, who, || Activity::Forfeits { units: left });
        }
        self.book(slot, place, at);
    }

    /// At the horizon: what is outstanding, and what it will cost, goes on the books.
    pub(crate) fn book_outstanding(&mut self, slot: u32) {
        if !self.has_program() {
            return;
        }
        for place in self.program.places() {
            self.book_outstanding_in(slot, place);
        }
    }

    fn book_outstanding_in(&mut self, slot: u32, place: usize) {
        // What falls due at the horizon itself does not happen.
        let last = SimTime(self.model.horizon.0 - 1);
        self.count_pulled_forward(slot, place, self.model.horizon, 1.0);
        self.count_member(slot, place, last);
        if let Some(terms) = self.program.terms(place) {
            self.close_partners(slot, terms, self.model.horizon, last);
        }
        self.expire(slot, place, last);
        let (model, grid) = (self.model, self.grid);
        let tiers = model.programs.at(place).map_or(0, |program| program.tiers.len());
        let (m, seen) = (self.program.member(slot, place), &mut self.obs.programs[place]);
        seen.outstanding += m.balance();
        let soon = last.saturating_add(SimTime::from_days(SOON_DAYS));
        seen.soon += m.account.lots().take_while(|lot| lot.expires < soon).map(|lot| lot.units).sum::<u64>();
        m.account.lots().for_each(|lot| seen.books.stay(lot, last, grid));
        if seen.tiers.len() < tiers {
            seen.tiers.resize(tiers, 0);
        }
        if let Some(count) = usize::from(m.tier).checked_sub(1).and_then(|tier| seen.tiers.get_mut(tier)) {
            *count += 1;
        }
        self.book(slot, place, last);
        let liability = self.program.member(slot, place).booked;
        self.obs.programs[place].liability.post(liability);
        self.post_program(slot, place, Line::ProgramLiability, -liability, last);
    }
}
