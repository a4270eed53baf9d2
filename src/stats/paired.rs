//! Comparing two worlds on the same streams.

use super::mean::{Summary, mean_interval};
use crate::num::{sqrt, student_t_cdf};

/// A paired difference over replications.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Paired {
    /// Mean difference, second world minus first.
    pub difference: Summary,
    /// Variance of two independent samples over that of the differences; the gain from common random numbers.
    ///
    /// Infinite when the difference never varies but the worlds do; 1 when nothing varies.
    pub variance_ratio: f64,
    /// Confidence that the true difference is above zero: the t distribution function at mean over standard error.
    ///
    /// 0.5 when all differences are zero; NaN below two replications.
    pub p_better: f64,
}

/// Compares `y` with `x`, one number per replication each, replication by replication.
///
/// # Definition
///
/// Paired t on `D = y - x`; variance ratio `(s_x^2 + s_y^2) / s_D^2` (Law 2015, sections 10.2 and 11.2).
///
/// # Panics
///
/// If the two differ in length.
#[must_use]
pub fn paired_difference(x: &[f64], y: &[f64], level: f64) -> Paired {
    assert_eq!(x.len(), y.len(), "paired worlds have the same replications");
    let differences: Vec<f64> = x.iter().zip(y).map(|(x, y)| y - x).collect();
    let difference = mean_interval(&differences, level);
    let (sd_x, sd_y) = (mean_interval(x, level).sd, mean_interval(y, level).sd);
    let apart = sd_x * sd_x + sd_y * sd_y;
    let together = difference.sd * difference.sd;
    let variance_ratio = if apart == 0.0 && together == 0.0 { 1.0 } else { apart / together };
    Paired { difference, variance_ratio, p_better: p_better(&difference) }
}

fn p_better(difference: &Summary) -> f64 {
    if difference.n < 2 {
        return f64::NAN;
    }
    if difference.sd == 0.0 {
        return match difference.mean {
            mean if mean > 0.0 => 1.0,
            mean if mean < 0.0 => 0.0,
            _ => 0.5,
        };
    }
    let n = difference.n as f64;
    student_t_cdf(difference.mean * sqrt(n) / difference.sd, n - 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::close;
    use crate::random::LawSpec;
    use crate::random::{Key, Law};
    use crate::stats::testing::{INTERVALS, agrees, coverage, in_band, key};

    #[test]
    fn agrees_with_a_reference_to_ten_digits() {
        // Thirty-digit arithmetic.
        let x = [12.1, 9.7, 14.2, 11.0, 10.4, 13.3, 8.9, 12.8];
        let y = [12.9, 10.1, 14.0, 12.2, 11.5, 13.9, 9.9, 13.1];
        let paired = paired_difference(&x, &y, 0.95);
        assert!(agrees(&paired.difference, 8, 0.65, 0.472_077_475_481_665_9, 0.394_666_646_132_809_94));
        assert!(close(paired.variance_ratio, 26.692_307_692_307_69, 1e-10, 0.0));
        assert!(close(paired.p_better, 0.997_029_358_041_773_8, 1e-10, 0.0));
    }

    /// Total spend of 50 customers; a second touchpoint draws only when it exists.
    fn spend(basket: &Law, replication: u64, uplift: f64, unused_touchpoint: bool) -> f64 {
        let customer = |key: Key| {
            let unused = if unused_touchpoint { basket.draw(&key, 2, 0) } else { 0.0 };
            assert!(unused >= 0.0);
            basket.draw(&key, 1, 0) + uplift + 0.1 * key.normal(3, 0) * uplift
        };
        (0..50).map(|c| customer(key(31, replication, c))).sum()
    }

    #[test]
    fn identical_worlds_differ_by_exactly_zero() {
        let basket = Law::compile(&LawSpec::lognormal(10.0, 0.5), 0).expect("a valid law");
        let world = |uplift, unused| (0..20).map(|r| spend(&basket, r, uplift, unused)).collect::<Vec<_>>();
        let baseline = world(0.0, false);
        let same = paired_difference(&baseline, &world(0.0, false), 0.95);
        assert_eq!((same.difference.mean, same.difference.half_width, same.p_better), (0.0, 0.0, 0.5));
        assert_eq!(same.variance_ratio, f64::INFINITY);
        let unused = paired_difference(&baseline, &world(0.0, true), 0.95);
        assert_eq!((unused.difference.mean, unused.difference.half_width), (0.0, 0.0));
        let better = paired_difference(&baseline, &world(0.2, false), 0.95);
        assert!(better.variance_ratio > 100.0 && better.p_better > 0.999);
    }

    /// Pairs of correlation 0.9, ten replications, true difference 0.3.
    fn worlds(experiment: u64) -> (Vec<f64>, Vec<f64>) {
        let key = key(32, experiment, 0);
        (0..10)
            .map(|r| {
                let common = key.normal(1, r);
                (common, common + 0.3 + 0.33 * key.normal(2, r))
            })
            .unzip()
    }

    #[test]
    fn paired_differences_are_covered() {
        let covered = coverage(0.3, |experiment| {
            let (x, y) = worlds(experiment);
            paired_difference(&x, &y, 0.95).difference.interval()
        });
        assert!(in_band(covered), "{covered}");
    }

    /// The trap: intervals for independent samples cover nearly always and hardly ever find the difference.
    /// The gaps are tens of standard errors wide.
    #[test]
    fn ignoring_the_pairs_loses_the_power() {
        let (mut paired_finds, mut unpaired_finds, mut unpaired_covers) = (0, 0, 0);
        for experiment in 0..INTERVALS {
            let (x, y) = worlds(experiment);
            let paired = paired_difference(&x, &y, 0.95).difference;
            let (a, b) = (mean_interval(&x, 0.95), mean_interval(&y, 0.95));
            let half = 2.1 * sqrt((a.sd * a.sd + b.sd * b.sd) / 10.0);
            let difference = b.mean - a.mean;
            paired_finds += u64::from(paired.mean.abs() > paired.half_width);
            unpaired_finds += u64::from(difference.abs() > half);
            unpaired_covers += u64::from((difference - 0.3).abs() < half);
        }
        assert!(paired_finds > INTERVALS / 2, "{paired_finds}");
        assert!(unpaired_finds < INTERVALS / 50, "{unpaired_finds}");
        assert!(unpaired_covers > INTERVALS * 99 / 100, "{unpaired_covers}");
    }

    #[test]
    fn degenerate_comparisons_are_named() {
        assert_eq!(paired_difference(&[1.0, 1.0], &[1.0, 1.0], 0.95).variance_ratio, 1.0);
        assert_eq!(paired_difference(&[1.0, 1.0], &[2.0, 2.0], 0.95).p_better, 1.0);
        assert_eq!(paired_difference(&[1.0, 1.0], &[0.0, 0.0], 0.95).p_better, 0.0);
        assert!(paired_difference(&[1.0], &[2.0], 0.95).p_better.is_nan());
    }
}
