//! What decides: one metric names the winner, its fresh estimate, the race and the chance of being best; a yardstick is never named.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::program::{Desk, Ended};

/// A desk of which each idea is the best by another metric: five visits an hour of 9 minutes for 280 hours, about 1,400 in all, at one CNY each.
const DESK: &str = r#"
name = "Desk"
DECIDES

[run]
horizon      = "280 h"
replications = 12
seed         = 7

[money]
currency = "CNY"

[[resource]]
name  = "desk"
staff = 1
wage  = "2 per h"

[[journey]]
name     = "visit"
arrivals = "5 per h"

[[journey.touchpoint]]
name     = "counter"
resource = "desk"
time     = { exponential = { mean = "9 min" } }
revenue  = 1.0

[[intervention]]
name   = "campaign"
cost   = { once = 1000 }
change = { "journey.visit.counter.revenue" = { add = 1.0 } }

[[intervention]]
name   = "bell"
cost   = { once = 100 }
change = { "journey.visit.counter.revenue" = { add = 0.25 } }

[[intervention]]
name   = "second clerk"
change = { "resource.desk.staff" = { add = 1 } }

[[intervention]]
name      = "free coffee next door"
yardstick = true
change    = { "journey.visit.counter.revenue" = { add = 3.0 } }
"#;

const DELAY: &str = "resources.desk.delay_min";

/// The desk, with a line that says what decides.
fn desk(decides: &str) -> Desk {
    Desk::with("desk.toml", &DESK.replace("DECIDES", decides))
}

/// `compare`, and what it left.
fn compare(desk: &Desk, more: &[&str]) -> (Ended, Value) {
    let args = ["compare", "desk.toml", "--threads", "1", "--out", "out"];
    let ended = desk.run(args.iter().chain(more)).with_code(0);
    let results = serde_json::from_str(&desk.read("out/results.json")).expect("results");
    (ended, results)
}

/// What is refused, and how.
fn refused(desk: &Desk, more: &[&str], code: i32) -> String {
    desk.run(["compare", "desk.toml"].iter().chain(more)).with_code(code).err
}

/// Mean over the planned replications of the raw table of a metric of a world less that of the baseline.
fn paired(desk: &Desk, world: &str, metric: &str) -> f64 {
    let text = desk.read("out/tables/replications.csv");
    let mut lines = text.lines();
    let column = lines.next().expect("a head").split(',').position(|name| name == metric).expect("a column");
    let mut values: BTreeMap<(String, u64), f64> = BTreeMap::new();
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        values.insert(
            (cells[0].to_owned(), cells[1].parse().expect("a number")),
            cells[column].parse().expect("a value"),
        );
    }
    let of = |index| values[&(world.to_owned(), index)] - values[&("baseline".to_owned(), index)];
    (0..12).map(of).sum::<f64>() / 12.0
}

#[track_caller]
fn near(found: &Value, wanted: f64) {
    let found = found.as_f64().expect("a number");
    assert!((found - wanted).abs() <= 1e-9 * wanted.abs(), "{found} is not {wanted}");
}

fn design<'v>(results: &'v Value, name: &str) -> &'v Value {
    let all = results["designs"].as_array().expect("designs");
    all.iter().find(|design| design["name"] == name).unwrap_or_else(|| panic!("no design {name}"))
}

#[test]
fn the_value_of_the_firm_decides_where_nobody_says_otherwise() {
    let desk = desk("");
    let (ended, results) = compare(&desk, &[]);
    assert_eq!(results["decides"]["metric"], "metrics.npv");
    assert_eq!((&results["decides"]["better"], &results["decides"]["unit"]), (&"higher".into(), &"CNY".into()));
    assert_eq!(results["winner"]["name"], "campaign");
    let gained = paired(&desk, "campaign", "metrics.npv");
    // 1 CNY more of some 1,400 visits, less 1,000.
    assert!((gained - 400.0).abs() < 60.0, "{gained}");
    near(&results["winner"]["first"]["mean"], gained);
    assert!(ended.out.contains("Best: campaign, +"), "{}", ended.out);
    assert!(design(&results, "campaign")["p_best"].as_f64() > Some(0.99));
}

