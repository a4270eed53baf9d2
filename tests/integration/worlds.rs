//! Worlds: interventions and shocks in time become models that replace one another, with charges and offers.
//!
//! Longer than other files: each way in which a model replaces another.

use journeysim::journey::model::{ChannelMode, HazardLaw, Model, Trigger};
use journeysim::scenario::{
    Compiled, Diagnostics, Scenario, check_worlds, compile, compile_world, differences, explain, input_changes,
};
use journeysim::units::SimTime;

const BASE: &str = r#"
name = "Base"
[run]
horizon = "2 y"
[population]
customers = 100
[contract]
term = "1 y"
[purchase]
margin = 0.5
[loyalty]
[complaint]
[[segment]]
name = "gold"
share = 0.2
change = { "purchase.price" = { set = 1.2 } }
[[segment]]
name = "rest"
share = 0.8
[[resource]]
name = "desk"
staff = 4
[[journey]]
name = "visit"
start = "purchase"
[[journey.touchpoint]]
name = "counter"
resource = "desk"
time = "6 min"
quality = 7.0
fail_prob = 0.2
"#;

fn scenario(more: &str) -> Scenario {
    let loaded = Scenario::parse("base.toml", &format!("{BASE}{more}"), &[]);
    loaded.unwrap_or_else(|problems| panic!("{problems}")).scenario
}

fn world(more: &str, names: &[&str]) -> Compiled {
    compile_world(&scenario(more), names).unwrap_or_else(|problems| panic!("{}", problems.render(false)))
}

fn repair(keys: &str, change: &str) -> Model {
    world(&format!("[[intervention]]\nname = \"a\"\n{keys}\nchange = {{ {change} }}\n"), &["a"]).model
}

fn refused(result: Result<Compiled, Diagnostics>) -> String {
    result.expect_err("refused").render(false)
}

fn near(got: f64, wanted: f64) {
    assert!((got - wanted).abs() <= 1e-12 * wanted.abs().max(1e-3), "{got} is not {wanted}");
}

/// The chance of failing at the counter, from each time on.
fn failing(model: &Model) -> Vec<(f64, f64)> {
    let of = |model: &Model| model.touchpoints[0].fail_prob.as_ref().map_or(0.0, |law| law.mean());
    std::iter::once((0.0, of(model))).chain(model.later.iter().map(|s| (s.at.days(), of(&s.model)))).collect()
}

#[test]
fn the_baseline_is_the_world_of_no_intervention() {
    let more = "[[intervention]]\nname = \"a\"\nchange = { \"purchase.margin\" = { scale = 0.9 } }\n";
    let (one, other) = (compile(&scenario(more)).expect("valid"), world(more, &[]));
    assert_eq!(format!("{:?}", one.model), format!("{:?}", other.model));
    assert!(one.model.later.is_empty() && one.model.charges.is_empty() && one.model.offers.is_empty());
}

#[test]
fn a_change_starts_and_ends() {
    let change = "\"journey.visit.counter.fail_prob\" = { scale = 0.5 }";
    assert_eq!(failing(&repair("", change)), [(0.0, 0.1)]);
    assert_eq!(failing(&repair("start = \"30 d\"\nend = \"90 d\"", change)), [(0.0, 0.2), (30.0, 0.1), (90.0, 0.2)]);
    assert_eq!(failing(&repair("end = \"90 d\"", change)), [(0.0, 0.1), (90.0, 0.2)]);
    assert_eq!(failing(&repair("start = \"30 d\"\nend = \"2 y\"", change)).len(), 2, "the end is the horizon");
    assert_eq!(failing(&repair("start = \"2 y\"", change)), [(0.0, 0.2)], "too late");
    let model = repair("start = \"30 d\"\nramp = \"24 d\"", change);
    assert!(model.later.iter().all(|switch| switch.model.later.is_empty() && switch.model.charges.is_empty()));
    assert_eq!(model.later.len(), 13);
}

