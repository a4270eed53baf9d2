//! What a program adds is told against the same world without the program alone, customer by customer.

use super::{change, ledger, metric, near, of, shop};
use crate::support::Worlds;

const DISCOUNT: &str = "discount_card = { discount = 0.1 }";

/// Old value: -166,041 for -20,175, the world without a program that raises the margin as well.
#[test]
fn the_twin_of_a_program_differs_from_its_world_by_the_program_alone() {
    let quit = change(
        "quit and raise margin",
        "",
        "\"program.enabled\" = { set = false }, \"purchase.margin\" = { set = 0.9 }",
    );
    let none = change("none", "", "\"program.enabled\" = { set = false }");
    let text = format!("{}{quit}{none}", shop(200, 200, DISCOUNT, ""));
    let with = Worlds::parse(&text, &[&["quit and raise margin"], &["none"]]).results();
    let (base, none) = (&with.worlds[0], &with.worlds[2]);
    let wanted = metric(base, "npv") - metric(none, "npv");
    assert!(wanted < 0.0);
    near("beside its twin", of(base, "incremental_value"), wanted, 1e-9);
    assert!(
        base.program["incremental_value"].definition.contains("world \"none\", which differs by the program alone")
    );

    // Where no world of the comparison is the twin, it is simulated, and is no world of the results.
    let without = Worlds::parse(&text, &[&["quit and raise margin"]]).results();
    assert_eq!(without.worlds.len(), 2);
    near("simulated", of(&without.worlds[0], "incremental_value"), wanted, 1e-9);
    assert!(without.worlds[0].program["incremental_value"].definition.contains("in a world simulated for this"));
    assert!(!without.worlds[1].program.contains_key("incremental_value"), "a world without a program has no twin");
}

/// What changes several things plus the program is held against those several things.
#[test]
fn an_intervention_that_changes_more_than_the_program_has_a_twin_of_its_own() {
    let several = change(
        "several",
        "cost = { once = 500.0 }\nstart = \"50 d\"",
        "\"program.enabled\" = { set = true }, \"purchase.margin\" = { set = 0.9 }",
    );
    let alone = change("alone", "cost = { once = 500.0 }\nstart = \"50 d\"", "\"program.enabled\" = { set = true }");
    let margin = change("margin", "cost = { once = 500.0 }\nstart = \"50 d\"", "\"purchase.margin\" = { set = 0.9 }");
    let program = format!("enabled = false\n{DISCOUNT}");
    let text = format!("{}{several}{alone}{margin}", shop(200, 200, &program, ""));
    let results = Worlds::parse(&text, &[&["several"], &["alone"], &["margin"]]).results();
    let [base, several, alone, margin] = &results.worlds[..] else { panic!("four worlds") };
    // What an intervention costs that changes the program and nothing else is a cost of the program.
    near("alone", of(alone, "incremental_value"), metric(alone, "npv") - metric(base, "npv"), 1e-9);
    near("several", of(several, "incremental_value"), metric(several, "npv") - metric(margin, "npv"), 1e-9);
}

/// Half of each basket is given back from day 250 on; all that would be bought anyway is deadweight, whatever was bought before.
/// Old value: 52,241 for 30,417 in a year with the last two months on.
#[test]
fn deadweight_is_paired_by_customer_and_period() {
    let program = "enabled = false\ndiscount_card = { discount = 0.5 }";
    let late = change("late", "start = \"250 d\"", "\"program.enabled\" = { set = true }");
    let paused = format!(
        "{}{}",
        change("first", "start = \"50 d\"\nend = \"100 d\"", "\"program.enabled\" = { set = true }"),
        change("second", "start = \"200 d\"\nend = \"250 d\"", "\"program.enabled\" = { set = true }")
    );
    let text = format!("{}{late}{paused}", shop(300, 300, program, ""));
    let results = Worlds::parse(&text, &[&["late"], &["first", "second"]]).results();
    for (world, days) in [(&results.worlds[1], 50.0), (&results.worlds[2], 100.0)] {
        // Rewards to purchases of the rate without the program: five a purchase.
        let anyway = 300.0 * 0.1 * days * 5.0;
        near("anyway", of(world, "deadweight"), anyway, 0.06);
        let rewards = -ledger(world, "program rewards");
        near("rewards", rewards, 2.0 * anyway, 0.08);
    }
}

/// Two kinds of customers: those who answer to the discount buy twice as often, the others not at all more.
#[test]
fn deadweight_knows_who_would_have_bought_anyway() {
    let more = "elasticity = 0.0\n[[segment]]\nname = \"loyal\"\nshare = 0.5\n\
                [[segment]]\nname = \"eager\"\nshare = 0.5\n\
                change = { \"purchase.elasticity\" = { set = 1.0 }, \"purchase.rate\" = { set = \"1 per 40 d\" } }\n";
    let text = format!(
        "{}{}",
        shop(600, 200, "enabled = false\ndiscount_card = { discount = 0.5 }", more),
        change("on", "", "\"program.enabled\" = { set = true }")
    );
    let results = Worlds::parse(&text, &[&["on"]]).results();
    let world = &results.worlds[1];
    let (loyal, eager) = (300.0 * 20.0 * 5.0, 300.0 * 5.0 * 5.0);
    near("rewards", -ledger(world, "program rewards"), loyal + 2.0 * eager, 0.05);
    near("deadweight", of(world, "deadweight"), loyal + eager, 0.05);
}
