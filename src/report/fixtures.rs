//! Results as an experiment would leave them, for tests: a branch with customers, a bare queue, a contract,
//! and a scenario in Chinese. The numbers are invented; only their relations matter.
//! Data, and long as such.

pub(crate) mod many;
pub(crate) mod unknown;
pub(crate) mod worlds;

use std::collections::BTreeMap;

use crate::experiment::comparison::Findings;
use crate::experiment::results::{
    AssertOutcome, BlameSplit, BlueprintTouchpoint, Bucket, Cohort, CohortCell, Cohorts, ComplaintGroup, End, FlowStep,
    HourOfWeek, JourneyResults, Lane, Measures, Metric, Point, ReplicationRow, ReplicationTable, ResourceResults,
    Results, RunInfo, ScenarioInfo, StageFlow, StagePoint, TermPoint, TouchpointResults, World,
};
use crate::metrics::touchpoint::{self, Touchpoint};
use crate::metrics::{journey as visit, resource};
use crate::num;

/// Each kind of results there is, the odd and the hostile too.
pub(crate) fn all() -> Vec<Results> {
    let single = [complaining(), bank_branch(), mm1(), magazine(), chinese(), hostile()];
    let compared = [worlds::compare(), worlds::compare_many(), worlds::leaks(), unknown::uncertain()];
    single.into_iter().chain(worlds::odd_names()).chain(unknown::odd_names()).chain(compared).collect()
}

/// An estimate over 40 replications.
pub(crate) fn metric(mean: f64, half_width: f64, unit: &str) -> Metric {
    Metric {
        mean: Some(mean),
        ci95: Some([mean - half_width, mean + half_width]),
        sd: Some(half_width * 3.1),
        n: 40,
        unit: unit.to_string(),
        definition: format!("mean over replications [{unit}]"),
    }
}

pub(super) fn defined(mean: f64, half_width: f64, unit: &str, definition: &str) -> Metric {
    Metric { definition: definition.to_string(), ..metric(mean, half_width, unit) }
}

pub(super) fn map<V>(entries: Vec<(&str, V)>) -> BTreeMap<String, V> {
    entries.into_iter().map(|(name, value)| (name.to_string(), value)).collect()
}

fn results(name: &str, question: &str, worlds: Vec<World>) -> Results {
    Results {
        schema: 1,
        scenario: ScenarioInfo {
            name: name.to_string(),
            hash: "3fa2c1d09b7e4a5586f1c2d3e4f5061728394a5b6c7d8e9f00112233445566ff".to_string(),
            question: Some(question.to_string()),
            about: None,
            sources: vec!["slides 85, 93, 104".to_string()],
            currency: Some("CNY".to_string()),
            assumptions: vec![
                "Day 0 is a Monday, 00:00.".to_string(),
                "Memory follows the peak-end rule: 0.4 peak, 0.4 end, 0.2 mean.".to_string(),
            ],
            inputs: Vec::new(),
        },
        run: RunInfo {
            version: "0.1.0".to_string(),
            seed: 7,
            replications: 40,
            replications_planned: 40,
            horizon_days: 1825.0,
            warm_up_days: 0.0,
            customers: 4000,
            engine: "shared".to_string(),
            partial: false,
            precision: Vec::new(),
            warnings: Vec::new(),
        },
        worlds,
        asserts: Vec::new(),
        uncertainty: None,
        bands: None,
        findings: Findings::default(),
    }
}

fn world() -> World {
    World { name: "baseline".to_string(), ..World::default() }
}

/// The same results as if every estimate came from `n` replications.
pub(super) fn over(results: &Results, n: u64) -> Results {
    let text = serde_json::to_string(results).expect("results are JSON");
    let mut results: Results =
        serde_json::from_str(&text.replace("\"n\":40", &format!("\"n\":{n}"))).expect("still results");
    (results.run.replications, results.run.replications_planned) = (n, n);
    results
}

