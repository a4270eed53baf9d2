//! Load: mean utilisation of each resource, and the hours in which it is above 1.
//!
//! Expected arrivals times expected visits times mean service time, against the staff on duty. Customers count as on day 0; nobody gives up.
//!
//! A queue is refused as one without end only where it is: under what holds for a week or more, up to the end of the run. What overloads
//! for a while is a rush, which is worked off later, or cut off by the horizon. At a load of exactly 1 a queue grows if anything is drawn
//! by chance; where arrivals and services are as regular as a clock, it does not.

use std::collections::{BTreeMap, BTreeSet};

use super::graph::Graph;
use super::{Lasting, by_name};
use crate::scenario::diagnostic::{Diagnostic, shown};
use crate::scenario::quantity::DAYS_PER_YEAR;
use crate::scenario::value::{Amount, Item};
use crate::scenario::week::{Timetable, WEEK, name_hours};

const HOURS: usize = 168;

type Named<'a> = BTreeMap<&'a str, &'a Item>;

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
pub(super) fn starts_per_day(root: &Item, journey: &Item) -> Option<f64> {
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

/// Mean number of anonymous visitors [1/d]; `None` for recorded times and where that cannot be said.
pub(super) fn arrivals_per_day(arrivals: &Item) -> Option<f64> {
    if let Some(rate) = arrivals.as_amount() {
        return Some(rate.mean());
    }
    match (arrivals.opt_number("every"), arrivals.opt("gap"), arrivals.opt("wave")) {
        (Some(every), _, _) => Some(1.0 / every),
        (_, Some(gap), _) => Some(1.0 / gap.as_amount()?.mean()),
        (_, _, Some(wave)) => wave.opt_number("mean"),
        _ => None,
    }
}

/// Expected arrivals of a journey in each hour of the week [1/d].
fn profile(root: &Item, resources: &Named<'_>, graph: &Graph<'_>) -> Option<[f64; HOURS]> {
    let journey = graph.journey;
    let mean = if let Some(arrivals) = journey.opt("arrivals") {
        if let Some(Amount::Week(table)) = arrivals.as_amount() {
            return Some(by_timetable(graph, table));
        }
        arrivals_per_day(arrivals)?
    } else {
        root.opt("population")?.opt_number("customers")? * starts_per_day(root, journey)?
    };
    let mut weights = [0.0; HOURS];
    for (minute, weight) in minute_weights(resources, graph).into_iter().enumerate() {
        weights[minute / 60] += weight;
    }
    let total: f64 = weights.iter().sum();
    (total > 0.0).then(|| weights.map(|weight| mean * HOURS as f64 * weight / total))
}

/// Rates by timetable in each hour: none outside the hours, moved by the peak hours.
fn by_timetable(graph: &Graph<'_>, table: &Timetable) -> [f64; HOURS] {
    let weights = minute_weights(&Named::new(), graph);
    let (mut rates, mut plain, mut moved) = ([0.0; HOURS], 0.0, 0.0);
    for (minute, weight) in (0..WEEK).zip(weights) {
        let rate = table.level(minute) * weight;
        rates[(minute / 60) as usize] += rate / 60.0;
        moved += rate;
        plain += if weight > 0.0 { table.level(minute) } else { 0.0 };
    }
    if moved > 0.0 { rates.map(|rate| rate * plain / moved) } else { rates }
}

/// Whether a journey without hours of its own starts when its resources are open: where customers come at a rate, or each at an
/// interval of his own. What has times of its own comes at them.
pub fn follows_resources(journey: &Item) -> bool {
    match journey.opt("arrivals") {
        Some(arrivals) => arrivals.as_amount().is_some_and(|amount| !matches!(amount, Amount::Week(_))),
        None => !starts_at_events(journey),
    }
}

/// Whether something that happens to a customer starts it, at any time: joining, a renewal, a complaint.
pub fn starts_at_events(journey: &Item) -> bool {
    matches!(journey.opt("start").and_then(Item::as_text), Some("join" | "renewal" | "complaint"))
}

/// Relative weight of each minute of the week: 0 outside the hours of the journey, or else of all its resources.
fn minute_weights(resources: &Named<'_>, graph: &Graph<'_>) -> Vec<f64> {
    let mut weights = vec![1.0; WEEK as usize];
    let mut close = |hours: &[(u32, u32)]| {
        let mut from = 0;
        for (open, end) in hours.iter().copied().chain([(WEEK, WEEK)]) {
            weights[from as usize..open as usize].fill(0.0);
            from = end;
        }
    };
    if let Some(hours) = graph.journey.opt("hours") {
        close(hours.as_hours().unwrap_or(&[(0, WEEK)]));
    } else if follows_resources(graph.journey) {
        let used: BTreeSet<&str> =
            graph.steps.iter().filter_map(|step| step.item.opt("resource").and_then(Item::as_text)).collect();
        used.iter().filter_map(|name| resources.get(name)?.opt("hours")?.as_hours()).for_each(close);
    }
    for peak in graph.journey.opt("peak_hours").and_then(Item::as_peaks).unwrap_or(&[]) {
        weights[peak.from as usize..peak.to as usize].iter_mut().for_each(|weight| *weight *= peak.weight);
    }
    weights
}

/// Staff on duty in each hour of the week.
fn capacity(resource: &Item) -> Option<[f64; HOURS]> {
    let staff = resource.opt("staff")?.as_amount()?;
    let always = [(0, WEEK)];
    let hours = match resource.opt("hours") {
        None => &always[..],
        Some(hours) => hours.as_hours()?,
    };
    let mut capacity = [0.0; HOURS];
    for minute in hours.iter().flat_map(|(open, close)| *open..*close) {
        let level = if let Amount::Week(table) = staff { table.level(minute) } else { staff.mean() };
        capacity[(minute / 60) as usize] += level / 60.0;
    }
    Some(capacity)
}

/// The work that comes to a resource.
struct Load {
    by_hour: [f64; HOURS],
    endless: f64,
    anyone_leaves: bool,
    /// Visits [1/d].
    visits: f64,
    /// Longest mean patience [d].
    patience: f64,
    /// Nothing of it is drawn by chance.
    regular: bool,
}

/// A queue that is longer every day, until those who gave up make up for it.
#[derive(Debug)]
pub(super) struct Backlog<'a> {
    /// The resource.
    pub(super) resource: &'a Item,
    /// Visits that come and cannot be served [1/d].
    pub(super) visits_per_day: f64,
    /// Longest mean patience [d].
    pub(super) patience: f64,
}