#[test]
fn ramps_and_fades_move_in_steps_at_their_mean() {
    let path = "\"journey.visit.counter.fail_prob\" = ";
    let mean_of_step = |k: usize| (k as f64 + 0.5) / 12.0;
    for (action, full) in [("{ scale = 0.5 }", 0.1), ("{ add = -0.1 }", 0.1), ("{ set = 0.1 }", 0.1)] {
        let steps = failing(&repair("start = \"10 d\"\nramp = \"120 d\"", &format!("{path}{action}")));
        assert_eq!(steps.len(), 14);
        for k in 0..12 {
            near(steps[k + 1].0, 10.0 + 10.0 * k as f64);
            near(steps[k + 1].1, 0.2 + (full - 0.2) * mean_of_step(k));
        }
        near(steps[13].1, full);
    }
    // The area of a fading effect: half-life over ln 2.
    let steps = failing(&repair("fade = \"40 d\"", &format!("{path}{{ scale = 0.5 }}")));
    let ends = steps.iter().skip(1).map(|step| step.0).chain([730.0]);
    let area: f64 = steps.iter().zip(ends).map(|(step, end)| (0.2 - step.1) * (end - step.0)).sum();
    near(area, 0.1 * 40.0 / std::f64::consts::LN_2);
    assert_eq!(steps.last().map(|step| step.1), Some(0.2));
}

#[test]
fn what_is_no_plain_quantity_changes_at_once_and_staff_comes_one_by_one() {
    let model =
        repair("ramp = \"120 d\"", "\"journey.visit.counter.time\" = { set = { exponential = { mean = \"5 min\" } } }");
    assert!(model.later.is_empty(), "a law is there or not");
    let model = repair("ramp = \"120 d\"", "\"resource.desk.staff\" = { add = 3 }");
    let staff: Vec<u32> = std::iter::once(&model)
        .chain(model.later.iter().map(|switch| &switch.model))
        .map(|model| model.resources[0].staff.level_at(SimTime::ZERO))
        .collect();
    assert_eq!(staff, [4, 5, 6, 7], "regimes with the same staff are one");
}

#[test]
fn identity_changes_nothing_at_any_time() {
    let plain = format!("{:?}", compile(&scenario("")).expect("valid").model);
    for keys in [
        "",
        "start = \"30 d\"",
        "ramp = \"90 d\"",
        "fade = \"50 d\"",
        "start = \"9 d\"\nend = \"99 d\"\nramp = \"20 d\"\nfade = \"1 d\"",
    ] {
        for change in [
            "\"journey.visit.counter.fail_prob\" = { scale = 1 }",
            "\"purchase.price\" = { add = 0 }",
            "\"journey.visit.counter.quality\" = { set = 7.0 }",
            "\"journey.visit.counter.time\" = { set = \"360 s\" }",
            "\"resource.desk.staff\" = { set = 4 }",
        ] {
            let model = repair(keys, change);
            assert_eq!(format!("{model:?}"), plain, "{keys} {change}");
        }
    }
    let model = repair("on = \"failure\"\nlasts = \"9 d\"", "\"purchase.price\" = { scale = 1 }");
    assert_eq!(format!("{model:?}"), plain, "an offer of nothing");
}

#[test]
fn the_latest_value_set_counts_then_factors_then_sums() {
    let path = "\"journey.visit.counter.fail_prob\" = ";
    let more = format!(
        "[[shock]]\nname = \"s\"\nstart = \"60 d\"\nchange = {{ {path}{{ set = 0.6 }} }}\n\
         [[intervention]]\nname = \"a\"\nneeds = [\"b\"]\nstart = \"30 d\"\nend = \"90 d\"\nchange = {{ {path}{{ set = 0.4 }} }}\n\
         [[intervention]]\nname = \"b\"\nchange = {{ {path}{{ scale = 0.5 }} }}\n"
    );
    let steps = failing(&world(&more, &["a"]).model);
    assert_eq!(steps, [(0.0, 0.1), (30.0, 0.2), (60.0, 0.3)]);
    assert_eq!(failing(&world(&more, &["b", "a", "b"]).model), steps, "each once");
    assert_eq!(failing(&compile(&scenario(&more)).expect("valid").model), [(0.0, 0.2), (60.0, 0.6)], "in every world");
}

