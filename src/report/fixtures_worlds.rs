//! Results that compare worlds, as an experiment would leave them, for tests: interventions over the bank branch,
//! and its holes plugged in turn. The numbers are invented and consistent with each other.
//! Data, and long as such.

use super::fixtures::{bank_branch, bucket, chinese, defined, falling, hostile, map, metric};
use crate::experiment::comparison::{
    Advice, Attribution, Better, Business, Comparison, Contribution, DesignPoint, Difference, InputChange, Leak, Leaks,
    Payback, Priorities, Priority, Tornado, TornadoBar, TornadoEnd, TwinExample, TwinFlow, TwinGroup, Twins, Winner,
};
use crate::experiment::results::{Point, Results, World};
use crate::num;

/// A paired difference over 40 replications.
pub(crate) fn difference(mean: f64, half_width: f64, unit: &str, better: Better) -> Difference {
    let good = match better {
        Better::Higher => mean,
        Better::Lower => -mean,
    };
    let likely = if good > half_width { 0.9995 } else { (0.5 + 0.49 * good / half_width).clamp(0.001, 0.999) };
    Difference {
        mean: Some(mean),
        ci95: Some([mean - half_width, mean + half_width]),
        simultaneous95: Some([mean - 1.25 * half_width, mean + 1.25 * half_width]),
        sd: Some(half_width * 3.1),
        n: 40,
        p_better: Some(likely),
        too_few_events: false,
        share_better: Some((0.5 + 0.4 * good / half_width).clamp(0.05, 0.975)),
        p_adjusted: Some(if mean.abs() > half_width { 0.0021 } else { 0.21 }),
        variance_ratio: Some(6.4),
        better: Some(better),
        unit: unit.to_string(),
    }
}

/// An intervention of the fixture: name, cost, gain before cost, half-width of the difference.
struct Idea {
    name: &'static str,
    cost: f64,
    gain: f64,
    half_width: f64,
    saved: f64,
}

const IDEAS: [Idea; 4] = [
    Idea { name: "Fourth teller", cost: 260_000.0, gain: 321_500.0, half_width: 21_000.0, saved: 312.0 },
    Idea { name: "News about the wait", cost: 12_000.0, gain: 48_200.0, half_width: 9_000.0, saved: 96.0 },
    Idea { name: "Follow-up call", cost: 95_000.0, gain: 80_000.0, half_width: 14_000.0, saved: 120.0 },
    Idea { name: BUNDLE, cost: 367_000.0, gain: 430_000.0, half_width: 24_000.0, saved: 455.0 },
];

/// The bundle of all three.
pub(crate) const BUNDLE: &str = "Fourth teller + News about the wait + Follow-up call";

/// Values whose mean and spread are given, in no order that means anything.
fn spread_out(mean: f64, sd: f64, n: usize) -> Vec<f64> {
    let value = |index: usize| {
        let p = ((index * 7 + 3) % n) as f64 + 0.5;
        mean + sd * 0.56 * num::ln(p / (n as f64 - p))
    };
    (0..n).map(value).collect()
}