/// Decline from 1 that reaches `at_end` after five years, month by month.
pub(super) fn falling(at_end: f64) -> Vec<Point> {
    (0..=60)
        .map(|month| {
            let part = f64::from(month) / 60.0;
            let mean = 1.0 - (1.0 - at_end) * part * (1.6 - 0.6 * part);
            let half = 0.02 * part.sqrt();
            Point { day: part * 1825.0, mean, ci95: Some([mean - half, mean + half]), fan: None }
        })
        .collect()
}

pub(super) fn bucket(leavers: &[(&str, f64)]) -> Bucket {
    let left: f64 = leavers.iter().map(|hole| hole.1).sum();
    let (start, joined) = (4000.0, 2310.0);
    let mut bucket = Bucket {
        level: falling(0.8645)
            .into_iter()
            .map(|point| Point {
                day: point.day,
                mean: point.mean * 4000.0,
                ci95: point.ci95.map(|ci| ci.map(|x| x * 4000.0)),
                fan: None,
            })
            .collect(),
        start: Metric { ci95: Some([start, start]), sd: Some(0.0), ..metric(start, 0.0, "customers") },
        end: metric(start + joined - left, 31.0, "customers"),
        inflow: map(vec![
            ("street", metric(2010.25, 28.0, "customers")),
            ("referral", metric(299.75, 11.0, "customers")),
        ]),
        outflow: BTreeMap::new(),
        outflow_share: BTreeMap::new(),
        split: BTreeMap::new(),
        incidence: BTreeMap::new(),
    };
    for (name, amount) in leavers {
        let name = (*name).to_string();
        bucket.outflow.insert(name.clone(), metric(*amount, amount.sqrt() * 0.4, "customers"));
        bucket.outflow_share.insert(name.clone(), metric(amount / left, 0.02 * (amount / left).sqrt() * 1.8, "share"));
        let share = amount / left * 0.55;
        let curve = falling(1.0 - share)
            .into_iter()
            .map(|point| Point {
                day: point.day,
                mean: 1.0 - point.mean,
                ci95: point.ci95.map(|ci| {
                    [
                        (1.0 - point.mean) - share * (point.mean - ci[0]),
                        (1.0 - point.mean) + share * (point.mean - ci[0]),
                    ]
                }),
                fan: None,
            })
            .collect();
        bucket.incidence.insert(name, curve);
    }
    for (name, prior_share) in [("hassle", 0.3), ("quality", 0.6), ("value", 0.7), ("service", 0.5)] {
        if let Some(amount) = bucket.outflow.get(name).and_then(|metric| metric.mean) {
            let split = BlameSplit {
                prior: metric(amount * prior_share, 8.0, "customers"),
                dissatisfaction: metric(amount * (1.0 - prior_share), 9.0, "customers"),
                indifferent: metric(amount * 0.2, 4.0, "customers"),
            };
            bucket.split.insert(name.to_string(), split);
        }
    }
    bucket
}

/// The branch with complaints about four holes at two touchpoints of one journey, and with two behaviours.
pub(crate) fn complaining() -> Results {
    let mut results = bank_branch();
    let groups = |counts: &[(&str, f64, bool)]| -> Vec<ComplaintGroup> {
        let all: f64 = counts.iter().map(|group| group.1).sum();
        let mut so_far = 0.0;
        let mut group = |&(name, count, class_a): &(&str, f64, bool)| {
            so_far += count;
            ComplaintGroup {
                name: name.to_string(),
                complaints: metric(count, 9.0, "complaints"),
                share: metric(count / all, 0.02, "share"),
                cumulative: so_far / all,
                class_a,
            }
        };
        counts.iter().map(&mut group).collect()
    };
    let world = &mut results.worlds[0];
    world.complaints = map(vec![
        (
            "hole",
            groups(&[
                ("quality", 300.0, true),
                ("hassle", 150.0, true),
                ("staff", 102.0, true),
                ("service", 48.0, false),
            ]),
        ),
        ("touchpoint", groups(&[("branch visit/counter", 420.0, true), ("branch visit/consult", 180.0, true)])),
        ("journey", groups(&[("branch visit", 600.0, true)])),
    ]);
    world.behaviours =
        map(vec![("repurchase", metric(0.83, 0.006, "share")), ("resisting_rivals", metric(0.57, 0.002, "share"))]);
    results
}

