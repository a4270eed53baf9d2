//! Channels: what is said again, and what customers do without the staff.

use journeysim::experiment::results::Results;
use journeysim::metrics::{journey, resource, touchpoint};

use super::{baseline, holds, mean, metric};
use crate::support::{Set, World, run_text};

/// Visitors who try a machine; one clerk helps those who do not manage.
const MACHINE: &str = r#"
name = "Machine"
[run]
horizon = "2000 h"
warm_up = "50 h"
replications = 12
seed = 41
[[resource]]
name = "clerk"
staff = 1
[[channel]]
name = "machine"
self_service = true
success = 0.4
[[journey]]
name = "ticket"
arrivals = "10 per h"
[[journey.touchpoint]]
name = "buy"
channel = "machine"
resource = "clerk"
time = { exponential = { mean = "5 min" } }
cost = 10.0
"#;

#[test]
fn only_those_who_do_not_manage_come_to_the_staff() {
    for (success, written) in [(0.2, "0.2"), (0.4, "0.4"), (0.7, "0.7")] {
        let results = run_text(MACHINE, &[("channel.machine.success", written)]);
        let clerk = &baseline(&results).resources["clerk"];
        // Poisson arrivals that are thinned and put off by independent times stay Poisson: M/M/1 at 10 (1 - s) and 12 an hour.
        let arrivals = 10.0 * (1.0 - success);
        holds(&clerk[resource::UTILISATION], arrivals / 12.0, "utilisation");
        let wait = 60.0 * arrivals / 12.0 / (12.0 - arrivals);
        let found = clerk[resource::DELAY_MIN].mean.expect("a mean");
        assert!((found - wait).abs() < 0.06 * wait, "success {success}: waits {found} min, expected {wait}");
        holds(metric(&results, "self_service_transfers.machine"), 1.0 - success, "transfers");
    }
    let alone = run_text(MACHINE, &[("channel.machine.success", "1.0")]);
    assert_eq!(baseline(&alone).resources["clerk"][resource::UTILISATION].mean, Some(0.0));
    assert_eq!(baseline(&alone).touchpoints["ticket/buy"][touchpoint::DELAY_MIN].mean, Some(0.0));
}

#[test]
fn an_attempt_costs_its_share_whether_it_succeeds_or_not() {
    let cost = |sets: &[Set<'_>]| {
        let results = run_text(MACHINE, sets);
        let buy = &baseline(&results).touchpoints["ticket/buy"];
        buy[touchpoint::COST].mean.expect("a mean") / buy[touchpoint::VISITS].mean.expect("a mean")
    };
    // 10 x (.2 for the attempt, and 1 for the clerk after .6 of them); visits still under way at the horizon are few.
    assert!((cost(&[]) - 10.0 * (0.2 + 0.6)).abs() < 0.08, "{}", cost(&[]));
    let free = cost(&[("channel.machine.cost_factor", "0.0"), ("channel.machine.success", "1.0")]);
    assert_eq!(free, 0.0);
}

#[test]
fn the_queue_at_full_load_without_machines_is_refused_and_with_them_is_not() {
    let busy = MACHINE.replace("10 per h", "14 per h");
    assert!(World::parse(&busy, &[]).is_ok(), "8.4 of 14 come to the clerk, who serves 12");
    let problems = World::parse(&busy, &[("channel.machine.success", "0.1")]).expect_err("12.6 come").to_string();
    assert!(problems.contains("busy"), "{problems}");
}

/// Customers of two kinds of skill.
const KINDS: &str = r#"
name = "Kinds"
[run]
horizon = "1 y"
replications = 4
seed = 42
[population]
customers = 300
[purchase]
rate = "20 per y"
[[segment]]
name = "all"
share = 1.0
[[resource]]
name = "clerk"
staff = 3
[[channel]]
name = "app"
self_service = true
success = 0.5
[loyalty]
[[journey]]
name = "order"
start = "purchase"
[[journey.touchpoint]]
name = "pay"
channel = "app"
resource = "clerk"
time = "5 min"
quality = 7.5
"#;

#[test]
fn skill_decides_who_manages() {
    let vain = |skill: &str| {
        let results = run_text(KINDS, &[("segment.all.factor.skill", skill)]);
        (mean(&results, "self_service_transfers.app"), mean(&results, "satisfaction"))
    };
    let (never, sad) = vain("0.0");
    let (half, _) = vain("1.0");
    let (always, glad) = vain("2.0");
    assert_eq!((never, always), (1.0, 0.0));
    assert!((half - 0.5).abs() < 0.02, "{half}");
    assert!(sad < glad, "vain attempts are minded: {sad} {glad}");
}

#[test]
fn self_service_without_staff_is_refused() {
    let text = MACHINE.replace("resource = \"clerk\"\n", "");
    let problems = World::parse(&text, &[]).expect_err("nobody to go to").to_string();
    assert!(problems.contains("needs a `resource`"), "{problems}");
}

/// A call, then a visit to the shop.
const TWO: &str = r#"
name = "Two channels"
[run]
horizon = "1 y"
replications = 10
seed = 43
[[channel]]
name = "telephone"
[[channel]]
name = "shop"
[[journey]]
name = "order"
arrivals = "20 per d"
[[journey.touchpoint]]
name = "call"
channel = "telephone"
time = "5 min"
[[journey.touchpoint]]
name = "fetch"
channel = "shop"
time = "10 min"
"#;

#[test]
fn what_is_lost_between_channels_is_said_again() {
    let takes = |consistency: &str| {
        let results = run_text(TWO, &[("channel.shop.consistency", consistency)]);
        baseline(&results).journeys["order"][journey::SOJOURN_MIN].mean.expect("a mean")
    };
    assert!((takes("1.0") - 15.0).abs() < 1e-9, "consistency 1: nothing is repeated");
    assert!((takes("0.0") - 25.0).abs() < 1e-9, "consistency 0: everything is");
    assert!((takes("0.7") - 18.0).abs() < 0.2, "{}", takes("0.7"));
}

#[test]
fn channels_that_disagree_drive_customers_away() {
    let text = KINDS.replace("channel = \"app\"\n", "")
        + "[[channel]]\nname = \"letter\"\n[[channel]]\nname = \"shop\"\n[[channel]]\nname = \"telephone\"\n";
    let exits = |consistency: &str| {
        let sets = ["app", "letter", "shop", "telephone"].map(|name| format!("channel.{name}.consistency"));
        let sets: Vec<Set<'_>> = sets.iter().map(|path| (path.as_str(), consistency)).collect();
        let results: Results = run_text(&text, &sets);
        mean(&results, "exits")
    };
    let (one, poor, good) =
        (mean(&run_text(&KINDS.replace("channel = \"app\"\n", ""), &[]), "exits"), exits("0.0"), exits("1.0"));
    assert!(poor > one && one > good, "{poor} {one} {good}");
}
