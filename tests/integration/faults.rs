//! A named test for every old fault that no other file is about.

use journeysim::experiment::results::{Results, World};
use journeysim::num::exp;

use crate::compare::compared;
use crate::support::run_text;

fn mean(world: &World, path: &str) -> f64 {
    journeysim::experiment::look_up(world, path).unwrap_or_else(|| panic!("no {path}"))
}

fn exits(results: &Results, hole: &str) -> f64 {
    mean(&results.worlds[0], &format!("bucket.outflow.{hole}"))
}

/// Everybody comes at once to one server: patience ends at the very instant at which a service does.
#[test]
fn who_loses_patience_at_the_end_of_a_service_leaves_the_place() {
    let at = |patience: &str| {
        let text = format!(
            r#"
name = "At the same instant"
[run]
horizon = "2 y"
replications = 4
[population]
customers = 40
[[hole]]
name = "away"
hazard = "1 per y"
[[resource]]
name = "desk"
staff = 1
[[journey]]
name = "visit"
start = {{ every = "1 d" }}
[[journey.touchpoint]]
name = "desk"
resource = "desk"
time = "10 min"
patience = "{patience}"
"#
        );
        let results = run_text(&text, &[]);
        (exits(&results, "away"), mean(&results.worlds[0], "resources.desk.renege_fraction"))
    };
    let (tied, before, after) = (at("10 min"), at("599 s"), at("601 s"));
    // 40 (1 - e^-2) leave, whether or not somebody else's service ends when patience does.
    for (exits, _) in [tied, before, after] {
        assert!((exits - 40.0 * (1.0 - exp(-2.0))).abs() < 4.0, "{exits}");
    }
    assert_eq!(tied.1, before.1, "patience that ends as the turn comes has ended");
    assert!(after.1 < tied.1);
}

#[test]
fn a_warm_up_makes_nobody_worthless() {
    let text = r#"
name = "Dropped by value"
[run]
horizon = "4 y"
warm_up = "2 y"
replications = 2
[population]
customers = 100
[purchase]
rate = "24 per y"
basket = 10.0
margin = 1.0
[[hole]]
name = "fired"
value_below = 50.0
"#;
    for warm_up in ["0 d", "2 y"] {
        let results = run_text(text, &[("run.warm_up", warm_up)]);
        let end = |path: &str| mean(&results.worlds[0], path);
        // Who is dropped in the warm-up is no observed exit, but is gone.
        assert_eq!((end("metrics.exits"), end("bucket.end")), (0.0, 100.0), "warm-up {warm_up}");
    }
}

/// What flows counts once for its year, also where a change in its course closes the account before the firm looks.
#[test]
fn the_value_of_a_year_counts_each_flow_once() {
    let left = |horizon: &str, warm_up: &str, [at, first, then]: [&str; 3]| {
        let text = format!(
            "name = \"Dropped by value\"\n[run]\nhorizon = \"{horizon}\"\nwarm_up = \"{warm_up}\"\nreplications = 2\n\
             [population]\ncustomers = 100\n[contract]\nearns = \"{first} per y\"\n\
             [[hole]]\nname = \"fired\"\nvalue_below = 50.0\n\
             [[shock]]\nname = \"it\"\nstart = \"{at}\"\nchange = {{ \"contract.earns\" = {{ set = \"{then} per y\" }} }}\n"
        );
        100.0 - mean(&run_text(&text, &[]).worlds[0], "bucket.end")
    };
    assert_eq!(left("18 mo", "0 d", ["200 d", "40", "41"]), 100.0, "40 or 41 a year");
    assert_eq!(left("18 mo", "0 d", ["330 d", "1", "100"]), 100.0, "10.5 in the first year");
    assert_eq!(left("30 mo", "0 d", ["400 d", "100", "1"]), 100.0, "10.5 in the second year");
    assert_eq!(left("23 mo", "0 d", ["400 d", "100", "1"]), 0.0, "and 100 in the first");
    assert_eq!(left("18 mo", "300 d", ["200 d", "100", "101"]), 0.0, "the firm sees what a warm-up does not");
}

#[test]
fn who_was_there_before_is_looked_at_on_the_first_anniversary_with_a_whole_year() {
    // Everybody brings 365 a year. Who came a year and a half before day 0 has anniversaries on days 182.5 and 547.5.
    let left = |tenure: &str, least: &str, horizon: &str| {
        let text = format!(
            "name = \"Dropped by value\"\n[run]\nhorizon = \"{horizon}\"\nreplications = 2\n\
             [population]\ncustomers = 100\ntenure = \"{tenure}\"\n[contract]\nearns = \"1 per d\"\n\
             [[hole]]\nname = \"fired\"\nvalue_below = {least}\n"
        );
        100.0 - mean(&run_text(&text, &[]).worlds[0], "bucket.end")
    };
    assert_eq!((left("547.5 d", "366.0", "547 d"), left("547.5 d", "366.0", "548 d")), (0.0, 100.0));
    assert_eq!(left("547.5 d", "364.0", "4 y"), 0.0, "a year, neither more nor less");
    assert_eq!((left("730 d", "366.0", "364 d"), left("730 d", "366.0", "366 d")), (0.0, 100.0));
}

