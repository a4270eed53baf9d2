//! Who belongs to the program, since when, and what it will do with a member next.

use super::account::Lot;
use super::observed::ProgramObservations;
use super::partners::STATEMENT_DAYS;
use super::spec::{Contact, Currency, Program};
use super::state::Member;
use crate::journey::core::activity::Activity;
use crate::journey::core::cell::Cell;
use crate::journey::core::money::ledger::Line;
use crate::journey::core::purpose;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::{Trace, Who};
use crate::units::SimTime;

/// A contact that is later than this fell into a time without a program, and was never made.
const LATE: SimTime = SimTime(60_000_000_000);

impl Contact {
    /// The first contact with a customer after a time.
    fn after(&self, at: SimTime, joined: i64) -> SimTime {
        let every = self.every.0.max(1);
        let gone = (at.0 as i64).saturating_sub(joined).max(0) as u64 / every;
        let next = (gone + 1).saturating_mul(every).min(i64::MAX as u64 / 2) as i64;
        SimTime(joined.saturating_add(next).max(0) as u64)
    }
}

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// Whether programs act here.
    #[inline(always)]
    pub(crate) fn has_program(&self) -> bool {
        S::EVERYTHING && self.program.on
    }

    /// Whether a customer is a member (1) of the program at a place or not, and the tier, counted from 1 (0: none).
    pub(crate) fn standing(&self, slot: u32, place: usize) -> [usize; 2] {
        let Some(program) = self.model.programs.at(place).filter(|_| self.has_program()) else { return [0, 0] };
        let m = self.program.member(slot, place);
        if m.enrolled && m.belongs(program) { [1, usize::from(m.tier)] } else { [0, 0] }
    }

    /// Makes room for a customer who may become a member.
    ///
    /// # Randomness
    /// One word at (`AWARE` of the program, 0), the same in every world.
    pub(crate) fn open_member(&mut self, slot: u32) {
        if !self.has_program() {
            return;
        }
        let (key, now) = (self.customers[slot].key, self.now);
        self.program.open(slot, |address| Member::new(key.uniform(purpose::AWARE | address, 0), now));
    }

    /// When a program next does something with a customer by itself. Enrols whoever is not yet.
    pub(crate) fn program_due(&mut self, slot: u32) -> SimTime {
        let mut first = SimTime::NEVER;
        for place in self.program.places() {
            // What fell due while the program was suspended comes at once.
            let due = self.due_in(slot, place).max(SimTime(self.now.0 + 1));
            self.program.member_mut(slot, place).due = due;
            first = first.min(due);
        }
        first
    }

    fn due_in(&mut self, slot: u32, place: usize) -> SimTime {
        let (model, now) = (self.model, self.now);
        let program = model.programs.at(place);
        let belongs = program.is_some_and(|program| self.enrol(slot, program, now));
        if !belongs {
            self.stop_partners(slot, place);
        }
        // What is held lapses whether or not the program still does anything for its holder.
        let m = self.program.member(slot, place);
        let mut due = m.account.next_change(now);
        match program {
            Some(program) if !m.knows(program) => {
                let joined = self.customers[slot].joined;
                let next = program.contacts.iter().map(|contact| contact.after(m.contacted_to, joined)).min();
                // Whoever has paid and no longer knows of it stops paying.
                due = due.min(next.unwrap_or(SimTime::NEVER)).min(m.fee_due);
            }
            Some(_) if belongs => {
                due = due.min(m.review_due).min(m.statement_due).min(m.fee_due).min(m.transfer_due);
            }
            _ => {}
        }
        due
    }

    /// Makes whoever knows of the program a member, unless that has a price and is declined. Returns whether the
    /// customer belongs to it.
    pub(super) fn enrol(&mut self, slot: u32, program: &Program, at: SimTime) -> bool {
        let place = program.place;
        if !self.program.belongs(slot, program) {
            return false;
        }
        if let Some(membership) = &program.membership
            && self.program.member(slot, place).fees == 0
            && !self.takes_up(slot, program, membership, at)
        {
            return false;
        }
        let m = self.program.member_mut(slot, place);
        if program.tiers.is_empty() {
            m.review_due = SimTime::NEVER;
        } else if m.review_due == SimTime::NEVER {
            m.review_due = at.saturating_add(program.review);
        }
        // A tier that takes no points is held by every member from joining, without a review.
        m.tier = m.tier.max(program.tiers.iter().rposition(|tier| tier.from <= 0.0).map_or(0, |i| i as u8 + 1));
        m.elsewhere.begin(at);
        if program.partners.is_empty() {
            m.statement_due = SimTime::NEVER;
        } else if m.statement_due == SimTime::NEVER {
            m.statement_due = at.saturating_add(SimTime::from_days(STATEMENT_DAYS));
        }
        if program.membership.is_none() {
            m.fee_due = SimTime::NEVER;
        }
        self.aim_transfer(slot, program, at);
        let m = self.program.member_mut(slot, place);
        if !m.enrolled {
            m.enrolled = true;
            self.count_member(slot, place, at);
            let who = self.customers[slot].who();
            self.note_in(place, at, who, || Activity::Enrols);
            if let Some(currency) = &program.currency {
                self.issue(slot, program, currency, currency.given + currency.welcome, at);
                self.book(slot, place, at);
            }
        }
        true
    }

    /// Issues units.
    ///
    /// # Randomness
    /// Where their life is drawn, at (`LIFE`, number of the lot).
    pub(super) fn issue(&mut self, slot: u32, program: &Program, currency: &Currency, units: u64, at: SimTime) {
        if units == 0 {
            return;
        }
        let (key, place) = (self.customers[slot].key, program.place);
        let m = self.program.member_mut(slot, place);
        let life = match &currency.life {
            Some(law) => SimTime::from_days(law.draw(&key, program.draws(purpose::LIFE), m.lots)),
            None => currency.expiry,
        };
        m.lots += 1;
        m.account.add(Lot::new(units, at, life, currency.grace));
        self.obs.programs[place].books.come(units, at, self.grid);
        match self.program_counts(place, at) {
            Some(seen) => seen.issued += units,
            None => self.obs.programs[place].opening += units as i64,
        }
    }

    /// What counts of a program, if something at this time is observed.
    pub(super) fn program_counts(&mut self, place: usize, at: SimTime) -> Option<&mut ProgramObservations> {
        self.observed(at).then_some(&mut self.obs.programs[place])
    }

    /// Notes what happens to somebody in a program.
    pub(super) fn note_in(&mut self, place: usize, at: SimTime, who: Who, activity: impl FnOnce() -> Activity) {
        if T::ON {
            self.note_of(Some(place), at, who, activity());
        }
    }

    /// Counts a customer who is a member at an observed moment, once in all lives.
    pub(super) fn count_member(&mut self, slot: u32, place: usize, at: SimTime) {
        let m = self.program.member(slot, place);
        let belongs = m.enrolled && !m.lapsed;
        if belongs && self.observed(at) && self.customers[slot].counted_member & (1 << place) == 0 {
            self.customers[slot].counted_member |= 1 << place;
            self.obs.programs[place].members += 1;
        }
    }

    /// Tells customers who do not know of the program about it, as far as it is time.
    ///
    /// # Randomness
    /// One word at (`INFORMED` of the contact, number of the contact).
    pub(super) fn contact_customer(&mut self, slot: u32, program: &Program) {
        let (now, joined, place) = (self.now, self.customers[slot].joined, program.place);
        let from = std::mem::replace(&mut self.program.member_mut(slot, place).contacted_to, now);
        for (i, contact) in program.contacts.iter().enumerate() {
            let due = contact.after(from, joined);
            if due > now || now.since(due) > LATE {
                continue;
            }
            let number = ((due.0 as i64 - joined) as u64 / contact.every.0.max(1)) as u32;
            let (key, who) = (self.customers[slot].key, self.customers[slot].who());
            if let Some(seen) = self.program_counts(place, now) {
                seen.contacts += 1;
            }
            self.post_program(slot, place, Line::ProgramCommunication, -contact.cost, now);
            let heard = key.uniform(purpose::INFORMED | contact.address, number) < contact.aware;
            self.note_in(place, now, who, || Activity::IsTold { contact: i as u16, heard });
            self.program.member_mut(slot, place).told |= heard;
        }
    }

    /// What the calendars of programs hold for a customer now.
    pub(crate) fn meet_program(&mut self, slot: u32) {
        let now = self.now;
        let some = self.program.places().any(|place| self.program.member(slot, place).due <= now);
        for place in self.program.places() {
            // Where one is due another is not looked at besides: its books are those that it would have alone.
            if some && self.program.member(slot, place).due > now {
                continue;
            }
            self.expire(slot, place, now);
            self.serve_member(slot, place);
            self.book(slot, place, now);
        }
    }

    fn serve_member(&mut self, slot: u32, place: usize) {
        let (model, now) = (self.model, self.now);
        let Some(program) = model.programs.at(place) else { return };
        if !self.program.member(slot, place).knows(program) {
            self.contact_customer(slot, program);
            if self.program.member(slot, place).fee_due <= now {
                self.renews_membership(slot, program);
            }
            return;
        }
        if !self.program.belongs(slot, program) {
            return;
        }
        if self.program.member(slot, place).fee_due <= now && !self.renews_membership(slot, program) {
            return;
        }
        if self.program.member(slot, place).review_due <= now {
            self.review_tier(slot, program);
        }
        if self.program.member(slot, place).statement_due <= now {
            self.settle_partners(slot, program);
        }
        if self.program.member(slot, place).transfer_due <= now {
            self.pass_on(slot, program);
        }
    }
}
