//! `sweep merge`: every part checked, sorted and folded into the final tables.

use anyhow::Error;
use serde::Serialize;

use super::super::args::SweepMerge;
use super::super::exit::{Exit, Failure};
use super::super::terminal::{Terminal, escaped};
use super::shard::ranges;
use super::store::{Found, Store};
use super::tables::Tables;
use crate::experiment::sweep::{Batch, Column, Parameter, Plan, PointPrecision, PointRows, difference_path, fold};
use crate::metrics::firm;
use crate::report::table::Cell;
use crate::report::{self, WriteError};
use crate::scenario::Scenario;
use crate::stats::{Precision, Summary};

/// Metrics whose range over the points is told in the summary, the first that exist.
const TOLD: [&str; 4] = [firm::NPV.id(), firm::LTV.id(), firm::RETENTION_HORIZON.id(), firm::SATISFACTION.id()];
/// Refused points told one by one.
const TOLD_POINTS: usize = 5;

/// `results.json` of a sweep: nothing that depends on the machine, the clock, shards or interruptions.
#[derive(Debug, Serialize)]
struct Results<'a> {
    schema: u32,
    kind: &'static str,
    version: &'a str,
    scenario: Identity<'a>,
    seed: u64,
    replications: u64,
    points: u64,
    points_done: u64,
    rows: u64,
    partial: bool,
    quarantined: u64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    imprecise_points: Vec<u64>,
    precision: &'a [PointPrecision],
    batches: &'a [Batch],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    worlds: &'a [String],
    parameters: &'a [Parameter],
    metrics: &'a [Column],
    #[serde(skip_serializing_if = "<[Column]>::is_empty")]
    differences: &'a [Column],
}

#[derive(Debug, Serialize)]
struct Identity<'a> {
    name: &'a str,
    hash: &'a str,
}

pub(super) fn step(typed: &SweepMerge, terminal: &Terminal) -> Result<Exit, Failure> {
    let store = Store::open(&typed.dir)?;
    let scenario = store.scenario(terminal)?;
    let _lock = Store::prepare(&typed.dir, &[])?;
    write(&store, &scenario, (typed.allow_partial, typed.json), terminal)
}

/// Folds what is there; what is missing is named, and stops it unless a part is enough.
pub(super) fn write(
    store: &Store,
    _: &Scenario,
    (allow_partial, json): (bool, bool),
    terminal: &Terminal,
) -> Result<Exit, Failure> {
    let plan = &store.plan;
    let shard = plan.shard_of_units();
    let mut missing: Vec<u64> = Vec::new();
    for unit in plan.units() {
        match store.find(&unit) {
            Found::Rows(_) => {}
            Found::Nothing => missing.push(unit.number),
            Found::Bad(why) => {
                terminal.insist(&escaped(&format!("{}: {why}", store.name(&unit))));
                missing.push(unit.number);
            }
        }
    }
    if !missing.is_empty() {
        let mut shards: Vec<u64> = missing.iter().map(|&unit| shard[unit as usize]).collect();
        shards.sort_unstable();
        shards.dedup();
        terminal.insist(&format!(
            "incomplete: {} of {} units are missing, of shards {}",
            missing.len(),
            shard.len(),
            ranges(&shards)
        ));
        if !allow_partial {
            return Ok(Exit::Missed);
        }
    }
    let folded = Folded::of(store).map_err(Failure::output)?;
    let results = folded.results(plan);
    report::write_json(&store.dir.join("results.json"), &results).map_err(Failure::output)?;
    if !results.partial {
        store.ended()?;
    }
    if json {
        let text = serde_json::to_string_pretty(&results);
        let text = text.map_err(|e| Failure::bug(Error::new(e).context("failed to write results as JSON")))?;
        terminal.print_json(&(text + "\n"))?;
    } else {
        terminal.print(&escaped(&folded.words(plan)))?;
    }
    terminal.note(&escaped(&format!(
        "written to {0}: tables/rows.csv, tables/points.csv; `journeysim analyze {0}` is next",
        store.dir.display()
    )));
    if folded.rows == 0 {
        if results.partial {
            // Of what is missing nobody knows yet; that it is was said above.
            return Ok(Exit::Missed);
        }
        terminal.insist(&all_refused(plan.points.len()));
        return Ok(Exit::Scenario);
    }
    if folded.imprecise.is_empty() || results.partial {
        return Ok(Exit::Done);
    }
    terminal.insist(&format!("precision missed at points {}", ranges(&folded.imprecise)));
    Ok(Exit::Missed)
}

