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
    assert!(sorted.is_sorted(), "order statistics need values in order, without NaN");
    let n = sorted.len() as u64;
    let half_risk = 0.5 * (1.0 - level);
    // Bisection on the binomial distribution function, which increases with the rank.
    let first_rank_where = |reached: &dyn Fn(u64) -> bool| {
        let (mut low, mut high) = (0, n + 1);
        while low < high {
            let middle = (low + high) / 2;
            if reached(middle) { high = middle } else { low = middle + 1 }
        }
        low
    };
    // P(Bin < l) <= half the risk; the ranks that fail it start right after the one wanted.
    let lower = first_rank_where(&|rank| rank > 0 && binomial_cdf(rank - 1, n, p) > half_risk) - 1;
    // P(Bin >= u) <= half the risk.
    let upper = first_rank_where(&|rank| rank > 0 && 1.0 - binomial_cdf(rank - 1, n, p) <= half_risk);
    if n == 0 || lower < 1 || upper > n {
        return None;
    }
    let at = |rank: u64| sorted[(rank - 1) as usize];
    Some(QuantileInterval {
        value: between_ranks(sorted, p),
        interval: Interval { low: at(lower), high: at(upper) },
        ranks: (lower, upper),
        coverage: binomial_cdf(upper - 1, n, p) - binomial_cdf(lower - 1, n, p),
    })
}

/// `X(h)` at `h = (n + 1) p`, linear between ranks, at the ends where the rank lies beyond them (Weibull 1939).
fn between_ranks(sorted: &[f64], p: f64) -> f64 {
    let n = sorted.len();
    let position = ((n + 1) as f64 * p).clamp(1.0, n as f64);
    let (rank, share) = (position.floor() as usize, position.fract());
    let below = sorted[rank - 1];
    sorted.get(rank).map_or(below, |above| below + share * (above - below))
}

/// Estimates the quantiles at `levels` of independent values in any order: the spread of single futures, not of their mean.
///
/// # Definition
///
/// As in [`quantile_interval`], without an interval. `None` where a level asks for a rank below the first or beyond the last of the
/// values: 5 and 95 % take 19 of them.
///
/// # Panics
///
/// If a value is NaN, or a level not between 0 and 1.
///
/// # Examples
///
/// ```
/// use journeysim::stats::sample_quantiles;
///
/// let values: Vec<f64> = (1..=19).map(f64::from).collect();
/// assert_eq!(sample_quantiles(&values, [0.05, 0.5, 0.95]), Some([1.0, 10.0, 19.0]));
/// assert_eq!(sample_quantiles(&values[..18], [0.05]), None);
/// ```
#[must_use]
pub fn sample_quantiles<const N: usize>(values: &[f64], levels: [f64; N]) -> Option<[f64; N]> {
    assert!(levels.iter().all(|p| *p > 0.0 && *p < 1.0), "a quantile lies between 0 and 1");
    let n = values.len() as f64;
    // A hair of room for (n + 1) p that is whole but for rounding.
    let estimable = |p: &f64| (n + 1.0) * p > 1.0 - 1e-9 && (n + 1.0) * p < n + 1e-9;
    if !levels.iter().all(estimable) {
        return None;
    }
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    assert!(sorted.is_sorted(), "order statistics need values without NaN");
    Some(levels.map(|p| between_ranks(&sorted, p)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::{close, whole_power};
    use crate::stats::testing::{INTERVALS, key};

    fn sorted(mut values: Vec<f64>) -> Vec<f64> {
        values.sort_by(f64::total_cmp);
        values
    }

    #[test]
    fn ranks_and_coverage_are_exact() {
        let values: Vec<f64> = (1..=200).map(f64::from).collect();
        let p90 = quantile_interval(&values, 0.9, 0.95).expect("estimable");
        assert_eq!(p90.ranks, (171, 189));
        assert!(close(p90.coverage, 0.966_883_900_897_93, 1e-10, 0.0), "{}", p90.coverage);
        assert_eq!((p90.interval.low, p90.interval.high), (171.0, 189.0));
        assert!(close(p90.value, 180.9, 1e-12, 0.0));
    }

    /// True coverage 96.69 %: three standard errors are 1.2 points, false alarm for 1 seed in 370.
    #[test]
    fn the_p90_of_skewed_values_is_covered() {
        let truth = crate::num::exp(1.281_551_565_544_600_5);
        let covered = (0..INTERVALS)
            .filter(|&experiment| {
                let key = key(51, experiment, 0);
                let values = sorted((0..200).map(|i| crate::num::exp(key.normal(1, i))).collect());
                quantile_interval(&values, 0.9, 0.95).expect("estimable").interval.contains(truth)
            })
            .count() as f64
            / INTERVALS as f64;
        assert!((0.955..=0.979).contains(&covered), "{covered}");
    }

    #[test]
    fn too_few_values_are_not_estimable() {
        let values: Vec<f64> = (0..20).map(f64::from).collect();
        assert_eq!(quantile_interval(&values, 0.9, 0.95), None);
        assert!(quantile_interval(&values, 0.5, 0.95).is_some());
        assert_eq!(quantile_interval(&[], 0.5, 0.95), None);
        // The smallest n for which the extremes cover the median: 1 - 2 / 2^6 = 0.969.
        assert_eq!(quantile_interval(&values[..5], 0.5, 0.95), None);
        assert_eq!(quantile_interval(&values[..6], 0.5, 0.95).map(|q| q.ranks), Some((1, 6)));
    }

    /// Brute force over every rank, small samples.
    #[test]
    fn ranks_match_a_direct_sum_of_binomials() {
        for n in 1..60u64 {
            let values: Vec<f64> = (1..=n).map(|v| v as f64).collect();
            for p in [0.1, 0.25, 0.5, 0.9] {
                let mut probability = whole_power(1.0 - p, n as u32);
                let mut cumulative = vec![probability];
                for k in 1..=n {
                    probability *= (n - k + 1) as f64 / k as f64 * p / (1.0 - p);
                    cumulative.push(cumulative[k as usize - 1] + probability);
                }
                let lower = (1..=n).filter(|&l| cumulative[l as usize - 1] <= 0.025).max();
                let upper = (1..=n).find(|&u| 1.0 - cumulative[u as usize - 1] <= 0.025);
                let ranks = lower.zip(upper);
                assert_eq!(quantile_interval(&values, p, 0.95).map(|q| q.ranks), ranks, "{n} {p}");
            }
        }
    }
}
