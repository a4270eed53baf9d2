//! How far a requested precision may go: one rule for a run and for each point of a sweep.

/// Replications between two looks at a requested precision.
pub(super) const BLOCK: u64 = 10;
/// Most replications that a requested precision may use, as a multiple of the planned ones.
const CAP: u64 = 100;
/// Most numbers kept of all replications that a requested precision may add up to: 256 MiB.
const MOST_KEPT: u64 = 1 << 24;

/// Most replications that a requested precision may use: a hundred times the `planned` ones, fewer when the `numbers` kept of each would fill
/// the memory, and never fewer than planned.
pub(super) fn most_replications(planned: u64, numbers: u64) -> u64 {
    planned.saturating_mul(CAP).min((MOST_KEPT / numbers.max(1)).max(planned))
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
