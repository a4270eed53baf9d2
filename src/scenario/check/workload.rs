//! What the experiment will have to hold and to do, by an estimate from means: nobody leaves, nobody gives up.
//!
//! Everything is counted in `f64`, so nothing overflows. What has no mean, or cannot be read, is left out: the estimate is then too low.

use super::load::Backlog;
use crate::num;
use crate::scenario::blueprint::graph::Graph;
use crate::scenario::blueprint::traffic::{arrivals_per_day, starts_per_day};
use crate::scenario::grammar::quantity::{DAYS_PER_YEAR, Unit};
use crate::scenario::grammar::value::Amount;
use crate::scenario::grammar::{Acquisition, Either, Named as _, Occasion, Root, enabled};
use crate::scenario::text::source::Span;

/// Spacing of looks at customers who remember or age, where it is close [d].
const REFRESH_DAYS: f64 = 30.0;
/// Events of a visit besides its touchpoints, and of a pass through a queue.
const EVENTS_PER_VISIT: f64 = 2.0;
const EVENTS_PER_QUEUE: f64 = 3.0;

/// A value that makes the experiment large.
#[derive(Clone, Debug)]
pub(super) struct Factor {
    pub(super) path: String,
    pub(super) span: Span,
    pub(super) value: f64,
    pub(super) unit: Unit,
    /// The experiment grows as the value falls.
    pub(super) inverse: bool,
    /// How far it stands out from what is usual; 1 is not at all.
    pub(super) unusual: f64,
}

/// A part of a total, and the values that make it large.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) what: &'static str,
    pub(super) amount: f64,
    pub(super) factors: Vec<Factor>,
}

impl Part {
    fn new(what: &'static str, amount: f64, factors: impl IntoIterator<Item = Option<Factor>>) -> Self {
        let amount = if amount.is_nan() { 0.0 } else { amount.max(0.0) };
        Self { what, amount, factors: factors.into_iter().flatten().collect() }
    }

    /// The value that stands out most.
    pub(super) fn driver(&self) -> Option<&Factor> {
        self.factors.iter().max_by(|a, b| a.unusual.total_cmp(&b.unusual))
    }
}

/// The whole estimate.
#[derive(Debug)]
pub(super) struct Workload {
    /// Whether everybody lives in one cell, because somebody queues.
    pub(super) shared: bool,
    /// Periods of the reported curves.
    pub(super) periods: f64,
    /// Replications.
    pub(super) replications: f64,
    /// Events of one replication.
    pub(super) events: Vec<Part>,
    /// Customers of one replication.
    pub(super) people: Vec<Part>,
    /// Visits under way at once in one cell.
    pub(super) visits: Vec<Part>,
    pub(super) horizon: Factor,
    pub(super) repeats: Factor,
    pub(super) report: Option<Factor>,
}

/// A number that stands somewhere, as a factor with what is usual for it.
fn factor(path: impl Into<String>, span: Option<Span>, unit: Unit, value: f64, usual: f64) -> Option<Factor> {
    Some(Factor { path: path.into(), span: span?, value, unit, inverse: false, unusual: value / usual })
}

/// The same for a value that makes the experiment large by being small.
fn small(path: impl Into<String>, span: Option<Span>, value: f64, usual: f64) -> Option<Factor> {
    Some(Factor { path: path.into(), span: span?, value, unit: Unit::Duration, inverse: true, unusual: usual / value })
}

/// Newcomers of one source: how many by the horizon, and how many customer-days they bring.
struct Inflow {
    joined: f64,
    days: f64,
    contacts: f64,
    source: Option<Factor>,
}

