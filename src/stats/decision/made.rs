//! Decision problems whose answers are known, for tests.

use super::{Column, Draws, Laws};
use crate::num::{normal_quantile, sqrt};
use crate::random::{Key, ReplicationKey, SobolSequence, random_order};

/// Draws in one Latin block.
const BLOCK: usize = 32;

/// A problem with standard normal inputs.
pub(super) struct Problem<'a> {
    pub(super) inputs: usize,
    /// Value of each design at these scores.
    pub(super) value: &'a dyn Fn(&[f64]) -> Vec<f64>,
}

/// Scores by input: Latin hypercubes of 32, or independent.
pub(super) fn scores(key: &Key, inputs: usize, draws: usize, latin: bool) -> Vec<Vec<f64>> {
    let column = |input: usize| {
        let of = |draw: usize| {
            let (block, place) = (draw / BLOCK, draw % BLOCK);
            let u = key.uniform(100_000 + input as u32, draw as u32);
            (block, place, u)
        };
        let orders: Vec<Vec<usize>> = (0..draws.div_ceil(BLOCK))
            .map(|block| random_order(BLOCK, key, (1_000 + 1_000 * input + block) as u32))
            .collect();
        let slice = |(block, place, u): (usize, usize, f64)| {
            if latin { (orders[block][place] as f64 + u) / BLOCK as f64 } else { u }
        };
        (0..draws).map(|draw| normal_quantile(slice(of(draw)))).collect()
    };
    (0..inputs).map(column).collect()
}

/// Points of independent standard normal laws.
pub(super) fn normal_laws(inputs: usize, points: u32) -> Laws {
    let sequence = SobolSequence::new(inputs, 99);
    let points: Vec<Vec<f64>> = (0..points).map(|i| sequence.point(i)).collect();
    let column = |input: usize| Column::Score(points.iter().map(|point| normal_quantile(point[input])).collect());
    Laws { points: (0..inputs).map(column).collect(), tied: (0..inputs).collect() }
}

/// How a problem is tried.
#[derive(Clone, Copy)]
pub(super) struct Trial {
    pub(super) number: u64,
    pub(super) draws: usize,
    /// Standard deviation of one paired difference by luck.
    pub(super) noise: f64,
    /// Replications of the draws after the first 32, which have two.
    pub(super) replications: usize,
    pub(super) latin: bool,
}

impl Problem<'_> {
    /// What a simulation with luck would see.
    pub(super) fn draw(&self, trial: Trial) -> Draws {
        let key = ReplicationKey::new(20_261_130, trial.number).customer(0);
        let scores = scores(&key, self.inputs, trial.draws, trial.latin);
        let each = trial.noise * sqrt(0.5);
        let values: Vec<Vec<Vec<f64>>> = (0..trial.draws)
            .map(|draw| {
                let at: Vec<f64> = scores.iter().map(|column| column[draw]).collect();
                let truth = (self.value)(&at);
                let replications = if draw < BLOCK { trial.replications.max(2) } else { trial.replications };
                let seen = |replication: usize| {
                    let luck = |design: usize| key.normal(500 + design as u32, (8 * draw + replication) as u32);
                    truth.iter().enumerate().map(|(design, value)| value + each * luck(design)).collect()
                };
                (0..replications).map(seen).collect()
            })
            .collect();
        Draws::new(scores.into_iter().map(Column::Score).collect(), &values)
    }
}

/// `INB = .5 + t1 + .5 t2 + .2 t3 + 0 t4`.
pub(super) const TWO: Problem<'static> =
    Problem { inputs: 4, value: &|t: &[f64]| vec![0.0, 0.5 + t[0] + 0.5 * t[1] + 0.2 * t[2]] };

/// `NB = (0, .5 + t1 + .5 t2, .3 + .8 t2 + .6 t3)`.
pub(super) const THREE: Problem<'static> =
    Problem { inputs: 3, value: &|t: &[f64]| vec![0.0, 0.5 + t[0] + 0.5 * t[1], 0.3 + 0.8 * t[1] + 0.6 * t[2]] };
