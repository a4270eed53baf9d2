//! Interventions aimed at hidden stages: closed forms, whom they touch and whom they leave alone, and what they cost.

use journeysim::experiment::comparison::Difference;
use journeysim::experiment::results::{Metric, Results};
use journeysim::journey::model::Model;
use journeysim::num::exp;
use journeysim::scenario::{Scenario, compile_world};

use crate::support::Worlds;

/// Everybody is at the climax, falls into decline once a year, and never comes back from it. One hole; a flow of money.
const FADING: &str = r#"
name = "Fading"
[run]
horizon = "3 y"
replications = 40
seed = 11
[population]
customers = 2000
stages = { climax = 1.0 }
[purchase]
rate = "1 per y"
basket = 0.0
[lifecycle]
delta_CD = "1 per y"
k_D = 0.0
t_rec = "100 y"
[contract]
earns = "100 per y"
[[hole]]
name = "any"
hazard = "0.4 per y"
"#;
/// Falling into decline, and leaving [per year].
const FALL: f64 = 1.0;
const LEAVE: f64 = 0.4;

fn aimed(keys: &str, change: &str) -> String {
    format!("[[intervention]]\nname = \"a\"\n{keys}\nchange = {{ {change} }}\n")
}

fn results(base: &str, keys: &str, change: &str) -> Results {
    Worlds::parse(&format!("{base}{}", aimed(keys, change)), &[&["a"]]).results()
}

fn difference<'a>(results: &'a Results, id: &str) -> &'a Difference {
    &results.worlds[1].comparison.as_ref().expect("a comparison").difference[id]
}

/// Within three and a half standard errors, which must be small beside the value.
fn agrees(found: &Difference, truth: f64) {
    let (mean, error) = (found.mean.expect("a mean"), found.sd.expect("a spread") / (found.n as f64).sqrt());
    assert!((mean - truth).abs() < 3.5 * error && error < 0.02 * truth.abs(), "{mean} is not {truth}, error {error}");
}

/// Share still at the climax after some years, and of those who have fallen and leave at `hazard` since `from`.
fn at_climax(years: f64) -> f64 {
    exp(-(FALL + LEAVE) * years)
}

/// Share in decline at the horizon when whoever is in decline leaves at `LEAVE` until `from`, and at `hazard` afterwards.
fn declined(from: f64, hazard: f64, to: f64) -> f64 {
    let before = exp(-LEAVE * from) - at_climax(from);
    let rest = to - from;
    // Fallen after `from`: the convolution of two exponentials.
    let joining = at_climax(from) * FALL * (exp(-hazard * rest) - at_climax(rest)) / (FALL + LEAVE - hazard);
    before * exp(-hazard * rest) + joining
}

#[test]
fn a_hole_that_is_wider_in_decline_empties_the_bucket_by_its_closed_form() {
    let base = exp(-LEAVE * 3.0);
    for (keys, from) in [("", 0.0), ("start = \"1 y\"", 1.0)] {
        for (change, hazard) in [
            ("factor\" = { set = 3.0 }", 1.2),
            ("factor\" = { set = 0.0 }", 0.0),
            ("hazard\" = { set = \"1.2 per y\" }", 1.2),
        ] {
            let keys = format!("{keys}\nstages = [\"decline\"]");
            let found = results(FADING, &keys, &format!("\"hole.any.{change}"));
            let truth = at_climax(3.0) + declined(from, hazard, 3.0) - base;
            agrees(difference(&found, "exits"), -2000.0 * truth);
        }
    }
}

#[test]
fn a_flow_of_money_in_decline_is_worth_the_time_spent_there() {
    // Half as much again for whoever is in decline, in the second year only.
    let keys = "start = \"1 y\"\nend = \"2 y\"\nstages = [\"decline\"]";
    let found = results(FADING, keys, "\"contract.earns\" = { scale = 1.5 }");
    let time = (exp(-LEAVE) - exp(-2.0 * LEAVE)) / LEAVE - (at_climax(1.0) - at_climax(2.0)) / (FALL + LEAVE);
    agrees(difference(&found, "npv"), 2000.0 * 50.0 * time);
    assert_eq!(difference(&found, "exits").mean, Some(0.0), "nobody leaves sooner or later for it");
}

