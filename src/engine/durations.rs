//! Exact tallies of durations: integers in, integers added, nothing rounded but the square.

use std::ops::AddAssign;

use crate::num::whole_power;
use crate::units::SimTime;

const NANOS_PER_MINUTE: f64 = 6e10;
/// Bins per octave of [`DurationHistogram`], as a power of two.
pub(crate) const BIN_BITS: u32 = 5;

/// Number and sum of durations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MeanDuration {
    /// Observations.
    pub count: u64,
    /// Their sum [ns].
    pub total: u128,
}

impl MeanDuration {
    /// Posts a duration.
    #[inline]
    pub fn post(&mut self, duration: SimTime) {
        self.count += 1;
        self.total += u128::from(duration.0);
    }

    /// Sum [min].
    #[must_use]
    pub fn total_minutes(&self) -> f64 {
        self.total as f64 / NANOS_PER_MINUTE
    }

    /// Mean [min]; `None` without observations.
    #[must_use]
    pub fn mean_minutes(&self) -> Option<f64> {
        (self.count > 0).then(|| self.total_minutes() / self.count as f64)
    }
}

impl AddAssign for MeanDuration {
    fn add_assign(&mut self, other: Self) {
        self.count += other.count;
        self.total += other.total;
    }
}

/// Mean, spread and distribution of durations.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Durations {
    /// Number and sum.
    pub all: MeanDuration,
    /// Sum of squares [us^2]: a century squared is 1e31, so seven orders of magnitude are left in 128 bits.
    squares: u128,
    histogram: DurationHistogram,
}

impl Durations {
    /// Posts a duration.
    #[inline]
    pub fn post(&mut self, duration: SimTime) {
        self.post_in(duration, bin_of(duration.0));
    }

    /// Posts a duration whose bin is known.
    #[inline]
    pub fn post_in(&mut self, duration: SimTime, bin: usize) {
        self.all.post(duration);
        let micros = duration.0 / 1000;
        self.squares += u128::from(micros) * u128::from(micros);
        self.histogram.post(bin);
    }

    /// Observations.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.all.count
    }

    /// Mean [min]; `None` without observations.
    #[must_use]
    pub fn mean_minutes(&self) -> Option<f64> {
        self.all.mean_minutes()
    }

    /// Number, sum [min] and sum of squares [min^2], to be pooled.
    #[must_use]
    pub fn moments(&self) -> [f64; 3] {
        let unit = 1000.0 / NANOS_PER_MINUTE;
        [self.all.count as f64, self.all.total_minutes(), self.squares as f64 * unit * unit]
    }

    /// Standard deviation [min]; `None` with fewer than two observations.
    #[must_use]
    pub fn sd_minutes(&self) -> Option<f64> {
        if self.all.count < 2 {
            return None;
        }
        let n = self.all.count as f64;
        let mean = self.all.total as f64 / 1000.0 / n;
        let variance = (self.squares as f64 - n * mean * mean).max(0.0) / (n - 1.0);
        Some(variance.sqrt() * 1000.0 / NANOS_PER_MINUTE)
    }

    /// Quantile [min], within 1.6 %; `None` without observations.
    #[must_use]
    pub fn quantile_minutes(&self, p: f64) -> Option<f64> {
        self.histogram.quantile(p).map(|ns| ns / NANOS_PER_MINUTE)
    }
}

impl AddAssign<&Durations> for Durations {
    fn add_assign(&mut self, other: &Durations) {
        self.all += other.all;
        self.squares += other.squares;
        self.histogram.merge(&other.histogram);
    }
}

/// Counts of durations in bins of equal relative width, read off the bits of the number.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct DurationHistogram {
    /// Grown to the largest bin seen.
    bins: Vec<u32>,
}

impl DurationHistogram {
    #[inline]
    fn post(&mut self, bin: usize) {
        if let Some(count) = self.bins.get_mut(bin) {
            *count += 1;
        } else {
            self.grow(bin);
        }
    }

    #[cold]
    fn grow(&mut self, bin: usize) {
        self.bins.resize(bin + 1, 0);
        self.bins[bin] += 1;
    }

    fn merge(&mut self, other: &DurationHistogram) {
        if self.bins.len() < other.bins.len() {
            self.bins.resize(other.bins.len(), 0);
        }
        self.bins.iter_mut().zip(&other.bins).for_each(|(a, b)| *a = a.saturating_add(*b));
    }

