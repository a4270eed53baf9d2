//! Working through a plan: all of it, or one shard.

use std::env;
use std::sync::Mutex;
use std::sync::PoisonError;

use anyhow::Error;

use super::super::args::{Sweep, SweepRun};
use super::super::exit::{Exit, Failure};
use super::super::interrupt::Interrupt;
use super::super::progress::{Meter, watch};
use super::super::settings::{Source, default_out, threads};
use super::super::terminal::{Terminal, escaped};
use super::super::world::World;
use super::store::{Found, Store};
use super::{estimate, merge, plan, shard as shards};
use crate::experiment::sweep::{Plan, Row, Seen, Unit, Worker, find_column};
use crate::report::WriteError;
use crate::scenario::Scenario;
use crate::stats::mean_interval;

/// A whole sweep: plan, run, merge.
pub(super) fn whole(typed: &Sweep, terminal: &Terminal) -> Result<Exit, Failure> {
    let file = typed.file.as_deref().unwrap_or_else(|| "".as_ref());
    let world = World::load(&Source::of(file, &typed.designing.changes)?, terminal)?;
    let threads = threads(typed.running.threads)?;
    let mut planned = plan::make(&world, &typed.designing, 1)?;
    let out = typed.running.out.clone().unwrap_or_else(|| default_out(file, "sweep"));
    if typed.dry_run {
        terminal.print(&escaped(&estimate::words(&planned, &world.scenario, threads, &out)?))?;
        return Ok(Exit::Done);
    }
    Store::prepare(&out)?;
    if let Some(stored) = Store::stored_plan(&out)? {
        // Tasks of a scheduler may still hold its shards.
        planned = Plan { shards: stored.shards, ..planned }.sealed();
    }
    let store = plan::settle(&out, planned, &world)?;
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
    Store::prepare(&typed.dir)?;
    let mine = store.plan.of_shard(number);
    terminal.note(&escaped(&format!("{}; shard {number}/{}", plan::line(&store.plan), store.plan.shards)));
    let ended = work(&store, &scenario, &mine, threads, terminal)?;
    if ended.is_none() {
        terminal.note(&format!("shard {number}/{} is complete", store.plan.shards));
    }
    Ok(ended.unwrap_or(Exit::Done))
}

/// Replications that units hold.
fn replications(plan: &Plan, units: &[Unit]) -> u64 {
    let of = |u: &Unit| (u.points.end - u.points.start) * (u.replications.end - u.replications.start);
    units.iter().map(of).sum::<u64>().max(u64::from(plan.points.is_empty()))
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
        aside.hear(rows, &meter);
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

/// What is said of precision while the work goes on: how narrow the interval of the first metric is at a typical point.
struct Aside {
    column: usize,
    name: String,
    seen: Mutex<Vec<f32>>,
}

impl Aside {
    fn new(plan: &Plan) -> Aside {
        let asked = plan.precision.first().map(|p| p.metric.as_str());
        let column = find_column(&plan.columns, asked.unwrap_or("npv")).unwrap_or(0);
        let name = plan.columns.get(column).map(|c| c.path.trim_start_matches("metrics.").to_owned());
        Aside { column, name: name.unwrap_or_default(), seen: Mutex::new(Vec::new()) }
    }

    fn hear(&self, rows: &[Row], meter: &Meter<'_>) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        for point in rows.chunk_by(|a, b| a.point == b.point) {
            let value = |row: &Row| match &row.seen {
                Seen::Replication { values, .. } => values.get(self.column).copied().flatten(),
                Seen::Refused(_) => None,
            };
            let values: Vec<f64> = point.iter().filter_map(value).collect();
            let s = mean_interval(&values, 0.95);
            if s.n > 1 && s.mean != 0.0 {
                seen.push((s.half_width / s.mean.abs()) as f32);
            }
        }
        if seen.is_empty() {
            return;
        }
        let middle = seen.len() / 2;
        let median = *seen.select_nth_unstable_by(middle, f32::total_cmp).1;
        meter.say(format!("{} within {:.2} % at a typical point", self.name, median * 100.0));
    }
}
