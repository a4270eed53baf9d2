//! Size: a scenario that no machine can run is refused before it starts, by an estimate of its memory and its events.
//!
//! Independent customers live one after the other and need no memory; customers who queue for the same staff live in one cell, at once. The
//! limits leave a million customers in a cell, and what a machine computes in days. A segment is judged as if everybody were in it.

use super::load::Backlog;
use super::workload::{Factor, Part, Workload};
use crate::journey::footprint::of_customers;
use crate::scenario::blueprint::graph::Graph;
use crate::scenario::grammar::quantity::{DAYS_PER_YEAR, TIME_UNITS, Unit, written_days};
use crate::scenario::grammar::{Root, enabled};
use crate::scenario::text::diagnostic::Diagnostic;

/// Most events of the whole experiment, and from how many on it is worth a word.
const MOST_EVENTS: f64 = 1e12;
const MANY_EVENTS: f64 = 1e10;
/// Events that one core settles in a second, about.
const EVENTS_PER_SECOND: f64 = 1e6;

const MIB: f64 = 1024.0 * 1024.0;
/// Most memory of one cell [bytes].
const MOST_CELL: f64 = 2048.0 * MIB;
/// Most memory of results [bytes].
const MOST_RESULTS: f64 = 256.0 * MIB;
/// Most visits under way at once in a cell; the run itself stops there too.
const MOST_VISITS: f64 = (1 << 20) as f64;
/// Most periods of the reported curves: a point a day for 27 years.
const MOST_PERIODS: f64 = 10_000.0;
/// Metrics of value classes: groups by customers and value, and moves between them.
const VALUE_CLASSES: f64 = 225.0;
/// Bins of tenure, those that end at report days apart; and numbers by cohort and tenure.
const TENURE_BINS: f64 = 500.0;
const COHORTS: f64 = 730.0;
/// Steps from bin to bin that one customer makes: at risk, cut off or gone, as one of all and as one of a cohort.
const STEPS: f64 = 12.0;