    /// The middle of the bin that holds the quantile [ns].
    fn quantile(&self, p: f64) -> Option<f64> {
        let total: u64 = self.bins.iter().map(|&c| u64::from(c)).sum();
        let mut left = (p * total as f64).ceil().max(1.0) as u64;
        for (bin, &count) in self.bins.iter().enumerate() {
            let count = u64::from(count);
            if left <= count {
                let (low, high) = (edge(bin), edge(bin + 1));
                return Some(if bin == 0 { 0.0 } else { 0.5 * (low + high) });
            }
            left -= count;
        }
        None
    }
}

/// Bin of a duration [ns]: below 2^BIN_BITS every number has its own; above, 2^BIN_BITS bins an octave.
#[inline]
pub(crate) fn bin_of(nanos: u64) -> usize {
    let octave = 63 - (nanos | 1).leading_zeros();
    if octave < BIN_BITS {
        return nanos as usize;
    }
    let shift = octave - BIN_BITS;
    (((shift + 1) << BIN_BITS) + ((nanos >> shift) as u32 & ((1 << BIN_BITS) - 1))) as usize
}

/// Lower edge of a bin [ns].
fn edge(bin: usize) -> f64 {
    let per_octave = 1usize << BIN_BITS;
    if bin < per_octave {
        return bin as f64;
    }
    let (octave, within) = (bin / per_octave - 1, bin % per_octave);
    (per_octave + within) as f64 * whole_power(2.0, octave as u32)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_duration_lies_within_its_bin(nanos in any::<u64>()) {
            let bin = bin_of(nanos);
            prop_assert!(edge(bin) <= nanos as f64 && nanos as f64 <= edge(bin + 1));
            prop_assert!(edge(bin + 1) - edge(bin) <= (edge(bin) / 32.0).max(1.0));
        }

        #[test]
        fn mean_and_spread_match_a_plain_computation(list in proptest::collection::vec(0u64..1_000_000_000_000_000, 2..50)) {
            let mut d = Durations::default();
            list.iter().for_each(|&ns| d.post(SimTime(ns)));
            let n = list.len() as f64;
            let minutes: Vec<f64> = list.iter().map(|&ns| ns as f64 / 6e10).collect();
            let mean = minutes.iter().sum::<f64>() / n;
            let sd = (minutes.iter().map(|m| (m - mean) * (m - mean)).sum::<f64>() / (n - 1.0)).sqrt();
            prop_assert!((d.mean_minutes().unwrap() - mean).abs() < 1e-9 * mean.max(1.0));
            prop_assert!((d.sd_minutes().unwrap() - sd).abs() < 1e-6 * sd.max(1.0));
        }
    }

    #[test]
    fn quantiles_are_ranks_read_at_the_middle_of_a_bin() {
        let minutes = |m: u64| SimTime(m * 60_000_000_000);
        let mut d = Durations::default();
        assert_eq!(d.quantile_minutes(0.5), None);
        [40, 10, 30, 20].into_iter().for_each(|m| d.post(minutes(m)));
        // The value of rank ceil(p n), within 1.6 %.
        for (p, value) in
            [(0.0, 10.0), (0.25, 10.0), (0.26, 20.0), (0.5, 20.0), (0.51, 30.0), (0.75, 30.0), (1.0, 40.0)]
        {
            let found = d.quantile_minutes(p).expect("four values");
            assert!((found / value - 1.0f64).abs() < 0.016, "{p}: {found}");
        }
        // A nanosecond has a bin of its own, whose middle is at one and a half; no time at all is exactly none.
        for (nanos, middle) in [(0, 0.0), (1, 1.5)] {
            let mut short = Durations::default();
            short.post(SimTime(nanos));
            assert_eq!(short.quantile_minutes(0.5), Some(middle / 6e10));
        }
    }

    #[test]
    fn merged_durations_are_those_of_both() {
        let (mut both, mut one, mut other) = (Durations::default(), Durations::default(), Durations::default());
        for (at, nanos) in [5u64, 70_000, 9_000_000_000, 3_600_000_000_000].into_iter().enumerate() {
            both.post(SimTime(nanos));
            if at < 3 { one.post(SimTime(nanos)) } else { other.post(SimTime(nanos)) }
        }
        one += &other;
        assert_eq!(one, both);
        assert_eq!(one.count(), 4);
    }
}
