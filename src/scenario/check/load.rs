//! Load: mean utilisation of each resource, and the hours in which it is above 1.
//!
//! Expected arrivals times expected visits times mean service time, against the staff on duty. Customers count as on day 0; nobody gives up.
//!
//! A queue is refused as one without end only where it is: under what holds for a week or more, up to the end of the run. What overloads
//! for a while is a rush, which is worked off later, or cut off by the horizon. At a load of exactly 1 a queue grows if anything is drawn
//! by chance; where arrivals and services are as regular as a clock, it does not.

use std::collections::{BTreeMap, BTreeSet};

use super::{Lasting, by_name};
use crate::scenario::blueprint::graph::Graph;
use crate::scenario::blueprint::traffic::{arrivals_per_day, follows_resources, starts_per_day};
use crate::scenario::grammar::value::{Amount, Item, Route};
use crate::scenario::grammar::week::{Timetable, WEEK, name_hours};
use crate::scenario::grammar::{Either, Journey, Named as _, Resource, Root, Segment, Touchpoint, enabled, entry};
use crate::scenario::text::diagnostic::{Diagnostic, shown};

const HOURS: usize = 168;

type Resources<'a> = BTreeMap<&'a str, &'a Resource<'a>>;

/// Expected arrivals of a journey in each hour of the week [1/d].
fn profile(root: &Root<'_>, resources: &Resources<'_>, graph: &Graph<'_>) -> Option<[f64; HOURS]> {
    let journey = graph.journey;
    let mean = if journey.arrivals.is_there() {
        match journey.arrivals.as_ref()? {
            Either::One(Amount::Week(table)) => return Some(by_timetable(graph, table)),
            arrivals => arrivals_per_day(arrivals)?,
        }
    } else {
        root.population.as_ref()?.customers.known()? as f64 * starts_per_day(root, journey)?
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
    let weights = minute_weights(&Resources::new(), graph);
    let (mut rates, mut plain, mut moved) = ([0.0; HOURS], 0.0, 0.0);
    for (minute, weight) in (0..WEEK).zip(weights) {
        let rate = table.level(minute) * weight;
        rates[(minute / 60) as usize] += rate / 60.0;
        moved += rate;
        plain += if weight > 0.0 { table.level(minute) } else { 0.0 };
    }
    if moved > 0.0 { rates.map(|rate| rate * plain / moved) } else { rates }
}

/// Relative weight of each minute of the week: 0 outside the hours of the journey, or else of all its resources.
fn minute_weights(resources: &Resources<'_>, graph: &Graph<'_>) -> Vec<f64> {
    let mut weights = vec![1.0; WEEK as usize];
    let mut close = |hours: &[(u32, u32)]| {
        let mut from = 0;
        for (open, end) in hours.iter().copied().chain([(WEEK, WEEK)]) {
            weights[from as usize..open as usize].fill(0.0);
            from = end;
        }
    };
    let journey = graph.journey;
    if journey.hours.is_there() {
        close(journey.hours.unwrap_or(&[(0, WEEK)]));
    } else if follows_resources(journey) {
        let used: BTreeSet<&str> = graph.steps.iter().filter_map(|step| *step.touchpoint.resource).collect();
        used.iter().filter_map(|name| *resources.get(name)?.hours).for_each(close);
    }
    for peak in *journey.peak_hours {
        weights[peak.from as usize..peak.to as usize].iter_mut().for_each(|weight| *weight *= peak.weight);
    }
    weights
}

/// Staff on duty in each hour of the week.
fn capacity(resource: &Resource<'_>) -> Option<[f64; HOURS]> {
    let staff = resource.staff.known()?;
    let hours = if resource.hours.is_there() { (*resource.hours)? } else { &[(0, WEEK)] };
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
    pub(super) resource: &'a Resource<'a>,
    /// Visits that come and cannot be served [1/d].
    pub(super) visits_per_day: f64,
    /// Longest mean patience [d].
    pub(super) patience: f64,
}

impl Load {
    const NONE: Load =
        Load { by_hour: [0.0; HOURS], endless: 0.0, anyone_leaves: false, visits: 0.0, patience: 0.0, regular: true };

    /// Adds the work that a share of all people brings.
    fn add(&mut self, other: &Load, share: f64) {
        self.by_hour.iter_mut().zip(&other.by_hour).for_each(|(all, of)| *all += share * of);
        self.endless += share * other.endless;
        self.visits += share * other.visits;
        self.anyone_leaves |= other.anyone_leaves;
        self.patience = self.patience.max(other.patience);
        self.regular &= other.regular;
    }
}

/// A part of the people who come, and the document as they see it.
pub(super) struct Share {
    /// Of all customers, or of all visitors.
    pub(super) share: f64,
    pub(super) visitors: bool,
    pub(super) document: Item,
}

/// The work that parts of the people bring, each by its own touchpoints.
fn mixed(resources: &Resources<'_>, crowd: &[Share]) -> BTreeMap<String, Load> {
    let mut all: BTreeMap<String, Load> = BTreeMap::new();
    for part in crowd {
        let root = Root::read(&part.document);
        let graphs: Vec<Graph<'_>> = root
            .journey
            .iter()
            .filter(|journey| journey.arrivals.is_there() == part.visitors)
            .map(Graph::new)
            .collect();
        let visits: Vec<_> = graphs.iter().map(|graph| graph.journey.is_enabled().then(|| graph.visits())?).collect();
        for (name, load) in loads(&root, resources, &graphs, &visits, &mut Vec::new()) {
            all.entry(name.to_owned()).or_insert(Load::NONE).add(&load, part.share);
        }
    }
    all
}

/// Checks the load; returns the queues that grow. `crowd`: parts of the people who have touchpoints of their own; none where all are alike.
pub(super) fn check<'a>(
    root: &'a Root<'a>,
    graphs: &[Graph<'_>],
    visits: &[Option<Vec<f64>>],
    crowd: &[Share],
    lasting: Lasting,
    problems: &mut Vec<Diagnostic>,
) -> Vec<Backlog<'a>> {
    let hours = hours_of_run(root);
    let resources = by_name(&root.resource);
    let alike = loads(root, &resources, graphs, visits, problems);
    let loads: BTreeMap<String, Load> = match crowd {
        [] => alike.into_iter().map(|(name, load)| (name.to_owned(), load)).collect(),
        crowd => mixed(&resources, crowd),
    };
    let mut growing = Vec::new();
    for (name, load) in &loads {
        if let Some(resource) = resources.get(name.as_str()).filter(|resource| resource.is_enabled())
            && let Some(capacity) = capacity(resource)
        {
            report(resource, load, &capacity, lasting, hours, problems);
            let excess = 1.0 - capacity.iter().sum::<f64>() / load.by_hour.iter().sum::<f64>();
            if excess > 0.0 && lasting == Lasting::ToTheEnd && !resource.queue_limit.is_there() {
                growing.push(Backlog { resource, visits_per_day: load.visits * excess, patience: load.patience });
            }
        }
    }
    growing
}

