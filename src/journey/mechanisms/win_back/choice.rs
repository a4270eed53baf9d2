//! Whom the firm asks back: those whose second life is expected to be worth a contact (Thomas, Blattberg and Fox 2004).
//!
//! The firm looks into its own books, which it keeps from day 0 on: what a customer brought and how often they bought; how
//! many of those it had not lost before it has lost so far, and in how much time as customer of all of these together. It is taken to know each customer's present
//! purchase rate, as it does where it labels them, and the factor on the hazards of those who come back. It does not know
//! memory, segment, or the hole that is open for this customer. One hazard for everybody is what it goes by: whoever is more likely
//! to leave than others is expected to bring too much. The books are shared, so customers are one cell.

use super::spec::Contacts;
use super::state::Life;
use crate::journey::core::cell::Cell;
use crate::journey::core::customer::record::Customer;
use crate::journey::core::money::ledger::Line;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;
use crate::journey::model::HoleId;

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// Whether the firm of this world ever chooses whom to ask back.
    #[inline(always)]
    pub(super) fn chooses(&self) -> bool {
        S::EVERYTHING && self.win_back.chooses
    }

    /// Lets time pass in the books, before the number of customers changes.
    pub(crate) fn pass_time_in_books(&mut self) {
        if self.chooses() {
            let (now, there) = (self.now, self.active);
            let books = &mut self.win_back.books;
            (books.days, books.since) = (books.days_until(now, there), now);
        }
    }

    /// Writes down that somebody leaves by a hole.
    pub(crate) fn book_exit(&mut self, slot: u32, hole: HoleId) {
        if self.chooses() {
            self.pass_time_in_books();
            if self.win_back.is_back(slot) {
                self.win_back.books.back -= 1;
            } else {
                let involuntary = self.profile(slot).hazards[usize::from(hole)].involuntary;
                self.win_back.books.exits[usize::from(involuntary)] += 1;
            }
        }
    }

    /// Writes down that somebody comes back.
    pub(super) fn book_return(&mut self) {
        if self.chooses() {
            self.pass_time_in_books();
            self.win_back.books.back += 1;
        }
    }

    /// Writes down money of a customer.
    #[inline]
    pub(crate) fn book_money(&mut self, slot: u32, line: Line, amount: f64) {
        if self.chooses() && line != Line::Acquisition {
            let account = &mut self.win_back.lives[slot as usize].account;
            account.brought += amount;
            account.sales += u32::from(line == Line::Purchases);
        }
    }

    /// Contribution that the firm expects of a customer who comes back [money per day]: where it sees purchases only, the mean one so far at
    /// the present rate; else what was brought so far over the time as customer, a day at least.
    pub(super) fn expected_pace(&self, c: &Customer, life: &Life) -> f64 {
        let account = &life.account;
        let (_, silence) = self.silence(c);
        if silence.is_some() && account.sales > 0 {
            account.brought / f64::from(account.sales) * c.rate * c.multiplier
        } else {
            account.brought / (account.days + self.now.since(life.began).days()).max(1.0)
        }
    }

    /// What the firm expects a second life that begins now to bring, discounted to now [money].
    ///
    /// # Definition
    /// `m / (h f + rd)`: contribution per day over the hazard of first lives observed so far, times the factor of second lives, and the
    /// continuous discount rate (value of a constant flow until an exponential exit).
    pub(super) fn expected_second_value(&self, per_day: f64) -> f64 {
        let factor = self.model.win_back.as_ref().map_or(1.0, |spec| spec.hazard);
        let rate = self.win_back.books.hazard(factor, self.now, self.active) + self.model.discount;
        if per_day > 0.0 { per_day / rate } else { 0.0 }
    }

    /// Whether the firm contacts somebody who would bring so much per day; if not, it is counted.
    pub(super) fn worth_a_contact(&mut self, contacts: &Contacts, per_day: f64, chance: f64) -> bool {
        let Some(choice) = &contacts.choice else { return true };
        let worth = choice.accepts(self.expected_second_value(per_day), chance, contacts.cost);
        if !worth && self.observed(self.now) {
            self.obs.win_back.passed_over += 1;
        }
        worth
    }

    /// Keeps what was expected of somebody who comes back now, to be held against what is brought.
    pub(super) fn keep_expectation(&mut self, per_day: f64) {
        if self.chooses() && self.observed(self.now) {
            let expected = self.expected_second_value(per_day);
            self.obs.win_back.expected.post(expected);
        }
    }
}
