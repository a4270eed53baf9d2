//! The turning point of a choice, run: the leader and the design that takes its place, before the point and beyond it.

use rayon::prelude::*;

use super::designs::Designs;
use super::draws::Draw;
use super::study::{Course, PILOT};
use super::told::Chosen;
use super::trial::{DrawRows, Runner};
use crate::experiment::decision::DecisionTable;
use crate::experiment::results::uncertainty::{FlipRun, SideRun};
use crate::experiment::run::RunError;
use crate::scenario::uncertain::InputLaw;
use crate::stats::decision::Flip;
use crate::stats::mean_interval;

/// Draws beside those of the study, and how far before and beyond a turning point they are, as shares of its distance.
const BESIDE: u64 = 1 << 32;
const BEFORE: f64 = 0.75;
const BEYOND: f64 = 1.25;
const LEVEL: f64 = 0.95;

impl Course<'_> {
    /// Runs the leader and the design that is said to take its place, before the point at which the choice turns and beyond it.
    pub(super) fn both_sides(
        &self,
        flip: &Flip,
        table: &DecisionTable,
        leader: &str,
    ) -> Result<Option<FlipRun>, RunError> {
        let of = |name: &str| self.designs.list.iter().find(|design| design.name == name).cloned();
        let (Some(leader), Some(other)) = (of(leader), of(&table.designs[flip.design])) else { return Ok(None) };
        let list = [leader, other];
        let designs = Designs { list: &list, ..self.designs };
        let runner = Runner { designs, columns: &[], ..self.runner };
        let chosen = Chosen::of(designs, self.asked, &[]);
        // Where no input moves, it stays at its median; categories and rows are drawn.
        let inputs = &self.designs.unknowns.inputs;
        let fixed = |times: f64| -> Vec<Option<f64>> {
            let scored = |i: usize| !matches!(inputs[i].law, InputLaw::Values { .. } | InputLaw::Column { .. });
            (0..inputs.len())
                .map(|i| scored(i).then(|| flip.scores.get(i).map_or(0.0, |score| times * score)))
                .collect()
        };
        let side = |(number, times): (u64, f64)| -> Result<Option<[f64; 3]>, RunError> {
            let scores = fixed(times);
            let first = BESIDE + number * PILOT;
            let draws: Vec<Draw> = (first..first + PILOT).map(|k| self.drawer.draw_at(k, &scores)).collect();
            let run: Vec<Result<Option<DrawRows>, RunError>> =
                draws.par_iter().with_max_len(1).map(|draw| runner.run(draw, 0, 1)).collect();
            let mut gains = Vec::new();
            for rows in run {
                match rows? {
                    Some(rows) if rows.refused.is_none() => {
                        gains.push(chosen.value(&rows.trials[0], 0) - chosen.value(&rows.trials[0], 1));
                    }
                    _ => return Ok(None),
                }
            }
            let found = mean_interval(&gains, LEVEL);
            Ok(Some([found.mean, found.mean - found.half_width, found.mean + found.half_width]))
        };
        let (Some(before), Some(beyond)) = (side((0, BEFORE))?, side((1, BEYOND))?) else { return Ok(None) };
        let told = |[gain, low, high]: [f64; 3], of_distance: f64| SideRun { of_distance, gain, ci95: [low, high] };
        Ok(Some(FlipRun { replications: PILOT, before: told(before, BEFORE), beyond: told(beyond, BEYOND) }))
    }
}
