//! What members earn with partners: it accrues all the time and is credited by statements, the rest of a unit carried on.

use super::spec::{Earning, Program, whole};
use crate::journey::core::activity::Activity;
use crate::journey::core::cell::Cell;
use crate::journey::core::money::ledger::Line;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;
use crate::units::SimTime;

/// Time between statements of partners [days]: a month.
pub(super) const STATEMENT_DAYS: f64 = 365.0 / 12.0;

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// Accrues what a customer earned with the partners of each program in force.
    pub(crate) fn accrue_all_partners(&mut self, slot: u32, to: SimTime) {
        for program in self.model.programs.iter() {
            self.accrue_partners(slot, program, to);
        }
    }

    /// Accrues what a member earned with partners since the last time, at the rates that held since then.
    pub(super) fn accrue_partners(&mut self, slot: u32, program: &Program, to: SimTime) {
        let m = self.program.member_mut(slot, program.place);
        if m.elsewhere.since >= to {
            return;
        }
        let days = to.since(m.elsewhere.since).days();
        m.elsewhere.since = to;
        let Some(Earning::PerSpend(per_spend)) = program.currency.as_ref().map(|currency| currency.earning) else {
            return;
        };
        let tier = program.multiplier(m.tier);
        m.elsewhere.accrued.resize(program.partners.len(), (0.0, 0.0));
        for (partner, (units, owed)) in program.partners.iter().zip(&mut m.elsewhere.accrued) {
            let earned = partner.spend * days * per_spend * partner.multiplier * tier;
            *units += earned;
            *owed += earned * partner.fee_per_point;
        }
    }

    /// A statement: whole units for the member, their fees for the firm; the rest stays for the next one.
    pub(super) fn credit_partners(&mut self, slot: u32, program: &Program, at: SimTime) {
        let (Some(currency), place) = (&program.currency, program.place) else { return };
        for i in 0..program.partners.len() {
            let Some((units, owed)) = self.program.member_mut(slot, place).elsewhere.accrued.get_mut(i) else { return };
            let credited = whole(*units);
            if credited <= 0.0 {
                continue;
            }
            let fee = *owed * credited / *units;
            (*units, *owed) = (*units - credited, *owed - fee);
            let credited = credited as u64;
            self.issue(slot, program, currency, credited, at);
            self.post_program(slot, place, Line::ProgramFees, fee, at);
            let who = self.customers[slot].who();
            self.note_in(place, at, who, || Activity::EarnsWithPartner { units: credited, partner: i as u16 });
        }
    }

    /// The monthly statement.
    pub(super) fn settle_partners(&mut self, slot: u32, program: &Program) {
        let now = self.now;
        self.program.member_mut(slot, program.place).statement_due =
            now.saturating_add(SimTime::from_days(STATEMENT_DAYS));
        self.accrue_partners(slot, program, now);
        self.credit_partners(slot, program, now);
    }

    /// Somebody earns nothing more with partners: what has accrued is credited now.
    pub(super) fn stop_partners(&mut self, slot: u32, place: usize) {
        if let Some(terms) = self.program.terms(place) {
            self.close_partners(slot, terms, self.now, self.now);
        }
    }

    /// The last statement, of what was earned up to `to`.
    pub(super) fn close_partners(&mut self, slot: u32, terms: &Program, to: SimTime, at: SimTime) {
        let place = terms.place;
        if self.program.member(slot, place).elsewhere.since == SimTime::NEVER {
            return;
        }
        self.accrue_partners(slot, terms, to);
        self.credit_partners(slot, terms, at);
        let m = self.program.member_mut(slot, place);
        m.elsewhere.since = SimTime::NEVER;
        m.statement_due = SimTime::NEVER;
    }
}
