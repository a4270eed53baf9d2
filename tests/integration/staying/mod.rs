//! Who stays and who leaves: retention, loss and incidence from the risk sets of all replications together, through one window of time.

mod cohorts;
mod horizon;
mod money;
mod pooled;
mod warm_up;
mod yearly_loss;

use journeysim::experiment::results::{Metric, Results, World};

fn world<'r>(results: &'r Results, name: &str) -> &'r World {
    results.worlds.iter().find(|world| world.name == name).unwrap_or_else(|| panic!("no world {name}"))
}

fn metric<'r>(results: &'r Results, id: &str) -> &'r Metric {
    results.worlds[0].metrics.get(id).unwrap_or_else(|| panic!("no metric {id}"))
}

fn mean(results: &Results, id: &str) -> f64 {
    metric(results, id).mean.unwrap_or_else(|| panic!("{id} was not measured"))
}

/// A curve or a metric of the baseline at its path.
fn at(results: &Results, path: &str) -> Option<f64> {
    journeysim::experiment::look_up(&results.worlds[0], path)
}

/// Four and a half standard errors of a share of so many people: a false alarm for 1 seed in 140,000.
fn spread(share: f64, people: f64) -> f64 {
    4.5 * (share * (1.0 - share) / people).sqrt()
}
