//! Loyalty programs: what must hold whatever the program, and limit cases with a closed form.

use journeysim::experiment::results::World as Found;
use journeysim::num::exp;

use crate::compare::compared;
use crate::support::{ALONE, How, World};

/// Independent customers with a program below; `more` holds interventions.
fn shop(program: &str, more: &str) -> String {
    format!(
        r#"
name = "Shop"
[run]
horizon = "2 y"
replications = 4
seed = 9
[population]
customers = 400
[purchase]
rate = {{ gamma = {{ mean = "3 per mo", shape = 1.2 }} }}
basket = {{ lognormal = {{ mean = 30.0, cv = 0.4 }} }}
margin = 0.5
[loyalty]
[[journey]]
name = "visit"
start = "purchase"
[[journey.touchpoint]]
name = "serve"
quality = 7.2
hole = "quality"
[program]
{program}
{more}
"#
    )
}

const POINTS: &str = "points = { per_spend = 1.0, reward_points = 200, redeem_prob = 0.4, unit_cost = 0.02, expiry = \"100 d\" }\n\
     review = \"100 d\"\n[[program.tier]]\nname = \"gold\"\nfrom = 300\nmultiplier = 1.5\n\
     [[program.partner]]\nname = \"bank\"\nspend = \"50 per mo\"\nfee_per_point = 0.01\n";

const PROGRAMS: [&str; 4] = [
    "punch_card = { stamps = 10, prefilled = 2, reward_cost = 9.0 }",
    "voucher = { expiry = \"60 d\" }",
    "target = { spend = 120.0, within = \"40 d\", reward_cost = 6.0 }",
    POINTS,
];

/// Off in the baseline, on in the one intervention.
fn switched(program: &str) -> String {
    shop(
        &format!("enabled = false\n{program}"),
        "[[intervention]]\nname = \"on\"\nchange = { \"program.enabled\" = { set = true } }",
    )
}

fn mean(world: &Found, id: &str) -> f64 {
    world.program[id].mean.unwrap_or_else(|| panic!("no {id}"))
}

#[test]
fn what_is_issued_is_redeemed_expires_is_forfeited_or_is_outstanding() {
    for program in PROGRAMS {
        let outcome = World::parse(&shop(program, ""), &[]).expect("good").run(ALONE).expect("runs");
        for row in &outcome.table.rows {
            let at = |id: &str| {
                let path = format!("program.{id}");
                let column = outcome.table.columns.iter().position(|c| *c == path).expect("a column");
                row.values[column].expect("a value")
            };
            let gone = at("redeemed") + at("expired") + at("forfeited") + at("outstanding");
            assert!((at("issued") - gone).abs() < 1e-6 * at("issued"), "{program}: {} is not {gone}", at("issued"));
            assert!(at("redeemed") > 0.0 && at("forfeited") > 0.0 && at("outstanding") > 0.0, "{program}");
        }
    }
}

#[test]
fn a_program_that_is_off_is_exactly_absent() {
    let off = World::parse(&shop("enabled = false\nadmin = \"90 per mo\"", ""), &[]).expect("good").results(ALONE);
    let text = shop("", "").replace("[program]\n", "");
    let absent = World::parse(&text, &[]).expect("good").results(ALONE);
    let bytes = |worlds: &[Found]| serde_json::to_string(worlds).expect("JSON");
    assert_eq!(bytes(&off.worlds), bytes(&absent.worlds));
}

#[test]
fn results_do_not_depend_on_how_customers_are_shared_out() {
    let world = World::parse(&shop(POINTS, ""), &[]).expect("good");
    let bytes = |how| serde_json::to_string(&world.results(how)).expect("JSON");
    assert_eq!(bytes(ALONE), bytes(How { threads: 3, one_cell: true }));
}

#[test]
fn a_program_that_nobody_knows_or_nobody_can_reach_costs_its_running_only() {
    for program in [
        "admin = \"10 per d\"\naware = 0.0\npunch_card = { reward_cost = 9.0 }".to_owned(),
        format!("admin = \"10 per d\"\naware = 0.0\n{POINTS}"),
        "admin = \"10 per d\"\npoints = { per_spend = 1.0, reward_points = 1000000000000000, unit_cost = 0.02 }"
            .to_owned(),
    ] {
        let outcome = compared(&switched(&program), &[&["on"]], 1);
        let world = &outcome.results.worlds[1];
        let difference = &world.comparison.as_ref().expect("compared").difference;
        assert_eq!(difference["purchases"].mean, Some(0.0), "{program}");
        assert_eq!(difference["exits"].mean, Some(0.0), "{program}");
        assert!((mean(world, "incremental_value") + 7300.0).abs() < 1e-3, "{program}");
        assert_eq!(mean(world, "added_purchases"), 0.0, "{program}");
    }
}

