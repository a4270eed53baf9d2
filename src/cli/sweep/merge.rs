//! `sweep merge`: every part checked, sorted and folded into the final tables.

use std::path::Path;

use anyhow::Error;
use serde::Serialize;

use super::super::args::SweepMerge;
use super::super::exit::{Exit, Failure};
use super::super::terminal::{Terminal, escaped};
use super::shard::ranges;
use super::store::{Found, Store};
use crate::experiment::sweep::{
    Batch, Column, Levels, Parameter, Plan, PointPrecision, PointRows, Seen, Unit, find_column, fold,
};
use crate::metrics::firm;
use crate::report::table::Cell;
use crate::report::{self, RowColumn, RowKind, RowOrigin, RowWriter, WriteError};
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
    parameters: &'a [Parameter],
    metrics: &'a [Column],
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
    refused: Vec<(u64, String)>,
    imprecise: Vec<u64>,
    /// Lowest and highest mean over points, with their points, of the metrics that are told.
    extremes: Vec<(usize, Option<Ends>)>,
}

impl Folded {
    fn of(store: &Store) -> Result<Folded, WriteError> {
        let plan = &store.plan;
        let tables = report::subfolder(&store.dir, "tables")?;
        let mut rows = begin_rows(plan, [&tables.join("rows.csv"), &store.dir.join("rows.parquet")])?;
        let files = [tables.join("points.csv"), store.dir.join("points.parquet")];
        let origin = origin(plan, "one for each point");
        let mut points = RowWriter::create(&[&files[0], &files[1]], point_columns(plan), &origin)?;
        let known = |path: &&str| plan.columns.iter().position(|c| c.path == *path);
        let mut told: Vec<usize> = TOLD.iter().filter_map(known).collect();
        if told.len() < 2 {
            told.extend(plan.columns.iter().position(|c| c.path.ends_with(".delay_min")));
        }
        let mut out = Folded {
            done: 0,
            rows: 0,
            whole: true,
            refused: Vec::new(),
            imprecise: Vec::new(),
            extremes: told.into_iter().map(|c| (c, None)).collect(),
        };
        let read = |unit: &_| match store.find(unit) {
            Found::Rows(rows) => Some(rows),
            _ => None,
        };
        fold(plan, read, |point| {
            let values = parameter_cells(plan, point.point);
            for (index, row) in &point.rows {
                rows.push(row_cells(point.point, *index, &values, row))?;
            }
            out.count(plan, &point);
            points.push(point_row(plan, &point, values))
        })?;
        rows.finish()?;
        points.finish()?;
        let refused = out.refused.iter().map(|(point, why)| vec![Cell::Whole(*point), why.as_str().into()]).collect();
        let table = report::table::TableSpec {
            name: "quarantine".to_owned(),
            columns: vec!["point".to_owned(), "refused because".to_owned()],
            rows: refused,
        };
        report::write_file(&tables.join("quarantine.csv"), &report::csv::to_bytes(&table))?;
        Ok(out)
    }

    fn count(&mut self, plan: &Plan, point: &PointRows) {
        self.rows += point.rows.len() as u64;
        self.whole &= point.whole;
        self.done += u64::from(point.whole);
        if let Some(why) = &point.refused {
            self.refused.push((point.point, why.clone()));
            return;
        }
        let met = |asked: &PointPrecision| {
            find_column(&plan.columns, &asked.metric)
                .is_ok_and(|c| Precision::Relative(asked.relative).is_met(&point.summary(c)))
        };
        if point.whole && !plan.precision.iter().all(met) {
            self.imprecise.push(point.point);
        }
        for (column, ends) in &mut self.extremes {
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
            parameters: &plan.parameters,
            metrics: &plan.columns,
        }
    }

