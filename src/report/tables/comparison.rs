//! Tidy tables of what comparing worlds found.

use super::columns::{Columns, yes_or_no};
use super::table::TableSpec;
use crate::experiment::comparison::{
    Attribution, Business, Comparison, DesignPoint, Difference, InputChange, Priority, TwinExample, TwinFlow, Twins,
};
use crate::experiment::results::{Metric, Point, Results, World};
use crate::report::words::priorities::area;

/// Worlds that were compared.
fn compared(results: &Results) -> impl Iterator<Item = (&World, &Comparison)> {
    results.worlds.iter().filter_map(|world| Some((world, world.comparison.as_ref()?)))
}

/// Worlds whose customers were followed one by one.
fn twinned(results: &Results) -> impl Iterator<Item = (&World, &Twins)> {
    compared(results).filter_map(|(world, found)| Some((world, found.twins.as_ref()?)))
}

/// The path of a metric that results name without `metrics.`, as all tables and asserts spell it.
fn in_full(world: &World, id: &str) -> String {
    if world.metrics.contains_key(id) { format!("metrics.{id}") } else { id.to_owned() }
}

/// Words about money with its unit.
fn money(results: &Results, words: &str) -> String {
    let unit = compared(results).map(|(_, found)| found.business.cost.unit.as_str()).next();
    format!("{words} [{}]", unit.unwrap_or("money"))
}

/// The head of single futures: what differs, with its unit.
fn of_futures(results: &Results) -> String {
    let key = results.findings.futures_by();
    let unit = compared(results).find_map(|(_, found)| Some(found.difference.get(key)?.unit.as_str()));
    unit.map_or_else(|| money(results, &format!("difference of {key}")), |unit| format!("difference of {key} [{unit}]"))
}

/// What differs between the inputs.
pub(in crate::report) fn inputs(results: &Results) -> TableSpec {
    Columns::<&InputChange>::new()
        .with("world", |row| row.world.as_str())
        .with("path", |row| row.path.as_str())
        .with("baseline", |row| row.from.as_str())
        .with("here", |row| row.to.as_str())
        .with("when", |row| row.when.as_str())
        .table("inputs", &results.findings.inputs)
}

/// Every paired difference.
pub(in crate::report) fn differences(results: &Results) -> TableSpec {
    let rows =
        compared(results).flat_map(|(world, found)| found.difference.iter().map(move |(id, found)| (world, id, found)));
    Columns::<(&World, &String, &Difference)>::new()
        .with("world", |row| row.0.name.as_str())
        .with("metric", |row| in_full(row.0, row.1))
        .difference(|row| row.2, |row| results.findings.is_unjudged(&row.0.name))
        .table("differences", rows)
}

/// One replication of a world beside the baseline.
struct Future<'a> {
    world: &'a World,
    number: usize,
    value: f64,
    business: &'a Business,
}

/// Every single future: difference of what decides, cost and break-even.
pub(in crate::report) fn futures(results: &Results) -> TableSpec {
    let rows = compared(results).flat_map(|(world, found)| {
        let future =
            move |(number, value): (usize, &f64)| Future { world, number, value: *value, business: &found.business };
        found.futures.iter().enumerate().map(future)
    });
    Columns::<Future>::new()
        .with("world", |row| row.world.name.as_str())
        .with("number", |row| row.number as u64)
        .with(of_futures(results), |row| row.value)
        .with(money(results, "cost"), |row| row.business.costs.get(row.number).copied())
        .with("payback [d]", |row| row.business.paybacks.get(row.number).copied().flatten())
        .table("futures", rows)
}

/// A measure of money of a world: an estimate, or a median with an interval that may be open.
struct Money<'a> {
    world: &'a World,
    measure: &'static str,
    mean: Option<f64>,
    ends: [Option<f64>; 2],
    sd: Option<f64>,
    n: u64,
    unit: &'a str,
    definition: String,
}

