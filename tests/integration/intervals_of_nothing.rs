//! Counts and shares of what did not happen have an interval of some width wherever they are told; what cannot happen has none.

use journeysim::experiment::results::Results;
use serde_json::Value;

use crate::support::run_text;

/// Of everything a little, and all of it rare: in ten replications hardly anything happens.
const RICH: &str = r#"
name = "Rich"
[run]
horizon = "1.2 y"
replications = 10
seed = 2
[population]
customers = 20
[loyalty]
[experience]
[lifecycle]
[purchase]
rate = "3 per y"
basket = 10.0
cross_sell = { chance = 0.00001 }
[complaint]
[word_of_mouth]
conversion = 0.000001
[win_back]
contacts = ["5 d"]
[feedback]
every = "90 d"
sample = 5
[value_classes]
review = "180 d"
[[resource]]
name = "d"
staff = 2
queue_limit = 1
target = "1 min"
[program]
aware = 0.001
fraud = 0.001
surprise = { prob = 0.00001, cost = 1.0 }
[program.membership]
fee = 1.0
take_up = 0.5
[[program.tier]]
name = "g"
from = 60
[program.points]
per_spend = 1.0
reward_points = 100
unit_cost = 0.01
expiry = "100 d"
[[journey]]
name = "visit"
start = "purchase"
[[journey.touchpoint]]
name = "counter"
resource = "d"
time = "1 h"
fail_prob = 0.00001
patience = "20 min"
hole = "quality"
on_fail = "again"
[[journey.touchpoint]]
name = "again"
time = "1 min"
"#;

/// Units of what is no count and no share.
const PLAIN: [&str; 16] = [
    "money",
    "min",
    "d",
    "points",
    "waiting",
    "servers",
    "score",
    "score 1..5",
    "mood 0..1",
    "skill 0..1",
    "utility -1..1",
    "utility -1..0",
    "ratio",
    "years",
    "per year",
    "",
];

/// Paths of counts, shares and points of curves whose interval has no width.
fn without_width(path: &str, value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            let unit = fields.get("unit").and_then(Value::as_str);
            let words = fields.get("definition").and_then(Value::as_str).unwrap_or_default();
            // What is averaged over time is an amount.
            let counted = unit.is_none_or(|unit| !PLAIN.contains(&unit)) && !words.contains("averaged over");
            if counted
                && let Some(ends) = fields.get("ci95").and_then(Value::as_array)
                && ends[0] == ends[1]
            {
                let day = fields.get("day").map_or(String::new(), |day| format!("@{day}"));
                found.push(format!("{path}{day}"));
            }
            fields.iter().for_each(|(key, value)| without_width(&format!("{path}/{key}"), value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| without_width(path, value, found)),
        _ => {}
    }
}

fn widths(results: &Results) -> Vec<String> {
    let mut found = Vec::new();
    for world in &results.worlds {
        let mut world = serde_json::to_value(world).expect("plain data");
        // Money and points.
        let fields = world.as_object_mut().expect("a world");
        fields.remove("program_books");
        fields.remove("comparison");
        without_width("", &world, &mut found);
    }
    found
}

#[test]
fn counts_and_shares_of_what_did_not_happen_have_a_width() {
    let none = run_text(RICH, &[]);
    let certain = [
        // Who is there on day 0 is given, and nobody has left or come by then.
        "/survival@0.0",
        "/bucket/level@0.0",
        "/bucket/start",
        "/bucket/incidence",
        "/cohorts/rows/joined",
        "/flow/flows@0.0",
        // Plugged, without a queue.
        "/bucket/outflow/crisis",
        "/bucket/outflow/price_war",
        "/touchpoints/visit/again/baulked",
        "/touchpoints/visit/again/reneged",
    ];
    let found = widths(&none);
    let wrong: Vec<&String> = found
        .iter()
        .filter(|path| {
            !certain.iter().any(|known| {
                path == known || *known == "/bucket/incidence" && path.starts_with(known) && path.ends_with("@0.0")
            })
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let program = &none.worlds[0].program;
    for id in ["promoted", "demoted", "fees_paid", "surprises"] {
        // Nothing in ten replications: up to -ln(.025) / 10.
        let metric = &program[id];
        assert!(metric.mean == Some(0.0) && (metric.ci95.expect("ten")[1] - 0.368_9).abs() < 1e-3, "{id}: {metric:?}");
    }
}

/// Nobody of 30 left in a year: at least .025^(1/30) = 88.4 % stay. All of 2,000 did in two years: at most 1 - .025^(1/2000) = .18 % stay.
#[test]
fn cohorts_in_which_nobody_or_everybody_left_have_the_interval_of_survival() {
    let run = |customers: u32, replications: u32, horizon: &str, hole: &str| {
        run_text(
            &format!(
                "name = \"Few\"\n[run]\nhorizon = \"{horizon}\"\nreplications = {replications}\nreport_every = \"0.25 y\"\n\
                 [population]\ncustomers = {customers}\n{hole}\n"
            ),
            &[],
        )
    };
    let cells = |results: &Results| {
        let cohorts = results.worlds[0].cohorts.as_ref().expect("cohorts");
        cohorts.rows[0].cells.iter().map(|cell| cell.ci95.expect("an interval")).collect::<Vec<_>>()
    };
    for [low, high] in cells(&run(10, 3, "1 y", "[[hole]]\nname = \"a\"\nhazard = \"0.000001 per y\"")) {
        assert!((low - 0.884_3).abs() < 1e-3 && high == 1.0, "{low} {high}");
    }
    let last = *cells(&run(100, 20, "2 y", "[[hole]]\nname = \"a\"\nhazard = \"50 per y\"")).last().expect("cells");
    assert!(last[0] == 0.0 && (last[1] - 0.001_843).abs() < 1e-5, "{last:?}");
    // Where nobody can leave, all stay for sure.
    let sure = cells(&run(10, 3, "1 y", ""));
    assert!(sure.iter().all(|ends| *ends == [1.0, 1.0]), "{sure:?}");
}
