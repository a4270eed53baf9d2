//! The service blueprint: resources, journeys, touchpoints.

use super::directory::Directory;
use super::laws::Laws;
use crate::engine::week::{WeekLevels, WeekProfile};
use crate::journey::model::{Arrivals, Journey, JourneyId, Next, Quality, ResourceSpec, Start, TouchId, Touchpoint};
use crate::laws::Law;
use crate::scenario::blueprint::traffic::{follows_resources, starts_at_events};
use crate::scenario::check::overloaded_hours;
use crate::scenario::grammar::value::{Amount, Peak, Route};
use crate::scenario::grammar::week::{Timetable, WEEK as WEEK_MINUTES};
use crate::scenario::grammar::{
    self, Discipline, Either, Experience, Named as _, Occasion, Root, Settlement, WaitModifier, enabled, entry,
};
use crate::units::SimTime;

const NANOS_PER_MINUTE: u64 = 60_000_000_000;
const MINUTES_PER_DAY: f64 = 1440.0;

pub(super) fn resources(root: &Root<'_>, directory: &Directory) -> Vec<ResourceSpec> {
    let employees = root.employees.is_some();
    let mut overloaded = overloaded_hours(root);
    enabled(&root.resource)
        .map(|r| {
            let levels: Vec<(u32, f64)> = match *r.staff {
                Amount::Week(table) => table.changes.clone(),
                other => vec![(0, other.mean())],
            };
            let hours = *r.hours;
            let staff = on_duty(&levels, hours);
            let week = |levels: &[(u32, u32)]| {
                WeekLevels::new(levels.iter().map(|&(m, n)| (u64::from(m) * NANOS_PER_MINUTE, n)).collect())
            };
            let by_priority = *r.discipline == Discipline::Priority;
            let above = |usual: f64| if employees { usual } else { 0.0 };
            let pay = above(*r.pay);
            ResourceSpec {
                name: r.name().to_owned(),
                staff: week(&staff),
                hours: hours.map(|_| week(&on_duty(&[(0, 1.0)], hours))),
                overloaded: overloaded.remove(r.name()).unwrap_or_default(),
                // Better pay is paid.
                wage: r.wage.unwrap_or(0.0) * (1.0 + pay),
                salary: r.salary.unwrap_or(0.0) * (1.0 + pay),
                queue_limit: r.queue_limit.map(|n| u32::try_from(n).unwrap_or(u32::MAX)),
                lines: if by_priority { directory.priorities.len().max(1) } else { 1 },
                target: r.target.map(SimTime::written),
                pay,
                environment: above(*r.environment),
                key_contacts: employees && *r.key_contacts,
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

pub(super) fn journeys(root: &Root<'_>, directory: &Directory, laws: &mut Laws) -> (Vec<Touchpoint>, Vec<Journey>) {
    let mut touchpoints = Vec::new();
    let mut journeys = Vec::new();
    for (j, item) in enabled(&root.journey).enumerate() {
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
            own_hours: item.hours.is_some(),
            line: directory.line(*item.priority),
            // In range by the grammar.
            max_visits: *item.max_visits as u16,
            share: *item.share,
        });
    }
    (touchpoints, journeys)
}

/// The enabled touchpoints of a journey, and which of them customers walk through.
struct Steps<'a> {
    items: &'a [grammar::Touchpoint<'a>],
    off_path: Vec<bool>,
    from: TouchId,
}

