//! Instants, calendars and queues: what happens at one time, in the course of a week, and under a rush. Times in the files are round,
//! so that events meet; the right values are worked out by hand beside each test.

mod load;
mod order;
mod week;

use journeysim::experiment::results::{JourneyResults, ResourceResults, Results};
use journeysim::metrics::resource;

use crate::support::run_text;

/// The head of a file: one run of some hours.
fn head(horizon: &str) -> String {
    format!("name = \"instants\"\n[run]\nhorizon = \"{horizon}\"\nreplications = 1\n")
}

/// An entry of a list, such as a resource, a journey or, after its journey, a touchpoint.
fn entry(list: &str, name: &str, keys: &str) -> String {
    format!("[[{list}]]\nname = \"{name}\"\n{keys}\n")
}

/// A run of some hours with a desk and visitors who are served there.
fn desk(horizon: &str, staff: &str, arrivals: &str, service: &str) -> String {
    [
        head(horizon),
        entry("resource", "desk", staff),
        entry("journey", "visit", arrivals),
        entry("journey.touchpoint", "talk", &format!("resource = \"desk\"\n{service}")),
    ]
    .concat()
}

fn run(text: &str) -> Results {
    run_text(text, &[])
}

fn resource<'a>(results: &'a Results, name: &str) -> &'a ResourceResults {
    &results.worlds[0].resources[name]
}

fn journey<'a>(results: &'a Results, name: &str) -> &'a JourneyResults {
    &results.worlds[0].journeys[name]
}

/// A mean that must be known.
fn known(mean: Option<f64>) -> f64 {
    mean.expect("was measured")
}

fn delay(results: &Results) -> f64 {
    known(resource(results, "desk")[resource::DELAY_MIN].mean)
}

fn more(results: &Results, metric: &str) -> f64 {
    known(resource(results, "desk").measures.at(&format!("more.{metric}")).and_then(|found| found.mean))
}

fn close(found: f64, right: f64) {
    assert!((found - right).abs() <= 1e-9 * right.abs().max(1.0), "{found}, should be {right}");
}
