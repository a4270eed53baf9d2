//! A histogram of fixed size whose bins keep their relative width.

/// Bins per octave, as a power of two.
const BIN_BITS: u32 = 5;

/// Smaller magnitudes count as zero.
const SMALLEST_EXPONENT: i32 = -24;

/// Larger magnitudes, from 2^40 on, fall in the last bin.
const LARGEST_EXPONENT: i32 = 40;

/// Bins on each side of zero.
const BINS: usize = ((LARGEST_EXPONENT - SMALLEST_EXPONENT) as usize) << BIN_BITS;

/// Exponent and leading fraction bits of the smallest bin.
const FIRST: u64 = ((1023 + SMALLEST_EXPONENT) as u64) << BIN_BITS;

/// Bits of the fraction of a double.
const FRACTION_BITS: u32 = 52;

/// Counts of values in bins that are equal within an octave and double from one octave to the next.
///
/// Merging adds integers, so any split of the values gives the same bytes. Memory is at most 33 kB.
/// Magnitudes below 2^-24 (6e-8) count as zero; above 2^40 (1e12) only the largest is known. NaN is counted apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Histogram {
    /// Empty until the first value of that sign.
    positive: Vec<u64>,
    negative: Vec<u64>,
    zero: u64,
    not_numbers: u64,
    count: u64,
    smallest: f64,
    largest: f64,
}

impl Default for Histogram {
    fn default() -> Self {
        Self::new()
    }
}

impl Histogram {
    /// Half the width of a bin relative to its lower edge: the error of a quantile is at most this share.
    pub const RELATIVE_ERROR: f64 = 1.0 / (2 << BIN_BITS) as f64;

    /// Makes an empty histogram.
    #[must_use]
    pub fn new() -> Self {
        Self {
            positive: vec![],
            negative: vec![],
            zero: 0,
            not_numbers: 0,
            count: 0,
            smallest: f64::INFINITY,
            largest: f64::NEG_INFINITY,
        }
    }

    /// Counts a value.
    #[inline]
    pub fn record(&mut self, value: f64) {
        self.record_many(value, 1);
    }

    /// Counts a value `count` times.
    pub fn record_many(&mut self, value: f64, count: u64) {
        if value.is_nan() {
            self.not_numbers += count;
            return;
        }
        if count == 0 {
            return;
        }
        self.count += count;
        self.smallest = self.smallest.min(value);
        self.largest = self.largest.max(value);
        let cell = value.abs().to_bits() >> (FRACTION_BITS - BIN_BITS);
        if cell < FIRST {
            self.zero += count;
            return;
        }
        let side = if value > 0.0 { &mut self.positive } else { &mut self.negative };
        if side.is_empty() {
            side.resize(BINS, 0);
        }
        side[((cell - FIRST) as usize).min(BINS - 1)] += count;
    }

    /// Adds the counts of another histogram.
    pub fn merge(&mut self, other: &Histogram) {
        for (mine, theirs) in [(&mut self.positive, &other.positive), (&mut self.negative, &other.negative)] {
            if mine.is_empty() {
                mine.clone_from(theirs);
            } else {
                mine.iter_mut().zip(theirs).for_each(|(a, b)| *a += b);
            }
        }
        self.zero += other.zero;
        self.not_numbers += other.not_numbers;
        self.count += other.count;
        self.smallest = self.smallest.min(other.smallest);
        self.largest = self.largest.max(other.largest);
    }

    /// Returns how many values were counted, NaN left out.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Returns how many values were NaN.
    #[must_use]
    pub fn not_numbers(&self) -> u64 {
        self.not_numbers
    }

    /// Returns the smallest value, exactly; `None` when empty.
    #[must_use]
    pub fn smallest(&self) -> Option<f64> {
        (self.count > 0).then_some(self.smallest)
    }

    /// Returns the largest value, exactly; `None` when empty.
    #[must_use]
    pub fn largest(&self) -> Option<f64> {
        (self.count > 0).then_some(self.largest)
    }

    /// Returns the `p` quantile, within [`RELATIVE_ERROR`](Self::RELATIVE_ERROR); `None` when empty.
    ///
    /// # Definition
    ///
    /// The value of rank `ceil(p n)`, taken at the middle of its bin, but never outside the range seen.
    ///
    /// # Panics
    ///
    /// If `p` is not between 0 and 1.
    #[must_use]
    pub fn quantile(&self, p: f64) -> Option<f64> {
        assert!((0.0..=1.0).contains(&p), "a quantile lies between 0 and 1");
        if self.count == 0 {
            return None;
        }
        let rank = ((p * self.count as f64).ceil() as u64).clamp(1, self.count);
        if rank == 1 {
            return Some(self.smallest);
        }
        if rank == self.count {
            return Some(self.largest);
        }
        let mut seen = 0;
        for (low, high, count) in self.bins() {
            seen += count;
            if seen >= rank {
                return Some((0.5 * (low + high)).clamp(self.smallest, self.largest));
            }
        }
        unreachable!("the bins hold every value counted")
    }

    /// Returns how many values exceed `x`; the bin that holds `x` counts by the share of it above.
    #[must_use]
    pub fn count_above(&self, x: f64) -> f64 {
        if x >= self.largest {
            return 0.0;
        }
        if x < self.smallest {
            return self.count as f64;
        }
        self.bins()
            .map(|(low, high, count)| {
                let share = if high <= x {
                    0.0
                } else if low >= x && high > low {
                    1.0
                } else if high > low {
                    (high - x) / (high - low)
                } else {
                    1.0
                };
                share * count as f64
            })
            .sum()
    }

    /// Iterates over the filled bins, from low to high, as (low edge, high edge, count).
    pub fn bins(&self) -> impl Iterator<Item = (f64, f64, u64)> + '_ {
        let negative = self.negative.iter().enumerate().rev().map(|(bin, &count)| (-edge(bin + 1), -edge(bin), count));
        let zero = std::iter::once((0.0, 0.0, self.zero));
        let positive = self.positive.iter().enumerate().map(|(bin, &count)| (edge(bin), edge(bin + 1), count));
        negative.chain(zero).chain(positive).filter(|bin| bin.2 > 0)
    }
}

/// Returns the lower edge of a bin.
fn edge(bin: usize) -> f64 {
    f64::from_bits((FIRST + bin as u64) << (FRACTION_BITS - BIN_BITS))
}

#[cfg(test)]
#[path = "histogram_tests.rs"]
mod tests;