/// Checks the load; returns the queues that grow.
pub(super) fn check<'a>(
    root: &'a Item,
    graphs: &[Graph<'_>],
    visits: &[Option<Vec<f64>>],
    lasting: Lasting,
    problems: &mut Vec<Diagnostic>,
) -> Vec<Backlog<'a>> {
    let hours = hours_of_run(root);
    let resources = by_name(root, "resource");
    let loads = loads(root, &resources, graphs, visits, problems);
    let mut growing = Vec::new();
    for (name, load) in &loads {
        if let Some(resource) = resources.get(name).filter(|resource| resource.is_enabled())
            && let Some(capacity) = capacity(resource)
        {
            report(resource, load, &capacity, lasting, hours, problems);
            let excess = 1.0 - capacity.iter().sum::<f64>() / load.by_hour.iter().sum::<f64>();
            if excess > 0.0 && lasting == Lasting::ToTheEnd && !resource.has("queue_limit") {
                growing.push(Backlog { resource, visits_per_day: load.visits * excess, patience: load.patience });
            }
        }
    }
    growing
}

/// The work that comes to each resource.
fn loads<'a>(
    root: &Item,
    resources: &Named<'_>,
    graphs: &'a [Graph<'_>],
    visits: &[Option<Vec<f64>>],
    problems: &mut Vec<Diagnostic>,
) -> BTreeMap<&'a str, Load> {
    let mut loads: BTreeMap<&str, Load> = BTreeMap::new();
    for (graph, visits) in graphs.iter().zip(visits).filter(|(graph, _)| graph.journey.is_enabled()) {
        if minute_weights(resources, graph).iter().all(|weight| *weight <= 0.0) {
            let message = format!(
                "nobody can come to journey {}: its resources are never open at the same time",
                shown(graph.journey.name())
            );
            let path = format!("journey.{}.hours", graph.journey.name());
            problems.push(
                Diagnostic::error("bad-hours", path, message)
                    .at(graph.journey.span)
                    .help("give the journey `hours` of its own, or let the hours of its resources overlap"),
            );
            continue;
        }
        let Some((visits, rate)) = visits.as_ref().zip(profile(root, resources, graph)) else {
            continue;
        };
        for (step, visits) in graph.steps.iter().zip(visits) {
            let Some(name) = step.item.opt("resource").and_then(Item::as_text) else {
                continue;
            };
            let load = loads.entry(name).or_insert(Load {
                by_hour: [0.0; HOURS],
                endless: 0.0,
                anyone_leaves: false,
                visits: 0.0,
                patience: 0.0,
                regular: true,
            });
            load.regular &= is_regular(graph);
            let visits = visits * share_of_staff(root, graph.journey, step.item);
            load.visits += visits * rate.iter().sum::<f64>() / HOURS as f64;
            let work = visits * step.item.opt("time").and_then(Item::as_amount).map_or(0.0, Amount::mean);
            load.by_hour.iter_mut().zip(&rate).for_each(|(load, rate)| *load += rate * work);
            // Patience that is forever is no patience.
            let patience = step.item.opt("patience").and_then(Item::as_amount);
            let ends = patience.is_some_and(|patience| !matches!(patience, Amount::Fixed(f64::INFINITY)));
            load.patience = load.patience.max(patience.map_or(f64::INFINITY, Amount::mean));
            if ends {
                load.anyone_leaves = true;
            } else {
                load.endless += rate.iter().sum::<f64>() * work;
            }
        }
    }
    loads
}

