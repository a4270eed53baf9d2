//! Recovery and growth: complaints in full, newcomers who are given something, cross-selling, self-service. Closed forms and limits.

use journeysim::experiment::results::{Metric, Results, World};

mod acquisition;
mod complaints;
mod growth;
mod self_service;
mod selling;

fn baseline(results: &Results) -> &World {
    &results.worlds[0]
}

fn metric<'a>(results: &'a Results, name: &str) -> &'a Metric {
    baseline(results).metrics.get(name).unwrap_or_else(|| panic!("no metric {name}"))
}

fn mean(results: &Results, name: &str) -> f64 {
    metric(results, name).mean.unwrap_or_else(|| panic!("no value of {name}"))
}

/// Holds a mean to its expectation: within four standard errors, which must themselves be small.
pub(crate) fn holds(found: &Metric, expected: f64, what: &str) {
    let (mean, sd) = (found.mean.expect("a mean"), found.sd.expect("a spread"));
    let error = sd / (found.n as f64).sqrt();
    assert!(error < 0.02 * expected.abs(), "{what}: the error {error} says nothing about {expected}");
    assert!((mean - expected).abs() <= 4.0 * error + 1e-9, "{what}: {mean} +- {error}, expected {expected}");
}

/// All standard holes shut but these.
pub(crate) fn plugged(open: &[&str]) -> String {
    let names = journeysim::scenario::grammar::presets::SERVICE_HOLES
        .iter()
        .chain(journeysim::scenario::grammar::presets::OTHER_STANDARD_HOLES);
    let shut = names.filter(|name| !open.contains(name));
    shut.map(|name| format!("[[hole]]\nname = \"{name}\"\nfactor = 0.0\n")).collect()
}
