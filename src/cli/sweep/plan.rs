//! From a scenario and a design to a plan.

use std::path::{Path, PathBuf};

use anyhow::anyhow;

use super::super::args::{Designing, SweepPlan};
use super::super::bundles::named;
use super::super::exit::Failure;
use super::super::settings::{Source, default_out, precision, threads};
use super::super::terminal::{Terminal, escaped};
use super::super::world::{World, no_intervention, report_problems};
use super::store::Store;
use super::{acting, tables};
use crate::cli::exit::Exit;
use crate::experiment::sweep::{
    Batch, DesignKind, FORMAT, MOST_SHARDS, Measures, Parameter, Plan, PlanPoint, PointPrecision, ValueColumn,
    design_rows, measures, read_table,
};
use crate::scenario::compile_world;
use crate::scenario::grammar::{Design, Named as _, Word as _, enabled};
use crate::scenario::text::diagnostic::{nearest, shown};
use crate::scenario::text::reading::read_text;

/// Points when neither the file nor the command line says.
const POINTS: u64 = 64;
/// Largest table of points [bytes].
const MOST_TABLE: usize = 1 << 26;

/// Where the points come from.
enum Origin {
    Design(DesignKind),
    Table(String),
}

pub(super) fn step(typed: &SweepPlan, terminal: &Terminal) -> Result<Exit, Failure> {
    let source = Source::of(&typed.file, &typed.designing.changes)?;
    let world = World::load(&source, terminal)?;
    let out = typed.out.clone().unwrap_or_else(|| default_out(&typed.file, "sweep"));
    let plan = make(&world, &typed.designing, typed.shards, terminal)?;
    note_parameters(&plan, &world, terminal);
    acting::tried(&plan, &world.scenario, (&out, threads(None)?), terminal)?;
    let inputs = inputs(&world, &typed.designing);
    let _lock = Store::prepare(&out, &inputs)?;
    let store = settle(&out, plan, &world, &inputs)?;
    let units = store.plan.units().len();
    terminal.print(&escaped(&format!(
        "{}\n{units} units of work in {} shards; plan {}\nwritten to {}\n",
        line(&store.plan),
        store.plan.shards,
        &store.plan.id[..16],
        out.display()
    )))?;
    Ok(Exit::Done)
}

/// "Two buckets: 256 points (lhs) of 20 replications, seed 7".
pub(super) fn line(plan: &Plan) -> String {
    let designs: Vec<&str> = plan.batches.iter().map(|b| b.design.name()).collect();
    let more = if plan.precision.is_empty() { "" } else { " or more" };
    let worlds = match plan.worlds.len() {
        0 => String::new(),
        1 => " in the baseline and 1 world".to_owned(),
        n => format!(" in the baseline and {n} worlds"),
    };
    format!(
        "{}: {} points ({}) of {} replications{more}{worlds}, seed {}",
        plan.scenario,
        plan.points.len(),
        designs.first().copied().unwrap_or("none"),
        plan.replications,
        plan.seed
    )
}

/// Puts a plan into its folder, or takes up the one that is there: the longer of two of the same study.
pub(super) fn settle(out: &Path, plan: Plan, world: &World, inputs: &[PathBuf]) -> Result<Store, Failure> {
    if let Some(stored) = Store::stored_plan(out)? {
        if let Some(what) = stored.difference(&plan) {
            return Err(Failure::usage(anyhow!(
                "{} holds another sweep: {what} differ; name another --out, or go on by the command that began it (more points: --add N)",
                out.display()
            )));
        }
        let longer = if stored.batches.len() > plan.batches.len() { stored.clone() } else { plan };
        let settled = Plan { shards: longer.shards, ..longer }.sealed();
        if settled == stored {
            return Ok(Store { dir: out.to_owned(), plan: stored });
        }
        return Store::create(out, settled, &world.scenario, inputs);
    }
    Store::create(out, plan, &world.scenario, inputs)
}

/// Files that a sweep is made from.
pub(super) fn inputs(world: &World, typed: &Designing) -> Vec<PathBuf> {
    let table = typed.design.iter().map(PathBuf::from).filter(|table| table.is_file());
    world.files.iter().cloned().chain(table).collect()
}

