//! The work of a sweep: units taken one after the other in the order of execution, by as many threads as there are.
//!
//! Each finished unit is handed on at once and forgotten, so memory does not grow with the number of points.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

use rayon::prelude::*;

use super::part::{Row, Seen};
use super::plan::{Column, Plan, Unit};
use crate::experiment::catalogue::{Catalogue, Measured};
use crate::experiment::compare::differences::{Counted, Kind, difference};
use crate::experiment::readings::curves::Curves;
use crate::experiment::run::parts::{Observing, parts};
use crate::experiment::run::precision::{BLOCK, PILOT, most_replications, pilot, precise};
use crate::experiment::run::{Monitor, RunError};
use crate::journey::cell::CellError;
use crate::journey::model::Model;
use crate::metrics::nearest;
use crate::scenario::world::Compiled;
use crate::scenario::{Diagnostics, Patch, Scenario};
use crate::stats::{Precision, Summary};

/// What a scenario measures, in a fixed order: the columns of a sweep.
#[must_use]
pub fn columns(compiled: &Compiled) -> Vec<Column> {
    columns_of(&compiled.model, compiled.currency.as_deref())
}

/// The same of a model.
#[must_use]
pub fn columns_of(model: &Model, currency: Option<&str>) -> Vec<Column> {
    let catalogue = Catalogue::of(model);
    let currency = currency.unwrap_or("money").to_owned();
    let column = |(c, path): (usize, &str)| {
        let (unit, definition) = catalogue.describe(c);
        let unit = if unit == crate::experiment::catalogue::CURRENCY { currency.clone() } else { unit.to_owned() };
        Column { path: path.to_owned(), unit, definition: definition.to_owned() }
    };
    catalogue.paths().enumerate().map(column).collect()
}

/// The column with this path or metric id.
///
/// # Errors
/// The most similar path.
pub fn find_column(columns: &[Column], path: &str) -> Result<usize, String> {
    let is = |wanted: &str| columns.iter().position(|c| c.path == wanted);
    let near = || nearest(columns.iter().map(|c| c.path.as_str()), path).unwrap_or_default().to_owned();
    is(path).or_else(|| is(&format!("metrics.{path}"))).ok_or_else(near)
}

/// A world of a design point ready to run.
struct Point<'a> {
    model: &'a Model,
    catalogue: Catalogue,
    /// Column of this model for each column of the plan.
    places: Vec<Option<usize>>,
}

/// One world of the scenario, the baseline first, changed as a point says.
///
/// # Errors
/// What is wrong with the point.
pub fn compile_point(plan: &Plan, scenario: &Scenario, point: u64, world: usize) -> Result<Compiled, Diagnostics> {
    compile_values(plan, scenario, &plan.points[point as usize].values, world)
}

/// One world of the scenario with these values of the parameters of a plan.
///
/// # Errors
/// What is wrong with them.
pub(crate) fn compile_values(
    plan: &Plan,
    scenario: &Scenario,
    values: &[String],
    world: usize,
) -> Result<Compiled, Diagnostics> {
    plan.compile(&at_values(plan, scenario, values)?, world)
}

fn at_values(plan: &Plan, scenario: &Scenario, values: &[String]) -> Result<Scenario, Diagnostics> {
    let patches: Vec<Patch> = plan.parameters.iter().zip(values).filter_map(|(p, value)| p.patch(value)).collect();
    scenario.at_point(&patches)
}

/// One line about why a point cannot be run.
#[must_use]
pub fn one_line(problems: &Diagnostics) -> String {
    let errors = problems.items.iter().filter(|item| item.is_error());
    let said: Vec<String> = errors.map(|item| item.message.replace('\n', " ")).collect();
    let more = if said.len() > 3 { format!("; and {} more", said.len() - 3) } else { String::new() };
    format!("{}{more}", said[..said.len().min(3)].join("; "))
}

