//! Tidy tables of service: touchpoints, resources, and resources by hour of the week.

use super::columns::Columns;
use super::table::{Cell, TableSpec};
use crate::experiment::results::{HourOfWeek, Metric, Results, World};
use crate::report::words::format::WEEKDAYS;

/// What a row tells of a touchpoint: an estimate, or a pooled quantile, which has no interval of its own.
enum Told<'a> {
    Estimate(&'a Metric),
    Quantile(f64),
}

struct Touched<'a> {
    world: &'a World,
    key: &'a str,
    measure: &'a str,
    told: Told<'a>,
}

impl Touched<'_> {
    fn estimate(&self) -> Option<&Metric> {
        match &self.told {
            Told::Estimate(metric) => Some(metric),
            Told::Quantile(_) => None,
        }
    }
}

/// Quantiles of how a touchpoint feels, at 5, 25, 50, 75 and 95 %.
const QUANTILES: [&str; 5] = ["moment_q05", "moment_q25", "moment_q50", "moment_q75", "moment_q95"];

/// Estimates of each touchpoint, then the quantiles of how each feels.
pub(in crate::report) fn touchpoints(results: &Results) -> TableSpec {
    let of_world = |world| {
        let world: &World = world;
        let estimates = world.touchpoints.iter().flat_map(move |(key, found)| {
            let told = move |(measure, metric)| Touched { world, key, measure, told: Told::Estimate(metric) };
            found.measures.tabled().map(told)
        });
        let quantiles = world.touchpoints.iter().flat_map(move |(key, found)| {
            let told = move |(measure, value)| Touched { world, key, measure, told: Told::Quantile(value) };
            found.moment_quantiles.into_iter().flat_map(|values| QUANTILES.into_iter().zip(values)).map(told)
        });
        estimates.chain(quantiles).collect::<Vec<_>>()
    };
    let place = |row: &Touched| {
        row.key
            .split_once('/')
            .map_or((String::new(), row.key.to_owned()), |(journey, name)| (journey.to_owned(), name.to_owned()))
    };
    Columns::<Touched>::new()
        .with("world", |row| Cell::from(row.world.name.as_str()))
        .with("journey", move |row| place(row).0)
        .with("touchpoint", move |row| place(row).1)
        .with("measure", |row| row.measure)
        .with("mean", |row| match row.told {
            Told::Estimate(metric) => metric.mean,
            Told::Quantile(value) => Some(value),
        })
        .ends(["ci95 low", "ci95 high"], |row| row.estimate()?.ci95)
        .with("sd", |row| row.estimate().and_then(|metric| metric.sd))
        .with("n", |row| row.estimate().map(|metric| metric.n))
        .with("unit", |row| Cell::from(row.estimate().map_or("moment, -1..1", |metric| metric.unit.as_str())))
        .table("touchpoints", results.worlds.iter().flat_map(of_world))
}

/// Estimates of each resource.
pub(in crate::report) fn resources(results: &Results) -> TableSpec {
    let of_world = |world| {
        let world: &World = world;
        world.resources.iter().flat_map(move |(name, found)| {
            found.measures.tabled().map(move |(measure, metric)| (world, name.as_str(), measure, metric))
        })
    };
    Columns::<(&World, &str, &str, &Metric)>::new()
        .with("world", |row| row.0.name.as_str())
        .with("resource", |row| row.1)
        .with("measure", |row| row.2)
        .estimate(|row| Some(row.3))
        .table("resources", results.worlds.iter().flat_map(of_world))
}

/// Each resource by hour of the week.
pub(in crate::report) fn hours(results: &Results) -> TableSpec {
    let of_world = |world| {
        let world: &World = world;
        world
            .resources
            .iter()
            .flat_map(move |(name, found)| found.by_hour.iter().map(move |hour| (world, name.as_str(), hour)))
    };
    Columns::<(&World, &str, &HourOfWeek)>::new()
        .with("world", |row| row.0.name.as_str())
        .with("resource", |row| row.1)
        .with("hour of week", |row| u64::from(row.2.hour))
        .with("weekday", |row| WEEKDAYS[row.2.hour as usize / 24 % 7])
        .with("hour", |row| u64::from(row.2.hour % 24))
        .with("arrivals [per week]", |row| row.2.arrivals)
        .with("queue length [customers]", |row| row.2.queue_length)
        .with("busy [servers]", |row| row.2.busy)
        .with("scheduled [servers]", |row| row.2.staff)
        .with("mean delay [min]", |row| row.2.delay_min)
        .with("delay p95 [min]", |row| row.2.delay_p95_min)
        .table("hours", results.worlds.iter().flat_map(of_world))
}