pub(super) fn twins(saved: f64) -> Twins {
    let flow = |from: &str, to: &str, mean: f64| TwinFlow {
        from: from.to_string(),
        to: to.to_string(),
        mean,
        ci95: Some([0.9 * mean, 1.1 * mean]),
        n: 40,
    };
    let group = |name: &str, part: f64| TwinGroup {
        by: "hole".to_string(),
        name: name.to_string(),
        saved: metric(saved * part, 6.0, "customers"),
        lost: metric(41.0 * part, 3.0, "customers"),
        moved: metric(saved * 0.5 * part, 5.0, "customers"),
        untouched: metric(400.0 * part, 9.0, "customers"),
    };
    let customers = |mean: f64, half: f64| metric(mean, half, "customers");
    Twins {
        saved: customers(saved, 12.0),
        lost: customers(41.0, 4.0),
        moved: customers(saved * 0.5, 9.0),
        untouched: customers(6310.0 - saved * 1.5 - 41.0, 14.0),
        unmatched: customers(0.0, 0.0),
        unmatched_left: [customers(0.0, 0.0), customers(0.0, 0.0)],
        left_later: customers(saved * 0.38, 8.0),
        delay_days: metric(211.0, 12.0, "days"),
        by: vec![group("hassle", 0.7), group("service", 0.3)],
        flow: vec![
            flow("hassle", "stays", saved * 0.72),
            flow("service", "stays", saved * 0.28),
            flow("hassle", "rival", saved * 0.3),
            flow("hassle", "value", saved * 0.12),
            flow("service", "quality", saved * 0.08),
            flow("stays", "rival", 27.0),
            flow("stays", "value", 14.0),
        ],
        examples: vec![TwinExample {
            replication: 3,
            customer: "1234".to_string(),
            fate: "saved".to_string(),
            story: "left by hassle on day 412; stays".to_string(),
        }],
    }
}

fn business(idea: &Idea) -> Business {
    let net = idea.gain - idea.cost;
    let cumulative = (0..=60)
        .map(|month| {
            let part = f64::from(month) / 60.0;
            // Half of the cost comes at once, the gain grows with time.
            let mean = idea.gain * part * (0.7 + 0.3 * part) - idea.cost * (0.5 + 0.5 * part);
            let half = idea.half_width * part.sqrt();
            Point { day: part * 1825.0, mean, ci95: Some([mean - half, mean + half]), fan: None }
        })
        .collect();
    let payback = match idea.name {
        "Follow-up call" => (None, None, 12),
        "News about the wait" => (Some(318.0), Some([Some(241.0), Some(402.0)]), 40),
        BUNDLE => (Some(1560.0), Some([Some(1390.0), None]), 33),
        _ => (Some(1333.0), Some([Some(1204.0), Some(1460.0)]), 38),
    };
    let definition = "first day from which the discounted difference stays above zero, median over replications";
    Business {
        cost: metric(idea.cost, 900.0, "CNY"),
        gain: metric(idea.gain, idea.half_width, "CNY"),
        return_: Some(metric(net / idea.cost, idea.half_width / idea.cost, "1")),
        payback_days: Some(Payback {
            median: payback.0,
            interval: payback.1,
            paid_back: payback.2,
            n: 40,
            definition: definition.to_string(),
        }),
        cumulative,
        costs: vec![idea.cost; 40],
        paybacks: Vec::new(),
    }
}

fn world(baseline: &World, idea: &Idea, replications: usize) -> World {
    let net = idea.gain - idea.cost;
    let part = idea.saved / 884.0;
    let leavers: Vec<(String, f64)> = baseline
        .bucket
        .iter()
        .flat_map(|bucket| &bucket.outflow)
        .filter_map(|(name, metric)| Some((name.clone(), metric.mean?)))
        .map(|(name, mean)| {
            let left = if name == "hassle" { mean - idea.saved * 1.1 } else { mean * (1.0 + 0.05 * part) };
            (name, left)
        })
        .collect();
    let named: Vec<(&str, f64)> = leavers.iter().map(|(name, mean)| (name.as_str(), *mean)).collect();
    let mut world = baseline.clone();
    world.name = idea.name.to_string();
    world.survival = falling(0.45 + 0.11 * part);
    let mut after = bucket(&named);
    let end = after.end.mean.unwrap_or(0.0);
    after.level = falling(end / 4000.0)
        .into_iter()
        .map(|point| Point {
            day: point.day,
            mean: point.mean * 4000.0,
            ci95: point.ci95.map(|ci| ci.map(|x| x * 4000.0)),
            fan: None,
        })
        .collect();
    world.bucket = Some(after);
    world.stages.iter_mut().for_each(|point| point.climax += idea.saved * point.day / 1825.0);
    if idea.name != "Follow-up call"
        && let Some(tellers) = world.resources.get_mut("tellers")
    {
        tellers.measures.set(crate::metrics::resource::DELAY_MIN, metric(1.2, 0.05, "min"));
    }
    let npv = baseline.metrics["npv"].mean.unwrap_or(0.0) + net;
    world.metrics.insert("npv".to_string(), defined(npv, 21_500.0, "CNY", "all money of the firm, discounted"));
    world.cohorts = Some(super::fixtures::cohorts(0.9 + 0.03 * part));
    world.comparison = Some(Comparison {
        difference: map(vec![
            ("npv", difference(net, idea.half_width, "CNY", Better::Higher)),
            ("ltv", difference(net / 5000.0, idea.half_width / 5000.0, "CNY", Better::Higher)),
            ("yearly_loss", difference(-0.02 * part, 0.002, "share per year", Better::Lower)),
            ("exits", difference(-idea.saved + 41.0, 12.0, "customers", Better::Lower)),
            ("satisfaction", difference(0.06 * part, 0.01, "1..5", Better::Higher)),
        ]),
        twins: Some(twins(idea.saved)),
        business: business(idea),
        futures: spread_out(net, idea.half_width * 3.1, replications),
    });
    world
}

