//! Working through a plan: all of it, or one shard.

use std::env;
use std::sync::Mutex;
use std::sync::PoisonError;

use anyhow::Error;

use super::super::args::{Sweep, SweepRun};
use super::super::estimate::room;
use super::super::exit::{Exit, Failure};
use super::super::interrupt::Interrupt;
use super::super::progress::{Meter, watch};
use super::super::settings::{Source, default_out, threads};
use super::super::terminal::{Terminal, escaped};
use super::super::world::World;
use super::store::{Found, Store};
use super::{acting, estimate, merge, plan, shard as shards};
use crate::experiment::sweep::{Plan, Row, Seen, Unit, Worker, compile_point, find_column};
use crate::report::WriteError;
use crate::scenario::Scenario;
use crate::stats::mean_interval;

/// A whole sweep: plan, run, merge.
pub(super) fn whole(typed: &Sweep, terminal: &Terminal) -> Result<Exit, Failure> {
    let file = typed.file.as_deref().unwrap_or_else(|| "".as_ref());
    let world = World::load(&Source::of(file, &typed.designing.changes)?, terminal)?;
    let threads = threads(typed.running.threads)?;
    let mut planned = plan::make(&world, &typed.designing, 1, terminal)?;
    plan::note_parameters(&planned, &world, terminal);
    let out = typed.running.out.clone().unwrap_or_else(|| default_out(file, "sweep"));
    if typed.dry_run {
        terminal.print(&escaped(&estimate::words(&planned, &world.scenario, threads, &out)?))?;
        return Ok(Exit::Done);
    }
    acting::tried(&planned, &world.scenario, (&out, threads), terminal)?;
    let inputs = plan::inputs(&world, &typed.designing);
    let _lock = Store::prepare(&out, &inputs)?;
    if let Some(stored) = Store::stored_plan(&out)? {
        // Tasks of a scheduler may still hold its shards.
        planned = Plan { shards: stored.shards, ..planned }.sealed();
    }
    let store = plan::settle(&out, planned, &world, &inputs)?;
    terminal.note(&escaped(&plan::line(&store.plan)));
    let order = store.plan.order();
    if let Some(exit) = work(&store, &world.scenario, &order, threads, terminal)? {
        return Ok(exit);
    }
    merge::write(&store, &world.scenario, (false, typed.running.json), terminal)
}

/// One shard of a plan.
pub(super) fn shard(typed: &SweepRun, terminal: &Terminal) -> Result<Exit, Failure> {
    let store = Store::open(&typed.dir)?;
    let number = shards::read(&typed.shard, store.plan.shards, |name| env::var(name).ok())?;
    let threads = threads(typed.threads)?;
    let scenario = store.scenario(terminal)?;
    let _lock = Store::prepare(&typed.dir, &[])?;
    let mine = store.plan.of_shard(number);
    terminal.note(&escaped(&format!("{}; shard {number}/{}", plan::line(&store.plan), store.plan.shards)));
    if let Some(exit) = work(&store, &scenario, &mine, threads, terminal)? {
        return Ok(exit);
    }
    terminal.note(&format!("shard {number}/{} is complete", store.plan.shards));
    if is_refused(&store, &scenario, &mine) {
        terminal.insist(&merge::all_refused(store.plan.points.len()));
        return Ok(Exit::Scenario);
    }
    Ok(Exit::Done)
}

/// Whether no point of a sweep can be run: the parts that are there hold no replication, and what the others would do is refused before it starts.
/// The units of `first` are asked first, as most of them have run.
fn is_refused(store: &Store, scenario: &Scenario, first: &[u64]) -> bool {
    let units = store.plan.units();
    let refused = |unit: &Unit| match store.find(unit) {
        Found::Rows(rows) => rows.iter().all(|row| matches!(row.seen, Seen::Refused(_))),
        _ => unit.points.clone().all(|point| {
            (0..=store.plan.worlds.len()).all(|world| compile_point(&store.plan, scenario, point, world).is_err())
        }),
    };
    first.iter().map(|&unit| &units[unit as usize]).all(refused) && units.iter().all(refused)
}

/// Replications that units hold, those of all worlds.
fn replications(plan: &Plan, units: &[Unit]) -> u64 {
    let of = |u: &Unit| (u.points.end - u.points.start) * (u.replications.end - u.replications.start);
    let worlds = plan.worlds.len() as u64 + 1;
    worlds * units.iter().map(of).sum::<u64>().max(u64::from(plan.points.is_empty()))
}

