//! Ratios of totals, such as revenue per visit.

use super::mean::{Summary, two_sided_t};
use crate::num::sqrt;

/// Estimates the ratio of totals from one pair `(y, n)` per replication.
///
/// # Definition
///
/// `R = sum y / sum n`; residuals `e = y - R n` over replications; standard error `s_e / (sqrt(r) mean n)` with
/// `r` replications and divisor `r - 1` (delta method; Cochran 1977, section 6.4); t with `r - 1` degrees of freedom.
/// The field `sd` is `s_e / mean n`. NaN when the total of `n` is zero.
///
/// # Panics
///
/// If the two differ in length, or `level` is not between 0 and 1.
#[must_use]
pub fn ratio_interval(y: &[f64], n: &[f64], level: f64) -> Summary {
    assert_eq!(
        y.len(),
        n.len(),
        "every replication has a numerator and a denominator"
    );
    assert!(level > 0.0 && level < 1.0, "a level lies between 0 and 1");
    let replications = y.len() as f64;
    let total = n.iter().sum::<f64>();
    let ratio = y.iter().sum::<f64>() / total;
    if y.len() < 2 {
        return Summary {
            n: y.len() as u64,
            mean: ratio,
            sd: f64::NAN,
            half_width: f64::INFINITY,
        };
    }
    // The residuals sum to zero by the definition of the ratio.
    let squares: f64 = y
        .iter()
        .zip(n)
        .map(|(y, n)| (y - ratio * n) * (y - ratio * n))
        .sum();
    let sd = sqrt(squares / (replications - 1.0)) / (total / replications).abs();
    let half_width = two_sided_t(level, replications - 1.0) * sd / sqrt(replications);
    Summary {
        n: y.len() as u64,
        mean: ratio,
        sd,
        half_width,
    }
}