/// What is said of a sweep of so many points when none of them can be run.
pub(super) fn all_refused(points: usize) -> String {
    match points {
        1 => "the only point is refused: nothing ran".to_owned(),
        _ => format!("all {points} points are refused: nothing ran"),
    }
}

/// Lowest and highest mean, each with the half-width of its interval and its point.
type Ends = [(f64, f64, u64); 2];

/// What the fold counted on its way.
struct Folded {
    done: u64,
    rows: u64,
    whole: bool,
    refused: Vec<Refusal>,
    imprecise: Vec<u64>,
    extremes: Vec<Extremes>,
}

/// A point that cannot be run in a world.
struct Refusal {
    point: u64,
    world: usize,
    why: String,
}

/// Lowest and highest mean over points, with their points, of a metric that is told.
struct Extremes {
    column: usize,
    world: usize,
    ends: Option<Ends>,
}

impl Folded {
    fn of(store: &Store) -> Result<Folded, WriteError> {
        let plan = &store.plan;
        let tables = report::subfolder(&store.dir, "tables")?;
        let of = Tables::of(plan);
        let mut rows = of.begin_rows([&tables.join("rows.csv"), &store.dir.join("rows.parquet")])?;
        let mut points = of.begin_points([&tables.join("points.csv"), &store.dir.join("points.parquet")])?;
        let known = |path: &&str| plan.columns.iter().position(|c| c.path == *path);
        let mut told: Vec<usize> = TOLD.iter().filter_map(known).collect();
        if told.len() < 2 {
            told.extend(plan.columns.iter().position(|c| c.path.ends_with(".delay_min")));
        }
        // Of a world what it has more than the baseline.
        let first = told.first().and_then(|&c| plan.find(&difference_path(&plan.columns[c].path)).ok());
        let mut out = Folded {
            done: 0,
            rows: 0,
            whole: true,
            refused: Vec::new(),
            imprecise: Vec::new(),
            extremes: told.into_iter().map(|column| Extremes { column, world: 0, ends: None }).collect(),
        };
        let of_world = |world| first.map(|column| Extremes { column, world, ends: None });
        out.extremes.extend((1..=plan.worlds.len()).filter_map(of_world));
        let read = |unit: &_| match store.find(unit) {
            Found::Rows(rows) => Some(rows),
            _ => None,
        };
        fold(plan, read, |point| {
            let own = of.of_point(point.point);
            for (index, values) in &point.rows {
                rows.push(of.row((point.point, point.world, *index), &own, values))?;
            }
            out.count(plan, &point);
            points.push(of.point(&point, own))
        })?;
        rows.finish()?;
        points.finish()?;
        let has_worlds = !plan.worlds.is_empty();
        let world = |refusal: &Refusal| has_worlds.then(|| plan.world_name(refusal.world).into());
        let row = |refusal: &Refusal| {
            let point = [Cell::Whole(refusal.point)].into_iter();
            point.chain(world(refusal)).chain([refusal.why.as_str().into()]).collect()
        };
        let head = ["point"].into_iter().chain(has_worlds.then_some("world")).chain(["reason"]);
        let table = report::table::TableSpec {
            name: "quarantine".to_owned(),
            columns: head.map(str::to_owned).collect(),
            rows: out.refused.iter().map(row).collect(),
        };
        report::write_file(&tables.join("quarantine.csv"), &report::csv::to_bytes(&table))?;
        Ok(out)
    }

