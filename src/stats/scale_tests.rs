//! Coverage of intervals of rare things, by expected count, number of replications and dispersion.

use super::*;
use crate::num::{EXACT, close, exp};
use crate::stats::testing::{INTERVALS, coverage, key};
use crate::stats::{Better, Pair};

/// Fewest of 2,000 intervals that are to hold the truth. True coverage is at least .95 where counting follows its law; .93 is four standard
/// errors below that, false alarm for 1 seed in 30,000 in each case.
const LEAST: f64 = 0.93;

/// A Poisson draw by inversion.
fn poisson(mean: f64, u: f64) -> f64 {
    let (mut k, mut mass, mut left) = (0.0, exp(-mean), u);
    while left > mass && k < 1000.0 {
        left -= mass;
        k += 1.0;
        mass *= mean / k;
    }
    k
}

fn of(values: &[f64], trials: &[f64], scale: Scale) -> Estimate {
    Sample { values, trials, scale, varies: true }.estimate(0.95)
}

fn interval(values: &[f64], trials: &[f64], scale: Scale) -> Interval {
    of(values, trials, scale).interval.expect("two replications or more")
}

/// Expected counts per replication, and numbers of replications.
fn cases() -> impl Iterator<Item = (f64, u64)> {
    [0.1, 1.0, 3.0, 10.0].into_iter().flat_map(|mean| [10, 40].map(|n| (mean, n)))
}

#[test]
fn a_count_out_of_different_numbers_is_a_count() {
    let values = [19.0, 20.0, 18.0, 20.0, 19.0];
    let plain = interval(&values, &[], Scale::Count);
    assert_eq!(interval(&values, &[20.0, 20.0, 20.0, 20.0, 21.0], Scale::Count), plain);
    assert_ne!(interval(&values, &[20.0; 5], Scale::Count), plain, "out of twenty each, twenty are the most");
}

#[test]
fn rare_counts_are_covered() {
    for (mean, n) in cases() {
        let covered = coverage(mean, |experiment| {
            let values: Vec<f64> =
                (0..n).map(|r| poisson(mean, key(201, experiment, r).uniform(1, n as u32))).collect();
            interval(&values, &[], Scale::Count)
        });
        assert!(covered >= LEAST, "{mean} expected, {n} replications: {covered}");
        let t = coverage(mean, |experiment| {
            let values: Vec<f64> =
                (0..n).map(|r| poisson(mean, key(201, experiment, r).uniform(1, n as u32))).collect();
            mean_interval(&values, 0.95).interval()
        });
        assert!(mean * n as f64 > 2.0 || t < 0.7, "what the t interval covers of so few: {t}");
    }
}

/// Negative binomial: Poisson with a gamma rate, variance twice the mean; half of the replications' spread is of their own.
#[test]
fn counts_that_replications_differ_in_are_covered() {
    for (mean, n) in cases() {
        let covered = coverage(mean, |experiment| {
            let values: Vec<f64> = (0..n)
                .map(|r| {
                    let key = key(202, experiment, r);
                    let u = key.uniform(1, n as u32);
                    poisson(gamma_quantile(mean, u, 1.0 - u), key.uniform(2, n as u32))
                })
                .collect();
            interval(&values, &[], Scale::Count)
        });
        assert!(covered >= LEAST - 0.01, "{mean} expected, {n} replications: {covered}");
    }
}

#[test]
fn shares_near_the_ends_are_covered() {
    for (expected, n) in cases() {
        for mirrored in [false, true] {
            let p = expected / 100.0;
            let truth = if mirrored { 1.0 - p } else { p };
            let covered = coverage(truth, |experiment| {
                let values: Vec<f64> = (0..n)
                    .map(|r| {
                        let key = key(203, experiment, r);
                        let hits = (0..100).filter(|&i| key.uniform(3, i) < p).count() as f64 / 100.0;
                        if mirrored { 1.0 - hits } else { hits }
                    })
                    .collect();
                interval(&values, &vec![100.0; n as usize], Scale::Share)
            });
            assert!(covered >= LEAST, "{truth}, {n} replications: {covered}");
        }
    }
}