/// What is worth knowing of what is varied.
pub(super) fn note_parameters(plan: &Plan, world: &World, terminal: &Terminal) {
    for (column, parameter) in plan.parameters.iter().enumerate() {
        let written = ValueColumn::of_parameter(plan, column);
        let column = plan.points.iter().filter_map(|point| point.values.get(column)).map(String::as_str);
        let of_table: Vec<&str> = column.filter(|value| !value.trim().is_empty()).collect();
        let units = (!written.written.is_empty()).then(|| {
            let units = written.written.join(", ");
            format!("{} is written in {units}: tables give it in {}", shown(&parameter.name), written.unit)
        });
        let of_path = parameter.note(&world.scenario, &of_table).into_iter().chain(world.note_on(&parameter.path));
        for note in of_path.chain(units) {
            terminal.note(&escaped(&format!("note: {note}")));
        }
    }
}

/// The plan of a sweep as it was asked for.
pub(super) fn make(world: &World, typed: &Designing, shards: u64, terminal: &Terminal) -> Result<Plan, Failure> {
    if shards == 0 || shards > MOST_SHARDS {
        return Err(Failure::usage(anyhow!("a plan has 1 to {MOST_SHARDS} shards, not {shards}")));
    }
    let scenario = &world.scenario;
    let of_file = Parameter::of_scenario(scenario).map_err(Failure::scenario)?;
    let origin = origin(world, typed)?;
    let vary = |text: &String| Parameter::of_text(scenario, text).map_err(Failure::usage);
    let (parameters, table) = match &origin {
        Origin::Table(text) => {
            let (parameters, points) = read_table(text, &of_file).map_err(Failure::usage)?;
            for parameter in &parameters {
                // A path that matches nothing would cost every row.
                scenario.takes_whole_numbers(&parameter.path).map_err(|problem| {
                    let help = problem.help.as_ref().map(|help| format!(": {help}")).unwrap_or_default();
                    Failure::usage(anyhow!("{}{help}", problem.message))
                })?;
            }
            (parameters, Some(points))
        }
        Origin::Design(_) if typed.vary.is_empty() => (of_file, None),
        Origin::Design(_) => (typed.vary.iter().map(vary).collect::<Result<_, _>>()?, None),
    };
    let worlds = worlds(world, typed)?;
    acting::allowed(&parameters, !worlds.is_empty())?;
    let compiled = &world.compiled;
    let other = |name: &String| report_problems(compile_world(scenario, &[name]), terminal);
    let others = worlds.iter().map(other).collect::<Result<Vec<_>, _>>()?;
    let Measures { columns, differences } = measures(compiled, &others);
    let mut plan = Plan {
        format: FORMAT,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        scenario: compiled.name.clone(),
        scenario_hash: scenario.hash.clone(),
        seed: compiled.seed,
        replications: compiled.replications,
        precision: Vec::new(),
        worlds,
        parameters,
        columns,
        differences,
        batches: Vec::new(),
        points: Vec::new(),
        shards,
        id: String::new(),
    };
    plan.precision = precisions(world, typed, &plan)?;
    let is_of_file = typed.vary.is_empty() && matches!(origin, Origin::Design(_));
    match origin {
        Origin::Table(_) => {
            if !typed.add.is_empty() {
                return Err(Failure::usage(anyhow!(
                    "`--add` goes on with a design; a table grows by rows of a new table"
                )));
            }
            let points = table.unwrap_or_default();
            push(&mut plan, DesignKind::Table, points.len() as u64, points);
        }
        Origin::Design(kind) => {
            let block = scenario.read().sweep.as_ref().and_then(|sweep| *sweep.points);
            let first = typed.points.or(block).unwrap_or(POINTS);
            if !typed.add.is_empty() && !kind.grows() {
                return Err(Failure::usage(anyhow!(
                    "a design of kind {} has no further points: `--add` is of no use",
                    kind.name()
                )));
            }
            for (batch, asked) in std::iter::once(first).chain(typed.add.iter().copied()).enumerate() {
                let before = (plan.points.len(), batch as u64);
                let rows =
                    design_rows(kind, &plan.parameters, asked as usize, before, plan.seed).map_err(Failure::usage)?;
                let points = rows.iter().map(|row| PlanPoint::of(row, &plan.parameters)).collect();
                push(&mut plan, kind, asked, points);
            }
        }
    }
    if let Some(name) = tables::twice(&plan) {
        let why = anyhow!(
            "no parameter of a sweep can be called {}: its tables have another column of that name",
            shown(&name)
        );
        return Err(if is_of_file { Failure::scenario(why) } else { Failure::usage(why) });
    }
    acting::moving(scenario, &plan)?;
    Ok(plan.sealed())
}

