//! Many comparisons at once: p values and intervals that hold for the whole family.
//!
//! Ten interventions without any effect, each tested at 5 %, show at least one "effect" in about every third study.
//! Both corrections here are valid under any dependence, hence on common random numbers, where the comparisons
//! with one baseline always depend on each other.

use super::mean::{Summary, at_level};

/// Returns the level of each of `family` intervals that all hold together at `level`.
///
/// # Definition
///
/// Bonferroni: `1 - (1 - level) / family`.
///
/// # Panics
///
/// If `family` is 0, or `level` is not between 0 and 1.
#[must_use]
pub fn simultaneous_level(level: f64, family: usize) -> f64 {
    assert!(level > 0.0 && level < 1.0, "a level lies between 0 and 1");
    assert!(family > 0, "a family has members");
    1.0 - (1.0 - level) / family as f64
}

/// Returns the estimates with intervals that all hold together at `level`.
///
/// # Definition
///
/// t intervals at [`simultaneous_level`] of the number of estimates (Law 2015, section 9.7). Estimates of fewer than
/// two replications count in the family and keep their infinite interval.
///
/// # Panics
///
/// If `level` is not between 0 and 1.
#[must_use]
pub fn simultaneous_intervals(estimates: &[Summary], level: f64) -> Vec<Summary> {
    estimates.iter().map(|estimate| at_level(estimate, simultaneous_level(level, estimates.len()))).collect()
}

/// Adjusts the p values of a family, so that calling those at most `a` effects errs at all in at most `a` of families.
///
/// # Definition
///
/// Holm (1979): with the `m` p values in increasing order, the adjusted one at rank `i` is the largest
/// `(m - j + 1) p_j` over `j <= i`, at most 1. The same as `p.adjust` of R. Equal p values get equal adjusted ones.
/// A NaN stays one and does not count in the family: nothing can be claimed of it.
///
/// # Examples
///
/// ```
/// use journeysim::stats::holm;
///
/// assert_eq!(holm(&[0.25, 0.125, f64::NAN])[..2], [0.25, 0.25]);
/// ```
#[must_use]
pub fn holm(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).filter(|&i| !p_values[i].is_nan()).collect();
    order.sort_by(|&a, &b| p_values[a].total_cmp(&p_values[b]));
    let mut adjusted = vec![f64::NAN; p_values.len()];
    let mut largest: f64 = 0.0;
    for (rank, &i) in order.iter().enumerate() {
        largest = largest.max((order.len() - rank) as f64 * p_values[i]).min(1.0);
        adjusted[i] = largest;
    }
    adjusted
}

#[cfg(test)]
#[path = "family_tests.rs"]
mod tests;