#[test]
fn where_nothing_happened_the_rule_of_three_holds() {
    let none = interval(&[0.0; 10], &[], Scale::Count);
    assert!(none.low == 0.0 && close(none.high, 0.368_887_945_411_393_6, 1e-9, 0.0), "{none:?}");
    let nobody = interval(&[0.0; 10], &[100.0; 10], Scale::Share);
    // 1 - 0.025^(1/1000)
    assert!(nobody.low == 0.0 && close(nobody.high, 0.003_682_083_896, 1e-6, 0.0), "{nobody:?}");
    let everybody = interval(&[1.0; 10], &[100.0; 10], Scale::Share);
    assert!(everybody.high == 1.0 && close(1.0 - everybody.low, nobody.high, 1e-9, 0.0), "{everybody:?}");
    let all_of_20 = interval(&[20.0; 10], &[20.0; 10], Scale::Count);
    assert!(all_of_20.high == 20.0 && all_of_20.low > 19.5 && all_of_20.low < 20.0, "{all_of_20:?}");
}

#[test]
fn intervals_stay_inside_the_possible() {
    let mut rare = [0.0; 10];
    rare[3] = 1.0;
    for scale in [Scale::Count, Scale::Amount, Scale::Fraction] {
        assert_eq!(interval(&rare, &[], scale).low.min(0.0), 0.0, "{scale:?}");
    }
    let most: Vec<f64> = rare.iter().map(|x| 1.0 - 0.01 * x).collect();
    let i = interval(&most, &[100.0; 10], Scale::Share);
    assert!(i.high == 1.0 && i.low > 0.99 && i.low < 0.999, "{i:?}");
    assert!(interval(&rare, &[], Scale::Real).low < 0.0);
}

#[test]
fn with_many_events_it_is_students_interval() {
    let values: Vec<f64> = (0..40).map(|r| 4300.0 + 30.0 * key(204, 0, r).normal(1, 0)).collect();
    let found = of(&values, &[], Scale::Count);
    let (i, t) = (found.interval.expect("many"), found.summary.interval());
    assert_eq!((i.low, i.high), (t.low, t.high), "spread below Poisson's is believed where there are many events");
}

#[test]
fn what_chance_has_no_part_in_is_exact_and_nothing_else_is() {
    let sample = Sample { values: &[5.0, 5.0, 5.0], trials: &[], scale: Scale::Count, varies: false };
    assert_eq!(sample.estimate(0.95).interval, Some(Interval { low: 5.0, high: 5.0 }));
    let varies = Sample { varies: true, ..sample }.estimate(0.95);
    assert!(varies.interval.is_some_and(|i| i.low < 4.0 && i.high > 6.0), "{varies:?}");
    let money = Sample { scale: Scale::Real, varies: true, ..sample }.estimate(0.95);
    assert!(money.reach(true, 0.95) > 2.0 && money.reach(false, 0.95) == 0.0, "no stop from no spread");
}

/// The trap: two replications with one event more each. The difference is no certainty.
#[test]
fn no_spread_is_no_certainty() {
    let pair =
        |x: &'static [f64], y: &'static [f64], scale| Pair { x, y, scale, trials: &[], varies: true, alike: false };
    for scale in [Scale::Count, Scale::Real] {
        let up = pair(&[1.0, 1.0, 1.0], &[2.0, 2.0, 2.0], scale).compare(0.95, Better::Higher);
        assert!(up.p_value.is_nan() && up.p_better.is_nan() && up.too_few_events && !up.is_exact(), "{up:?}");
        assert!(up.interval(0.95).is_some_and(|i| i.low < 0.0 && i.high > 2.0), "{:?}", up.interval(0.95));
    }
    let two = pair(&[1.0, 2.0], &[2.0, 5.0], Scale::Real).compare(0.95, Better::Higher);
    assert!(!two.too_few_events && two.p_better > 0.5, "two that differ are judged by their spread: {two:?}");
    let bins = |scale| pair(&[40.0, 40.0, 40.0, 41.0], &[38.0, 38.0, 38.0, 38.0], scale).compare(0.95, Better::Lower);
    assert!(bins(Scale::Real).too_few_events && !bins(Scale::Binned).too_few_events);
    assert!(bins(Scale::Binned).p_better > 0.99, "a step of the bins in most replications is no lack of events");
    let none = pair(&[1.0, 2.0], &[1.0, 2.0], Scale::Count).compare(0.95, Better::Lower);
    let i = none.interval(0.95).expect("counted");
    assert!(close(i.high, -i.low, EXACT, 0.0) && i.high > 1.8 && none.too_few_events, "{i:?}");
    assert_eq!(pair(&[1.0, 2.0], &[1.0, 2.0], Scale::Real).compare(0.95, Better::Lower).interval(0.95), None);
    let alike = Pair { alike: true, ..pair(&[1.0, 2.0], &[1.0, 2.0], Scale::Count) }.compare(0.95, Better::Lower);
    assert_eq!((alike.p_value, alike.p_better, alike.too_few_events), (1.0, 0.5, false));
    assert_eq!(alike.interval(0.95), Some(Interval { low: 0.0, high: 0.0 }));
}

