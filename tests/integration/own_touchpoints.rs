//! A touchpoint's values as a customer's own: whoever has them lives as if the file said so for everybody, and nobody else notices.

use serde_json::Value;

use journeysim::experiment::results::Results;
use journeysim::scenario::grammar::own_keys;

use crate::support::{World, run_text};

/// A desk and a shelf for members and walk-ins; every own key of a touchpoint can act.
const SHOP: &str = r#"
name = "Shop"
[run]
horizon = "200 d"
replications = 2
seed = 11
[population]
customers = 60
[[segment]]
name = "all"
share = 1.0
[purchase]
rate = "4 per mo"
[loyalty]
[complaint]
[[attribute]]
name = "lot"
values = { x = 0.4, y = 0.6 }
[[resource]]
name = "staff"
staff = 1
discipline = "priority"
queue_limit = 2
[[journey]]
name = "visit"
start = "purchase"
[[journey.touchpoint]]
name = "door"
wait = { exponential = { mean = "9 min" } }
patience = { exponential = { mean = "30 min" } }
probability = 0.9
[[journey.touchpoint]]
name = "desk"
resource = "staff"
time = { exponential = { mean = "5 h" } }
patience = { exponential = { mean = "4 h" } }
fail_prob = 0.1
next = { shelf = 0.5, done = 0.5 }
hole = "staff"
exit_prob = { fail = 0.01 }
[[journey.touchpoint]]
name = "shelf"
scores = { reliability = 6, responsiveness = 7, assurance = 8, empathy = 7, tangibles = 7 }
[[journey]]
name = "walk-in"
arrivals = "3 per d"
[[journey.touchpoint]]
name = "door"
wait = { exponential = { mean = "9 min" } }
patience = { exponential = { mean = "30 min" } }
[[journey.touchpoint]]
name = "desk"
resource = "staff"
time = { exponential = { mean = "3 h" } }
patience = { exponential = { mean = "4 h" } }
fail_prob = 0.1
next = { shelf = 0.5, done = 0.5 }
[[journey.touchpoint]]
name = "shelf"
"#;

/// Where an own key is changed, and to what.
const CHANGES: &[(&str, &str, &str)] = &[
    ("desk", "time", "{ exponential = { mean = \"2 h\" } }"),
    ("desk", "priority", "1"),
    ("desk", "patience", "{ exponential = { mean = \"20 min\" } }"),
    ("desk", "fail_prob", "0.4"),
    ("desk", "next", "{ shelf = 0.9, done = 0.1 }"),
    ("desk", "on_fail", "\"shelf\""),
    ("desk", "on_renege", "\"shelf\""),
    ("desk", "on_full", "\"shelf\""),
    ("desk", "cost", "2.5"),
    ("desk", "revenue", "7.5"),
    ("desk", "probability", "0.6"),
    ("door", "wait", "{ exponential = { mean = \"25 min\" } }"),
    ("door", "after", "\"1 h\""),
    ("desk", "earns", "\"9 per d\""),
];

/// What is felt only: of customers.
const FELT: &[(&str, &str, &str)] = &[
    ("desk", "quality", "4.0"),
    ("shelf", "scores", "{ reliability = 5, responsiveness = 6, assurance = 7, empathy = 8, tangibles = 9 }"),
    ("desk", "severity", "0.95"),
    ("desk", "salience", "3.0"),
    ("desk", "fail_drop", "9.0"),
    ("desk", "treat", "0.5"),
    ("desk", "abandon_incident", "0.9"),
    ("desk", "exit_prob", "{ done = 0.02, fail = 0.2, renege = 0.1 }"),
    ("door", "wait_modifiers", "[\"unexplained\"]"),
    ("door", "wait_ok", "\"1 min\""),
];

/// What was measured: worlds without words and without the blueprint, which is that of everybody.
fn measured(results: &Results) -> Value {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(map) => {
                map.retain(|key, v| !v.is_string() && key != "blueprint");
                map.values_mut().for_each(strip);
            }
            Value::Array(list) => list.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let mut all = serde_json::json!(results.worlds);
    strip(&mut all);
    all
}

