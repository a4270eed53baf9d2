//! EARN, REDEEM, EXPIRE and TIER_REVIEW: what happens to a member, and when.

use super::account::Account;
use super::observed::SOON_DAYS;
use super::{Currency, Earning, Program};
use crate::journey::cell::Cell;
use crate::journey::observations::Line;
use crate::journey::purpose;
use crate::journey::trace::Trace;
use crate::units::SimTime;

/// Time between statements of partners [days]: a month.
const STATEMENT_DAYS: f64 = 365.0 / 12.0;
/// Moment of winning a tier (assumption).
const PROMOTION: f64 = 0.4;
/// How much better an encounter with a reward is remembered (assumption; direction Nastasoiu et al. 2021).
const REWARDED: f64 = 0.1;

/// A customer in the program.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    /// Who has a mark below the share who know the program is a member.
    mark: f64,
    account: Account,
    enrolled: bool,
    /// No purchase since the last reward.
    pub(super) rewarded: bool,
    /// Number of the tier, from 1; 0: none.
    pub(super) tier: u8,
    /// Units of this review period that count for tiers.
    earned: u64,
    review_due: SimTime,
    statement_due: SimTime,
}

impl Member {
    fn new(mark: f64) -> Self {
        Member {
            mark,
            account: Account::default(),
            enrolled: false,
            rewarded: false,
            tier: 0,
            earned: 0,
            review_due: SimTime::NEVER,
            statement_due: SimTime::NEVER,
        }
    }

    pub(super) fn knows(&self, program: &Program) -> bool {
        self.mark < program.aware
    }

    pub(super) fn balance(&self) -> u64 {
        self.account.balance()
    }
}

