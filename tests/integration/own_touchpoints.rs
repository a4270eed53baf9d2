//! A touchpoint's values as a customer's own: whoever has them lives as if the file said so for everybody, and nobody else notices.

use serde_json::Value;

use journeysim::experiment::results::Results;
use journeysim::scenario::grammar::own_keys;

use crate::support::run_text;

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