impl Workload {
    /// Estimates; `None` if the run itself cannot be read.
    pub(super) fn of(
        root: &Root<'_>,
        graphs: &[Graph<'_>],
        visits: &[Option<Vec<f64>>],
        backlogs: &[Backlog<'_>],
    ) -> Option<Self> {
        let run = &root.run;
        let days = run.horizon.known()?;
        let replications = run.replications.known()? as f64;
        let every = run.report_every.known().unwrap_or(30.0);
        let horizon = factor("run.horizon", run.horizon.span(), Unit::Duration, days, 10.0 * DAYS_PER_YEAR)?;
        let repeats = factor("run.replications", run.replications.span(), Unit::Integer, replications, 100.0)?;
        let mut load = Self {
            shared: graphs.iter().any(|graph| {
                graph.journey.is_enabled() && graph.steps.iter().any(|step| step.touchpoint.resource.is_there())
            }) || root.market.as_ref().is_some_and(|market| market.size.is_there()),
            periods: days / every,
            replications,
            events: Vec::new(),
            people: Vec::new(),
            visits: Vec::new(),
            report: small("run.report_every", run.report_every.span(), every, days / 200.0),
            horizon,
            repeats,
        };
        load.customers(root, graphs, visits, days);
        load.visitors(graphs, visits, days);
        load.staff(root, days);
        for backlog in backlogs {
            let (name, staff) = (backlog.resource.name(), backlog.resource.staff.span());
            let waiting = backlog.visits_per_day * backlog.patience.min(days);
            // Staff is what is short, whatever else stands out.
            let key = factor(format!("resource.{name}.staff"), staff, Unit::Integer, 1.0, 0.0);
            load.visits.push(Part::new("visits wait at once", waiting, [key]));
        }
        Some(load)
    }

    fn customers(&mut self, root: &Root<'_>, graphs: &[Graph<'_>], visits: &[Option<Vec<f64>>], days: f64) {
        let population = root.population.as_ref();
        let customers = population.and_then(|block| block.customers.known()).unwrap_or(0) as f64;
        let span = population.and_then(|block| block.customers.span());
        let mut sources = vec![Inflow {
            joined: customers,
            days: customers * days,
            contacts: 0.0,
            source: factor("population.customers", span, Unit::Integer, customers, 1e5),
        }];
        sources.extend(enabled(&root.acquisition).filter_map(|entry| inflow(entry, days)));
        sources.extend(market(root, customers, days));
        let head_count: f64 = sources.iter().map(|source| source.joined).sum();
        for source in &sources {
            self.people.push(Part::new("customers", source.joined, [source.source.clone()]));
            let factors = [source.source.clone(), Some(self.horizon.clone()), Some(self.repeats.clone())];
            self.events.push(Part::new("joins", source.joined + source.contacts, factors.clone()));
            if root.loyalty.is_there() || root.lifecycle.is_there() {
                self.events.push(Part::new("refreshes of customers", source.days / REFRESH_DAYS, factors));
            }
        }
        let customer_days: f64 = sources.iter().map(|source| source.days).sum();
        let source = sources.into_iter().max_by(|a, b| a.days.total_cmp(&b.days)).and_then(|source| source.source);
        let (horizon, repeats) = (self.horizon.clone(), self.repeats.clone());
        let mut daily = |what, per_day: f64, key: Option<Factor>| {
            let factors = [key, source.clone(), Some(horizon.clone()), Some(repeats.clone())];
            self.events.push(Part::new(what, per_day * customer_days, factors));
        };
        let boost = purchase_boost(root);
        let rate = root.purchase.as_ref().map(|block| &block.rate);
        let rate_span = rate.and_then(|rate| rate.span());
        if let Some(amount) = rate.and_then(|rate| rate.known()) {
            let rate = amount.mean() * boost;
            daily("purchases", rate, factor("purchase.rate", rate_span, Unit::Rate, rate, 1.0));
        }
        if let Some(contract) = root.contract.as_ref() {
            for given in [&contract.term, &contract.renews_for, &contract.bill] {
                if let (Some(every), Some(slot)) = (**given, given.slot()) {
                    let key = small(format!("contract.{}", slot.spec.key), given.span(), every, 1.0);
                    daily("payments", 1.0 / every, key);
                }
            }
        }
        for program in root.program.iter().filter(|program| *program.enabled) {
            let mut due = |what, key: &str, every: Option<f64>, span| {
                if let Some(every) = every {
                    daily(what, 1.0 / every, small(format!("{}.{key}", program.path()), span, every, 1.0));
                }
            };
            due("reviews of tiers", "review", program.review.known(), program.review.span());
            if let Some(membership) = program.membership.as_ref() {
                due("fees of members", "membership.every", membership.every.known(), membership.every.span());
            }
            for contact in enabled(&program.contact) {
                let key = format!("contact.{}.every", contact.name());
                due("contacts about a program", &key, contact.every.known(), contact.every.span());
            }
        }
        let mut under_way = Vec::new();
        for (graph, visits) in graphs.iter().zip(visits).filter(|(graph, _)| graph.journey.is_enabled()) {
            let Some(start) = &*graph.journey.start else { continue };
            let (work, length) = visit(graph, visits.as_deref());
            let starts = starts_per_day(root, graph.journey).unwrap_or(0.0);
            let name = graph.journey.name();
            let (per_day, key) = match start {
                Either::One(Occasion::Purchase) => {
                    (starts * boost, factor("purchase.rate", rate_span, Unit::Rate, starts * boost, 1.0))
                }
                // Renewals and joinings are rare beside what starts at a rate; a term that is short is pointed at above.
                Either::One(_) => (starts, None),
                Either::Other(way) if way.every.is_there() => {
                    let every = way.every.unwrap_or(f64::INFINITY);
                    (starts, small(format!("journey.{name}.start.every"), way.every.span(), every, 1.0))
                }
                Either::Other(way) => {
                    (starts, factor(format!("journey.{name}.start.rate"), way.rate.span(), Unit::Rate, starts, 1.0))
                }
            };
            let loops = factor(
                format!("journey.{name}.max_visits"),
                graph.journey.max_visits.span(),
                Unit::Integer,
                graph.journey.max_visits.known().unwrap_or(0) as f64,
                1000.0,
            );
            let factors = [key.clone(), loops, source.clone(), Some(self.horizon.clone()), Some(self.repeats.clone())];
            let once = if matches!(start, Either::One(Occasion::Join)) { head_count } else { 0.0 };
            self.events.push(Part::new("visits", per_day * customer_days * work + once * work, factors.clone()));
            let together = if self.shared { head_count } else { 1.0 };
            under_way.push(Part::new("visits are under way at once", per_day * length.min(days) * together, factors));
        }
        self.visits.append(&mut under_way);
    }

    fn visitors(&mut self, graphs: &[Graph<'_>], visits: &[Option<Vec<f64>>], days: f64) {
        for (graph, visits) in graphs.iter().zip(visits).filter(|(graph, _)| graph.journey.is_enabled()) {
            let Some(arrivals) = &*graph.journey.arrivals else { continue };
            let way = arrivals.other();
            let recorded = way.and_then(|way| way.at.known()).map(|times| times.len() as f64 / days);
            let Some(rate) = recorded.or_else(|| arrivals_per_day(arrivals)) else { continue };
            let path = format!("journey.{}.arrivals", graph.journey.name());
            let key = match way.and_then(|way| *way.every) {
                Some(every) => small(format!("{path}.every"), way.and_then(|way| way.every.span()), every, 1e-4),
                None => factor(path, graph.journey.arrivals.span(), Unit::Rate, rate, 1e4),
            };
            let (work, length) = visit(graph, visits.as_deref());
            let factors = [key, Some(self.horizon.clone()), Some(self.repeats.clone())];
            self.events.push(Part::new("visits", rate * days * work, factors.clone()));
            if self.shared {
                let amount = rate * length.min(days);
                self.visits.push(Part::new("visits are under way at once", amount, factors));
            }
        }
    }

    /// Changes of staff, week by week.
    fn staff(&mut self, root: &Root<'_>, days: f64) {
        for resource in enabled(&root.resource).filter(|_| self.shared) {
            let levels = match *resource.staff {
                Amount::Week(table) => table.changes.len() as f64,
                _ => 0.0,
            };
            let hours = resource.hours.map_or(0.0, |hours| hours.len() as f64);
            let changes = (levels + 2.0 * hours) * days / 7.0;
            self.events.push(Part::new(
                "changes of staff",
                changes,
                [Some(self.horizon.clone()), Some(self.repeats.clone())],
            ));
        }
    }
}

/// Those who adopt or are brought in a finite market: at most everybody, and half the run on average.
fn market(root: &Root<'_>, customers: f64, days: f64) -> Option<Inflow> {
    let size = &root.market.as_ref()?.size;
    let span = size.span()?;
    let spreads = root.word_of_mouth.is_there() || enabled(&root.acquisition).any(|source| source.adoption.is_there());
    let joined = spreads.then(|| (size.unwrap_or(0) as f64 - customers).max(0.0))?;
    let source = factor("market.size", Some(span), Unit::Integer, joined, 1e5);
    Some(Inflow { joined, days: joined * days / 2.0, contacts: 0.0, source })
}

/// The inflow of one source; `None` if it cannot be read.
fn inflow(source: &Acquisition<'_>, days: f64) -> Option<Inflow> {
    // However much is spent, a budget reaches no more than `max_prospects`.
    let ways = [source.joins.slot(), source.prospects.slot(), source.max_prospects.slot()];
    let way = ways.into_iter().flatten().next()?;
    let amount = way.item.as_amount()?;
    let fixed = [amount.mean()];
    let rates = if let Amount::ByTenure(list) = amount { list } else { &fixed[..] };
    let (mut people, mut later) = (0.0, 0.0);
    for (year, rate) in rates.iter().enumerate() {
        let from = year as f64 * DAYS_PER_YEAR;
        let to = if year + 1 == rates.len() { days } else { (from + DAYS_PER_YEAR).min(days) };
        if from >= days {
            break;
        }
        people += rate * (to - from);
        later += rate * (to - from) * (days - f64::midpoint(from, to));
    }
    let mut won = 1.0;
    let mut contacts = 0.0;
    if !source.joins.is_there() {
        let promise = num::exp(0.2 * source.promise_inflation.known().unwrap_or(0.0));
        let success = (source.success_per_contact.known().unwrap_or(1.0) * promise).min(1.0);
        let most = source.max_contacts.known().unwrap_or(1) as f64;
        won = source.fit.known().unwrap_or(1.0) * (1.0 - num::pow(1.0 - success, most));
        // Those who are never won hear all of it.
        contacts = people * ((1.0 - won) * most + won * (1.0 / success).min(most));
    }
    let rate = rates.iter().copied().fold(0.0, f64::max);
    let path = format!("acquisition.{}.{}", source.name(), way.spec.key);
    let source = factor(path, Some(way.item.span), Unit::Rate, rate, 1e3);
    Some(Inflow { joined: people * won, days: later * won, contacts, source })
}

/// What price and stage can do to the rate of purchases.
fn purchase_boost(root: &Root<'_>) -> f64 {
    let price = root.purchase.as_ref().map_or(1.0, |block| {
        let elasticity = block.elasticity.known().unwrap_or(0.0);
        num::pow(block.price.known().unwrap_or(1.0), -elasticity)
    });
    let stage = root.lifecycle.as_ref().map_or(f64::NAN, |block| {
        let stages = &block.multiplier;
        [&stages.acquisition, &stages.build_up, &stages.climax, &stages.decline]
            .into_iter()
            .filter_map(|factor| factor.known())
            .fold(f64::NAN, f64::max)
    });
    price * if stage.is_nan() { 1.0 } else { stage }
}

/// Events of a mean visit, and how long it takes without a queue [d].
fn visit(graph: &Graph<'_>, visits: Option<&[f64]>) -> (f64, f64) {
    let most = graph.journey.max_visits.known().map_or(f64::INFINITY, |most| most as f64);
    let (mut work, mut length) = (EVENTS_PER_VISIT, 0.0);
    for (at, step) in graph.steps.iter().enumerate() {
        // Without a way out the limit on visits is what ends the loop.
        let times = visits.map_or(most, |visits| visits[at].min(most));
        let touchpoint = step.touchpoint;
        let mean = |amount: Option<&Amount>| amount.map_or(0.0, Amount::mean);
        let race = touchpoint.next.filter(|route| route.races);
        let service = race.map_or_else(
            || mean(touchpoint.time.known()),
            |route| 1.0 / route.targets.iter().map(|to| to.1).sum::<f64>(),
        );
        work += times * if touchpoint.resource.is_there() { EVENTS_PER_QUEUE } else { 1.0 };
        length += times * (mean(touchpoint.after.known()) + mean(*touchpoint.wait) + service);
    }
    (work, length)
}
