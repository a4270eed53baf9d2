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
    /// Random seed.
    pub(super) seed: u64,
    /// Replications done.
    pub(super) replications: u64,
    /// Worker threads.
    pub(super) threads: usize,
    /// When it started: RFC 3339, UTC.
    pub(super) started: String,
    /// When it was finished: RFC 3339, UTC.
    pub(super) finished: String,
    /// Time simulating [s].
    pub(super) seconds: f64,
    /// Events settled in all replications that were done.
    pub(super) events: u64,
    /// Those by seconds.
    pub(super) events_per_second: f64,
    /// Number of the run, as `UNFINISHED.json` names it while the run has not ended.
    pub(super) run: String,
    /// Files that this run wrote: the next one in the folder removes no others.
    pub(super) files: BTreeSet<String>,
    /// Interrupted before all replications were done.
    pub(super) partial: bool,
}

/// A moment as RFC 3339 in UTC, to the second; what lies before 1970 is 1970.
pub(super) fn rfc3339(at: SystemTime) -> String {
    crate::units::rfc3339(at.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_before_1970_is_shown_as_1970() {
        assert_eq!(rfc3339(UNIX_EPOCH - Duration::from_secs(5)), "1970-01-01T00:00:00Z");
    }
}
