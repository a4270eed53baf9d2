//! Payback times: closed forms, curves that dip again, and medians with censored replications.

use super::*;
use crate::num::{EXACT, close, exp, ln};
use crate::stats::testing::{INTERVALS, key};

/// Cash 10 a year discounted at 0.05 makes up for 60 at `-ln(1 - 60 * 0.05 / 10) / 0.05` = 7.13 years. Points every
/// hundredth of a year: interpolation is off by less than 1e-5.
#[test]
fn a_constant_stream_has_its_closed_form() {
    let times: Vec<f64> = (0..=2000).map(|i| f64::from(i) / 100.0).collect();
    let gained: Vec<f64> = times.iter().map(|t| 10.0 * (1.0 - exp(-0.05 * t)) / 0.05).collect();
    let expected = -ln(1.0 - 60.0 * 0.05 / 10.0) / 0.05;
    let found = payback_time(&times, &gained, 60.0).expect("within 20 years");
    assert!((found - expected).abs() < 1e-5, "{found} {expected}");
    // All that ever comes is 200, and by 20 years 126.4.
    assert_eq!(payback_time(&times, &gained, 127.0), None);
    assert!(payback_time(&times, &gained, 126.0).is_some());
}

#[test]
fn linear_curves_are_exact_between_points() {
    let times = [0.0, 2.0, 4.0];
    assert_eq!(payback_time(&times, &[0.0, 2.0, 4.0], 3.0), Some(3.0));
    assert_eq!(payback_time(&times, &[0.0, 2.0, 4.0], 2.0), Some(2.0));
    assert_eq!(payback_time(&times, &[0.0, 2.0, 4.0], 4.0), Some(4.0));
    assert_eq!(payback_time(&times, &[0.0, 2.0, 4.0], 0.0), Some(0.0));
    assert_eq!(payback_time(&times, &[5.0, 6.0, 7.0], 3.0), Some(0.0), "paid from the first point on");
    assert_eq!(payback_time(&times, &[0.0, 2.0, 4.0], 4.1), None);
    assert_eq!(payback_time(&times, &[0.0, -2.0, -4.0], 0.0), None);
    assert_eq!(payback_time(&[], &[], 1.0), None);
}

/// The trap: a day 0 on which nothing had begun.
#[test]
fn what_begins_later_does_not_pay_back_before() {
    let times = [0.0, 1.0, 2.0, 3.0];
    assert_eq!(payback_time(&times, &[0.0, 0.0, 4.0, 9.0], 0.0), Some(1.0));
    assert_eq!(payback_time(&times, &[0.0, 0.0, -4.0, 4.0], 0.0), Some(2.5));
    assert_eq!(payback_time(&times, &[0.0; 4], 0.0), Some(0.0), "nothing ever differs");
}

/// The trap: the first crossing. This curve is above cost at 1, below at 2, and above for good from 2.5.
#[test]
fn a_curve_that_dips_again_has_not_paid_back() {
    let times = [0.0, 1.0, 2.0, 3.0];
    assert_eq!(payback_time(&times, &[0.0, 12.0, 8.0, 12.0], 10.0), Some(2.5));
    assert_eq!(payback_time(&times, &[0.0, 12.0, 12.0, 8.0], 10.0), None);
    assert_eq!(payback_time(&times, &[0.0, 10.0, 10.0, 10.0], 10.0), Some(1.0), "zero is enough");
}

#[test]
#[should_panic(expected = "cash is a number")]
fn unknown_cash_is_refused() {
    let _ = payback_time(&[0.0, 1.0], &[f64::NAN, 2.0], 1.0);
}

