//! Comparing two worlds on the same streams.

use super::mean::{Summary, mean_interval};
use crate::num::{sqrt, student_t_cdf};

/// A paired difference over replications.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Paired {
    /// Mean difference, second world minus first.
    pub difference: Summary,
    /// Variance of two independent samples over that of the differences; the gain from common random numbers.
    ///
    /// Infinite when the difference never varies but the worlds do; 1 when nothing varies.
    pub variance_ratio: f64,
    /// Confidence that the true difference is above zero: the t distribution function at mean over standard error.
    ///
    /// 0.5 when all differences are zero; NaN below two replications.
    pub p_better: f64,
}

/// Compares `y` with `x`, one number per replication each, replication by replication.
///
/// # Definition
///
/// Paired t on `D = y - x`; variance ratio `(s_x^2 + s_y^2) / s_D^2` (Law 2015, sections 10.2 and 11.2).
///
/// # Panics
///
/// If the two differ in length.
#[must_use]
pub fn paired_difference(x: &[f64], y: &[f64], level: f64) -> Paired {
    assert_eq!(x.len(), y.len(), "paired worlds have the same replications");
    let differences: Vec<f64> = x.iter().zip(y).map(|(x, y)| y - x).collect();
    let difference = mean_interval(&differences, level);
    let (sd_x, sd_y) = (mean_interval(x, level).sd, mean_interval(y, level).sd);
    let apart = sd_x * sd_x + sd_y * sd_y;
    let together = difference.sd * difference.sd;
    let variance_ratio = if apart == 0.0 && together == 0.0 {
        1.0
    } else {
        apart / together
    };
    Paired {
        difference,
        variance_ratio,
        p_better: p_better(&difference),
    }
}

fn p_better(difference: &Summary) -> f64 {
    if difference.n < 2 {
        return f64::NAN;
    }
    if difference.sd == 0.0 {
        return match difference.mean {
            mean if mean > 0.0 => 1.0,
            mean if mean < 0.0 => 0.0,
            _ => 0.5,
        };
    }
    let n = difference.n as f64;
    student_t_cdf(difference.mean * sqrt(n) / difference.sd, n - 1.0)
}
