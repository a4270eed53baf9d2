//! Which side of a metric is the better one.

use super::journey::Journey;
use super::resource::Resource;
use super::touchpoint::Touchpoint;
use super::{Subject, named};
pub use crate::stats::Better;

/// Begins the path of a difference from the baseline; the word `metrics` is left out behind it.
pub const DIFFERENCE: &str = "difference.";

/// Which side of the metric at a path in `results.json` is the better one, as its declaration says. A difference from the baseline is better on
/// the side on which its metric is.
#[must_use]
pub fn better(path: &str) -> Option<Better> {
    if let Some(of) = path.strip_prefix(DIFFERENCE) {
        return better(of).or_else(|| better(&format!("metrics.{of}")));
    }
    if let Some((metric, _)) = named(path) {
        return metric.better;
    }
    let (head, rest) = path.split_once('.')?;
    match head {
        Touchpoint::PATH => declared_better::<Touchpoint>(rest),
        Journey::PATH => declared_better::<Journey>(rest),
        Resource::PATH => declared_better::<Resource>(rest),
        _ => None,
    }
}

/// The side of the metric that a path names behind its subject. Names hold no dots.
fn declared_better<S: Subject>(rest: &str) -> Option<Better> {
    let (_, id) = rest.split_once('.')?;
    S::DECLARED.iter().find(|metric| metric.id() == id)?.better()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_side_is_that_of_the_metric_not_of_its_name() {
        for (path, side) in [
            ("metrics.npv", Some(Better::Higher)),
            ("metrics.ltv_sd", None),
            ("metrics.yearly_loss", Some(Better::Lower)),
            ("metrics.cac.satisfaction", Some(Better::Lower)),
            ("bucket.outflow.rival", Some(Better::Lower)),
            ("bucket.outflow_share.delay", None),
            ("ledger.failed", None),
            ("touchpoints.visit/desk.perceived_wait_min", Some(Better::Lower)),
            ("touchpoints.visit/failed.visits", None),
            ("resources.desk.more.delay_p95_min", Some(Better::Lower)),
            ("resources.desk.more.sojourn_within_target", Some(Better::Higher)),
            ("metrics.complaints_accepted", None),
            ("resources.delay_min", None),
            ("difference.yearly_loss", Some(Better::Lower)),
            ("difference.resources.desk.more.sojourn_within_target", Some(Better::Higher)),
            ("difference.ledger.failed", None),
            ("nothing", None),
        ] {
            assert_eq!(better(path), side, "{path}");
        }
    }
}