/// Share of the visits to a touchpoint that come to its staff: in a self-service channel those who do not manage by themselves.
fn share_of_staff(root: &Item, journey: &Item, touchpoint: &Item) -> f64 {
    let Some(channel) = touchpoint.opt("channel").and_then(Item::as_text).and_then(|name| root.entry("channel", name))
    else {
        return 1.0;
    };
    let serves_itself = channel.is_enabled() && channel.opt("self_service").and_then(Item::as_bool) == Some(true);
    let Some(success) = channel.opt_number("success").filter(|_| serves_itself) else { return 1.0 };
    let skill = |segment: &Item| segment.opt("factor").and_then(|f| f.opt_number("skill")).unwrap_or(1.0);
    let alone = |segment: &Item| segment.opt_number("share").unwrap_or(0.0) * (success * skill(segment)).min(1.0);
    let managed = match root.enabled("segment").next() {
        Some(_) if journey.has("start") => root.enabled("segment").map(alone).sum(),
        _ => success,
    };
    1.0 - managed
}

/// Whether more work comes in an hour than its staff can do: the one definition of an overloaded hour.
fn is_over(load: f64, capacity: f64) -> bool {
    load > capacity * (1.0 + 1e-9)
}

/// The hours of the week in which more work comes to each resource than its staff can do, by the rates of the file.
pub fn overloaded_hours(root: &Item) -> BTreeMap<String, Vec<u32>> {
    let graphs: Vec<Graph<'_>> = root.list("journey").map(Graph::new).collect();
    let visits: Vec<Option<Vec<f64>>> =
        graphs.iter().map(|graph| graph.journey.is_enabled().then(|| graph.visits())?).collect();
    let resources = by_name(root, "resource");
    let over = |(name, load): (&str, Load)| {
        let capacity = capacity(resources.get(name)?)?;
        let hours = (0..hours_of_run(root)).filter(|hour| is_over(load.by_hour[*hour], capacity[*hour]));
        Some((name.to_owned(), hours.map(|hour| hour as u32).collect()))
    };
    loads(root, &resources, &graphs, &visits, &mut Vec::new()).into_iter().filter_map(over).collect()
}

