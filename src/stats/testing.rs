//! Shared pieces of the statistical tests: keyed draws, and coverage counted over many intervals.

use super::{Interval, Summary};
use crate::num::sqrt;
use crate::random::{Key, ReplicationKey};

/// Intervals per coverage test: three standard errors of a 95 % coverage are 1.5 points.
pub(super) const INTERVALS: u64 = 2000;

/// Returns the key of one experiment and one observation unit in it.
pub(super) fn key(seed: u64, experiment: u64, unit: u64) -> Key {
    ReplicationKey::new(seed, experiment).customer(unit)
}

/// Counts how many of [`INTERVALS`] experiments give an interval that holds `truth`.
pub(super) fn coverage(truth: f64, interval: impl Fn(u64) -> Interval) -> f64 {
    (0..INTERVALS).filter(|&experiment| interval(experiment).contains(truth)).count() as f64 / INTERVALS as f64
}

/// The band of three standard errors around 95 %: false alarm for 1 seed in 370 where theory is exact.
pub(super) fn in_band(coverage: f64) -> bool {
    (0.935..=0.965).contains(&coverage)
}

/// Returns an interval that treats everybody as independent: the trap, not the tool.
pub(super) fn naive_interval(p: f64, n: f64) -> Interval {
    let half = 1.96 * sqrt(p * (1.0 - p) / n);
    Interval { low: p - half, high: p + half }
}

/// Tells whether two summaries agree to rounding.
pub(super) fn agrees(summary: &Summary, n: u64, mean: f64, sd: f64, half_width: f64) -> bool {
    let close = |a, b| crate::num::close(a, b, 1e-10, 0.0);
    summary.n == n && close(summary.mean, mean) && close(summary.sd, sd) && close(summary.half_width, half_width)
}
