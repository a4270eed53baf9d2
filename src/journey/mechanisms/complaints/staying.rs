//! Staying after an incident: the table of outcomes, what of it answers cause, and who is held all the same (model section 8).

use crate::journey::core::memory::incident::Outcome;
use crate::journey::model::Complaint;
use crate::num;

/// Chance that a customer stays after an incident.
///
/// # Definition
/// `logit p(sev) = (1-sev) logit p_minor + sev logit p_major` (TARP via Goodman), the causal share of the gap to
/// silence, and supports beyond the usual: `p + (1-p) max(0, (kappa - usual)/(1 - usual))`. What is resolved after a
/// time `t` lies between at last and at once: `p_slow + (p_quick - p_slow) 2^(-t/t_quick)`.
/// Of two opposite certainties the nearer one holds, and one half midway.
pub(crate) fn stay_probability(
    complaint: &Complaint,
    outcome: Outcome,
    severity: f64,
    support: f64,
    usual: f64,
) -> f64 {
    held(caused(reached(complaint, outcome, severity), complaint.causal_share), support, usual)
}

/// Chances to stay, before supports: of those who say nothing, and as the table has it for this outcome.
pub(crate) fn reached(complaint: &Complaint, outcome: Outcome, severity: f64) -> [f64; 2] {
    let at = |row: usize| {
        let [minor, major] = complaint.stay[row];
        // The log-odds of a certainty are kept finite, so that what has no weight counts for nothing.
        let odds = |p: f64| num::logit(p).clamp(f64::MIN, f64::MAX);
        num::sigmoid((1.0 - severity) * odds(minor) + severity * odds(major))
    };
    let silent = at(0);
    let reached = match outcome {
        Outcome::Silent => silent,
        Outcome::Unresolved => at(1),
        Outcome::Resolved(0.0) => at(2),
        Outcome::Resolved(1.0) => at(3),
        Outcome::Resolved(quick) => at(2) + (at(3) - at(2)) * quick,
    };
    [silent, reached]
}

/// The share of the gap to silence that the outcome itself causes.
pub(crate) fn caused([silent, reached]: [f64; 2], causal_share: f64) -> f64 {
    silent + causal_share * (reached - silent)
}

/// Supports beyond the usual hold the angry too.
pub(crate) fn held(p: f64, support: f64, usual: f64) -> f64 {
    let held = if usual < 1.0 { ((support - usual) / (1.0 - usual)).max(0.0) } else { 0.0 };
    p + (1.0 - p) * held
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::model::usual as tarp;

    #[test]
    fn the_anchors_of_the_table_are_reproduced_at_both_ends() {
        let c = tarp();
        for (outcome, [minor, major]) in
            [Outcome::Silent, Outcome::Unresolved, Outcome::Resolved(0.0), Outcome::Resolved(1.0)]
                .into_iter()
                .zip(c.stay)
        {
            assert!((stay_probability(&c, outcome, 0.0, 0.4, 0.48) - minor).abs() < 1e-12);
            assert!((stay_probability(&c, outcome, 1.0, 0.4, 0.48) - major).abs() < 1e-12);
        }
    }

    #[test]
    fn mixed_retention_of_major_problems_matches_the_pyramid() {
        let c = tarp();
        let at = |o| stay_probability(&c, o, 1.0, 0.0, 0.48);
        assert!((0.69 * at(Outcome::Silent) + 0.31 * at(Outcome::Resolved(0.0)) - 0.2295).abs() < 1e-12);
        assert!((0.69 * at(Outcome::Silent) + 0.31 * at(Outcome::Resolved(1.0)) - 0.3163).abs() < 1e-12);
    }

    #[test]
    fn certainties_of_the_table_are_certain() {
        let at = |stay: [f64; 2], severity: f64| {
            let c = Complaint { stay: [stay; 4], causal_share: 1.0, ..tarp() };
            stay_probability(&c, Outcome::Resolved(0.0), severity, 0.0, 0.48)
        };
        for severity in [0.0, 0.3, 0.5, 1.0] {
            assert_eq!(at([0.0, 0.0], severity), 0.0);
            assert_eq!(at([1.0, 1.0], severity), 1.0);
        }
        let half = |stay, severity| assert!((at(stay, severity) - 0.5).abs() < 1e-15);
        half([0.5, 0.0], 0.0);
        half([0.0, 0.5], 1.0);
        half([0.5, 1.0], 0.0);
        half([1.0, 0.0], 0.5);
        half([0.0, 1.0], 0.5);
        assert_eq!([at([0.5, 0.0], 0.1), at([0.5, 1.0], 0.1)], [0.0, 1.0]);
        assert_eq!([at([1.0, 0.0], 0.4), at([1.0, 0.0], 0.6)], [1.0, 0.0]);
        assert_eq!([at([0.0, 1.0], 0.4), at([0.0, 1.0], 0.6)], [0.0, 1.0]);
    }

    #[test]
    fn lock_in_holds_the_angry_too() {
        let c = tarp();
        assert_eq!(stay_probability(&c, Outcome::Silent, 0.5, 1.0, 0.48), 1.0);
        assert!(
            stay_probability(&c, Outcome::Silent, 0.5, 0.7, 0.48)
                > stay_probability(&c, Outcome::Silent, 0.5, 0.48, 0.48)
        );
    }
}