fn under(whom: &str, journey: &str, change: &(&str, &str, &str)) -> Value {
    let (touchpoint, key, value) = change;
    let rule = format!(
        "[[rule]]\nname = \"r\"\nfor = {{ {whom} }}\nchange = {{ \"journey.{journey}.{touchpoint}.{key}\" = {{ set = {value} }} }}\n"
    );
    measured(&run_text(&format!("{SHOP}{rule}"), &[]))
}

/// The same change for everybody. As a patch, which leaves the defaults that were worked out from what it changes as they are.
fn for_all(journey: &str, change: &(&str, &str, &str)) -> Value {
    let (touchpoint, key, value) = change;
    let shock = format!(
        "[[shock]]\nname = \"r\"\nchange = {{ \"journey.{journey}.{touchpoint}.{key}\" = {{ set = {value} }} }}\n"
    );
    measured(&run_text(&format!("{SHOP}{shock}"), &[]))
}

#[test]
fn what_holds_for_every_customer_is_as_if_the_file_said_so() {
    let plain = measured(&run_text(SHOP, &[]));
    for change in CHANGES.iter().chain(FELT) {
        let wanted = for_all("visit", change);
        assert!(wanted != plain, "{change:?} acts");
        assert!(under("segment = \"all\"", "visit", change) == wanted, "{change:?} for all customers");
        assert!(under("lot = [\"x\", \"y\"]", "visit", change) == wanted, "{change:?} for every lot");
        assert!(under("tenure = { from = \"300 d\" }", "visit", change) == plain, "{change:?} for nobody");
    }
}

#[test]
fn anonymous_visitors_have_their_own_as_well() {
    let plain = measured(&run_text(SHOP, &[]));
    for change in CHANGES.iter().filter(|change| change.1 != "earns") {
        let wanted = for_all("walk-in", change);
        assert!(wanted != plain, "{change:?} acts");
        assert!(under("lot = [\"x\", \"y\"]", "walk-in", change) == wanted, "{change:?} for every lot");
        assert!(under("segment = \"all\"", "walk-in", change) == plain, "{change:?} for customers only");
        let some = under("lot = \"x\"", "walk-in", change);
        assert!(some != plain && some != wanted, "{change:?} for some");
    }
}

#[test]
fn every_own_key_is_tried() {
    let tried: Vec<&str> = CHANGES.iter().chain(FELT).map(|change| change.1).collect();
    let untried: Vec<&str> = own_keys().1.into_iter().filter(|key| !tried.contains(key)).collect();
    assert!(untried.is_empty(), "{untried:?}");
}

/// A desk for walk-ins, half of whom have a case that takes longer.
fn desk(time: &str, scale: f64, whom: &str) -> String {
    format!(
        "name = \"Desk\"\n[run]\nhorizon = \"30 d\"\nreplications = 1\n[population]\ncustomers = 10\n[lifecycle]\n[purchase]\n\
         [[attribute]]\nname = \"case\"\nvalues = {{ plain = 0.5, odd = 0.5 }}\n[[attribute]]\nname = \"age\"\nlaw = {{ uniform = {{ low = 0, high = 80 }} }}\n\
         [[resource]]\nname = \"clerk\"\nstaff = 1\n[[journey]]\nname = \"walk-in\"\narrivals = \"24 per d\"\n[[journey.touchpoint]]\nname = \"desk\"\n\
         resource = \"clerk\"\ntime = {{ exponential = {{ mean = \"{time}\" }} }}\n\
         [[rule]]\nname = \"odd cases\"\nfor = {{ {whom} }}\nchange = {{ \"journey.walk-in.desk.time\" = {{ scale = {scale} }} }}\n"
    )
}

