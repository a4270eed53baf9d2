//! What comes by the calendar: TIER_REVIEW, fees of membership.

use super::spec::{Membership, Program};
use crate::journey::core::activity::Activity;
use crate::journey::core::cell::Cell;
use crate::journey::core::money::ledger::Line;
use crate::journey::core::purpose;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;
use crate::units::SimTime;

/// Moment of winning a tier (assumption).
const PROMOTION: f64 = 0.4;

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// TIER_REVIEW: up or down by what was earned with the firm itself since the last review, without the tier's own
    /// bonus and without partners, as airlines count.
    pub(super) fn review_tier(&mut self, slot: u32, program: &Program) {
        let now = self.now;
        // Up to now partners' units are multiplied by the old tier.
        self.accrue_partners(slot, program, now);
        let place = program.place;
        let m = self.program.member_mut(slot, place);
        let earned = std::mem::take(&mut m.earned);
        m.review_due = now.saturating_add(program.review);
        let before = m.tier;
        let after = program.tiers.iter().rposition(|tier| earned as f64 >= tier.from).map_or(0, |i| i as u8 + 1);
        m.tier = after;
        if after == before {
            return;
        }
        let up = after > before;
        if let Some(seen) = self.program_counts(place, now) {
            *(if up { &mut seen.promoted } else { &mut seen.demoted }) += 1;
        }
        let who = self.customers[slot].who();
        self.note_in(place, now, who, || Activity::MovesToTier { up, tier: after.checked_sub(1) });
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

    /// Whether a customer who knows of the program pays for it.
    ///
    /// # Randomness
    /// One word at (`MEMBERSHIP`, 0).
    pub(super) fn takes_up(&mut self, slot: u32, program: &Program, membership: &Membership, at: SimTime) -> bool {
        let (c, place) = (&self.customers[slot], program.place);
        let (mark, who) = (c.key.uniform(program.draws(purpose::MEMBERSHIP), 0), c.who());
        let takes = mark < membership.take_up;
        self.program.member_mut(slot, place).price_mark = Some(mark);
        if takes {
            self.pay_membership(slot, place, membership, at);
        } else {
            self.note_in(place, at, who, || Activity::DeclinesMembership { fee: membership.fee });
        }
        takes
    }

    /// Whether a member pays for one more period; who does not, or no longer knows of the program, loses what is left.
    ///
    /// # Randomness
    /// One word at (`MEMBERSHIP`, fees paid).
    pub(super) fn renews_membership(&mut self, slot: u32, program: &Program) -> bool {
        let (now, place) = (self.now, program.place);
        let Some(membership) = &program.membership else {
            // It costs nothing any more.
            self.program.member_mut(slot, place).fee_due = SimTime::NEVER;
            return true;
        };
        let (c, m) = (&self.customers[slot], self.program.member(slot, place));
        let drawn = program.draws(purpose::MEMBERSHIP);
        let renews = m.knows(program) && c.key.uniform(drawn, m.fees) < membership.renewal;
        let who = c.who();
        if renews {
            self.pay_membership(slot, place, membership, now);
            return true;
        }
        self.count_member(slot, place, now);
        if let Some(seen) = self.program_counts(place, now) {
            seen.memberships[1] += 1;
        }
        self.close_partners(slot, program, now, now);
        self.note_in(place, now, who, || Activity::EndsMembership);
        self.give_units_up(slot, place, now);
        let m = self.program.member_mut(slot, place);
        (m.lapsed, m.fee_due, m.tier, m.earned, m.rewarded) = (true, SimTime::NEVER, 0, 0, false);
        false
    }

    fn pay_membership(&mut self, slot: u32, place: usize, membership: &Membership, at: SimTime) {
        let m = self.program.member_mut(slot, place);
        m.fees += 1;
        m.fee_due = at.saturating_add(membership.every);
        if let Some(seen) = self.program_counts(place, at) {
            seen.memberships[0] += 1;
        }
        self.post_program(slot, place, Line::MembershipFees, membership.fee, at);
        let who = self.customers[slot].who();
        self.note_in(place, at, who, || Activity::PaysMembership { fee: membership.fee });
    }
}
