//! The service blueprint: resources, journeys, touchpoints.

use super::firm::Directory;
use super::laws::Laws;
use crate::engine::week::{WeekLevels, WeekProfile};
use crate::journey::model::{
    Arrivals, End, Journey, JourneyId, Lane, Next, Quality, ResourceSpec, Start, TouchId, Touchpoint,
};
use crate::laws::Law;
use crate::scenario::Scenario;
use crate::scenario::check::{follows_resources, overloaded_hours, starts_at_events};
use crate::scenario::value::{Amount, Item, Peak, Route};
use crate::scenario::week::{Timetable, WEEK as WEEK_MINUTES};
use crate::units::SimTime;

const NANOS_PER_MINUTE: u64 = 60_000_000_000;

pub(super) fn resources(scenario: &Scenario, directory: &Directory) -> Vec<ResourceSpec> {
    let employees = scenario.root.has("employees");
    let mut overloaded = overloaded_hours(&scenario.root);
    scenario
        .root
        .enabled("resource")
        .map(|r| {
            let levels: Vec<(u32, f64)> = match r.amount("staff") {
                Amount::Week(table) => table.changes.clone(),
                other => vec![(0, other.mean())],
            };
            let hours = r.opt("hours").and_then(Item::as_hours);
            let staff = on_duty(&levels, hours);
            let week = |levels: &[(u32, u32)]| {
                WeekLevels::new(levels.iter().map(|&(m, n)| (u64::from(m) * NANOS_PER_MINUTE, n)).collect())
            };
            let by_priority = r.text("discipline") == "priority";
            let above = |key: &str| r.opt_number(key).filter(|_| employees).unwrap_or(0.0);
            let pay = above("pay");
            ResourceSpec {
                name: r.name().to_owned(),
                staff: week(&staff),
                hours: hours.map(|_| week(&on_duty(&[(0, 1.0)], hours))),
                overloaded: overloaded.remove(r.name()).unwrap_or_default(),
                // Better pay is paid.
                wage: r.opt_number("wage").unwrap_or(0.0) * (1.0 + pay),
                salary: r.opt_number("salary").unwrap_or(0.0) * (1.0 + pay),
                queue_limit: r.opt_number("queue_limit").map(|n| n.min(f64::from(u32::MAX)) as u32),
                lines: if by_priority { directory.priorities.len().max(1) } else { 1 },
                target: r.opt_number("target").map(SimTime::written),
                pay,
                environment: above("environment"),
                key_contacts: employees && r.flag("key_contacts"),
            }
        })
        .collect()
}

/// Servers on duty by minute of the week: the timetable within opening hours, else nobody.
fn on_duty(levels: &[(u32, f64)], hours: Option<&[(u32, u32)]>) -> Vec<(u32, u32)> {
    let level = |minute: u32| {
        let after = levels.partition_point(|l| l.0 <= minute);
        levels[after.max(1) - 1].1 as u32
    };
    let Some(hours) = hours else { return levels.iter().map(|&(m, n)| (m, n as u32)).collect() };
    let mut minutes: Vec<u32> =
        levels.iter().map(|l| l.0).chain(hours.iter().flat_map(|h| [h.0, h.1 % WEEK_MINUTES])).collect();
    minutes.push(0);
    minutes.sort_unstable();
    minutes.dedup();
    let is_open = |m: u32| hours.iter().any(|h| h.0 <= m && m < h.1);
    minutes.into_iter().map(|m| (m, if is_open(m) { level(m) } else { 0 })).collect()
}

pub(super) fn journeys(root: &Item, directory: &Directory, laws: &mut Laws) -> (Vec<Touchpoint>, Vec<Journey>) {
    let mut touchpoints = Vec::new();
    let mut journeys = Vec::new();
    for (j, item) in root.enabled("journey").enumerate() {
        let from = touchpoints.len() as TouchId;
        let steps = Steps::of(item, from);
        for (i, t) in steps.items.iter().enumerate() {
            touchpoints.push(touchpoint(root, item, j as JourneyId, t, i, &steps, directory, laws));
        }
        journeys.push(Journey {
            name: item.name().to_owned(),
            address: laws.address("journey", item.name()),
            start: start(root, item, laws),
            first: steps.first(),
            touchpoints: from..touchpoints.len() as TouchId,
            profile: profile(root, item),
            own_hours: item.has("hours"),
            line: directory.line(item.integer("priority")),
            // In range by the grammar.
            max_visits: item.integer("max_visits") as u16,
            share: item.number("share"),
        });
    }
    (touchpoints, journeys)
}

