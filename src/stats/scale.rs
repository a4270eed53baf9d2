//! Intervals that follow from what a metric is: money, a time, a count, a share.
//!
//! Student's t takes means of replications as normal. For rare things they are not: where nothing happened it gives a width
//! of zero, where little did it reaches below nothing, and it covers far less than it says. Counts and shares of few events
//! therefore take the exact law of counting, widened where replications differ more than it allows; with many events the t interval is
//! the wider one, so that one method grows out of the other.

use super::mean::{Interval, Summary, mean_interval, two_sided_t};
use crate::num::{EXACT, beta_quantile, close, gamma_quantile, normal_quantile, sqrt};

/// Events below which the law of counting is relied on in full, though replications look more alike than it says: their spread
/// is not known from so few.
const ENOUGH: f64 = 30.0;

/// Events from which the laws of counting are normal: their quantiles would only take longer.
const MANY: f64 = 1e4;

/// Fewest events that a comparison is judged by.
pub const FEW_EVENTS: f64 = 10.0;

/// What kind of number a metric is. Its interval follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scale {
    /// Any real number: money, a balance.
    #[default]
    Real,
    /// Never below zero: times, lengths, money that is only spent.
    Amount,
    /// A time that is a quantile read from bins: many replications show the very same one, however many events they rest on.
    Binned,
    /// From 0 to 1, but no share of counted things: a share of time, a mean of probabilities.
    Fraction,
    /// How often something happened, or to how many.
    Count,
    /// Events over trials, both counted.
    Share,
    /// Events per person or other unit of exposure, beside so many of each that are sure.
    Rate {
        /// Those that are sure.
        sure: u8,
    },
}

/// One number per replication, and what is known of it.
#[derive(Debug, Clone, Copy)]
pub struct Sample<'a> {
    /// The numbers, in the order of replications.
    pub values: &'a [f64],
    /// Trials behind each: of a share its denominator, of a count those it is taken of, of a rate its exposure, where they are known; else empty.
    pub trials: &'a [f64],
    /// What kind of number it is.
    pub scale: Scale,
    /// Whether chance has any part in it.
    pub varies: bool,
}

/// A mean over replications and its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// Mean and spread, with the half-width of Student's t.
    pub summary: Summary,
    /// The interval of this scale; `None` below two replications.
    pub interval: Option<Interval>,
}

impl Estimate {
    /// The larger distance from the mean to an end, to be held against a precision; infinite where it is not known.
    ///
    /// # Definition
    ///
    /// Numbers that chance could change and that never differed yet are no certainty: the distance is that of a sample in which one
    /// more replication comes to nothing, `t |mean| / sqrt(n (n + 1))`.
    #[must_use]
    pub fn reach(&self, varies: bool, level: f64) -> f64 {
        let s = &self.summary;
        let Some(i) = self.interval else { return f64::INFINITY };
        let seen = (s.mean - i.low).max(i.high - s.mean);
        if varies && seen == 0.0 { unseen(s, level) } else { seen }
    }
}

/// Half-width of numbers that never differed: as if one more replication came to nothing. Infinite where all are zero.
pub(super) fn unseen(s: &Summary, level: f64) -> f64 {
    if s.n < 2 || s.mean == 0.0 {
        return f64::INFINITY;
    }
    let n = s.n as f64;
    two_sided_t(level, n - 1.0) * s.mean.abs() / sqrt(n * (n + 1.0))
}