#[test]
fn a_change_for_segments_reaches_those_only() {
    let model = repair("start = \"30 d\"\nsegments = [\"gold\"]", "\"purchase.price\" = { scale = 0.5 }");
    let price = |model: &Model| [0, 1].map(|s| model.plain(s).purchase.as_ref().map_or(0.0, |p| p.price));
    assert_eq!((price(&model), model.later.len(), price(&model.later[0].model)), ([1.2, 1.0], 1, [0.6, 1.0]));
    let model = repair("segments = [\"gold\"]", "\"purchase.price\" = { set = 0.9 }");
    assert_eq!(price(&model), [0.9, 1.0], "what starts later overrides what the segment set");
}

#[test]
fn factors_of_segments_change_like_any_value() {
    let cost = |model: &Model| [0, 1].map(|s| model.plain(s).cost_factor);
    let model = repair("start = \"30 d\"", "\"segment.gold.factor.cost_to_serve\" = { set = 3.0 }");
    assert_eq!((cost(&model), model.later.len(), cost(&model.later[0].model)), ([1.0, 1.0], 1, [3.0, 1.0]));
    let model = repair("", "\"segment.*.factor.cost_to_serve\" = { scale = 0.5 }");
    assert_eq!(cost(&model), [0.5, 0.5]);
    let read = |keys: &str, change: &str| {
        let more = format!("[[intervention]]\nname = \"a\"\n{keys}\nchange = {{ {change} }}\n");
        Scenario::parse("base.toml", &format!("{BASE}{more}"), &[]).expect_err("refused").render(false)
    };
    for fixed in ["share", "factor.offer_response"] {
        let found = read("", &format!("\"segment.gold.{fixed}\" = {{ set = 0.3 }}"));
        assert!(found.contains("belongs to the experiment"), "{found}");
    }
    // Of one kind of customer it is said by the path, not by `segments`.
    let found = read("segments = [\"rest\"]", "\"segment.gold.factor.cost_to_serve\" = { set = 3.0 }");
    assert!(found.contains("not-patchable"), "{found}");
}

#[test]
fn costs_are_charged_from_start_to_end() {
    let keys = "start = \"30 d\"\nend = \"90 d\"\nsegments = [\"rest\"]\ncost = { once = 5.0, per_month = 365.0, per_customer = 2.0 }";
    let charges = repair(keys, "\"purchase.margin\" = { scale = 1 }").charges;
    assert_eq!(charges.len(), 1);
    let charge = &charges[0];
    assert_eq!((charge.from.days(), charge.to.days(), charge.once, charge.per_customer), (30.0, 90.0, 5.0, 2.0));
    near(charge.per_day, 12.0);
    assert_eq!(charge.reached, Some(vec![false, true]));
    let charges = repair("cost = { once = 5.0 }", "\"purchase.margin\" = { scale = 1 }").charges;
    assert_eq!((charges[0].to, charges[0].reached.clone()), (SimTime::NEVER, None));
    assert!(repair("start = \"2 y\"\ncost = { once = 5.0 }", "\"purchase.margin\" = { scale = 1 }").charges.is_empty());
}

