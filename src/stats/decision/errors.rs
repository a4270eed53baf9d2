//! How sure the worth of knowing is: draws are drawn again from the draws.

use rand::RngExt as _;

use super::choice::{Decision, Draws, Laws};
use crate::num::sqrt;
use crate::random::{KeyedStream, ReplicationKey};

/// Keeps resampling away from the draws of a simulation with the same seed.
const RESAMPLE_SALT: u64 = 0x4465_6369_6465_2121;
/// Resamples of an answer.
pub const RESAMPLES: u32 = 200;

/// An estimate, with what resampling says of its error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimated {
    /// The estimate.
    pub value: f64,
    /// Its standard error.
    pub error: f64,
    /// Lower end of its 95 % interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// What is asked of the draws besides the choice.
#[derive(Debug, Clone, Default)]
pub struct Questions {
    /// Inputs to be known together, or alone.
    pub groups: Vec<Vec<usize>>,
    /// Measurements: of which input, and the share of its variance that is known after it.
    pub measurements: Vec<(usize, f64)>,
}

/// What the draws say, each number with its error.
#[derive(Debug, Clone)]
pub struct Answers {
    /// The choice.
    pub decision: Decision,
    /// Expected value of perfect information.
    pub evpi: Estimated,
    /// Share of draws in which each design is best.
    pub best: Vec<Estimated>,
    /// Mean regret of each design.
    pub regret: Vec<Estimated>,
    /// Mean of each design less that of the baseline, which is design 0.
    pub gain: Vec<Estimated>,
    /// Worth of knowing each group.
    pub groups: Vec<Estimated>,
    /// Worth of each measurement.
    pub measurements: Vec<Estimated>,
}

/// All numbers of one answer in a row.
fn numbers(decision: &Decision, questions: &Questions, laws: &Laws, quick: bool) -> Vec<f64> {
    let over = decision.over(laws);
    let worth = |group: &Vec<usize>| if quick { over.quick(group) } else { over.partial(group) };
    let mut out = vec![decision.evpi()];
    out.extend(decision.best());
    out.extend(decision.regret());
    out.extend(decision.levels.iter().map(|level| level - decision.levels[0]));
    out.extend(questions.groups.iter().map(worth));
    out.extend(questions.measurements.iter().map(|&(input, told)| over.sample(input, told)));
    out
}

fn quantile(sorted: &[f64], p: f64) -> f64 {
    let place = p * (sorted.len() - 1) as f64;
    let (below, part) = (place as usize, place - (place as usize) as f64);
    sorted[below] + part * (sorted[(below + 1).min(sorted.len() - 1)] - sorted[below])
}

/// Answers the questions, with errors.
///
/// # Definition
///
/// In each of [`RESAMPLES`] resamples as many draws as there are come up with equal chances, each with all its replications; emulators are
/// chosen again in each. The error is the standard deviation over resamples, the interval reaches from 2.5 to 97.5 % of them. Draws that were
/// stratified vary less than resamples do, so that where there is little luck the intervals are too wide.
///
/// # Randomness
///
/// A stream for each resample, by the seed.
#[must_use]
pub fn answer(draws: &Draws, laws: &Laws, coarse: &Laws, questions: &Questions, seed: u64) -> Answers {
    let all: Vec<usize> = (0..draws.len()).collect();
    let decision = draws.decide(&all);
    let found = numbers(&decision, questions, laws, false);
    let again = |number: u32| {
        let key = ReplicationKey::new(seed ^ RESAMPLE_SALT, u64::from(number)).customer(0);
        let mut stream = KeyedStream::new(&key, 0, 0);
        let rows: Vec<usize> = all.iter().map(|_| stream.random_range(0..all.len())).collect();
        numbers(&draws.decide(&rows), questions, coarse, true)
    };
    let resampled: Vec<Vec<f64>> = (0..RESAMPLES).map(again).collect();
    let mut estimates = found.into_iter().enumerate().map(|(place, value)| {
        let mut seen: Vec<f64> = resampled.iter().map(|row| row[place]).collect();
        seen.sort_by(f64::total_cmp);
        let n = seen.len() as f64;
        let mean = seen.iter().sum::<f64>() / n;
        let squares: f64 = seen.iter().map(|v| (v - mean) * (v - mean)).sum();
        Estimated { value, error: sqrt(squares / (n - 1.0)), low: quantile(&seen, 0.025), high: quantile(&seen, 0.975) }
    });
    let designs = decision.levels.len();
    let mut take = |n: usize| estimates.by_ref().take(n).collect::<Vec<Estimated>>();
    let evpi = take(1)[0];
    let (best, regret, gain) = (take(designs), take(designs), take(designs));
    let groups = take(questions.groups.len());
    let measurements = take(questions.measurements.len());
    Answers { decision, evpi, best, regret, gain, groups, measurements }
}

#[cfg(test)]
#[path = "errors_tests.rs"]
mod tests;
