//! Replications in parallel, folded by index.
//!
//! The unit of work is a replication and, within an independent scenario, a part of its population. All sums are
//! exact integers, so results have equal bytes for any number of threads.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::assemble::{Assembly, assemble};
use super::asserts;
use super::catalogue::{Catalogue, Measured};
use super::curves::Curves;
use super::precision::{BLOCK, most_replications, pilot, precise};
use super::results::{PrecisionInfo, ReplicationRow, ReplicationTable, Results, ScenarioInfo};
use super::room::Room;
use crate::journey::cell::{Cell, CellError, Fate};
use crate::journey::model::{JourneyId, Model, Start};
use crate::journey::observations::Observations;
use crate::journey::program::Kept;
use crate::journey::scope::{Needs, Relationship, Scope, Visitors, Whole};
use crate::journey::trace::{LifeTrace, NoTrace, Trace, Who};
use crate::scenario::{Assert, Compiled};
use crate::units::SimTime;

/// Customers of one part of an independent population.
const PART: u64 = 1 << 14;
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

/// A part of one replication.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part {
    All,
    Customers(u64, u64),
    Channel(usize),
    Visitors(JourneyId),
}

pub(super) fn parts(model: &Model, one_cell: bool) -> Vec<Part> {
    if one_cell || !model.is_independent() {
        return vec![Part::All];
    }
    let mut out: Vec<Part> = (0..model.customers.div_ceil(PART))
        .map(|i| Part::Customers(i * PART, ((i + 1) * PART).min(model.customers)))
        .collect();
    out.extend((0..model.channels.len()).map(Part::Channel));
    out.extend(
        (0..model.journeys.len())
            .filter(|&j| matches!(model.journeys[j].start, Start::Arrivals(_)))
            .map(|j| Part::Visitors(j as JourneyId)),
    );
    out
}

/// One part of one replication in one world.
pub(super) struct Job<'a> {
    pub(super) model: &'a Model,
    pub(super) seed: u64,
    pub(super) replication: u64,
    pub(super) part: Part,
    /// The first part of a replication posts what the firm pays all the time.
    pub(super) first: bool,
    /// Fates and the course of money are kept, to compare worlds.
    pub(super) tracks: bool,
    /// Where the periods end in which a program is paired with its twin; absent where nothing of it is kept.
    pub(super) marks: Option<&'a [SimTime]>,
    /// Asked every now and then whether to give up.
    pub(super) stop: &'a (dyn Fn() -> bool + Sync),
}

impl Job<'_> {
    /// Runs the part in a fresh cell with no more machinery than the world needs.
    pub(super) fn run(&self) -> Result<(Observations, Vec<Fate>, Vec<Kept>), CellError> {
        let _room = Room::of(self.model, self.tracks);
        // It may have waited for it.
        if (self.stop)() {
            return Err(CellError::Stopped);
        }
        match Needs::of(self.model) {
            // Pairs are kept by the whole machinery alone.
            _ if self.marks.is_some() => self.run_in::<Whole>(),
            Needs::Visitors => self.run_in::<Visitors>(),
            Needs::Relationship => self.run_in::<Relationship>(),
            Needs::Whole => self.run_in::<Whole>(),
        }
    }

    fn run_in<S: Scope>(&self) -> Result<(Observations, Vec<Fate>, Vec<Kept>), CellError> {
        let mut cell =
            Cell::<_, S>::in_scope(self.model, self.seed, self.replication, NoTrace).stopping_when(self.stop);
        if self.tracks {
            cell = cell.tracking();
        }
        if let Some(marks) = self.marks {
            cell = cell.pairing(marks);
        }
        let mut cell = run_part(cell, self.part, self.first)?;
        let (fates, kept) = (cell.take_fates(), cell.take_pairs());
        Ok((cell.into_observations().0, fates, kept))
    }
}

/// Runs one part in its cell; the first part of a replication posts what the firm pays all the time.
pub(super) fn run_part<T: Trace, S: Scope>(
    mut cell: Cell<'_, T, S>,
    part: Part,
    first: bool,
) -> Result<Cell<'_, T, S>, CellError> {
    match part {
        Part::All => cell.run_all()?,
        Part::Customers(from, to) => cell.run_customers(from..to)?,
        Part::Channel(c) => cell.run_channel(c)?,
        Part::Visitors(j) => cell.run_visitors(j)?,
    }
    if first {
        cell.post_fixed_costs(matches!(part, Part::All));
    }
    Ok(cell)
}

/// One replication, all its parts; nothing when cancelled. `ended` hears of each part that is done.
pub(super) fn observe(
    model: &Model,
    seed: u64,
    index: u64,
    parts: &[Part],
    monitor: &dyn Monitor,
    ended: &(dyn Fn() + Sync),
) -> Result<Option<Observations>, CellError> {
    // Sums are exact, so parts may be added in any order; kept apart, they would fill the memory.
    let all = Mutex::new(Observations::new(model));
    let finished: Vec<Result<bool, CellError>> = parts
        .par_iter()
        .with_max_len(1)
        .enumerate()
        .map(|(p, &part)| {
            if monitor.is_cancelled() {
                return Ok(false);
            }
            let stop = || monitor.is_cancelled();
            let job =
                Job { model, seed, replication: index, part, first: p == 0, tracks: false, marks: None, stop: &stop };
            let seen = match job.run() {
                Err(CellError::Stopped) => return Ok(false),
                other => other?.0,
            };
            ended();
            *all.lock().unwrap_or_else(PoisonError::into_inner) += &seen;
            Ok(true)
        })
        .collect();
    for part in finished {
        if !part? {
            return Ok(None);
        }
    }
    let mut all = all.into_inner().unwrap_or_else(PoisonError::into_inner);
    if parts.is_empty() {
        let mut cell = Cell::new(model, seed, index, NoTrace);
        cell.post_fixed_costs(false);
        all += &cell.into_observations().0;
    }
    Ok(Some(all))
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
pub(super) fn in_pool<R: Send>(plan: &Plan, work: impl FnOnce() -> Result<R, RunError> + Send) -> Result<R, RunError> {
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
    results.findings.exact = super::exact::expectations(model, "baseline", currency);
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

/// One customer's or visitor's life, event by event, sorted by time. Empty when there is no such person.
///
/// # Errors
/// [`RunError::Cell`] when the replication cannot reach the horizon.
pub fn replay(model: &Model, seed: u64, replication: u64, who: Who) -> Result<Vec<(SimTime, String)>, RunError> {
    let mut cell = Cell::new(model, seed, replication, LifeTrace::of(who));
    let run = if model.is_independent() {
        match who {
            // Who was brought by somebody lives with that customer.
            Who::Customer(c, _) if model.voices.as_ref().is_some_and(|v| v.channel + 1 == c as usize) => cell.run_all(),
            Who::Customer(0, n) if n < model.customers => cell.run_customers(n..n + 1),
            Who::Customer(c, _) if c > 0 && (c as usize) <= model.channels.len() => cell.run_channel(c as usize - 1),
            Who::Visitor(j, _) if (j as usize) < model.journeys.len() => cell.run_visitors(j as JourneyId),
            _ => Ok(()),
        }
    } else {
        cell.run_all()
    };
    run.map_err(|source| RunError::Cell { replication, source })?;
    let mut notes = cell.into_observations().1.notes;
    // A visit walks ahead of the calendar, so notes are settled out of order; the sort is stable.
    notes.sort_by_key(|n| n.0);
    Ok(notes)
}
