//! Load: mean utilisation of each resource, and the hours in which it is above 1.
//!
//! Expected arrivals times expected visits times mean service time, against the staff on duty. Customers count as on day 0; nobody gives up.

use super::graph::Graph;
use crate::scenario::diagnostic::{Diagnostic, shown};
use crate::scenario::quantity::DAYS_PER_YEAR;
use crate::scenario::value::{Amount, Item};
use crate::scenario::week::{name_hours, stretches};

const HOURS: usize = 168;

/// Moments a customer has in a year, over all journeys that are started by customers.
pub fn touches_per_customer_year(root: &Item) -> f64 {
    let mut touches = 0.0;
    for journey in root.enabled("journey").filter(|journey| journey.has("start")) {
        let per_year = starts_per_day(root, journey).unwrap_or(0.0) * DAYS_PER_YEAR;
        let graph = Graph::new(journey);
        let Some(visits) = graph.visits() else {
            continue;
        };
        let felt = |item: &Item| !matches!(item.opt("lane").and_then(Item::as_text), Some("backstage" | "support"));
        let moments: f64 =
            graph.steps.iter().zip(&visits).filter(|(step, _)| felt(step.item)).map(|(_, visits)| visits).sum();
        touches += per_year * moments;
    }
    touches
}

/// How often one customer starts a journey [1/d]; `None` if that cannot be said.
fn starts_per_day(root: &Item, journey: &Item) -> Option<f64> {
    let start = journey.opt("start")?;
    let share = journey.opt_number("share").unwrap_or(1.0);
    let rate = match start.as_text() {
        Some("purchase") => root.opt("purchase")?.opt("rate")?.as_amount()?.mean(),
        Some("renewal") => 1.0 / root.opt("contract")?.opt_number("term")?,
        Some(_) => 0.0,
        None => match (start.opt("rate"), start.opt_number("every")) {
            (Some(rate), _) => rate.as_amount()?.mean(),
            (None, Some(every)) => 1.0 / every,
            _ => return None,
        },
    };
    Some(rate * share)
}

/// Expected arrivals of a journey in each hour of the week [1/d].
fn profile(root: &Item, graph: &Graph<'_>) -> Option<[f64; HOURS]> {
    let journey = graph.journey;
    let mean = if let Some(arrivals) = journey.opt("arrivals") {
        match arrivals.as_amount() {
            Some(Amount::Week(table)) => {
                return Some(std::array::from_fn(|hour| {
                    let hour = hour as u32;
                    (0..60).map(|minute| table.level(hour * 60 + minute)).sum::<f64>() / 60.0
                }));
            }
            Some(rate) => rate.mean(),
            None => match (arrivals.opt_number("every"), arrivals.opt("gap"), arrivals.opt("wave")) {
                (Some(every), _, _) => 1.0 / every,
                (_, Some(gap), _) => 1.0 / gap.as_amount()?.mean(),
                (_, _, Some(wave)) => wave.opt_number("mean")?,
                _ => return None,
            },
        }
    } else {
        root.opt("population")?.opt_number("customers")? * starts_per_day(root, journey)?
    };
    let open = open_minutes(root, graph);
    let mut weights = [0.0; HOURS];
    for (from, to) in open {
        for minute in from..to {
            let peak = journey
                .opt("peak_hours")
                .and_then(Item::as_peaks)
                .unwrap_or(&[])
                .iter()
                .find(|peak| (peak.from..peak.to).contains(&minute));
            weights[(minute / 60) as usize] += peak.map_or(1.0, |peak| peak.weight);
        }
    }
    let total: f64 = weights.iter().sum();
    (total > 0.0).then(|| weights.map(|weight| mean * HOURS as f64 * weight / total))
}

/// When visits fall: the hours of the journey, else when all its resources are open.
fn open_minutes(root: &Item, graph: &Graph<'_>) -> Vec<(u32, u32)> {
    let whole = stretches(&[(0b111_1111, 0, 24 * 60)]);
    if let Some(hours) = graph.journey.opt("hours").and_then(Item::as_hours) {
        return hours.to_vec();
    }
    let mut open = whole;
    for step in &graph.steps {
        let resource = step.item.opt("resource").and_then(Item::as_text).and_then(|name| root.entry("resource", name));
        if let Some(hours) = resource.and_then(|resource| resource.opt("hours")).and_then(Item::as_hours) {
            open = intersect(&open, hours);
        }
    }
    open
}

