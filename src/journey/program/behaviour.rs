//! How members respond: pace, and what holds them.
//!
//! Whoever has no goal in reach does not respond. A goal is in reach if it has been reached, or if a member at the own
//! rate of purchases earns it from nothing within the life of a unit and within [`Program::reach`].

use super::{Currency, Earning, Member, Program};
use crate::journey::cell::Cell;
use crate::journey::model::Profile;
use crate::journey::trace::Trace;
use crate::num;

/// Mean spending at one purchase.
fn usual_basket(profile: &Profile) -> f64 {
    profile.purchase.as_ref().map_or(0.0, |p| p.basket.mean() * p.price * p.upsell)
}

impl Program {
    /// The tier of a member, if there is one.
    pub(super) fn multiplier(&self, tier: u8) -> f64 {
        usize::from(tier).checked_sub(1).and_then(|i| self.tiers.get(i)).map_or(1.0, |tier| tier.multiplier)
    }

    /// Units a member can expect to earn [per day].
    fn earns_per_day(&self, currency: &Currency, tier: u8, rate: f64, basket: f64) -> f64 {
        match currency.earning {
            Earning::PerPurchase => rate,
            Earning::PerSpend(per_spend) => {
                let there: f64 = self.partners.iter().map(|p| p.spend * p.multiplier).sum();
                (rate * basket + there) * per_spend * self.multiplier(tier)
            }
        }
    }

    /// Whether a member with this balance can hope for the reward.
    pub(super) fn in_reach(&self, currency: &Currency, member: &Member, rate: f64, profile: &Profile) -> bool {
        let days = currency.expiry.min(self.reach).days();
        let missing = currency.goal.saturating_sub(currency.given) as f64;
        member.balance() >= currency.goal
            || self.earns_per_day(currency, member.tier, rate, usual_basket(profile)) * days >= missing
    }

    /// Factor on the purchase rate of a member with a goal in reach, or without any goal.
    ///
    /// # Definition
    /// `(1+lift) * c * endow * (1 + g x)`, `x` the share of the goal that is done; `reset` in place of nothing from a
    /// reward to the next purchase. A goal that is reached, but not redeemed, pulls no more: the pace is `1+lift`.
    pub(super) fn pace(&self, balance: u64, rewarded: bool) -> f64 {
        let mut pace = 1.0 + self.lift;
        if let Some(currency) = &self.currency {
            if balance < currency.goal {
                pace *= self.even * (1.0 + self.pull * balance as f64 / currency.goal as f64);
                if currency.given > 0 {
                    pace *= self.endow;
                }
            }
            if rewarded {
                pace *= self.reset;
            }
        }
        pace
    }
}

impl<T: Trace> Cell<'_, T> {
    /// Factor of the program on a customer's purchase rate.
    pub(crate) fn program_pace(&self, slot: u32) -> f64 {
        let Some(program) = &self.model.program else { return 1.0 };
        let member = &self.members[slot as usize];
        if !member.knows(program) {
            return 1.0;
        }
        let profile = self.profile(slot);
        let rate = self.customers[slot].rate;
        let moved = program.currency.as_ref().is_none_or(|currency| program.in_reach(currency, member, rate, profile));
        let pace = if moved { program.pace(member.balance(), member.rewarded) } else { 1.0 };
        match &profile.purchase {
            // A discount is a lower price, and acts as one.
            Some(p) if program.discount > 0.0 => {
                pace * num::pow(1.0 - program.discount, -p.elasticity * profile.price_sensitivity)
            }
            _ => pace,
        }
    }

    /// Adds what the program holds a customer by to the joint support.
    ///
    /// # Definition
    /// `kappa = kmax (1 - exp(-V/v0))`, `V` the known value at stake: units at what they cost the firm; `v0` a mean
    /// basket. In mode "social" `kappa = kmax`.
    pub(crate) fn held_by_program(&self, slot: u32, support: f64) -> f64 {
        let Some(program) = &self.model.program else { return support };
        let member = &self.members[slot as usize];
        if !member.knows(program) || program.hold <= 0.0 {
            return support;
        }
        let kappa = match &program.currency {
            _ if program.social => program.hold,
            Some(currency) => {
                let profile = self.profile(slot);
                let basket = usual_basket(profile);
                let value = member.balance() as f64 * currency.unit_cost;
                let rate = self.customers[slot].rate;
                if value <= 0.0 || basket <= 0.0 || !program.in_reach(currency, member, rate, profile) {
                    return support;
                }
                program.hold * -num::exp_m1(-value / basket)
            }
            None => return support,
        };
        1.0 - (1.0 - support) * (1.0 - kappa)
    }
}
