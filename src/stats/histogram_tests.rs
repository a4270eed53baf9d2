//! Errors, merging and memory of the histogram.

use super::*;
use crate::stats::testing::key;
use proptest::prelude::*;

/// Waits with many zeros, and values of both signs over many octaves.
fn sample(n: u32) -> Vec<f64> {
    let key = key(91, 0, 0);
    (0..n)
        .map(|i| match i % 3 {
            0 => 0.0,
            1 => crate::num::exp(3.0 * key.normal(1, i)),
            _ => 100.0 * key.normal(2, i),
        })
        .collect()
}

fn filled(values: &[f64]) -> Histogram {
    let mut histogram = Histogram::new();
    values.iter().for_each(|&v| histogram.record(v));
    histogram
}

#[test]
fn what_is_no_number_is_counted_and_nothing_else() {
    assert_eq!(filled(&[1.0, -2.0, 0.0]).not_numbers(), 0);
    assert_eq!(filled(&[1.0, f64::NAN, f64::NAN]).not_numbers(), 2);
}

#[test]
fn quantiles_are_within_the_stated_error() {
    let mut values = sample(30_000);
    let histogram = filled(&values);
    values.sort_by(f64::total_cmp);
    for k in 0..=1000 {
        let p = f64::from(k) / 1000.0;
        let rank = ((p * values.len() as f64).ceil() as usize).clamp(1, values.len());
        let (exact, found) = (values[rank - 1], histogram.quantile(p).expect("not empty"));
        assert!((found - exact).abs() <= Histogram::RELATIVE_ERROR * exact.abs(), "{p}: {found} {exact}");
    }
    assert_eq!(histogram.quantile(0.0), Some(values[0]));
    assert_eq!(histogram.quantile(1.0), values.last().copied());
}

#[test]
fn counts_above_are_exact_at_edges_and_zero() {
    let values = sample(30_000);
    let histogram = filled(&values);
    for x in [-64.0, 0.0, 1.0, 1.03125, 1024.0] {
        // A value exactly on an edge opens the bin above it.
        let exact = values.iter().filter(|&&v| v > x || v == x && x > 0.0).count();
        assert_eq!(histogram.count_above(x), exact as f64, "{x}");
    }
    let exact = values.iter().filter(|&&v| v > 37.7).count() as f64;
    assert!((histogram.count_above(37.7) / exact - 1.0).abs() < 0.02);
    assert_eq!(histogram.count_above(f64::INFINITY), 0.0);
    assert_eq!(histogram.count_above(f64::NEG_INFINITY), 30_000.0);
}

/// One thousand random partitions and orders.
#[test]
fn any_partition_in_any_order_gives_the_same_histogram() {
    let values = sample(2000);
    let whole = filled(&values);
    for round in 0..1000 {
        let key = key(92, round, 0);
        let shards = 1 + key.word(1, 0) as usize % 16;
        let mut parts = vec![Histogram::new(); shards];
        for (i, &value) in values.iter().enumerate() {
            parts[key.word(2, i as u32) as usize % shards].record(value);
        }
        let start = key.word(3, 0) as usize;
        let mut merged = Histogram::new();
        (0..shards).for_each(|i| merged.merge(&parts[(start % shards + i) % shards]));
        assert_eq!(merged, whole);
    }
}

#[test]
fn memory_is_fixed() {
    let histogram = filled(&[1e-30, -1e-30, 1e-7, -1e-7, 1.0, 1e11, -1e11, f64::MAX, f64::MIN, 0.0, -0.0]);
    let bytes = 8 * (histogram.positive.len() + histogram.negative.len()) + size_of::<Histogram>();
    assert!(bytes < 40_000, "{bytes}");
    assert_eq!(histogram.count(), 11);
    assert_eq!(histogram.smallest(), Some(f64::MIN));
    assert_eq!(histogram.largest(), Some(f64::MAX));
    assert_eq!(histogram.quantile(0.5), Some(0.0));
}

#[test]
fn nan_is_counted_apart_and_an_empty_histogram_knows_nothing() {
    let mut histogram = Histogram::default();
    assert_eq!((histogram.quantile(0.5), histogram.smallest(), histogram.largest()), (None, None, None));
    assert_eq!(histogram.count_above(0.0), 0.0);
    histogram.record(f64::NAN);
    assert_eq!((histogram.count(), histogram.not_numbers()), (0, 1));
    histogram.record_many(2.0, 3);
    histogram.record_many(7.0, 0);
    assert_eq!((histogram.count(), histogram.largest()), (3, Some(2.0)));
}

proptest! {
    #[test]
    fn merging_equals_recording_everything(
        a in prop::collection::vec(-1e6..1e6f64, 0..50),
        b in prop::collection::vec(prop::num::f64::ANY, 0..50),
    ) {
        let mut merged = filled(&a);
        merged.merge(&filled(&b));
        let all: Vec<f64> = a.iter().chain(&b).copied().collect();
        prop_assert_eq!(merged, filled(&all));
    }

    #[test]
    fn every_value_lies_in_a_bin_that_holds_it(value in 1e-7..1e12f64, negative: bool) {
        let value = if negative { -value } else { value };
        let histogram = filled(&[value]);
        let (low, high, count) = histogram.bins().next().expect("one bin");
        prop_assert!(low <= value && value <= high && count == 1);
        prop_assert!((high - low).abs() <= 2.0 * Histogram::RELATIVE_ERROR * value.abs());
    }
}
