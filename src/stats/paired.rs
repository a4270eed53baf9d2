//! Comparing two worlds on the same streams.

use super::family::simultaneous_level;
use super::mean::{Summary, mean_interval, two_sided_t};
use crate::num::{sqrt, student_t_cdf};

/// Which side of zero a difference should lie on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// More is better: money, loyalty.
    Higher,
    /// Less is better: waits, exits.
    Lower,
}

impl Better {
    /// Turns a difference so that positive is better.
    #[must_use]
    pub fn orient(self, difference: f64) -> f64 {
        match self {
            Better::Higher => difference,
            Better::Lower => -difference,
        }
    }
}

/// A paired difference over replications.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Paired {
    /// Mean difference, second world minus first.
    pub difference: Summary,
    /// Variance of two independent samples over that of the differences; the gain from common random numbers.
    ///
    /// `None` when the differences never vary (the comparison is exact), and below two replications.
    pub variance_ratio: Option<f64>,
    /// Two-sided p value of "no difference": 1 when all differences are zero, NaN below two replications.
    pub p_value: f64,
    /// Probability that the true difference is on the better side: the one to print.
    ///
    /// 0.5 when all differences are zero; NaN below two replications.
    pub p_better: f64,
    /// Share of the replications in which the second world was better; a tie counts one half.
    ///
    /// It says how often one replication comes out better, not how sure the mean is: with more replications it
    /// settles where it is, while `p_better` goes to 0 or 1.
    pub share_better: f64,
}

impl Paired {
    /// Tells whether the worlds differ by the same amount in every replication, so that nothing is left to chance.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.difference.sd == 0.0
    }

    /// Returns the difference with the wider interval it needs as one of `family` comparisons.
    ///
    /// # Definition
    ///
    /// Bonferroni, see [`simultaneous_level`].
    ///
    /// # Panics
    ///
    /// If `family` is 0, or `level` is not between 0 and 1.
    #[must_use]
    pub fn simultaneous(&self, level: f64, family: usize) -> Summary {
        at_level(&self.difference, simultaneous_level(level, family))
    }
}

/// Returns the same estimate with the t interval of another level.
pub(super) fn at_level(summary: &Summary, level: f64) -> Summary {
    if summary.n < 2 || summary.sd == 0.0 {
        return *summary;
    }
    let n = summary.n as f64;
    Summary { half_width: two_sided_t(level, n - 1.0) * summary.sd / sqrt(n), ..*summary }
}

/// Compares `y` with `x`, one number per replication each, replication by replication.
///
/// # Definition
///
/// Paired t on `D = y - x`; variance ratio `(s_x^2 + s_y^2) / s_D^2` (Law 2015, sections 10.2 and 11.2).
/// With `t = mean D / (s_D / sqrt(n))`: the p value is `2 P(T <= -|t|)`; `p_better` is `P(T <= t)`, the sign of
/// `t` turned to the better side, T Student's with `n - 1` degrees of freedom. That is the posterior probability of
/// a mean on the better side under the usual flat prior of mean and log standard deviation (Gelman et al. 2013,
/// section 3.2), and one minus the one-sided p value.
///
/// # Panics
///
/// If the two differ in length, or `level` is not between 0 and 1.
#[must_use]
pub fn paired_difference(x: &[f64], y: &[f64], level: f64, better: Better) -> Paired {
    assert_eq!(x.len(), y.len(), "paired worlds have the same replications");
    let differences: Vec<f64> = x.iter().zip(y).map(|(x, y)| y - x).collect();
    let mut difference = mean_interval(&differences, level);
    // A mean of equal numbers may be off in its last digit, which would pass for a spread.
    if differences.len() >= 2 && differences.windows(2).all(|pair| pair[0] == pair[1]) {
        difference = Summary { n: difference.n, mean: differences[0], sd: 0.0, half_width: 0.0 };
    }
    let (sd_x, sd_y) = (mean_interval(x, level).sd, mean_interval(y, level).sd);
    let ratio = (sd_x * sd_x + sd_y * sd_y) / (difference.sd * difference.sd);
    let variance_ratio = (difference.n >= 2 && difference.sd != 0.0).then_some(ratio);
    let (p_value, p_better) = probabilities(&difference, better);
    let share_better = share_better(&differences, better);
    Paired { difference, variance_ratio, p_value, p_better, share_better }
}

/// Returns the two-sided p value and the probability of being better.
fn probabilities(difference: &Summary, better: Better) -> (f64, f64) {
    let mean = better.orient(difference.mean);
    if difference.n < 2 || mean.is_nan() || difference.sd.is_nan() {
        return (f64::NAN, f64::NAN);
    }
    if difference.sd == 0.0 {
        return match mean {
            mean if mean > 0.0 => (0.0, 1.0),
            mean if mean < 0.0 => (0.0, 0.0),
            _ => (1.0, 0.5),
        };
    }
    let n = difference.n as f64;
    let t = mean * sqrt(n) / difference.sd;
    (2.0 * student_t_cdf(-t.abs(), n - 1.0), student_t_cdf(t, n - 1.0))
}

fn share_better(differences: &[f64], better: Better) -> f64 {
    if differences.is_empty() || differences.iter().any(|d| d.is_nan()) {
        return f64::NAN;
    }
    let halves: u64 = differences
        .iter()
        .map(|&d| match better.orient(d) {
            d if d > 0.0 => 2,
            d if d < 0.0 => 0,
            _ => 1,
        })
        .sum();
    0.5 * halves as f64 / differences.len() as f64
}

#[cfg(test)]
#[path = "paired_tests.rs"]
mod tests;
