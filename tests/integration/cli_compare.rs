//! `compare` and its kin: which worlds there are, what they are called, and what is refused before anything runs.

use serde_json::Value;

use crate::program::{Desk, Ended, shipped};

/// Money that flows by itself: what a repair adds to the value is plain arithmetic.
const FLOW: &str = r#"
name = "Flow"
[run]
horizon = "1 y"
replications = 2
[money]
discount_rate = 0.0
[population]
customers = 10
[contract]
earns = "100 per y"
"#;

fn repair(name: &str, adds: u32) -> String {
    format!("[[intervention]]\nname = \"{name}\"\nchange = {{ \"contract.earns\" = {{ add = \"{adds} per y\" }} }}\n")
}

fn compare(desk: &Desk, more: &[&str]) -> Ended {
    desk.run(["compare", "flow.toml", "--out", "out", "--no-progress"].iter().chain(more))
}

fn names(results: &Value) -> Vec<&str> {
    results["worlds"].as_array().expect("worlds").iter().filter_map(|world| world["name"].as_str()).collect()
}

/// What a world is worth more than the baseline, in whole money.
fn gain(results: &Value, name: &str) -> i64 {
    let world = results["worlds"].as_array().expect("worlds").iter().find(|world| world["name"] == name);
    let world = world.unwrap_or_else(|| panic!("{name} among {:?}", names(results)));
    world["difference"]["npv"]["mean"].as_f64().expect("a difference").round() as i64
}

fn shares(results: &Value) -> Vec<i64> {
    let players = results["attribution"]["players"].as_array().expect("players");
    players.iter().map(|player| player["share"]["mean"].as_f64().expect("a share").round() as i64).collect()
}

#[test]
fn a_bundle_and_an_intervention_called_like_it_are_two_worlds() {
    let text = [FLOW.to_owned(), repair("A", 10), repair("B", 20), repair("A + B", 100)].concat();
    let desk = Desk::with("flow.toml", &text);
    let results = compare(&desk, &["--with", "B,A", "--all-pairs", "--json"]).with_code(0).json();
    assert_eq!((gain(&results, "A + B"), gain(&results, "\"A\" + \"B\"")), (1000, 300));
    assert_eq!(shares(&results), [200, 100]);
    assert_eq!(
        names(&results),
        ["baseline", "A", "B", "A + B", "\"A\" + \"B\"", "A + A + B", "B + A + B"],
        "the bundle is one of the pairs, whatever the order"
    );
}

#[test]
fn names_with_commas_can_be_bundled() {
    let text = [FLOW.to_owned(), repair("more, cheaper", 10), repair("B", 20), repair("C", 30)].concat();
    let desk = Desk::with("flow.toml", &text);
    for with in [&["--with", "more, cheaper,B"][..], &["--with", "more, cheaper", "--with", "B"]] {
        let results = compare(&desk, &[with, &["--json"]].concat()).with_code(0).json();
        assert_eq!((shares(&results), gain(&results, "more, cheaper + B")), (vec![100, 200], 300));
    }
    let ended = compare(&desk, &["--with", "mor, cheaper,B"]).with_code(2);
    assert!(ended.err.contains("no intervention called `mor`"), "{}", ended.err);
}

#[test]
fn a_bundle_of_more_than_ten_is_shared_out_over_random_orders() {
    let text = (0..11).fold(FLOW.to_owned(), |text, n| text + &repair(&format!("r{n}"), n + 1));
    let desk = Desk::with("flow.toml", &text);
    let all: Vec<String> = (0..11).map(|n| format!("r{n}")).collect();
    let ended = compare(&desk, &["--with", &all.join(","), "--json"]).with_code(0);
    assert!(ended.err.contains("16 random orders"), "{}", ended.err);
    let results = ended.json();
    assert_eq!(results["attribution"]["exact"], false);
    // What adds up has the same share in every order.
    assert_eq!(shares(&results), (1..=11).map(|n| 10 * n).collect::<Vec<i64>>());
}

#[test]
fn pairs_that_cannot_be_are_left_out_by_name() {
    // B excludes A, which C carries along.
    let text = format!(
        "{FLOW}{}{}excludes = [\"A\"]\n[[intervention]]\nname = \"C\"\nneeds = [\"A\"]\n",
        repair("A", 10),
        repair("B", 20)
    );
    let desk = Desk::with("flow.toml", &text);
    let ended = compare(&desk, &["--all-pairs", "--json"]).with_code(0);
    assert_eq!(names(&ended.json()), ["baseline", "A", "B", "C"]);
    assert!(ended.err.contains("they exclude each other: `A` and `B`; `B` and `C`"), "{}", ended.err);
    assert!(ended.err.contains("a pair is left out: one carries the other along, so it is the pair: `A` and `C`"));
    for name in ["value/four-segments", "complaints/vanilla-ice-cream"] {
        let file = shipped(name);
        let few =
            ["--replications", "1", "--horizon", "30 d", "--set", "run.report_every=30 d", "--set", "run.warm_up=0 d"];
        let ended = desk.run(
            ["compare", file.to_str().expect("UTF-8"), "--all-pairs", "--no-progress", "--out", "o"].iter().chain(&few),
        );
        assert!([0, 5].contains(&ended.code), "{}: {}", ended.code, ended.err);
    }
}

