//! Paired comparisons: reference values, coverage, exact zeros, and what ignoring the pairs costs.

use super::*;
use crate::laws::Law;
use crate::laws::LawSpec;
use crate::num::{EXACT, close};
use crate::random::Key;
use crate::stats::testing::{INTERVALS, agrees, coverage, in_band, key};

#[test]
fn agrees_with_a_reference_to_ten_digits() {
    // Thirty-digit arithmetic.
    let x = [12.1, 9.7, 14.2, 11.0, 10.4, 13.3, 8.9, 12.8];
    let y = [12.9, 10.1, 14.0, 12.2, 11.5, 13.9, 9.9, 13.1];
    let paired = paired_difference(&x, &y, 0.95, Better::Higher);
    assert!(agrees(&paired.difference, 8, 0.65, 0.472_077_475_481_665_9, 0.394_666_646_132_809_94));
    assert!(paired.variance_ratio.is_some_and(|ratio| close(ratio, 26.692_307_692_307_69, 1e-10, 0.0)));
    assert!(close(paired.p_better, 0.997_029_358_041_773_8, 1e-10, 0.0));
    assert!(close(paired.p_value, 2.0 * (1.0 - 0.997_029_358_041_773_8), 1e-10, 0.0));
    assert_eq!(paired.share_better, 0.875);
    // The 99.5 % quantile of t with 7 degrees of freedom: the interval of one in a family of five.
    let wide = 3.499_483_297_350_494 * 0.472_077_475_481_665_9 / sqrt(8.0);
    let together = paired.simultaneous(0.95, 5).expect("eight replications");
    assert!(close(0.5 * (together.high - together.low), wide, 1e-10, 0.0));
    let fewer_is_better = paired_difference(&x, &y, 0.95, Better::Lower);
    assert_eq!((fewer_is_better.difference, fewer_is_better.p_value), (paired.difference, paired.p_value));
    assert!(close(fewer_is_better.p_better, 0.5 * paired.p_value, EXACT, 0.0));
    assert_eq!(fewer_is_better.share_better, 0.125);
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
    let again = world(0.0, false);
    let pair = |alike| Pair { x: &baseline, y: &again, scale: Scale::Real, trials: &[], varies: true, alike };
    let same = pair(true).compare(0.95, Better::Higher);
    assert_eq!((same.difference.mean, same.difference.half_width), (0.0, 0.0));
    assert_eq!((same.variance_ratio, same.is_exact()), (None, true));
    assert_eq!((same.p_value, same.p_better, same.share_better), (1.0, 0.5, 0.5));
    let unused = paired_difference(&baseline, &world(0.0, true), 0.95, Better::Higher);
    assert_eq!((unused.difference.mean, unused.difference.half_width), (0.0, 0.0));
    let better = paired_difference(&baseline, &world(0.2, false), 0.95, Better::Higher);
    assert!(better.variance_ratio > Some(100.0) && better.p_better > 0.999);
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
        paired_difference(&x, &y, 0.95, Better::Higher).difference.interval()
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
        let paired = paired_difference(&x, &y, 0.95, Better::Higher).difference;
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

/// The trap: the share of better replications is no confidence. One of five is worse, at any number of replications.
#[test]
fn the_share_of_better_replications_is_not_the_confidence() {
    let compare = |n: u64| {
        let (x, y): (Vec<f64>, Vec<f64>) =
            (0..n).map(|r| (r as f64, r as f64 + if r % 5 == 0 { -1.0 } else { 1.0 } + 0.001 * (r % 7) as f64)).unzip();
        paired_difference(&x, &y, 0.95, Better::Higher)
    };
    assert_eq!((compare(10).share_better, compare(200).share_better), (0.8, 0.8));
    assert!(compare(10).p_better < 0.98 && compare(200).p_better > 1.0 - 1e-12);
    assert!(compare(200).p_value < 1e-12 && compare(200).p_value > 0.0, "tails keep their digits");
}

/// Without an effect the probability is uniform: over 95 % in 5 % of experiments, and the same below.
/// 2,000 experiments: three standard errors are 1.5 points, false alarm for 1 seed in 180.
#[test]
fn without_an_effect_the_probability_is_uniform() {
    let (mut high, mut low) = (0, 0);
    for experiment in 0..INTERVALS {
        let (x, y): (Vec<f64>, Vec<f64>) =
            (0..10).map(|r| (key(33, experiment, r).normal(1, 0), key(33, experiment, r).normal(2, 0))).unzip();
        let p = paired_difference(&x, &y, 0.95, Better::Lower).p_better;
        high += u64::from(p > 0.95);
        low += u64::from(p < 0.05);
    }
    let share = |count: u64| count as f64 / INTERVALS as f64;
    assert!((share(high) - 0.05).abs() < 0.015 && (share(low) - 0.05).abs() < 0.015, "{high} {low}");
}

#[test]
fn degenerate_comparisons_are_named() {
    let compare = |x: &[f64], y: &[f64]| paired_difference(x, y, 0.95, Better::Higher);
    // Equal in two replications is not equal by structure: no p value, and no certainty.
    let same = compare(&[1.0, 1.0], &[1.0, 1.0]);
    assert!(same.variance_ratio.is_none() && same.p_value.is_nan() && same.p_better.is_nan() && !same.is_exact());
    let (up, down) = (compare(&[1.0, 1.0], &[2.0, 2.0]), compare(&[1.0, 1.0], &[0.0, 0.0]));
    assert!([up, down].iter().all(|d| d.p_value.is_nan() && d.p_better.is_nan() && d.too_few_events));
    assert_eq!((up.share_better, down.share_better), (1.0, 0.0));
    // Three times 0.1 sums to more than 0.3: still exact, where chance has no part in it.
    let pair = Pair { x: &[0.0; 3], y: &[0.1; 3], scale: Scale::Real, trials: &[], varies: false, alike: false };
    let tenth = pair.compare(0.95, Better::Higher);
    assert_eq!((tenth.difference.mean, tenth.difference.half_width, tenth.is_exact()), (0.1, 0.0, true));
    assert_eq!(tenth.simultaneous(0.95, 9), Some(Interval { low: 0.1, high: 0.1 }));
    assert!(tenth.p_value.is_nan() && tenth.p_better == 1.0);
    // Opposed worlds: pairing made it worse, and the ratio says so.
    assert_eq!(compare(&[1.0, 1.0, 3.0], &[1.0, 3.0, 1.0]).variance_ratio.map(|ratio| ratio < 1.0), Some(true));
    let one = compare(&[1.0], &[2.0]);
    assert!(one.p_better.is_nan() && one.p_value.is_nan() && one.variance_ratio.is_none() && !one.is_exact());
    assert_eq!(one.simultaneous(0.95, 3), None);
    let none = compare(&[], &[]);
    assert!(none.share_better.is_nan() && none.p_better.is_nan());
    let unknown = compare(&[1.0, 2.0], &[f64::NAN, 2.0]);
    assert!(unknown.p_value.is_nan() && unknown.p_better.is_nan() && unknown.share_better.is_nan());
}

#[test]
fn two_replications_have_a_ratio_of_variances() {
    // Differences 1 and 3, of variance 2; the worlds alone have variances 1/2 and 9/2.
    let paired = paired_difference(&[1.0, 2.0], &[2.0, 5.0], 0.95, Better::Higher);
    assert!(paired.variance_ratio.is_some_and(|ratio| close(ratio, 2.5, EXACT, 0.0)), "{:?}", paired.variance_ratio);
}

#[test]
fn ten_events_are_enough_and_nine_are_not() {
    for (events, too_few) in [(9, true), (10, false)] {
        let x = [0.0; 20];
        let y: Vec<f64> = (0..20).map(|i| f64::from(u8::from(i < events))).collect();
        let pair = Pair { x: &x, y: &y, scale: Scale::Count, trials: &[], varies: true, alike: false };
        assert_eq!(pair.compare(0.95, Better::Higher).too_few_events, too_few, "{events}");
    }
}