fn touch(name: &str, lane: Lane, resource: Option<&str>, next: &[(&str, f64)]) -> BlueprintTouchpoint {
    BlueprintTouchpoint {
        name: name.to_string(),
        lane,
        resource: resource.map(str::to_string),
        hole: None,
        end: None,
        next: next.iter().map(|(name, probability)| ((*name).to_string(), *probability)).collect(),
        requires: Vec::new(),
    }
}

fn touched(visits: f64, delay: f64, service: f64, feeling: Option<(f64, f64, f64)>) -> TouchpointResults {
    let mut measures: Measures<Touchpoint> = [
        (touchpoint::VISITS, metric(visits, visits.sqrt(), "visits")),
        (touchpoint::DELAY_MIN, metric(delay, delay * 0.04, "min")),
        (touchpoint::BAULKED, metric(0.0, 0.0, "visits")),
        (touchpoint::RENEGED, metric(visits * 0.01, 2.0, "visits")),
        (touchpoint::FAILED, metric(visits * 0.004, 1.0, "visits")),
        (touchpoint::COST, metric(visits * 2.5, 100.0, "CNY")),
        (touchpoint::SERVICE_MIN, metric(service, 0.02, "min")),
    ]
    .into_iter()
    .collect();
    if let Some((moment, _, peaks)) = feeling {
        measures.set(touchpoint::MOMENT, metric(moment, 0.01, "moment, -1..1"));
        measures.set(touchpoint::PEAK_SHARE, metric(peaks, 0.006, "share"));
        if delay > 0.0 {
            measures.set(touchpoint::WAIT_MOMENT, metric(-0.04 * delay, 0.005, "moment, -1..1"));
        }
    }
    let moment_quantiles = feeling.map(|(mean, spread, _)| {
        [mean - 2.4 * spread, mean - 0.9 * spread, mean + 0.1 * spread, mean + spread, mean + 1.9 * spread]
    });
    TouchpointResults { measures, moment_quantiles }
}

fn journey(blueprint: Vec<BlueprintTouchpoint>) -> JourneyResults {
    let measures = [
        (visit::STARTED, metric(241_300.0, 900.0, "visits")),
        (visit::COMPLETED, metric(240_100.0, 900.0, "visits")),
        (visit::GAVE_UP, metric(1_198.0, 30.0, "visits")),
        (visit::IN_PROGRESS, metric(2.0, 0.5, "visits")),
        (visit::SOJOURN_MIN, metric(14.2, 0.4, "min")),
        (visit::VALUE, metric(61.2, 0.3, "CNY")),
    ];
    JourneyResults { measures: measures.into_iter().collect(), blueprint }
}

fn resource(utilisation: f64, delay: f64, service: f64, by_hour: Vec<HourOfWeek>) -> ResourceResults {
    let measures = [
        (resource::UTILISATION, metric(utilisation, 0.004, "share")),
        (resource::DELAY_MIN, metric(delay, delay * 0.03, "min")),
        (resource::DELAY_PROBABILITY, metric(utilisation * 0.8, 0.006, "share")),
        (resource::QUEUE_LENGTH, metric(delay / 9.0, 0.1, "customers")),
        (resource::SOJOURN_MIN, metric(delay + service, delay * 0.03, "min")),
        (resource::BAULK_FRACTION, metric(0.0, 0.0, "share")),
        (resource::RENEGE_FRACTION, metric(0.021, 0.002, "share")),
        (resource::DELAY_P95_MIN, metric(delay * 3.1, delay * 0.1, "min")),
    ];
    ResourceResults { measures: measures.into_iter().collect(), by_hour }
}

