//! What a sweep will take, by a trial of some of it.
//!
//! The trial is a small sweep in a scratch folder beside the output: it simulates, writes parts, reads them again and writes the tables, so that
//! quick points, where files cost more than customers, are timed as well as slow ones.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Error, anyhow};

use super::super::exit::Failure;
use super::super::interrupt::{Interrupt, Stopping};
use super::super::progress::span;
use super::plan::line;
use super::store::{Found, Store};
use super::tables;
use crate::experiment::sweep::{Parameter, Plan, Row, Seen, Unit, Worker};
use crate::report::{self, WriteError};
use crate::scenario::{Scenario, labels_of};

/// Time spent trying.
const PATIENCE: Duration = Duration::from_millis(2500);
/// Aim for the work on one point in a trial.
const POINT: Duration = Duration::from_millis(250);

/// Points, replications, time and disk, in words. `out` is where the sweep would be.
pub(super) fn words(plan: &Plan, scenario: &Scenario, threads: usize, out: &Path) -> Result<String, Failure> {
    let worlds = plan.worlds.len() as u64 + 1;
    let rows = plan.points.len() as u64 * plan.replications * worlds;
    let tried = trial(plan, scenario, threads, out)?;
    if let Some(why) = tried.refused {
        return Err(Failure::scenario(anyhow!("every point that was tried is refused: {why}")));
    }
    let least = if plan.precision.is_empty() { "" } else { "at least " };
    let seconds = tried.elapsed.as_secs_f64() / tried.replications.max(1) as f64 * rows as f64;
    let time = match Duration::try_from_secs_f64(seconds) {
        Ok(short) if seconds < 1.0 => span(short),
        Ok(long) => format!("about {}", span(long)),
        Err(_) => "years".to_owned(),
    };
    let row_bytes = tried.bytes as f64 / tried.replications.max(1) as f64;
    // Part files and the table as CSV, and eight bytes a number as Parquet.
    let disk = rows as f64 * (2.0 * row_bytes + 8.0 * plan.columns.len() as f64);
    let beside = if plan.worlds.is_empty() {
        String::new()
    } else {
        format!("worlds        baseline, {}\n", plan.worlds.join(", "))
    };
    let called = labels_of(plan.parameters.iter().map(|parameter| parameter.path.as_str()));
    let line_of =
        |(label, p): (&String, &Parameter)| format!("  {label}: {} ({} {})\n", p.levels.words(), p.op, p.path);
    let varied: String = called.iter().zip(&plan.parameters).map(line_of).collect();
    Ok(format!(
        "{}\n{varied}{beside}points        {}\nreplications  {least}{rows}\nunits of work {}\ntime          {least}{time} on {threads} threads ({seconds:.1} s), by a trial of {} replications at {} points\ndisk          {least}about {}\n",
        line(plan),
        plan.points.len(),
        plan.units().len(),
        tried.replications,
        tried.points,
        size(disk)
    ))
}

/// What a trial took.
struct Tried {
    points: usize,
    replications: u64,
    bytes: usize,
    elapsed: Duration,
    /// Why the first one was refused, if all were.
    refused: Option<String>,
}