/// Hours of the week that the run comes to.
fn hours_of_run(root: &Item) -> usize {
    let days = root.opt("run").and_then(|run| run.opt_number("horizon")).unwrap_or(f64::INFINITY);
    (days * 24.0).ceil().clamp(1.0, HOURS as f64) as usize
}

/// Whether visits come, walk and are served as regularly as a clock: then a load of 1 makes no queue grow. Customers who come at intervals of
/// their own do so in turn, the same again in each interval.
fn is_regular(graph: &Graph<'_>) -> bool {
    let never_varies = |amount: &Amount| match amount {
        Amount::Fixed(_) => true,
        Amount::Law(law) => law.variance() == 0.0,
        Amount::ByTenure(_) | Amount::Week(_) => false,
    };
    let fixed = |item: &Item, key: &str| item.opt(key).and_then(Item::as_amount).is_none_or(never_varies);
    let comes = |key: &str, forms: &[&str]| {
        let form = |on: &Item| forms.iter().any(|form| on.has(form)) && forms.iter().all(|form| fixed(on, form));
        graph.journey.opt(key).is_some_and(form)
    };
    let walks = |step: &Item| {
        let one_way = |key: &str| {
            step.opt(key).and_then(Item::as_route).is_none_or(|route| route.targets.len() == 1 && !route.races)
        };
        let certain = |key: &str, usual: f64| {
            let amount = step.opt(key).and_then(Item::as_amount);
            let chance = amount.map_or(Some(usual), |amount| never_varies(amount).then(|| amount.mean()));
            chance.is_some_and(|chance| chance == 0.0 || chance == 1.0)
        };
        ["next", "on_fail"].into_iter().all(one_way)
            && certain("fail_prob", 0.0)
            && certain("probability", 1.0)
            && ["time", "after", "wait"].iter().all(|key| fixed(step, key))
    };
    (comes("arrivals", &["every", "at", "gap"]) || comes("start", &["every"]))
        && graph.steps.iter().all(|step| walks(step.item))
}

fn report(
    resource: &Item,
    load: &Load,
    capacity: &[f64; HOURS],
    lasting: Lasting,
    hours: usize,
    problems: &mut Vec<Diagnostic>,
) {
    let (by_hour, endless) = (&load.by_hour, load.endless);
    let anyone_leaves = load.anyone_leaves || resource.has("queue_limit");
    let total_capacity: f64 = capacity.iter().sum();
    let total_load: f64 = by_hour.iter().sum();
    let path = format!("resource.{}.staff", resource.name());
    let span = resource.slot("staff").map_or(resource.span, |slot| slot.key_span);
    if total_load <= 0.0 {
        return;
    }
    let utilisation = total_load / total_capacity;
    // Nobody at all, or more work than staff over a week that comes again and again up to the end of the run.
    let most = total_capacity * (1.0 + if load.regular { 1e-9 } else { -1e-9 });
    let without_end = lasting == Lasting::ToTheEnd && (total_capacity <= 0.0 || hours == HOURS);
    if without_end && endless > 0.0 && endless >= most && !resource.has("queue_limit") {
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
        (0..hours).filter(|hour| is_over(by_hour[*hour], capacity[*hour])).map(|hour| hour as u32).collect();
    if !over.is_empty() {
        let who = if anyone_leaves { "" } else { ", and nobody gives up" };
        let of = if hours == HOURS { "week" } else { "run" };
        let sum = |by_hour: &[f64; HOURS]| by_hour[..hours].iter().sum::<f64>();
        let message = if over.len() == hours && sum(capacity) > 0.0 {
            format!(
                "resource {} has more work than staff at all hours of the {of}: {} times its capacity{who}",
                shown(resource.name()),
                rounded(sum(by_hour) / sum(capacity))
            )
        } else {
            format!(
                "resource {} has more work than staff in {} hour{} of the {of}{who}: {}",
                shown(resource.name()),
                over.len(),
                if over.len() == 1 { "" } else { "s" },
                name_hours(&over)
            )
        };
        problems.push(Diagnostic::warning("overload-hours", path, message).at(span));
    }
}

fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}