/// Monday to Friday, 9 to 17, busiest Monday at ten.
fn office_week(staff: f64, service_min: f64, load: f64) -> Vec<HourOfWeek> {
    let shape = [0.8, 1.45, 1.3, 0.9, 0.7, 0.75, 0.9, 1.2];
    (0..168)
        .map(|hour| {
            let (day, clock) = (hour / 24, hour % 24);
            let open = day < 5 && (9..17).contains(&clock);
            let weight = if open { shape[clock as usize - 9] * (1.08 - 0.04 * f64::from(day)) } else { 0.0 };
            let busy = (load * weight).min(0.99) * staff;
            let delay = open.then_some(2.0 + 9.0 * weight * weight * weight * load);
            HourOfWeek {
                hour,
                arrivals: load * weight * staff * 60.0 / service_min,
                queue_length: delay.unwrap_or(0.0) / 4.0,
                busy,
                staff: if open { staff } else { 0.0 },
                delay_min: delay,
                delay_p95_min: delay.map(|delay| delay * 2.6),
                overloaded: false,
            }
        })
        .collect()
}

/// Yearly cohorts of five years; the first year is survived with the chance given, and a little likelier every year.
pub(crate) fn cohorts(first: f64) -> Cohorts {
    let cohort = |number: u64| {
        let seen = if number == 0 { 5 } else { 6 - number };
        let cell = |after: u64| {
            let mean = num::pow(first + 0.012 * number as f64, after as f64);
            let finished = number == 0 || after < seen;
            CohortCell { after, mean: Some(mean), ci95: Some([mean - 0.01, mean + 0.01]), n: 40, finished }
        };
        Cohort {
            number,
            from_day: 365.0 * (number.max(1) - 1) as f64,
            to_day: 365.0 * number as f64,
            joined: metric(if number == 0 { 4000.0 } else { 600.0 }, 8.0, "customers"),
            cells: (1..=seen).map(cell).collect(),
        }
    };
    Cohorts {
        period: "year".to_string(),
        period_days: 365.0,
        definition: "share still staying".to_string(),
        rows: (0..6).map(cohort).collect(),
    }
}

/// Stages on three dates: 4,000 on day 0, 600 join, 1,300 leave.
pub(crate) fn flow() -> StageFlow {
    let step = |day: f64, from: &str, to: &str, mean: f64| FlowStep {
        day,
        from: from.to_string(),
        to: to.to_string(),
        mean,
        ci95: Some([mean * 0.95, mean * 1.05]),
    };
    StageFlow {
        days: vec![0.0, 912.5, 1825.0],
        definition: "people by stage".to_string(),
        flows: vec![
            step(0.0, "not yet", "build_up", 2500.0),
            step(0.0, "not yet", "climax", 1500.0),
            step(912.5, "not yet", "acquisition", 280.0),
            step(912.5, "not yet", "gone", 20.0),
            step(912.5, "build_up", "build_up", 1500.0),
            step(912.5, "build_up", "climax", 500.0),
            step(912.5, "build_up", "gone", 500.0),
            step(912.5, "climax", "climax", 1000.0),
            step(912.5, "climax", "decline", 400.0),
            step(912.5, "climax", "gone", 100.0),
            step(1825.0, "not yet", "acquisition", 300.0),
            step(1825.0, "acquisition", "build_up", 280.0),
            step(1825.0, "build_up", "build_up", 1200.0),
            step(1825.0, "build_up", "gone", 300.0),
            step(1825.0, "climax", "climax", 1300.0),
            step(1825.0, "climax", "gone", 200.0),
            step(1825.0, "decline", "gone", 180.0),
            step(1825.0, "decline", "climax", 220.0),
        ],
    }
}