/// The enabled touchpoints of a journey, and which of them customers walk through.
struct Steps<'a> {
    items: Vec<&'a Item>,
    off_path: Vec<bool>,
    from: TouchId,
}

impl<'a> Steps<'a> {
    fn of(journey: &'a Item, from: TouchId) -> Self {
        let items: Vec<&Item> = journey.list("touchpoint").collect();
        let required: Vec<&str> = items.iter().flat_map(|t| t.names("requires")).collect();
        let off_path = items.iter().map(|t| required.contains(&t.name())).collect();
        Steps { items, off_path, from }
    }

    fn first(&self) -> TouchId {
        self.from + self.off_path.iter().position(|off| !off).unwrap_or(0) as TouchId
    }

    fn find(&self, name: &str) -> Option<TouchId> {
        self.items.iter().position(|t| t.name() == name).map(|i| self.from + i as TouchId)
    }

    /// Steps off the path that start with the arrival at this touchpoint.
    fn started_at(&self, name: &str) -> Vec<TouchId> {
        let starts_here = |t: &Item| t.opt("starts_with").and_then(Item::as_text) == Some(name);
        (0..self.items.len())
            .filter(|&k| self.off_path[k] && starts_here(self.items[k]))
            .map(|k| self.from + k as TouchId)
            .collect()
    }

    /// The next touchpoint on the path in the file.
    fn after(&self, i: usize) -> Option<TouchId> {
        (i + 1..self.items.len()).find(|&k| !self.off_path[k]).map(|k| self.from + k as TouchId)
    }

    fn next(&self, route: &Route) -> Next {
        let total: f64 = route.targets.iter().map(|t| t.1).sum();
        let to = |name: &str| if name == "done" { None } else { self.find(name) };
        if let [(name, ..)] = &route.targets[..]
            && !route.races
        {
            return Next::To(to(name));
        }
        let mut upto = 0.0;
        let mut list: Vec<(f64, Option<TouchId>)> = route
            .targets
            .iter()
            .map(|(name, weight, _)| {
                upto += weight / total;
                (upto, to(name))
            })
            .collect();
        if let Some(last) = list.last_mut() {
            last.0 = 1.0;
        }
        if route.races { Next::Race(total, list) } else { Next::Weighted(list) }
    }
}

