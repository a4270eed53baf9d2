//! Contract terms and the holes that open by them, or by silence and competition.

use crate::recovery::plugged;
use crate::support::{Worlds, run_text};
use journeysim::experiment::results::{Results, World};
use journeysim::num::exp;

/// All standard holes but the one in question, plugged; nothing that supports.
fn lone(hole: &str, rest: &str) -> String {
    let plugged = plugged(&[hole]);
    format!(
        "name = \"terms\"\n[loyalty]\n\
         support = {{ incentive = 0, price = 0, convenience = 0, inertia = 0, lockin = 0, social = 0 }}\n\
         trust = {{ start = 0, gain = 0 }}\n{plugged}{rest}[[hole]]\nname = \"{hole}\"\n"
    )
}

fn metric(world: &World, name: &str) -> f64 {
    world.metrics[name].mean.expect("measured")
}

fn staying(results: &Results, customers: f64) -> f64 {
    metric(&results.worlds[0], "active_end") / customers
}

/// Four and a half standard errors of a share of so many people: a false alarm for 1 seed in 140,000.
fn spread(share: f64, people: f64) -> f64 {
    4.5 * (share * (1.0 - share) / people).sqrt()
}

const MONTH: f64 = 365.0 / 12.0;
const BASE: &str = "[run]\nhorizon = \"2 y\"\nreplications = 1\n[population]\ncustomers = 20000\n";

/// Twenty-three renewals open `lock_end` for a twelfth of a month each. Without `shielded` it was open all the time: 13.7 % stayed, now 85.2 %.
#[test]
fn lock_end_that_nothing_shields_opens_after_terms_only() {
    let text = lone("lock_end", &format!("{BASE}[contract]\nterm = \"1 mo\"\nprice = 1\n"));
    let truth = exp(-23.0 * MONTH / 12.0 / 365.0);
    for shielded in ["true", "false"] {
        let found = staying(&run_text(&format!("{text}shielded = {shielded}\n"), &[]), 20_000.0);
        assert!((found - truth).abs() < spread(truth, 20_000.0), "{shielded}: {found}, not {truth}");
    }
}

/// A visit every 30 d touches everybody in time. Without `shielded` 7,868 of 20,000 left, now nobody.
#[test]
fn neglect_that_nothing_shields_waits_for_silence() {
    let visits = "[contract]\nearns = \"1 per d\"\n[[journey]]\nname = \"v\"\nstart = { every = \"GAP\" }\n\
                  [[journey.touchpoint]]\nname = \"a\"\nquality = 7\nfail_prob = 0\n";
    let text = lone("neglect", &format!("{BASE}{visits}")) + "hazard = \"0.5 per y\"\nshielded = false\n";
    let sets = [("run.horizon", "1 y")];
    let exits = |gap: &str| metric(&run_text(&text.replace("GAP", gap), &sets).worlds[0], "exits");
    assert_eq!(exits("30 d"), 0.0);
    assert!(exits("300 d") > 1000.0, "the hole is there");
}

/// At full competition rivals pull twice as much: .5 a year becomes 1. Without `shielded` 60.5 % stayed, now 36.8 %.
#[test]
fn rivals_from_whom_nothing_shields_follow_competition() {
    let text = lone("rival", &format!("{BASE}[contract]\nearns = \"1 per d\"\n[market]\ncompetition = 1\n"))
        + "hazard = \"0.5 per y\"\nshielded = false\n";
    for (competition, hazard) in [("1", 1.0), ("0.5", 0.5), ("0", 0.0)] {
        let found = staying(&run_text(&text, &[("run.horizon", "1 y"), ("market.competition", competition)]), 20_000.0);
        let truth = exp(-hazard);
        assert!((found - truth).abs() <= spread(truth, 20_000.0), "{competition}: {found}, not {truth}");
    }
}

/// Twelve terms of a month end, the last into one of two years: each opens `lock_end` for a twelfth of a month, and whoever decides then
/// leaves within four years. The thirtieth of the term of two years counted for the month: .8 % stayed, now 8.2 %.
#[test]
fn a_term_that_ended_was_as_long_as_it_was_agreed() {
    let contract = "[contract]\nterm = \"1 mo\"\nprice = 1\n[[intervention]]\nname = \"longer\"\nstart = \"360 d\"\n\
                    change = { \"contract.renews_for\" = { set = \"2 y\" } }\n";
    let base = BASE.replace("2 y", "4 y");
    let text = lone("lock_end", &format!("{base}{contract}")) + "hazard = \"30 per y\"\n";
    let results = Worlds::parse(&text, &[&["longer"]]).results();
    let found = metric(&results.worlds[1], "active_end") / 20_000.0;
    let truth = exp(-30.0 * 12.0 * MONTH / 12.0 / 365.0);
    assert!((found - truth).abs() < spread(truth, 20_000.0), "{found}, not {truth}");
}

/// Two holes of one exit a year each, over a term of a year that nobody renews: half of the causes each. A later change of the first term to a
/// month made a lifetime weigh one month: 7.9 % of the causes, now 50 %.
#[test]
fn causes_are_weighed_over_the_term_that_ended() {
    let text = r#"
name = "causes"
[run]
horizon = "1 y"
replications = 1
[population]
customers = 20000
[contract]
term = "1 y"
price = 1
retention = 0
[[hole]]
name = "lifetime"
lifetime = { exponential = { mean = "1 y" } }
[[hole]]
name = "hazard"
hazard = "1 per y"
[[intervention]]
name = "shorter"
start = "300 d"
change = { "contract.term" = { set = "1 mo" } }
"#;
    let results = Worlds::parse(text, &[&["shorter"]]).results();
    for world in &results.worlds {
        let out = &world.bucket.as_ref().expect("a bucket").outflow;
        let found = out["lifetime"].mean.expect("measured") / 20_000.0;
        assert!((found - 0.5).abs() < spread(0.5, 20_000.0), "{}: {found}", world.name);
    }
}

/// There for 370 d under terms of a year: `lock_end` opened five days before day 0 and is open for 25 more; who decides then leaves at the next
/// renewal. It was shut: nobody of 2,000 left, now some 1,744. Terms of a month after a first one of a year: a twelfth of the term before.
#[test]
fn whoever_renewed_before_day_0_is_as_free_as_whoever_lived_through_it() {
    let base = "[run]\nhorizon = \"1 y\"\nreplications = 1\n[population]\ncustomers = 20000\ntenure = \"370 d\"\n";
    let text = lone("lock_end", &format!("{base}[contract]\nterm = \"1 y\"\nprice = 1\n")) + "hazard = \"30 per y\"\n";
    let lived = text.replace("tenure = \"370 d\"\n", "").replace("horizon = \"1 y\"", "horizon = \"2 y\"");
    for (tenure, open) in [("370 d", 25.0), ("390 d", 5.0), ("400 d", 0.0)] {
        let found = staying(&run_text(&text, &[("population.tenure", tenure)]), 20_000.0);
        let truth = exp(-30.0 * open / 365.0);
        assert!((found - truth).abs() <= spread(truth, 20_000.0), "{tenure}: {found}, not {truth}");
    }
    // The whole of the 30 d.
    let (found, truth) = (staying(&run_text(&lived, &[]), 20_000.0), exp(-30.0 * 30.0 / 365.0));
    assert!((found - truth).abs() < spread(truth, 20_000.0), "{found}, not {truth}");
}
