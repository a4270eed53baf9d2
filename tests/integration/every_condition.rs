//! Every key of `for` acts: a change under it reaches some customers, not all and not nobody.

use serde_json::Value;

use journeysim::scenario::grammar::{Block as _, For};

use crate::support::{run_text, without_words};

/// A club with stages, classes, sources, members and tiers.
const CLUB: &str = r#"
name = "Club"
[run]
horizon = "1 y"
replications = 2
seed = 7
[population]
customers = 60
tenure = { exponential = { mean = "1 y" } }
[[segment]]
name = "home"
share = 0.6
[[segment]]
name = "away"
share = 0.4
[[attribute]]
name = "lot"
values = { x = 0.4, y = 0.6 }
[[attribute]]
name = "age"
law = { uniform = { low = 20, high = 70 } }
[[acquisition]]
name = "web"
joins = "4 per mo"
[purchase]
rate = { gamma = { mean = "1 per mo", shape = 1.0 } }
basket = { lognormal = { mean = 60.0, cv = 1.0 } }
[lifecycle]
[loyalty]
[value_classes]
review = "90 d"
money = [20, 40, 60, 80]
frequency = [2, 4, 6, 8]
[program]
aware = 0.6
review = "60 d"
points = { per_spend = 1.0, reward_points = 200, unit_cost = 0.02 }
[[program.tier]]
name = "gold"
from = 80
[[journey]]
name = "visit"
start = "purchase"
[[journey.touchpoint]]
name = "desk"
"#;

/// A condition on each key of `for`, by the name of the key, that some customers meet.
const CONDITIONS: &[(&str, &str)] = &[
    ("segment", "segment = \"away\""),
    ("source", "source = \"web\""),
    ("member", "member = \"program\""),
    ("tier", "tier = \"gold\""),
    ("stage", "stage = [\"climax\", \"decline\"]"),
    ("tenure", "tenure = { from = \"100 d\", below = \"400 d\" }"),
    ("purchases", "purchases = { from = 3, below = 9 }"),
    ("class", "class = { recency = [4, 5] }"),
    ("class", "class = { frequency = [2, 3] }"),
    ("class", "class = { money = [4, 5] }"),
    ("class", "class = { abc = \"A\" }"),
    ("class", "class = { quadrant = [\"vip\", \"maintain\"] }"),
    ("attributes", "lot = \"x\""),
    ("attributes", "age = { from = 30, below = 40 }"),
];

/// What a rule for these customers makes of the club: each use of the desk costs 1.
fn under(whom: &str) -> Value {
    let rule = format!(
        "[[rule]]\nname = \"r\"\nfor = {{ {whom} }}\nchange = {{ \"journey.visit.desk.cost\" = {{ set = 1.0 }} }}\n"
    );
    without_words(&run_text(&format!("{CLUB}{rule}"), &[]))
}

/// Money spent at the desk; `None` where it costs nobody anything.
fn spent(found: &Value) -> f64 {
    found[0]["touchpoints"]["visit/desk"]["cost"]["mean"].as_f64().unwrap_or(0.0)
}

#[test]
fn every_key_of_for_reaches_some() {
    let all = spent(&under("lot = [\"x\", \"y\"]"));
    assert!(all > 500.0, "{all}");
    for (key, whom) in CONDITIONS {
        let some = spent(&under(whom));
        assert!(0.02 * all < some && some < 0.98 * all, "{key}, {whom}: {some} of {all}");
    }
    // Those of one lot and those of the other are all.
    let [x, y] = ["x", "y"].map(|lot| spent(&under(&format!("lot = \"{lot}\""))));
    assert!((x + y - all).abs() < 1e-9, "{x} {y} {all}");
    // All keys must hold.
    let both = spent(&under("lot = \"x\", segment = \"away\""));
    assert!(0.0 < both && both < x);
}

#[test]
fn every_key_of_for_is_tried() {
    let tried = |key: &str| CONDITIONS.iter().any(|(name, _)| *name == key);
    let untried: Vec<&str> = For::spec().keys.iter().map(|key| key.key).filter(|key| !tried(key)).collect();
    assert!(untried.is_empty(), "{untried:?}");
}
