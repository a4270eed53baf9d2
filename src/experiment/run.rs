//! Replications in parallel, folded by index.
//!
//! The unit of work is a replication and, within an independent scenario, a part of its population. All sums are
//! exact integers, so results have equal bytes for any number of threads.

pub(crate) mod assemble;
pub(crate) mod asserts;
pub(crate) mod exact;
pub(crate) mod parts;
pub(crate) mod precision;
pub(crate) mod room;
pub(crate) mod tenure;
pub(crate) mod warm_up;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use crate::experiment::catalogue::{Catalogue, Measured};
use crate::experiment::readings::curves::Curves;
use crate::experiment::results::{PrecisionInfo, ReplicationRow, ReplicationTable, Results, ScenarioInfo};
use crate::experiment::run::assemble::{Assembly, assemble};
use crate::experiment::run::parts::{Part, observe, parts};
use crate::experiment::run::precision::{BLOCK, most_replications, pilot, precise};
use crate::journey::cell::CellError;
use crate::journey::model::Model;
use crate::journey::observations::Observations;
use crate::scenario::{Assert, Compiled};

/// One `--precision METRIC=2%`.
#[derive(Debug, Clone, PartialEq)]
pub struct PrecisionRequest {
    /// Path of the metric in `results.json`.
    pub metric: String,
    /// Largest error as a share of the mean.
    pub relative: f64,
}

/// How to run.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Seed of all randomness.
    pub seed: u64,
    /// Replications; with precisions, the first number judged.
    pub replications: u64,
    /// Worker threads; 0 takes all cores. Results do not depend on it.
    pub threads: usize,
    /// Add replications until all of these are met, or the cap comes first.
    pub precision: Vec<PrecisionRequest>,
    /// Run an independent scenario in one big cell. Results do not depend on it; only a test wants it.
    pub one_cell: bool,
}

/// What to run: the model and what results say about it.
#[derive(Debug)]
pub struct Inputs<'a> {
    /// Compiled scenario.
    pub model: &'a Model,
    /// Identity of the scenario.
    pub scenario: ScenarioInfo,
    /// Its asserts.
    pub asserts: Vec<Assert>,
    /// Warnings the scenario layer raised, to be kept with the results.
    pub warnings: Vec<String>,
}

impl<'a> From<&'a Compiled> for Inputs<'a> {
    /// All that a compiled scenario says of itself; the effective values and the warnings are left to who has them.
    fn from(c: &'a Compiled) -> Self {
        let scenario = ScenarioInfo {
            name: c.name.clone(),
            hash: c.hash.clone(),
            question: c.question.clone(),
            about: c.about.clone(),
            sources: c.sources.clone(),
            currency: c.currency.clone(),
            assumptions: c.assumptions.clone(),
            inputs: Vec::new(),
        };
        Inputs { model: &c.model, scenario, asserts: c.asserts.clone(), warnings: Vec::new() }
    }
}

/// Receives progress and says whether to stop.
pub trait Monitor: Sync {
    /// `done` of `planned` units of work are finished.
    fn progress(&self, done: u64, planned: u64);
    /// Whether to stop after what is under way.
    fn is_cancelled(&self) -> bool;
}

/// Shows nothing and never stops.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Monitor for Silent {
    fn progress(&self, _: u64, _: u64) {}
    fn is_cancelled(&self) -> bool {
        false
    }
}

/// What a run leaves.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// For `results.json`.
    pub results: Results,
    /// Raw values per replication.
    pub table: ReplicationTable,
    /// Events settled in all replications, for the speed in the manifest.
    pub events: u64,
}

/// Why there are no results.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// A replication could not reach the horizon.
    #[error("replication {replication} stopped: {source}")]
    Cell {
        /// Replication number, from 0.
        replication: u64,
        /// Why.
        source: CellError,
    },
    /// Interrupted before the first replication was done.
    #[error("interrupted before the first replication was done")]
    NothingDone,
    /// A requested precision names no metric.
    #[error("`--precision` names `{metric}`, which is no metric of this scenario; nearest is `{nearest}`")]
    UnknownMetric {
        /// Path that was asked for.
        metric: String,
        /// The most similar one.
        nearest: String,
    },
    /// The worker threads could not be started.
    #[error("failed to start worker threads: {0}")]
    Threads(String),
}

/// One finished replication, reduced to numbers and curves.
struct Replication {
    index: u64,
    measured: Measured,
    curves: Curves,
    events: u64,
}

impl Replication {
    /// Numbers it keeps.
    fn numbers(&self) -> u64 {
        (self.measured.numbers() + self.curves.points()) as u64 + 1
    }
}

struct Runner<'a> {
    inputs: &'a Inputs<'a>,
    plan: &'a Plan,
    catalogue: Catalogue,
    parts: Vec<Part>,
    pooled: Mutex<Observations>,
    done: AtomicU64,
    planned: AtomicU64,
    monitor: &'a dyn Monitor,
}

