//! How often journeys start, by customers and by anonymous visitors, and how many moments that makes.

use super::graph::Graph;
use crate::journey::model::Lane;
use crate::scenario::grammar::quantity::DAYS_PER_YEAR;
use crate::scenario::grammar::value::Amount;
use crate::scenario::grammar::{Arrivals, Either, Journey, Occasion, Root, Touchpoint, enabled};

/// Moments a customer has in a year, over all journeys that are started by customers.
pub fn touches_per_customer_year(root: &Root<'_>) -> f64 {
    let mut touches = 0.0;
    for journey in enabled(&root.journey).filter(|journey| journey.start.is_there()) {
        let per_year = starts_per_day(root, journey).unwrap_or(0.0) * DAYS_PER_YEAR;
        let graph = Graph::new(journey);
        let Some(visits) = graph.visits() else {
            continue;
        };
        let felt = |touchpoint: &Touchpoint<'_>| touchpoint.lane.known().is_none_or(Lane::is_met);
        let moments: f64 =
            graph.steps.iter().zip(&visits).filter(|(step, _)| felt(step.touchpoint)).map(|(_, visits)| visits).sum();
        touches += per_year * moments;
    }
    touches
}

/// How often one customer starts a journey [1/d]; `None` if that cannot be said.
pub(in crate::scenario) fn starts_per_day(root: &Root<'_>, journey: &Journey<'_>) -> Option<f64> {
    let share = journey.share.known().unwrap_or(1.0);
    let rate = match journey.start.as_ref()? {
        Either::One(Occasion::Purchase) => root.purchase.as_ref()?.rate.known()?.mean(),
        Either::One(Occasion::Renewal) => 1.0 / (*root.contract.as_ref()?.term)?,
        Either::One(_) => 0.0,
        Either::Other(start) => match (*start.rate, *start.every) {
            (Some(rate), _) => rate.mean(),
            (None, every) => 1.0 / every?,
        },
    };
    Some(rate * share)
}

/// Mean number of anonymous visitors [1/d]; `None` for recorded times and where that cannot be said.
pub(in crate::scenario) fn arrivals_per_day(arrivals: &Either<&Amount, Arrivals<'_>>) -> Option<f64> {
    let way = match arrivals {
        Either::One(rate) => return Some(rate.mean()),
        Either::Other(way) => way,
    };
    match (*way.every, *way.gap, &*way.wave) {
        (Some(every), ..) => Some(1.0 / every),
        (_, Some(gap), _) => Some(1.0 / gap.mean()),
        (_, _, Some(wave)) => wave.mean.known(),
        _ => None,
    }
}

/// Whether a journey without hours of its own starts when its resources are open: where customers come at a rate, or each at an
/// interval of his own. What has times of its own comes at them.
pub fn follows_resources(journey: &Journey<'_>) -> bool {
    if journey.arrivals.is_there() {
        matches!(&*journey.arrivals, Some(Either::One(amount)) if !matches!(amount, Amount::Week(_)))
    } else {
        !starts_at_events(journey)
    }
}

/// Whether something that happens to a customer starts it, at any time: joining, a renewal, a complaint.
pub fn starts_at_events(journey: &Journey<'_>) -> bool {
    journey.occasion().is_some_and(|occasion| occasion != Occasion::Purchase)
}
