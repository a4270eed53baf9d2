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
use crate::journey::core::trace::Trace;
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

    /// Whether a customer is a member (1) or not, and the tier, counted from 1 (0: none).
    pub(crate) fn standing(&self, slot: u32) -> [usize; 2] {
        let Some(program) = self.model.program.as_ref().filter(|_| self.has_program()) else { return [0, 0] };
        let m = &self.program.members[slot as usize];
        if m.enrolled && m.belongs(program) { [1, usize::from(m.tier)] } else { [0, 0] }
    }

    /// Makes room for a customer who may become a member.
    ///
    /// # Randomness
    /// One word at (`AWARE`, 0), the same in every world.
    pub(crate) fn open_member(&mut self, slot: u32) {
        if !self.has_program() {
            return;
        }
        let at = slot as usize;
        if self.program.members.len() <= at {
            self.program.members.resize_with(at + 1, || Member::new(1.0, SimTime::ZERO));
        }
        self.program.members[at] = Member::new(self.customers[slot].key.uniform(purpose::AWARE, 0), self.now);
    }

    /// When the program next does something with a customer by itself. Enrols whoever is not yet.
    pub(crate) fn program_due(&mut self, slot: u32) -> SimTime {
        let (model, now) = (self.model, self.now);
        let belongs = model.program.as_ref().is_some_and(|program| self.enrol(slot, program, now));
        if !belongs {
            self.stop_partners(slot);
        }
        // What is held lapses whether or not the program still does anything for its holder.
        let m = &self.program.members[slot as usize];
        let mut due = m.account.next_change(now);
        match &model.program {
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
        // What fell due while the program was suspended comes at once.
        due.max(SimTime(now.0 + 1))
    }

    /// Makes whoever knows of the program a member, unless that has a price and is declined. Returns whether the
    /// customer belongs to it.
    pub(super) fn enrol(&mut self, slot: u32, program: &Program, at: SimTime) -> bool {
        if !self.program.members[slot as usize].belongs(program) {
            return false;
        }
        if let Some(membership) = &program.membership
            && self.program.members[slot as usize].fees == 0
            && !self.takes_up(slot, membership, at)
        {
            return false;
        }
        let m = &mut self.program.members[slot as usize];
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
        let m = &mut self.program.members[slot as usize];
        if !m.enrolled {
            m.enrolled = true;
            self.count_member(slot, at);
            let who = self.customers[slot].who();
            self.note(at, who, || Activity::Enrols);
            if let Some(currency) = &program.currency {
                self.issue(slot, currency, currency.given + currency.welcome, at);
                self.book(slot, at);
            }
        }
        true
    }

    /// Issues units.
    ///
    /// # Randomness
    /// Where their life is drawn, at (`LIFE`, number of the lot).
    pub(super) fn issue(&mut self, slot: u32, currency: &Currency, units: u64, at: SimTime) {
        if units == 0 {
            return;
        }
        let key = self.customers[slot].key;
        let m = &mut self.program.members[slot as usize];
        let life = match &currency.life {
            Some(law) => SimTime::from_days(law.draw(&key, purpose::LIFE, m.lots)),
            None => currency.expiry,
        };
        m.lots += 1;
        m.account.add(Lot::new(units, at, life, currency.grace));
        self.obs.program.books.come(units, at, self.grid);
        match self.program_counts(at) {
            Some(seen) => seen.issued += units,
            None => self.obs.program.opening += units as i64,
        }
    }

    /// What counts of the program, if something at this time is observed.
    pub(super) fn program_counts(&mut self, at: SimTime) -> Option<&mut ProgramObservations> {
        self.observed(at).then_some(&mut self.obs.program)
    }

    /// Counts a customer who is a member at an observed moment, once in all lives.
    pub(super) fn count_member(&mut self, slot: u32, at: SimTime) {
        let belongs = self.program.members[slot as usize].enrolled && !self.program.members[slot as usize].lapsed;
        if belongs && self.observed(at) && !self.customers[slot].counted_member {
            self.customers[slot].counted_member = true;
            self.obs.program.members += 1;
        }
    }

    /// Tells customers who do not know of the program about it, as far as it is time.
    ///
    /// # Randomness
    /// One word at (`INFORMED` of the contact, number of the contact).
    pub(super) fn contact_customer(&mut self, slot: u32, program: &Program) {
        let (now, joined) = (self.now, self.customers[slot].joined);
        let from = self.program.members[slot as usize].contacted_to;
        self.program.members[slot as usize].contacted_to = now;
        for (i, contact) in program.contacts.iter().enumerate() {
            let due = contact.after(from, joined);
            if due > now || now.since(due) > LATE {
                continue;
            }
            let number = ((due.0 as i64 - joined) as u64 / contact.every.0.max(1)) as u32;
            let (key, who) = (self.customers[slot].key, self.customers[slot].who());
            if let Some(seen) = self.program_counts(now) {
                seen.contacts += 1;
            }
            self.post_customer(slot, Line::ProgramCommunication, -contact.cost, now);
            let heard = key.uniform(purpose::INFORMED | contact.address, number) < contact.aware;
            self.note(now, who, || Activity::IsTold { contact: i as u16, heard });
            self.program.members[slot as usize].told |= heard;
        }
    }

    /// What the calendar of the program holds for a customer now.
    pub(crate) fn meet_program(&mut self, slot: u32) {
        let now = self.now;
        self.expire(slot, now);
        self.serve_member(slot);
        self.book(slot, now);
    }

    fn serve_member(&mut self, slot: u32) {
        let (model, now) = (self.model, self.now);
        let Some(program) = &model.program else { return };
        if !self.program.members[slot as usize].knows(program) {
            self.contact_customer(slot, program);
            if self.program.members[slot as usize].fee_due <= now {
                self.renews_membership(slot, program);
            }
            return;
        }
        if !self.program.members[slot as usize].belongs(program) {
            return;
        }
        if self.program.members[slot as usize].fee_due <= now && !self.renews_membership(slot, program) {
            return;
        }
        if self.program.members[slot as usize].review_due <= now {
            self.review_tier(slot, program);
        }
        if self.program.members[slot as usize].statement_due <= now {
            self.settle_partners(slot, program);
        }
        if self.program.members[slot as usize].transfer_due <= now {
            self.pass_on(slot, program);
        }
    }
}