#[expect(clippy::too_many_arguments, reason = "one call site; a struct would only rename them")]
fn touchpoint(
    root: &Item,
    journey: &Item,
    id: JourneyId,
    t: &Item,
    i: usize,
    steps: &Steps<'_>,
    directory: &Directory,
    laws: &mut Laws,
) -> Touchpoint {
    let what = |key: &str| format!("journey.{}.{}.{key}", journey.name(), t.name());
    let address = laws.address("touchpoint", &format!("{}/{}", journey.name(), t.name()));
    let mut law = |key: &str| t.opt(key).and_then(Item::as_amount).map(|a| laws.amount(a, &what(key)));
    let nonzero = |law: Option<Law>| law.filter(|l| !(l.is_constant() && l.mean() == 0.0));
    let route = |key: &str| t.opt(key).and_then(Item::as_route).map(|r| steps.next(r));
    let exit = |key: &str| t.opt("exit_prob").and_then(|e| e.opt_number(key)).unwrap_or(0.0);
    let lane = match t.text("lane") {
        "evidence" => Lane::Evidence,
        "customer" => Lane::Customer,
        "backstage" => Lane::Backstage,
        "support" => Lane::Support,
        _ => Lane::Onstage,
    };
    let felt = root.has("loyalty") && !journey.has("arrivals") && !matches!(lane, Lane::Backstage | Lane::Support);
    let named: Vec<&str> = t.names("wait_modifiers").collect();
    let modifier = |name: &str| {
        root.opt("experience").and_then(|e| e.opt("modifier")).and_then(|m| m.opt_number(name)).unwrap_or(1.0)
    };
    let wait_factor = named.iter().map(|name| modifier(name)).product();
    Touchpoint {
        name: t.name().to_owned(),
        id: steps.from + i as TouchId,
        address,
        journey: id,
        lane,
        time: law("time").unwrap_or(Law::constant(0.0)),
        resource: t.opt("resource").and_then(Item::as_text).and_then(|r| directory.resource(r)),
        line: t.opt_number("priority").map(|p| directory.line(p as u64)),
        requires: t.names("requires").filter_map(|name| steps.find(name)).collect(),
        starts_with: t.opt("starts_with").and_then(Item::as_text).and_then(|name| steps.find(name)),
        off_path: steps.off_path[i],
        begins: steps.started_at(t.name()),
        next: route("next").unwrap_or_else(|| Next::To(steps.after(i))),
        on_fail: route("on_fail"),
        on_renege: route("on_renege"),
        on_full: route("on_full"),
        probability: if t.is_enabled() { t.number("probability") } else { 0.0 },
        after: nonzero(law("after")),
        wait: nonzero(law("wait")),
        // Only "forever" is endless: a law without a mean still ends for everybody.
        patience: law("patience").filter(|l| l.lower().is_finite()),
        wait_factor,
        abandon_incident: t.opt_number("abandon_incident").unwrap_or(0.0),
        fail_prob: nonzero(law("fail_prob")),
        fail_drop: t.opt_number("fail_drop").unwrap_or(4.0),
        severity: law("severity").unwrap_or(Law::constant(0.4)),
        cost: nonzero(law("cost")),
        revenue: nonzero(law("revenue")),
        quality: if felt { quality(root, t, laws, &what("quality")) } else { None },
        salience: t.opt_number("salience").unwrap_or(1.0),
        treat: t.opt_number("treat").unwrap_or(0.0),
        hole: t.opt("hole").and_then(Item::as_text).and_then(|h| directory.hole(h)),
        end: match t.opt("end").and_then(Item::as_text) {
            Some("transaction") => Some(End::Transaction),
            Some("departure") => Some(End::Departure),
            Some("after") => Some(End::After),
            _ => None,
        },
        earns: t.money_per_day("earns"),
        channel: t.opt("channel").and_then(Item::as_text).and_then(|name| channel_index(root, name)),
        answers: journey.opt("start").and_then(Item::as_text) == Some("complaint"),
        settles: t.opt("settle").and_then(Item::as_text).map(|how| how == "resolved"),
        exit_prob: [exit("done"), exit("fail"), exit("renege")],
    }
}

/// Index of an enabled channel.
fn channel_index(root: &Item, name: &str) -> Option<u8> {
    root.enabled("channel").position(|channel| channel.name() == name).and_then(|at| u8::try_from(at).ok())
}

/// Performance: a number gets the spread of `[experience]`, a law brings its own; scores are weighted to one mean.
fn quality(root: &Item, t: &Item, laws: &mut Laws, what: &str) -> Option<Quality> {
    if let Some(scores) = t.opt("scores") {
        let weights = root.opt("experience").map(|e| e.at("weight"))?;
        let mean = ["reliability", "responsiveness", "assurance", "empathy", "tangibles"]
            .iter()
            .map(|d| weights.number(d) * scores.amount(d).mean())
            .sum();
        return Some(Quality::Mean(mean));
    }
    match t.opt("quality").and_then(Item::as_amount)? {
        Amount::Fixed(mean) => Some(Quality::Mean(*mean)),
        other => Some(Quality::Law(laws.amount(other, what))),
    }
}

fn start(root: &Item, journey: &Item, laws: &mut Laws) -> Start {
    let what = format!("journey.{}.arrivals", journey.name());
    if let Some(arrivals) = journey.opt("arrivals") {
        return Start::Arrivals(match arrivals.as_amount() {
            Some(Amount::Week(table)) => {
                let (mean, shape) = timetable(table, &own_hours(journey), peaks(journey));
                Arrivals::Timetable(mean, shape)
            }
            Some(amount) => Arrivals::Poisson(amount.mean()),
            None => {
                if let Some(every) = arrivals.opt_number("every") {
                    Arrivals::Every(SimTime::written(every))
                } else if let Some(gap) = arrivals.opt("gap").and_then(Item::as_amount) {
                    Arrivals::Gap(laws.amount(gap, &what))
                } else if let Some(wave) = arrivals.opt("wave") {
                    let (amplitude, period) = (wave.number("amplitude"), wave.days("period"));
                    let share = profile(root, journey).map_or(1.0, |week| week.mean_of_wave(amplitude, period));
                    // Within the hours, too, the rate is a calendar average.
                    Arrivals::Wave { mean: wave.rate("mean") / share.max(1e-9), amplitude, period }
                } else {
                    let mut times: Vec<SimTime> =
                        arrivals.vector("at").iter().map(|&d| SimTime::from_days(d)).collect();
                    times.sort_unstable();
                    Arrivals::At(times)
                }
            }
        });
    }
    let start = journey.at("start");
    match start.as_text() {
        Some("join") => Start::Join,
        Some("renewal") => Start::Renewal,
        Some("complaint") => Start::Complaint,
        Some(_) => Start::Purchase { share: journey.number("share") },
        None => match start.opt("rate").and_then(Item::as_amount) {
            Some(rate) => Start::Rate(laws.amount(rate, &what)),
            None => Start::Every(SimTime::written(start.days("every"))),
        },
    }
}

