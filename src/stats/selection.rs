//! Choosing the best of several designs.
//!
//! More is better here: turn the sign of waits and costs. What can go wrong: the estimate of a winner is too good,
//! because luck helped to choose it (the winner's curse); estimate the winner again on fresh replications.

use rand::RngExt as _;

use super::precision::StoppingRule;
use crate::num::{EXACT, gamma_quantile, pow, sqrt};
use crate::random::{KeyedStream, ReplicationKey};

/// Keeps resampling away from the draws of a simulation with the same seed.
const RESAMPLE_SALT: u64 = 0x426f_6f74_7374_7200;

/// Fewest resamples for [`probability_best`].
pub const LEAST_RESAMPLES: usize = 2000;

/// A sequential search for the best design that is right with probability `1 - alpha`.
///
/// Feed it one replication of all designs at a time; designs out of the race need no more simulation.
///
/// # Definition
///
/// KN (Kim and Nelson 2001). From the first `n0` replications, `S2_il` the sample variances of differences;
/// `eta = ((2 alpha / (k - 1))^(-2 / (n0 - 1)) - 1) / 2`, `h2 = 2 eta (n0 - 1)`. After `r` replications design `i`
/// survives if `mean_i >= mean_l - max(0, delta / (2 r) (h2 S2_il / delta^2 - r))` for all survivors `l`.
/// The guarantee holds when the best is ahead by `delta` or more, for normal outputs (batch customers), also under
/// common random numbers; with smaller gaps one within `delta` of the best is likely to win.
///
/// Two designs that differ by the very same amount in every replication so far show no variance, which proves nothing: they are
/// not held against each other before 30 replications, and from then on with the variance of a sample in which one more replication
/// shows no difference, `mean^2 / (r + 1)`. Two that never differ at all cannot be told apart: both stay. Once all that are left are such
/// ties, the search is [over](Kn::is_over) without a winner.
///
/// # Examples
///
/// ```
/// use journeysim::stats::Kn;
///
/// let mut race = Kn::new(2, 3, 1.0, 0.05);
/// for replication in [0.0, 0.1, 0.2] {
///     race.observe(&[5.0 + replication, 9.0 + 2.0 * replication]);
/// }
/// assert_eq!(race.best(), Some(1));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Kn {
    first_stage: usize,
    delta: f64,
    h_squared: f64,
    replications: u64,
    sums: Vec<f64>,
    survivors: Vec<usize>,
    /// Rows of the first stage, then empty.
    rows: Vec<Vec<f64>>,
    /// `S2_il`, row after row, once the first stage is over; zero for pairs that did not vary in it.
    variances: Vec<f64>,
    /// Of pairs that never varied, the difference that all replications show.
    constant: Vec<Option<f64>>,
}

/// Replications before designs that never varied against each other are compared, as for rare events.
const RARE: u64 = 30;

impl Kn {
    /// Starts the search among `designs`, with `first_stage` replications before the first decision, a gap `delta`
    /// worth detecting, and the risk `alpha` of a wrong choice.
    ///
    /// # Panics
    ///
    /// If there is no design, `first_stage` is below 2, `delta` is not above 0, or `alpha` not between 0 and
    /// `1 - 1 / designs` (for one design: 1).
    #[must_use]
    pub fn new(designs: usize, first_stage: usize, delta: f64, alpha: f64) -> Self {
        assert!(designs > 0, "a best design needs designs");
        assert!(first_stage >= 2, "a variance needs two replications");
        assert!(delta > 0.0 && delta.is_finite(), "a gap worth detecting is above zero");
        let others = (designs - 1) as f64;
        let chance = if designs == 1 { 1.0 } else { others / designs as f64 };
        assert!(alpha > 0.0 && alpha < chance, "a risk lies above zero and below that of guessing");
        let degrees = (first_stage - 1) as f64;
        let eta = 0.5 * (pow(2.0 * alpha / others.max(1.0), -2.0 / degrees) - 1.0);
        Self {
            first_stage,
            delta,
            h_squared: 2.0 * eta * degrees,
            replications: 0,
            sums: vec![0.0; designs],
            survivors: (0..designs).collect(),
            rows: vec![],
            variances: vec![],
            constant: vec![],
        }
    }