/// Outline of an ellipse around a point.
fn ellipse((x, y): (f64, f64), (wide, high): (f64, f64)) -> Vec<(f64, f64)> {
    (0..48)
        .map(|step| {
            let turn = f64::from(step) / 48.0 * std::f64::consts::TAU;
            (x + wide * num::cos(turn), y + high * (num::sin(turn) + 0.3 * num::cos(turn)))
        })
        .collect()
}

/// The bank branch with twelve parameters, one at a time.
pub(crate) fn tornado() -> Results {
    let mut results = bank_branch();
    let end =
        |input: String, mean: f64| TornadoEnd { input, difference: difference(mean, 21_000.0, "CNY", Better::Higher) };
    let bars = (0..12).map(|index| {
        let swing = 400_000.0 / num::pow(1.6, f64::from(index));
        let name = if index == 0 { "rival's pull".to_string() } else { format!("parameter {index} with a long name") };
        // The fourth is best in the middle.
        let high = if index == 3 { swing * 0.4 } else { -swing };
        TornadoBar {
            name,
            path: "hole.rival.hazard".to_string(),
            low: end("2 % per y".to_string(), if index == 3 { -swing } else { swing }),
            high: end("6 % per y".to_string(), if index == 3 { -high } else { high }),
            unjudged: false,
        }
    });
    results.findings.tornado = Some(Tornado {
        metric: "npv".to_string(),
        unit: "CNY".to_string(),
        bars: bars.collect(),
        noise: Some(21_000.0),
    });
    results
}

/// A baseline, three interventions and their bundle.
pub(crate) fn compare() -> Results {
    compared(bank_branch(), 40)
}

/// The same with differences from 200 replications.
pub(crate) fn compare_many() -> Results {
    let mut results = super::fixtures::over(&compared(bank_branch(), 200), 200);
    results.run.replications = 200;
    results
}

