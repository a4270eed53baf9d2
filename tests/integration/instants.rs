//! Instants, calendars and queues: what happens at one time, in the course of a week, and under a rush. Times in the files are round,
//! so that events meet; the right values are worked out by hand beside each test.

mod load;
mod order;
mod week;

use journeysim::experiment::results::{JourneyResults, ResourceResults, Results};

use crate::support::run_text;

/// A run of some hours with a desk and visitors who are served there.
fn desk(horizon: &str, staff: &str, arrivals: &str, service: &str) -> String {
    format!(
        "name = \"desk\"\n[run]\nhorizon = \"{horizon}\"\nreplications = 1\n[[resource]]\nname = \"desk\"\n{staff}\n\
         [[journey]]\nname = \"visit\"\n{arrivals}\n[[journey.touchpoint]]\nname = \"talk\"\nresource = \"desk\"\n{service}\n"
    )
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
    known(resource(results, "desk").delay_min.mean)
}

fn more(results: &Results, metric: &str) -> f64 {
    known(resource(results, "desk").more[metric].mean)
}

fn close(found: f64, right: f64) {
    assert!((found - right).abs() <= 1e-9 * right.abs().max(1.0), "{found}, should be {right}");
}
