//! One draw, run: every design on the same customers, as many times as are asked for.

use crate::experiment::catalogue::Catalogue;
use crate::experiment::compare::touchpoints_in;
use crate::experiment::readings::curves::{Curves, report_days};
use crate::experiment::run::parts::{Observing, parts};
use crate::experiment::run::{Monitor, RunError};
use crate::journey::cell::CellError;
use crate::journey::model::Model;
use crate::journey::observations::Observations;

use super::designs::{Designs, Refusal};
use super::draws::Draw;

/// Most replications of a draw: luck numbers of one draw never reach those of the next.
pub(super) const MOST: u64 = 8;
/// Keeps the luck of draws away from that of the file as written.
const LUCK_SALT: u64 = 0x4c75_636b_206f_6621;
/// Days at which money is remembered.
const MOST_DAYS: usize = 12;

/// What one design brought in one replication of one draw.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    /// What decides, as the metric has it; absent where it has no value.
    pub decided: Option<f64>,
    /// Net present value.
    pub npv: f64,
    /// What the firm laid out, that of changed touchpoints included, discounted.
    pub outlay: f64,
    /// Discounted money up to some report days.
    pub cash: Vec<f64>,
    /// Every metric that is asked for, by column; empty once it is kept elsewhere.
    pub metrics: Vec<Option<f64>>,
}

/// One draw, run or refused.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawRows {
    /// Its number.
    pub number: u64,
    /// Per replication and design, what it brought; empty where the draw is refused.
    pub trials: Vec<Vec<Trial>>,
    /// The design in which it cannot be, and why.
    pub refused: Option<(String, String)>,
}

/// The report days at which money is remembered: at most twelve, the last one among them.
pub(super) fn days(model: &Model) -> Vec<f64> {
    let all = report_days(model);
    let step = all.len().div_ceil(MOST_DAYS).max(1);
    all.iter().rev().step_by(step).rev().copied().collect::<Vec<f64>>()
}

/// Runs draws.
pub(super) struct Runner<'a> {
    pub(super) designs: Designs<'a>,
    /// What decides, by its path; `return` is told from npv and outlay.
    pub(super) metric: &'a str,
    /// Metrics that are kept of each design, by their paths.
    pub(super) columns: &'a [String],
    pub(super) seed: u64,
    pub(super) monitor: &'a dyn Monitor,
    /// Hears of each replication of all designs.
    pub(super) ended: &'a (dyn Fn() + Sync),
}

impl Runner<'_> {
    /// Replications `from..to` of a draw in every design; nothing when cancelled.
    ///
    /// # Errors
    ///
    /// A model that the engine cannot run to its horizon refuses the draw and is no error.
    pub(super) fn run(&self, draw: &Draw, from: u64, to: u64) -> Result<Option<DrawRows>, RunError> {
        let mut rows = DrawRows { number: draw.number, trials: Vec::new(), refused: None };
        let compiled = match self.designs.at(&draw.texts) {
            Ok(compiled) => compiled,
            Err(Refusal { design, why }) => return Ok(Some(DrawRows { refused: Some((design, why)), ..rows })),
        };
        let base = &compiled[0].model;
        let catalogues: Vec<Catalogue> = compiled.iter().map(|c| Catalogue::of(&c.model)).collect();
        for replication in from..to {
            let mut all = Vec::with_capacity(compiled.len());
            for ((world, catalogue), design) in compiled.iter().zip(&catalogues).zip(self.designs.list) {
                let model = &world.model;
                let luck = MOST * draw.number + replication;
                let observing = Observing {
                    model,
                    seed: self.seed ^ LUCK_SALT,
                    replication: luck,
                    parts: &parts(model, false),
                    monitor: self.monitor,
                    lives: None,
                    money: true,
                };
                let seen = observing.run(&|| {});
                let seen = match seen {
                    Ok(Some(seen)) => seen,
                    Ok(None) | Err(CellError::Stopped) => return Ok(None),
                    Err(why) => {
                        let refused = Some((design.name.clone(), format!("replication {replication} stopped: {why}")));
                        return Ok(Some(DrawRows { number: draw.number, trials: Vec::new(), refused }));
                    }
                };
                // Of the baseline too, what the touchpoints cost that some design changes is counted with that design.
                all.push(self.trial(model, catalogue, &seen));
            }
            self.with_touchpoints(base, &compiled, &mut all);
            rows.trials.push(all.into_iter().map(|(trial, _)| trial).collect());
            (self.ended)();
        }
        Ok(Some(rows))
    }

    fn trial(&self, model: &Model, catalogue: &Catalogue, seen: &Observations) -> (Trial, Vec<f64>) {
        let curves = Curves::of(model, seen);
        let measured = catalogue.measure(model, seen, &curves);
        let settled = catalogue.settle(&[&measured]).pop().unwrap_or_default();
        let decided = catalogue.column(self.metric).and_then(|column| settled[column]);
        let metrics = self.columns.iter().map(|path| settled[catalogue.exact(path)?]).collect();
        let mut sum = crate::engine::sum::Sum::default();
        let all: Vec<f64> = (0..report_days(model).len())
            .map(|i| {
                if let Some(&posted) = seen.cash.get(i) {
                    sum += posted;
                }
                sum.value()
            })
            .collect();
        let step = all.len().div_ceil(MOST_DAYS).max(1);
        let cash = all.iter().rev().step_by(step).rev().copied().collect();
        let spent = seen.touchpoints.iter().map(|t| t.outlay.value()).collect();
        (Trial { decided, npv: seen.npv.value(), outlay: seen.outlay.value(), cash, metrics }, spent)
    }

    /// Counts what a design's changed touchpoints cost more than in the baseline as laid out for it.
    fn with_touchpoints(
        &self,
        base: &Model,
        compiled: &[crate::scenario::world::Compiled],
        all: &mut [(Trial, Vec<f64>)],
    ) {
        let of_base = all[0].1.clone();
        for ((world, design), (trial, spent)) in compiled.iter().zip(self.designs.list).zip(all.iter_mut()).skip(1) {
            let sum = |model: &Model, spent: &[f64]| -> f64 {
                touchpoints_in(model, &design.changes).into_iter().map(|at| spent[at]).sum()
            };
            trial.outlay += sum(&world.model, spent) - sum(base, &of_base);
        }
    }
}