    /// Adds one replication, a number per design; those of designs out of the race are not read.
    /// Once finished, nothing is added.
    ///
    /// # Panics
    ///
    /// If there is not one number per design, or a survivor's is not finite.
    pub fn observe(&mut self, values: &[f64]) {
        assert_eq!(values.len(), self.sums.len(), "a replication has one number per design");
        assert!(self.survivors.iter().all(|&i| values[i].is_finite()), "designs in the race have finite numbers");
        if self.is_over() {
            return;
        }
        self.replications += 1;
        for &i in &self.survivors {
            self.sums[i] += values[i];
        }
        self.watch(values);
        if self.variances.is_empty() {
            self.rows.push(values.to_vec());
            if self.rows.len() < self.first_stage {
                return;
            }
            self.variances = variances_of_differences(&self.rows);
            self.rows.clear();
        }
        self.drop_the_beaten();
    }

    /// Notes which pairs show the same difference again.
    fn watch(&mut self, values: &[f64]) {
        let designs = self.sums.len();
        if self.constant.is_empty() {
            self.constant =
                (0..designs * designs).map(|pair| Some(values[pair % designs] - values[pair / designs])).collect();
            return;
        }
        for &i in &self.survivors {
            for &l in &self.survivors {
                let known = &mut self.constant[i * designs + l];
                let now = values[l] - values[i];
                // Sums of money differ by rounding alone.
                let same = |before: f64| (now - before).abs() <= EXACT * values[i].abs().max(values[l].abs());
                if known.is_some_and(|before| !same(before)) {
                    *known = None;
                }
            }
        }
    }

    /// Whether two designs have never differed.
    fn never_differed(&self, i: usize, l: usize) -> bool {
        self.constant.get(i * self.sums.len() + l).copied().flatten() == Some(0.0)
    }

    fn drop_the_beaten(&mut self) {
        let r = self.replications as f64;
        let designs = self.sums.len();
        let beats = |l: usize, i: usize| {
            let ahead = (self.sums[l] - self.sums[i]) / r;
            let variance = match self.constant[i * designs + l] {
                Some(_) if self.replications < RARE || ahead == 0.0 => return false,
                Some(_) => ahead * ahead / (r + 1.0),
                None => self.variances[i * designs + l],
            };
            let reach = self.h_squared * variance / (self.delta * self.delta) - r;
            let margin = (0.5 * self.delta / r * reach).max(0.0);
            ahead > margin
        };
        let stays = |&i: &usize| !self.survivors.iter().any(|&l| l != i && beats(l, i));
        self.survivors = self.survivors.iter().copied().filter(stays).collect();
    }

    /// Returns the designs still in the race, in order.
    #[must_use]
    pub fn survivors(&self) -> &[usize] {
        &self.survivors
    }

    /// Tells whether one design is left.
    #[must_use]
    pub fn finished(&self) -> bool {
        self.survivors.len() == 1
    }

    /// Tells whether more replications are of no use: one design is left, or only such as never differed in 30.
    #[must_use]
    pub fn is_over(&self) -> bool {
        let ties = || self.survivors.iter().all(|&i| self.never_differed(self.survivors[0], i));
        self.finished() || self.replications >= RARE.max(self.first_stage as u64) && ties()
    }

    /// Returns the winner once finished.
    #[must_use]
    pub fn best(&self) -> Option<usize> {
        self.finished().then(|| self.survivors[0])
    }

    /// Returns the number of replications observed before the search finished.
    #[must_use]
    pub fn replications(&self) -> u64 {
        self.replications
    }

    /// Returns the replication by which the search must have finished; `None` in the first stage.
    #[must_use]
    pub fn most_replications(&self) -> Option<u64> {
        let largest = self.variances.iter().copied().reduce(f64::max)?;
        // Only a bound where every pair has shown how much it varies.
        let designs = self.sums.len();
        if (0..designs * designs).any(|pair| pair / designs != pair % designs && self.constant[pair].is_some()) {
            return None;
        }
        let reach = (self.h_squared * largest / (self.delta * self.delta)).floor() as u64 + 1;
        Some(reach.max(self.first_stage as u64))
    }
}

