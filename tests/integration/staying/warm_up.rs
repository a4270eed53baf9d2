//! A warm-up: those who can leave and those who leave are seen through the same window.

use super::{at, mean, spread, world};
use crate::support::{Worlds, run_text};
use journeysim::num::exp;

const JOINS: &str = r#"
name = "joins"
[run]
horizon = "3 y"
warm_up = "1 y"
replications = 4
seed = 3
report_every = "1 y"
[money]
discount_rate = 0.10
[population]
customers = 3000
[[acquisition]]
name = "ads"
joins = "1000 per y"
[contract]
earns = "100 per y"
[[hole]]
name = "a"
hazard = "0.4 per y"
[[hole]]
name = "b"
hazard = "0.6 per y"
[[intervention]]
name = "plug"
start = "0 d"
change = { "hole.a.factor" = { set = 0.0 } }
"#;

/// 0.1.0: nobody was there after a year, with any warm-up: exits of the warm-up were counted, and those who made them were not.
#[test]
fn a_warm_up_leaves_survival_and_incidence_as_they_are() {
    for warm_up in ["0 d", "10 d", "1 y", "2 y"] {
        let results = run_text(JOINS, &[("run.warm_up", warm_up)]);
        let truth = exp(-1.0);
        // Newcomers of the observed time, cut off by the horizon: a thousand a year, for one year at least.
        let found = mean(&results, "retention_1y");
        assert!((found - truth).abs() < spread(truth, 2000.0), "{warm_up}: {found}, not {truth}");
        let a = at(&results, "bucket.incidence.a.@365").expect("measured");
        let b = at(&results, "bucket.incidence.b.@365").expect("measured");
        assert!((a + b + found - 1.0).abs() < 1e-9);
        assert!((a - 0.4 * (1.0 - truth)).abs() < spread(0.25, 2000.0), "{warm_up}: {a}");
        let loss = mean(&results, "yearly_loss");
        assert!((loss - 0.632).abs() < 0.05, "{warm_up}: {loss}");
        let bucket = results.worlds[0].bucket.as_ref().expect("a bucket");
        let came = bucket.start.mean.expect("a start") + bucket.inflow.values().filter_map(|m| m.mean).sum::<f64>();
        assert!((came - mean(&results, "exits") - mean(&results, "active_end")).abs() < 1e-9, "{warm_up}");
    }
}

/// The same in differences and twins: the world in which hole `a` is plugged keeps exp(-.6).
#[test]
fn a_warm_up_leaves_differences_as_they_are() {
    let results = Worlds::parse(JOINS, &[&["plug"]]).results();
    let comparison = world(&results, "plug").comparison.as_ref().expect("compared");
    let found = comparison.difference["retention_1y"].mean.expect("measured");
    let truth = exp(-0.6) - exp(-1.0);
    assert!((found - truth).abs() < spread(0.45, 4000.0), "{found}, not {truth}");
    let twins = comparison.twins.as_ref().expect("customers");
    let all: f64 = [&twins.saved, &twins.lost, &twins.moved, &twins.untouched].into_iter().filter_map(|m| m.mean).sum();
    let bucket = results.worlds[1].bucket.as_ref().expect("a bucket");
    let seen = bucket.start.mean.expect("a start") + bucket.inflow.values().filter_map(|m| m.mean).sum::<f64>();
    assert!(
        (all - seen).abs() < 1e-9,
        "{all} twins of {seen} who were there: who was gone in both worlds is in neither"
    );
}

/// Every contract ends on the last instant of the warm-up: whoever leaves there is gone when observing begins, and is in no count.
#[test]
fn an_exit_at_the_end_of_the_warm_up_belongs_to_it() {
    let text = r#"
name = "yearly"
[run]
horizon = "2 y"
warm_up = "1 y"
replications = 5
[population]
customers = 1000
[contract]
term = "1 y"
price = 100
retention = 0.7
"#;
    let results = run_text(text, &[]);
    let (start, end) = (at(&results, "bucket.start").expect("a start"), mean(&results, "active_end"));
    assert!((start - 700.0).abs() < 5000.0 * spread(0.7, 5000.0), "{start}");
    assert!((start - mean(&results, "exits") - end).abs() < 1e-9, "the bucket closes");
    assert!((at(&results, "survival.@730").expect("of those there after a year") - end / start).abs() < 1e-9);
}