#[test]
fn another_metric_names_another_winner() {
    let desk = desk(&format!("decides = \"{DELAY}\""));
    let (ended, results) = compare(&desk, &[]);
    assert_eq!(results["decides"]["metric"], DELAY);
    assert_eq!((&results["decides"]["better"], &results["decides"]["unit"]), (&"lower".into(), &"min".into()));
    assert_eq!(results["winner"]["name"], "second clerk");
    let shorter = paired(&desk, "second clerk", DELAY);
    // With one clerk .75 / (20/3 - 5) h = 27 min in the long run, with two 1.5 min.
    assert!((-35.0..-15.0).contains(&shorter), "{shorter}");
    near(&results["winner"]["first"]["mean"], shorter);
    assert_eq!(
        results["winner"]["chosen"]
            .as_str()
            .map(|words| words.starts_with("smallest mean resources.desk.delay_min of 3 worlds")),
        Some(true)
    );
    // A difference is told as it is, and a gain as more of what is better.
    near(&design(&results, "second clerk")["gain"]["mean"], -shorter);
    assert_eq!(design(&results, "second clerk")["gain"]["unit"], "min");
    assert_eq!(design(&results, "second clerk")["p_best"], 1.0);
    assert!(ended.out.contains("Best by desk: ") && ended.out.contains("second clerk, −"), "{}", ended.out);
}

#[test]
fn a_return_decides_by_the_ratio_of_means() {
    let desk = desk("decides = \"return\"");
    let (ended, results) = compare(&desk, &[]);
    assert_eq!(results["decides"]["metric"], "return");
    assert_eq!(results["winner"]["name"], "bell");
    // Paid on day 0, so that nothing of it is discounted.
    let returned = paired(&desk, "bell", "metrics.npv") / 100.0;
    assert!((returned - 2.5).abs() < 0.2, "{returned}");
    near(&results["winner"]["first"]["mean"], returned);
    let bell =
        &results["worlds"].as_array().expect("worlds").iter().find(|world| world["name"] == "bell").expect("bell");
    near(&bell["difference"]["return"]["mean"], returned);
    assert_eq!(bell["difference"]["return"]["ci95"], bell["return"]["ci95"]);
    // All of its returns lie above all of those of the campaign.
    assert_eq!(design(&results, "bell")["p_best"], 1.0);
    assert_eq!(design(&results, "campaign")["p_best"], 0.0);
    assert!(ended.out.contains("Best by return: bell, +2.") && ended.out.contains("per CNY spent"), "{}", ended.out);
}

#[test]
fn a_yardstick_is_compared_and_never_named() {
    let desk = desk("");
    let (ended, results) = compare(&desk, &["--gap", "100", "--all-pairs"]);
    let worlds = results["worlds"].as_array().expect("worlds");
    let coffee = worlds.iter().find(|world| world["name"] == "free coffee next door").expect("it is compared");
    assert_eq!(coffee["yardstick"], true);
    // 3 CNY more of some 1,400 visits: more than all that may be chosen bring.
    assert!(coffee["difference"]["npv"]["mean"].as_f64() > Some(4000.0));
    let designs = results["designs"].as_array().expect("designs");
    assert!(designs.iter().all(|design| !design["name"].as_str().is_some_and(|name| name.contains("coffee"))));
    let selection = &results["selection"];
    let dropped = selection["dropped"].as_array().expect("some left the race");
    assert!(dropped.iter().all(|left| left["name"] != "free coffee next door"));
    // A pair of what nobody can choose is nobody's choice.
    assert!(
        worlds.iter().all(|world| !world["name"].as_str().is_some_and(|name| name.contains("coffee next door + ")))
    );
    assert_eq!(selection["best"], "campaign + bell");
    assert!(ended.out.contains("Free coffee next door would bring +4,"), "{}", ended.out);
    let alone = Desk::with(
        "desk.toml",
        &DESK.replace("DECIDES", "").replace("cost   = { once", "yardstick = true\ncost   = { once").replace(
            "[[intervention]]\nname   = \"second clerk\"\n",
            "[[intervention]]\nname   = \"second clerk\"\nyardstick = true\n",
        ),
    );
    let (ended, results) = compare(&alone, &[]);
    assert_eq!((results.get("winner"), results.get("designs")), (None, None));
    assert!(ended.out.contains("No winner: every world beside the baseline is a yardstick."), "{}", ended.out);
}

#[test]
fn a_gap_is_in_the_unit_of_what_decides() {
    let desk = desk("decides = \"resources.desk.delay_min\"");
    let (_, results) = compare(&desk, &["--gap", "2"]);
    let selection = &results["selection"];
    assert_eq!((&selection["metric"], &selection["gap"]), (&DELAY.into(), &2.0.into()));
    assert_eq!(selection["best"], "second clerk");
    assert!(
        selection["guarantee"]
            .as_str()
            .is_some_and(|words| words.contains("by 2 or more and resources.desk.delay_min is normal"))
    );
    let told = refused(&desk, &["--gap", "2", "--decides", "return"], 2);
    assert!(told.contains("`--gap` cannot tell returns apart: a return is a ratio over all replications"), "{told}");
    let told = refused(&desk, &["--gap", "2", "--decides", "resources.desk.more.delay_sd_min:lower"], 2);
    assert!(told.contains("`--gap` cannot tell worlds apart by `resources.desk.more.delay_sd_min`"), "{told}");
    let told = refused(&desk, &["--gap", "0"], 2);
    assert!(told.contains("give an amount above 0, in the unit of what decides"), "{told}");
}