#[test]
fn what_is_below_rounding_is_no_difference() {
    let x = [0.3, 0.7, 0.1, 0.6];
    let y = x.map(|v: f64| v * (1.0 + 2e-16));
    let d = Pair { x: &x, y: &y, scale: Scale::Fraction, trials: &[], varies: true, alike: true }
        .compare(0.95, Better::Higher);
    assert_eq!((d.difference.mean, d.difference.sd, d.variance_ratio), (0.0, 0.0, None));
    // A shift that varies by rounding alone never varied.
    let y: Vec<f64> = x.iter().enumerate().map(|(i, v)| v + 0.1 + 1e-17 * i as f64).collect();
    assert_eq!(super::super::paired_difference(&x, &y, 0.95, Better::Higher).variance_ratio, None);
}

/// Rare events switched by an intervention: the difference of two thinned counts on the same replications.
#[test]
fn rare_differences_are_covered() {
    for (mean, n) in cases() {
        for (gained, lost) in [(mean, 0.0), (0.5 * mean, 0.5 * mean)] {
            let covered = coverage(gained - lost, |experiment| {
                let draw = |r: u64, p: u32, m: f64| poisson(m, key(205, experiment, r).uniform(p, n as u32));
                let x: Vec<f64> = (0..n).map(|r| 5.0 + draw(r, 2, lost)).collect();
                let y: Vec<f64> = (0..n).map(|r| 5.0 + draw(r, 1, gained)).collect();
                let pair = Pair { x: &x, y: &y, scale: Scale::Count, trials: &[], varies: true, alike: false };
                pair.compare(0.95, Better::Lower).interval(0.95).expect("counted")
            });
            assert!(covered >= LEAST, "{gained} gained, {lost} lost, {n} replications: {covered}");
        }
    }
}

/// Shares of one number of trials and of another: each with its own trials, replications with an opinion of their own (beta, variance
/// three times the binomial one).
#[test]
fn shares_that_replications_differ_in_are_covered() {
    for n in [10, 40] {
        let covered = coverage(0.05, |experiment| {
            let (values, trials): (Vec<f64>, Vec<f64>) = (0..n)
                .map(|r| {
                    let key = key(206, experiment, r);
                    let trials = if r % 2 == 0 { 60 } else { 120 };
                    let u = key.uniform(1, n as u32);
                    let p = beta_quantile(2.0, 38.0, u, 1.0 - u).0;
                    (
                        (0..trials).filter(|&i| key.uniform(2, i) < p).count() as f64 / f64::from(trials),
                        f64::from(trials),
                    )
                })
                .unzip();
            interval(&values, &trials, Scale::Share)
        });
        assert!(covered >= LEAST - 0.01, "{n} replications of {INTERVALS}: {covered}");
    }
}

/// Money is judged by its spread, of four replications as of forty, unless most of them show that nothing happened, or the same.
#[test]
fn too_few_events_is_said_of_what_seldom_happens_and_not_of_few_replications() {
    let few = |differences: &[f64]| {
        let none = vec![0.0; differences.len()];
        Pair { x: &none, y: differences, scale: Scale::Real, trials: &[], varies: true, alike: false }
            .compare(0.95, Better::Higher)
            .too_few_events
    };
    // All differ, or two agree because purchases of 6 each are whole.
    for judged in [&[3.0, 5.0][..], &[366.0, 372.0, 366.0, 384.0], &[6.0, 6.0, 12.0, 12.0, 18.0]] {
        assert!(!few(judged), "{judged:?}");
    }
    for seldom in [&[0.0, 5.0][..], &[0.0, 0.0, 5.0, 7.0], &[0.0, 0.0, 0.0, 0.0, 9.0], &[100.0, 100.0, 100.0, 95.0]] {
        assert!(few(seldom), "{seldom:?}");
    }
    // Ten events are enough, among however many replications.
    let events: Vec<f64> = (0..40).map(|i| if i < 10 { 1.0 + f64::from(i) } else { 0.0 }).collect();
    assert!(!few(&events) && few(&events[1..]));
}

