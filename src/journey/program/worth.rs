//! How much of what a member holds will be claimed before it is gone.

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

/// Chance that of a Poisson number of purchases of this mean, one from the `n`th on is a success of probability `p`.
///
/// # Definition
/// `T(n, m) - (1-p)^(1-n) exp(-m p) T(n, m (1-p))`, `T` the chance of `n` or more: those `n` or more are there, less those among whom
/// every one from the `n`th on fails.
fn succeeds(n: f64, mean: f64, p: f64) -> f64 {
    let there = reaches(n, mean);
    if p >= 1.0 || there == 0.0 {
        return there;
    }
    if p <= 0.0 {
        return 0.0;
    }
    // Far beyond the goal the chance that every try fails is below e^-40.
    if (mean - n) * p > 60.0 {
        return there;
    }
    let failing = num::exp((1.0 - n) * num::ln(1.0 - p) - mean * p) * num::incomplete_gamma(n, mean * (1.0 - p)).0;
    // Beyond what a number holds the product is nothing times infinity; there it is the tail that decides.
    if failing.is_finite() { (there - failing).clamp(0.0, 1.0) } else { there }
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

    /// Units that are expected to be claimed.
    ///
    /// # Definition
    /// Sum over lots of units times the chance that the goal which they go towards is filled, and redeemed, before they are gone, by
    /// purchases at the own rate, a Poisson process, each of a usual basket. A goal that takes longer than `reach` is given up. Of
    /// the ways to that goal, those are looked at in which all lots that are older than some lot have gone. Never more than 1 less the
    /// breakage: that is what is not redeemed for whatever reason, expiry included, and is not taken twice.
    pub(super) fn worth(&self, currency: &Currency, account: &Account, pace: Pace, now: SimTime) -> f64 {
        let goal = currency.goal as f64;
        let total = account.balance() as f64;
        let chance = |left: SimTime, missing: f64, rewards: f64| {
            let days = left.min(self.reach).days();
            let missing = missing - pace.elsewhere * days;
            let purchases = if missing <= 0.0 { 1.0 } else { (missing / pace.units - 1e-9).ceil() };
            if purchases.is_finite() {
                succeeds(purchases.max(rewards), pace.rate * days, currency.redeem_prob)
            } else {
                0.0
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
            worth += units * claimed.min(1.0 - self.breakage);
            before += units;
        }
        worth
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same chance, summed by hand.
    fn by_hand(n: u32, mean: f64, p: f64) -> f64 {
        let (mut term, mut sum) = (num::exp(-mean), 0.0);
        for k in 0..400 {
            if k >= n {
                let tries = f64::from(k - n + 1);
                sum += term * (1.0 - num::pow(1.0 - p, tries));
            }
            term *= mean / f64::from(k + 1);
        }
        sum
    }

    #[test]
    fn the_chance_to_fill_a_goal_in_time_is_that_of_its_sum() {
        for (n, mean) in [(1, 0.4), (3, 2.0), (4, 5.1), (20, 15.0), (2, 109.0)] {
            for p in [0.2, 0.5, 0.95, 1.0] {
                let (got, wanted) = (succeeds(f64::from(n), mean, p), by_hand(n, mean, p));
                assert!((got - wanted).abs() < 1e-8, "{n} {mean} {p}: {got} {wanted}");
            }
        }
        assert_eq!(succeeds(1.0, 0.0, 1.0), 0.0, "who never buys claims nothing");
        assert_eq!(succeeds(5e6, 1000.0, 1.0), 0.0);
    }
}
