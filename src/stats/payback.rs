//! When an investment has paid for itself, and what it returns.

use super::mean::{Interval, Summary, wilson_interval};
use super::quantile::quantile_interval;
use super::ratio::ratio_interval;

/// The median payback time over replications, some of which may not pay back within the horizon.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Payback {
    /// Number of replications.
    pub n: u64,
    /// Replications that pay back within the horizon.
    pub paid_back: u64,
    /// Wilson interval of the probability to pay back within the horizon.
    pub chance: Interval,
    /// Median payback time \[the unit of the times\]; `None` when it lies beyond the horizon.
    pub median: Option<f64>,
    /// Interval of the median; `None` when there are too few replications for one.
    pub interval: Option<PaybackInterval>,
}

/// An interval of payback times whose ends may lie beyond the horizon.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PaybackInterval {
    /// Lower end; `None` when even this lies beyond the horizon.
    pub low: Option<f64>,
    /// Upper end; `None` when it lies beyond the horizon: "not before `low`".
    pub high: Option<f64>,
    /// Exact probability that the interval covers; at least the level asked for.
    pub coverage: f64,
}

/// Returns when a curve of cumulative discounted cash makes up for `cost` for good.
///
/// `gained[i]` is the cash gained by `times[i]` over the world without the investment, `cost` what was paid at the
/// start, on the same day's money. Running costs belong in the curve.
///
/// # Definition
///
/// The earliest time from which `gained - cost` stays at zero or above up to the last report point, linear between
/// points: a curve that dips below again has not paid back yet. When the curve is never below, the time up to which nothing had been gained
/// or lost: what has not begun has paid nothing back. `None` when it ends below, and without any point.
///
/// # Panics
///
/// If the two differ in length, the times do not increase, or a number is NaN.
///
/// # Examples
///
/// ```
/// use journeysim::stats::payback_time;
///
/// assert_eq!(payback_time(&[0.0, 1.0, 2.0], &[0.0, 60.0, 140.0], 100.0), Some(1.5));
/// assert_eq!(payback_time(&[0.0, 1.0, 2.0], &[0.0, 60.0, 90.0], 100.0), None);
/// ```
#[must_use]
pub fn payback_time(times: &[f64], gained: &[f64], cost: f64) -> Option<f64> {
    assert_eq!(times.len(), gained.len(), "every report point has a time");
    assert!(times.is_sorted_by(|a, b| a < b), "times of report points increase");
    let balance: Vec<f64> = gained.iter().map(|gained| gained - cost).collect();
    assert!(balance.iter().all(|b| !b.is_nan()), "cash is a number");
    let Some(last_below) = balance.iter().rposition(|&b| b < 0.0) else {
        let begins = balance.iter().position(|&b| b > 0.0).map_or(0, |first| first.saturating_sub(1));
        return times.get(begins).copied();
    };
    let (below, above) = (balance[last_below], *balance.get(last_below + 1)?);
    let (start, end) = (times[last_below], times[last_below + 1]);
    // The share of the way is at most one, also after rounding: `above` is zero or more.
    Some(start + (end - start) * (below / (below - above)))
}

/// Estimates the median payback time from one [`payback_time`] per replication.
///
/// # Definition
///
/// A replication that does not pay back within the horizon is censored there: it counts as later than all that do,
/// by an unknown time. All are watched for the same span, so the ranks of the order statistics stay exact, and the
/// interval is the one of [`quantile_interval`] for the median; an end whose order statistic is censored lies beyond
/// the horizon. Leaving the censored out instead would shorten every answer.
///
/// The median of payback times is not the payback time of the mean curve: give the latter as the plan's break-even
/// date, this one as what a single future may bring.
///
/// # Panics
///
/// If a time is NaN, or `level` is not between 0 and 1.
#[must_use]
pub fn payback_interval(times: &[Option<f64>], level: f64) -> Payback {
    let mut paid: Vec<f64> = times.iter().flatten().copied().collect();
    assert!(paid.iter().all(|time| !time.is_nan()), "a payback time is a number");
    paid.sort_by(f64::total_cmp);
    let n = times.len();
    // Only the ranks are wanted, so any values in order will do for the censored.
    let ranks: Vec<f64> = (1..=n).map(|rank| rank as f64).collect();
    let at = |rank: u64| paid.get(rank as usize - 1).copied();
    let interval = quantile_interval(&ranks, 0.5, level).map(|found| PaybackInterval {
        low: at(found.ranks.0),
        high: at(found.ranks.1),
        coverage: found.coverage,
    });
    let median = match n {
        0 => None,
        n if n % 2 == 1 => at(n as u64 / 2 + 1),
        n => at(n as u64 / 2).zip(at(n as u64 / 2 + 1)).map(|(a, b)| 0.5 * (a + b)),
    };
    let (n, paid_back) = (n as u64, paid.len() as u64);
    Payback { n, paid_back, chance: wilson_interval(paid_back, n, level), median, interval }
}

/// Estimates the return on investment from one gain and one cost per replication, both discounted.
///
/// # Definition
///
/// `sum (gain - cost) / sum cost`, a ratio of means with the delta-method interval of [`ratio_interval`]; 0.2 says
/// that each unit spent comes back with a fifth more. Infinite, or NaN without
/// a gain, when the total cost is zero. The mean of ratios would give
/// the replications in which little was spent too much weight.
///
/// # Panics
///
/// If the two differ in length, or `level` is not between 0 and 1.
#[must_use]
pub fn return_on_investment(gain: &[f64], cost: &[f64], level: f64) -> Summary {
    assert_eq!(gain.len(), cost.len(), "every replication has a gain and a cost");
    let net: Vec<f64> = gain.iter().zip(cost).map(|(gain, cost)| gain - cost).collect();
    ratio_interval(&net, cost, level)
}

#[cfg(test)]
#[path = "payback_tests.rs"]
mod tests;
