//! Which scenario was run, how, and how its asserts went.

use serde::{Deserialize, Serialize};

/// Which scenario was run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScenarioInfo {
    /// Its name.
    pub name: String,
    /// SHA-256 of the normalised scenario, in hexadecimal.
    pub hash: String,
    /// The question it asks, if it says one.
    pub question: Option<String>,
    /// What it is about, if it says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// Its sources.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub sources: Vec<String>,
    /// Currency of all money.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// Modelling assumptions in force, one sentence each.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub assumptions: Vec<String>,
    /// Every effective value of the baseline, defaults included.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub inputs: Vec<EffectiveInput>,
}

/// One value that a world ran with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EffectiveInput {
    /// Its path, as `--set` takes it.
    pub path: String,
    /// The value as it would be written.
    pub value: String,
    /// "written" in the scenario or by `--set`, "default", or "preset NAME".
    pub from: String,
    /// Basis of a default: a citation or "assumption"; empty for what was written.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub basis: String,
    /// Whether it can act in no world of the file, beside the values of the others; left out if it may.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub idle: bool,
}

/// How it was run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunInfo {
    /// Version of journeysim.
    pub version: String,
    /// Random seed.
    pub seed: u64,
    /// Replications done.
    pub replications: u64,
    /// Replications asked for.
    pub replications_planned: u64,
    /// Horizon [days].
    pub horizon_days: f64,
    /// Warm-up period whose observations are deleted [days].
    pub warm_up_days: f64,
    /// Customers on day 0.
    pub customers: u64,
    /// "independent" (customers share nothing) or "shared" (queues or pools couple them).
    pub engine: String,
    /// Interrupted before all replications were done.
    pub partial: bool,
    /// What `--precision` asked for and what was reached.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub precision: Vec<PrecisionInfo>,
    /// Things the reader must know: few replications, precision not met, overload.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub warnings: Vec<String>,
}

impl RunInfo {
    /// What a run that stopped early lacks, in words; nothing where it is whole.
    #[must_use]
    pub fn shortfall(&self) -> Option<String> {
        let (done, planned) = (self.replications, self.replications_planned);
        match self.partial {
            false => None,
            true if done < planned => Some(format!("incomplete: {done} of {planned} replications were done")),
            // The race for the best design, and its estimate on fresh replications, come after the planned ones.
            true => Some(
                "incomplete: stopped after the planned replications, while the best design was looked for".to_owned(),
            ),
        }
    }
}

/// One requested precision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PrecisionInfo {
    /// Path of the metric.
    pub metric: String,
    /// Half-width asked for, as a share of the mean.
    pub asked: f64,
    /// Half-width reached, as a share of the mean.
    pub reached: Option<f64>,
    /// Whether it was met.
    pub met: bool,
}

/// An `[[assert]]` and how it went.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AssertOutcome {
    /// Its name.
    pub name: String,
    /// World it reads.
    pub world: String,
    /// Path it reads.
    pub metric: String,
    /// The rule in words, for example "= 0.5114 within 1 %".
    pub rule: String,
    /// Value found.
    pub value: Option<f64>,
    /// Whether the rule holds.
    pub held: bool,
}