#[test]
fn censored_replications_count_as_later_than_all_others() {
    let time = |i: u32| (i <= 6).then_some(f64::from(i));
    // Ten replications, ranks 2 and 9: four of them censored.
    let times: Vec<Option<f64>> = (1..=10).rev().map(time).collect();
    let payback = payback_interval(&times, 0.95);
    assert_eq!((payback.n, payback.paid_back, payback.median), (10, 6, Some(5.5)));
    let interval = payback.interval.expect("enough replications");
    assert_eq!((interval.low, interval.high), (Some(2.0), None));
    assert!(close(interval.coverage, 1.0 - 22.0 / 1024.0, EXACT, 0.0), "{}", interval.coverage);
    assert_eq!(payback.chance, wilson_interval(6, 10, 0.95));
    // The trap: without the censored the median would be 3.5.
    let odd: Vec<Option<f64>> = (1..=11).map(time).collect();
    assert_eq!(payback_interval(&odd, 0.95).median, Some(6.0));
    let mostly_late: Vec<Option<f64>> = (5..=16).map(time).collect();
    let late = payback_interval(&mostly_late, 0.95);
    assert_eq!((late.median, late.interval.map(|i| (i.low, i.high))), (None, Some((None, None))));
}

#[test]
fn few_or_no_replications_have_no_interval() {
    let few = payback_interval(&[Some(1.0), None, Some(3.0)], 0.95);
    assert_eq!((few.median, few.interval), (Some(3.0), None));
    let half = payback_interval(&[Some(1.0), None], 0.95);
    assert_eq!(half.median, None, "the middle of a known and an unknown time is unknown");
    let none = payback_interval(&[], 0.95);
    assert_eq!((none.n, none.median, none.interval), (0, None, None));
    assert_eq!((none.chance.low, none.chance.high), (0.0, 1.0));
}

/// Exponential payback times of median ln 2, horizon 0.9: about 41 % censored. With 25 replications the ranks are 8
/// and 18, whose exact coverage is 95.67 %; three standard errors are 1.4 points, false alarm for 1 seed in 370.
/// Leaving the censored out covers in fewer than half of the experiments.
#[test]
fn the_median_is_covered_in_spite_of_the_horizon() {
    let truth = ln(2.0);
    let covers = |payback: &Payback| {
        let interval = payback.interval.expect("enough replications");
        interval.low.is_some_and(|low| low <= truth) && interval.high.is_none_or(|high| truth <= high)
    };
    let (mut covered, mut without) = (0, 0);
    for experiment in 0..INTERVALS {
        let times: Vec<Option<f64>> =
            (0..25).map(|r| Some(key(101, experiment, r).exponential(1, 0)).filter(|&time| time <= 0.9)).collect();
        let payback = payback_interval(&times, 0.95);
        covered += u64::from(covers(&payback));
        let paid: Vec<Option<f64>> = times.into_iter().filter(Option::is_some).collect();
        without += u64::from(paid.len() >= 6 && covers(&payback_interval(&paid, 0.95)));
    }
    let share = |count: u64| count as f64 / INTERVALS as f64;
    assert!((0.943..=0.971).contains(&share(covered)), "{}", share(covered));
    assert!(share(without) < 0.5, "{}", share(without));
}

#[test]
fn the_return_is_a_ratio_of_means() {
    let flat = return_on_investment(&[120.0, 130.0, 110.0], &[100.0; 3], 0.95);
    assert!(close(flat.mean, 0.2, EXACT, 0.0) && close(flat.sd, 0.1, EXACT, 0.0));
    // The trap: the mean of ratios here is (9 - 0.5) / 2 = 4.25.
    let uneven = return_on_investment(&[10.0, 50.0], &[1.0, 100.0], 0.95);
    assert!(close(uneven.mean, -41.0 / 101.0, EXACT, 0.0));
    let free = |gain| return_on_investment(&[gain, gain], &[0.0, 0.0], 0.95).mean;
    assert!(free(1.0) == f64::INFINITY && free(0.0).is_nan());
}

/// Costs follow the customers, gains too: truth 0.25, 30 replications. True coverage a little below 95 %;
/// the lower bound fails for 1 seed in 1,000.
#[test]
fn the_return_is_covered() {
    let covered = crate::stats::testing::coverage(0.25, |experiment| {
        let (gain, cost): (Vec<f64>, Vec<f64>) = (0..30)
            .map(|r| {
                let key = key(102, experiment, r);
                let customers = 100.0 + 20.0 * key.normal(1, 0);
                (2.5 * customers + 30.0 * key.normal(2, 0), 2.0 * customers + 5.0 * key.normal(3, 0))
            })
            .unzip();
        return_on_investment(&gain, &cost, 0.95).interval()
    });
    assert!((0.93..=0.965).contains(&covered), "{covered}");
}