pub(super) fn check(
    root: &Root<'_>,
    graphs: &[Graph<'_>],
    visits: &[Option<Vec<f64>>],
    backlogs: &[Backlog<'_>],
    problems: &mut Vec<Diagnostic>,
) {
    let Some(load) = Workload::of(root, graphs, visits, backlogs) else { return };
    if load.shared {
        cell(root, &load, problems);
    }
    // A queue without end is reported as such.
    if !problems.iter().any(|problem| problem.code == "overload") {
        under_way(&load, problems);
    }
    super::classes::size(root, &load, problems);
    results(root, &load, problems);
    events(&load, problems);
}

/// The sum of some parts, and the value behind the largest.
fn total(parts: &[Part]) -> (f64, Option<&Part>) {
    (parts.iter().map(|part| part.amount).sum(), parts.iter().max_by(|a, b| a.amount.total_cmp(&b.amount)))
}

fn events(load: &Workload, problems: &mut Vec<Diagnostic>) {
    let (each, largest) = total(&load.events);
    let events = each * load.replications;
    let Some((part, driver)) = largest.and_then(|part| Some((part, part.driver()?))) else { return };
    let time = spoken_time(events / EVENTS_PER_SECOND);
    if events > MOST_EVENTS {
        let message = format!(
            "the experiment takes about {} events, most of them {}: {time} of computing on one core; at most {} are allowed",
            spoken(events),
            part.what,
            spoken(MOST_EVENTS)
        );
        problems.push(point(Diagnostic::error("too-large", &driver.path, message), driver, events / MOST_EVENTS));
    } else if events > MANY_EVENTS && !problems.iter().any(|problem| problem.code == "too-large") {
        let message = format!(
            "the experiment takes about {} events, most of them {}: {time} of computing on one core",
            spoken(events),
            part.what
        );
        problems.push(Diagnostic::warning("large", &driver.path, message).at(driver.span));
    }
}

fn cell(root: &Root<'_>, load: &Workload, problems: &mut Vec<Diagnostic>) {
    let (people, largest) = total(&load.people);
    let starts = enabled(&root.journey).filter(|journey| journey.start.is_there()).count();
    let bytes = of_customers(people, enabled(&root.hole).count(), starts);
    if bytes > MOST_CELL
        && let Some(driver) = largest.and_then(Part::driver)
    {
        let message = format!(
            "{} customers who share a queue take about {} of memory in each replication; at most {} is allowed",
            spoken(people),
            spoken_bytes(bytes),
            spoken_bytes(MOST_CELL)
        );
        problems.push(point(Diagnostic::error("too-large", &driver.path, message), driver, bytes / MOST_CELL));
    }
}

fn under_way(load: &Workload, problems: &mut Vec<Diagnostic>) {
    let (visits, largest) = total(&load.visits);
    if visits > MOST_VISITS
        && let Some((part, driver)) = largest.and_then(|part| Some((part, part.driver()?)))
    {
        let message = format!("about {} {}; at most {} are allowed", spoken(visits), part.what, spoken(MOST_VISITS));
        let problem = Diagnostic::error("too-large", &driver.path, message);
        let problem = if driver.path.ends_with(".staff") || driver.path == "run.horizon" {
            problem.at(driver.span).help("add staff, or shorten `patience` or the horizon")
        } else {
            point(problem, driver, visits / MOST_VISITS)
        };
        problems.push(problem);
    }
}

fn results(root: &Root<'_>, load: &Workload, problems: &mut Vec<Diagnostic>) {
    if load.periods > MOST_PERIODS
        && let Some(driver) = &load.report
    {
        let message = format!(
            "`report_every` cuts the run into {} periods; at most {} are allowed",
            spoken(load.periods),
            spoken(MOST_PERIODS)
        );
        let problem = Diagnostic::error("too-large", &driver.path, message);
        problems.push(point(problem, driver, load.periods / MOST_PERIODS));
        return;
    }
    let holes = enabled(&root.hole).count() as f64 + 1.0;
    let journeys = enabled(&root.journey).count() as f64;
    let resources = enabled(&root.resource).count() as f64;
    let touchpoints = enabled(&root.journey).map(|journey| journey.touchpoint.len()).sum::<usize>() as f64;
    let customers = root.population.is_there() || root.acquisition.is_there();
    let term = root.contract.as_ref().and_then(|block| *block.term).unwrap_or(f64::INFINITY);
    let terms = (load.horizon.value / term).min(65_535.0);
    let sorted = if root.value_classes.is_there() { VALUE_CLASSES } else { 0.0 };
    let columns = sorted
        + if customers { 75.0 } else { 15.0 }
        + 10.0 * touchpoints
        + 9.0 * journeys
        + 5.0 * holes
        + 20.0 * resources;
    let points = if customers { (load.periods + 1.0) * (holes + 7.0) + terms } else { 0.0 };
    let numbers = if customers { 2.0 * (TENURE_BINS + load.periods) + COHORTS } else { 0.0 };
    let steps = numbers.min(STEPS * total(&load.people).0);
    // A row keeps 16 bytes for a value, and its text in a table; a point of a curve 8, and a step from bin to bin of tenure 3.
    let rows = load.replications * (columns * 32.0 + points * 8.0 + steps * 3.0);
    let written = columns * 600.0 + points * 250.0;
    let hours = if load.horizon.value >= 7.0 { 120_000.0 } else { 0.0 };
    let seen =
        holes * TENURE_BINS * 8.0 + points * 8.0 + resources * hours + touchpoints * 1000.0 + journeys * 35_000.0;
    let bytes = rows + written + 4.0 * seen;
    if bytes <= MOST_RESULTS {
        return;
    }
    // Curves are mended by their spacing, all else by fewer replications.
    let by_points = points * (load.replications * 8.0 + 282.0) > 0.5 * bytes;
    let driver = load.report.as_ref().filter(|report| by_points && report.unusual > load.repeats.unusual);
    let driver = driver.unwrap_or(&load.repeats);
    let message = format!(
        "the results of {} replications take about {} of memory; at most {} is allowed",
        spoken(load.replications),
        spoken_bytes(bytes),
        spoken_bytes(MOST_RESULTS)
    );
    let problem = Diagnostic::error("too-large", &driver.path, message);
    problems.push(if rows > 0.5 * bytes || driver.inverse {
        point(problem, driver, bytes / MOST_RESULTS)
    } else {
        problem.at(driver.span).help("leave out touchpoints, resources or holes: each has results of its own")
    });
}

/// Points at a value that is too large, or too small, by this ratio.
fn point(problem: Diagnostic, driver: &Factor, ratio: f64) -> Diagnostic {
    let key = driver.path.rsplit('.').next().unwrap_or_default();
    // A linear guess; for newcomers, who also stay longer, the horizon grows twice.
    let fits = if driver.inverse { driver.value * ratio } else { driver.value / ratio };
    let unit = match driver.unit {
        Unit::Duration => TIME_UNITS.iter().map(|(_, days)| *days).filter(|days| *days <= fits).fold(1e-9, f64::max),
        _ => 1.0,
    };
    let fits = two_digits(fits / unit, driver.inverse) * unit;
    let written = match driver.unit {
        Unit::Duration => written_days(fits * (1.0 + 1e-12)),
        Unit::Rate => format!("\"{fits} per d\""),
        _ => format!("{}", fits.floor()),
    };
    let than = if driver.inverse { "least" } else { "most" };
    let useful = fits.is_finite() && (driver.unit != Unit::Integer || fits >= 1.0);
    problem.at(driver.span).help(if useful {
        format!("`{key}` of at {than} about {written} would fit")
    } else {
        format!("`{key}` is far too {}", if driver.inverse { "small" } else { "large" })
    })
}

/// Two digits, rounded down (or up).
fn two_digits(value: f64, up: bool) -> f64 {
    if !(value.is_finite() && value > 0.0) {
        return value;
    }
    let text = format!("{value:.1e}");
    let rounded: f64 = text.parse().unwrap_or(value);
    let step = text.split_once('e').and_then(|(_, power)| format!("0.1e{power}").parse().ok()).unwrap_or(0.0);
    let moved = match up {
        true if rounded < value => rounded + step,
        false if rounded > value => rounded - step,
        _ => rounded,
    };
    // Through text, so that no digit of a binary fraction shows.
    format!("{moved:.1e}").parse().unwrap_or(moved)
}

/// A large number as people say it.
fn spoken(value: f64) -> String {
    let named = [(1e12, "trillion"), (1e9, "billion"), (1e6, "million")];
    match named.iter().find(|(size, _)| value >= *size) {
        _ if value >= 1e15 => format!("{value:.1e}"),
        Some((size, name)) => format!("{} {name}", two_or_more(value / size)),
        None => format!("{}", value.round()),
    }
}

fn spoken_bytes(bytes: f64) -> String {
    match bytes / MIB {
        mib if mib < 1024.0 => format!("{} MiB", mib.round()),
        mib if mib < 1024.0 * 1e6 => format!("{} GiB", two_or_more(mib / 1024.0)),
        mib => format!("{:.1e} GiB", mib / 1024.0),
    }
}

fn spoken_time(seconds: f64) -> String {
    let days = seconds / 86_400.0;
    match days / DAYS_PER_YEAR {
        years if years >= 1e6 => "more than a million years".to_owned(),
        years if years >= 2.0 => format!("{} years", two_or_more(years)),
        _ if days >= 2.0 => format!("{} days", two_or_more(days)),
        _ => format!("{} hours", two_or_more(days * 24.0)),
    }
}

/// One decimal below ten, none above.
fn two_or_more(value: f64) -> String {
    if value < 9.95 { format!("{}", (value * 10.0).round() / 10.0) } else { format!("{}", value.round()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_said_as_people_say_them() {
        assert_eq!(
            [12_345.0, 1e6, 2.34e9, 1.6e11, 1e12, 3e17].map(spoken),
            ["12345", "1 million", "2.3 billion", "160 billion", "1 trillion", "3.0e17"]
        );
        assert_eq!([5e7, 8e10].map(spoken_bytes), ["48 MiB", "75 GiB"]);
        assert_eq!(
            [7200.0, 1e6, 1e9, 1e20].map(spoken_time),
            ["2 hours", "12 days", "32 years", "more than a million years"]
        );
        assert_eq!([(2.99e6, false), (0.123, true), (5.0, false)].map(|(x, up)| two_digits(x, up)), [2.9e6, 0.13, 5.0]);
        assert!(two_digits(f64::INFINITY, true).is_infinite() && two_digits(0.0, false) == 0.0);
    }
}