/// A branch with customers who remember: every chart has something to show.
pub(crate) fn bank_branch() -> Results {
    let leavers = [
        ("hassle", 884.0),
        ("rival", 540.0),
        ("quality", 412.0),
        ("value", 365.0),
        ("life", 300.0),
        ("service", 180.0),
        ("complaint", 96.0),
        ("neglect", 50.0),
        ("staff", 25.0),
    ];
    let mut counter = touch("counter", Lane::Onstage, Some("tellers"), &[("leave", 1.0)]);
    counter.requires = vec!["account system".to_string()];
    counter.end = Some(End::Transaction);
    let mut leave = touch("leave", Lane::Onstage, None, &[("follow-up call", 0.0), ("done", 1.0)]);
    leave.end = Some(End::Departure);
    let mut call = touch("follow-up call", Lane::Onstage, None, &[("done", 1.0)]);
    call.end = Some(End::After);
    let blueprint = vec![
        touch("enter", Lane::Customer, None, &[("consult", 0.12), ("counter", 0.88)]),
        touch("consult", Lane::Onstage, Some("adviser"), &[("counter", 1.0)]),
        counter,
        touch("account system", Lane::Support, None, &[]),
        leave,
        call,
    ];
    let never = touched(0.0, 0.0, 4.0, None);
    let mut world = World {
        metrics: map(vec![
            (
                "ltv",
                defined(
                    812.4,
                    9.1,
                    "CNY",
                    "mean discounted contribution of those who join during the run, acquisition cost included",
                ),
            ),
            ("npv", defined(1_912_345.0, 21_000.0, "CNY", "all money of the firm, discounted, fixed costs included")),
            (
                "remaining_value",
                defined(1_140.0, 12.0, "CNY", "discounted contribution of earlier customers from day 0"),
            ),
            ("retention_1y", defined(0.871, 0.004, "share", "Kaplan-Meier survival one year after joining")),
            ("retention_horizon", defined(0.45, 0.02, "share", "Kaplan-Meier survival at the horizon")),
            ("yearly_loss", defined(0.148, 0.003, "share", "1 - S^(1/years) at the horizon")),
            ("exits", defined(2852.0, 30.0, "customers", "customers who left during the run")),
            ("acquired", defined(2310.0, 30.0, "customers", "customers who joined during the run")),
            ("replacement_cost", defined(160_000.0, 2_100.0, "CNY", "acquisition cost to keep the bucket level")),
            ("satisfaction", defined(3.62, 0.01, "1..5", "mean satisfaction of active customers, over time")),
            ("praise_to_blame", defined(1.9, 0.02, "1", "good moments per bad moment")),
            ("complaints", defined(610.0, 14.0, "complaints", "complaints opened")),
        ]),
        ledger: map(vec![
            ("acquisition", metric(-160_000.0, 2100.0, "CNY")),
            ("margin", metric(14_900_000.0, 60_000.0, "CNY")),
            ("total", metric(12_480_000.0, 60_000.0, "CNY")),
            ("wages", metric(-2_260_000.0, 0.0, "CNY")),
        ]),
        survival: falling(0.45),
        bucket: Some(bucket(&leavers)),
        stages: (0..=60)
            .map(|month| {
                let part = f64::from(month) / 60.0;
                let level = 4000.0 - 542.0 * part;
                StagePoint {
                    day: part * 1825.0,
                    acquisition: level * 0.12 * part.sqrt(),
                    build_up: level * (0.3 - 0.02 * part),
                    climax: level * (0.5 - 0.05 * part.sqrt()),
                    decline: level * (0.2 + 0.02 * part - 0.07 * part.sqrt()),
                }
            })
            .collect(),
        cohorts: Some(cohorts(0.9)),
        flow: Some(flow()),
        journeys: map(vec![("branch visit", journey(blueprint))]),
        touchpoints: map(vec![
            ("branch visit/enter", touched(241_300.0, 0.0, 0.5, Some((0.12, 0.12, 0.05)))),
            ("branch visit/consult", touched(28_900.0, 2.1, 14.0, Some((0.31, 0.2, 0.11)))),
            ("branch visit/counter", touched(239_900.0, 5.3, 6.0, Some((0.18, 0.27, 0.62)))),
            ("branch visit/account system", touched(239_900.0, 0.0, 0.17, None)),
            ("branch visit/leave", touched(239_100.0, 0.0, 1.0, Some((0.06, 0.1, 0.04)))),
            ("branch visit/follow-up call", never),
        ]),
        resources: map(vec![
            ("tellers", resource(0.71, 5.3, 6.0, office_week(3.0, 6.0, 0.78))),
            ("adviser", resource(0.42, 2.1, 14.0, office_week(1.0, 14.0, 0.45))),
        ]),
        ..world()
    };
    world.name = "baseline".to_string();
    let mut results = results(
        "Bank branch",
        "Which repair keeps more value per yuan: a fourth teller, news about the wait, or a follow-up call?",
        vec![world],
    );
    results.run.warnings = vec![
        "`tellers`: more work than staff on Mon 10:00-12:00; the queue of that time is worked off later".to_string(),
    ];
    results
}

