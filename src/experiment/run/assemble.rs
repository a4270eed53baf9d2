//! From raw values per replication to [`Results`].

use super::assembly::{Assembly, LEVEL, interval};
use super::tenure::TenureCurves;
use super::warm_up::advice;
use crate::engine::week::{HOUR, HOURS, WeekLevels};
use crate::experiment::readings::curves::report_days;
use crate::experiment::readings::flows;
use crate::experiment::results::comparison::Findings;
use crate::experiment::results::{
    BASELINE, BlameSplit, BlueprintTouchpoint, Bucket, HourOfWeek, JourneyResults, Measures, Point, ResourceResults,
    Results, RunInfo, StagePoint, TermPoint, TouchpointResults, World,
};
use crate::journey::model::{Journey, Model, Next, TouchId};
use crate::journey::observations::{JourneyObservations, Observations, TouchObservations, moment_of_bin};
use crate::metrics::{Declared, Subject, firm};
use crate::stats::{Sample, Scale};

/// Fewer replications than this get a warning.
const FEW_REPLICATIONS: usize = 30;

pub(crate) fn assemble(a: &Assembly<'_>) -> Results {
    let model = a.inputs.model;
    let n = a.values.len();
    let partial = (n as u64) < a.planned;
    let mut warnings = a.inputs.warnings.clone();
    match n {
        1 => warnings.push("only 1 replication: nothing tells how much of the numbers is chance".to_owned()),
        _ if n < FEW_REPLICATIONS => warnings.push(format!(
            "only {n} replications: intervals from skewed output cover less than they say below {FEW_REPLICATIONS}"
        )),
        _ => {}
    }
    if partial {
        warnings.push(format!("incomplete: {n} of {} replications; intervals use those that were done", a.planned));
    }
    warnings.extend(advice(model, a.pooled, a.catalogue, a.values));
    warnings.extend(cut_off(model, a.pooled));
    for p in a.precision.iter().filter(|p| !p.met) {
        warnings.push(format!("the requested precision of `{}` was not met", p.metric));
    }
    Results {
        schema: 1,
        scenario: a.inputs.scenario.clone(),
        run: RunInfo {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            seed: a.plan.seed,
            replications: n as u64,
            replications_planned: a.planned,
            horizon_days: model.horizon.days(),
            warm_up_days: model.warm_up.days(),
            customers: model.customers,
            engine: if model.is_independent() { "independent" } else { "shared" }.to_owned(),
            partial,
            precision: a.precision.clone(),
            warnings,
        },
        worlds: vec![a.world()],
        asserts: Vec::new(),
        uncertainty: None,
        bands: None,
        findings: Findings::default(),
    }
}

/// Share of visits cut off at `max_visits` above which a result says so.
const MOST_CUT_OFF: f64 = 0.001;

/// Warns of journeys whose loops end at the limit rather than by a way out.
pub(crate) fn cut_off(model: &Model, pooled: &Observations) -> Vec<String> {
    let of = |(spec, seen): (&Journey, &JourneyObservations)| {
        let ended = seen.completed + seen.failed + seen.gave_up + seen.cut_off;
        let share = seen.cut_off as f64 / ended.max(1) as f64;
        (share > MOST_CUT_OFF).then(|| {
            format!(
                "{:.1} % of visits to journey \"{}\" were cut off at max_visits = {}: they are not done and earn nothing; give the loop a way \
                 out, or raise `max_visits`",
                100.0 * share, spec.name, spec.max_visits
            )
        })
    };
    model.journeys.iter().zip(&pooled.journeys).filter_map(of).collect()
}

