//! What an analysis found, as plain data.

use serde::{Deserialize, Serialize};

use super::axis::ParameterAxis;
use super::best::Best;
use super::regret::WorldChoice;

/// Everything `analyze` found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Analysis {
    /// Version of this format.
    pub schema: u32,
    /// "analysis".
    pub kind: String,
    /// Version of journeysim.
    pub version: String,
    /// Name of the scenario.
    pub scenario: String,
    /// Its hash.
    pub scenario_hash: String,
    /// Random seed.
    pub seed: u64,
    /// World whose points these are; absent of the baseline.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub world: Option<String>,
    /// Kind of design.
    pub design: String,
    /// Replications planned at each point.
    pub replications: u64,
    /// Points planned.
    pub points: u64,
    /// Points that are whole.
    pub points_done: u64,
    /// Whether points are missing.
    pub partial: bool,
    /// Points that cannot be run.
    pub quarantined: u64,
    /// One part for each metric that was asked for.
    pub metrics: Vec<MetricAnalysis>,
    /// What the reader must know.
    pub warnings: Vec<String>,
}

/// What is known of one metric.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MetricAnalysis {
    /// Path of the metric.
    pub path: String,
    /// Its unit.
    pub unit: String,
    /// What it measures.
    pub definition: String,
    /// Points behind it.
    pub points: u64,
    /// Mean over points of the mean over replications.
    pub mean: f64,
    /// Standard deviation between points.
    pub sd: f64,
    /// Variance of a point's mean by chance, as a share of the variance between points.
    pub noise_share: Option<f64>,
    /// What each parameter moves between its ends, largest first.
    pub swings: Vec<Swing>,
    /// Elementary effects, largest first; of Morris designs only.
    pub morris: Vec<MorrisFinding>,
    /// Sobol indices, largest total first; of Saltelli rows only.
    pub sobol: Vec<SobolFinding>,
    /// The same indices of an input that changes nothing.
    pub sobol_dummy: Option<Shares>,
    /// Output over the range of each parameter; of designs that move all of them.
    pub dependence: Vec<DependenceCurve>,
    /// Where a kind of outcome gathers.
    pub rule: Option<Rule>,
    /// The best design.
    pub best: Option<Best>,
    /// The choice among the worlds of the sweep; absent in a sweep of the baseline.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub choice: Option<WorldChoice>,
    /// What the reader must know of these numbers.
    pub warnings: Vec<String>,
}

/// A change at one end of a parameter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Effect {
    /// Value of the parameter.
    pub value: String,
    /// Change of the metric.
    pub change: f64,
    /// 95 % interval of it.
    pub ci95: Option<[f64; 2]>,
    /// Replications of a paired change, points of a slice.
    pub n: u64,
}

/// What a parameter moves between its ends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Swing {
    /// Parameter.
    pub parameter: String,
    /// How it was found.
    pub basis: String,
    /// At its low end.
    pub low: Effect,
    /// At its high end.
    pub high: Effect,
}

impl Swing {
    /// Distance between the two ends, zero included.
    #[must_use]
    pub fn size(&self) -> f64 {
        let (low, high) = (self.low.change, self.high.change);
        low.max(high).max(0.0) - low.min(high).min(0.0)
    }
}

/// Elementary effects of one parameter, per whole range.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MorrisFinding {
    /// Parameter.
    pub parameter: String,
    /// Mean absolute effect.
    pub mu_star: f64,
    /// Its interval.
    pub mu_star_ci95: Option<[f64; 2]>,
    /// Mean effect.
    pub mu: f64,
    /// Standard deviation of effects.
    pub sigma: Option<f64>,
    /// Effects.
    pub n: u64,
}

/// Sobol indices of one input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shares {
    /// First order.
    pub first: f64,
    /// Its interval.
    pub first_ci95: [f64; 2],
    /// Total.
    pub total: f64,
    /// Its interval.
    pub total_ci95: [f64; 2],
    /// Base rows.
    pub rows: u64,
}

/// Sobol indices of one parameter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SobolFinding {
    /// Parameter.
    pub parameter: String,
    /// Its indices.
    #[serde(flatten)]
    pub shares: Shares,
}

/// Output over slices of the range of a parameter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DependenceCurve {
    /// Parameter.
    pub parameter: String,
    /// Slices, in order.
    pub points: Vec<DependencePoint>,
}

/// One slice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DependencePoint {
    /// Mean position, 0 to 1.
    pub position: f64,
    /// Value at that position.
    pub value: String,
    /// Mean over its points.
    pub mean: f64,
    /// 95 % interval over its points.
    pub ci95: Option<[f64; 2]>,
    /// Its points.
    pub points: u64,
}

/// A rule in words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// The kind of outcome: "metrics.npv is below 0".
    pub case: String,
    /// When it happens: "margin is below 0.31 and competition is above 0.62".
    pub when: String,
    /// Share of all such points that the rule holds, of points that had no part in finding it (tenfold cross-validation).
    pub coverage: f64,
    /// Share of the points in it that are such, of such points.
    pub density: f64,
    /// Share of all points that are such.
    pub base: f64,
    /// Points it holds.
    pub inside: u64,
    /// All points.
    pub points: u64,
    /// Its picture: the two parameters that it bounds most tightly; one that it does not bound is the second if need be.
    pub axes: Vec<RuleAxis>,
    /// Points on these two axes, at most the first thousand; none when only one parameter is varied.
    pub shown: Vec<RulePoint>,
}

/// One parameter of the picture of a rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RuleAxis {
    /// Parameter.
    pub parameter: String,
    /// Its range.
    pub axis: ParameterAxis,
    /// Where the rule begins, as a position from 0 to 1.
    pub low: Option<f64>,
    /// Where it ends.
    pub high: Option<f64>,
}

/// One point of the picture of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RulePoint {
    /// Positions on the two axes, 0 to 1.
    pub at: [f64; 2],
    /// Whether it is of the kind in question.
    pub is_case: bool,
}
