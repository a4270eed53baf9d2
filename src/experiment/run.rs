//! Replications in parallel, folded by index.
//!
//! The unit of work is a replication and, within an independent scenario, a part of its population. All sums are
//! exact integers, so results have equal bytes for any number of threads.

pub(crate) mod assemble;
pub(crate) mod assembly;
pub(crate) mod asserts;
mod complaints;
pub(crate) mod exact;
pub(crate) mod parts;
mod plan;
pub(crate) mod precision;
mod program_books;
pub(crate) mod room;
mod tenure;
mod warm_up;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use self::assemble::assemble;
use self::assembly::Assembly;
use self::exact::expectations;
use self::parts::{Observing, Part, parts};
pub use self::plan::{Inputs, LivesTaker, Monitor, Outcome, Plan, PrecisionRequest, RunError, Silent};
use self::precision::{BLOCK, most_replications, pilot, precise};
use crate::experiment::catalogue::{Catalogue, Measured};
use crate::experiment::readings::curves::Curves;
use crate::experiment::results::{BASELINE, PrecisionInfo, ReplicationRow, ReplicationTable};
use crate::journey::observations::Observations;

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
    lives: Option<&'a dyn LivesTaker>,
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
                let observing = Observing {
                    model,
                    seed: self.plan.seed,
                    replication: index,
                    parts: &self.parts,
                    monitor: self.monitor,
                    lives: self.lives,
                    money: false,
                };
                let seen = observing.run(&ended);
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
                let metric = self.catalogue.paths().nth(column).unwrap_or(&request.metric).to_owned();
                Ok(PrecisionInfo { metric, asked: request.relative, reached, met })
            })
            .collect()
    }
}

/// Runs the plan.
///
/// # Errors
/// See [`RunError`]. A cancelled run that finished some replications is no error: its results say `partial`.
pub fn run(inputs: &Inputs<'_>, plan: &Plan, monitor: &dyn Monitor) -> Result<Outcome, RunError> {
    in_pool(plan, || run_in_pool(inputs, plan, monitor, None))
}

/// The same, which hands the lives of all replications to `lives` as they end. The outcome is the same, and says which replications are finished.
///
/// # Errors
/// As [`run`].
pub fn run_telling(
    inputs: &Inputs<'_>,
    plan: &Plan,
    monitor: &dyn Monitor,
    lives: &dyn LivesTaker,
) -> Result<Outcome, RunError> {
    in_pool(plan, || run_in_pool(inputs, plan, monitor, Some(lives)))
}

/// Does the work on the threads of the plan.
pub(crate) fn in_pool<R: Send>(plan: &Plan, work: impl FnOnce() -> Result<R, RunError> + Send) -> Result<R, RunError> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(plan.threads)
        .build()
        .map_err(|e| RunError::Threads(e.to_string()))?;
    pool.install(work)
}

fn run_in_pool(
    inputs: &Inputs<'_>,
    plan: &Plan,
    monitor: &dyn Monitor,
    lives: Option<&dyn LivesTaker>,
) -> Result<Outcome, RunError> {
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
        lives,
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
    results.findings.exact = expectations(model, BASELINE, currency);
    let table = ReplicationTable {
        columns: catalogue.paths().map(str::to_owned).collect(),
        pooled: catalogue.pooled().map(str::to_owned).collect(),
        rows: indices
            .into_iter()
            .zip(values)
            .map(|(replication, values)| ReplicationRow { world: BASELINE.to_owned(), replication, values })
            .collect(),
    };
    Ok(Outcome { results, table, events })
}
