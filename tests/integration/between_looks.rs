//! What happens between two looks at a customer: what decays is integrated, whenever somebody looks.
//!
//! Longer than other files: one law of change after the other, each with its closed form.

use journeysim::experiment::results::World;
use journeysim::num::{exp, ln};

use crate::recovery::plugged;
use crate::support::{Set, Worlds, run_text};

fn metric(world: &World, name: &str) -> f64 {
    world.metrics[name].mean.unwrap_or_else(|| panic!("no value of {name}"))
}

/// Customers who feel one touchpoint. `tick` is a journey in which nothing is felt: with it everybody is looked at every other day.
const LOOKED_AT: &str = r#"
name = "hazards between looks"
[run]
horizon = "400 d"
replications = 1
seed = 3
[population]
customers = 2000
[experience]
sd_within = 0.0
sd_between = 0.0
mood_gain = 0.0
[memory]
half_life = "10 d"
learning = 0.25
good_per_bad = 2.0
primacy = 3.0
[loyalty]
habit = 0
[purchase]
rate = "1 per 100 d"
wallet_response = 2.0
at_join = false
[lifecycle]
n_C = 2
[[hole]]
name = "neglect"
factor = 0.0
[[journey]]
name = "visit"
start = { every = "60 d" }
[[journey.touchpoint]]
name = "counter"
time = "1 min"
quality = 2.0
hole = "quality"
fail_prob = 0.0
[[journey]]
name = "tick"
start = { every = "2 d" }
enabled = false
[[journey.touchpoint]]
name = "nothing"
lane = "support"
fail_prob = 0.0
"#;

const QUALITY: &str = "journey.visit.counter.quality";

