//! How far a requested precision may go: one rule for a run and for each point of a sweep.

use crate::experiment::catalogue::Column;
use crate::stats::{Precision, StoppingRule, Summary};

const LEVEL: f64 = 0.95;

/// Replications between two looks at a requested precision.
pub(crate) const BLOCK: u64 = 10;
/// Most replications that a requested precision may use, as a multiple of the planned ones.
const CAP: u64 = 100;
/// Most numbers kept of all replications that a requested precision may add up to: 256 MiB.
const MOST_KEPT: u64 = 1 << 24;

/// Most replications that a requested precision may use: a hundred times the `planned` ones, fewer when the `numbers` kept of each would fill
/// the memory, and never fewer than planned.
pub(crate) fn most_replications(planned: u64, numbers: u64) -> u64 {
    planned.saturating_mul(CAP).min((MOST_KEPT / numbers.max(1)).max(planned))
}

/// Replications before anything may stop for being precise, or a race may drop anybody: fewer say too little of their own spread.
pub(crate) const PILOT: u64 = StoppingRule::LEAST;

/// First number of replications: the planned ones, and at least a pilot where what they show decides whether more are done.
pub(crate) fn pilot(planned: u64, decides: bool) -> u64 {
    if decides { planned.max(PILOT) } else { planned }
}

/// Precision reached, as a share of the mean, and whether it is the one asked for: by the interval of the metric's scale, and not
/// because nothing has differed yet ([`Estimate::reach`](crate::stats::Estimate::reach)).
pub(crate) fn precise(column: &Column, relative: f64) -> (Option<f64>, bool) {
    let found = column.estimate(LEVEL);
    let s = &found.summary;
    let reach = found.reach(column.varies, LEVEL);
    let reached = (s.n > 1 && s.mean != 0.0 && reach.is_finite()).then(|| reach / s.mean.abs());
    let rule = Precision::Relative(relative);
    (reached, s.n >= PILOT && rule.is_met(&Summary { half_width: reach, ..*s }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_precision_has_a_hundred_times_the_plan_or_what_memory_holds() {
        assert_eq!(most_replications(20, 300), 2000);
        assert_eq!(most_replications(20, 0), 2000);
        assert_eq!(most_replications(20, MOST_KEPT / 50), 50);
        assert_eq!(most_replications(20, 2 * MOST_KEPT), 20, "what was planned is done whatever it takes");
        assert_eq!(most_replications(u64::MAX, 1), u64::MAX);
    }
}