fn compared(mut results: Results, replications: usize) -> Results {
    let baseline = results.worlds[0].clone();
    results.worlds.extend(IDEAS.iter().map(|idea| world(&baseline, idea, replications)));
    let change = |world: &str, path: &str, from: &str, to: &str, when: &str| InputChange {
        world: world.to_string(),
        path: path.to_string(),
        from: from.to_string(),
        to: to.to_string(),
        when: when.to_string(),
    };
    let findings = &mut results.findings;
    findings.inputs = vec![
        change("Fourth teller", "resource.tellers.staff", "3", "4", "mon-fri 10:00-12:00, from day 30"),
        change("News about the wait", "journey.branch visit.touchpoint.counter.news", "none", "\"every 5 min\"", ""),
        change("Follow-up call", "journey.branch visit.touchpoint.leave.next.follow-up call", "0", "0.4", ""),
    ];
    let money = |mean: f64, half: f64| metric(mean, half, "CNY");
    findings.attribution = Some(Attribution {
        metric: "npv".to_string(),
        unit: "CNY".to_string(),
        players: vec![
            Contribution {
                name: IDEAS[0].name.to_string(),
                share: money(55_000.0, 19_000.0),
                alone: money(61_500.0, 21_000.0),
            },
            Contribution {
                name: IDEAS[1].name.to_string(),
                share: money(29_000.0, 8_800.0),
                alone: money(36_200.0, 9_000.0),
            },
            Contribution {
                name: IDEAS[2].name.to_string(),
                share: money(-21_000.0, 13_500.0),
                alone: money(-15_000.0, 14_000.0),
            },
        ],
        total: money(63_000.0, 24_000.0),
        interaction: money(-19_700.0, 9_100.0),
        exact: true,
    });
    findings.designs = IDEAS
        .iter()
        .map(|idea| DesignPoint {
            name: idea.name.to_string(),
            interventions: idea.name.split(" + ").map(str::to_string).collect(),
            cost: money(idea.cost, 900.0),
            gain: money(idea.gain, idea.half_width),
            dominated_by: None,
            ellipse: ellipse((idea.cost, idea.gain), (1_400.0, idea.half_width * 1.25)),
            within_budget: Some(idea.cost <= 300_000.0),
            p_best: Some(if idea.saved == 312.0 { 0.86 } else { 0.04 }),
        })
        .chain([DesignPoint {
            name: "Fourth teller + Follow-up call".to_string(),
            interventions: vec!["Fourth teller".to_string(), "Follow-up call".to_string()],
            cost: money(355_000.0, 900.0),
            gain: money(318_000.0, 25_000.0),
            dominated_by: Some("Fourth teller".to_string()),
            ellipse: ellipse((355_000.0, 318_000.0), (1_400.0, 30_000.0)),
            within_budget: Some(false),
            p_best: Some(0.0),
        }])
        .collect();
    findings.budget = Some(300_000.0);
    findings.winner = Some(Winner {
        name: "Fourth teller".to_string(),
        chosen: "largest mean difference of npv within the budget".to_string(),
        first: difference(61_500.0, 21_000.0, "CNY", Better::Higher),
        fresh: difference(54_200.0, 20_400.0, "CNY", Better::Higher),
    });
    results
}