/// The work that comes to each resource.
fn loads<'a>(
    root: &Root<'_>,
    resources: &Resources<'_>,
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
                    .at(graph.journey.item.span)
                    .help("give the journey `hours` of its own, or let the hours of its resources overlap"),
            );
            continue;
        }
        let Some((visits, rate)) = visits.as_ref().zip(profile(root, resources, graph)) else {
            continue;
        };
        for (step, visits) in graph.steps.iter().zip(visits) {
            let touchpoint = step.touchpoint;
            let Some(name) = *touchpoint.resource else {
                continue;
            };
            let load = loads.entry(name).or_insert(Load::NONE);
            load.regular &= is_regular(graph);
            let visits = visits * share_of_staff(root, graph.journey, touchpoint);
            load.visits += visits * rate.iter().sum::<f64>() / HOURS as f64;
            let work = visits * touchpoint.time.known().map_or(0.0, Amount::mean);
            load.by_hour.iter_mut().zip(&rate).for_each(|(load, rate)| *load += rate * work);
            // Patience that is forever is no patience.
            let patience = *touchpoint.patience;
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
fn share_of_staff(root: &Root<'_>, journey: &Journey<'_>, touchpoint: &Touchpoint<'_>) -> f64 {
    let Some(channel) = touchpoint.channel.and_then(|name| entry(&root.channel, name)) else {
        return 1.0;
    };
    let serves_itself = channel.is_enabled() && *channel.self_service;
    let Some(success) = channel.success.known().filter(|_| serves_itself) else { return 1.0 };
    let alone = |segment: &Segment<'_>| {
        let skill = segment.factor.skill.known().unwrap_or(1.0);
        segment.share.known().unwrap_or(0.0) * (success * skill).min(1.0)
    };
    let managed = match enabled(&root.segment).next() {
        Some(_) if journey.start.is_there() => enabled(&root.segment).map(alone).sum(),
        _ => success,
    };
    1.0 - managed
}