fn variances_of_differences(rows: &[Vec<f64>]) -> Vec<f64> {
    let designs = rows[0].len();
    let variance = |i: usize, l: usize| {
        let differences: Vec<f64> = rows.iter().map(|row| row[i] - row[l]).collect();
        let sd = super::mean_interval(&differences, 0.95).sd;
        sd * sd
    };
    (0..designs * designs).map(|pair| variance(pair / designs, pair % designs)).collect()
}

/// Splits a budget of replications among designs, so that the best is found most often.
///
/// Returns how many replications each design should have in total; they sum to `total`. Use it in steps: a few
/// replications each, allocate a larger total, add what is missing, and repeat. Ties for the best go to the earlier.
///
/// # Definition
///
/// OCBA (Chen et al. 2000): `N_i / N_j = (s_i / d_i)^2 / (s_j / d_j)^2` for the others, `d` the distance to the best,
/// and `N_b = s_b sqrt(sum N_i^2 / s_i^2)`. Distances below a hundredth of the largest `s` count as that, so that a
/// tie does not take everything. Equal shares when nothing varies. It carries no guarantee of a right choice.
///
/// # Panics
///
/// If the two differ in length or hold numbers that are not finite, or a standard deviation is below zero.
#[must_use]
pub fn ocba_allocation(means: &[f64], sds: &[f64], total: u64) -> Vec<u64> {
    assert_eq!(means.len(), sds.len(), "every design has a mean and a standard deviation");
    assert!(means.iter().all(|m| m.is_finite()), "means are finite");
    assert!(sds.iter().all(|s| s.is_finite() && *s >= 0.0), "standard deviations are finite");
    let Some(best) = (0..means.len()).reduce(|a, b| if means[b] > means[a] { b } else { a }) else {
        return vec![];
    };
    let least = 0.01 * sds.iter().copied().fold(0.0, f64::max);
    if least == 0.0 {
        return apportion(&vec![1.0; means.len()], total);
    }
    // N_i / s_i is s_i / d_i^2, which stays finite for a design that never varies.
    let per_sd = |i: usize| {
        let distance = (means[best] - means[i]).max(least);
        sds[i] / (distance * distance)
    };
    let squares: f64 = (0..means.len()).filter(|&i| i != best).map(|i| per_sd(i) * per_sd(i)).sum();
    let weight = |i: usize| if i == best { sds[i] * sqrt(squares) } else { sds[i] * per_sd(i) };
    apportion(&(0..means.len()).map(weight).collect::<Vec<f64>>(), total)
}

/// Splits a total in proportion to weights (largest remainders, ties to the earlier).
fn apportion(weights: &[f64], total: u64) -> Vec<u64> {
    let sum: f64 = weights.iter().sum();
    let even = 1.0 / weights.len() as f64;
    let shares: Vec<f64> = weights.iter().map(|w| total as f64 * if sum > 0.0 { w / sum } else { even }).collect();
    let mut parts: Vec<u64> = shares.iter().map(|share| share.floor() as u64).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by(|&a, &b| shares[b].fract().total_cmp(&shares[a].fract()));
    let missing = total.saturating_sub(parts.iter().sum());
    order.iter().cycle().take(missing as usize).for_each(|&i| parts[i] += 1);
    parts
}