#[test]
fn a_pair_that_breaks_the_document_is_named() {
    let hole = "[purchase]\n[[hole]]\nname = \"q\"\nper_purchase = 0.4\n";
    let more = |name: &str| {
        format!("[[intervention]]\nname = \"{name}\"\nchange = {{ \"hole.q.per_purchase\" = {{ add = 0.4 }} }}\n")
    };
    let text = [FLOW, hole, &more("one"), &more("other"), &more("third")].concat();
    let desk = Desk::with("flow.toml", &text);
    let ended = compare(&desk, &["--all-pairs"]).with_code(3);
    for pair in ["`one` and `other`", "`one` and `third`", "`other` and `third`"] {
        assert!(ended.err.contains(&format!("{pair} cannot be in one world")), "{pair}: {}", ended.err);
    }
}

#[test]
fn amounts_of_money_are_checked() {
    let desk = Desk::with("flow.toml", &(FLOW.to_owned() + &repair("A", 10)));
    for (option, value) in ["-5", "NaN", "inf"]
        .into_iter()
        .flat_map(|value| [("--budget", value), ("--gap", value)])
        .chain([("--gap", "0")])
    {
        let ended = compare(&desk, &[option, value]).with_code(2);
        assert!(ended.err.contains(&format!("`{option} {value}` is no")), "{option} {value}: {}", ended.err);
    }
    assert_eq!(desk.list(""), ["flow.toml"], "nothing is made for it");
    compare(&desk, &["--budget", "0"]).with_code(0);
}

#[test]
fn files_in_other_money_are_not_compared_and_how_they_run_is_no_difference() {
    let desk = Desk::with("flow.toml", FLOW);
    let other = FLOW.replace("replications = 2", "replications = 3\nseed = 9").replace("100 per y", "120 per y");
    std::fs::write(desk.path("other.toml"), &other).expect("written");
    let ended = compare(&desk, &["other.toml", "other.toml", "other.toml", "--json"]).with_code(0);
    let results = ended.json();
    assert_eq!(names(&results), ["baseline", "Flow", "other.toml", "other.toml (2)"]);
    let inputs = results["inputs"].as_array().expect("inputs");
    let paths: Vec<&str> = inputs.iter().filter_map(|input| input["path"].as_str()).collect();
    assert_eq!(paths, ["contract.earns"; 3]);
    std::fs::write(desk.path("other.toml"), other.replace("[money]", "[money]\ncurrency = \"CNY\"")).expect("written");
    let ended = compare(&desk, &["other.toml"]).with_code(2);
    assert!(ended.err.contains("one counts in `money`, the other in `CNY`"), "{}", ended.err);
}

#[test]
fn what_is_not_judged_or_not_used_is_said() {
    let asserts = "[[assert]]\nname = \"a\"\nworld = \"A\"\nmetric = \"difference.npv\"\nat_least = 50\n\
                   [[assert]]\nname = \"b\"\nmetric = \"metrics.npv\"\nat_least = 50\n";
    let text = FLOW.replace("[money]", "precision = { npv = \"5 %\" }\n[money]") + &repair("A", 10) + asserts;
    let desk = Desk::with("flow.toml", &text);
    let run = desk.run(["run", "flow.toml", "--out", "out", "--no-progress"]).with_code(0);
    assert!(run.err.contains("1 assert is about a world that this command does not run"), "{}", run.err);
    let ended = compare(&desk, &["--json"]).with_code(0);
    assert!(!ended.err.contains("assert"), "{}", ended.err);
    assert!(ended.err.contains("`run.precision` is left out"), "{}", ended.err);
    assert_eq!(ended.json()["asserts"].as_array().map(Vec::len), Some(2));
}

#[test]
fn an_assert_of_a_value_that_cannot_be_is_refused_by_every_command() {
    let of = |world: &str, metric: &str| {
        let assert = format!("[[assert]]\nname = \"a\"\nworld = \"{world}\"\nmetric = \"{metric}\"\nat_most = 1e12\n");
        Desk::with("flow.toml", &(FLOW.to_owned() + &repair("A", 10) + &assert))
    };
    let wrong = [
        ("A", "metrics.nvp", "metrics.npv"),
        ("baseline", "metrics.nvp", "metrics.npv"),
        ("A", "difference.nvp", "difference.npv"),
        ("A", "difference.metrics.npv", "difference.npv"),
        ("A", "twins.saveds", "twins.saved"),
        ("baseline", "survival.365", "survival.@365"),
        ("baseline", "bucket.level.365", "bucket.level.@365"),
        ("baseline", "resources.desk.delay_min", ""),
    ];
    for (world, metric, nearest) in wrong {
        for command in ["check", "run", "compare"] {
            let ended = of(world, metric).run([command, "flow.toml"]).with_code(3);
            assert!(ended.err.contains(&format!("there is no `{metric}` in the world `{world}`")), "{}", ended.err);
            assert!(ended.err.contains(nearest), "{}", ended.err);
        }
    }
    for (world, metric) in [
        ("A", "difference.npv"),
        ("A", "difference.bucket.end"),
        ("A", "twins.saved"),
        ("A", "cost"),
        ("baseline", "survival.@365"),
        ("baseline", "bucket.level.@90"),
        ("baseline", "ledger.total"),
    ] {
        of(world, metric).run(["check", "flow.toml"]).with_code(0);
    }
}