#[test]
fn an_offer_has_the_values_of_those_it_reaches_in_every_regime() {
    let more = "[[shock]]\nname = \"s\"\nstart = \"60 d\"\nchange = { \"purchase.margin\" = { set = 0.3 } }\n\
        [[intervention]]\nname = \"a\"\non = \"complaint\"\nlasts = \"180 d\"\nsegments = [\"gold\"]\ncost = { per_use = 7.0 }\n\
        change = { \"loyalty.support.incentive\" = { add = 0.2 }, \"purchase.price\" = { scale = 0.5 } }\n";
    let model = world(more, &["a"]).model;
    let offer = &model.offers[0];
    assert_eq!(
        (offer.on, offer.per_use, offer.lasts.days(), offer.to),
        (Trigger::Complaint, 7.0, 180.0, SimTime::NEVER)
    );
    assert_eq!(offer.reached, [true, false]);
    let profile = |model: &Model| model.values_of(model.kinds.offer.put(0, 1)).clone();
    let purchase = |model: &Model| profile(model).purchase.map(|p| (p.price, p.margin.mean()));
    assert_eq!(purchase(&model), Some((0.6, 0.5)));
    assert_eq!(purchase(&model.later[0].model), Some((0.6, 0.3)));
    near(profile(&model).loyalty.unsupported, 0.8 * model.plain(0).loyalty.unsupported);
    near(model.plain(0).purchase.as_ref().map_or(0.0, |p| p.price), 1.2);
}

#[test]
fn a_crisis_costs_trust_and_opens_its_hole_for_a_while() {
    let crisis = |keys: &str| format!("[[shock]]\nname = \"recall\"\nstart = \"30 d\"\ncrisis = {{ {keys} }}\n");
    let factor = |model: &Model| {
        let hole = model.holes.iter().position(|hole| hole.name == "crisis").expect("a standard hole");
        let hazard = &model.plain(0).hazards[hole];
        assert!(matches!(&hazard.law, HazardLaw::Constant(law) if (law.mean() * 365.0 - 0.5).abs() < 1e-12));
        hazard.factor
    };
    let model =
        world(&crisis("size = 0.4, half_life = \"40 d\", response_delay = \"14 d\", response_quality = 0.5"), &[])
            .model;
    assert_eq!(factor(&model), 0.0);
    assert_eq!((model.later[0].at.days(), model.later.len()), (30.0, 25));
    near(model.later[0].trust_loss, 0.4 * (1.0 + 0.5 * 2.0) * 0.5);
    assert!(model.later[1..].iter().all(|switch| switch.trust_loss == 0.0));
    let area: f64 = model.later.iter().take(24).map(|switch| factor(&switch.model) * 10.0).sum();
    near(area, 0.4 * 0.5 * 40.0 / std::f64::consts::LN_2);
    assert_eq!(factor(&model.later[24].model), 0.0);
    // A good answer wins trust and opens nothing; size 0 is neutral; on day 0 it strikes right after.
    let model = world(&crisis("size = 0.4, response_quality = 1.5"), &[]).model;
    assert_eq!(model.later.len(), 1);
    near(model.later[0].trust_loss, -0.2);
    assert!(world(&crisis("size = 0.0"), &[]).model.later.is_empty());
    let model = world(&crisis("size = 0.4").replace("30 d", "0 d"), &[]).model;
    assert_eq!((model.later[0].at, model.later[0].trust_loss), (SimTime(1), 0.4));
    assert!(factor(&model) > 0.3);
    // A repair of the hole acts on what the crisis opens.
    let repair = "[[intervention]]\nname = \"plug\"\nchange = { \"hole.crisis.factor\" = { scale = 0.5 } }\n";
    let both = world(&format!("{}{repair}", crisis("size = 0.4")), &["plug"]).model;
    let alone = world(&crisis("size = 0.4"), &[]).model;
    near(factor(&both.later[0].model), 0.5 * factor(&alone.later[0].model));
}