/// What is 0 in all of ten replications is something else in 31 % of them at most, 1 - .025^(1/10). Four trials in twenty replications are four:
/// 1 - .025^(1/4) = 60 %. Nothing in ten replications of 100 people is up to 3.689 events of 1,000.
#[test]
fn what_never_happened_has_a_width_in_every_scale_of_counts_and_shares() {
    let of = |values: &[f64], trials: &[f64], scale: Scale| {
        let i = Sample { values, trials, scale, varies: true }.estimate(0.95).interval.expect("an interval");
        [i.low, i.high]
    };
    let near = |found: [f64; 2], right: [f64; 2]| {
        assert!(found.iter().zip(right).all(|(f, r)| (f - r).abs() < 1e-4), "{found:?}, not {right:?}");
    };
    near(of(&[0.0; 10], &[], Scale::Fraction), [0.0, 0.3085]);
    near(of(&[1.0; 10], &[], Scale::Share), [0.6915, 1.0]);
    near(of(&[0.0; 20], &[0.2; 20], Scale::Share), [0.0, 0.6024]);
    near(of(&[0.0; 10], &[100.0; 10], Scale::Rate { sure: 0 }), [0.0, 0.003_689]);
    near(of(&[1.0; 10], &[100.0; 10], Scale::Rate { sure: 1 }), [1.0, 1.003_689]);
}

/// Poisson limits of 95 % for 10 events, 4.795389 and 18.390356, and for none, 3.688879 (Garwood 1936).
#[test]
fn intervals_of_few_events_are_the_published_ones() {
    let near = |found: f64, right: f64| assert!(close(found, right, 1e-6, 0.0), "{found}, not {right}");
    let i = counts(&Summary { n: 10, mean: 1.0, sd: 1.0, half_width: 0.0 }, 0.95);
    near(i.low, 0.479_538_9);
    near(i.high, 1.839_035_6);
    let none = counts(&Summary { n: 10, mean: 0.0, sd: 0.0, half_width: 0.0 }, 0.95);
    assert_eq!(none.low, 0.0);
    near(none.high, 0.368_887_9);
    // Ten gains and no loss over twenty replications: the distance down takes the width of the losses along.
    let differences: Vec<f64> = (0..20).map(|i| f64::from(u8::from(i < 10))).collect();
    let i = Events::of(&differences, Scale::Count, &[]).expect("counts").interval(0.95);
    near(i.low, (10.0 - sqrt(5.204_611 * 5.204_611 + 3.688_879_5 * 3.688_879_5)) / 20.0);
    near(i.high, 18.390_356 / 20.0);
    // Shares of a hundred trials: the same events, worth a hundredth each.
    let shares: Vec<f64> = differences.iter().map(|d| d / 100.0).collect();
    let s = Events::of(&shares, Scale::Share, &[100.0; 20]).expect("shares").interval(0.95);
    near(s.low, i.low / 100.0);
    near(s.high, i.high / 100.0);
}

/// Ten of a hundred thousand: nearly Poisson, far from normal.
#[test]
fn a_rare_share_of_many_trials_is_not_normal() {
    let p = 1e-4;
    let i = shares(&Summary { n: 100, mean: p, sd: sqrt(p * (1.0 - p) / 1000.0), half_width: 0.0 }, 1000.0, 0.95);
    assert!(close(i.low, 4.795_389e-5, 1e-3, 0.0) && close(i.high, 18.390_356e-5, 1e-3, 0.0), "{i:?}");
}

#[test]
fn small_differences_of_small_numbers_are_differences() {
    let y = [1e-13, 3e-13, 2e-13];
    assert_eq!(clean_differences(&[0.0; 3], &y), y);
}
