//! How members respond: pace, and what holds them.
//!
//! Whoever has no goal in reach does not respond. A goal is in reach if it has been reached, or if a member at the own
//! rate of purchases earns it from nothing within the life of a unit and within [`Program::reach`].

use super::spec::{Currency, Earning, Program};
use super::state::Member;
use crate::journey::core::cell::Cell;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;
use crate::journey::model::Profile;
use crate::num;
use crate::units::SimTime;

/// Mean spending at one purchase.
pub(super) fn usual_basket(profile: &Profile) -> f64 {
    profile.purchase.as_ref().map_or(0.0, |p| p.basket.mean() * p.price * p.upsell)
}

impl Program {
    /// The tier of a member, if there is one.
    pub(super) fn multiplier(&self, tier: u8) -> f64 {
        usize::from(tier).checked_sub(1).and_then(|i| self.tiers.get(i)).map_or(1.0, |tier| tier.multiplier)
    }

    /// Units a member can expect to earn [per day].
    pub(super) fn earns_per_day(&self, currency: &Currency, tier: u8, rate: f64, basket: f64) -> f64 {
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

    /// `c (1 + g x)`: the part of the pace that only moves purchases within a card, `x` the share of the goal that is done.
    pub(super) fn gradient(&self, balance: u64) -> f64 {
        match &self.currency {
            Some(currency) if balance < currency.goal => {
                self.even * (1.0 + self.pull * balance as f64 / currency.goal as f64)
            }
            _ => 1.0,
        }
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
                pace *= self.gradient(balance);
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

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// Factor of programs on a customer's purchase rate, which would be `others` times the own rate without them: their paces multiply.
    pub(crate) fn program_pace(&mut self, slot: u32, others: f64) -> f64 {
        if !S::EVERYTHING || !self.has_program() {
            return 1.0;
        }
        for place in self.program.places() {
            self.count_pulled_forward(slot, place, self.now, 1.0);
        }
        let model = self.model;
        let earning = self.program.earning(slot, model);
        let mut pace = 1.0;
        for program in model.programs.iter() {
            // Whose purchases earn elsewhere has no reason to hurry.
            if earning & program.bit() != 0 && self.program.belongs(slot, program) {
                pace *= self.pace_in(slot, program);
            }
        }
        for program in model.programs.iter() {
            let rate = self.customers[slot].rate;
            let m = self.program.member_mut(slot, program.place);
            m.hurry *= rate * others * pace;
        }
        pace
    }

    /// Pace of a member by one program; notes how much sooner purchases come by its goal, as a share of all at the pace that they have.
    fn pace_in(&mut self, slot: u32, program: &Program) -> f64 {
        let member = self.program.member(slot, program.place);
        let profile = self.profile(slot);
        let rate = self.customers[slot].rate;
        let moved = program.currency.as_ref().is_none_or(|currency| program.in_reach(currency, member, rate, profile));
        let (live, rewarded) = (member.live(self.now), member.rewarded);
        let pace = if moved { program.pace(live, rewarded) } else { 1.0 };
        let pace = match &profile.purchase {
            // A discount is a lower price, and acts as one.
            Some(p) if program.discount > 0.0 => {
                pace * num::pow(1.0 - program.discount, -p.elasticity * profile.price_sensitivity)
            }
            _ => pace,
        };
        if moved {
            self.program.member_mut(slot, program.place).hurry = (1.0 - 1.0 / program.gradient(live)).max(0.0);
        }
        pace
    }

    /// Adds what programs hold a customer by to the joint support.
    ///
    /// # Definition
    /// Mode "quantity": `kappa = kmax (1 - exp(-V/v0))`, `V` the known value at stake: units at what they cost the
    /// firm; `v0` a mean basket. Mode "social": `kappa = kmax`. Both together, and several programs, hold as supports do:
    /// `1 - (1-k)(1-k')`.
    pub(crate) fn held_by_program(&self, slot: u32, support: f64) -> f64 {
        if !S::EVERYTHING {
            return support;
        }
        self.model.programs.iter().fold(support, |support, program| self.held_in(slot, program, support))
    }

    fn held_in(&self, slot: u32, program: &Program, support: f64) -> f64 {
        let member = self.program.member(slot, program.place);
        if !member.belongs(program) || program.hold <= 0.0 {
            return support;
        }
        let held = |support: f64, kappa: f64| 1.0 - (1.0 - support) * (1.0 - kappa);
        let support = if program.social.is_some() { held(support, program.hold) } else { support };
        let Some(currency) = program.currency.as_ref().filter(|_| program.quantity) else { return support };
        let profile = self.profile(slot);
        let basket = usual_basket(profile);
        let value = member.live(self.now) as f64 * currency.unit_cost;
        if value <= 0.0 || basket <= 0.0 || !program.in_reach(currency, member, self.rate_in(slot, program), profile) {
            return support;
        }
        held(support, program.hold * -num::exp_m1(-value / basket))
    }

    /// Follows the pace of a customer whose rate has changed to `now` times that of the last look, and was `mean` times that on the way.
    pub(crate) fn hurry_on(&mut self, slot: u32, mean: f64, now: f64) {
        for place in self.program.places() {
            let hurry = self.program.member(slot, place).hurry * now;
            self.count_pulled_forward(slot, place, self.now, mean);
            self.program.member_mut(slot, place).hurry = hurry;
        }
    }

    /// Counts the purchases that the pull of a goal has brought forward since the pace was last set, at `mean` times that pace.
    pub(super) fn count_pulled_forward(&mut self, slot: u32, place: usize, until: SimTime, mean: f64) {
        let warm_up = self.model.warm_up;
        let m = self.program.member_mut(slot, place);
        let from = m.hurries_since.max(warm_up).min(until);
        let moved = m.hurry * mean * until.since(from).days();
        (m.hurry, m.hurries_since) = (0.0, until);
        if moved > 0.0 {
            self.obs.programs[place].pulled_forward.post(moved);
        }
    }
}
