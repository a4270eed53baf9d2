//! How much of what a member holds comes in reach of a reward before it is gone.

use super::account::Account;
use super::behaviour::usual_basket;
use super::{Currency, Earning, Program};
use crate::journey::model::Profile;
use crate::num;
use crate::units::SimTime;

/// How fast a member earns.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    /// Purchases [1/d].
    rate: f64,
    /// Units of one purchase.
    units: f64,
    /// Units of partners [1/d].
    elsewhere: f64,
}

/// Chance that a Poisson number of this mean is `n` or more; `n` at least 1.
fn reaches(n: f64, mean: f64) -> f64 {
    // Six standard deviations away nothing is open any more.
    let margin = 6.0 * num::sqrt(mean.max(n)) + 6.0;
    match () {
        () if mean > n + margin => 1.0,
        () if mean < n - margin => 0.0,
        () => num::incomplete_gamma(n, mean).0,
    }
}

impl Program {
    pub(super) fn earning_pace(&self, currency: &Currency, tier: u8, rate: f64, profile: &Profile) -> Pace {
        match currency.earning {
            Earning::PerPurchase => Pace { rate, units: 1.0, elsewhere: 0.0 },
            Earning::PerSpend(per_spend) => {
                let units = usual_basket(profile) * per_spend * self.multiplier(tier);
                Pace { rate, units, elsewhere: self.earns_per_day(currency, tier, 0.0, 0.0) }
            }
        }
    }

    /// Units that are, or are expected to come, in reach of a reward.
    ///
    /// # Definition
    /// Sum over lots of units times the chance that the goal which they go towards is filled before they are gone, by
    /// purchases at the own rate, a Poisson process, each of a usual basket. A goal that takes longer than `reach` is given up. Of
    /// the ways to that goal, those are looked at in which all lots that are older than some lot have gone. What is in reach already
    /// counts whole: `breakage` says how much of it is never claimed.
    pub(super) fn worth(&self, currency: &Currency, account: &Account, pace: Pace, now: SimTime) -> f64 {
        let goal = currency.goal as f64;
        let total = account.balance() as f64;
        let chance = |left: SimTime, missing: f64, rewards: f64| {
            let days = left.min(self.reach).days();
            let missing = missing - pace.elsewhere * days;
            // A purchase gives one reward: of several, all but the first wait for one more purchase each.
            let purchases = (missing / pace.units - 1e-9).ceil().max(rewards - 1.0);
            match () {
                () if purchases <= 0.0 => 1.0,
                () if purchases.is_finite() => reaches(purchases, pace.rate * days),
                () => 0.0,
            }
        };
        let (mut worth, mut before, mut first, mut oldest) = (0.0, 0.0, 0.0_f64, SimTime::ZERO);
        for lot in account.lots() {
            let (units, left) = (lot.units as f64, lot.expires.since(now));
            if before == 0.0 {
                oldest = left;
            }
            // The goal to which the lot belongs if all older ones are gone, and if none is.
            let alone = (units / goal).ceil();
            first = first.max(chance(left, alone * goal - (total - before), alone));
            let among = ((before + units) / goal).ceil();
            let claimed = if among > alone { first.max(chance(oldest, among * goal - total, among)) } else { first };
            worth += units * claimed;
            before += units;
        }
        worth
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same chance, summed by hand.
    fn by_hand(n: u32, mean: f64) -> f64 {
        let (mut term, mut sum) = (num::exp(-mean), 0.0);
        for k in 0..400 {
            if k >= n {
                sum += term;
            }
            term *= mean / f64::from(k + 1);
        }
        sum
    }

    #[test]
    fn the_chance_to_fill_a_goal_in_time_is_that_of_its_sum() {
        for (n, mean) in [(1, 0.4), (3, 2.0), (4, 5.1), (20, 15.0), (2, 109.0)] {
            let (got, wanted) = (reaches(f64::from(n), mean), by_hand(n, mean));
            assert!((got - wanted).abs() < 1e-8, "{n} {mean}: {got} {wanted}");
        }
        assert_eq!(reaches(1.0, 0.0), 0.0, "who never buys claims nothing");
        assert_eq!(reaches(5e6, 1000.0), 0.0);
    }
}