impl Runner<'_> {
    /// Runs replications `from..to`; those that were not finished when cancelled are left out.
    fn replicate(&self, from: u64, to: u64) -> Result<Vec<Replication>, RunError> {
        let model = self.inputs.model;
        let finished: Vec<Result<Option<Replication>, RunError>> = (from..to)
            .collect::<Vec<_>>()
            .into_par_iter()
            .with_max_len(1)
            .map(|index| {
                let ended = || {
                    let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
                    self.monitor.progress(done, self.planned.load(Ordering::Relaxed));
                };
                let seen = observe(model, self.plan.seed, index, &self.parts, self.monitor, &ended);
                let Some(mut all) = seen.map_err(|source| RunError::Cell { replication: index, source })? else {
                    return Ok(None);
                };
                let curves = Curves::of(model, &all);
                let measured = self.catalogue.measure(model, &all, &curves);
                // Records are of one replication; all of them would fill the memory.
                all.classes = Vec::new();
                if let Ok(mut pooled) = self.pooled.lock() {
                    *pooled += &all;
                }
                Ok(Some(Replication { index, measured, curves, events: all.events }))
            })
            .collect();
        finished.into_iter().filter_map(Result::transpose).collect()
    }

    /// Which requested precisions hold over these replications.
    fn judge(&self, done: &[Replication]) -> Result<Vec<PrecisionInfo>, RunError> {
        self.plan
            .precision
            .iter()
            .map(|request| {
                let column = self.catalogue.column(&request.metric).ok_or_else(|| RunError::UnknownMetric {
                    metric: request.metric.clone(),
                    nearest: self.catalogue.nearest(&request.metric),
                })?;
                let measured: Vec<&Measured> = done.iter().map(|r| &r.measured).collect();
                let values = self.catalogue.settle_column(column, &measured);
                let over = self.catalogue.over(column, values.into_iter(), measured.into_iter());
                let (reached, met) = precise(&over, request.relative);
                Ok(PrecisionInfo { metric: request.metric.clone(), asked: request.relative, reached, met })
            })
            .collect()
    }
}

/// Runs the plan.
///
/// # Errors
/// See [`RunError`]. A cancelled run that finished some replications is no error: its results say `partial`.
pub fn run(inputs: &Inputs<'_>, plan: &Plan, monitor: &dyn Monitor) -> Result<Outcome, RunError> {
    in_pool(plan, || run_in_pool(inputs, plan, monitor))
}

/// Does the work on the threads of the plan.
pub(crate) fn in_pool<R: Send>(plan: &Plan, work: impl FnOnce() -> Result<R, RunError> + Send) -> Result<R, RunError> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(plan.threads)
        .build()
        .map_err(|e| RunError::Threads(e.to_string()))?;
    pool.install(work)
}

fn run_in_pool(inputs: &Inputs<'_>, plan: &Plan, monitor: &dyn Monitor) -> Result<Outcome, RunError> {
    let model = inputs.model;
    let parts = parts(model, plan.one_cell);
    let per_replication = parts.len() as u64;
    let runner = Runner {
        inputs,
        plan,
        catalogue: Catalogue::of(model),
        parts,
        pooled: Mutex::new(Observations::new(model)),
        done: AtomicU64::new(0),
        planned: AtomicU64::new(plan.replications * per_replication),
        monitor,
    };
    let mut precision = runner.judge(&[])?;
    let mut planned = pilot(plan.replications, !plan.precision.is_empty());
    runner.planned.store(planned * per_replication, Ordering::Relaxed);
    let mut done = runner.replicate(0, planned)?;
    if !plan.precision.is_empty() {
        loop {
            precision = runner.judge(&done)?;
            let row = done.first().map_or(1, Replication::numbers);
            let cap = most_replications(plan.replications, row);
            if monitor.is_cancelled() || precision.iter().all(|p| p.met) || planned >= cap {
                break;
            }
            let next = (planned + BLOCK).min(cap);
            runner.planned.store(next * per_replication, Ordering::Relaxed);
            done.extend(runner.replicate(planned, next)?);
            planned = next;
        }
    }
    if done.is_empty() {
        return Err(RunError::NothingDone);
    }
    let events = done.iter().map(|r| r.events).sum();
    let Runner { catalogue, pooled, .. } = runner;
    let pooled = pooled.into_inner().unwrap_or_else(PoisonError::into_inner);
    let values = catalogue.settle(&done.iter().map(|r| &r.measured).collect::<Vec<_>>());
    let (mut indices, mut measured, mut curves) = (Vec::new(), Vec::new(), Vec::new());
    for replication in done {
        indices.push(replication.index);
        measured.push(replication.measured);
        curves.push(replication.curves);
    }
    let mut results = assemble(&Assembly {
        inputs,
        plan,
        planned,
        precision,
        catalogue: &catalogue,
        values: &values,
        measured: &measured.iter().collect::<Vec<_>>(),
        curves: &curves,
        pooled: &pooled,
    });
    results.asserts = asserts::judge(&inputs.asserts, &results);
    let currency = inputs.scenario.currency.as_deref().unwrap_or("money");
    results.findings.exact = crate::experiment::run::exact::expectations(model, "baseline", currency);
    let table = ReplicationTable {
        columns: catalogue.paths().map(str::to_owned).collect(),
        pooled: catalogue.pooled().map(str::to_owned).collect(),
        rows: indices
            .into_iter()
            .zip(values)
            .map(|(replication, values)| ReplicationRow { world: "baseline".to_owned(), replication, values })
            .collect(),
    };
    Ok(Outcome { results, table, events })
}