impl<'a> Point<'a> {
    fn of(model: &'a Model, columns: &[Column]) -> Point<'a> {
        let catalogue = Catalogue::of(model);
        let places = columns.iter().map(|c| catalogue.exact(&c.path)).collect();
        Point { model, catalogue, places }
    }

    fn is_precise(&self, all: &[Measured], column: usize, relative: f64) -> bool {
        let measured: Vec<&Measured> = all.iter().collect();
        self.places[column].is_some_and(|own| {
            let values = self.catalogue.settle_column(own, &measured);
            let over = self.catalogue.over(own, values.into_iter(), measured.iter().copied());
            precise(&over, relative).1
        })
    }

    /// A column in each replication, with the trials behind it.
    fn counted(&self, all: &[Measured], own: usize) -> Vec<Option<Counted>> {
        let measured: Vec<&Measured> = all.iter().collect();
        let slot = self.catalogue.kind(own).1;
        let values = self.catalogue.settle_column(own, &measured);
        values.into_iter().zip(measured).map(|(value, m)| Some((value?, m.trials(slot)))).collect()
    }

    /// Replications `from..to`; nothing when stopped, a line when the engine cannot go on.
    fn replicate(
        &self,
        seed: u64,
        range: (u64, u64),
        monitor: &dyn Monitor,
        done: &dyn Tell,
    ) -> Option<Result<Vec<Measured>, String>> {
        let parts = parts(self.model, false);
        let seen: Vec<Result<Option<Measured>, CellError>> = (range.0..range.1)
            .collect::<Vec<_>>()
            .into_par_iter()
            .with_max_len(1)
            .map(|index| {
                let model = self.model;
                let observing =
                    Observing { model, seed, replication: index, parts: &parts, monitor, lives: None, money: false };
                let Some(all) = observing.run(&|| {})? else {
                    return Ok(None);
                };
                let curves = Curves::of(self.model, &all);
                let measured = self.catalogue.measure(self.model, &all, &curves);
                done.replication();
                Ok(Some(measured))
            })
            .collect();
        let mut out = Vec::with_capacity(seen.len());
        for (index, seen) in (range.0..).zip(seen) {
            match seen {
                Ok(Some(measured)) => out.push(measured),
                Ok(None) => return None,
                Err(CellError::Stopped) => return None,
                Err(why) => return Some(Err(format!("replication {index} stopped: {why}"))),
            }
        }
        Some(Ok(out))
    }

    /// Values of replications that are settled together, as rows of the columns of the plan.
    fn settle(&self, measured: &[Measured]) -> Vec<Values> {
        let rows = self.catalogue.settle(&measured.iter().collect::<Vec<_>>());
        rows.into_iter().map(|row| self.places.iter().map(|place| place.and_then(|c| row[c])).collect()).collect()
    }
}

type Values = Vec<Option<f64>>;

/// Whether the difference of a column between two worlds has this precision, by the interval that a comparison would give it.
fn differs_precisely(
    (base, of_base): &(Point<'_>, Vec<Measured>),
    (world, of_world): &(Point<'_>, Vec<Measured>),
    column: usize,
    relative: f64,
) -> bool {
    let (Some(a), Some(b)) = (base.places[column], world.places[column]) else { return false };
    let (scale, _, varies) = base.catalogue.kind(a);
    let varies = varies || world.catalogue.kind(b).2;
    let kind = Kind { scale, varies, alike: base.model.acts_like(world.model), side: None };
    let found = difference("", kind, &base.counted(of_base, a), &world.counted(of_world, b), 1);
    let (Some(mean), Some([low, high])) = (found.mean, found.ci95) else { return false };
    let half_width = (mean - low).max(high - mean);
    let reached = Summary { n: found.n, mean, sd: 0.0, half_width };
    found.n >= PILOT && !found.too_few_events && Precision::Relative(relative).is_met(&reached)
}

/// Replications `range.0..range.1` of one model, as rows of these columns; nothing when stopped.
///
/// # Errors
/// Why the engine cannot go on, in one line.
pub fn evaluate(
    model: &Model,
    columns: &[Column],
    seed: u64,
    range: (u64, u64),
    threads: usize,
    monitor: &dyn Monitor,
) -> Result<Option<Vec<Values>>, String> {
    let point = Point::of(model, columns);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().map_err(|e| e.to_string())?;
    let measured = pool.install(|| point.replicate(seed, range, monitor, &Unheard)).transpose()?;
    Ok(measured.map(|measured| point.settle(&measured)))
}

struct Unheard;

impl Tell for Unheard {
    fn replication(&self) {}
}

/// Hears of finished replications.
trait Tell: Sync {
    fn replication(&self);
}

/// A sweep at work.
pub struct Worker<'a> {
    plan: &'a Plan,
    scenario: &'a Scenario,
    monitor: &'a dyn Monitor,
    done: AtomicU64,
    planned: u64,
    /// Columns with a requested precision, differences among them.
    precision: Vec<(usize, f64)>,
    /// By difference, the column that it is of.
    compared: Vec<usize>,
}

/// One world of a point at work: ready with what it has shown so far, or refused.
type Running<'a> = Result<(Point<'a>, Vec<Measured>), String>;

impl std::fmt::Debug for Worker<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Worker").field("plan", &self.plan.id).finish_non_exhaustive()
    }
}

impl Tell for Worker<'_> {
    fn replication(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        self.monitor.progress(done.min(self.planned), self.planned);
    }
}

impl<'a> Worker<'a> {
    /// Prepares to work on units that hold this many replications.
    ///
    /// # Errors
    /// A requested precision of a metric that is none.
    pub fn new(
        plan: &'a Plan,
        scenario: &'a Scenario,
        planned: u64,
        monitor: &'a dyn Monitor,
    ) -> Result<Self, RunError> {
        let column = |p: &super::plan::PointPrecision| {
            plan.find(&p.metric)
                .or_else(|_| find_column(&plan.columns, &p.metric))
                .map(|c| (c, p.relative))
                .map_err(|nearest| RunError::UnknownMetric { metric: p.metric.clone(), nearest })
        };
        let precision = plan.precision.iter().map(column).collect::<Result<_, _>>()?;
        let compared = plan.compared();
        Ok(Worker { plan, scenario, monitor, done: AtomicU64::new(0), planned, precision, compared })
    }

