//! Time by hour of the week: how long servers were busy, or people waited, in each of the 168 hours.

use std::ops::AddAssign;

use crate::units::SimTime;

/// Hours in a week.
pub const HOURS: usize = 168;
/// One hour [ns].
pub const HOUR: u64 = 3_600_000_000_000;

/// Time integrated by hour of the week, exactly [ns].
///
/// Whole hours are kept as differences, so that a wait of a year costs as little to post as a wait of a minute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeekIntegral {
    partial: Vec<u128>,
    /// Change of the number of whole hours from one hour of the week to the next.
    steps: Vec<i64>,
    whole_weeks: u64,
}

impl Default for WeekIntegral {
    fn default() -> Self {
        WeekIntegral { partial: vec![0; HOURS], steps: vec![0; HOURS], whole_weeks: 0 }
    }
}

impl WeekIntegral {
    /// Adds the stretch from `from` to `to`.
    #[inline]
    pub fn add(&mut self, from: SimTime, to: SimTime) {
        let hour = from.0 / HOUR;
        if from < to && to.0 < (hour + 1) * HOUR {
            self.partial[(hour % HOURS as u64) as usize] += u128::from(to.0 - from.0);
        } else {
            self.add_times(from, to, 1);
        }
    }

    pub(super) fn add_times(&mut self, from: SimTime, to: SimTime, times: u64) {
        if to <= from {
            return;
        }
        let (first, last) = (from.0 / HOUR, to.0 / HOUR);
        let first_hour = (first % HOURS as u64) as usize;
        if first == last {
            self.partial[first_hour] += u128::from(to.0 - from.0) * u128::from(times);
            return;
        }
        self.partial[first_hour] += u128::from((first + 1) * HOUR - from.0) * u128::from(times);
        self.partial[(last % HOURS as u64) as usize] += u128::from(to.0 - last * HOUR) * u128::from(times);
        let whole = last - first - 1;
        if whole == 0 {
            return;
        }
        self.whole_weeks += whole / HOURS as u64 * times;
        let rest = (whole % HOURS as u64) as usize;
        if rest > 0 {
            let start = (first_hour + 1) % HOURS;
            let end = start + rest;
            let times = times as i64;
            self.steps[start] += times;
            if end < HOURS {
                self.steps[end] -= times;
            } else {
                self.steps[0] += times;
                if end > HOURS {
                    self.steps[end - HOURS] -= times;
                } else {
                    self.steps[0] -= times;
                }
            }
        }
    }

    /// All time added [ns].
    #[must_use]
    pub fn total(&self) -> u128 {
        self.by_hour().into_iter().sum()
    }

    /// Time in each hour of the week [ns].
    #[must_use]
    pub fn by_hour(&self) -> Vec<u128> {
        let mut level = 0i64;
        (0..HOURS)
            .map(|h| {
                level += self.steps[h];
                let whole = u128::from(self.whole_weeks) + level.max(0) as u128;
                self.partial[h] + whole * u128::from(HOUR)
            })
            .collect()
    }
}

impl AddAssign<&WeekIntegral> for WeekIntegral {
    fn add_assign(&mut self, other: &WeekIntegral) {
        self.partial.iter_mut().zip(&other.partial).for_each(|(a, b)| *a += b);
        self.steps.iter_mut().zip(&other.steps).for_each(|(a, b)| *a += b);
        self.whole_weeks += other.whole_weeks;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn whole_hours_as_differences_equal_a_plain_loop(stretches in proptest::collection::vec((0u64..400 * HOUR, 0u64..800 * HOUR), 1..12)) {
            let mut fast = WeekIntegral::default();
            let mut slow = vec![0u128; HOURS];
            for (from, length) in stretches {
                let to = from + length;
                fast.add(SimTime(from), SimTime(to));
                let mut t = from;
                while t < to {
                    let end = ((t / HOUR + 1) * HOUR).min(to);
                    slow[(t / HOUR % HOURS as u64) as usize] += u128::from(end - t);
                    t = end;
                }
            }
            prop_assert_eq!(fast.by_hour(), slow.clone());
            prop_assert_eq!(fast.total(), slow.iter().sum::<u128>());
        }
    }

    #[test]
    fn merged_integrals_are_those_of_both() {
        let nanos = |hours: f64| SimTime((hours * HOUR as f64) as u64);
        let (mut both, mut one, mut other) =
            (WeekIntegral::default(), WeekIntegral::default(), WeekIntegral::default());
        for (part, from, to, times) in [(0, 1.25, 3.5, 2), (1, 0.5, 2.75, 3), (0, 160.0, 400.0, 1), (1, 30.0, 800.5, 5)]
        {
            both.add_times(nanos(from), nanos(to), times);
            (if part == 0 { &mut one } else { &mut other }).add_times(nanos(from), nanos(to), times);
        }
        // 2 x 2.25 h, 3 x 2.25 h, 240 h, 5 x 770.5 h.
        assert_eq!(both.total(), u128::from(HOUR) * 16_415 / 4);
        one += &other;
        assert_eq!(one.by_hour(), both.by_hour());
    }
}
