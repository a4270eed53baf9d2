//! Results of journeys, touchpoints and resources.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{End, Lane, Metric};

/// One touchpoint of the drawn blueprint.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BlueprintTouchpoint {
    /// Name.
    pub name: String,
    /// Its lane.
    pub lane: Lane,
    /// Resource that serves it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// Hole its bad moments are blamed on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hole: Option<String>,
    /// Which of the three ends it is, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<End>,
    /// Touchpoints that can follow, with their probability ("done" ends the journey).
    pub next: Vec<(String, f64)>,
    /// Backstage or support steps that must be ready before service.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub requires: Vec<String>,
}

/// What happened to the visits of one journey.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JourneyResults {
    /// Visits started.
    pub started: Metric,
    /// Visits that are done: the last way taken was `next`.
    pub completed: Metric,
    /// Visits cut off at `max_visits`; absent where nothing loops.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cut_off: Option<Metric>,
    /// Visits given up; absent where nobody can.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub gave_up: Option<Metric>,
    /// Visits of which the last way taken was `on_fail`; absent where there is none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub failed: Option<Metric>,
    /// Visits not finished at the horizon.
    pub in_progress: Metric,
    /// Time from start to end of those that are done [min].
    pub sojourn_min: Metric,
    /// Discounted value of a visit that is done, from its start [currency].
    pub value: Metric,
    /// Further estimates by id (quantiles of the sojourn and so on).
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub more: BTreeMap<String, Metric>,
    /// The blueprint as simulated, in file order.
    pub blueprint: Vec<BlueprintTouchpoint>,
}

/// What happened at one touchpoint (key: "journey/touchpoint").
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TouchpointResults {
    /// Visits that reached it.
    pub visits: Metric,
    /// Delay before its service, backstage delay included [min].
    pub delay_min: Metric,
    /// Found the queue full and did not join.
    pub baulked: Metric,
    /// Gave up waiting.
    pub reneged: Metric,
    /// Failed.
    pub failed: Metric,
    /// Cost of the touchpoint [currency].
    pub cost: Metric,
    /// Mean moment utility, -1..1 (only with loyalty).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moment: Option<Metric>,
    /// Pooled quantiles of the moment at 5, 25, 50, 75 and 95 %.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moment_quantiles: Option<[f64; 5]>,
    /// Share of remembered visits whose peak was here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub peak_share: Option<Metric>,
    /// Mean wait moment before it, -1..0, over all its visits (only with loyalty).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wait_moment: Option<Metric>,
    /// Mean delay before its service as customers feel it [min] (only with loyalty).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub perceived_wait_min: Option<Metric>,
    /// Time in service [min].
    pub service_min: Metric,
}

/// One hour of the week at a resource (hour 0 = Monday 00:00-01:00).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HourOfWeek {
    /// 0..167.
    pub hour: u32,
    /// Mean arrivals in that hour of one week.
    pub arrivals: f64,
    /// Time-weighted mean number waiting.
    pub queue_length: f64,
    /// Busy servers.
    pub busy: f64,
    /// Scheduled servers.
    pub staff: f64,
    /// Mean delay in queue of those who arrived in that hour [min]; absent when nobody arrived.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delay_min: Option<f64>,
    /// 95th percentile of that delay, pooled over replications [min].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delay_p95_min: Option<f64>,
    /// By the rates of the file, as on day 0, more work comes in that hour than its staff can do: what `check` warns of.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub overloaded: bool,
}

/// What happened at one resource.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ResourceResults {
    /// Busy server-time / scheduled server-time.
    pub utilisation: Metric,
    /// Delay in queue of all who were served [min].
    pub delay_min: Metric,
    /// Share of arrivals who had to wait.
    pub delay_probability: Metric,
    /// Time-weighted mean number waiting.
    pub queue_length: Metric,
    /// Delay plus service of those served [min].
    pub sojourn_min: Metric,
    /// Share of arrivals who found no room.
    pub baulk_fraction: Metric,
    /// Share of arrivals who gave up.
    pub renege_fraction: Metric,
    /// Further estimates by id: "arrivals", "served", "in_system", "busy", "delay_all_min", "delay_if_waiting_min",
    /// "delay_reneged_min", "delay_p50_min", "delay_p95_min", "sojourn_p95_min", "served_within_target", "idle_probability", "wages" ...
    pub more: BTreeMap<String, Metric>,
    /// By hour of the week; empty when the horizon is shorter than a week.
    pub by_hour: Vec<HourOfWeek>,
}