impl Assembly<'_> {
    pub(crate) fn world(&self) -> World {
        let model = self.inputs.model;
        let days = report_days(model);
        let metrics = self.group("metrics.");
        let customers = model.has_customers();
        let books = self.program_books(&days);
        let TenureCurves { since, survival, incidence } = TenureCurves::of(self);
        World {
            name: BASELINE.to_owned(),
            yardstick: false,
            metrics,
            ledger: self.group("ledger."),
            survival,
            survival_since: since,
            survivors: self.survivors(),
            bucket: customers.then(|| self.bucket(&days, incidence)),
            stages: if model.lifecycle { self.stages(&days) } else { Vec::new() },
            cohorts: flows::cohorts(model, self.curves.iter().map(|c| &c.flows)),
            flow: flows::flow(model, self.curves.iter().map(|c| &c.flows)),
            journeys: model.journeys.iter().enumerate().map(|(j, spec)| (spec.name.clone(), self.journey(j))).collect(),
            touchpoints: model
                .touchpoints
                .iter()
                .enumerate()
                .map(|(t, spec)| {
                    let name = format!("{}/{}", model.journeys[usize::from(spec.journey)].name, spec.name);
                    let found = self.touchpoint(t, &name);
                    (name, found)
                })
                .collect(),
            resources: model
                .resources
                .iter()
                .enumerate()
                .map(|(r, spec)| (spec.name.clone(), self.resource(r)))
                .collect(),
            program: self.group("program."),
            program_books: books.iter().find(|(name, _)| name.is_empty()).map(|(_, books)| books.clone()),
            books_by_program: books.into_iter().filter(|(name, _)| !name.is_empty()).collect(),
            observed: self.group("observed."),
            classes: self.group("classes."),
            behaviours: self.group("behaviours."),
            complaints: self.complaints().into_iter().collect(),
            comparison: None,
        }
    }

    /// Customers by calendar time: out of those of day 0 where nobody joins.
    fn level(&self, days: &[f64]) -> Vec<Point> {
        let model = self.inputs.model;
        let trials =
            if model.channels.is_empty() { vec![model.customers as f64; self.curves.len()] } else { Vec::new() };
        let mut points = self.futures(days, Scale::Count, |c| &c.level);
        for (i, point) in points.iter_mut().enumerate() {
            let values: Vec<f64> = self.curves.iter().map(|c| c.level[i]).collect();
            let varies = point.day > 0.0 && !model.nobody_moves();
            let sample = Sample { values: &values, trials: &trials, scale: Scale::Count, varies };
            point.ci95 = sample.estimate(LEVEL).interval.map(|i| [i.low, i.high]);
        }
        points
    }

    fn survivors(&self) -> Vec<TermPoint> {
        let terms = self.curves.iter().map(|c| c.terms.len()).max().unwrap_or(0);
        (0..terms)
            .map(|t| {
                let values: Vec<f64> = self.curves.iter().map(|c| c.terms.get(t).copied().unwrap_or(0.0)).collect();
                let (mean, ci95) = interval(&values, Scale::Count);
                TermPoint { term: t as u64 + 1, mean, ci95 }
            })
            .collect()
    }

    fn bucket(&self, days: &[f64], incidence: Vec<Vec<Point>>) -> Bucket {
        let model = self.inputs.model;
        let named = |h: usize| model.holes[h].name.clone();
        let service = if model.loyalty { model.service_holes } else { 0 };
        let ever = |h: usize| self.pooled.outflow[h] > 0;
        Bucket {
            level: self.level(days),
            start: self.of_firm(firm::BUCKET_START, ""),
            end: self.of_firm(firm::BUCKET_END, ""),
            inflow: self.group("bucket.inflow."),
            outflow: self.group("bucket.outflow."),
            outflow_share: self.group("bucket.outflow_share."),
            split: (0..service)
                .map(|h| {
                    let part = |metric| self.of_firm(metric, &named(h));
                    let split = BlameSplit {
                        prior: part(firm::SPLIT_PRIOR),
                        dissatisfaction: part(firm::SPLIT_DISSATISFACTION),
                        indifferent: part(firm::SPLIT_INDIFFERENT),
                    };
                    (named(h), split)
                })
                .collect(),
            incidence: incidence
                .into_iter()
                .enumerate()
                .filter(|(h, _)| ever(*h))
                .map(|(h, points)| (named(h), points))
                .collect(),
        }
    }

    fn stages(&self, days: &[f64]) -> Vec<StagePoint> {
        let n = self.curves.len() as f64;
        days.iter()
            .enumerate()
            .map(|(i, &day)| {
                let mean = |s: usize| self.curves.iter().map(|c| c.stages[s][i]).sum::<f64>() / n;
                StagePoint { day, acquisition: mean(0), build_up: mean(1), climax: mean(2), decline: mean(3) }
            })
            .collect()
    }

    fn journey(&self, j: usize) -> JourneyResults {
        let model = self.inputs.model;
        let spec = &model.journeys[j];
        JourneyResults {
            measures: self.measures(&spec.name),
            blueprint: spec.touchpoints.clone().map(|t| blueprint(model, t)).collect(),
        }
    }

    fn touchpoint(&self, t: usize, name: &str) -> TouchpointResults {
        let quantiles = moment_quantiles(&self.pooled.touchpoints[t]);
        TouchpointResults { measures: self.measures(name), moment_quantiles: quantiles }
    }

    fn resource(&self, r: usize) -> ResourceResults {
        let name = &self.inputs.model.resources[r].name;
        ResourceResults { measures: self.measures(name), by_hour: self.by_hour(r) }
    }

    /// All that is declared of a kind and was measured at one of its subjects.
    fn measures<S: Subject>(&self, name: &str) -> Measures<S> {
        let measured =
            |metric: &'static Declared<S>| Some((metric, self.metric(self.catalogue.of_subject(metric, name)?)));
        S::DECLARED.iter().filter_map(|metric| measured(metric)).collect()
    }

    fn by_hour(&self, r: usize) -> Vec<HourOfWeek> {
        let model = self.inputs.model;
        let seen = &self.pooled.resources[r];
        if seen.hours.is_empty() {
            return Vec::new();
        }
        let replications = self.curves.len() as f64;
        let time = WeekLevels::constant(1).integral(model.warm_up, model.horizon).by_hour();
        let staff = model.staff_time(r).by_hour();
        let (waiting, busy) = (seen.waiting.by_hour(), seen.busy.by_hour());
        (0..HOURS)
            .filter(|&h| time[h] > 0)
            .map(|h| {
                let hour = &seen.hours[h];
                let observed = time[h] as f64 * replications;
                HourOfWeek {
                    hour: h as u32,
                    arrivals: hour.arrivals as f64 / (observed / HOUR as f64),
                    queue_length: waiting[h] as f64 / observed,
                    busy: busy[h] as f64 / observed,
                    staff: staff[h] as f64 / time[h] as f64,
                    delay_min: hour.delay.mean_minutes(),
                    delay_p95_min: hour.delay_quantile(0.95),
                    overloaded: model.resources[r].overloaded.contains(&(h as u32)),
                }
            })
            .collect()
    }
}