#[test]
fn the_command_line_goes_before_the_file() {
    let desk = desk("decides = \"return\"");
    let (_, results) = compare(&desk, &["--decides", "npv"]);
    assert_eq!(
        (&results["decides"]["metric"], &results["winner"]["name"]),
        (&"metrics.npv".into(), &"campaign".into())
    );
    // Costs are negative: less is more wages, and only the second clerk brings them.
    let (_, results) = compare(&desk, &["--decides", "ledger.wages:lower"]);
    assert_eq!(results["decides"]["better"], "lower");
    assert_eq!(results["winner"]["name"], "second clerk");
    near(&results["winner"]["first"]["mean"], -560.0);
    let (_, results) = compare(&desk, &["--decides", "ledger.wages:higher"]);
    assert_eq!(results.get("winner"), None, "nothing saves wages");
    // The budget stays money, and limits the field.
    let (_, results) = compare(&desk, &["--decides", "npv", "--budget", "150"]);
    assert_eq!(results["winner"]["name"], "bell");
}

#[test]
fn what_cannot_decide_is_refused_with_what_can() {
    let said = |decides: &str, what: &str, help: &str| {
        let told = refused(&desk(decides), &[], 3);
        assert!(told.contains(what) && told.contains(help), "{decides}: {told}");
    };
    said("decides = \"nvp\"", "there is no `nvp` in the baseline", "nearest is `metrics.npv`");
    said(
        "decides = \"ledger.wages\"",
        "error[no-better-side]: `ledger.wages` does not say which side of it is the better one",
        "write `decides = { metric = \"ledger.wages\", better = \"higher\" }`",
    );
    said(
        "decides = { metric = \"npv\", better = \"lower\" }",
        "error[other-side]: more of `npv` is better",
        "leave `better` out",
    );
    said("decides = { metric = \"return\", better = \"lower\" }", "more of `return` is better", "leave `better` out");
    said("decides = \"payback_days\"", "`payback_days` cannot decide", "take a metric such as `npv`");
    said("decides = { better = \"lower\" }", "metric", "");
    let told = refused(&desk("[[shock]]\nname = \"rain\"\nyardstick = true\n"), &[], 3);
    assert!(told.contains("only interventions are compared, and may be yardsticks"), "{told}");
    let told = refused(&desk(""), &["--decides", "sojourn"], 3);
    assert!(told.contains("there is no `sojourn`") && told.contains("nearest is `"), "{told}");
}

#[test]
fn where_nothing_moves_money_the_file_must_say_what_decides() {
    let moneyless = |decides: &str| {
        let text =
            DESK.replace("DECIDES", decides).replace("wage  = \"2 per h\"\n", "").replace("revenue  = 1.0\n", "");
        let ideas = text.find("[[intervention]]").expect("ideas");
        Desk::with(
            "desk.toml",
            &format!(
                "{}[[intervention]]\nname = \"second clerk\"\nchange = {{ \"resource.desk.staff\" = {{ add = 1 }} }}\n[[intervention]]\nname = \"third clerk\"\nchange = {{ \"resource.desk.staff\" = {{ add = 2 }} }}\n",
                &text[..ideas]
            ),
        )
    };
    let silent = moneyless("");
    let (ended, results) = compare(&silent, &[]);
    assert_eq!((results.get("decides"), results.get("winner")), (None, None));
    assert_eq!(results["no_winner"], "nothing here moves money, and the file does not say what decides");
    assert!(results["designs"].as_array().is_some_and(|all| all.iter().all(|design| design["p_best"].is_null())));
    assert!(
        ended
            .out
            .contains("No winner: nothing here moves money, and the file does not say what decides: write `decides`"),
        "{}",
        ended.out
    );
    assert!(!ended.out.contains("Value of the firm (NPV)"), "{}", ended.out);
    assert!(refused(&silent, &["--gap", "1"], 2).contains("`--gap` has nothing to go by: nothing here moves money"));
    let (_, results) = compare(&moneyless(&format!("decides = \"{DELAY}\"")), &[]);
    assert_eq!((&results["winner"]["name"], results.get("no_winner")), (&"third clerk".into(), None));
    // Fixed costs that are the same everywhere move nothing.
    let (_, results) = compare(&silent, &["--set", "money.overhead=100 per mo"]);
    assert_eq!(results.get("decides"), None);
}