    fn words(&self, plan: &Plan) -> String {
        let mut text = format!("{}\n", super::plan::line(plan));
        if !self.whole {
            text.push_str(&format!("INCOMPLETE: {} of {} points are whole\n", self.done, plan.points.len()));
        }
        text.push_str(&format!("{} rows, one for each point and replication\n", self.rows));
        for (column, ends) in &self.extremes {
            let Some([low, high]) = ends.filter(|[low, high]| low.0 < high.0) else { continue };
            let c = &plan.columns[*column];
            let half = |h: f64| if h.is_finite() { format!(" ± {}", digits(h)) } else { String::new() };
            let end = |e: (f64, f64, u64)| format!("{}{} (point {})", digits(e.0), half(e.1), e.2);
            text.push_str(&format!("{}: {} to {} {}\n", c.path, end(low), end(high), c.unit));
        }
        text.push_str(
            "± is the half-width of the 95 % interval of the mean over the replications of that point (Student t).\n",
        );
        if !self.refused.is_empty() {
            let points = match self.refused.len() {
                1 => "1 point".to_owned(),
                n => format!("{n} points"),
            };
            text.push_str(&format!("{points} cannot be run (tables/quarantine.csv):\n"));
        }
        for (point, why) in self.refused.iter().take(TOLD_POINTS) {
            text.push_str(&format!("  row {}: {why}\n", point + 1));
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

/// The rows of some parts as tables, as a merge writes them.
pub(super) fn tables(store: &Store, units: &[Unit]) -> Result<(), WriteError> {
    let (plan, dir) = (&store.plan, &store.dir);
    let mut rows = begin_rows(plan, [&dir.join("rows.csv"), &dir.join("rows.parquet")])?;
    let found = units.iter().filter_map(|unit| match store.find(unit) {
        Found::Rows(rows) => Some(rows),
        _ => None,
    });
    for row in found.flatten() {
        if let Seen::Replication { index, values } = &row.seen {
            rows.push(row_cells(row.point, *index, &parameter_cells(plan, row.point), values))?;
        }
    }
    rows.finish()
}

fn row_cells(point: u64, replication: u64, parameters: &[Cell], values: &[Option<f64>]) -> Vec<Cell> {
    let head = [Cell::Whole(point), Cell::Whole(replication)];
    head.into_iter().chain(parameters.iter().cloned()).chain(values.iter().map(|&v| v.into())).collect()
}

fn parameter_cells(plan: &Plan, point: u64) -> Vec<Cell> {
    let values = plan.points[point as usize].iter().zip(&plan.parameters);
    values.map(|(value, parameter)| parameter_cell(value, parameter)).collect()
}

/// A value as a number where the parameter is one.
fn parameter_cell(value: &str, parameter: &Parameter) -> Cell {
    if value.is_empty() {
        return Cell::Empty;
    }
    match (is_numeric(parameter), crate::scenario::grammar::quantity::leading_number(value)) {
        (true, Some((number, _))) => Cell::Number(number),
        _ => value.into(),
    }
}

fn is_numeric(parameter: &Parameter) -> bool {
    matches!(parameter.levels, Levels::Range { .. })
}

fn parameter_columns(plan: &Plan) -> impl Iterator<Item = RowColumn> + '_ {
    plan.parameters.iter().map(|p| {
        let (kind, unit) = match &p.levels {
            Levels::Range { unit, .. } => (RowKind::Number, unit.as_str()),
            _ => (RowKind::Text, ""),
        };
        RowColumn::new(&p.name, kind, format!("Value of the parameter ({} {}).", p.op, p.path)).in_unit(unit)
    })
}

fn whole(name: &str, definition: &str) -> RowColumn {
    RowColumn::new(name, RowKind::Whole, definition)
}

fn point_number() -> RowColumn {
    whole("point", "Number of the point, from 0.")
}

pub(super) fn row_columns(plan: &Plan) -> Vec<RowColumn> {
    let metric = |c: &Column| RowColumn::new(&c.path, RowKind::Number, &c.definition).in_unit(&c.unit);
    let head = [point_number(), whole("replication", "Number of the replication, from 0.")];
    head.into_iter().chain(parameter_columns(plan)).chain(plan.columns.iter().map(metric)).collect()
}

pub(super) fn point_columns(plan: &Plan) -> Vec<RowColumn> {
    let metric = |c: &Column| {
        let path = &c.path;
        let half = format!("Half-width of the 95 % interval of the mean of {path} (Student t).");
        [
            RowColumn::new(path, RowKind::Number, format!("Mean over replications. {}", c.definition)).in_unit(&c.unit),
            RowColumn::new(format!("{path}.half_width"), RowKind::Number, half).in_unit(&c.unit),
            whole(&format!("{path}.n"), &format!("Replications with a value of {path}.")),
        ]
    };
    let head = [
        point_number(),
        whole("replications", "Replications that are there."),
        RowColumn::new("whole", RowKind::Flag, "Whether no replication of the point is missing."),
        RowColumn::new("refused", RowKind::Flag, "Whether the point cannot be run."),
    ];
    head.into_iter().chain(parameter_columns(plan)).chain(plan.columns.iter().flat_map(metric)).collect()
}

/// Where the rows of a sweep come from.
fn origin(plan: &Plan, rows: &str) -> RowOrigin {
    RowOrigin {
        rows: rows.to_owned(),
        scenario: plan.scenario.clone(),
        scenario_hash: plan.scenario_hash.clone(),
        seed: plan.seed,
    }
}

/// The table of replications, begun in these two files.
fn begin_rows(plan: &Plan, files: [&Path; 2]) -> Result<RowWriter, WriteError> {
    RowWriter::create(&files, row_columns(plan), &origin(plan, "one for each point and replication"))
}

fn point_row(plan: &Plan, point: &PointRows, values: Vec<Cell>) -> Vec<Cell> {
    let head = [
        Cell::Whole(point.point),
        Cell::Whole(point.rows.len() as u64),
        point.whole.into(),
        point.refused.is_some().into(),
    ];
    let metric = |c: usize| {
        let Summary { n, mean, half_width, .. } = point.summary(c);
        let mean = if n > 0 { mean.into() } else { Cell::Empty };
        [mean, half_width.into(), Cell::Whole(n)]
    };
    head.into_iter().chain(values).chain((0..plan.columns.len()).flat_map(metric)).collect()
}