impl<'a> Money<'a> {
    fn of(world: &'a World, measure: &'static str, metric: &'a Metric) -> Money<'a> {
        Money {
            world,
            measure,
            mean: metric.mean,
            ends: metric.ci95.map_or([None; 2], |ends| ends.map(Some)),
            sd: metric.sd,
            n: metric.n,
            unit: &metric.unit,
            definition: metric.definition.clone(),
        }
    }
}

/// Cost, gain, return and break-even.
pub(in crate::report) fn business(results: &Results) -> TableSpec {
    let of_world = |(world, found)| {
        let (world, found): (&World, &Comparison) = (world, found);
        let Business { cost, gain, return_, payback_days, .. } = &found.business;
        let estimates = [("cost", Some(cost)), ("gain", Some(gain)), ("return", return_.as_ref())];
        let estimates = estimates.into_iter().filter_map(|(measure, metric)| Some(Money::of(world, measure, metric?)));
        let payback = payback_days.iter().map(|payback| Money {
            world,
            measure: "payback, median",
            mean: payback.median,
            ends: payback.interval.unwrap_or([None, None]),
            sd: None,
            n: payback.n,
            unit: "days",
            definition: format!("{}; {} of {} pay back", payback.definition, payback.paid_back, payback.n),
        });
        estimates.chain(payback).collect::<Vec<Money>>()
    };
    Columns::<Money>::new()
        .with("world", |row| row.world.name.as_str())
        .with("measure", |row| row.measure)
        .with("mean", |row| row.mean)
        .with("ci95 low", |row| row.ends[0])
        .with("ci95 high", |row| row.ends[1])
        .with("sd", |row| row.sd)
        .with("n", |row| row.n)
        .with("unit", |row| row.unit)
        .with("definition", |row| row.definition.clone())
        .table("business", compared(results).flat_map(of_world))
}

/// Value gained so far, by date.
pub(in crate::report) fn cumulative(results: &Results) -> TableSpec {
    let rows = compared(results)
        .flat_map(|(world, found)| found.business.cumulative.iter().map(move |point| (world, &found.business, point)));
    Columns::<(&World, &Business, &Point)>::new()
        .with("world", |row| row.0.name.as_str())
        .with("day", |row| row.2.day)
        .with(money(results, "value gained so far"), |row| row.2.mean)
        .ends(["ci95 low", "ci95 high"], |row| row.2.ci95)
        .with("n", |row| row.1.cost.n)
        .table("cumulative", rows)
}

/// How many customers share a fate.
pub(in crate::report) fn twins(results: &Results) -> TableSpec {
    let of_world = |(world, twins)| {
        let (world, twins): (&World, &Twins) = (world, twins);
        let others = [
            ("unmatched", &twins.unmatched),
            ("unmatched, leave in the baseline", &twins.unmatched_left[0]),
            ("unmatched, leave here", &twins.unmatched_left[1]),
            ("left later by another hole", &twins.left_later),
            ("delay of moved exits", &twins.delay_days),
        ];
        twins.fates().chain(others).map(move |(fate, metric)| (world, fate, metric))
    };
    Columns::<(&World, &str, &Metric)>::new()
        .with("world", |row| row.0.name.as_str())
        .with("fate", |row| row.1)
        .estimate(|row| Some(row.2))
        .table("twins", twinned(results).flat_map(of_world))
}

/// Fates by segment, hole and the like.
pub(in crate::report) fn twin_groups(results: &Results) -> TableSpec {
    let mut rows = Vec::new();
    for (world, twins) in twinned(results) {
        for group in &twins.by {
            let keys = (world.name.as_str(), group.by.as_str(), group.name.as_str());
            rows.extend(group.fates().map(|(fate, metric)| (keys, fate, metric)));
        }
    }
    Columns::<((&str, &str, &str), &str, &Metric)>::new()
        .with("world", |row| row.0.0)
        .with("by", |row| row.0.1)
        .with("name", |row| row.0.2)
        .with("fate", |row| row.1)
        .estimate(|row| Some(row.2))
        .table("twin-groups", rows)
}

/// From hole to hole.
pub(in crate::report) fn twin_flows(results: &Results) -> TableSpec {
    let rows = twinned(results).flat_map(|(world, twins)| twins.flow.iter().map(move |flow| (world, flow)));
    Columns::<(&World, &TwinFlow)>::new()
        .with("world", |row| row.0.name.as_str())
        .with("from", |row| row.1.from.as_str())
        .with("to", |row| row.1.to.as_str())
        .with("mean [customers]", |row| row.1.mean)
        .ends(["ci95 low", "ci95 high"], |row| row.1.ci95)
        .with("n", |row| row.1.n)
        .table("twin-flows", rows)
}

/// Single customers with their stories.
pub(in crate::report) fn twin_examples(results: &Results) -> TableSpec {
    let rows = twinned(results).flat_map(|(world, twins)| twins.examples.iter().map(move |example| (world, example)));
    Columns::<(&World, &TwinExample)>::new()
        .with("world", |row| row.0.name.as_str())
        .with("replication", |row| row.1.replication)
        .with("customer", |row| row.1.customer.as_str())
        .with("fate", |row| row.1.fate.as_str())
        .with("story", |row| row.1.story.as_str())
        .table("twin-examples", rows)
}

/// Importance and rating of what is rated, most important first.
pub(in crate::report) fn priorities(results: &Results) -> TableSpec {
    Columns::<&Priority>::new()
        .with("touchpoint", |row| row.touchpoint.as_str())
        .with("what", |row| if row.wait { "wait" } else { "service" })
        .with("hole", |row| row.hole.as_str())
        .with("area", |row| area(row.advice))
        .with("in doubt", |row| yes_or_no(row.in_doubt))
        .with("weight", |row| row.weight)
        .estimate_of("importance", |row| Some(&row.importance))
        .estimate_of("rating", |row| Some(&row.rating))
        .table("priorities", results.findings.priorities.iter().flat_map(|found| &found.items))
}

/// What each intervention contributes to the bundle.
pub(in crate::report) fn attribution(results: &Results) -> TableSpec {
    let mut rows = Vec::new();
    if let Some(found) = &results.findings.attribution {
        for player in &found.players {
            rows.push((player.name.as_str(), "Shapley share", &player.share, found));
            rows.push((player.name.as_str(), "alone", &player.alone, found));
        }
        rows.push(("", "total", &found.total, found));
        rows.push(("", "interaction", &found.interaction, found));
    }
    Columns::<(&str, &str, &Metric, &Attribution)>::new()
        .with("name", |row| row.0)
        .with("part", |row| row.1)
        .estimate(|row| Some(row.2))
        .with("metric", |row| results.worlds.first().map(|world| in_full(world, &row.3.metric)))
        .with("exact", |row| yes_or_no(row.3.exact))
        .table("attribution", rows)
}

/// Designs with their cost and gain.
pub(in crate::report) fn designs(results: &Results) -> TableSpec {
    Columns::<&DesignPoint>::new()
        .with("design", |row| row.name.as_str())
        .with("interventions", |row| row.interventions.join(" + "))
        .with("dominated by", |row| row.dominated_by.as_deref())
        .with("within budget", |row| row.within_budget.map(yes_or_no))
        .with("probability of being best", |row| row.p_best)
        .estimate_of("cost", |row| Some(&row.cost))
        .estimate_of("gain", |row| Some(&row.gain))
        .table("designs", &results.findings.designs)
}