/// Retention after a year, satisfaction and purchases per customer, without and with those looks.
fn both_ways(text: &str, sets: &[Set<'_>]) -> [[f64; 3]; 2] {
    ["false", "true"].map(|look| {
        let all: Vec<Set<'_>> = sets.iter().copied().chain([("journey.tick.enabled", look)]).collect();
        let results = run_text(text, &all);
        ["retention_1y", "satisfaction", "purchases_per_customer"].map(|name| metric(&results.worlds[0], name))
    })
}

/// The same draws, so that what is left is the error of integration, and one customer more or less.
fn looks_move_nothing(text: &str, sets: &[Set<'_>]) {
    let [rarely, daily] = both_ways(text, sets);
    for (i, name) in ["retention after a year", "satisfaction", "purchases"].into_iter().enumerate() {
        assert!((rarely[i] - daily[i]).abs() < 1e-3, "{sets:?}: {name} {} {}", rarely[i], daily[i]);
    }
}

#[test]
fn hazards_follow_memory_between_looks() {
    for half_life in ["\"2 d\"", "\"10 d\"", "\"60 d\""] {
        for (quality, every) in [("2.0", "15 d"), ("2.0", "60 d"), ("9.0", "15 d")] {
            let start = format!("{{ every = \"{every}\" }}");
            let sets = [("memory.half_life", half_life), (QUALITY, quality), ("journey.visit.start", &start)];
            looks_move_nothing(LOOKED_AT, &sets);
        }
    }
}

#[test]
fn hazards_follow_memory_where_it_rests_elsewhere_or_never() {
    looks_move_nothing(LOOKED_AT, &[("memory.half_life", "\"forever\""), (QUALITY, "8.0")]);
    // Memory crosses 0, where satisfaction has a corner, on its way up.
    looks_move_nothing(LOOKED_AT, &[("memory.baseline", "0.4"), ("memory.half_life", "\"20 d\"")]);
    // Steps of the loyalty curve so narrow that a look comes on either side of each.
    looks_move_nothing(LOOKED_AT, &[("loyalty.widths", "[0.02, 0.05]"), ("loyalty.thresholds", "[2.2, 3.2]")]);
    // Next to nobody loyal below the first step, and nothing that holds: the hazard bends far below it.
    let bare: &[Set<'_>] = &[
        ("loyalty.levels.low", "[1e-6, 0.99, 0.999]"),
        ("loyalty.levels.high", "[1e-6, 0.99, 0.999]"),
        ("loyalty.widths", "[0.08, 0.08]"),
        ("loyalty.thresholds", "[3.2, 4.6]"),
        ("loyalty.decision_horizon", "\"3650 d\""),
        ("loyalty.support", "{ price = 0.0, convenience = 0.0, inertia = 0.0, lockin = 0.0 }"),
        ("memory.baseline", "0.3"),
        ("memory.half_life", "\"200 d\""),
        ("journey.visit.start", "\"join\""),
        ("purchase.wallet_response", "0.0"),
    ];
    looks_move_nothing(LOOKED_AT, bare);
}

#[test]
fn a_widened_hole_follows_memory_and_blame_between_looks() {
    looks_move_nothing(LOOKED_AT, &[("hole.quality.factor", "4.0"), ("memory.half_life", "\"40 d\"")]);
}

#[test]
fn a_silence_is_long_enough_at_the_rate_of_that_moment() {
    // Customers who were served badly on day 0 and forgive by and by: their gaps shorten while nobody looks at them.
    let calls = |tick: bool| {
        let text = LOOKED_AT
            .replace("10 d", "100 d")
            .replace("every = \"60 d\"", "JOIN")
            .replace("start = { JOIN }", "start = \"join\"")
            .replace("1 per 100 d", "1 per 20 d")
            .replace("enabled = false", &format!("enabled = {tick}"));
        let offer = "[[intervention]]\nname = \"call\"\non = \"warning\"\nlasts = \"1 d\"\ncost = { per_use = 1.0 }\n\
                     change = { \"experience.mood_gain\" = { set = 0.5 } }\n";
        let results = Worlds::parse(&format!("{text}{offer}"), &[&["call"]]).results();
        metric(&results.worlds[0], "npv") - metric(&results.worlds[1], "npv")
    };
    let [rarely, often] = [false, true].map(calls);
    assert!(rarely > 500.0 && (rarely - often).abs() < 2.0, "{rarely} and {often} calls");
}

/// 5,000 customers, served badly on day 0 by what they then forget, who come back `rate` times a day in the hours of a journey.
fn forgetful(hours: &str, [horizon, half_life]: [f64; 2], response: f64, rate: &str, tick: bool) -> String {
    let visit = "start = { every = \"60 d\" }";
    let text = LOOKED_AT
        .replace("400 d", &format!("{horizon} d"))
        .replace("half_life = \"10 d\"", &format!("half_life = \"{half_life} d\""))
        .replace("customers = 2000", "customers = 5000")
        .replace("rate = \"1 per 100 d\"", &format!("rate = \"{rate}\""))
        .replace("wallet_response = 2.0", &format!("wallet_response = {response:?}"))
        .replace(visit, "start = \"join\"")
        .replace("n_C = 2", "warning = 0.5\ndelta_CD = \"0 per y\"\nmultiplier = { acquisition = 1.0, build_up = 1.0, climax = 1.0, decline = 1.0 }")
        .replace("[loyalty]", "[loyalty]\ndecision_horizon = \"10000 y\"")
        .replace("enabled = false", &format!("enabled = {tick}"));
    let none = ["rival", "life", "income"].map(|hole| format!("[[hole]]\nname = \"{hole}\"\nfactor = 0.0\n")).concat();
    format!(
        "{text}{none}[[journey]]\nname = \"shop\"\nstart = \"purchase\"\n{hours}\n[[journey.touchpoint]]\nname = \"till\"\nlane = \"support\"\n\
         fail_prob = 0.0\n"
    )
}

/// Purchase rate over that at a memory of 0, `days` after the bad visit: E = 6.5 and quality 2, so that u = -.5 - .5 (1 - exp(-2)), taken in whole.
fn forgiven(days: f64, half_life: f64, response: f64) -> f64 {
    let memory = (-0.5 - 0.5 * (1.0 - exp(-2.0))) * exp(-std::f64::consts::LN_2 * days / half_life);
    let share = |memory: f64| exp(response * memory) / (exp(response * memory) + 5.0);
    share(memory) / share(0.0)
}

#[test]
fn purchases_in_open_hours_follow_memory_by_the_calendar() {
    for (days, [open, close], [horizon, half_life]) in [
        ("mon", [10, 14], [21.0, 5.0]),
        ("sun", [10, 14], [21.0, 3.0]),
        ("mon-fri", [9, 17], [21.0, 5.0]),
        ("sat-sun", [9, 17], [28.0, 30.0]),
        ("sat", [9, 17], [7.0, 60.0]),
    ] {
        let hours = format!("hours = {{ days = \"{days}\", open = \"{open:02}:00\", close = \"{close:02}:00\" }}");
        let found = metric(
            &run_text(&forgetful(&hours, [horizon, half_life], 2.0, "1 per d", false), &[]).worlds[0],
            "purchases",
        );
        let open_days: Vec<f64> = match days {
            "mon" => vec![0.0],
            "sun" => vec![6.0],
            "sat" => vec![5.0],
            "sat-sun" => vec![5.0, 6.0],
            _ => (0..5).map(f64::from).collect(),
        };
        let weight = 7.0 / (open_days.len() as f64 * f64::from(close - open) / 24.0);
        let mut expected = 0.0;
        for week in 0..4 {
            for day in &open_days {
                for part in 0..200 {
                    let length = f64::from(close - open) / 24.0 / 200.0;
                    let at = 7.0 * f64::from(week) + day + f64::from(open) / 24.0 + (f64::from(part) + 0.5) * length;
                    if at < horizon {
                        expected += 5000.0 * weight * length * forgiven(at, half_life, 2.0);
                    }
                }
            }
        }
        // Purchases are a Poisson process: four standard deviations.
        assert!(
            (found - expected).abs() < 4.0 * expected.sqrt(),
            "{days}, {half_life} d: {found}, should be {expected}"
        );
    }
}

#[test]
fn a_silence_is_an_exit_to_the_firm_when_it_has_become_one() {
    // Silence times rate passes one mean gap once; a contact comes 100 d later to whom has not bought since: nobody has who joined on day 0 and is asked.
    let (half_life, response) = (100.0, 4.0);
    let rate = |day: f64| forgiven(day, half_life, response) / 50.0;
    let mut seen = 0.0;
    while seen * rate(seen) < 1.0 {
        seen += 0.01;
    }
    let steps = 10_000;
    let bought: f64 = (0..steps).map(|i| rate((f64::from(i) + 0.5) * (seen + 100.0) / f64::from(steps))).sum::<f64>()
        * (seen + 100.0)
        / f64::from(steps);
    let expected = 5000.0 * exp(-bought);
    for tick in [false, true] {
        let text = forgetful("", [(seen + 101.0).ceil(), half_life], response, "1 per 50 d", tick);
        let text = format!("{text}[win_back]\ncontacts = [\"100 d\"]\noffer_cost = 1.0\n");
        let found = metric(&run_text(&text, &[]).worlds[0], "win_back_contacts");
        assert!((found - expected).abs() < 4.0 * expected.sqrt(), "{found}, should be {expected}");
    }
}

#[test]
fn resentment_begins_where_satisfaction_falls_below_three() {
    let bound = format!("{LOOKED_AT}[contract]\nterm = \"50 d\"\nlock_in = 0.6\nresentment = \"0.004 per d\"\n");
    let falls: &[Set<'_>] = &[
        ("memory.baseline", "-0.4"),
        ("memory.half_life", "\"30 d\""),
        (QUALITY, "9.5"),
        ("memory.learning", "0.28"),
        ("memory.good_per_bad", "1.0"),
    ];
    looks_move_nothing(&bound, falls);
}

#[test]
fn a_visit_without_a_moment_leaves_the_first_impression_to_the_next() {
    // M after the first visit is min(1, 3 * .1) R; a visit before it in which nothing is felt makes no difference.
    let sets: &[Set<'_>] = &[
        ("memory.learning", "0.1"),
        ("memory.half_life", "\"forever\""),
        ("loyalty.decision_horizon", "\"100 y\""),
        (QUALITY, "9.0"),
        ("run.horizon", "\"90 d\""),
    ];
    let results = ["false", "true"].map(|tick| {
        let all: Vec<Set<'_>> = sets.iter().copied().chain([("journey.tick.enabled", tick)]).collect();
        metric(&run_text(LOOKED_AT, &all).worlds[0], "satisfaction")
    });
    // E = 6.5, so that D = 8: u = .5 + .5 (1 - exp(-1)); a third of the time it is remembered.
    let u = 0.5 + 0.5 * (1.0 - exp(-1.0));
    let expected = 3.5 + 1.5 * 0.3 * u / 3.0;
    for found in results {
        assert!((found - expected).abs() < 2e-3, "{found}, should be {expected}");
    }
}

#[test]
fn satisfaction_is_averaged_over_time_and_not_read_at_the_start_of_each_interval() {
    let text = r#"
name = "satisfaction over time"
[run]
horizon = "30 d"
replications = 2
[population]
customers = 1000
[experience]
sd_within = 0.0
sd_between = 0.0
mood_gain = 0.0
[memory]
half_life = "10 d"
learning = 0.2
[loyalty]
decision_horizon = "100 y"
[[journey]]
name = "visit"
start = "join"
[[journey.touchpoint]]
name = "counter"
time = "1 min"
quality = 9.0
fail_prob = 0.0
"#;
    let u = 0.5 + 0.5 * (1.0 - exp(-1.0));
    // Mean of 2^(-t/10) over 30 days.
    let left = (1.0 - 0.125) / (3.0 * ln(2.0));
    let expected = 3.5 + 1.5 * 0.4 * u * left;
    let found = metric(&run_text(text, &[]).worlds[0], "satisfaction");
    assert!((found - expected).abs() < 1e-3, "{found}, should be {expected}");
    // Below zero the slope is another: performance 2 where 5 is adequate.
    let u = -0.5 - 0.5 * (1.0 - exp(-2.0));
    let down = (exp(-3.0 * ln(0.8)) - 1.0) * 0.85 * 2.0 * u;
    let expected = 3.5 + 2.5 * down.max(u) * left;
    let found = metric(&run_text(text, &[("journey.visit.counter.quality", "2.0")]).worlds[0], "satisfaction");
    assert!((found - expected).abs() < 3e-3, "{found}, should be {expected}");
    // A warm-up cuts the integral, not the memory.
    let later = (0.5 - 0.125) / (2.0 * ln(2.0));
    let expected = 3.5 + 1.5 * 0.4 * (0.5 + 0.5 * (1.0 - exp(-1.0))) * later;
    let found = metric(&run_text(text, &[("run.warm_up", "\"10 d\"")]).worlds[0], "satisfaction");
    assert!((found - expected).abs() < 1e-3, "{found}, should be {expected}");
}

#[test]
fn decline_ends_when_memory_has_been_good_for_the_time_of_recovery() {
    let text = r#"
name = "recovery"
[run]
horizon = "2 y"
replications = 8
[population]
customers = 2000
stages = { climax = 1.0 }
[purchase]
rate = "3 per y"
basket = 10.0
[lifecycle]
multiplier = { acquisition = 1.0, build_up = 1.0, climax = 1.0, decline = 0.0 }
delta_CD = "0 per y"
life_events = "6 per y"
t_rec = "5 d"
"#;
    // In climax for an exponential time of mean 365/6 d, in decline for t_rec: share A of the time, and a little more from the start.
    for (t_rec, days) in [("\"1 d\"", 1.0), ("\"5 d\"", 5.0), ("\"45 d\"", 45.0)] {
        let rate = 6.0 / 365.0;
        let a = 1.0 / (1.0 + rate * days);
        let there = a * 730.0 + 0.5 * rate * days * days * a * a;
        let expected = 2000.0 * 3.0 / 365.0 * there;
        let found = metric(&run_text(text, &[("lifecycle.t_rec", t_rec)]).worlds[0], "purchases");
        // Four standard errors of Poisson counts.
        assert!((found - expected).abs() < 150.0, "{t_rec}: {found}, should be {expected}");
    }
}

#[test]
fn lock_end_opens_for_a_twelfth_of_the_term_that_ended() {
    let holes = plugged(&["lock_end"]);
    let text = format!(
        r#"
name = "lock_end"
[run]
horizon = "5 y"
replications = 4
[population]
customers = 2000
[contract]
term = "1 mo"
price = 45.0
[loyalty]
trust = {{ shield = 0.0 }}
support = {{ incentive = 0.0, price = 0.0, convenience = 0.0, inertia = 0.0, lockin = 0.0, social = 0.0 }}
{holes}"#
    );
    let month = 365.0 / 12.0;
    // Renewals that have opened it, and whose own terms have ended, after five years: the last at the horizon itself.
    for (term, days, opened) in
        [("\"1 wk\"", 7.0, 259.0), ("\"1 mo\"", month, 59.0), ("\"3 mo\"", 3.0 * month, 19.0), ("\"2 y\"", 730.0, 1.0)]
    {
        let open = f64::min(days / 12.0, 30.0);
        let expected = exp(-opened * open / 365.0);
        let results = run_text(&text, &[("contract.term", term)]);
        let found = metric(&results.worlds[0], "active_end") / 2000.0;
        assert!((found - expected).abs() < 0.025, "{term}: {found}, should be {expected}");
    }
}

#[test]
fn a_complaint_block_acts_without_loyalty() {
    let text = r#"
name = "complaints alone"
[run]
horizon = "1 y"
replications = 5
[population]
customers = 1000
[contract]
earns = "1 per d"
[complaint]
[[journey]]
name = "visit"
start = { rate = "12 per y" }
[[journey.touchpoint]]
name = "desk"
fail_prob = 0.05
severity = 0.9
hole = "bad"
[[hole]]
name = "bad"
"#;
    let w = &run_text(text, &[]).worlds[0];
    let stay = |minor: f64, major: f64| {
        let logit = |p: f64| ln(p / (1.0 - p));
        1.0 / (1.0 + exp(-0.1 * logit(minor) - 0.9 * logit(major)))
    };
    let silent = 0.69 * (1.0 - stay(0.37, 0.09));
    let spoken =
        0.31 * (0.16 * (1.0 - stay(0.95, 0.82)) + 0.64 * (1.0 - stay(0.70, 0.54)) + 0.20 * (1.0 - stay(0.46, 0.19)));
    // Incidents come at .6 a year while somebody is there.
    let rate = 0.6 * (silent + spoken);
    let left = 1000.0 * (1.0 - exp(-rate));
    let exits = metric(w, "exits");
    assert!((exits - left).abs() < 30.0, "{exits}, should be {left}");
    let incidents = metric(w, "incidents");
    assert!((incidents - 0.6 * left / rate).abs() < 40.0, "{incidents}, should be {}", 0.6 * left / rate);
    let complaints = metric(w, "complaints");
    assert!((complaints - 0.31 * incidents).abs() < 25.0, "{complaints} of {incidents}");
    let by = |hole: &str| w.bucket.as_ref().expect("a bucket").outflow[hole].mean.expect("exits");
    assert!(
        (by("bad") / exits - silent / (silent + spoken)).abs() < 0.04,
        "who says nothing leaves by the hole that failed"
    );
    assert!((by("bad") + by("complaint") - exits).abs() < 1e-9, "whoever spoke up leaves by the hole complaint");
}
