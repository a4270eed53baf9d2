//! The leaky bucket: who comes, who leaves, by what hole and why.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::metric::{Metric, Point};

/// How the exits of a service hole divide: each part is declared, such as [`SPLIT_PRIOR`](crate::metrics::firm::SPLIT_PRIOR).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BlameSplit {
    /// Exits carried by prior blame: nothing bad of that kind was remembered.
    pub prior: Metric,
    /// Exits carried by remembered dissatisfaction.
    pub dissatisfaction: Metric,
    /// Exits whose satisfaction was 3 or more (indifferent rather than unhappy).
    pub indifferent: Metric,
}

/// The leaky bucket.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bucket {
    /// Active customers over calendar time.
    pub level: Vec<Point>,
    /// Customers on day 0, by the same reconciliation: start + inflow - outflow = level at the horizon.
    pub start: Metric,
    /// Customers at the horizon.
    pub end: Metric,
    /// Newcomers by source.
    pub inflow: BTreeMap<String, Metric>,
    /// Leavers by hole.
    pub outflow: BTreeMap<String, Metric>,
    /// Share of all leavers by hole, replication by replication [share].
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub outflow_share: BTreeMap<String, Metric>,
    /// Split of the exits of service holes.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub split: BTreeMap<String, BlameSplit>,
    /// Cumulative incidence of leaving by each hole since joining (Aalen-Johansen), where `survival` was measured.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub incidence: BTreeMap<String, Vec<Point>>,
}