    /// The rows of one unit; nothing when stopped.
    #[must_use]
    pub fn unit(&self, unit: &Unit) -> Option<Vec<Row>> {
        let points: Vec<Option<Vec<Row>>> = unit
            .points
            .clone()
            .collect::<Vec<_>>()
            .into_par_iter()
            .with_max_len(1)
            .map(|p| self.point(p, unit))
            .collect();
        Some(points.into_iter().collect::<Option<Vec<_>>>()?.into_iter().flatten().collect())
    }

    fn point(&self, point: u64, unit: &Unit) -> Option<Vec<Row>> {
        if self.monitor.is_cancelled() {
            return None;
        }
        let plan = self.plan;
        let at = at_values(plan, self.scenario, &plan.points[point as usize].values);
        let of_world = |world: usize| -> Result<Compiled, String> {
            let at = at.as_ref().map_err(one_line)?;
            plan.compile(at, world).map_err(|problems| one_line(&problems))
        };
        let compiled: Vec<Result<Compiled, String>> = (0..=plan.worlds.len()).map(of_world).collect();
        let mut worlds: Vec<Running<'_>> = Vec::with_capacity(compiled.len());
        for compiled in &compiled {
            worlds.push(match compiled {
                Ok(compiled) => Ok((Point::of(&compiled.model, &plan.columns), Vec::new())),
                Err(why) => {
                    (unit.replications.clone()).for_each(|_| self.replication());
                    Err(why.clone())
                }
            });
        }
        let (mut from, mut to) = (unit.replications.start, unit.replications.end);
        to = to.max(from + pilot(to - from, !self.precision.is_empty()));
        loop {
            for world in &mut worlds {
                let Ok((ready, all)) = world else { continue };
                match ready.replicate(plan.seed, (from, to), self.monitor, self)? {
                    Ok(measured) => all.extend(measured),
                    Err(why) => *world = Err(why),
                }
            }
            // All replications of a unit are in memory until it is finished.
            let kept = |(_, all): &(Point<'_>, Vec<Measured>)| all.first().map_or(1, Measured::numbers) as u64;
            let numbers: u64 = worlds.iter().flatten().map(kept).sum();
            let cap = most_replications(plan.replications, numbers * (unit.points.end - unit.points.start));
            if self.is_precise(&worlds) || to >= cap {
                break;
            }
            (from, to) = (to, (to + BLOCK).min(cap));
        }
        let rows = worlds.into_iter().enumerate().flat_map(|(world, running)| -> Vec<Row> {
            match running {
                Err(why) => vec![Row { point, world, seen: Seen::Refused(why) }],
                // What is pooled is pooled over the replications of the unit: its rows do not depend on what else was finished.
                Ok((ready, all)) => {
                    let indices = unit.replications.start..;
                    let values = indices.zip(ready.settle(&all));
                    values
                        .map(|(index, values)| Row { point, world, seen: Seen::Replication { index, values } })
                        .collect()
                }
            }
        });
        Some(rows.collect())
    }

    /// Whether every precision that was asked for is there in every world that runs: of a metric in each, of a difference in all but the baseline.
    fn is_precise(&self, worlds: &[Running<'_>]) -> bool {
        let [baseline, others @ ..] = worlds else { return true };
        self.precision.iter().all(|&(column, relative)| {
            let Some(of) = column.checked_sub(self.plan.columns.len()) else {
                return worlds.iter().flatten().all(|(point, all)| point.is_precise(all, column, relative));
            };
            let Ok(baseline) = baseline else { return true };
            others.iter().flatten().all(|world| differs_precisely(baseline, world, self.compared[of], relative))
        })
    }

    /// Works through units on so many threads, handing each on as it is finished; `skip` tells those that somebody else has finished by now.
    ///
    /// # Errors
    /// The first error of `keep`, after what was under way.
    #[expect(clippy::type_complexity, reason = "two closures, each used once")]
    pub fn run<E: Send>(
        &self,
        units: &[Unit],
        threads: usize,
        skip: &(dyn Fn(&Unit) -> bool + Sync),
        keep: &(dyn Fn(&Unit, &[Row]) -> Result<(), E> + Sync),
    ) -> Result<Result<(), E>, RunError> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .map_err(|e| RunError::Threads(e.to_string()))?;
        let next = AtomicUsize::new(0);
        let failed = AtomicBool::new(false);
        let first: Mutex<Option<E>> = Mutex::new(None);
        pool.install(|| {
            (0..threads).into_par_iter().with_max_len(1).for_each(|_| {
                // A range would be halved among threads; this way every prefix of the order is done first.
                while let Some(unit) = units.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if failed.load(Ordering::Relaxed) || self.monitor.is_cancelled() {
                        break;
                    }
                    if skip(unit) {
                        continue;
                    }
                    let Some(rows) = self.unit(unit) else { break };
                    if let Err(error) = keep(unit, &rows) {
                        failed.store(true, Ordering::Relaxed);
                        first.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
                    }
                }
            });
        });
        Ok(first.into_inner().unwrap_or_else(PoisonError::into_inner).map_or(Ok(()), Err))
    }
}