/// Does what is open of some units; the exit code when a signal came before all was done.
fn work(
    store: &Store,
    scenario: &Scenario,
    order: &[u64],
    threads: usize,
    terminal: &Terminal,
) -> Result<Option<Exit>, Failure> {
    let units = store.plan.units();
    let mine: Vec<Unit> = order.iter().map(|&u| units[u as usize].clone()).collect();
    let all = mine.len();
    let open = store.open_units(mine, terminal);
    // Worlds run one after the other: the largest counts.
    for world in 0..=store.plan.worlds.len() {
        if let Ok(compiled) = store.plan.compile(scenario, world)
            && let Some(line) = room([&compiled.model], (threads, replications(&store.plan, &open)), false)?
        {
            terminal.note(&line);
            break;
        }
    }
    if open.is_empty() {
        return Ok(None);
    }
    if open.len() < all {
        terminal.note(&format!("going on: {} of {all} units are there already", all - open.len()));
    }
    let interrupt =
        Interrupt::listen().map_err(|e| Failure::bug(Error::new(e).context("failed to listen for signals")))?;
    let planned = replications(&store.plan, &open);
    let meter = Meter::new(planned, &interrupt);
    let worker = Worker::new(&store.plan, scenario, planned, &meter).map_err(Failure::usage)?;
    let aside = Aside::new(&store.plan);
    let keep = |unit: &Unit, rows: &[Row]| -> Result<(), WriteError> {
        store.keep(unit, rows)?;
        if let Some(words) = aside.hear(rows) {
            meter.say(words);
        }
        Ok(())
    };
    // Whoever works on the same folder may have finished it by now.
    let skip = |unit: &Unit| matches!(store.find(unit), Found::Rows(_));
    let ended = watch(terminal, &meter, || worker.run(&open, threads, &skip, &keep));
    ended.map_err(Failure::bug)?.map_err(Failure::output)?;
    let Some(exit) = interrupt.exit() else { return Ok(None) };
    let left = open.iter().filter(|unit| !matches!(store.find(unit), Found::Rows(_))).count();
    // A signal that came when all was done changed nothing.
    if left == 0 {
        return Ok(None);
    }
    terminal.insist(&format!("incomplete: {left} of {all} units are left; repeat the command to go on"));
    Ok(Some(exit))
}

/// What is said of precision while the work goes on: how narrow the interval of the first metric that is anything is at a typical point.
struct Aside {
    /// Columns with their names: the metric that a precision was asked for, else the value of the firm, else a wait.
    columns: Vec<(usize, String)>,
    /// Half-widths as shares of their means, for each column.
    seen: Mutex<Vec<Vec<f32>>>,
}

impl Aside {
    fn new(plan: &Plan) -> Aside {
        let named = match plan.precision.first() {
            Some(asked) => find_column(&plan.columns, &asked.metric).ok(),
            None => find_column(&plan.columns, "npv").ok(),
        };
        let wait = plan.columns.iter().position(|c| c.path.ends_with(".delay_min"));
        let name = |c: usize| (c, plan.columns[c].path.trim_start_matches("metrics.").to_owned());
        let columns: Vec<(usize, String)> = named.into_iter().chain(wait).map(name).collect();
        Aside { seen: Mutex::new(vec![Vec::new(); columns.len()]), columns }
    }

    /// Hears the rows of a finished unit; gives the words when there are any.
    fn hear(&self, rows: &[Row]) -> Option<String> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        for point in rows.chunk_by(|a, b| (a.point, a.world) == (b.point, b.world)) {
            for ((column, _), list) in self.columns.iter().zip(seen.iter_mut()) {
                let value = |row: &Row| match &row.seen {
                    Seen::Replication { values, .. } => values.get(*column).copied().flatten(),
                    Seen::Refused(_) => None,
                };
                let values: Vec<f64> = point.iter().filter_map(value).collect();
                let s = mean_interval(&values, 0.95);
                if s.n > 1 && s.mean != 0.0 {
                    list.push((s.half_width / s.mean.abs()) as f32);
                }
            }
        }
        let ((_, name), list) = self.columns.iter().zip(seen.iter_mut()).find(|(_, list)| !list.is_empty())?;
        let middle = list.len() / 2;
        let median = *list.select_nth_unstable_by(middle, f32::total_cmp).1;
        Some(format!("{name} within {:.2} % at a typical point", median * 100.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::sweep::Column;

    #[test]
    fn the_precision_so_far_is_that_of_a_metric_that_is_something() {
        let column = |path: &str| Column { path: path.to_owned(), unit: String::new(), definition: String::new() };
        let columns = ["metrics.npv", "resources.desk.delay_min"].map(column).to_vec();
        let aside = Aside { columns: Vec::new(), seen: Mutex::new(Vec::new()) };
        assert_eq!(aside.hear(&[]), None);
        let plan = |precision: Vec<crate::experiment::sweep::PointPrecision>| Plan {
            format: 1,
            version: String::new(),
            scenario: String::new(),
            scenario_hash: String::new(),
            seed: 1,
            replications: 2,
            precision,
            worlds: Vec::new(),
            parameters: Vec::new(),
            columns: columns.clone(),
            differences: Vec::new(),
            batches: Vec::new(),
            points: Vec::new(),
            shards: 1,
            id: String::new(),
        };
        let row = |index: u64, npv: f64, delay: f64| Row {
            point: 0,
            world: 0,
            seen: Seen::Replication { index, values: vec![Some(npv), Some(delay)] },
        };
        // Half-width of two values: t times half their distance, 12.706 at 95 %.
        let aside = Aside::new(&plan(Vec::new()));
        let said = aside.hear(&[row(0, 0.0, 9.9), row(1, 0.0, 10.1)]);
        assert_eq!(said.as_deref(), Some("resources.desk.delay_min within 12.71 % at a typical point"));
        let said = aside.hear(&[row(0, 99.0, 9.0), row(1, 101.0, 9.0)]);
        assert_eq!(said.as_deref(), Some("npv within 12.71 % at a typical point"));
    }
}