#[test]
fn a_plan_for_a_crisis_counts_on_the_day_it_begins() {
    let with = |start: &str, change: &str| {
        let crisis = "size = 0.4, half_life = \"40 d\", response_delay = \"14 d\", response_quality = 0.5";
        format!(
            "[[shock]]\nname = \"recall\"\nstart = \"30 d\"\ncrisis = {{ {crisis} }}\n\
             [[intervention]]\nname = \"plan\"\nstart = \"{start}\"\nchange = {{ {change} }}\n"
        )
    };
    let sooner = "\"shock.recall.crisis.response_delay\" = { set = \"7 d\" }";
    let blow = |start: &str, change: &str| world(&with(start, change), &["plan"]).model.later[0].trust_loss;
    let unprepared = world(&with("0 d", sooner), &[]).model;
    near(unprepared.later[0].trust_loss, 0.4);
    for (start, expected) in [("0 d", 0.3), ("30 d", 0.3), ("31 d", 0.4)] {
        near(blow(start, sooner), expected);
    }
    near(blow("0 d", "\"shock.*.crisis.response_quality\" = { set = 0.75 }"), 0.2);
    // Nothing but the crisis changes on the way: as many switches as without the plan, at the same times.
    let planned = world(&with("0 d", sooner), &["plan"]).model;
    let times = |model: &Model| model.later.iter().map(|switch| switch.at).collect::<Vec<_>>();
    assert_eq!(times(&planned), times(&unprepared));
    let half = "\"shock.recall.crisis.size\" = { scale = 0.5 }";
    near(blow("0 d", half), 0.2);
    let factor = |model: &Model| {
        let hole = model.holes.iter().position(|hole| hole.name == "crisis").expect("a standard hole");
        model.plain(0).hazards[hole].factor
    };
    let halved = world(&with("0 d", half), &["plan"]).model;
    near(factor(&halved.later[0].model), 0.5 * factor(&unprepared.later[0].model));
    let read = |start: &str, change: &str| Scenario::parse("plan.toml", &format!("{BASE}{}", with(start, change)), &[]);
    let late = read("31 d", sooner).expect("valid").warnings.render(false);
    assert!(late.contains("it starts after the crisis has broken out"), "{late}");
    let other = read("0 d", "\"shock.recall.start\" = { set = \"60 d\" }").expect_err("no value of its crisis");
    assert!(other.render(false).contains("belongs to the experiment"), "{}", other.render(false));
}

#[test]
fn worlds_that_cannot_be_are_refused() {
    let more = "[[intervention]]\nname = \"a\"\nchange = { \"purchase.margin\" = { add = 0.3 } }\nexcludes = [\"b\"]\n\
        [[intervention]]\nname = \"b\"\nstart = \"90 d\"\nchange = { \"purchase.margin\" = { add = 0.4 } }\n\
        [[intervention]]\nname = \"c\"\nneeds = [\"b\"]\n[[intervention]]\nname = \"d\"\nenabled = false\nneeds = [\"b\"]\n\
        [[intervention]]\nname = \"e\"\nchange = { \"purchase.margin\" = { add = 0.3 } }\n";
    let of = |names: &[&str]| refused(compile_world(&scenario(more), names));
    assert!(of(&["a", "b"]).contains("`a` and `b` exclude each other"), "{}", of(&["a", "b"]));
    assert!(of(&["c", "a"]).contains("`a` and `b` exclude each other"), "carried along");
    assert!(of(&["d"]).contains("intervention `d` is not enabled"));
    assert!(of(&["x"]).contains("there is no intervention called `x`"));
    let found = of(&["e", "b"]);
    assert!(found.contains("with `b` and `e` on day 90: `margin` must be"), "{found}");
    check_worlds(&scenario(more)).expect("each alone is valid");
}

#[test]
fn entries_come_and_go_with_day_0_only() {
    let van = "[[hole]]\nname = \"moved\"\nhazard = \"0.1 per y\"\n";
    let with = |keys: &str| {
        let more = format!(
            "{van}[[intervention]]\nname = \"a\"\n{keys}\nchange = {{ \"hole.moved.enabled\" = {{ set = false }} }}\n"
        );
        Scenario::parse("base.toml", &format!("{BASE}{more}"), &[])
    };
    let from_day_0 = with("").expect("legal").scenario;
    let holes = |names: &[&str]| compile_world(&from_day_0, names).expect("valid").model.holes.len();
    assert_eq!(holes(&[]), holes(&["a"]) + 1);
    for keys in ["start = \"1 d\"", "end = \"1 y\"", "fade = \"1 d\""] {
        let found = with(keys).expect_err("refused").render(false);
        assert!(found.contains("error[structure-changes]") && found.contains("here hole `moved`"), "{found}");
    }
    let model = repair("start = \"9 d\"", "\"journey.visit.counter.enabled\" = { set = false }");
    assert_eq!(model.later[0].model.touchpoints[0].probability, 0.0, "a touchpoint is passed by");
}