/// Whoever has decided to leave at the renewal may still move away before it.
#[test]
fn what_waits_for_no_renewal_takes_those_who_wait_for_it() {
    let text = r#"
name = "Decided"
[run]
horizon = "364 d"
replications = 4
[population]
customers = 1000
[contract]
term = "1 y"
price = 1.0
[[hole]]
name = "better offer"
hazard = "100 per y"
[[hole]]
name = "moved away"
hazard = "0.7 per y"
involuntary = true
"#;
    let found = exits(&run_text(text, &[]), "moved away");
    let expected = 1000.0 * (1.0 - exp(-0.7 * 364.0 / 365.0));
    assert!((found - expected).abs() < 35.0, "{found}, {expected} in theory");
}

/// The kitchen starts with the order; its failure spoils the meal, not the ordering.
#[test]
fn a_failure_backstage_is_felt_where_its_step_is_required() {
    let text = r#"
name = "Kitchen"
[run]
horizon = "100 d"
replications = 2
[population]
customers = 50
[loyalty]
[[journey]]
name = "dinner"
start = { every = "1 wk" }
[[journey.touchpoint]]
name = "order"
quality = 8.0
[[journey.touchpoint]]
name = "kitchen"
lane = "backstage"
time = "20 min"
starts_with = "order"
fail_prob = 1.0
[[journey.touchpoint]]
name = "eat"
requires = ["kitchen"]
quality = 8.0
"#;
    let results = run_text(text, &[]);
    let moment = |touch: &str| mean(&results.worlds[0], &format!("touchpoints.dinner/{touch}.moment"));
    assert!(moment("order") > 0.1 && moment("eat") < -0.3, "{} {}", moment("order"), moment("eat"));
}

/// A branch with a queue, purchases and memory.
const BRANCH: &str = r#"
name = "Branch"
[run]
horizon = "1 y"
replications = 3
[money]
discount_rate = 0.1
[population]
customers = 300
stages = { build_up = 0.4, climax = 0.6 }
[[segment]]
name = "calm"
share = 0.5
[[segment]]
name = "keen"
share = 0.5
[[acquisition]]
name = "street"
joins = "2 per wk"
[purchase]
rate = { gamma = { mean = "2 per mo", shape = 1.0 } }
basket = { lognormal = { mean = 40.0, cv = 0.5 } }
margin = 0.4
[lifecycle]
[loyalty]
[[resource]]
name = "desk"
staff = 1
wage = "100 per mo"
hours = { days = "mon-fri", open = "09:00", close = "17:00" }
[[journey]]
name = "visit"
start = "purchase"
[[journey.touchpoint]]
name = "serve"
resource = "desk"
time = "8 min"
cost = 1.5
quality = 7.4
[[journey.touchpoint]]
name = "call"
probability = 0.0
after = "2 d"
end = "after"
quality = 8.0
cost = 6.0
"#;

fn beside(change: &str) -> Results {
    let text = format!("{BRANCH}[[intervention]]\nname = \"it\"\nchange = {{ {change} }}\n");
    compared(&text.replace("\nchange", "\nstart = \"100 d\"\nchange"), &[&["it"]], 1).results
}

#[test]
fn a_switch_leaves_alone_whom_it_does_not_concern() {
    for (money, more) in [
        ("\"money.overhead\" = { set = \"700 per mo\" }", false),
        ("\"resource.desk.wage\" = { scale = 2.0 }", false),
        ("\"journey.visit.serve.cost\" = { scale = 2.0 }", false),
        ("\"purchase.margin\" = { scale = 0.5 }", false),
        ("\"purchase.basket\" = { scale = 1.2 }", true),
        ("\"segment.keen.factor.cost_to_serve\" = { set = 2.0 }", false),
        ("\"segment.keen.factor.margin\" = { set = 0.5 }", false),
        ("\"acquisition.street.cost_per_customer\" = { set = 5.0 }", false),
        ("\"money.overhead\" = { set = \"7 per mo\" } }\ncost = { per_customer = 3.0", false),
    ] {
        let results = beside(money);
        let found = results.worlds[1].comparison.as_ref().expect("a comparison");
        assert!(found.difference["npv"].mean.is_some_and(|npv| npv != 0.0 && (npv > 0.0) == more), "{money}");
        for id in ["exits", "purchases", "satisfaction", "yearly_loss"] {
            assert_eq!(found.difference[id].mean, Some(0.0), "{money}: {id}");
        }
        let twins = found.twins.as_ref().expect("customers");
        assert_eq!([&twins.saved, &twins.lost, &twins.moved].map(|m| m.mean), [Some(0.0); 3], "{money}");
    }
    // What is one segment's own moves nobody else, where nobody meets.
    let apart = BRANCH.replace("resource = \"desk\"\n", "");
    let text = format!(
        "{apart}[[intervention]]\nname = \"it\"\nstart = \"100 d\"\nsegments = [\"keen\"]\n\
         change = {{ \"hole.rival.factor\" = {{ set = 3.0 }} }}\n"
    );
    let results = compared(&text, &[&["it"]], 1).results;
    let twins = results.worlds[1].comparison.as_ref().and_then(|c| c.twins.as_ref()).expect("customers");
    let of = |name: &str| twins.by.iter().find(|g| g.by == "segment" && g.name == name).expect("the segment");
    let calm = of("calm");
    assert_eq!([&calm.saved, &calm.lost, &calm.moved].map(|m| m.mean), [Some(0.0); 3]);
    assert!(of("keen").lost.mean > Some(0.0));
    // Nor does it where they do, if there is nobody of that segment.
    let none =
        BRANCH.replace("share = 0.5\n[[segment]]", "share = 1.0\n[[segment]]").replace("share = 0.5", "share = 0.0");
    let text = format!(
        "{none}[[intervention]]\nname = \"it\"\nstart = \"100 d\"\nsegments = [\"keen\"]\n\
         change = {{ \"hole.rival.factor\" = {{ set = 3.0 }} }}\n"
    );
    let results = compared(&text, &[&["it"]], 1).results;
    let found = results.worlds[1].comparison.as_ref().expect("a comparison");
    assert!(found.difference.values().all(|d| d.n == 0 || d.mean == Some(0.0)));
}

