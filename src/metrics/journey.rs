//! Metrics of journeys: `journeys.NAME.*`.

use super::CURRENCY;
use crate::journey::model::Model;
use crate::stats::Scale;

declared! {
    /// A journey.
    Journey at "journeys";

    STARTED = "started", "visits", "visits started in the observed period",
        Single(|s, j| Some(s.o.journeys[j].started as f64));
    COMPLETED = "completed", "visits",
        "visits started in the observed period and done before the horizon: the last way taken was `next`",
        Single(|s, j| Some(s.o.journeys[j].completed as f64));
    CUT_OFF = "cut_off", "visits",
        "visits started in the observed period and cut off at `max_visits` before the horizon",
        Single(|s, j| Some(s.o.journeys[j].cut_off as f64))
        .if_any(|model, j| ends(model, j, 0));
    GAVE_UP = "gave_up", "visits",
        "visits started in the observed period and given up before the horizon: the last way taken was to give up waiting or to meet a full queue, or the customer left for good before what was to come after the departure",
        Single(|s, j| Some(s.o.journeys[j].gave_up as f64))
        .if_any(|model, j| ends(model, j, 1));
    FAILED = "failed", "visits",
        "visits started in the observed period and failed before the horizon: the last way taken was `on_fail`",
        Single(|s, j| Some(s.o.journeys[j].failed as f64))
        .if_any(|model, j| ends(model, j, 2))
        .less_is_better();
    IN_PROGRESS = "in_progress", "visits", "visits under way at the horizon",
        Single(|s, j| Some(s.o.journeys[j].inside as f64));
    SOJOURN_MIN = "sojourn_min", "min", "mean time from start to end, of visits that are done",
        Single(|s, j| s.o.journeys[j].sojourn.mean_minutes())
        .less_is_better();
    VALUE = "value", CURRENCY,
        "mean over visits that are done of revenue and flows less cost of their touchpoints, discounted to the start of the visit",
        Single(|s, j| s.o.journeys[j].value.mean());
    SOJOURN_SD_MIN = "more.sojourn_sd_min", "min", "between visits that are done of the time from start to end",
        Spread(|s, j| s.o.journeys[j].sojourn.moments())
        .less_is_better();
    SOJOURN_P95_MIN = "more.sojourn_p95_min", "min",
        "95 % quantile within a replication of the time from start to end, of visits that are done (bins within 1.6 %)",
        Single(|s, j| s.o.journeys[j].sojourn.quantile_minutes(0.95))
        .scale(Scale::Binned)
        .less_is_better();
    MEAN_IN_PROGRESS = "more.mean_in_progress", "visits", "visits under way, averaged over the observed period",
        Single(|s, j| Some(s.o.journeys[j].time_inside as f64 / s.nanos()))
        .scale(Scale::Amount);
}

/// Whether visits may be cut off, given up or failed.
fn ends(model: &Model, j: usize, way: usize) -> bool {
    model.regimes().any(|m| m.journeys[j].endings(m)[way])
}
