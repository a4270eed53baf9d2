//! Quantiles of independent values, with intervals from order statistics.

use super::mean::Interval;
use crate::num::incomplete_beta;

/// A quantile with a distribution-free confidence interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QuantileInterval {
    /// Sample quantile, interpolated between order statistics.
    pub value: f64,
    /// Interval between two order statistics.
    pub interval: Interval,
    /// Ranks of the two ends, counted from 1.
    pub ranks: (u64, u64),
    /// Exact probability that the interval covers; at least the level asked for.
    pub coverage: f64,
}

/// Returns the probability that at most `k` of `n` fall below the `p` quantile.
fn binomial_cdf(k: u64, n: u64, p: f64) -> f64 {
    if k >= n {
        return 1.0;
    }
    incomplete_beta((n - k) as f64, (k + 1) as f64, 1.0 - p, p).0
}

/// Estimates the `p` quantile of independent values, given in increasing order.
///
/// # Definition
///
/// Interval `[X(l), X(u)]` with `P(l <= Bin(n, p) <= u - 1) >= level` (David and Nagaraja 2003, section 7.1):
/// the largest `l` with at most half the risk below, the smallest `u` with at most half above.
/// The estimate is `X(h)` at `h = (n + 1) p`, linear between ranks (Weibull 1939).
/// `None`, not estimable, when there are too few values for the ranks.
///
/// # Panics
///
/// If `p` or `level` is not between 0 and 1, or the values are not in order.
#[must_use]
pub fn quantile_interval(sorted: &[f64], p: f64, level: f64) -> Option<QuantileInterval> {
    assert!(p > 0.0 && p < 1.0, "a quantile lies between 0 and 1");
    assert!(level > 0.0 && level < 1.0, "a level lies between 0 and 1");
    assert!(
        sorted.is_sorted(),
        "order statistics need values in order, without NaN"
    );
    let n = sorted.len() as u64;
    let half_risk = 0.5 * (1.0 - level);
    // Bisection on the binomial distribution function, which increases with the rank.
    let first_rank_where = |reached: &dyn Fn(u64) -> bool| {
        let (mut low, mut high) = (0, n + 1);
        while low < high {
            let middle = (low + high) / 2;
            if reached(middle) {
                high = middle
            } else {
                low = middle + 1
            }
        }
        low
    };
    // P(Bin < l) <= half the risk; the ranks that fail it start right after the one wanted.
    let lower = first_rank_where(&|rank| rank > 0 && binomial_cdf(rank - 1, n, p) > half_risk) - 1;
    // P(Bin >= u) <= half the risk.
    let upper =
        first_rank_where(&|rank| rank > 0 && 1.0 - binomial_cdf(rank - 1, n, p) <= half_risk);
    if n == 0 || lower < 1 || upper > n {
        return None;
    }
    let at = |rank: u64| sorted[(rank - 1) as usize];
    let position = ((n + 1) as f64 * p).clamp(1.0, n as f64);
    let rank = position.floor() as u64;
    let share = position - rank as f64;
    let value = if rank < n {
        at(rank) + share * (at(rank + 1) - at(rank))
    } else {
        at(n)
    };
    Some(QuantileInterval {
        value,
        interval: Interval {
            low: at(lower),
            high: at(upper),
        },
        ranks: (lower, upper),
        coverage: binomial_cdf(upper - 1, n, p) - binomial_cdf(lower - 1, n, p),
    })
}