#[test]
fn differences_read_like_the_file() {
    let more = "[[intervention]]\nname = \"a\"\nstart = \"6 mo\"\nramp = \"3 mo\"\ncost = { once = 40000 }\n\
        change = { \"journey.*.*.fail_prob\" = { scale = 0.5 }, \"journey.visit.counter.time\" = { add = \"1 min\" }, \"resource.desk.staff\" = { scale = 1 } }\n\
        [[intervention]]\nname = \"b\"\nneeds = [\"a\"]\nsegments = [\"gold\"]\nchange = { \"purchase.price\" = { set = 0.9 } }\n";
    let rows = input_changes(&scenario(more), &["b"]).expect("valid");
    let read: Vec<String> = rows.iter().map(|r| format!("{}: {} -> {} ({})", r.path, r.from, r.to, r.when)).collect();
    assert_eq!(
        read,
        [
            "journey.visit.counter.fail_prob: 0.2 -> 0.1 (from 6 mo, in a straight line over 3 mo)",
            "journey.visit.counter.time: \"6 min\" -> \"7 min\" (from 6 mo, in a straight line over 3 mo)",
            "purchase.price: 1.2 -> 0.9 (for segment gold)",
            "intervention.a.cost.once: 0 -> 40000 (from 6 mo)",
        ]
    );
    let said = explain(&scenario(more), Some("intervention.a.timeline")).expect("a row");
    assert_eq!(said[0].value_text, "from 6 mo, in a straight line over 3 mo");
    let other = BASE.replace("6 min", "360 s").replace("quality = 7.0", "quality = 8.0").replace("[complaint]\n", "");
    let other = Scenario::parse("other.toml", &other, &[]).unwrap_or_else(|p| panic!("{p}")).scenario;
    let rows = differences(&scenario(""), &other);
    let quality = rows.iter().find(|row| row.path == "journey.visit.counter.quality").expect("a row");
    assert_eq!((quality.from.as_str(), quality.to.as_str()), ("7", "8"));
    assert!(rows.iter().all(|row| row.path.starts_with("complaint.") || row.path.ends_with("quality")), "{rows:?}");
    assert!(rows.iter().any(|row| row.path == "complaint.carry" && row.to == "not set"));
}

#[test]
fn only_what_moves_slowly_is_told_to_do_so() {
    let more = "[[intervention]]\nname = \"a\"\nstart = \"1 mo\"\nramp = \"2 mo\"\nfade = \"3 mo\"\n\
        change = { \"journey.visit.counter.time\" = { set = { exponential = { mean = \"5 min\" } } }, \"purchase.margin\" = { set = 0.6 } }\n\
        [[intervention]]\nname = \"b\"\nramp = \"2 mo\"\nchange = { \"journey.visit.counter.wait_modifiers\" = { set = [\"informed\"] } }\n";
    let when = |name: &str| -> Vec<String> {
        input_changes(&scenario(more), &[name]).expect("valid").into_iter().map(|row| row.when).collect()
    };
    assert_eq!(
        when("a"),
        ["from 1 mo, for six half-lives of 3 mo", "from 1 mo, in a straight line over 2 mo, fading by half every 3 mo"]
    );
    assert_eq!(when("b"), [""]);
    let said = |name: &str| explain(&scenario(more), Some(&format!("intervention.{name}.timeline"))).expect("a row");
    assert_eq!(said("b")[0].value_text, "always, for all");
    assert!(said("a")[0].value_text.contains("in a straight line"));
}