/// The holes of the branch, each plugged in turn.
pub(crate) fn leaks() -> Results {
    let mut results = bank_branch();
    let holes = [
        ("hassle", 884.0, 402_000.0, 21_000.0, 560.0),
        ("rival", 540.0, 188_000.0, 19_000.0, 402.0),
        ("quality", 412.0, 196_000.0, 18_000.0, 251.0),
        ("value", 365.0, 51_000.0, 16_000.0, 198.0),
        ("service", 180.0, 66_000.0, 15_000.0, 121.0),
        ("neglect", 50.0, -4_000.0, 12_000.0, 18.0),
    ];
    let all: f64 = 2852.0;
    let leak = |&(hole, exits, gain, half, avoided): &(&str, f64, f64, f64, f64)| {
        let gone: f64 = exits - avoided;
        let others: Vec<&str> = holes.iter().map(|other| other.0).filter(|other| *other != hole).collect();
        let mut then = vec![("stays".to_string(), avoided)];
        then.extend(
            others
                .iter()
                .enumerate()
                .map(|(index, other)| ((*other).to_string(), gone * [0.42, 0.26, 0.17, 0.1, 0.05][index])),
        );
        Leak {
            hole: hole.to_string(),
            shut: false,
            exits: metric(exits, exits.sqrt() * 0.4, "customers"),
            share: metric(exits / all, 0.012, "share"),
            value_at_exit: Some(metric(640.0, 12.0, "CNY")),
            gain: difference(gain, half, "CNY", Better::Higher),
            exits_avoided: difference(avoided, 11.0, "customers", Better::Higher),
            yearly_loss: difference(-avoided / 40_000.0, 0.001, "share per year", Better::Lower),
            then,
            shapley: None,
        }
    };
    let mut leaks: Vec<Leak> = holes.iter().map(leak).collect();
    leaks.sort_by(|a, b| b.gain.mean.unwrap_or(0.0).total_cmp(&a.gain.mean.unwrap_or(0.0)));
    let sum: f64 = holes.iter().map(|hole| hole.2).sum();
    results.findings.leaks = Some(Leaks {
        holes: leaks,
        all_plugged: difference(1_320_000.0, 31_000.0, "CNY", Better::Higher),
        residual: metric(1_320_000.0 - sum, 24_000.0, "CNY"),
        replacement_cost: Some(metric(160_000.0, 2_100.0, "CNY")),
        value_equivalent: Some(metric(1.4, 0.03, "newcomers")),
    });
    let item =
        |name: &str, wait: bool, hole: &str, gain: [f64; 2], rating: f64, weight: f64, advice: Advice| Priority {
            touchpoint: format!("branch visit/{name}"),
            wait,
            hole: hole.to_string(),
            importance: metric(gain[0], gain[1], "CNY"),
            rating: metric(rating, 0.012, "utility -1..1"),
            weight,
            advice,
            in_doubt: advice == Advice::NoAdvice,
        };
    results.findings.priorities = Some(Priorities {
        items: vec![
            item("counter", true, "hassle", [402_000.0, 21_000.0], -0.21, 0.55, Advice::WeakPoint),
            item("counter", false, "quality", [196_000.0, 18_000.0], 0.18, 0.27, Advice::Strength),
            item("leave", false, "service", [152_000.0, 15_000.0], 0.06, 0.09, Advice::NoAdvice),
            item("consult", false, "service", [66_000.0, 15_000.0], 0.31, 0.09, Advice::IrrelevantStrength),
            item("enter", false, "neglect", [-4_000.0, 12_000.0], -0.06, 0.0, Advice::Negligible),
        ],
        importance_cut: 162_400.0,
        rating_cut: 0.056,
        importance_grey: 38_300.0,
        rating_grey: 0.051,
        score: Some(metric(-0.03, 0.01, "utility -1..1")),
        definition: "importance against rating".to_string(),
    });
    results
}

/// Both commands with every name in Chinese, and with every name as hostile as can be.
pub(crate) fn odd_names() -> [Results; 3] {
    let rename = |results: &Results, name: &dyn Fn(&str) -> String| -> Results {
        let mut text = serde_json::to_string(results).expect("results are JSON");
        for old in [BUNDLE, "Fourth teller", "News about the wait", "Follow-up call", "hassle", "quality"] {
            text = text.replace(&format!("\"{old}\""), &serde_json::to_string(&name(old)).expect("a string is JSON"));
        }
        serde_json::from_str(&text).expect("still results")
    };
    let in_chinese = |name: &str| match name {
        "Fourth teller" => "第四个柜员".to_string(),
        "News about the wait" => "等候时间通知".to_string(),
        "Follow-up call" => "回访电话".to_string(),
        "quality" => "服务质量".to_string(),
        _ => "第四个柜员和等候时间通知和回访电话以及所有其他改进措施".to_string(),
    };
    let hostile_name = |name: &str| format!("<script>alert(1)</script>\u{202e}\u{1b}[31m&\"' {}", name.repeat(40));
    let mut chinese_leaks = chinese();
    chinese_leaks.findings = leaks().findings;
    [
        rename(&compared(chinese(), 40), &in_chinese),
        rename(&compared(hostile(), 40), &hostile_name),
        rename(&chinese_leaks, &in_chinese),
    ]
}
