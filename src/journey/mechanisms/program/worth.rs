//! How much of what a member holds comes in reach of a reward before it is gone.

use super::account::Account;
use super::behaviour::usual_basket;
use super::spec::{Currency, Earning, Program};
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

impl Pace {
    /// Chance that purchases bring the units that are missing to a goal within some days. A purchase gives one reward: goals that are full before
    /// this one take as many purchases.
    fn fills(self, missing: f64, full: u64, days: f64) -> f64 {
        let wanted = if missing > 0.0 { (missing / self.units - 1e-9).ceil() } else { 0.0 };
        match wanted.max(full as f64) {
            n if n <= 0.0 => 1.0,
            n if n.is_finite() => reaches(n, self.rate * days),
            _ => 0.0,
        }
    }
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
    /// What is held fills one goal after the other, first to expire first. Sum over units times the chance that their goal is filled
    /// before they are gone, by purchases at the own rate, a Poisson process, each of a usual basket. A goal that takes longer than
    /// `reach` is given up. Of the ways to a goal, those are looked at in which all lots that are older than one of its lots have been
    /// used or have gone. What is in reach already counts whole: `breakage` says how much of it is never claimed.
    pub(super) fn worth(&self, currency: &Currency, account: &Account, pace: Pace, now: SimTime) -> f64 {
        let (goal, total) = (currency.goal, account.balance());
        let (mut worth, mut before, mut full, mut best) = (0.0, 0, 0, 0.0_f64);
        for lot in account.lots() {
            let days = lot.expires.since(now).min(self.reach).days();
            let mut rest = lot.units;
            while rest > 0 {
                if before / goal > full {
                    (full, best) = (before / goal, 0.0);
                }
                let missing = goal as f64 - (total - before) as f64 - pace.elsewhere * days;
                best = best.max(pace.fills(missing, full, days));
                // Where one goal is out of reach, those after it are.
                let units = if best > 0.0 { rest.min((full + 1) * goal - before) } else { rest };
                worth += units as f64 * best;
                (before, rest) = (before + units, rest - units);
            }
        }
        worth
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::mechanisms::program::account::Lot;

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

    fn held(lots: &[(u64, f64)]) -> Account {
        let mut account = Account::default();
        for &(units, days) in lots {
            account.add(Lot::new(units, SimTime::ZERO, SimTime::from_days(days), SimTime::ZERO));
        }
        account
    }

    /// A goal of 100, a purchase in ten days; chances by the sum of a Poisson law, by hand.
    #[test]
    fn each_goal_has_its_own_chance_and_a_full_one_takes_a_purchase() {
        let mut program = crate::journey::mechanisms::program::tests::card(100, 0, 0.0);
        let Some(currency) = program.currency.take() else { panic!("a card") };
        program.reach = SimTime::from_days(200.0);
        let near = |lots: &[(u64, f64)], units: f64, wanted: f64| {
            let pace = Pace { rate: 0.1, units, elsewhere: 0.0 };
            let got = program.worth(&currency, &held(lots), pace, SimTime::ZERO);
            assert!((got - wanted).abs() < 1e-3, "{lots:?}: {got} is not {wanted}");
        };
        // Of two purchases in the mean: one or more .864665, two .593994, three .323324.
        near(&[(50, 20.0), (50, 20.0), (50, 20.0), (50, 20.0), (50, 20.0), (50, 20.0), (50, 20.0)], 50.0, 262.032);
        near(&[(250, 20.0)], 50.0, 216.166);
        near(&[(250, 20.0)], 10.0, 186.467 + 50.0 * 0.052_653);
        // Ten points are missing for five days, 70 for as long as the later lot lives: at most .393469 and .142877, or .848796.
        near(&[(60, 5.0), (30, 20.0)], 20.0, 90.0 * 0.393_469);
        near(&[(60, 5.0), (30, 60.0)], 20.0, 60.0 * 0.393_469 + 30.0 * 0.848_796);
        // A goal in reach counts whole, and the rest waits for its own.
        near(&[(100, 0.5), (1, 10.0)], 99.0, 100.0 + 0.632_121);
        near(&[(1_000_000, 1e9)], 0.0, 100.0 * (1.0 + 20.0));
    }
}
