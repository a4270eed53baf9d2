//! What decides between worlds.

use serde::{Deserialize, Serialize};

use crate::metrics::Better;
use crate::metrics::firm::NPV;

/// The metric by which one world is the best.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decides {
    /// Path in a world of `results.json` ("metrics.npv"), or "return".
    pub metric: String,
    /// Which side of it is the better one.
    pub better: Better,
    /// Unit of it, of gaps in it, and of differences from the baseline; empty of a return.
    pub unit: String,
    /// What is measured, in words and formula.
    pub definition: String,
}

impl Decides {
    /// What decides where gain less cost, per unit of cost, does: the ratio of means over replications; doing nothing has 0.
    pub const RETURN: &'static str = "return";

    /// Whether a return decides. All else is a difference from the baseline.
    #[must_use]
    pub fn is_return(&self) -> bool {
        self.metric == Self::RETURN
    }

    /// Whether the value of the firm decides, as it does where nobody says otherwise.
    #[must_use]
    pub fn is_value(&self) -> bool {
        self.metric == NPV.id()
    }

    /// Its name among the differences of a world: the path without `metrics.`.
    #[must_use]
    pub fn key(&self) -> &str {
        self.metric.strip_prefix("metrics.").unwrap_or(&self.metric)
    }
}
