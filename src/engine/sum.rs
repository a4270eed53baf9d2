//! Exact sums: every value is rounded once, at posting, to a fixed-point integer and added in 128 bits.
//!
//! Addition of integers is associative, so any number of threads, cells or shards gives the same bytes.

use std::ops::AddAssign;

/// Binary digits after the point: 2^-20 is about a millionth.
const FRACTION_BITS: u32 = 20;
const SCALE: f64 = (1u64 << FRACTION_BITS) as f64;

/// A sum of money, scores or other real values, exact to one rounding of 2^-20 per posting.
///
/// A posting, and the sum, may be up to 1.6e32 in size; larger ones saturate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sum(i128);

impl Sum {
    /// Posts a value.
    #[inline]
    pub fn post(&mut self, value: f64) {
        // Saturating, with the rare case told apart by one flag.
        match self.0.checked_add(fixed(value)) {
            Some(sum) => self.0 = sum,
            None => self.saturate(value),
        }
    }

    #[cold]
    #[inline(never)]
    fn saturate(&mut self, value: f64) {
        self.0 = if value > 0.0 { i128::MAX } else { i128::MIN };
    }

    /// Whether it ran into the largest number there is: its value is then only a bound.
    #[must_use]
    pub fn is_saturated(self) -> bool {
        self.0 == i128::MAX || self.0 == i128::MIN
    }

    /// A value as a sum holds it.
    #[must_use]
    pub fn rounded(value: f64) -> f64 {
        let mut sum = Sum::default();
        sum.post(value);
        sum.value()
    }

    /// The sum as a number.
    #[must_use]
    pub fn value(self) -> f64 {
        self.0 as f64 / SCALE
    }
}

#[inline]
fn fixed(value: f64) -> i128 {
    // Adding a signed half and truncating rounds half away from zero, without a call.
    let scaled = value * SCALE;
    let rounded = scaled + 0.5f64.copysign(scaled);
    // Conversion to 64 bits is one instruction; only squares of long times need more.
    if rounded.abs() < 9e18 { i128::from(rounded as i64) } else { wide(rounded) }
}

#[cold]
#[inline(never)]
fn wide(rounded: f64) -> i128 {
    rounded as i128
}

impl AddAssign for Sum {
    fn add_assign(&mut self, other: Self) {
        self.0 = self.0.saturating_add(other.0);
    }
}

/// A number of observations with the exact sum of their values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Average {
    /// Observations.
    pub count: u64,
    /// Sum of values.
    pub sum: Sum,
}

impl Average {
    /// Posts one observation.
    #[inline]
    pub fn post(&mut self, value: f64) {
        self.count += 1;
        self.sum.post(value);
    }

    /// Mean; `None` without observations.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        (self.count > 0).then(|| self.sum.value() / self.count as f64)
    }
}

impl AddAssign for Average {
    fn add_assign(&mut self, other: Self) {
        self.count += other.count;
        self.sum += other.sum;
    }
}

/// A number of observations with the exact sums of their values and squares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Observations.
    pub count: u64,
    /// Sum of values.
    pub sum: Sum,
    /// Sum of squares.
    pub squares: Sum,
}

impl Tally {
    /// Posts one observation.
    #[inline]
    pub fn post(&mut self, value: f64) {
        self.count += 1;
        self.sum.post(value);
        self.squares.post(value * value);
    }

    /// Mean; `None` without observations.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        (self.count > 0).then(|| self.sum.value() / self.count as f64)
    }

    /// Number, sum and sum of squares, to be pooled; not a number where the squares were too large to be added.
    #[must_use]
    pub fn moments(&self) -> [f64; 3] {
        let squares = if self.squares.is_saturated() { f64::NAN } else { self.squares.value() };
        [self.count as f64, self.sum.value(), squares]
    }

    /// Standard deviation of the observations; `None` with fewer than two, and where the squares were too large to be added.
    #[must_use]
    pub fn sd(&self) -> Option<f64> {
        if self.count < 2 || self.squares.is_saturated() {
            return None;
        }
        let n = self.count as f64;
        let mean = self.sum.value() / n;
        Some(((self.squares.value() - n * mean * mean).max(0.0) / (n - 1.0)).sqrt())
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.count += other.count;
        self.sum += other.sum;
        self.squares += other.squares;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_cent_stays_a_cent() {
        let mut s = Sum::default();
        for _ in 0..1_000_000 {
            s.post(0.01);
        }
        // Each posting rounds 0.01 to 10486 / 2^20, which is off by 2.3e-7.
        assert!((s.value() - 10_000.0).abs() < 0.5);
        s.post(-s.value());
        assert_eq!(s.value(), 0.0);
    }

    #[test]
    fn a_spread_that_cannot_be_added_up_is_not_known() {
        let mut t = Tally::default();
        [1e15, 3e15].into_iter().for_each(|v| t.post(v));
        assert!((t.sd().expect("two squares fit") / 1e15 - 2f64.sqrt()).abs() < 1e-9);
        (0..400).for_each(|i| t.post(1e15 * f64::from(i % 2)));
        assert_eq!(t.sd(), None);
        assert!((t.mean().expect("the sum fits") - 204e15 / 402.0).abs() < 1.0);
    }

    proptest! {
        #[test]
        fn any_order_and_partition_gives_the_same_sum(values in proptest::collection::vec(-1e6f64..1e6, 0..60), cut in 0usize..60) {
            let mut whole = Tally::default();
            values.iter().for_each(|&v| whole.post(v));
            let cut = cut.min(values.len());
            let (mut left, mut right) = (Tally::default(), Tally::default());
            values[..cut].iter().rev().for_each(|&v| left.post(v));
            values[cut..].iter().for_each(|&v| right.post(v));
            right += left;
            prop_assert_eq!(whole, right);
        }
    }

    #[test]
    fn averages_count_add_and_merge() {
        let mut average = Average::default();
        assert_eq!(average.mean(), None);
        average.post(1.5);
        assert_eq!(average.mean(), Some(1.5));
        let mut more = Average::default();
        [2.5, 4.0].into_iter().for_each(|v| more.post(v));
        average += more;
        assert_eq!((average.count, average.sum.value(), average.mean()), (3, 8.0, Some(8.0 / 3.0)));
        let mut tally = Tally::default();
        assert_eq!((tally.mean(), tally.sd()), (None, None));
        tally.post(3.0);
        assert_eq!((tally.mean(), tally.sd(), tally.moments()), (Some(3.0), None, [1.0, 3.0, 9.0]));
    }
}
