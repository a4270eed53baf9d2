//! Results of journeys, touchpoints and resources.

use std::ops::Index;

use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};

use super::measures::Measures;
use super::metric::Metric;
use crate::journey::model::{End, Lane};
use crate::metrics::Declared;
use crate::metrics::journey::Journey;
use crate::metrics::resource::Resource;
use crate::metrics::touchpoint::{self, Touchpoint};

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
    /// Its estimates.
    #[serde(flatten)]
    pub measures: Measures<Journey>,
    /// The blueprint as simulated, in file order.
    pub blueprint: Vec<BlueprintTouchpoint>,
}

/// What happened at one touchpoint (key: "journey/touchpoint").
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct TouchpointResults {
    /// Its estimates.
    #[serde(flatten)]
    pub measures: Measures<Touchpoint>,
    /// Pooled quantiles of the moment at 5, 25, 50, 75 and 95 %.
    #[serde(default)]
    pub moment_quantiles: Option<[f64; 5]>,
}

impl Serialize for TouchpointResults {
    fn serialize<T: Serializer>(&self, serializer: T) -> Result<T::Ok, T::Error> {
        let mut map = serializer.serialize_map(None)?;
        let quantiles = self.moment_quantiles.as_ref().map(|q| (touchpoint::MOMENT, "moment_quantiles", q));
        self.measures.write(&mut map, quantiles)?;
        map.end()
    }
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
    /// Its estimates.
    #[serde(flatten)]
    pub measures: Measures<Resource>,
    /// By hour of the week; empty when the horizon is shorter than a week.
    pub by_hour: Vec<HourOfWeek>,
}

impl Index<&Declared<Journey>> for JourneyResults {
    type Output = Metric;

    fn index(&self, metric: &Declared<Journey>) -> &Metric {
        &self.measures[metric]
    }
}

impl Index<&Declared<Touchpoint>> for TouchpointResults {
    type Output = Metric;

    fn index(&self, metric: &Declared<Touchpoint>) -> &Metric {
        &self.measures[metric]
    }
}

impl Index<&Declared<Resource>> for ResourceResults {
    type Output = Metric;

    fn index(&self, metric: &Declared<Resource>) -> &Metric {
        &self.measures[metric]
    }
}