fn push(plan: &mut Plan, design: DesignKind, asked: u64, points: Vec<PlanPoint>) {
    let count = points.len() as u64;
    let points_per_unit = Plan::points_per_unit(count, plan.replications);
    plan.batches.push(Batch { design, asked, points: count, points_per_unit });
    plan.points.extend(points);
}

fn origin(world: &World, typed: &Designing) -> Result<Origin, Failure> {
    let block = world.scenario.read().sweep.as_ref().map(|sweep| sweep.design.word().to_owned());
    let Some(text) = typed.design.clone().or(block) else { return Ok(Origin::Design(DesignKind::Lhs)) };
    if let Some(kind) = DesignKind::of_name(&text) {
        return Ok(Origin::Design(kind));
    }
    if text.ends_with(".csv") {
        if !typed.vary.is_empty() || typed.points.is_some() {
            return Err(Failure::usage(anyhow!(
                "a table says all: --vary and --points go with a design, not with {text}"
            )));
        }
        let read = read_text(Path::new(&text), MOST_TABLE);
        return Ok(Origin::Table(read.map_err(|why| Failure::usage(anyhow!("cannot read {text}: {why}")))?));
    }
    let help = nearest(&text, Design::WORDS.iter().copied())
        .map_or_else(String::new, |near| format!("; did you mean {near}?"));
    Err(Failure::usage(anyhow!(
        "there is no design `{text}`: it is one of {}, or a .csv file{help}",
        Design::WORDS.join(", ")
    )))
}

/// The interventions that have worlds, in the order of the file.
fn worlds(world: &World, typed: &Designing) -> Result<Vec<String>, Failure> {
    let Some(text) = &typed.worlds else { return Ok(Vec::new()) };
    let root = world.scenario.read();
    let all: Vec<&str> = enabled(&root.intervention).map(|entry| entry.name()).collect();
    if all.is_empty() {
        return Err(Failure::usage(anyhow!(
            "`--worlds` runs interventions, and the scenario has none that is enabled"
        )));
    }
    let known: Vec<&str> = root.intervention.iter().map(|entry| entry.name()).collect();
    let asked = named(text, &known).map_err(|name| no_intervention(world, name))?;
    if let Some(name) = asked.iter().find(|name| !all.contains(name)) {
        return Err(no_intervention(world, name));
    }
    let is_asked = |name: &&str| asked.is_empty() || asked.contains(name);
    Ok(all.into_iter().filter(is_asked).map(str::to_owned).collect())
}

/// What was asked for, each metric by its path in full: it is the same sweep however it was typed.
fn precisions(world: &World, typed: &Designing, plan: &Plan) -> Result<Vec<PointPrecision>, Failure> {
    let asked = typed.precision.iter().map(|text| precision(text)).collect::<Result<Vec<_>, _>>()?;
    let of_file = world.compiled.precision.iter().map(|(metric, relative)| (metric.clone(), *relative));
    let all: Vec<(String, f64)> =
        if asked.is_empty() { of_file.collect() } else { asked.into_iter().map(|p| (p.metric, p.relative)).collect() };
    let named = |(metric, relative): (String, f64)| match plan.find(&metric) {
        Ok(column) => Ok(PointPrecision { metric: plan.column(column).path.clone(), relative }),
        Err(why) => {
            Err(Failure::usage(anyhow!("`--precision` names `{metric}`, which is no metric of this scenario; {why}")))
        }
    };
    all.into_iter().map(named).collect()
}
