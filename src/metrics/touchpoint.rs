//! Metrics of touchpoints: `touchpoints.JOURNEY/TOUCHPOINT.*`.

use super::{CURRENCY, ratio};
use crate::journey::model::{Model, Start, TouchId};

declared! {
    /// A touchpoint of a journey; its name is "journey/touchpoint".
    Touchpoint at "touchpoints";

    VISITS = "visits", "visits", "visits that reached it in the observed period",
        Single(|s, t| Some(s.o.touchpoints[t].visits as f64));
    DELAY_MIN = "delay_min", "min", "mean delay before service, backstage delay included, of those served",
        Single(|s, t| s.o.touchpoints[t].delay.mean_minutes())
        .less_is_better();
    BAULKED = "baulked", "visits", "visits that found its queue full",
        Single(|s, t| Some(s.o.touchpoints[t].baulked as f64))
        .fixed(|model, t| !turns_away(model, t))
        .less_is_better();
    RENEGED = "reneged", "visits", "visits that gave up waiting",
        Single(|s, t| Some(s.o.touchpoints[t].reneged as f64))
        .fixed(|model, t| !loses_patience(model, t))
        .less_is_better();
    FAILED = "failed", "visits", "visits that failed",
        Single(|s, t| Some(s.o.touchpoints[t].failed as f64))
        .fixed(never_fails)
        .less_is_better();
    FAIL_FRACTION = "fail_fraction", "share", "share of its visits that failed",
        Single(|s, t| ratio(s.o.touchpoints[t].failed as f64, s.o.touchpoints[t].visits as f64))
        .fixed(never_fails)
        .of(|s, t| s.o.touchpoints[t].visits as f64)
        .less_is_better();
    COST = "cost", CURRENCY, "cost of its uses in the observed period, undiscounted",
        Single(|s, t| Some(s.o.touchpoints[t].cost.value()));
    SERVICE_MIN = "service_min", "min", "mean time in service",
        Single(|s, t| s.o.touchpoints[t].service.mean_minutes())
        .stored_last()
        .tabled_after("delay_min");
    MOMENT = "moment", "utility -1..1",
        "mean moment utility: disconfirmation of the expectation, 0 as expected, +-z at the edges of the zone of tolerance",
        Single(|s, t| s.o.touchpoints[t].moment.mean())
        .if_any(is_felt);
    PEAK_SHARE = "peak_share", "share", "share of remembered encounters whose peak was here",
        Single(|s, t| ratio(s.o.touchpoints[t].peaks as f64, s.o.encounters as f64))
        .if_any(is_felt)
        .of(|s, _| s.o.encounters as f64);
    WAIT_MOMENT = "wait_moment", "utility -1..0",
        "mean utility of the wait before it over all its visits; 0 for waits that were fine",
        Single(|s, t| ratio(s.o.touchpoints[t].wait_moment.sum.value(), s.o.touchpoints[t].visits as f64))
        .if_any(is_felt);
    PERCEIVED_WAIT_MIN = "perceived_wait_min", "min",
        "mean delay before service as those served feel it: k_over * w^gamma * modifiers; beside delay_min, of the same visits",
        Single(|s, t| ratio(s.o.touchpoints[t].perceived.value(), s.o.touchpoints[t].delay.count as f64))
        .if_any(|model, t| is_felt(model, t) && is_waited_for(model, t))
        .less_is_better();
}

/// Whether nothing goes wrong here, in self-service either.
fn never_fails(model: &Model, t: usize) -> bool {
    model.touch_channels.is_empty() && model.regimes().all(|m| m.versions(t as TouchId).all(|t| t.fail_prob.is_none()))
}

fn is_felt(model: &Model, t: usize) -> bool {
    model.versions(t as TouchId).any(|t| t.quality.is_some())
}

/// How long a complaint takes is felt when it is settled, not as a wait.
fn is_waited_for(model: &Model, t: usize) -> bool {
    !matches!(model.journeys[usize::from(model.touchpoints[t].journey)].start, Start::Complaint)
}

/// Whether somebody may find the queue of a touchpoint full.
fn turns_away(model: &Model, t: usize) -> bool {
    let limited =
        |m: &Model| m.touchpoints[t].resource.is_some_and(|r| m.resources[usize::from(r)].queue_limit.is_some());
    model.regimes().any(limited)
}

/// Whether somebody may give up waiting before a touchpoint.
pub(super) fn loses_patience(model: &Model, t: usize) -> bool {
    model.regimes().any(|m| m.versions(t as TouchId).any(|t| t.patience.is_some()))
}
