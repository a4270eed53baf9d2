//! How sure the worth of knowing is: draws are drawn again from the draws.

use rand::RngExt as _;
use rayon::prelude::*;

use super::choice::{Decision, Draws, Laws};
use super::turning::{FARTHEST, Flip};
use crate::num::sqrt;
use crate::random::{KeyedStream, ReplicationKey};

/// Keeps resampling away from the draws of a simulation with the same seed.
const RESAMPLE_SALT: u64 = 0x4465_6369_6465_2121;
/// Resamples of an answer.
pub const RESAMPLES: u32 = 200;
/// Of intervals.
const LEVEL: f64 = 0.95;

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
    /// Per input, the scores at which the leader gains nothing over the baseline on average.
    pub break_even: Vec<Crossings>,
    /// Per input, what the leader gains over the baseline on average at [`SCORES`]; empty where the input does not move it alone.
    pub dependence: Vec<Vec<Estimated>>,
    /// The smallest joint move that turns the choice, and the 95 % interval of its distance; none within six standard deviations.
    pub flip: Option<(Flip, [f64; 2])>,
}

/// Scores at which a dependence is looked at: the quantiles 1, 5, 10, 25, 50, 75, 90, 95 and 99 % of a law.
pub const SCORES: [f64; 9] = [
    -2.326_347_874_040_841,
    -1.644_853_626_951_472_6,
    -1.281_551_565_544_600_4,
    -0.674_489_750_196_081_7,
    0.0,
    0.674_489_750_196_081_7,
    1.281_551_565_544_600_4,
    1.644_853_626_951_472_6,
    2.326_347_874_040_841,
];

/// Where a gain crosses zero along one input.
#[derive(Debug, Clone, PartialEq)]
pub struct Crossings {
    /// Scores.
    pub scores: Vec<f64>,
    /// The 95 % interval of a single one; absent of none and of several, and where fewer than 95 % of the resamples have exactly one.
    pub within: Option<[f64; 2]>,
}

/// What one resample says.
struct Resample {
    numbers: Vec<f64>,
    /// Per input, the scores at which the leader of all draws gains nothing.
    crossings: Vec<Vec<f64>>,
    /// Per input, what the leader of all draws gains at [`SCORES`], where it moves that.
    dependence: Vec<Option<Vec<f64>>>,
    /// How far the choice of all draws is from turning: zero where it has turned, the farthest that is looked for where nothing turns it.
    distance: f64,
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

/// The ends between which the middle 95 % lie.
fn middle(mut values: Vec<f64>) -> [f64; 2] {
    values.sort_by(f64::total_cmp);
    [0.5 - 0.5 * LEVEL, 0.5 + 0.5 * LEVEL].map(|p| quantile(&values, p))
}

/// An estimate with what resamples of it say of its error.
fn estimated(value: f64, seen: Vec<f64>) -> Estimated {
    let n = seen.len() as f64;
    let mean = seen.iter().sum::<f64>() / n;
    let squares: f64 = seen.iter().map(|v| (v - mean) * (v - mean)).sum();
    let [low, high] = middle(seen);
    Estimated { value, error: sqrt(squares / (n - 1.0)), low, high }
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
    let inputs = laws.points.len();
    let leader = decision.leader;
    let crossings = |decision: &Decision, laws: &Laws| -> Vec<Vec<f64>> {
        (0..inputs).map(|input| decision.break_even(leader, input, laws)).collect()
    };
    let dependences = |decision: &Decision, laws: &Laws| -> Vec<Option<Vec<f64>>> {
        (0..inputs).map(|input| decision.dependence(leader, input, &SCORES, laws)).collect()
    };
    let again = |number: u32| {
        let key = ReplicationKey::new(seed ^ RESAMPLE_SALT, u64::from(number)).customer(0);
        let mut stream = KeyedStream::new(&key, 0, 0);
        let rows: Vec<usize> = all.iter().map(|_| stream.random_range(0..all.len())).collect();
        let found = draws.decide(&rows);
        let distance =
            if found.leader == leader { found.flip(coarse).map_or(FARTHEST, |flip| flip.distance) } else { 0.0 };
        Resample {
            numbers: numbers(&found, questions, coarse, true),
            crossings: crossings(&found, coarse),
            dependence: dependences(&found, coarse),
            distance,
        }
    };
    let resampled: Vec<Resample> = (0..RESAMPLES).into_par_iter().map(again).collect();
    let break_even = crossings(&decision, laws).into_iter().enumerate().map(|(input, scores)| {
        let single = |sample: &Resample| match sample.crossings[input][..] {
            [once] => Some(once),
            _ => None,
        };
        let seen: Vec<f64> = resampled.iter().filter_map(single).collect();
        let enough = scores.len() == 1 && seen.len() as f64 >= LEVEL * f64::from(RESAMPLES);
        Crossings { scores, within: enough.then(|| middle(seen)) }
    });
    let break_even = break_even.collect();
    // Where a resample does not see the input, its gain is the same everywhere.
    let level = |sample: &Resample| sample.numbers[1 + 2 * decision.levels.len() + leader];
    let dependence = dependences(&decision, laws).into_iter().enumerate().map(|(input, found)| {
        let at = |(place, value): (usize, f64)| {
            let seen =
                |sample: &Resample| sample.dependence[input].as_ref().map_or(level(sample), |gains| gains[place]);
            estimated(value, resampled.iter().map(seen).collect())
        };
        found.unwrap_or_default().into_iter().enumerate().map(at).collect()
    });
    let dependence = dependence.collect();
    let distances = || resampled.iter().map(|sample| sample.distance).collect();
    let flip = decision.flip(laws).map(|flip| (flip, middle(distances())));
    let mut estimates = found
        .into_iter()
        .enumerate()
        .map(|(place, value)| estimated(value, resampled.iter().map(|sample| sample.numbers[place]).collect()));
    let designs = decision.levels.len();
    let mut take = |n: usize| estimates.by_ref().take(n).collect::<Vec<Estimated>>();
    let evpi = take(1)[0];
    let (best, regret, gain) = (take(designs), take(designs), take(designs));
    let groups = take(questions.groups.len());
    let measurements = take(questions.measurements.len());
    Answers { decision, evpi, best, regret, gain, groups, measurements, break_even, dependence, flip }
}

#[cfg(test)]
#[path = "errors_tests.rs"]
mod tests;
