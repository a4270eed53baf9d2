//! What must not change results: threads, the cut into cells, names of equal things, changes without effect.
//!
//! Equal means equal bytes of `results.json`.
//!
//! Longer than other files: the pinned scenarios stand beside their hashes.

use std::fmt::Write as _;

use journeysim::experiment::results::{Results, World as Found};
use journeysim::metrics::{resource, touchpoint};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::support::{ALONE, How, Set, World, run_file, run_text, without_words};

fn bytes(results: &Results) -> Vec<u8> {
    serde_json::to_vec(results).expect("results are plain data")
}

fn bytes_of(file: &str, sets: &[Set<'_>], how: How) -> Vec<u8> {
    let world = World::load(file, sets).unwrap_or_else(|problems| panic!("{file} {sets:?}:\n{problems}"));
    bytes(&world.results(how))
}

/// A relationship with everything on, small enough to run often. `{more}` takes further touchpoints.
const RELATIONSHIP: &str = r#"
name = "Relationship"
[run]
horizon = "1 y"
replications = 3
seed = 5
[money]
discount_rate = 0.1
[population]
customers = 150
stages = { build_up = 0.4, climax = 0.6 }
[[acquisition]]
name = "street"
prospects = "4 per wk"
cost_per_contact = 3.0
[purchase]
rate = { gamma = { mean = "2 per mo", shape = 1.0 } }
basket = { lognormal = { mean = 40.0, cv = 0.5 } }
margin = 0.4
[lifecycle]
[loyalty]
[complaint]
[[journey]]
name = "visit"
start = "purchase"
[[journey.touchpoint]]
name = "greet"
wait = { exponential = { mean = "6 min" } }
patience = "20 min"
quality = 7.2
hole = "staff"
next = { serve = 0.9, help = 0.1 }
[[journey.touchpoint]]
name = "help"
quality = 7.9
hole = "service"
[[journey.touchpoint]]
name = "serve"
time = { lognormal = { mean = "5 min", cv = 0.5 } }
quality = 7.4
fail_prob = 0.02
hole = "quality"
cost = 1.5
end = "transaction"
on_fail = "help"
[[journey.touchpoint]]
name = "call"
after = "2 d"
probability = 0.5
quality = 8.0
end = "after"
"#;

/// Anonymous visitors who share nothing, newcomers and a contract beside each other.
const MIXED: &str = r#"
name = "Mixed"
[run]
horizon = "2 y"
replications = 3
seed = 8
warm_up = "30 d"
[money]
discount_rate = 0.1
overhead = "10 per d"
[population]
customers = 300
tenure = { exponential = { mean = "1 y" } }
[[acquisition]]
name = "web"
joins = ["1 per d", "2 per d"]
cost_per_customer = 5.0
[contract]
term = "3 mo"
bill = "1 mo"
price = 12.0
cost = 4.0
earns = "1 per mo"
[[hole]]
name = "tired"
lifetime = { weibull = { shape = 1.5, scale = "2 y" } }
[[hole]]
name = "moved"
hazard = ["0.1 per y", "0.3 per y"]
involuntary = true
[[journey]]
name = "tour"
arrivals = "30 per d"
[[journey.touchpoint]]
name = "look"
time = { gamma = { mean = "10 min", shape = 0.7 } }
next = { look = 0.3, done = 0.7 }
cost = { exponential = { mean = 0.5 } }
[[journey]]
name = "check-in"
start = { every = "40 d" }
[[journey.touchpoint]]
name = "ask"
time = "5 min"
fail_prob = 0.2
on_fail = "ask"
hole = "moved"
exit_prob = { fail = 0.02 }
"#;

const MM1_SHORT: &[Set<'static>] = &[("run.horizon", "600 h"), ("run.warm_up", "20 h"), ("run.replications", "5")];
const BRANCH_SHORT: &[Set<'static>] =
    &[("run.horizon", "90 d"), ("run.replications", "3"), ("population.customers", "600")];
const TRIP_SHORT: &[Set<'static>] =
    &[("run.horizon", "1 y"), ("run.replications", "3"), ("population.customers", "400")];
const CALLS_SHORT: &[Set<'static>] = &[("run.horizon", "2 wk"), ("run.replications", "3")];
/// More than one part of an independent population.
const HOLES_SHORT: &[Set<'static>] = &[("run.replications", "3"), ("population.customers", "40000")];

#[test]
fn results_have_equal_bytes_on_one_two_and_eight_threads() {
    let cases = [
        ("scenarios/mm1.toml", MM1_SHORT),
        ("scenarios/call-centre.toml", CALLS_SHORT),
        ("scenarios/bank-branch.toml", BRANCH_SHORT),
        ("scenarios/experience/airline-trip.toml", TRIP_SHORT),
        ("scenarios/holes.toml", HOLES_SHORT),
        ("scenarios/magazine.toml", &[("run.replications", "20")]),
    ];
    for (file, sets) in cases {
        let one = bytes_of(file, sets, ALONE);
        for threads in [2, 8] {
            assert!(one == bytes_of(file, sets, How { threads, one_cell: false }), "{file} on {threads} threads");
        }
    }
}

#[test]
fn an_independent_scenario_in_one_big_cell_gives_the_same_bytes() {
    let one_cell = How { threads: 1, one_cell: true };
    let files: [(&str, &[Set<'_>]); 4] = [
        ("scenarios/holes.toml", &[("run.replications", "2"), ("population.customers", "20000")]),
        ("scenarios/magazine.toml", &[("run.replications", "5")]),
        ("scenarios/fitted/cdnow.toml", &[("run.replications", "5")]),
        ("scenarios/experience/airline-trip.toml", TRIP_SHORT),
    ];
    for (file, sets) in files {
        assert!(bytes_of(file, sets, ALONE) == bytes_of(file, sets, one_cell), "{file}");
    }
    for text in [RELATIONSHIP, MIXED] {
        let world = World::parse(text, &[]).expect("a good scenario");
        assert!(world.compiled.model.is_independent());
        let (alone, together) = (world.results(ALONE), world.results(one_cell));
        assert!(alone.worlds[0].metrics["exits"].mean > Some(0.0), "somebody leaves in {}", alone.scenario.name);
        assert_same(&alone, &together, &alone.scenario.name);
    }
}

#[test]
fn a_run_is_a_prefix_of_a_longer_one() {
    // Replications are addressed, not drawn in sequence: the first five of ten are the five.
    let table = |replications: &str| {
        let world = World::parse(MIXED, &[("run.replications", replications)]).expect("a good scenario");
        world.run(ALONE).expect("a run").table
    };
    let (few, many) = (table("4"), table("7"));
    assert_eq!(few.columns, many.columns);
    // What is pooled depends on all of them: in the raw table stand its pseudo-values.
    assert!(few.pooled.contains(&"metrics.yearly_loss".to_owned()) && few.pooled == many.pooled, "{:?}", few.pooled);
    let own: Vec<usize> = (0..few.columns.len()).filter(|&at| !few.pooled.contains(&few.columns[at])).collect();
    assert!(own.len() > 50, "{}", own.len());
    for (a, b) in few.rows.iter().zip(&many.rows) {
        for &column in &own {
            assert_eq!(a.values[column], b.values[column], "{}", few.columns[column]);
        }
    }
    assert!(few.rows[0].values != few.rows[1].values, "replications differ");
}

/// Fails naming the first path whose value differs.
fn assert_same(a: &Results, b: &Results, what: &str) {
    let (a, b) = (serde_json::to_value(a).expect("data"), serde_json::to_value(b).expect("data"));
    if let Some(path) = first_difference(&a, &b) {
        panic!("{what}: {path}");
    }
}

fn first_difference(a: &Value, b: &Value) -> Option<String> {
    match (a, b) {
        (Value::Object(x), Value::Object(y)) => {
            if let Some(key) = x.keys().chain(y.keys()).find(|k| x.contains_key(*k) != y.contains_key(*k)) {
                return Some(format!(".{key} is in one only"));
            }
            x.iter().find_map(|(key, value)| first_difference(value, &y[key]).map(|rest| format!(".{key}{rest}")))
        }
        (Value::Array(x), Value::Array(y)) if x.len() == y.len() => x
            .iter()
            .zip(y)
            .enumerate()
            .find_map(|(i, (p, q))| first_difference(p, q).map(|rest| format!("[{i}]{rest}"))),
        _ => (a != b).then(|| format!(": {a} against {b}")),
    }
}

// --- pinned values ------------------------------------------------------------------------------------------------

/// SHA-256 of results at this version. A change here is **value-changing** for every user: the same file and seed give
/// other numbers. It needs a line in CHANGELOG.md that says so and why; never change a value here only to pass.
const PINNED: [(&str, &str); 3] = [
    ("queue", "ea17588d8485ce2a3d476e135b5faf8d501ca64b8bbf939f95804e6f5f6a5866"),
    ("relationship", "ab9c94c99d10cb6ab5cbff3a184c3b887284c4c47acbb62ec1c753d76283fbe2"),
    ("mixed", "7fe1ba90c4b46315dc84f4a11bb19e7a1d8b893237413f259d4a9a3adcc61e9b"),
];

#[test]
fn results_of_a_version_are_pinned() {
    let mut report = String::new();
    for (name, expected) in PINNED {
        let results = match name {
            "queue" => run_file("scenarios/mm1.toml", MM1_SHORT),
            "relationship" => run_text(RELATIONSHIP, &[]),
            _ => run_text(MIXED, &[]),
        };
        // Version, definitions and warnings are words: wording may change, values may not.
        let digest = Sha256::digest(serde_json::to_vec(&without_words(&results)).expect("data"));
        let found: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        if found != expected {
            let _ = writeln!(report, "{name}: pinned {expected}, found {found}");
        }
    }
    assert!(report.is_empty(), "results changed for the same file and seed (see PINNED):\n{report}");
}

// --- changes without effect ---------------------------------------------------------------------------------------

#[test]
fn setting_a_value_to_what_it_is_changes_nothing() {
    let base = run_text(RELATIONSHIP, &[]);
    for set in [
        ("run.horizon", "365 d"),
        ("purchase.margin", "0.4"),
        ("purchase.price", "1.0"),
        ("journey.visit.greet.quality", "7.2"),
        ("journey.visit.serve.cost", "1.5"),
        ("journey.visit.greet.patience", "20 min"),
        ("memory.half_life", "180 d"),
        ("market.competition", "0.5"),
    ] {
        let same = run_text(RELATIONSHIP, &[set]);
        assert_same(&base, &same, &format!("{set:?}"));
    }
    // The same length in another unit may differ in its last bit; neither the hash nor anything that is simulated does.
    for set in [("run.horizon", "8760 h"), ("journey.visit.greet.patience", "1200 s"), ("memory.half_life", "4320 h")] {
        assert_same(&base, &run_text(RELATIONSHIP, &[set]), &format!("{set:?}"));
    }
    let other = run_text(RELATIONSHIP, &[("journey.visit.greet.quality", "7.3")]);
    assert!(bytes(&base) != bytes(&other), "a real change is seen");
}

/// A step that would be felt, cost and fail if it ever took place.
const IDLE: &str = r#"
[[journey.touchpoint]]
name = "idle"
probability = 0.0
time = "3 h"
quality = 2.0
fail_prob = 1.0
hole = "staff"
cost = 100.0
end = "after"
"#;

/// `RELATIONSHIP` with the idle step at its end against without it.
fn compare_with_idle(sets: &[Set<'_>]) {
    let base = run_text(RELATIONSHIP, sets);
    let mut with_idle = run_text(&format!("{RELATIONSHIP}{IDLE}"), sets);
    let world = &mut with_idle.worlds[0];
    let found = world.touchpoints.remove("visit/idle").expect("it is reported");
    assert_eq!((found[touchpoint::VISITS].mean, found[touchpoint::COST].mean), (Some(0.0), Some(0.0)));
    let blueprint = &mut world.journeys.get_mut("visit").expect("the journey").blueprint;
    assert_eq!(blueprint.pop().map(|t| t.name), Some("idle".to_owned()));
    // The map of the journey is what it was, but for the way to the idle step.
    blueprint.last_mut().expect("a touchpoint").next = vec![("done".to_owned(), 1.0)];
    assert_same_worlds(&base.worlds[0], world, "with an idle touchpoint");
}

#[test]
fn a_touchpoint_that_never_takes_place_changes_nothing_else() {
    // Full adaptation 0: the expectation of customers of day 0 does not look at what they usually get.
    compare_with_idle(&[("experience.adaptation", "0.0")]);
}

#[test]
fn a_touchpoint_that_never_takes_place_does_not_raise_expectations() {
    compare_with_idle(&[]);
}

fn assert_same_worlds(a: &Found, b: &Found, what: &str) {
    let (a, b) = (serde_json::to_value(a).expect("data"), serde_json::to_value(b).expect("data"));
    if let Some(path) = first_difference(&a, &b) {
        panic!("{what}: {path}");
    }
}

#[test]
fn a_segment_cut_into_two_equal_ones_changes_nothing() {
    // Segments are shares of one draw; equal halves give every customer the same values as the whole.
    let halves = "[[segment]]\nname = \"left\"\nshare = 0.5\n[[segment]]\nname = \"right\"\nshare = 0.5\n";
    for text in [RELATIONSHIP, MIXED] {
        let (whole, cut) = (run_text(text, &[]), run_text(&format!("{text}{halves}"), &[]));
        assert_same_worlds(&whole.worlds[0], &cut.worlds[0], &whole.scenario.name);
    }
}

#[test]
fn an_unused_resource_changes_nothing_else() {
    let base = run_text(RELATIONSHIP, &[]);
    let mut with_spare = run_text(&format!("{RELATIONSHIP}[[resource]]\nname = \"spare\"\nstaff = 2\n"), &[]);
    let spare = with_spare.worlds[0].resources.remove("spare").expect("it is reported");
    assert_eq!(spare[resource::UTILISATION].mean, Some(0.0));
    assert_same_worlds(&base.worlds[0], &with_spare.worlds[0], "with a spare resource");
}

#[test]
fn an_unused_resource_is_idle_all_the_time() {
    let with_spare = run_text(&format!("{RELATIONSHIP}[[resource]]\nname = \"spare\"\nstaff = 2\n"), &[]);
    assert_eq!(with_spare.worlds[0].resources["spare"][resource::IDLE_PROBABILITY].mean, Some(1.0));
}

#[test]
fn naming_a_standard_hole_changes_nothing() {
    let base = run_text(RELATIONSHIP, &[]);
    let named = run_text(RELATIONSHIP, &[("hole.rival.factor", "1.0")]);
    assert_same_worlds(&base.worlds[0], &named.worlds[0], "with the rival's factor said");
}

/// Customers of an independent scenario, one hole plugged, added or off.
#[test]
fn a_plugged_or_disabled_hole_changes_nothing_else() {
    let base = run_text(RELATIONSHIP, &[]);
    for state in ["factor = 0.0", "enabled = false"] {
        let hole = format!("[[hole]]\nname = \"plugged\"\nhazard = \"0.5 per y\"\n{state}\n");
        let mut with_hole = run_text(&format!("{RELATIONSHIP}{hole}"), &[]);
        let bucket = with_hole.worlds[0].bucket.as_mut().expect("a bucket");
        bucket.outflow.remove("plugged");
        bucket.outflow_share.remove("plugged");
        assert_same_worlds(&base.worlds[0], &with_hole.worlds[0], state);
    }
}

#[test]
fn a_touchpoint_that_never_takes_place_may_stand_anywhere() {
    let base = run_text(RELATIONSHIP, &[]);
    let idle = "[[journey.touchpoint]]\nname = \"idle\"\nprobability = 0.0\n";
    for before in ["greet", "serve", "call"] {
        let step = format!("[[journey.touchpoint]]\nname = \"{before}\"");
        let with_idle = run_text(&RELATIONSHIP.replace(&step, &format!("{idle}{step}")), &[]);
        assert_eq!(base.worlds[0].metrics, with_idle.worlds[0].metrics, "before {before}");
        assert_eq!(base.worlds[0].survival, with_idle.worlds[0].survival, "before {before}");
    }
}

#[test]
fn a_journey_channel_or_segment_without_anybody_may_stand_first() {
    let base = run_text(RELATIONSHIP, &[]);
    let first = |table: &str, entry: &str| RELATIONSHIP.replacen(table, &format!("{entry}{table}"), 1);
    let journey = "[[journey]]\nname = \"never\"\nstart = { rate = \"0 per y\" }\n[[journey.touchpoint]]\nname = \"look\"\nlane = \"support\"\n";
    let channel = "[[acquisition]]\nname = \"nobody\"\njoins = \"0 per y\"\n";
    for (what, text) in [("journey", first("[[journey]]", journey)), ("channel", first("[[acquisition]]", channel))] {
        let with_more = run_text(&text, &[]);
        assert_eq!(base.worlds[0].metrics, with_more.worlds[0].metrics, "with a {what}");
    }
}

#[test]
fn the_order_of_entries_is_not_part_of_the_draws() {
    let base = run_text(RELATIONSHIP, &[]);
    // A hole of one's own stands first in one file and last in the other, and so does a second channel.
    let hole = "[[hole]]\nname = \"move\"\nhazard = \"0.1 per y\"\n";
    let channel = "[[acquisition]]\nname = \"fair\"\njoins = \"5 per y\"\n";
    let first = run_text(&RELATIONSHIP.replacen("[[acquisition]]", &format!("{hole}{channel}[[acquisition]]"), 1), &[]);
    let last = run_text(&format!("{RELATIONSHIP}{channel}{hole}"), &[]);
    assert_eq!(first.worlds[0].metrics, last.worlds[0].metrics);
    assert_ne!(first.worlds[0].metrics, base.worlds[0].metrics, "both act");
}
