//! Counts and shares of what did not happen have an interval of some width wherever they are told; what cannot happen has none.

use journeysim::experiment::results::Results;
use journeysim::num::exp;
use serde_json::Value;

use crate::program::Desk;
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
        // Plugged, without a contract, without a queue.
        "/bucket/outflow/crisis",
        "/bucket/outflow/price_war",
        "/bucket/outflow/lock_end",
        "/bucket/outflow_share/crisis",
        "/bucket/outflow_share/price_war",
        "/bucket/outflow_share/lock_end",
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

/// Ten replications of 200 customers with these holes, each hole plugged in turn: what is printed, and the results.
fn leaks(holes: &str) -> (String, Value) {
    let text = format!(
        "name = \"leaks\"\n[run]\nhorizon = \"2 y\"\nreplications = 10\nseed = 2\n[population]\ncustomers = 200\n\
         [contract]\nearns = \"10 per y\"\n{holes}"
    );
    let desk = Desk::with("leaks.toml", &text);
    let said = desk.run(["leaks", "leaks.toml", "--no-progress", "--out", "o"]).with_code(0).out;
    // Sentences are broken to the width of the terminal.
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    (said, serde_json::from_str(&desk.read("o/results.json")).expect("results"))
}

fn hole(name: &str, keys: &str) -> String {
    format!("[[hole]]\nname = \"{name}\"\n{keys}\n")
}

fn ends(metric: &Value) -> (f64, [f64; 2]) {
    let of = |value: &Value| value.as_f64().expect("a number");
    (of(&metric["mean"]), [of(&metric["ci95"][0]), of(&metric["ci95"][1])])
}

/// A hazard of nothing, a plug, and what there is no occasion for let nobody out. That is certain, and so is what plugging them gains.
#[test]
fn by_a_hole_that_is_shut_nobody_can_leave() {
    let absent = "[loyalty]\n[[journey]]\nname = \"v\"\narrivals = \"1 per d\"\n[[journey.touchpoint]]\nname = \"t\"\n\
                  hole = \"gate\"\nexit_prob = { done = 0.0 }\n";
    let gate = hole("gate", "");
    for (what, shut) in [
        ("no hazard", hole("gate", "hazard = \"0 per y\"")),
        ("no hazard in any year", hole("gate", "hazard = [\"0 per y\", \"0 per y\"]")),
        ("plugged", hole("gate", "hazard = \"1 per y\"\nfactor = 0.0")),
        ("no chance", format!("[purchase]\nrate = \"1 per mo\"\nbasket = 1.0\n{}", hole("gate", "per_purchase = 0.0"))),
        ("no risk", absent.replace("[loyalty]\n", "") + &gate),
    ] {
        let (said, results) = leaks(&shut);
        assert!(said.contains("Nobody can leave by gate: there is nothing to plug."), "{what}: {said}");
        assert!(said.contains("0 customers saved, 0 customers lost"), "{what}: {said}");
        for wrong in ["0.37", "0.31", "lot can be told", "Worth plugging", "All plugged at once", "too few events"] {
            assert!(!said.contains(wrong), "{what}: {wrong}: {said}");
        }
        let leak = &results["leaks"]["holes"][0];
        assert_eq!((&leak["hole"], &leak["shut"]), (&"gate".into(), &true.into()), "{what}");
        for path in ["exits", "gain", "exits_avoided", "yearly_loss"] {
            assert_eq!(ends(&leak[path]), (0.0, [0.0, 0.0]), "{what}: {path}");
        }
        let twins = &results["worlds"][1]["twins"];
        for fate in ["saved", "lost", "moved"] {
            assert_eq!(ends(&twins[fate]), (0.0, [0.0, 0.0]), "{what}: {fate}");
        }
        let metrics = &results["worlds"][0]["metrics"];
        assert_eq!(ends(&metrics["retention_horizon"]), (1.0, [1.0, 1.0]), "{what}");
    }
}

/// At one in a million a year hardly one of 200 leaves in two years, in none of ten replications: up to -ln(.025)/10 = .3689 do, in the baseline.
/// With every hole plugged nobody is lost.
#[test]
fn by_a_hole_that_took_nobody_yet_somebody_may_leave() {
    let holes = [hole("crack", "hazard = \"0.000001 per y\""), hole("dry", "hazard = \"0 per y\"")].concat();
    let (said, results) = leaks(&holes);
    assert!(said.contains("Without crack: 0 money no interval"), "{said}");
    assert!(said.contains("0.00 customers [0.00, 0.37] saved"), "{said}");
    assert!(said.contains("crack has the largest estimate") && said.contains("Nobody can leave by dry"), "{said}");
    let near = |found: (f64, [f64; 2]), low: f64, high: f64| {
        assert!(found.0 == 0.0 && (found.1[0] - low).abs() < 1e-3 && (found.1[1] - high).abs() < 1e-3, "{found:?}");
    };
    let leaks = &results["leaks"]["holes"];
    assert_eq!((&leaks[0]["hole"], &leaks[1]["hole"]), (&"crack".into(), &"dry".into()));
    near(ends(&leaks[0]["exits"]), 0.0, 0.3689);
    near(ends(&leaks[0]["exits_avoided"]), -0.3689, 0.3689);
    assert_eq!(ends(&leaks[1]["exits"]), (0.0, [0.0, 0.0]));
    let fates = |world: &str| {
        let worlds = results["worlds"].as_array().expect("worlds");
        let world = worlds.iter().find(|w| w["name"] == world).unwrap_or_else(|| panic!("no {world}"));
        world["twins"].clone()
    };
    near(ends(&fates("without crack")["saved"]), 0.0, 0.3689);
    near(ends(&fates("without dry")["saved"]), 0.0, 0.0);
    near(ends(&fates("without any hole")["saved"]), 0.0, 0.3689);
    // `dry` is all that is left.
    near(ends(&fates("without crack")["lost"]), 0.0, 0.0);
    near(ends(&fates("without any hole")["lost"]), 0.0, 0.0);
}

/// Two or three in a replication: counts with the interval of counting, and the share of the only way out is sure.
#[test]
fn rare_losses_are_counted() {
    let holes = [hole("crack", "hazard = \"0.006 per y\""), hole("dry", "hazard = \"0 per y\"")].concat();
    let (said, results) = leaks(&holes);
    let leak = &results["leaks"]["holes"][0];
    let (mean, [low, high]) = ends(&leak["exits"]);
    let expected = 200.0 * (1.0 - exp(-0.012));
    assert!(low < expected && expected < high && high - low > 1.0, "{mean} [{low}, {high}], {expected}");
    // Every one of them stays when it is plugged.
    assert_eq!(ends(&leak["exits_avoided"]).0, mean);
    assert_eq!(ends(&leak["share"]), (1.0, [1.0, 1.0]));
    assert!(said.contains("it takes 100 % of exits"), "{said}");
    assert!(said.contains("Nobody can leave by dry: there is nothing to plug."), "{said}");
}