/// Whether more work comes in an hour than its staff can do: the one definition of an overloaded hour.
fn is_over(load: f64, capacity: f64) -> bool {
    load > capacity * (1.0 + 1e-9)
}

/// The hours of the week in which more work comes to each resource than its staff can do, by the rates of the file.
pub fn overloaded_hours(root: &Root<'_>) -> BTreeMap<String, Vec<u32>> {
    let graphs: Vec<Graph<'_>> = root.journey.iter().map(Graph::new).collect();
    let visits: Vec<Option<Vec<f64>>> =
        graphs.iter().map(|graph| graph.journey.is_enabled().then(|| graph.visits())?).collect();
    let resources = by_name(&root.resource);
    let over = |(name, load): (&str, Load)| {
        let capacity = capacity(resources.get(name)?)?;
        let hours = (0..hours_of_run(root)).filter(|hour| is_over(load.by_hour[*hour], capacity[*hour]));
        Some((name.to_owned(), hours.map(|hour| hour as u32).collect()))
    };
    loads(root, &resources, &graphs, &visits, &mut Vec::new()).into_iter().filter_map(over).collect()
}

/// Hours of the week that the run comes to.
fn hours_of_run(root: &Root<'_>) -> usize {
    let days = root.run.horizon.known().unwrap_or(f64::INFINITY);
    (days * 24.0).ceil().clamp(1.0, HOURS as f64) as usize
}

/// Whether visits come, walk and are served as regularly as a clock: then a load of 1 makes no queue grow. Customers who come at intervals of
/// their own do so in turn, the same again in each interval.
fn is_regular(graph: &Graph<'_>) -> bool {
    let never_varies = |amount: &Amount| match amount {
        Amount::Fixed(_) => true,
        Amount::Law(law) => law.variance() == 0.0,
        Amount::ByTenure(_) | Amount::ByStep { .. } | Amount::Week(_) | Amount::ByFee(_) => false,
    };
    let comes = match &*graph.journey.arrivals {
        Some(Either::Other(way)) => {
            (way.every.is_there() || way.at.is_there() || way.gap.is_there()) && way.gap.is_none_or(never_varies)
        }
        _ => matches!(&*graph.journey.start, Some(Either::Other(start)) if start.every.is_there()),
    };
    let one_way = |route: &Route| route.targets.len() == 1 && !route.races;
    let certain = |chance: f64| chance == 0.0 || chance == 1.0;
    let walks = |touchpoint: &Touchpoint<'_>| {
        touchpoint.next.is_none_or(one_way)
            && touchpoint.on_fail.is_none_or(one_way)
            && touchpoint.fail_prob.is_none_or(|chance| never_varies(chance) && certain(chance.mean()))
            && touchpoint.probability.known().is_none_or(certain)
            && [touchpoint.time.known(), touchpoint.after.known(), *touchpoint.wait]
                .into_iter()
                .flatten()
                .all(never_varies)
    };
    comes && graph.steps.iter().all(|step| walks(step.touchpoint))
}

fn report(
    resource: &Resource<'_>,
    load: &Load,
    capacity: &[f64; HOURS],
    lasting: Lasting,
    hours: usize,
    problems: &mut Vec<Diagnostic>,
) {
    let (by_hour, endless) = (&load.by_hour, load.endless);
    let anyone_leaves = load.anyone_leaves || resource.queue_limit.is_there();
    let total_capacity: f64 = capacity.iter().sum();
    let total_load: f64 = by_hour.iter().sum();
    let path = format!("resource.{}.staff", resource.name());
    let span = resource.staff.key_span();
    if total_load <= 0.0 {
        return;
    }
    let utilisation = total_load / total_capacity;
    // Nobody at all, or more work than staff over a week that comes again and again up to the end of the run.
    let most = total_capacity * (1.0 + if load.regular { 1e-9 } else { -1e-9 });
    let without_end = lasting == Lasting::ToTheEnd && (total_capacity <= 0.0 || hours == HOURS);
    if without_end && endless > 0.0 && endless >= most && !resource.queue_limit.is_there() {
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
