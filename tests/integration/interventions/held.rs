//! Being held and being dropped: resentment of a lock-in, and what gets round.

use super::firm::SUBSCRIBERS;
use crate::support::{Set, run_text};

#[test]
fn resentment_needs_a_lock_in_and_dissatisfaction() {
    let worlds = |sets: &[Set<'_>]| serde_json::to_string(&run_text(SUBSCRIBERS, sets).worlds).expect("plain data");
    let resents = ("contract.resentment", "0.01 per d");
    let free = ("contract.lock_in", "0.0");
    assert!(worlds(&[free]) == worlds(&[free, resents]), "nobody is held");
    let (content, sure) = (("journey.use.try.quality", "9.0"), ("journey.use.try.fail_prob", "0.0"));
    let calm = ("experience", "{ sd_within = 0.1, sd_between = 0.1, mood_gain = 0.0 }");
    assert!(worlds(&[content, sure, calm]) == worlds(&[content, sure, calm, resents]), "nobody is dissatisfied");
    assert!(worlds(&[]) != worlds(&[resents]));
}

/// Everybody is dropped on the first anniversary; those left in the market hear of it, and come less.
#[test]
fn what_gets_round_about_a_drop_follows_its_formula() {
    let text = r#"
name = "Account fee"
[run]
horizon = "379 d"
warm_up = "365.5 d"
replications = 40
seed = 6
[market]
size = 200000
[population]
customers = 60
[[acquisition]]
name = "town"
adoption = "1 % per y"
mix = { poor = 0.0, fine = 1.0 }
[[segment]]
name = "poor"
share = 1.0
change = { "contract.earns" = { set = "-1 per mo" } }
[[segment]]
name = "fine"
share = 0.0
[contract]
earns = "1 per mo"
[[hole]]
name = "dropped"
value_below = 0.0
noticed = 1.0
involuntary = true
"#;
    let joined = |sets: &[Set<'_>]| {
        let results = run_text(text, sets);
        let found = &results.worlds[0].bucket.as_ref().expect("customers").inflow["town"];
        (found.mean.expect("a mean"), found.sd.expect("a spread") / (found.n as f64).sqrt())
    };
    let (loud, error) = joined(&[]);
    let (quiet, _) = joined(&[("hole.dropped.noticed", "0.0")]);
    // Sixty were dropped on one day: rho is -.6, halved every 120 days. Some 3,000 adopt in all: four standard errors are below .06.
    let (from, to) = (0.5, 14.0);
    let rho = |days: f64| -0.6 * journeysim::num::exp(-std::f64::consts::LN_2 * days / 120.0);
    let middle = journeysim::num::exp(rho(0.5 * (from + to)));
    assert!((loud / quiet - middle).abs() < 6.0 * error / quiet, "{loud} {quiet}, expected {middle}");
    assert!(loud < quiet);
}