#[test]
fn a_cost_per_customer_is_paid_whenever_one_enters_the_stages() {
    let cost = |stages: &str| {
        let keys = format!("start = \"1 y\"\nstages = {stages}\ncost = {{ per_customer = 7.0 }}");
        let found = results(FADING, &keys, "\"contract.earns\" = { scale = 1.0 }");
        difference(&found, "npv").clone()
    };
    let fallen = FALL * (at_climax(1.0) - at_climax(3.0)) / (FALL + LEAVE);
    agrees(&cost("[\"decline\"]"), -7.0 * 2000.0 * (exp(-LEAVE) - at_climax(1.0) + fallen));
    // Whoever is at the climax entered it before it began; falling out of it costs nothing.
    agrees(&cost("[\"climax\"]"), -7.0 * 2000.0 * at_climax(1.0));
    // From one stage aimed at into another one is no entering.
    agrees(&cost("[\"climax\", \"decline\"]"), -7.0 * 2000.0 * exp(-LEAVE));
}

/// Memory, loyalty and all stages; customers share nothing.
const LIVES: &str = r#"
name = "Lives"
[run]
horizon = "3 y"
replications = 4
seed = 12
[population]
customers = 600
stages = { acquisition = 0.3, build_up = 0.3, climax = 0.3, decline = 0.1 }
[purchase]
rate = "10 per y"
[lifecycle]
delta_CD = "1 per 300 d"
t_rec = "100 y"
[loyalty]
[complaint]
[[journey]]
name = "visit"
start = "purchase"
[[journey.touchpoint]]
name = "serve"
quality = 7.0
fail_prob = 0.1
[[hole]]
name = "moved"
hazard = "0.3 per y"
"#;

/// A queue that all share.
fn shared(text: &str) -> String {
    let desk = "name = \"serve\"\nresource = \"desk\"\ntime = { exponential = { mean = \"10 min\" } }";
    text.replace("name = \"serve\"", desk) + "[[resource]]\nname = \"desk\"\nstaff = 1\n"
}

#[test]
fn only_those_who_are_ever_in_the_stage_are_touched() {
    let found = results(LIVES, "start = \"100 d\"\nstages = [\"decline\"]", "\"hole.moved.factor\" = { set = 4.0 }");
    let twins = found.worlds[1].comparison.as_ref().and_then(|c| c.twins.as_ref()).expect("customers");
    let of = |name: &str| twins.by.iter().find(|g| g.by == "stage" && g.name == name).expect("the stage");
    let changed = |g: [&Metric; 3]| g.map(|m| m.mean);
    // Nobody comes back from decline, so that whoever ends in another stage was never in it.
    for stage in ["Acquisition", "Build-up", "Climax"] {
        let group = of(stage);
        assert_eq!(changed([&group.saved, &group.lost, &group.moved]), [Some(0.0); 3], "{stage}");
    }
    assert!(of("Decline").lost.mean > Some(0.0));
}

#[test]
fn a_stage_nobody_enters_and_a_change_of_nothing_differ_by_exactly_nothing() {
    for text in [LIVES.to_owned(), shared(LIVES)] {
        let idle = results(
            &text,
            "start = \"50 d\"\nstages = [\"build_up\", \"decline\"]",
            "\"purchase.rate\" = { scale = 1 }",
        );
        let empty = text.replace("climax = 0.3, decline = 0.1", "climax = 0.4").replace("1 per 300 d", "0 per y");
        let unmet =
            results(&empty, "start = \"50 d\"\nstages = [\"decline\"]", "\"hole.moved.factor\" = { set = 4.0 }");
        for found in [idle, unmet] {
            let found = found.worlds[1].comparison.as_ref().expect("a comparison");
            for (id, d) in found.difference.iter().filter(|(_, d)| d.n > 0) {
                assert_eq!((d.mean, d.sd), (Some(0.0), Some(0.0)), "{id}");
            }
        }
    }
}

#[test]
fn four_aims_at_one_stage_each_are_one_at_all_customers() {
    let all = results(LIVES, "start = \"50 d\"", "\"purchase.price\" = { set = 1.2 }");
    let each: String = ["acquisition", "build_up", "climax", "decline"]
        .map(|stage| {
            let keys = format!("start = \"50 d\"\nstages = [\"{stage}\"]");
            aimed(&keys, "\"purchase.price\" = { set = 1.2 }").replace("\"a\"", &format!("\"{stage}\""))
        })
        .concat();
    let apart =
        Worlds::parse(&format!("{LIVES}{each}"), &[&["acquisition", "build_up", "climax", "decline"]]).results();
    for id in ["npv", "exits", "purchases", "satisfaction"] {
        let (one, four) = (difference(&all, id).mean.expect("a mean"), difference(&apart, id).mean.expect("a mean"));
        assert!((one - four).abs() <= 1e-9 * one.abs().max(1.0), "{id}: {one} {four}");
    }
    assert_ne!(difference(&all, "purchases").mean, Some(0.0));
}