/// A bare queue with its theory as an assert.
pub(crate) fn mm1() -> Results {
    let mut hours = office_week(1.0, 6.0, 0.9);
    for hour in &mut hours {
        (hour.arrivals, hour.staff, hour.busy, hour.queue_length) = (9.0, 1.0, 0.9, 8.1);
        (hour.delay_min, hour.delay_p95_min) = (Some(54.0), Some(179.0));
    }
    let mut server = resource(0.9, 54.0312, 6.0, hours);
    server.measures.set(resource::UTILISATION, metric(0.9003, 0.0011, "share"));
    server.measures.set(resource::RENEGE_FRACTION, metric(0.0, 0.0, "share"));
    let world = World {
        journeys: map(vec![(
            "visit",
            journey(vec![touch("counter", Lane::Onstage, Some("server"), &[("done", 1.0)])]),
        )]),
        touchpoints: map(vec![("visit/counter", touched(180_000.0, 54.0312, 6.0, None))]),
        resources: map(vec![("server", server)]),
        ..world()
    };
    let question = "Does the queue agree with theory? (delay 54 min, time in system 60 min, utilisation 0.9)";
    let mut results = results("M/M/1", question, vec![world]);
    results.scenario.currency = None;
    results.run =
        RunInfo { horizon_days: 20_000.0 / 24.0, warm_up_days: 1000.0 / 24.0, customers: 0, seed: 1, ..results.run };
    results.asserts = vec![AssertOutcome {
        name: "theory".to_string(),
        world: "baseline".to_string(),
        metric: "resources.server.delay_min".to_string(),
        rule: "= 54 within 3 %".to_string(),
        value: Some(54.0312),
        held: true,
    }];
    over(&results, 20)
}

