//! How a scenario says whom a change reaches: what is accepted, what it is laid over, and which keys can act by it.

use std::path::Path;

use journeysim::scenario::grammar::{Asked, Root};
use journeysim::scenario::{Loaded, Scenario, explain};

use crate::support::owned;

/// A bank with six changes for some customers, each of another kind.
const BANK: &str = r#"
name = "Bank"
[run]
horizon = "1 y"
[population]
customers = 100
[purchase]
[lifecycle]
[loyalty]
[value_classes]
review = "90 d"
[[attribute]]
name = "device"
values = { app = 0.6, "old phone" = 0.4 }
[[hole]]
name = "never got going"
hazard = "10 % per y"
[[segment]]
name = "cost-consuming"
share = 0.10
change = { "journey.branch visit.counter.time" = { scale = 1.5 } }
[[segment]]
name = "rest"
share = 0.90
[[resource]]
name = "tellers"
staff = 2
[[journey]]
name = "branch visit"
start = "purchase"
[[journey.touchpoint]]
name = "enter"
next = "counter"
[[journey.touchpoint]]
name = "consult"
time = "20 min"
next = "sign"
[[journey.touchpoint]]
name = "sign"
time = "2 min"
next = "done"
[[journey.touchpoint]]
name = "counter"
resource = "tellers"
time = "4 min"
patience = "20 min"
[[rule]]
name = "the best go to the adviser"
for = { class = { money = [5] } }
change = { "journey.branch visit.enter.next" = { set = { consult = 0.5, counter = 0.5 } } }
[[rule]]
name = "settled customers wait longer"
for = { stage = "climax" }
change = { "journey.branch visit.counter.patience" = { scale = 1.5 } }
[[rule]]
name = "old phones fail"
for = { device = "old phone" }
change = { "journey.branch visit.counter.fail_prob" = { set = 0.03 } }
[[rule]]
name = "the first thirty days"
for = { tenure = { below = "30 d" } }
change = { "hole.never got going.factor" = { scale = 3 } }
[[intervention]]
name = "personal start"
on = "join"
lasts = "90 d"
cost = { per_use = 8 }
for = { device = "app", segment = ["rest"] }
change = { "journey.branch visit.enter.probability" = { set = 0.9 }, "journey.branch visit.counter.time" = { scale = 2 } }
"#;

fn loaded(text: &str, sets: &[(&str, &str)]) -> Loaded {
    Scenario::parse("bank.toml", text, &owned(sets)).unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn each_kind_of_example_is_accepted_without_a_word() {
    let bank = loaded(BANK, &[]);
    assert!(bank.warnings.items.is_empty(), "{}", bank.warnings.render(false));
}

#[test]
fn a_touchpoint_that_only_some_are_led_to_is_reached_and_so_is_what_follows_it() {
    // By a rule, by a segment, by an offer; for everybody it has to be reached in the file itself.
    let change = "change = { \"journey.branch visit.enter.next\" = { set = \"consult\" } }\n";
    let rule = BANK.find("[[rule]]\nname = \"the best").expect("the rule");
    let without = format!("{}{}", &BANK[..rule], &BANK[BANK.find("[[rule]]\nname = \"settled").expect("the next")..]);
    for led in [
        format!("[[rule]]\nname = \"r\"\nfor = {{ segment = \"rest\" }}\n{change}"),
        format!("[[intervention]]\nname = \"i\"\nfor = {{ segment = \"rest\" }}\n{change}"),
        format!("[[intervention]]\nname = \"i\"\non = \"failure\"\n{change}"),
    ] {
        loaded(&format!("{without}{led}"), &[]);
    }
    let nobody = Scenario::parse("bank.toml", &without, &[]).expect_err("nobody is led there").render(false);
    assert!(nobody.contains("nobody reaches touchpoint `consult`") && nobody.contains("`sign`"), "{nobody}");
}

#[test]
fn a_condition_is_one_value_when_a_file_is_laid_over_another() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("bank.toml"), BANK).expect("written");
    let over =
        "extends = \"bank.toml\"\n[[rule]]\nname = \"old phones fail\"\nfor = { tenure = { from = \"1 mo\" } }\n";
    let path = folder.path().join("over.toml");
    std::fs::write(&path, over).expect("written");
    let scenario = Scenario::load(Path::new(&path), &[]).unwrap_or_else(|problems| panic!("{problems}")).scenario;
    let root: Root<'_> = scenario.read();
    let rule = root.rule.iter().find(|rule| *rule.name == "old phones fail").expect("the rule");
    let who = rule.who();
    assert!(who.attributes.is_empty(), "what is left out is not asked: {who:?}");
    assert!(who.tenure.is_some_and(|tenure| tenure.from > 30.0 && tenure.below == f64::INFINITY), "{who:?}");
    assert_eq!(rule.change.len(), 1, "the rest of the rule stays");
}

#[test]
fn what_is_asked_can_be_set_and_explained_by_its_path() {
    let sets = [("rule.old phones fail.for.device", "app"), ("rule.the first thirty days.for.tenure.below", "20 d")];
    let scenario = loaded(BANK, &sets).scenario;
    let root = scenario.read();
    let who = root.rule.iter().find(|rule| *rule.name == "old phones fail").expect("the rule").who();
    assert_eq!(who.attributes, [("device", Asked::Values(vec!["app"]))]);
    let told = explain(&scenario, Some("rule.old phones fail.for")).expect("a path");
    let told: Vec<(&str, &str)> = told.iter().map(|one| (one.path.as_str(), one.value_text.as_str())).collect();
    assert_eq!(told, [("rule.old phones fail.for.device", "\"app\"")]);
    let told = explain(&scenario, Some("rule.the first thirty days.for.tenure.below")).expect("a path");
    assert_eq!((told[0].value_text.as_str(), told[0].origin.as_str()), ("\"20 d\"", "--set"));
}

#[test]
fn a_key_acts_where_only_a_rule_lets_it_act() {
    let idle = |text: &str| {
        let problems = loaded(text, &[]).warnings;
        problems.items.iter().filter(|problem| problem.code == "no-effect").map(|p| p.path.clone()).collect::<Vec<_>>()
    };
    let file = BANK
        .replace("patience = \"20 min\"\n", "on_renege = \"enter\"\n")
        .replace("scale = 1.5 } }\n[[rule]]\nname = \"old", "set = \"9 min\" } }\n[[rule]]\nname = \"old");
    assert_eq!(idle(&file), Vec::<String>::new());
    let none = file
        .replace("set = \"9 min\"", "set = \"forever\"")
        .replace("\"journey.branch visit.counter.patience\"", "\"journey.branch visit.counter.salience\"")
        .replace("set = \"forever\"", "set = 2.0");
    assert_eq!(idle(&none), ["journey.branch visit.counter.on_renege"]);
}