fn intersect(a: &[(u32, u32)], b: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let overlap = |x: &(u32, u32)| {
        b.iter().map(move |y| (x.0.max(y.0), x.1.min(y.1))).filter(|(from, to)| from < to).collect::<Vec<_>>()
    };
    a.iter().flat_map(overlap).collect()
}

/// Staff on duty in each hour of the week.
fn capacity(resource: &Item) -> Option<[f64; HOURS]> {
    let staff = resource.opt("staff")?.as_amount()?;
    let hours = resource.opt("hours").map(Item::as_hours);
    let mut capacity = [0.0; HOURS];
    for (hour, level) in capacity.iter_mut().enumerate() {
        let from = hour as u32 * 60;
        for minute in from..from + 60 {
            let open = match hours {
                None => true,
                Some(hours) => hours?.iter().any(|(start, end)| (*start..*end).contains(&minute)),
            };
            if open {
                *level += match staff {
                    Amount::Week(table) => table.level(minute),
                    other => other.mean(),
                } / 60.0;
            }
        }
    }
    Some(capacity)
}

pub(super) fn check(root: &Item, graphs: &[Graph<'_>], problems: &mut Vec<Diagnostic>) {
    let flows: Vec<Option<(Vec<f64>, [f64; HOURS])>> = graphs
        .iter()
        .map(|graph| graph.journey.is_enabled().then(|| graph.visits().zip(profile(root, graph))).flatten())
        .collect();
    for resource in root.enabled("resource") {
        let Some(capacity) = capacity(resource) else {
            continue;
        };
        let mut load = [0.0; HOURS];
        let mut endless = 0.0;
        let mut anyone_leaves = resource.has("queue_limit");
        for (graph, flow) in graphs.iter().zip(&flows) {
            let Some((visits, rate)) = flow else { continue };
            for (step, visits) in graph.steps.iter().zip(visits) {
                if step.item.opt("resource").and_then(Item::as_text) != Some(resource.name()) {
                    continue;
                }
                let time = step.item.opt("time").and_then(Item::as_amount).map_or(0.0, Amount::mean);
                for (hour, rate) in rate.iter().enumerate() {
                    load[hour] += rate * visits * time;
                }
                if step.item.has("patience") {
                    anyone_leaves = true;
                } else {
                    endless += rate.iter().sum::<f64>() * visits * time;
                }
            }
        }
        report(resource, &load, endless, &capacity, anyone_leaves, problems);
    }
}

fn report(
    resource: &Item,
    load: &[f64; HOURS],
    endless: f64,
    capacity: &[f64; HOURS],
    anyone_leaves: bool,
    problems: &mut Vec<Diagnostic>,
) {
    let total_capacity: f64 = capacity.iter().sum();
    let total_load: f64 = load.iter().sum();
    let path = format!("resource.{}.staff", resource.name());
    let span = resource.slot("staff").map_or(resource.span, |slot| slot.key_span);
    if total_load <= 0.0 {
        return;
    }
    let utilisation = total_load / total_capacity;
    if endless >= total_capacity * (1.0 - 1e-9) && !resource.has("queue_limit") {
        let message = if total_capacity > 0.0 {
            format!(
                "resource {} is busy {} times its capacity on average and nobody gives up: the queue grows without end",
                shown(resource.name()),
                rounded(utilisation)
            )
        } else {
            format!("resource {} never has staff on duty, and nobody gives up", shown(resource.name()))
        };
        let help = "add staff or hours, shorten `time`, or give `patience` or a `queue_limit`";
        problems.push(Diagnostic::error("overload", path, message).at(span).help(help));
        return;
    }
    let over: Vec<u32> =
        (0..HOURS).filter(|hour| load[*hour] > capacity[*hour] * (1.0 + 1e-9)).map(|hour| hour as u32).collect();
    if !over.is_empty() {
        let who = if anyone_leaves { "" } else { ", and nobody gives up" };
        let message = if over.len() == HOURS {
            format!(
                "resource {} has more work than staff at all hours of the week: {} times its capacity{who}",
                shown(resource.name()),
                rounded(utilisation)
            )
        } else {
            format!(
                "resource {} has more work than staff in {} hours of the week{who}: {}",
                shown(resource.name()),
                over.len(),
                name_hours(&over)
            )
        };
        problems.push(Diagnostic::warning("overload-hours", path, message).at(span));
    }
}

fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}