impl<T: Trace> Cell<'_, T> {
    /// Makes room for a customer who may become a member.
    ///
    /// # Randomness
    /// One word at (`AWARE`, 0), the same in every world.
    pub(crate) fn open_member(&mut self, slot: u32) {
        if !self.has_program {
            return;
        }
        let at = slot as usize;
        if self.members.len() <= at {
            self.members.resize_with(at + 1, || Member::new(1.0));
        }
        self.members[at] = Member::new(self.customers[slot].key.uniform(purpose::AWARE, 0));
    }

    /// When the program next does something with a customer by itself. Enrols whoever is not yet.
    pub(crate) fn program_due(&mut self, slot: u32) -> SimTime {
        let model = self.model;
        let Some(program) = &model.program else { return SimTime::NEVER };
        if !self.members[slot as usize].knows(program) {
            return SimTime::NEVER;
        }
        self.enrol(slot, program, self.now);
        let m = &self.members[slot as usize];
        // What fell due while the program was suspended comes at once.
        m.account.next_expiry().min(m.review_due).min(m.statement_due).max(SimTime(self.now.0 + 1))
    }

    fn enrol(&mut self, slot: u32, program: &Program, at: SimTime) {
        let m = &mut self.members[slot as usize];
        if program.tiers.is_empty() {
            m.review_due = SimTime::NEVER;
        } else if m.review_due == SimTime::NEVER {
            m.review_due = at.saturating_add(program.review);
        }
        if program.partners.is_empty() {
            m.statement_due = SimTime::NEVER;
        } else if m.statement_due == SimTime::NEVER {
            m.statement_due = at.saturating_add(SimTime::from_days(STATEMENT_DAYS));
        }
        if !m.enrolled {
            m.enrolled = true;
            self.obs.program.members += 1;
            let who = self.customers[slot].who();
            self.note(at, who, || "is a member of the program".to_owned());
            if let Some(currency) = &program.currency {
                self.issue(slot, currency, currency.given, at);
            }
        }
    }

    fn issue(&mut self, slot: u32, currency: &Currency, units: u64, at: SimTime) {
        self.members[slot as usize].account.issue(units, at.saturating_add(currency.expiry));
        self.obs.program.issued += units;
    }

    /// Takes out what has expired by `at`.
    fn expire(&mut self, slot: u32, at: SimTime) {
        let gone = self.members[slot as usize].account.expire(at);
        if gone > 0 {
            self.obs.program.expired += gone;
            let (who, left) = (self.customers[slot].who(), self.members[slot as usize].balance());
            self.note(at, who, || format!("loses {gone} expired units of the program; {left} left"));
        }
    }

    /// A member has bought: EARN, then REDEEM.
    ///
    /// # Randomness
    /// With enough units and a chance below 1, one word at (`REDEEM`, number of the purchase).
    pub(crate) fn program_purchase(&mut self, slot: u32, revenue: f64, at: SimTime) {
        let model = self.model;
        let Some(program) = &model.program else { return };
        if !self.members[slot as usize].knows(program) {
            return;
        }
        self.enrol(slot, program, at);
        self.expire(slot, at);
        self.post_customer(slot, Line::ProgramRewards, -program.discount * revenue, at);
        let Some(currency) = &program.currency else { return };
        let m = &mut self.members[slot as usize];
        m.rewarded = false;
        let (base, units) = match currency.earning {
            Earning::PerPurchase => (1, 1),
            Earning::PerSpend(rate) => {
                ((revenue * rate).floor() as u64, (revenue * rate * program.multiplier(m.tier)).floor() as u64)
            }
        };
        m.earned += base;
        self.issue(slot, currency, units, at);
        let (balance, goal) = (self.members[slot as usize].balance(), currency.goal);
        let c = &self.customers[slot];
        let (who, key, number) = (c.who(), c.key, c.purchases);
        self.note(at, who, || format!("earns {units} units of the program: {balance} of {goal}"));
        if balance < goal
            || (currency.redeem_prob < 1.0 && key.uniform(purpose::REDEEM, number) >= currency.redeem_prob)
        {
            return;
        }
        self.members[slot as usize].account.redeem(goal);
        self.members[slot as usize].rewarded = true;
        self.obs.program.redeemed += goal;
        self.obs.program.rewards += 1;
        let cost = goal as f64 * currency.unit_cost;
        self.post_customer(slot, Line::ProgramRewards, -cost, at);
        self.note(at, who, || format!("redeems {goal} units for a reward that costs {cost:.2}"));
        self.issue(slot, currency, currency.given, at);
        if model.loyalty {
            let learning = self.profile(slot).memory.learning;
            let c = &mut self.customers[slot];
            c.memory = (c.memory + learning * REWARDED).min(1.0);
        }
    }

    /// What the calendar of the program holds for a customer now.
    pub(crate) fn meet_program(&mut self, slot: u32) {
        let model = self.model;
        let now = self.now;
        let Some(program) = &model.program else { return };
        if !self.members[slot as usize].knows(program) {
            return;
        }
        self.expire(slot, now);
        if self.members[slot as usize].review_due <= now {
            self.review_tier(slot, program);
        }
        if self.members[slot as usize].statement_due <= now {
            self.settle_partners(slot, program);
        }
    }

    /// TIER_REVIEW: up or down by what was earned with the firm itself since the last review, without the tier's own
    /// bonus and without partners, as airlines count.
    fn review_tier(&mut self, slot: u32, program: &Program) {
        let now = self.now;
        let m = &mut self.members[slot as usize];
        let earned = std::mem::take(&mut m.earned);
        m.review_due = now.saturating_add(program.review);
        let before = m.tier;
        let after = program.tiers.iter().rposition(|tier| earned as f64 >= tier.from).map_or(0, |i| i as u8 + 1);
        m.tier = after;
        if after == before {
            return;
        }
        let up = after > before;
        if up {
            self.obs.program.promoted += 1;
        } else {
            self.obs.program.demoted += 1;
        }
        let who = self.customers[slot].who();
        self.note(now, who, || {
            let name = usize::from(after).checked_sub(1).map_or("no tier", |i| program.tiers[i].name.as_str());
            format!("moves {} to {name}", if up { "up" } else { "down" })
        });
        if self.model.loyalty {
            // A moment outside any encounter: it draws the memory towards itself, never past it, and never back.
            let m = &self.profile(slot).memory;
            let c = &mut self.customers[slot];
            if up {
                c.memory += m.learning * (PROMOTION - c.memory).max(0.0);
            } else {
                let moment = (-PROMOTION * program.loss).max(-1.0);
                c.memory += m.learning_bad * (moment - c.memory).min(0.0);
            }
        }
    }

    /// A month's spending with partners: units for the member, fees for the firm.
    fn settle_partners(&mut self, slot: u32, program: &Program) {
        let now = self.now;
        let m = &mut self.members[slot as usize];
        m.statement_due = now.saturating_add(SimTime::from_days(STATEMENT_DAYS));
        let tier = program.multiplier(m.tier);
        let Some(currency) = &program.currency else { return };
        let Earning::PerSpend(per_spend) = currency.earning else { return };
        for partner in &program.partners {
            let units = (partner.spend * STATEMENT_DAYS * per_spend * partner.multiplier * tier).floor() as u64;
            self.issue(slot, currency, units, now);
            self.post_customer(slot, Line::ProgramFees, units as f64 * partner.fee_per_point, now);
            let who = self.customers[slot].who();
            self.note(now, who, || format!("earns {units} units with {}", partner.name));
        }
    }

    /// Whoever leaves loses what is left.
    pub(crate) fn forfeit(&mut self, slot: u32) {
        if self.has_program {
            self.expire(slot, self.now);
            self.obs.program.forfeited += self.members[slot as usize].account.clear();
        }
    }

    /// At the horizon: what is outstanding, and what it will cost, goes on the books.
    pub(crate) fn book_outstanding(&mut self, slot: u32) {
        if !self.has_program {
            return;
        }
        // What falls due at the horizon itself does not happen.
        let last = SimTime(self.model.horizon.0 - 1);
        self.expire(slot, last);
        let model = self.model;
        let tiers = model.program.as_ref().map_or(0, |program| program.tiers.len());
        let m = &self.members[slot as usize];
        let seen = &mut self.obs.program;
        seen.outstanding += m.balance();
        seen.soon += m.account.expiring_before(last.saturating_add(SimTime::from_days(SOON_DAYS)));
        if seen.tiers.len() < tiers {
            seen.tiers.resize(tiers, 0);
        }
        if let Some(count) = usize::from(m.tier).checked_sub(1).and_then(|tier| seen.tiers.get_mut(tier)) {
            *count += 1;
        }
        let Some(program) = &model.program else { return };
        let Some(currency) = &program.currency else { return };
        // Units of a goal out of reach will not be redeemed.
        if program.in_reach(currency, m, self.customers[slot].rate, self.profile(slot)) {
            let liability = m.balance() as f64 * currency.unit_cost * (1.0 - program.breakage);
            self.obs.program.liability.post(liability);
            self.post_customer(slot, Line::ProgramLiability, -liability, last);
        }
    }
}