    fn count(&mut self, plan: &Plan, point: &PointRows) {
        self.rows += point.rows.len() as u64;
        self.whole &= point.whole;
        self.done += u64::from(point.whole && point.world == 0);
        if let Some(why) = &point.refused {
            self.refused.push(Refusal { point: point.point, world: point.world, why: why.clone() });
            return;
        }
        // A difference is of a world that is not the baseline, where both run.
        let met = |asked: &PointPrecision| {
            plan.find(&asked.metric).is_ok_and(|c| {
                let found = point.summary(c);
                plan.is_difference(c) && found.n == 0 || Precision::Relative(asked.relative).is_met(&found)
            })
        };
        if point.whole && !plan.precision.iter().all(met) && self.imprecise.last() != Some(&point.point) {
            self.imprecise.push(point.point);
        }
        for Extremes { column, ends, .. } in self.extremes.iter_mut().filter(|told| told.world == point.world) {
            let Summary { mean, half_width, .. } = point.summary(*column);
            if !mean.is_finite() {
                continue;
            }
            let here = (mean, half_width, point.point);
            let [low, high] = ends.get_or_insert([here, here]);
            if mean < low.0 {
                *low = here;
            }
            if mean > high.0 {
                *high = here;
            }
        }
    }

    fn results<'a>(&self, plan: &'a Plan) -> Results<'a> {
        Results {
            schema: 1,
            kind: "sweep",
            version: &plan.version,
            scenario: Identity { name: &plan.scenario, hash: &plan.scenario_hash },
            seed: plan.seed,
            replications: plan.replications,
            points: plan.points.len() as u64,
            points_done: self.done,
            rows: self.rows,
            partial: !self.whole,
            quarantined: self.refused.len() as u64,
            imprecise_points: self.imprecise.clone(),
            precision: &plan.precision,
            batches: &plan.batches,
            worlds: &plan.worlds,
            parameters: &plan.parameters,
            metrics: &plan.columns,
            differences: &plan.differences,
        }
    }

    fn words(&self, plan: &Plan) -> String {
        let mut text = format!("{}\n", super::plan::line(plan));
        if !self.whole {
            text.push_str(&format!("INCOMPLETE: {} of {} points are whole\n", self.done, plan.points.len()));
        }
        let each = if plan.worlds.is_empty() { "" } else { " in each world" };
        text.push_str(&format!("{} rows, one for each point and replication{each}\n", self.rows));
        for Extremes { column, world, ends } in &self.extremes {
            let Some([low, high]) = ends.filter(|[low, high]| low.0 < high.0) else { continue };
            let c = plan.column(*column);
            let of = if *world == 0 { String::new() } else { format!(" of {}", plan.world_name(*world)) };
            let half = |h: f64| if h.is_finite() { format!(" ± {}", digits(h)) } else { String::new() };
            let end = |e: (f64, f64, u64)| format!("{}{} (point {})", digits(e.0), half(e.1), e.2);
            text.push_str(&format!("{}{of}: {} to {} {}\n", c.path, end(low), end(high), c.unit));
        }
        text.push_str(
            "± is the half-width of the 95 % interval of the mean over the replications of that point (Student t).\n",
        );
        if !self.refused.is_empty() {
            let points = match (self.refused.len(), plan.worlds.is_empty()) {
                (1, _) => "1 point".to_owned(),
                (n, true) => format!("{n} points"),
                (n, false) => format!("{n} points in a world"),
            };
            text.push_str(&format!("{points} cannot be run (tables/quarantine.csv):\n"));
        }
        for Refusal { point, world, why } in self.refused.iter().take(TOLD_POINTS) {
            let of = if *world == 0 { String::new() } else { format!(", world {}", plan.world_name(*world)) };
            text.push_str(&format!("  row {}{of}: {why}\n", point + 1));
        }
        text
    }
}

/// A number with five digits that count, or all of its whole part.
fn digits(value: f64) -> String {
    let (mut places, mut scaled) = (0, value.abs());
    while scaled < 1000.0 && places < 6 {
        scaled *= 10.0;
        places += 1;
    }
    format!("{value:.places$}")
}