#[test]
fn an_offer_is_made_in_its_stages_only_and_then_acts_in_every_stage() {
    let spent = |stages: &str| {
        let keys = format!("on = \"failure\"\nlasts = \"1 min\"\n{stages}\ncost = {{ per_use = 1.0 }}");
        let found = results(LIVES, &keys, "\"purchase.price\" = { scale = 1.0 }");
        difference(&found, "npv").mean.expect("a mean")
    };
    let (early, late, all) =
        (spent("stages = [\"acquisition\", \"build_up\"]"), spent("stages = [\"climax\", \"decline\"]"), spent(""));
    assert!(early < 0.0 && late < 0.0 && (early + late - all).abs() < 1e-9 * all.abs(), "{early} {late} {all}");
    // Whoever is offered the leaky hole at the climax keeps it in decline.
    let offer = |lasts: &str| {
        let keys = format!("on = \"failure\"\n{lasts}\nstages = [\"climax\"]");
        let found = results(LIVES, &keys, "\"hole.moved.factor\" = { set = 4.0 }");
        let twins = found.worlds[1].comparison.as_ref().and_then(|c| c.twins.as_ref()).expect("customers");
        let stage = twins.by.iter().find(|g| g.by == "stage" && g.name == "Decline").expect("the stage");
        stage.lost.mean.expect("a mean")
    };
    assert!(offer("") > offer("lasts = \"1 d\""));
}

fn model(text: &str, worlds: &[&str]) -> Model {
    let loaded = Scenario::parse("test.toml", text, &[]).unwrap_or_else(|problems| panic!("{problems}"));
    compile_world(&loaded.scenario, worlds).unwrap_or_else(|p| panic!("{}", p.render(false))).model
}

#[test]
fn each_stage_has_the_values_of_what_is_aimed_at_it() {
    let segments = "[[segment]]\nname = \"gold\"\nshare = 0.5\nchange = { \"purchase.price\" = { set = 1.2 } }\n\
                    [[segment]]\nname = \"rest\"\nshare = 0.5\n";
    let keys = "start = \"30 d\"\nsegments = [\"gold\"]\nstages = [\"climax\", \"decline\"]";
    let text = format!(
        "{LIVES}{segments}{}[[intervention]]\nname = \"b\"\non = \"failure\"\nstages = [\"decline\"]\n\
         change = {{ \"purchase.price\" = {{ add = 0.1 }} }}\n",
        aimed(keys, "\"purchase.price\" = { scale = 0.5 }")
    );
    let of = |profile: &journeysim::journey::model::Profile| profile.purchase.as_ref().map_or(0.0, |p| p.price);
    let world = model(&text, &["a", "b"]);
    assert_eq!(world.profiles.iter().filter(|p| of(p) == 0.6).count(), 0, "before it begins");
    let later = &world.later[0].model;
    let kind = |segment: usize, stage: usize| later.kinds.stage.put(later.kinds.segment.put(0, segment), stage);
    let price = |segment: usize| [0, 1, 2, 3].map(|stage| of(later.values_of(kind(segment, stage))));
    assert_eq!((price(0), price(1)), ([1.2, 1.2, 0.6, 0.6], [1.0; 4]));
    let offer = &later.offers[0];
    assert_eq!([0, 1, 2, 3].map(|stage| offer.reached[kind(0, stage) as usize]), [false, false, false, true]);
    let offered = |stage: usize| of(later.values_of(later.kinds.offer.put(kind(0, stage), 1)));
    assert_eq!([0, 1, 2, 3].map(|stage| (offered(stage) * 10.0).round()), [13.0, 13.0, 7.0, 7.0]);
    // A change of nothing, and one of all stages, is none.
    let idle = format!("{LIVES}{}", aimed("stages = [\"decline\"]", "\"purchase.price\" = { set = 1.0 }"));
    assert_eq!(format!("{:?}", model(&idle, &["a"])), format!("{:?}", model(LIVES, &[])));
}

#[test]
fn what_a_stage_would_bring_or_take_away_is_refused() {
    let text = FADING.to_owned() + &aimed("stages = [\"decline\"]", "\"contract.term\" = { set = \"1 y\" }");
    let loaded = Scenario::parse("test.toml", &text, &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let found = compile_world(&loaded.scenario, &["a"]).expect_err("refused").render(false);
    assert!(found.contains("structure-changes") && found.contains("the term of the contract"), "{found}");
}