fn moment_quantiles(seen: &TouchObservations) -> Option<[f64; 5]> {
    let total: u64 = seen.moments.iter().sum();
    (total > 0).then(|| {
        [0.05, 0.25, 0.5, 0.75, 0.95].map(|p| {
            let mut left = (p * total as f64).ceil().max(1.0) as u64;
            for (bin, &count) in seen.moments.iter().enumerate() {
                if left <= count {
                    return moment_of_bin(bin);
                }
                left -= count;
            }
            1.0
        })
    })
}

fn blueprint(model: &Model, id: TouchId) -> BlueprintTouchpoint {
    let t = &model.touchpoints[usize::from(id)];
    let name =
        |to: Option<TouchId>| to.map_or_else(|| "done".to_owned(), |t| model.touchpoints[usize::from(t)].name.clone());
    let next = match &t.next {
        Next::To(to) => vec![(name(*to), 1.0)],
        Next::Weighted(list) | Next::Race(_, list) => {
            let mut before = 0.0;
            list.iter()
                .map(|&(upto, to)| {
                    let share = upto - before;
                    before = upto;
                    (name(to), share)
                })
                .collect()
        }
    };
    BlueprintTouchpoint {
        name: t.name.clone(),
        lane: t.lane,
        resource: t.resource.map(|r| model.resources[usize::from(r)].name.clone()),
        hole: t.hole.map(|h| model.holes[usize::from(h)].name.clone()),
        end: t.end,
        next: if t.off_path { Vec::new() } else { next },
        requires: t.requires.iter().map(|&r| model.touchpoints[usize::from(r)].name.clone()).collect(),
    }
}
