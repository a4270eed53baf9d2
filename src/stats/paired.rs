//! Comparing two worlds on the same streams.

use super::better::Better;
use super::family::simultaneous_level;
use super::mean::{Interval, Summary, at_level, mean_interval};
use super::scale::{Events, FEW_EVENTS, Scale, clean_differences, too_few, unseen};
use crate::num::{sqrt, student_t_cdf};

/// Two worlds on the same replications, and what is known of the metric.
#[derive(Debug, Clone, Copy)]
pub struct Pair<'a> {
    /// The first world, one number per replication.
    pub x: &'a [f64],
    /// The second.
    pub y: &'a [f64],
    /// What kind of number it is.
    pub scale: Scale,
    /// Trials behind each pair, of a share; else empty.
    pub trials: &'a [f64],
    /// Whether chance has any part in it, in either world.
    pub varies: bool,
    /// Whether the worlds are one and the same by structure, whatever was drawn.
    pub alike: bool,
}

/// A paired difference over replications.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Paired {
    /// Mean difference, second world minus first, with the half-width of Student's t.
    pub difference: Summary,
    /// Variance of two independent samples over that of the differences; the gain from common random numbers.
    ///
    /// `None` when the differences never vary, and below two replications.
    pub variance_ratio: Option<f64>,
    /// Two-sided p value of "no difference": 1 when there can be none, NaN below two replications and of what cannot be judged.
    pub p_value: f64,
    /// Probability that the true difference is on the better side: the one to print.
    ///
    /// 0.5 when there can be no difference; NaN below two replications and of what cannot be judged.
    pub p_better: f64,
    /// Share of the replications in which the second world was better; a tie counts one half.
    ///
    /// It says how often one replication comes out better, not how sure the mean is: with more replications it
    /// settles where it is, while `p_better` goes to 0 or 1.
    pub share_better: f64,
    /// The difference rests on too few events to be judged.
    pub too_few_events: bool,
    /// Nothing is left to chance.
    exact: bool,
    events: Option<Events>,
}

impl Paired {
    /// Tells whether nothing is left to chance: the worlds are one, or no draw has a part in either.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.exact
    }

    /// Returns the interval of the difference; `None` where nothing is known of its width.
    ///
    /// # Definition
    ///
    /// Student's t over the differences. Of counts and shares at least what so few events allow, gains less losses, each by Garwood's interval.
    /// Other differences that never varied, though they could: as if one more replication showed none.
    #[must_use]
    pub fn interval(&self, level: f64) -> Option<Interval> {
        let d = &self.difference;
        if d.n < 2 || !d.mean.is_finite() {
            return None;
        }
        let t = at_level(d, level).interval();
        match self.events {
            _ if self.exact => Some(Interval { low: d.mean, high: d.mean }),
            Some(events) => {
                let few = events.interval(level);
                Some(Interval { low: t.low.min(few.low), high: t.high.max(few.high) })
            }
            None if d.sd == 0.0 => {
                let reach = unseen(d, level);
                reach.is_finite().then_some(Interval { low: d.mean - reach, high: d.mean + reach })
            }
            None => Some(t),
        }
    }

    /// Returns the wider interval that the difference needs as one of `family` comparisons.
    ///
    /// # Definition
    ///
    /// Bonferroni, see [`simultaneous_level`].
    ///
    /// # Panics
    ///
    /// If `family` is 0, or `level` is not between 0 and 1.
    #[must_use]
    pub fn simultaneous(&self, level: f64, family: usize) -> Option<Interval> {
        self.interval(simultaneous_level(level, family))
    }
}

/// Compares `y` with `x`, one real number per replication each, replication by replication: see [`Pair::compare`].
///
/// # Panics
///
/// If the two differ in length, or `level` is not between 0 and 1.
#[must_use]
pub fn paired_difference(x: &[f64], y: &[f64], level: f64, better: Better) -> Paired {
    Pair { x, y, scale: Scale::Real, trials: &[], varies: true, alike: false }.compare(level, better)
}

impl Pair<'_> {
    /// Compares the second world with the first, replication by replication.
    ///
    /// # Definition
    ///
    /// Paired t on `D = y - x`; variance ratio `(s_x^2 + s_y^2) / s_D^2` (Law 2015, sections 10.2 and 11.2). What lies below the rounding of
    /// `x` and `y` is no difference.
    /// With `t = mean D / (s_D / sqrt(n))`: the p value is `2 P(T <= -|t|)`; `p_better` is `P(T <= t)`, the sign of
    /// `t` turned to the better side, T Student's with `n - 1` degrees of freedom. That is the posterior probability of
    /// a mean on the better side under the usual flat prior of mean and log standard deviation (Gelman et al. 2013,
    /// section 3.2), and one minus the one-sided p value.
    ///
    /// Neither is there where the difference rests on too few events: counts and shares that differ by fewer than ten events over all
    /// replications; other numbers, but quantiles read from bins, that do not differ in half of the replications, or differ by the very same
    /// amount in most, and in fewer than ten by another. A difference that never varied proves nothing, unless nothing is left to chance.
    ///
    /// # Panics
    ///
    /// If the two worlds differ in length, or `level` is not between 0 and 1.
    #[must_use]
    pub fn compare(&self, level: f64, better: Better) -> Paired {
        let (x, y) = (self.x, self.y);
        assert_eq!(x.len(), y.len(), "paired worlds have the same replications");
        let differences = clean_differences(x, y);
        let mut difference = mean_interval(&differences, level);
        // A mean of equal numbers may be off in its last digit, which would pass for a spread.
        if differences.len() >= 2 && differences.windows(2).all(|pair| pair[0] == pair[1]) {
            difference = Summary { n: difference.n, mean: differences[0], sd: 0.0, half_width: 0.0 };
        }
        let (sd_x, sd_y) = (mean_interval(x, level).sd, mean_interval(y, level).sd);
        let ratio = (sd_x * sd_x + sd_y * sd_y) / (difference.sd * difference.sd);
        let known = difference.n >= 2 && difference.mean.is_finite();
        let exact = known && difference.sd == 0.0 && (!self.varies || self.alike && difference.mean == 0.0);
        let events = Events::of(&differences, self.scale, self.trials);
        let binned = self.scale == Scale::Binned;
        let few = events.map_or_else(|| !binned && too_few(&differences), |events| events.total() < FEW_EVENTS);
        let too_few_events = known && !exact && (few || difference.sd == 0.0);
        let (p_value, p_better) = match (too_few_events, exact) {
            (true, _) => (f64::NAN, f64::NAN),
            (false, true) => certain(&difference, better),
            (false, false) => probabilities(&difference, better),
        };
        Paired {
            difference,
            variance_ratio: (difference.n >= 2 && difference.sd != 0.0).then_some(ratio),
            p_value,
            p_better,
            share_better: share_better(&differences, better),
            too_few_events,
            exact,
            events,
        }
    }
}

/// What is there to say without chance: no p value, since nothing was tested, unless there is no difference at all.
fn certain(difference: &Summary, better: Better) -> (f64, f64) {
    match better.orient(difference.mean) {
        mean if mean > 0.0 => (f64::NAN, 1.0),
        mean if mean < 0.0 => (f64::NAN, 0.0),
        _ => (1.0, 0.5),
    }
}

/// Returns the two-sided p value and the probability of being better.
fn probabilities(difference: &Summary, better: Better) -> (f64, f64) {
    let mean = better.orient(difference.mean);
    if difference.n < 2 || mean.is_nan() || difference.sd.is_nan() {
        return (f64::NAN, f64::NAN);
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