#[test]
fn what_is_not_enabled_is_said_to_be_so() {
    let text = FLOW.to_owned() + &repair("A", 10) + &repair("B", 20) + "enabled = false\n";
    let desk = Desk::with("flow.toml", &text);
    let replay = desk.run(["replay", "flow.toml", "--customer", "1", "--against", "B"]).with_code(2);
    let compare = compare(&desk, &["--with", "A,B"]).with_code(2);
    for ended in [replay, compare] {
        assert!(ended.err.contains("intervention `B` is not enabled"), "{}", ended.err);
    }
}

#[test]
fn a_cost_of_segments_that_are_off_is_paid_for_nobody() {
    let text = FLOW.to_owned()
        + "[[segment]]\nname = \"gold\"\nshare = 1.0\nenabled = false\n[[intervention]]\nname = \"A\"\nsegments = [\"gold\"]\n\
           cost = { per_customer = 5.0 }\n[[intervention]]\nname = \"B\"\nsegments = [\"gold\"]\non = \"join\"\ncost = { per_use = 5.0 }\n";
    let desk = Desk::with("flow.toml", &text);
    let results = compare(&desk, &["--json"]).with_code(0).json();
    assert_eq!((gain(&results, "A"), gain(&results, "B")), (0, 0));
}

#[test]
fn a_sweep_makes_no_workbook() {
    let desk = Desk::with("flow.toml", FLOW);
    let ended = desk.run(["sweep", "flow.toml", "--vary", "contract.earns=90..110", "--xlsx"]).with_code(2);
    assert!(ended.err.contains("--xlsx"), "{}", ended.err);
}

#[test]
fn a_budget_buys_the_best_combination() {
    let costing = |name: &str, adds: u32, once: u32| repair(name, adds) + &format!("cost = {{ once = {once} }}\n");
    let text = [FLOW.to_owned(), costing("A", 10, 50), costing("B", 20, 100), costing("C", 30, 200)].concat();
    let desk = Desk::with("flow.toml", &text);
    let results = compare(&desk, &["--budget", "150", "--json"]).with_code(0).json();
    assert_eq!(names(&results).len(), 8, "the baseline and every combination: {:?}", names(&results));
    assert_eq!(results["winner"]["name"], "A + B");
    let told = compare(&desk, &["--budget", "150"]).with_code(0);
    assert!(told.out.contains("Best within the budget of 150: A + B, +"), "{}", told.out);
    // With a bundle its parts are designs.
    let results = compare(&desk, &["--budget", "150", "--with", "A,B,C", "--json"]).with_code(0).json();
    assert_eq!((names(&results).len(), &results["winner"]["name"]), (8, &Value::from("A + B")));
}

#[test]
fn doing_nothing_is_better_than_a_design_that_loses() {
    let costing = |name: &str, adds: u32, once: u32| repair(name, adds) + &format!("cost = {{ once = {once} }}\n");
    let desk = Desk::with("flow.toml", &[FLOW.to_owned(), costing("A", 10, 500), costing("B", 20, 900)].concat());
    let results = compare(&desk, &["--json"]).with_code(0).json();
    assert_eq!((gain(&results, "A"), gain(&results, "B")), (-400, -700));
    assert!(results["winner"].is_null(), "{}", results["winner"]);
}

/// A hole that only one of two files has.
#[test]
fn what_only_one_world_has_is_compared_and_named() {
    let hole = |name: &str, hazard: &str| format!("[[hole]]\nname = \"{name}\"\nhazard = \"{hazard}\"\n");
    let text = FLOW.replace("customers = 10", "customers = 200") + &hole("old", "0.5 per y");
    let desk = Desk::with("flow.toml", &text);
    std::fs::write(desk.path("other.toml"), text.clone() + &hole("new", "1 per y")).expect("written");
    let results = compare(&desk, &["other.toml", "--json"]).with_code(0).json();
    let world = &results["worlds"][1];
    let by_it = world["bucket"]["outflow"]["new"]["mean"].as_f64().expect("leavers");
    assert!(by_it > 50.0);
    assert_eq!(world["difference"]["bucket.outflow.new"]["mean"].as_f64(), Some(by_it), "none in the other world");
    let flow = world["twins"]["flow"].as_array().expect("flows");
    let ways: Vec<String> = flow.iter().map(|f| format!("{} -> {}", f["from"], f["to"]).replace('"', "")).collect();
    assert!(ways.iter().any(|way| way == "old -> new") && ways.iter().any(|way| way == "stays -> new"), "{ways:?}");
}