#[test]
fn a_ramp_longer_than_the_run_has_the_area_of_its_line() {
    // Twenty years of ramp in a run of two: 0.5 is reached for a twentieth on average.
    let steps = failing(&repair("ramp = \"20 y\"", "\"journey.visit.counter.fail_prob\" = { add = 0.5 }"));
    let ends = steps.iter().skip(1).map(|step| step.0).chain([730.0]);
    let area: f64 = steps.iter().zip(ends).map(|(step, end)| (step.1 - 0.2) * (end - step.0)).sum();
    near(area, 0.5 * 730.0 / 20.0);
}

#[test]
fn a_cost_for_segments_that_are_off_reaches_nobody() {
    let off = BASE.replace("share = 0.8", "share = 1.0").replace("share = 0.2", "share = 0.2\nenabled = false");
    let text = format!("{off}[[intervention]]\nname = \"a\"\nsegments = [\"gold\"]\ncost = {{ per_customer = 5 }}\n");
    let loaded = Scenario::parse("off.toml", &text, &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let model = compile_world(&loaded.scenario, &["a"]).unwrap_or_else(|problems| panic!("{problems}")).model;
    assert_eq!(model.charges[0].reached, Some(vec![false]));
    assert_eq!(loaded.warnings.items[0].code, "no-effect");
}

#[test]
fn a_budget_reaches_people_with_diminishing_returns() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/examples/two-bucket.toml");
    let scenario = Scenario::load(&path, &[]).unwrap_or_else(|problems| panic!("{problems}")).scenario;
    check_worlds(&scenario).unwrap_or_else(|problems| panic!("{problems}"));
    let reach = |model: &Model| match &model.channels[0].mode {
        ChannelMode::Prospects { rates, .. } => {
            (rates[0] * 365.0 / 12.0, model.channels[0].budget_per_day * 365.0 / 12.0)
        }
        ChannelMode::Joins(_) | ChannelMode::Adoption(_) | ChannelMode::Referral => panic!("people are approached"),
    };
    let of = |names: &[&str]| compile_world(&scenario, names).unwrap_or_else(|problems| panic!("{problems}")).model;
    for (names, last, budget) in
        [(&[][..], 0, 40_000.0), (&["pour more in"], 0, 80_000.0), (&["half of each"], 12, 60_000.0)]
    {
        let model = of(names);
        assert_eq!(model.later.len(), last);
        let (people, money) = reach(model.later.last().map_or(&model, |switch| &switch.model));
        near(money, budget);
        near(people, 900.0 * (1.0 - journeysim::num::exp(-budget / 60_000.0)));
    }
}

#[test]
fn a_set_in_another_unit_is_the_same_scenario() {
    let with = |time: &str| {
        let change = format!("\"journey.visit.counter.time\" = {{ set = {time} }}");
        scenario(&format!("[[intervention]]\nname = \"a\"\nchange = {{ {change} }}\n")).hash
    };
    assert_eq!(with("\"20 min\""), with("\"1200 s\""));
    assert_eq!(with("{ exponential = { mean = \"20 min\" } }"), with("{ exponential = { mean = \"1200 s\" } }"));
    assert_ne!(with("\"20 min\""), with("\"21 min\""));
}

#[test]
fn what_a_shock_opens_is_among_the_differences() {
    let text = "[[shock]]\nname = \"war\"\nstart = \"1 y\"\nchange = { \"hole.price_war.factor\" = { set = 1.0 } }\n\
                [[intervention]]\nname = \"a\"\nchange = { \"hole.price_war.factor\" = { scale = 0.3 } }\n";
    let found = input_changes(&scenario(text), &["a"]).expect("valid");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        (found[0].path.as_str(), found[0].from.as_str(), found[0].to.as_str(), found[0].when.as_str()),
        ("hole.price_war.factor", "1", "0.3", "under the shock war")
    );
}
