//! One assumption at a time.

use serde::{Deserialize, Serialize};

use super::difference::Difference;

/// Which assumption matters: the baseline with one parameter at a time at its low and at its high value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tornado {
    /// Metric; `difference.npv` is what the world brings more than the baseline at the same value.
    pub metric: String,
    /// World in which the parameters move; absent of the baseline.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub world: Option<String>,
    /// Unit.
    pub unit: String,
    /// By parameter, largest swing first.
    pub bars: Vec<TornadoBar>,
    /// Noise floor: median half-width of the 95 % intervals of the differences that vary.
    pub noise: Option<f64>,
}

/// One parameter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TornadoBar {
    /// Its name.
    pub name: String,
    /// What it changes.
    pub path: String,
    /// At its low value.
    pub low: TornadoEnd,
    /// At its high value.
    pub high: TornadoEnd,
    /// It changes a price to which nobody answers: it is shown, and not judged.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub unjudged: bool,
}

impl TornadoBar {
    /// How far the metric swings from one end to the other.
    pub fn swing(&self) -> f64 {
        let mean = |end: &TornadoEnd| end.difference.mean.unwrap_or(0.0);
        // Both ends may lie on the same side of the baseline.
        let (low, high) = (mean(&self.low), mean(&self.high));
        low.max(high).max(0.0) - low.min(high).min(0.0)
    }
}

/// A parameter at one of its ends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TornadoEnd {
    /// The value, as in the file.
    pub input: String,
    /// The metric there less that with all values as in the file.
    pub difference: Difference,
}