#[test]
fn the_load_is_that_of_all_who_come() {
    let refusal = |time: &str, scale: f64, whom: &str| {
        World::parse(&desk(time, scale, whom), &[]).err().map(|problems| problems.to_string()).unwrap_or_default()
    };
    // Half an hour, and two hours for every second: 1.25 hours of work an hour.
    let found = refusal("30 min", 4.0, "case = \"odd\"");
    assert!(found.contains("busy 1.25 times its capacity"), "{found}");
    // A quarter of the people are younger than 20: (.75 + .25 / 2) 80 min an hour.
    let found = refusal("80 min", 0.5, "age = { below = 20 }");
    assert!(found.contains("busy 1.167 times its capacity"), "{found}");
    // 80 minutes for half of them, 20 for the rest.
    assert_eq!(refusal("80 min", 0.25, "case = \"odd\""), "");
    // Visitors have no segment and no stage.
    assert_eq!(refusal("30 min", 4.0, "case = \"odd\", stage = \"climax\""), "");
    let found = refusal("80 min", 0.25, "case = \"odd\", stage = \"climax\"");
    assert!(found.contains("busy 1.333 times") && found.contains("an estimate"), "{found}");
}

/// Rules on so many attributes of two values each.
fn told_apart_by(attributes: usize) -> String {
    let mut text = SHOP.to_owned();
    for at in 0..attributes {
        text.push_str(&format!(
            "[[attribute]]\nname = \"a{at}\"\nvalues = {{ x = 0.5, y = 0.5 }}\n[[rule]]\nname = \"r{at}\"\nfor = {{ a{at} = \"x\" }}\n\
             change = {{ \"purchase.margin\" = {{ scale = 0.9{at} }} }}\n"
        ));
    }
    text
}

#[test]
fn too_many_kinds_of_customers_are_refused_by_the_names_of_the_rules() {
    World::parse(&told_apart_by(5), &[]).expect("32 kinds");
    let refused = World::parse(&told_apart_by(13), &[]).expect_err("8,192 kinds").to_string();
    assert!(refused.contains("more than 4096") && refused.contains("`r0`, `r1`, `r10`"), "{refused}");
    let refused = World::parse(&told_apart_by(19), &[]).expect_err("524,288 kinds").to_string();
    assert!(refused.contains("more than 262144 kinds of customers"), "{refused}");
}

#[test]
fn a_desk_for_two_kinds_of_cases_is_a_queue_with_their_mixture() {
    let text =
        desk("15 min", 2.0, "case = \"odd\"").replace("30 d", "300 d").replace("replications = 1", "replications = 40");
    let results = run_text(&text, &[]);
    // Pollaczek and Khinchine: one an hour, E[S] = 3/8 h, E[S2] = (2/16 + 2/4) / 2 h2, so that the mean delay is E[S2] / (2 (1 - E[S])) = 1/4 h.
    let delay = results.worlds[0].metric("resources.clerk.delay_min").expect("a delay");
    let [low, high] = delay.ci95.expect("an interval");
    assert!(low < 15.0 && 15.0 < high && high - low < 1.0, "{low} {high}");
}

#[test]
fn whoever_is_brought_comes_by_a_source_of_its_own() {
    let text = "name = \"Brought\"\n[run]\nhorizon = \"1 y\"\nreplications = 2\nseed = 5\n[population]\ncustomers = 50\n[[acquisition]]\n\
                name = \"web\"\njoins = \"10 per mo\"\n[word_of_mouth]\nreferrals = { rate = \"1 per y\" }\n[[journey]]\nname = \"welcome\"\n\
                start = \"join\"\n[[journey.touchpoint]]\nname = \"hi\"\n[[rule]]\nname = \"a gift\"\nfor = { source = \"referral\" }\n\
                change = { \"journey.welcome.hi.cost\" = { set = 7 } }\n";
    let results = run_text(text, &[]);
    let mean = |path: &str| results.worlds[0].metric(path).and_then(|metric| metric.mean).expect("a mean");
    let brought = mean("bucket.inflow.referral");
    assert!(brought > 50.0 && mean("bucket.inflow.web") > 50.0);
    assert!((mean("touchpoints.welcome/hi.cost") - 7.0 * brought).abs() < 1e-9);
}