/// Runs a few replications at points spread over the sweep, on as many threads as the sweep will have, and merges them.
fn trial(plan: &Plan, scenario: &Scenario, threads: usize, out: &Path) -> Result<Tried, Failure> {
    let (units, order) = (plan.units(), plan.order());
    let one = |unit: &Unit, replications: u64| {
        let point = unit.points.start;
        let to = (unit.replications.start + replications).min(unit.replications.end);
        Unit { number: unit.number, points: point..point + 1, replications: unit.replications.start..to }
    };
    let interrupt =
        Interrupt::listen().map_err(|e| Failure::bug(Error::new(e).context("failed to listen for signals")))?;
    let asked = || interrupt.exit().map_or(Ok(()), |exit| Err(Failure::Told(exit)));
    let monitor = Stopping(&interrupt);
    let scratch = report::scratch_folder(out).map_err(Failure::output)?;
    let _lock = Store::prepare(scratch.path(), &[])?;
    // A trial of a requested precision stops at the planned replications.
    let store = Store { dir: scratch.path().to_owned(), plan: Plan { precision: Vec::new(), ..plan.clone() } };
    let worker = Worker::new(&store.plan, scenario, 0, &monitor).map_err(Failure::bug)?;
    let clock = Instant::now();
    let forget = |_: &Unit, _: &[Row]| Ok::<(), WriteError>(());
    worker
        .run(&[one(&units[order[0] as usize], 1)], threads, &|_| false, &forget)
        .map_err(Failure::bug)?
        .map_err(Failure::output)?;
    asked()?;
    let first = clock.elapsed().max(Duration::from_micros(10));
    let replications = (POINT.as_secs_f64() / first.as_secs_f64()).clamp(1.0, 1e6) as u64;
    // One after the other, each halfway between those before, until patience is over: the first points always.
    let chosen: Vec<Unit> = spread(order.len()).map(|at| one(&units[order[at] as usize], replications)).collect();
    let (done, begun) = (Mutex::new(Vec::new()), AtomicUsize::new(0));
    let keep = |unit: &Unit, rows: &[Row]| -> Result<(), WriteError> {
        store.keep(unit, rows)?;
        done.lock().unwrap_or_else(PoisonError::into_inner).push(unit.clone());
        Ok(())
    };
    let clock = Instant::now();
    let enough = |_: &Unit| begun.fetch_add(1, Ordering::Relaxed) >= threads && clock.elapsed() >= PATIENCE;
    worker.run(&chosen, threads, &enough, &keep).map_err(Failure::bug)?.map_err(Failure::output)?;
    asked()?;
    let mut done: Vec<Unit> = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|unit| unit.number);
    // As merge does: all parts are checked first, then read and written as tables.
    let mut refused = Vec::new();
    let mut checked = 0;
    for unit in &done {
        let Found::Rows(rows) = store.find(unit) else { continue };
        checked += 1;
        let reason = |row: &Row| match &row.seen {
            Seen::Refused(why) => Some(why.clone()),
            Seen::Replication { .. } => None,
        };
        refused.extend(rows.iter().map(reason).collect::<Option<Vec<_>>>().and_then(|why| why.into_iter().next()));
    }
    let refused = if refused.len() == checked { refused.into_iter().next() } else { None };
    tables::of_parts(&store, &done).map_err(Failure::output)?;
    let elapsed = clock.elapsed();
    Ok(Tried {
        points: checked,
        replications: (store.plan.worlds.len() as u64 + 1)
            * done.iter().map(|u| u.replications.end - u.replications.start).sum::<u64>(),
        bytes: done.iter().map(|unit| store.size(unit)).sum(),
        elapsed,
        refused,
    })
}

/// All of `0..count`, each halfway between those before: 0, 1/2, 1/4, 3/4, 1/8 and so on of the way.
fn spread(count: usize) -> impl Iterator<Item = usize> {
    let bits = usize::BITS - count.saturating_sub(1).leading_zeros();
    (0..1_usize << bits)
        .map(move |i| if bits == 0 { 0 } else { i.reverse_bits() >> (usize::BITS - bits) })
        .filter(move |&i| i < count)
}

/// Bytes as people say them.
fn size(bytes: f64) -> String {
    let units = [("GB", 1e9), ("MB", 1e6), ("kB", 1e3)];
    match units.into_iter().find(|(_, size)| bytes >= *size) {
        Some((name, size)) => format!("{:.1} {name}", bytes / size),
        None => format!("{bytes:.0} bytes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_places_are_readable() {
        assert_eq!([512.0, 84_300_000.0, 2.5e9].map(size), ["512 bytes", "84.3 MB", "2.5 GB"]);
        assert_eq!(spread(8).collect::<Vec<_>>(), [0, 4, 2, 6, 1, 5, 3, 7]);
        assert_eq!(spread(3).collect::<Vec<_>>(), [0, 2, 1]);
        assert_eq!((spread(1).collect::<Vec<_>>(), spread(0).count()), (vec![0], 0));
    }
}