impl Sample<'_> {
    /// Estimates the mean with the interval of its scale.
    ///
    /// # Definition
    ///
    /// - `Real`: Student's t over replications. `Amount`, `Binned` and `Fraction`: the same, cut at what is possible. A `Fraction` that is 0 in all
    ///   `n` replications, or 1 in all, has the interval of a share of `n` trials: no more than `1 - 0.025^(1/n)` of replications show anything else.
    /// - `Count`, `K` in all over `n` replications: Garwood's exact interval of a Poisson total, `chi2(a/2; 2K/phi)/2` to `chi2(1 - a/2; 2K/phi
    ///   + 2)/2`, times `phi/n`, and at least the t interval cut at zero. `phi` is the variance of replications over their mean, not less than
    ///   1 up to 30 events and 30/K from there, since many events tell their own spread. Nothing seen: `[0, 3.69/n]` at 95 %.
    /// - `Count` out of the same known number in every replication, and `Share`: the same with Clopper and Pearson's interval of a binomial
    ///   proportion, of `N / phi` trials. `N` is `n` times the harmonic mean of trials, which is what a mean of shares rests on;
    ///   `phi` the variance of shares over `p (1 - p) / harmonic mean`.
    /// - `Rate`: what is not sure of it, times the harmonic mean of exposures, is a `Count`.
    ///
    /// Without trials a share is a `Fraction`, and a rate an `Amount`. What chance has no part in, and is the same in every replication, is exact.
    ///
    /// # Panics
    ///
    /// If `level` is not between 0 and 1.
    #[must_use]
    pub fn estimate(&self, level: f64) -> Estimate {
        let summary = mean_interval(self.values, level);
        if summary.n < 2 || !summary.mean.is_finite() {
            return Estimate { summary, interval: None };
        }
        let t = summary.interval();
        if !self.varies && self.values.windows(2).all(|pair| pair[0] == pair[1]) {
            let exact = Interval { low: self.values[0], high: self.values[0] };
            return Estimate { summary, interval: Some(exact) };
        }
        let least = harmonic_mean(self.trials);
        let interval = match (self.scale, least) {
            (Scale::Real, _) => t,
            (Scale::Amount | Scale::Binned, _) => cut(t, 0.0, f64::INFINITY, summary.mean),
            (Scale::Share, Some(trials)) => hull(shares(&summary, trials, level), cut(t, 0.0, 1.0, summary.mean)),
            (Scale::Fraction | Scale::Share, _) if self.values.iter().all(|&x| x == 0.0 || x == 1.0) => {
                hull(shares(&summary, 1.0, level), cut(t, 0.0, 1.0, summary.mean))
            }
            (Scale::Fraction | Scale::Share, _) => cut(t, 0.0, 1.0, summary.mean),
            (Scale::Rate { sure }, Some(exposure)) => {
                let sure = f64::from(sure);
                let seen =
                    Summary { mean: exposure * (summary.mean - sure).max(0.0), sd: exposure * summary.sd, ..summary };
                let i = counts(&seen, level);
                let law = Interval { low: sure + i.low / exposure, high: sure + i.high / exposure };
                hull(law, cut(t, sure, f64::INFINITY, summary.mean))
            }
            (Scale::Rate { sure }, None) => cut(t, f64::from(sure), f64::INFINITY, summary.mean),
            (Scale::Count, Some(_)) if self.out_of_the_same(summary.mean) => {
                let of = self.trials[0];
                let share = Summary { mean: summary.mean / of, sd: summary.sd / of, ..summary };
                let i = shares(&share, of, level);
                hull(Interval { low: of * i.low, high: of * i.high }, cut(t, 0.0, of, summary.mean))
            }
            (Scale::Count, _) => hull(counts(&summary, level), cut(t, 0.0, f64::INFINITY, summary.mean)),
        };
        Estimate { summary, interval: Some(interval) }
    }
}

impl Sample<'_> {
    /// Whether a count is taken of one and the same number in every replication.
    fn out_of_the_same(&self, mean: f64) -> bool {
        self.trials.windows(2).all(|pair| pair[0] == pair[1]) && mean <= self.trials[0]
    }
}

/// An interval without what is impossible. An estimate beyond that, as a pseudo-value of a share may be, stays inside its interval.
fn cut(i: Interval, least: f64, most: f64, mean: f64) -> Interval {
    Interval { low: i.low.max(least.min(mean)), high: i.high.min(most.max(mean)) }
}

fn hull(a: Interval, b: Interval) -> Interval {
    Interval { low: a.low.min(b.low), high: a.high.max(b.high) }
}

/// Trials that a mean of shares rests on, per replication; `None` where they are not known.
fn harmonic_mean(trials: &[f64]) -> Option<f64> {
    let inverse: f64 = trials.iter().map(|t| 1.0 / t).sum();
    Some(trials.len() as f64 / inverse).filter(|mean| mean.is_finite() && *mean > 0.0)
}

/// How much wider than its law counting is: what replications show, but not less than few events can tell.
fn dispersion(seen: f64, events: f64) -> f64 {
    seen.max((ENOUGH / events).min(1.0))
}

fn counts(s: &Summary, level: f64) -> Interval {
    let n = s.n as f64;
    let total = n * s.mean;
    let phi = if total > 0.0 { dispersion(s.sd * s.sd / s.mean, total) } else { 1.0 };
    if total / phi > MANY {
        return normal(s.mean, phi * s.mean / n, level);
    }
    let i = garwood(total / phi, level);
    Interval { low: phi * i.low / n, high: phi * i.high / n }
}

fn normal(mean: f64, variance: f64, level: f64) -> Interval {
    let half = normal_quantile(0.5 + 0.5 * level) * sqrt(variance);
    Interval { low: mean - half, high: mean + half }
}

/// The exact interval of the mean of a Poisson total (Garwood 1936); totals need not be whole.
fn garwood(total: f64, level: f64) -> Interval {
    let (tail, rest) = (0.5 - 0.5 * level, 0.5 + 0.5 * level);
    let low = if total > 0.0 { gamma_quantile(total, tail, rest) } else { 0.0 };
    Interval { low, high: gamma_quantile(total + 1.0, rest, tail) }
}