#[test]
fn what_a_touchpoint_costs_is_laid_out_by_the_world_that_changes_it() {
    let results = beside("\"journey.visit.call.probability\" = { set = 0.5 }");
    let world = &results.worlds[1];
    let found = world.comparison.as_ref().expect("a comparison");
    let calls = mean(world, "touchpoints.visit/call.visits");
    let cost = found.business.cost.mean.expect("a cost");
    // Six a call, discounted over the rest of a year at ten per cent.
    assert!(cost < 6.0 * calls && cost > 6.0 * calls / 1.1, "{cost} for {calls} calls");
    assert!(found.business.payback_days.is_some(), "what costs has a break-even");
}

#[test]
fn exits_are_what_the_fates_say() {
    let text = format!(
        "{BRANCH}[[intervention]]\nname = \"more of them\"\nchange = {{ \"acquisition.street.joins\" = {{ scale = 1.7 }} }}\n\
         [[intervention]]\nname = \"second desk\"\nchange = {{ \"resource.desk.staff\" = {{ add = 1 }} }}\n\
         [[intervention]]\nname = \"another hole\"\nstart = \"20 d\"\nchange = {{ \"hole.moved.factor\" = {{ set = 1.0 }} }}\n\
         [[hole]]\nname = \"moved\"\nhazard = \"0.5 per y\"\nfactor = 0.0\n"
    );
    let results = compared(&text, &[&["more of them"], &["second desk"], &["another hole"]], 1).results;
    for world in &results.worlds[1..] {
        let found = world.comparison.as_ref().expect("a comparison");
        let twins = found.twins.as_ref().expect("customers");
        let of = |m: &journeysim::experiment::results::Metric| m.mean.expect("a mean");
        let net = of(&twins.lost) - of(&twins.saved) + of(&twins.unmatched_left[1]) - of(&twins.unmatched_left[0]);
        let exits = found.difference["exits"].mean.expect("exits");
        assert!((net - exits).abs() < 1e-9, "{}: {net} by fates, {exits} counted", world.name);
        let flow = |from: bool| {
            let stays = twins.flow.iter().filter(|f| (if from { &f.from } else { &f.to }) == "stays");
            stays.map(|f| f.mean).sum::<f64>()
        };
        assert!((flow(false) - of(&twins.saved)).abs() < 1e-9 && (flow(true) - of(&twins.lost)).abs() < 1e-9);
    }
    let shifted = results.worlds[1].comparison.as_ref().and_then(|c| c.twins.as_ref()).expect("customers");
    assert!(
        shifted.unmatched.mean > Some(100.0),
        "who comes at another time has no twin: {:?}",
        shifted.unmatched.mean
    );
}

/// The memory of a visit becomes final at its last end; what a crisis did to trust in between stays done.
#[test]
fn a_crisis_between_departure_and_last_end_is_not_forgotten() {
    let text = |crisis: &str, after: &str| {
        format!(
            r#"
name = "Crisis"
[run]
horizon = "180 d"
replications = 2
[population]
customers = 400
[experience]
sd_within = 0.0
sd_between = 0.0
[loyalty]
[[journey]]
name = "visit"
start = {{ every = "100 d" }}
[[journey.touchpoint]]
name = "serve"
quality = 7.0
[[journey.touchpoint]]
name = "call"
after = "{after}"
end = "after"
quality = 7.0
[[shock]]
name = "scandal"
start = "102 d"
crisis = {{ size = {crisis} }}
"#
        )
    };
    // The call comes before the crisis, or after it: trust is lost all the same, and with it the shield against rivals.
    let left = |crisis: &str, after: &str| mean(&run_text(&text(crisis, after), &[]).worlds[0], "metrics.exits");
    let harm = |after: &str| left("1.0", after) - left("0.0", after);
    let (before, between) = (harm("1 d"), harm("5 d"));
    assert!(before > 5.0 && between == before, "{before} {between}");
}
