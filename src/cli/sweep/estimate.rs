//! What a sweep will take, by a trial of some of it.

use std::time::{Duration, Instant};

use super::super::exit::Failure;
use super::super::progress::span;
use super::plan::line;
use crate::experiment::Silent;
use crate::experiment::sweep::{Plan, Row, Unit, Worker, encode};
use crate::scenario::Scenario;

/// Time spent trying.
const PATIENCE: Duration = Duration::from_millis(2500);
/// Aim for the work on one point in a trial.
const POINT: Duration = Duration::from_millis(250);

/// Points, replications, time and disk, in words.
pub(super) fn words(plan: &Plan, scenario: &Scenario, threads: usize) -> Result<String, Failure> {
    let rows = plan.points.len() as u64 * plan.replications;
    let tried = trial(plan, scenario, threads)?;
    let least = if plan.precision.is_empty() { "" } else { "at least " };
    let seconds = tried.elapsed.as_secs_f64() / tried.replications.max(1) as f64 * rows as f64;
    let time = Duration::try_from_secs_f64(seconds).map_or_else(|_| "years".to_owned(), span);
    let row_bytes = tried.bytes as f64 / tried.replications.max(1) as f64;
    // Part files and the table as CSV, and eight bytes a number as Parquet.
    let disk = rows as f64 * (2.0 * row_bytes + 8.0 * plan.columns.len() as f64);
    let varied: String =
        plan.parameters.iter().map(|p| format!("  {} {}: {}\n", p.op, p.path, p.levels.words())).collect();
    Ok(format!(
        "{}\n{varied}points        {}\nreplications  {least}{rows}\nunits of work {}\ntime          {least}about {time} on {threads} threads ({seconds:.1} s), by a trial of {} replications at {} points\ndisk          {least}about {}\n",
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
}

/// Runs a few replications at points spread over the sweep, on as many threads as the sweep will have.
fn trial(plan: &Plan, scenario: &Scenario, threads: usize) -> Result<Tried, Failure> {
    let units = plan.units();
    let order = plan.order();
    let one = |unit: &Unit, replications: u64| {
        let point = unit.points.start;
        let to = (unit.replications.start + replications).min(unit.replications.end);
        Unit { number: unit.number, points: point..point + 1, replications: unit.replications.start..to }
    };
    // A trial of a requested precision stops at the planned replications.
    let bare = Plan { precision: Vec::new(), ..plan.clone() };
    let worker = Worker::new(&bare, scenario, 0, &Silent).map_err(Failure::bug)?;
    let bytes = std::sync::atomic::AtomicUsize::new(0);
    let keep = |unit: &Unit, rows: &[Row]| -> Result<(), Failure> {
        bytes.fetch_add(encode(&bare, unit, rows).len(), std::sync::atomic::Ordering::Relaxed);
        Ok(())
    };
    let clock = Instant::now();
    worker.run(&[one(&units[order[0] as usize], 1)], threads, &|_| false, &keep).map_err(Failure::bug)??;
    let first = clock.elapsed().max(Duration::from_micros(10));
    let replications = (POINT.as_secs_f64() / first.as_secs_f64()).clamp(1.0, 1e6) as u64;
    let (mut points, mut done) = (0, 0);
    bytes.store(0, std::sync::atomic::Ordering::Relaxed);
    let clock = Instant::now();
    // Every round takes points between those of the last ones: 1/2, 1/4, 3/4, 1/8 and so on of the way.
    let mut round = 1_u64;
    while clock.elapsed() < PATIENCE && points < units.len() {
        let places = (round..round + threads as u64).map(|i| (van_der_corput(i) * order.len() as f64) as usize);
        let chosen: Vec<Unit> = places.map(|at| one(&units[order[at] as usize], replications)).collect();
        worker.run(&chosen, threads, &|_| false, &keep).map_err(Failure::bug)??;
        done += chosen.iter().map(|u| u.replications.end - u.replications.start).sum::<u64>();
        points += chosen.len();
        round += threads as u64;
    }
    Ok(Tried { points, replications: done, bytes: bytes.into_inner(), elapsed: clock.elapsed() })
}

/// The digits of a number mirrored behind the binary point.
fn van_der_corput(index: u64) -> f64 {
    (index.reverse_bits() >> 11) as f64 / (1_u64 << 53) as f64
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
        assert_eq!([1, 2, 3, 4].map(van_der_corput), [0.5, 0.25, 0.75, 0.125]);
    }
}
