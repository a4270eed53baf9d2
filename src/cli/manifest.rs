//! `manifest.json`: what depends on the machine and the clock, kept out of the results.

use std::collections::BTreeSet;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::Serialize;

/// How a run went.
#[derive(Debug, Serialize)]
pub(super) struct Manifest {
    /// Version of journeysim.
    pub(super) version: &'static str,
    /// Command line as typed.
    pub(super) command: Vec<String>,
    /// Scenario file as typed.
    pub(super) scenario_file: String,
    /// SHA-256 of the normalised scenario, changes included.
    pub(super) scenario_hash: String,
    pub(super) seed: u64,
    /// Replications done.
    pub(super) replications: u64,
    pub(super) threads: usize,
    /// RFC 3339, UTC.
    pub(super) started: String,
    /// RFC 3339, UTC.
    pub(super) finished: String,
    /// Time simulating [s].
    pub(super) seconds: f64,
    /// Events settled in all replications that were done.
    pub(super) events: u64,
    pub(super) events_per_second: f64,
    /// Number of the run, as `UNFINISHED.json` names it while the run has not ended.
    pub(super) run: String,
    /// Files that this run wrote: the next one in the folder removes no others.
    pub(super) files: BTreeSet<String>,
    /// Interrupted before all replications were done.
    pub(super) partial: bool,
}

/// A moment as RFC 3339 in UTC, to the second.
pub(super) fn rfc3339(at: SystemTime) -> String {
    let seconds = at.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs();
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    let (year, month, day) = date(days);
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", second / 3600, second / 60 % 60, second % 60)
}

/// Year, month and day of a day since 1970-01-01 in the Gregorian calendar.
///
/// # Definition
/// Years run from March, so that the leap day comes last; 400 years have 146,097 days (Richards, Explanatory Supplement to the
/// Astronomical Almanac, section 15.11).
fn date(days: u64) -> (u64, u64, u64) {
    let shifted = days + 719_468; // days from 1 March of year 0
    let (era, of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
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
            assert_eq!(rfc3339(UNIX_EPOCH + Duration::from_secs(seconds)), text);
        }
    }

    #[test]
    fn a_clock_before_1970_is_shown_as_1970() {
        assert_eq!(rfc3339(UNIX_EPOCH - Duration::from_secs(5)), "1970-01-01T00:00:00Z");
    }
}