#[test]
fn only_lift_adds_purchases() {
    // Nobody leaves; the gradient is strong, the reset off: what is added is the lift.
    for (lift, wanted) in [(0.0, 0.0), (0.1, 0.1)] {
        let text = switched(&format!("lift = {lift}\npull = 1.0\nreset = 1.0\npunch_card = {{ reward_cost = 9.0 }}"))
            .replace("[loyalty]\n", "")
            .replace("quality = 7.2\nhole = \"quality\"\n", "");
        let outcome = compared(&text, &[&["on"]], 1);
        let added = mean(&outcome.results.worlds[1], "added_purchases");
        // The last card is left unfinished: its first half is slower than the mean.
        assert!((added - wanted).abs() < 0.015, "lift {lift}: {added}");
    }
}

/// One stamp opens a pair; the next purchase within `life` redeems both. So the first of a pair has three ways out that
/// compete: redemption at the purchase rate r, leaving at the hazard h, and expiry at T.
#[test]
fn points_leave_by_competing_exits() {
    for (r, h, life) in [(0.15, 0.02, 12.0), (0.4, 0.08, 3.0)] {
        let text = format!(
            "name = \"Pairs\"\n[run]\nhorizon = \"600 d\"\nreplications = 4\n[population]\ncustomers = 8000\n\
             [purchase]\nrate = \"{r} per d\"\n[[hole]]\nname = \"gone\"\nhazard = \"{h} per d\"\n[program]\n\
             lift = 0.0\npull = 0.0\nreset = 1.0\n\
             points = {{ per_spend = 1.0, reward_points = 2, redeem_prob = 1.0, unit_cost = 1.0, expiry = \"{life} d\" }}\n"
        );
        let results = World::parse(&text, &[]).expect("good").results(ALONE);
        let world = &results.worlds[0];
        let (redeemed, expired, forfeited) =
            (mean(world, "redeemed") / 2.0, mean(world, "expired"), mean(world, "forfeited"));
        let opened = redeemed + expired + forfeited;
        let outlived = exp(-(r + h) * life);
        for (got, wanted) in [
            (redeemed / opened, r / (r + h) * (1.0 - outlived)),
            (expired / opened, outlived),
            (forfeited / opened, h / (r + h) * (1.0 - outlived)),
        ] {
            assert!((got - wanted).abs() < 0.01, "{got} is not {wanted}");
        }
    }
}

#[test]
fn longer_lives_lower_breakage() {
    let breakage = |expiry: &str| {
        let world = World::parse(&shop(POINTS, ""), &[("program.points.expiry", expiry)]).expect("good");
        mean(&world.results(ALONE).worlds[0], "breakage")
    };
    let found = ["40 d", "100 d", "300 d"].map(breakage);
    assert!(found[0] > found[1] && found[1] > found[2], "{found:?}");
}

#[test]
fn deadweight_is_all_rewards_when_nothing_was_added_and_break_even_is_their_share_of_sales() {
    let text = switched("lift = 0.0\npull = 0.0\nkmax = 0.0\ndiscount_card = { discount = 0.1 }")
        .replace("[loyalty]\n", "")
        .replace("quality = 7.2\nhole = \"quality\"\n", "")
        .replace("kmax = 0.0\n", "")
        .replace("margin = 0.5\n", "margin = 0.5\nelasticity = 0.0\n");
    let outcome = compared(&text, &[&["on"]], 1);
    let world = &outcome.results.worlds[1];
    let rewards = -world.ledger["program rewards"].mean.expect("rewards");
    assert!((mean(world, "deadweight") - rewards).abs() < 1e-6 * rewards);
    assert!((mean(world, "break_even") - 0.2).abs() < 1e-9, "a tenth of sales is a fifth of a margin of one half");
    assert!((mean(world, "incremental_value") + rewards).abs() < 1e-6 * rewards);
}
