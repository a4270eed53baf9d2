//! The simulation clock's unit.

use std::fmt;

/// Nanoseconds in an hour.
pub const NANOS_PER_HOUR: u64 = 3_600_000_000_000;

/// Nanoseconds in a day.
pub const NANOS_PER_DAY: u64 = 24 * NANOS_PER_HOUR;

/// A point in simulated time, or a length of it \[ns\], counted from day 0, a Monday, 00:00.
///
/// The range is about 584 years. Sums saturate at [`SimTime::NEVER`]: whatever lies beyond never happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct SimTime(pub u64);

impl SimTime {
    /// Monday of day 0, 00:00.
    pub const ZERO: SimTime = SimTime(0);

    /// Later than everything that happens.
    pub const NEVER: SimTime = SimTime(u64::MAX);

    /// Converts `days` \[d\], rounding to the nearest nanosecond.
    ///
    /// Negative numbers and NaN become [`SimTime::ZERO`]; what exceeds the range becomes [`SimTime::NEVER`].
    #[inline]
    #[must_use]
    pub fn from_days(days: f64) -> SimTime {
        // `as` saturates at both ends and sends NaN to zero. Halves round up: they are positive.
        SimTime((days * NANOS_PER_DAY as f64 + 0.5) as u64)
    }

    /// Converts `days` \[d\] that somebody wrote down, rounding to the nearest microsecond.
    ///
    /// A number of days has 53 bits: "50 mo" would miss fifty times "1 mo" by some nanoseconds, and what falls due at the horizon itself
    /// would be before or after it by chance. Up to fifty years a microsecond is coarser than that error.
    #[must_use]
    pub fn written(days: f64) -> SimTime {
        let exact = SimTime::from_days(days);
        match exact == SimTime::NEVER {
            true => exact,
            false => SimTime(exact.0.saturating_add(500) / 1000 * 1000),
        }
    }

    /// Returns this time \[d\]; infinity for [`SimTime::NEVER`].
    #[inline]
    #[must_use]
    pub fn days(self) -> f64 {
        if self == SimTime::NEVER { f64::INFINITY } else { self.0 as f64 / NANOS_PER_DAY as f64 }
    }

    /// Returns the time `later` after this one, or [`SimTime::NEVER`].
    #[inline]
    #[must_use]
    pub fn saturating_add(self, later: SimTime) -> SimTime {
        SimTime(self.0.saturating_add(later.0))
    }

    /// Returns the length of time since `earlier`, zero if `earlier` is later; never since anything is never.
    #[inline]
    #[must_use]
    pub fn since(self, earlier: SimTime) -> SimTime {
        if self == SimTime::NEVER { SimTime::NEVER } else { SimTime(self.0.saturating_sub(earlier.0)) }
    }
}

impl fmt::Display for SimTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == SimTime::NEVER {
            return f.write_str("never");
        }
        let (day, rest) = (self.0 / NANOS_PER_DAY, self.0 % NANOS_PER_DAY);
        let (hour, rest) = (rest / NANOS_PER_HOUR, rest % NANOS_PER_HOUR);
        let (minute, rest) = (rest / 60_000_000_000, rest % 60_000_000_000);
        write!(f, "day {day} {hour:02}:{minute:02}:{:02}", rest / 1_000_000_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_times_are_whole_multiples_of_their_units() {
        let month = 365.0 / 12.0;
        for months in 1..=600u32 {
            let whole = SimTime::written(month).0 * u64::from(months);
            assert_eq!(SimTime::written(f64::from(months) * month), SimTime(whole), "{months} months");
        }
        assert_eq!(SimTime::written(f64::INFINITY), SimTime::NEVER);
        assert_eq!(SimTime::written(0.0), SimTime::ZERO);
    }

    #[test]
    fn days_round_to_the_nearest_nanosecond() {
        assert_eq!(SimTime::from_days(1.0), SimTime(NANOS_PER_DAY));
        assert_eq!(SimTime::from_days(1.0 / 24.0), SimTime(NANOS_PER_HOUR));
        let one_and_a_half = 1.5 / NANOS_PER_DAY as f64;
        assert_eq!(SimTime::from_days(one_and_a_half), SimTime(2));
        assert_eq!(SimTime::from_days(0.9 * one_and_a_half), SimTime(1));
        assert_eq!(SimTime::from_days(365.25).days(), 365.25);
    }

    #[test]
    fn the_ends_saturate() {
        assert_eq!(SimTime::from_days(-3.0), SimTime::ZERO);
        assert_eq!(SimTime::from_days(f64::NAN), SimTime::ZERO);
        assert_eq!(SimTime::from_days(1e9), SimTime::NEVER);
        assert_eq!(SimTime::from_days(f64::INFINITY), SimTime::NEVER);
        assert_eq!(SimTime::NEVER.days(), f64::INFINITY);
        assert_eq!(SimTime::NEVER.saturating_add(SimTime(1)), SimTime::NEVER);
        assert_eq!(SimTime(5).since(SimTime(7)), SimTime::ZERO);
        assert_eq!(SimTime::NEVER.since(SimTime(7)), SimTime::NEVER);
    }

    #[test]
    fn reads_as_a_day_and_a_clock() {
        assert_eq!(SimTime(NANOS_PER_DAY + 9 * NANOS_PER_HOUR + 61_000_000_000).to_string(), "day 1 09:01:01");
        assert_eq!(SimTime::NEVER.to_string(), "never");
    }
}