/// A contract: customers renew or leave at the end of each term.
pub(crate) fn magazine() -> Results {
    let retention = [0.60, 0.65, 0.70, 0.75, 0.78, 0.79, 0.80, 0.80, 0.80];
    let mut alive = 1000.0;
    let mut survivors = vec![TermPoint { term: 1, mean: alive, ci95: Some([alive, alive]) }];
    for (index, rate) in retention.iter().enumerate() {
        alive *= rate;
        survivors.push(TermPoint { term: index as u64 + 2, mean: alive, ci95: Some([alive - 2.2, alive + 2.2]) });
    }
    let level = survivors
        .iter()
        .map(|term| Point { day: (term.term - 1) as f64 * 365.0, mean: term.mean, ci95: term.ci95, fan: None })
        .collect::<Vec<_>>();
    let left = 1000.0 - alive;
    let world = World {
        metrics: map(vec![
            ("npv", defined(66_912.4, 81.0, "CNY", "all money of the firm, discounted")),
            ("ltv", defined(66.91, 0.081, "CNY", "mean discounted contribution of those who join on day 0")),
            ("retention_1y", defined(0.6, 0.0021, "share", "Kaplan-Meier survival one year after joining")),
            ("retention_horizon", defined(alive / 1000.0, 0.0022, "share", "Kaplan-Meier survival at the horizon")),
        ]),
        survivors,
        bucket: Some(Bucket {
            level,
            start: metric(1000.0, 0.0, "customers"),
            end: metric(alive, 2.2, "customers"),
            inflow: BTreeMap::new(),
            outflow: map(vec![("not renewed", metric(left, 2.2, "customers"))]),
            outflow_share: map(vec![("not renewed", metric(1.0, 0.0, "share"))]),
            split: BTreeMap::new(),
            incidence: BTreeMap::new(),
        }),
        ..world()
    };
    let mut results = results(
        "Weekly magazine",
        "What is a subscriber worth, and what would five points of retention add?",
        vec![world],
    );
    results.run.horizon_days = 3650.0;
    results.run.engine = "independent".to_string();
    results.asserts = vec![AssertOutcome {
        name: "golden value".to_string(),
        world: "baseline".to_string(),
        metric: "metrics.npv".to_string(),
        rule: "= 66940.31 within 1 %".to_string(),
        value: Some(66_912.4),
        held: true,
    }];
    over(&results, 200)
}

/// The branch with every name in Chinese.
pub(crate) fn chinese() -> Results {
    let mut text = serde_json::to_string(&bank_branch()).expect("results are JSON");
    let words = [
        ("Bank branch", "银行网点"),
        ("branch visit", "网点办理"),
        ("account system", "账户系统"),
        ("follow-up call", "回访电话"),
        ("tellers", "柜员"),
        ("adviser", "理财经理"),
        ("\"enter", "\"进门"),
        ("/enter", "/进门"),
        ("consult", "咨询"),
        ("/counter", "/柜台"),
        ("\"counter", "\"柜台"),
        ("\"leave\"", "\"离开\""),
        ("/leave", "/离开"),
        ("hassle", "等待太久"),
        ("\"rival\"", "\"竞争对手\""),
    ];
    for (english, chinese) in words {
        text = text.replace(english, chinese);
    }
    let mut results: Results = serde_json::from_str(&text).expect("still results");
    results.scenario.question = Some("哪一种改进每一元钱留住的价值更多？".to_string());
    results
}

/// Every name as hostile as a name can be.
pub(crate) fn hostile() -> Results {
    let evil = "<script>alert(1)</script>\u{202e}\u{1b}[31m=cmd|' /C calc'!A0&\"'";
    let mut text = serde_json::to_string(&bank_branch()).expect("results are JSON");
    let inside = |name: &str| {
        let quoted = serde_json::to_string(name).expect("a string is JSON");
        quoted[1..quoted.len() - 1].to_string()
    };
    text = text.replace("branch visit", &inside(evil));
    text = text.replace("\"tellers\"", &format!("\"{}\"", inside(&"字".repeat(10_000))));
    text = text.replace("hassle", &inside(&format!("../../{evil}")));
    text = text.replace("\"counter\"", &format!("\"{}\"", inside(&"W".repeat(10_000))));
    let mut results: Results = serde_json::from_str(&text).expect("still results");
    results.scenario.name = format!("../../{evil}");
    results.scenario.question = Some(evil.repeat(50));
    results.run.warnings.push(evil.to_string());
    results
}

/// Raw rows for two replications.
pub(crate) fn replications() -> ReplicationTable {
    ReplicationTable {
        columns: vec!["metrics.npv".to_string(), "bucket.outflow.hassle".to_string()],
        pooled: Vec::new(),
        rows: (0..2)
            .map(|replication| ReplicationRow {
                world: "baseline".to_string(),
                replication,
                values: vec![Some(-3.5 - replication as f64), None],
            })
            .collect(),
    }
}