/// Opening hours of the journey itself, if it has any.
fn own_hours(journey: &Item) -> Vec<Vec<(u32, u32)>> {
    journey.opt("hours").and_then(Item::as_hours).map(<[_]>::to_vec).into_iter().collect()
}

fn peaks(journey: &Item) -> &[Peak] {
    journey.opt("peak_hours").and_then(Item::as_peaks).unwrap_or(&[])
}

/// When visits fall: the journey's hours, weighted by its peak hours. Where it has no hours, and a rate or a customer's own interval
/// starts its visits, when all its resources are open.
fn profile(root: &Item, journey: &Item) -> Option<WeekProfile> {
    let mut open = own_hours(journey);
    if open.is_empty() && follows_resources(journey) {
        open = journey
            .list("touchpoint")
            .filter_map(|t| t.opt("resource").and_then(Item::as_text))
            .filter_map(|name| root.entry("resource", name))
            .filter_map(|r| r.opt("hours").and_then(Item::as_hours).map(<[_]>::to_vec))
            .collect();
    }
    let peaks = if starts_at_events(journey) { &[] } else { peaks(journey) };
    let is_timetable = matches!(journey.opt("arrivals").and_then(Item::as_amount), Some(Amount::Week(_)));
    if is_timetable || (open.is_empty() && peaks.is_empty()) {
        return None;
    }
    weekly(&[(0, 1.0)], &open, peaks)
}

/// A rate by timetable: its mean, and its shape. Outside the hours nobody comes; within them the rates are as written, moved by the peak
/// hours.
fn timetable(table: &Timetable, open: &[Vec<(u32, u32)>], peaks: &[Peak]) -> (f64, WeekProfile) {
    let within = pieces(&table.changes, open, &[]);
    let ends = within.iter().skip(1).map(|piece| piece.0).chain([WEEK_MINUTES]);
    let mean = within.iter().zip(ends).map(|(piece, end)| piece.1 * f64::from(end - piece.0)).sum::<f64>()
        / f64::from(WEEK_MINUTES);
    match weekly(&table.changes, open, peaks) {
        Some(shape) => (mean, shape),
        None => (0.0, WeekProfile::new(&[(0, 1.0)]).expect("a positive weight")),
    }
}

fn weekly(levels: &[(u32, f64)], open: &[Vec<(u32, u32)>], peaks: &[Peak]) -> Option<WeekProfile> {
    let pieces = pieces(levels, open, peaks);
    WeekProfile::new(&pieces.into_iter().map(|(m, x)| (u64::from(m) * NANOS_PER_MINUTE, x)).collect::<Vec<_>>())
}

/// Levels by minute of the week: 0 while not everything is open, times the weight of the peak hours.
fn pieces(levels: &[(u32, f64)], open: &[Vec<(u32, u32)>], peaks: &[Peak]) -> Vec<(u32, f64)> {
    let mut minutes: Vec<u32> = open.iter().flatten().flat_map(|h| [h.0, h.1]).collect();
    minutes.extend(peaks.iter().flat_map(|p: &Peak| [p.from, p.to]));
    minutes.extend(levels.iter().map(|l| l.0));
    minutes.push(0);
    minutes.retain(|&m| m < WEEK_MINUTES);
    minutes.sort_unstable();
    minutes.dedup();
    let level = |m: u32| levels[levels.partition_point(|l| l.0 <= m).max(1) - 1].1;
    let weight = |m: u32| {
        let is_open = open.iter().all(|hours| hours.iter().any(|h| h.0 <= m && m < h.1));
        let peak = peaks.iter().find(|p| p.from <= m && m < p.to).map_or(1.0, |p| p.weight);
        if is_open { level(m) * peak } else { 0.0 }
    };
    minutes.into_iter().map(|m| (m, weight(m))).collect()
}