impl<'a> Steps<'a> {
    fn of(journey: &'a grammar::Journey<'a>, from: TouchId) -> Self {
        let items: &[grammar::Touchpoint<'_>] = &journey.touchpoint;
        let required: Vec<&str> = items.iter().flat_map(|t| t.requires.iter()).collect();
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
        (0..self.items.len())
            .filter(|&k| self.off_path[k] && *self.items[k].starts_with == Some(name))
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
    root: &Root<'_>,
    journey: &grammar::Journey<'_>,
    id: JourneyId,
    t: &grammar::Touchpoint<'_>,
    i: usize,
    steps: &Steps<'_>,
    directory: &Directory,
    laws: &mut Laws,
) -> Touchpoint {
    let what = |key: &str| format!("journey.{}.{}.{key}", journey.name(), t.name());
    let address = laws.address("touchpoint", &format!("{}/{}", journey.name(), t.name()));
    let mut law = |amount: &Amount, key: &str| laws.amount(amount, &what(key));
    let nonzero = |law: Law| Some(law).filter(|l| !(l.is_constant() && l.mean() == 0.0));
    let route = |route: &Route| steps.next(route);
    let felt = root.loyalty.is_some() && journey.arrivals.is_none() && t.lane.is_met();
    let wait_factor = root
        .experience
        .as_ref()
        .map_or(1.0, |experience| t.wait_modifiers.iter().map(|modifier| wait_factor(experience, modifier)).product());
    Touchpoint {
        name: t.name().to_owned(),
        id: steps.from + i as TouchId,
        address,
        varies: false,
        journey: id,
        lane: *t.lane,
        time: law(&t.time, "time"),
        resource: t.resource.and_then(|r| directory.resource(r)),
        line: t.priority.map(|p| directory.line(p)),
        requires: t.requires.iter().filter_map(|name| steps.find(name)).collect(),
        starts_with: t.starts_with.and_then(|name| steps.find(name)),
        off_path: steps.off_path[i],
        begins: steps.started_at(t.name()),
        next: t.next.map(route).unwrap_or_else(|| Next::To(steps.after(i))),
        on_fail: t.on_fail.map(route),
        on_renege: t.on_renege.map(route),
        on_full: t.on_full.map(route),
        probability: if t.is_enabled() { *t.probability } else { 0.0 },
        after: nonzero(law(&t.after, "after")),
        wait: t.wait.and_then(|wait| nonzero(law(wait, "wait"))),
        // Only "forever" is endless: a law without a mean still ends for everybody.
        patience: t.patience.map(|patience| law(patience, "patience")).filter(|l| l.lower().is_finite()),
        wait_factor,
        wait_ok: t.wait_ok.map(|days| days * MINUTES_PER_DAY),
        abandon_incident: if t.abandon_incident.is_there() { *t.abandon_incident } else { 0.0 },
        fail_prob: t.fail_prob.and_then(|chance| nonzero(law(chance, "fail_prob"))),
        fail_drop: *t.fail_drop,
        severity: law(&t.severity, "severity"),
        cost: nonzero(law(&t.cost, "cost")),
        revenue: nonzero(law(&t.revenue, "revenue")),
        quality: if felt { quality(root, t, laws, &what("quality")) } else { None },
        salience: *t.salience,
        treat: *t.treat,
        hole: t.hole.and_then(|h| directory.hole(h)),
        end: *t.end,
        earns: *t.earns,
        channel: t.channel.and_then(|name| channel_index(root, name)),
        answers: journey.occasion() == Some(Occasion::Complaint),
        settles: t.settle.map(|how| how == Settlement::Resolved),
        exit_prob: t.exit_prob.as_ref().map_or([0.0; 3], |exit| [*exit.done, *exit.fail, *exit.renege]),
    }
}

/// Index of an enabled channel.
fn channel_index(root: &Root<'_>, name: &str) -> Option<u8> {
    enabled(&root.channel).position(|channel| channel.name() == name).and_then(|at| u8::try_from(at).ok())
}

/// Factor of a circumstance on the perceived wait.
fn wait_factor(experience: &Experience<'_>, of: WaitModifier) -> f64 {
    let modifier = &experience.modifier;
    match of {
        WaitModifier::Occupied => *modifier.occupied,
        WaitModifier::Informed => *modifier.informed,
        WaitModifier::Unexplained => *modifier.unexplained,
        WaitModifier::Unfair => *modifier.unfair,
        WaitModifier::Anxious => *modifier.anxious,
    }
}

/// Performance: a number gets the spread of `[experience]`, a law brings its own; scores are weighted to one mean.
fn quality(root: &Root<'_>, t: &grammar::Touchpoint<'_>, laws: &mut Laws, what: &str) -> Option<Quality> {
    if let Some(scores) = &*t.scores {
        let weight = &root.experience.as_ref()?.weight;
        let mean = [
            *weight.reliability * *scores.reliability,
            *weight.responsiveness * *scores.responsiveness,
            *weight.assurance * *scores.assurance,
            *weight.empathy * *scores.empathy,
            *weight.tangibles * *scores.tangibles,
        ];
        return Some(Quality::Mean(mean.iter().sum()));
    }
    match (*t.quality)? {
        Amount::Fixed(mean) => Some(Quality::Mean(*mean)),
        other => Some(Quality::Law(laws.amount(other, what))),
    }
}

fn start(root: &Root<'_>, journey: &grammar::Journey<'_>, laws: &mut Laws) -> Start {
    let what = format!("journey.{}.arrivals", journey.name());
    if let Some(arrivals) = &*journey.arrivals {
        return Start::Arrivals(match arrivals {
            Either::One(Amount::Week(table)) => {
                let (mean, shape) = timetable(table, &own_hours(journey), &journey.peak_hours);
                Arrivals::Timetable(mean, shape)
            }
            Either::One(amount) => Arrivals::Poisson(amount.mean()),
            Either::Other(arrivals) => {
                if let Some(every) = *arrivals.every {
                    Arrivals::Every(SimTime::written(every))
                } else if let Some(gap) = *arrivals.gap {
                    Arrivals::Gap(laws.amount(gap, &what))
                } else if let Some(wave) = &*arrivals.wave {
                    let (amplitude, period) = (*wave.amplitude, *wave.period);
                    let share = profile(root, journey).map_or(1.0, |week| week.mean_of_wave(amplitude, period));
                    // Within the hours, too, the rate is a calendar average.
                    Arrivals::Wave { mean: *wave.mean / share.max(1e-9), amplitude, period }
                } else {
                    let mut times: Vec<SimTime> = arrivals.at.iter().map(|&d| SimTime::from_days(d)).collect();
                    times.sort_unstable();
                    Arrivals::At(times)
                }
            }
        });
    }
    match &*journey.start {
        Some(Either::One(Occasion::Join)) => Start::Join,
        Some(Either::One(Occasion::Renewal)) => Start::Renewal,
        Some(Either::One(Occasion::Complaint)) => Start::Complaint,
        Some(Either::Other(grammar::Start { rate, every, .. })) => match (**rate, **every) {
            (Some(rate), _) => Start::Rate(laws.amount(rate, &what)),
            (None, Some(every)) => Start::Every(SimTime::written(every)),
            (None, None) => unreachable!("a checked start has a rate or an interval"),
        },
        Some(Either::One(Occasion::Purchase)) | None => Start::Purchase { share: *journey.share },
    }
}

/// Opening hours of the journey itself, if it has any.
fn own_hours(journey: &grammar::Journey<'_>) -> Vec<Vec<(u32, u32)>> {
    journey.hours.map(<[_]>::to_vec).into_iter().collect()
}

/// When visits fall: the journey's hours, weighted by its peak hours. Where it has no hours, and a rate or a customer's own interval
/// starts its visits, when all its resources are open.
fn profile(root: &Root<'_>, journey: &grammar::Journey<'_>) -> Option<WeekProfile> {
    let mut open = own_hours(journey);
    if open.is_empty() && follows_resources(journey) {
        open = journey
            .touchpoint
            .iter()
            .filter_map(|t| *t.resource)
            .filter_map(|name| entry(&root.resource, name))
            .filter_map(|r| r.hours.map(<[_]>::to_vec))
            .collect();
    }
    let peaks: &[Peak] = if starts_at_events(journey) { &[] } else { &journey.peak_hours };
    let is_timetable = matches!(&*journey.arrivals, Some(Either::One(Amount::Week(_))));
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
