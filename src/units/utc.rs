//! Moments of a simulation as dates, and dates as people and programs write them.

use super::time::SimTime;

/// Day 0, 00:00: Monday, 1 January 2024, so that the week of a scenario is the week of the calendar \[s since 1970\].
const DAY_0: i64 = 1_704_067_200;

/// A moment, before day 0 too: signed nanoseconds from day 0, 00:00.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(pub i64);

impl From<SimTime> for Moment {
    fn from(at: SimTime) -> Self {
        Moment(at.0 as i64)
    }
}

/// Seconds since 1970 as RFC 3339 in UTC.
#[must_use]
pub fn rfc3339(seconds: u64) -> String {
    format!("{}Z", to_second(seconds as i64))
}

fn to_second(seconds: i64) -> String {
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let (year, month, day) = date(days);
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60)
}

impl Moment {
    /// This moment as ISO 8601 in UTC, cut to the millisecond; day 0 is Monday, 1 January 2024.
    #[must_use]
    pub fn iso8601(self) -> String {
        let (second, nanos) = (self.0.div_euclid(1_000_000_000), self.0.rem_euclid(1_000_000_000));
        format!("{}.{:03}Z", to_second(DAY_0 + second), nanos / 1_000_000)
    }

    /// This moment as a timestamp, cut to the microsecond \[µs since 1970\].
    #[must_use]
    pub fn unix_micros(self) -> i64 {
        // All moments there are lie within a tenth of the range.
        DAY_0 * 1_000_000 + self.0.div_euclid(1000)
    }
}

impl SimTime {
    /// This moment as ISO 8601: see [`Moment::iso8601`].
    #[must_use]
    pub fn iso8601(self) -> String {
        Moment::from(self).iso8601()
    }
}

/// Year, month and day of a day since 1970-01-01 in the Gregorian calendar.
///
/// # Definition
/// Years run from March, so that the leap day comes last; 400 years have 146,097 days (Richards, Explanatory Supplement to the
/// Astronomical Almanac, section 15.11).
fn date(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468; // days from 1 March of year 0
    let (era, of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_agree_with_the_calendar() {
        // Unix times as `date -u -d @N` gives them.
        let known = [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (951_868_799, "2000-02-29T23:59:59Z"),
            (1_709_251_199, "2024-02-29T23:59:59Z"),
            (1_709_251_200, "2024-03-01T00:00:00Z"),
            (4_107_542_399, "2100-02-28T23:59:59Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
            (1_798_761_599, "2026-12-31T23:59:59Z"),
        ];
        for (seconds, text) in known {
            assert_eq!(rfc3339(seconds), text);
        }
    }

    #[test]
    fn moments_are_days_of_2024() {
        assert_eq!(SimTime::ZERO.iso8601(), "2024-01-01T00:00:00.000Z");
        assert_eq!(SimTime::from_days(1.5).iso8601(), "2024-01-02T12:00:00.000Z");
        assert_eq!(SimTime(1_250_999_999).iso8601(), "2024-01-01T00:00:01.250Z");
        assert_eq!(Moment(1_250_999_999).unix_micros(), 1_704_067_201_250_999);
        assert_eq!(Moment(-1).iso8601(), "2023-12-31T23:59:59.999Z");
        assert_eq!(Moment(-1).unix_micros(), 1_704_067_199_999_999);
        // 2024-01-01 is 19,723 days after 1970.
        assert_eq!(Moment(-19_724 * 86_400_000_000_000).iso8601(), "1969-12-31T00:00:00.000Z");
    }
}