/// Estimates for each design the probability that it is the best, from paired replications.
///
/// `values` holds a row per design, with one number per replication on common random numbers.
///
/// # Definition
///
/// Bootstrap: whole replications are drawn with replacement, the same for all designs; the share of resamples in
/// which the design has the largest mean, ties shared (Efron and Tibshirani 1993, chapter 6). How far a resample lies from the sample is
/// stretched by `sqrt(n / chi2)`, one chi-square with `n - 1` degrees of freedom for each, so that two designs meet Student's t and not the
/// normal law. An estimate of how firm the ranking is, and no guarantee: the error of a wrong choice is bounded by [`Kn`], not by this. All NaN
/// when a number is not finite or there are fewer than ten replications: fewer tell too little of their own spread.
///
/// # Randomness
///
/// One word per resample and draw, and one per resample, addressed by seed: the same rows and seed give the same answer.
///
/// # Panics
///
/// If there are fewer resamples than [`LEAST_RESAMPLES`], or the rows differ in length.
#[must_use]
pub fn probability_best<R: AsRef<[f64]>>(values: &[R], resamples: usize, seed: u64) -> Vec<f64> {
    let rows: Vec<&[f64]> = values.iter().map(AsRef::as_ref).collect();
    let n = rows.first().map_or(0, |row| row.len());
    assert!(rows.iter().all(|row| row.len() == n), "designs have the same replications");
    if rows.iter().any(|row| row.iter().any(|v| !v.is_finite())) {
        return vec![f64::NAN; rows.len()];
    }
    let own: Vec<f64> = rows.iter().map(|row| row.iter().sum::<f64>() / n as f64).collect();
    let mean = |design: usize, chosen: &[usize]| chosen.iter().map(|&r| rows[design][r]).sum::<f64>() / n as f64;
    bootstrap(&own, n, mean, resamples, seed)
}

/// The same of designs by a ratio of totals, such as a return: a numerator and a denominator for each replication.
///
/// # Definition
///
/// As [`probability_best`], with the ratio of the totals of a resample in place of its mean. All NaN, too, when the total of a denominator is not
/// above 0 in some resample: then a ratio says nothing.
///
/// # Randomness
///
/// As [`probability_best`], with the same words.
///
/// # Panics
///
/// If there are fewer resamples than [`LEAST_RESAMPLES`], or the rows differ in length.
#[must_use]
pub fn probability_best_ratio(designs: &[[Vec<f64>; 2]], resamples: usize, seed: u64) -> Vec<f64> {
    let n = designs.first().map_or(0, |[row, _]| row.len());
    assert!(designs.iter().flatten().all(|row| row.len() == n), "designs have the same replications");
    let ratio = |numerator: f64, denominator: f64| if denominator > 0.0 { numerator / denominator } else { f64::NAN };
    let own: Vec<f64> = designs.iter().map(|[y, x]| ratio(y.iter().sum(), x.iter().sum())).collect();
    let of = |design: usize, chosen: &[usize]| {
        let total = |row: &[f64]| chosen.iter().map(|&r| row[r]).sum::<f64>();
        ratio(total(&designs[design][0]), total(&designs[design][1]))
    };
    bootstrap(&own, n, of, resamples, seed)
}

/// Share of resamples in which each design is the best, from what all replications say of it and what those drawn do.
fn bootstrap(own: &[f64], n: usize, of: impl Fn(usize, &[usize]) -> f64, resamples: usize, seed: u64) -> Vec<f64> {
    assert!(resamples >= LEAST_RESAMPLES, "at least {LEAST_RESAMPLES} resamples are needed");
    let unknown = vec![f64::NAN; own.len()];
    if n < StoppingRule::LEAST as usize || own.iter().any(|v| !v.is_finite()) {
        return unknown;
    }
    let mut wins = vec![0.0; own.len()];
    let mut chosen = vec![0; n];
    for resample in 0..resamples {
        let key = ReplicationKey::new(seed ^ RESAMPLE_SALT, resample as u64).customer(0);
        let mut stream = KeyedStream::new(&key, 0, 0);
        chosen.iter_mut().for_each(|chosen| *chosen = stream.random_range(0..n));
        let u = key.uniform(1, 0);
        let stretch = sqrt(n as f64 / (2.0 * gamma_quantile(0.5 * (n - 1) as f64, u, 1.0 - u)));
        let all: Vec<f64> = own.iter().enumerate().map(|(d, own)| own + stretch * (of(d, &chosen) - own)).collect();
        if all.iter().any(|v| v.is_nan()) {
            return unknown;
        }
        let largest = all.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let winners = all.iter().filter(|&&value| value == largest).count() as f64;
        wins.iter_mut().zip(&all).filter(|(_, value)| **value == largest).for_each(|(wins, _)| *wins += 1.0 / winners);
    }
    wins.iter().map(|wins| wins / resamples as f64).collect()
}

#[cfg(test)]
#[path = "selection_tests.rs"]
mod tests;