fn shares(s: &Summary, trials: f64, level: f64) -> Interval {
    let p = s.mean.clamp(0.0, 1.0);
    let all = s.n as f64 * trials;
    let rarer = all * p.min(1.0 - p);
    let phi = if rarer > 0.0 { dispersion(s.sd * s.sd * trials / (p * (1.0 - p)), rarer) } else { 1.0 };
    // A replication with trials is one at least: they are independent. No more are than were made.
    let n = (all / phi).max((s.n as f64).min(all));
    if n * p.min(1.0 - p) > MANY {
        return normal(p, p * (1.0 - p) / n, level);
    }
    let (tail, rest) = (0.5 - 0.5 * level, 0.5 + 0.5 * level);
    let (hits, misses) = (n * p, n * (1.0 - p));
    Interval {
        low: if hits > 0.0 { beta_quantile(hits, misses + 1.0, tail, rest).0 } else { 0.0 },
        high: if misses > 0.0 { beta_quantile(hits + 1.0, misses, rest, tail).0 } else { 1.0 },
    }
}

/// What a comparison of two worlds rests on, for counts and shares: events that happened in one of them and not in the other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Events {
    /// Net gains over replications in which there were more, and losses where there were fewer.
    gains: f64,
    losses: f64,
    /// Worth of one event in the metric's own unit.
    unit: f64,
    n: f64,
}

impl Events {
    /// Counts them, as far as replications tell: those that cancel inside one are not seen.
    pub(super) fn of(differences: &[f64], scale: Scale, trials: &[f64]) -> Option<Self> {
        let unit = match scale {
            Scale::Count => 1.0,
            Scale::Share => 1.0 / harmonic_mean(trials)?,
            _ => return None,
        };
        let sum = |side: f64| differences.iter().map(|d| (side * d).max(0.0)).sum::<f64>() / unit;
        Some(Events { gains: sum(1.0), losses: sum(-1.0), unit, n: differences.len() as f64 })
    }

    pub(super) fn total(&self) -> f64 {
        self.gains + self.losses
    }

    /// The interval that so few events allow: gains less losses, each of Garwood's, joined by the method of variance
    /// estimates recovery (Newcombe 1998, method 10).
    pub(super) fn interval(&self, level: f64) -> Interval {
        let phi = dispersion(0.0, self.total().max(f64::MIN_POSITIVE));
        let of = |total: f64| {
            let i =
                if total / phi > MANY { normal(total / phi, total / phi, level) } else { garwood(total / phi, level) };
            (total - phi * i.low, phi * i.high - total)
        };
        let ((gains_down, gains_up), (losses_down, losses_up)) = (of(self.gains), of(self.losses));
        let mean = self.gains - self.losses;
        let far = |a: f64, b: f64| sqrt(a * a + b * b);
        let to = |x: f64| x * self.unit / self.n;
        Interval { low: to(mean - far(gains_down, losses_up)), high: to(mean + far(gains_up, losses_down)) }
    }
}

/// Whether a comparison of other numbers rests on too few events: in half of the replications or more nothing differs, or most show the very same
/// difference, and fewer than ten another. Money that differs in every replication is no count of events: that two of a few
/// agree, as amounts of whole purchases do, says nothing.
pub(super) fn too_few(differences: &[f64]) -> bool {
    let mut sorted = differences.to_vec();
    sorted.sort_by(f64::total_cmp);
    let all = sorted.len();
    let none = sorted.iter().filter(|d| **d == 0.0).count();
    let most = sorted.chunk_by(|a, b| a == b).map(<[f64]>::len).max().unwrap_or(0);
    let few = |alike: usize| ((all - alike) as f64) < FEW_EVENTS;
    2 * none >= all && few(none) || 2 * most > all && few(most)
}

/// Differences of two worlds, those below the rounding of what is compared taken as none, and as equal.
#[must_use]
pub fn clean_differences(x: &[f64], y: &[f64]) -> Vec<f64> {
    let mut out: Vec<f64> = x.iter().zip(y).map(|(&x, &y)| snapped(x, y)).collect();
    let largest = x.iter().chain(y).fold(0.0, |most: f64, v| most.max(v.abs()));
    let (low, high) = out.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), d| (l.min(*d), h.max(*d)));
    if high - low <= EXACT * largest {
        let first = out.first().copied().unwrap_or(0.0);
        out.iter_mut().for_each(|d| *d = first);
    }
    out
}

/// A difference, but none where it is within the rounding of what is compared.
pub fn snapped(x: f64, y: f64) -> f64 {
    if close(x, y, EXACT, 0.0) { 0.0 } else { y - x }
}

#[cfg(test)]
#[path = "scale_tests.rs"]
mod tests;
