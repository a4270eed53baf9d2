//! Designs: the efficient set, the best one, and how a bundle is shared out among its interventions.

use serde::{Deserialize, Serialize};

use super::difference::Difference;
use crate::experiment::results::Metric;

/// A design of the efficient set: one intervention or a bundle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DesignPoint {
    /// World.
    pub name: String,
    /// Interventions in it.
    pub interventions: Vec<String>,
    /// Discounted cost of the interventions.
    pub cost: Metric,
    /// Gained value before that cost; where neither the value of the firm nor a return decides, what is gained of what decides, turned so
    /// that more is better.
    pub gain: Metric,
    /// Cheaper or equal design that gains at least as much; absent for efficient ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dominated_by: Option<String>,
    /// Outline of the joint 95 % confidence ellipse of cost and gain.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub ellipse: Vec<(f64, f64)>,
    /// Whether it fits the budget, when one was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within_budget: Option<bool>,
    /// Estimated chance that it is the best one (within the budget if there is one): bootstrap over replications.
    pub p_best: Option<f64>,
}

/// Worlds that differ in a price and in nothing that says how customers answer it: they are shown, and not judged against each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unjudged {
    /// The worlds, the baseline among them where it is one.
    pub worlds: Vec<String>,
    /// Those of them that charge what the baseline charges, where it is none of them: they are judged against it.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub judged: Vec<String>,
    /// What they differ in: the path of the price.
    pub path: String,
    /// Keys of which one, written for each price, would be an answer.
    pub missing: Vec<String>,
}

impl Unjudged {
    /// Whether a world is not judged because of these.
    #[must_use]
    pub fn leaves_out(&self, world: &str) -> bool {
        let of = |list: &[String]| list.iter().any(|name| name == world);
        of(&self.worlds) && !of(&self.judged)
    }
}

/// An assumption about behaviour that a verdict rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assumed {
    /// Path of the value.
    pub path: String,
    /// The value, as in the file.
    pub value: String,
    /// Written in the file or by a change, a guess of its author; else a default.
    pub written: bool,
}

/// The best design on fresh replications, free of the luck that made it the best.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Winner {
    /// World.
    pub name: String,
    /// How it was chosen, in words.
    pub chosen: String,
    /// Difference of what decides in the replications of the comparison; a race for the best goes on after them. Of a return the return
    /// itself: doing nothing has 0.
    pub first: Difference,
    /// The same on fresh replications.
    pub fresh: Difference,
}

/// Which design is the best, by a procedure with a guarantee.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Selection {
    /// Procedure.
    pub method: String,
    /// Metric that decides, by its path without `metrics.`.
    pub metric: String,
    /// Gap worth telling apart, in the unit of the metric (the indifference zone).
    pub gap: f64,
    /// Least probability of a right choice, under the conditions of `guarantee`.
    pub confidence: f64,
    /// Replications before the first decision: those of the comparison.
    pub first_stage: u64,
    /// Replications when it stopped, of the designs still in the race.
    pub replications: u64,
    /// The best design; "baseline" when changing nothing is best, absent when it stopped undecided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub best: Option<String>,
    /// Designs still in the race when it stopped.
    pub survivors: Vec<String>,
    /// Designs that left it, in that order.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub dropped: Vec<Dropped>,
    /// What is claimed, under which conditions.
    pub guarantee: String,
}

/// A design that left the race.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dropped {
    /// World.
    pub name: String,
    /// Replications after which it left.
    pub replications: u64,
}

/// What each intervention contributes to a bundle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attribution {
    /// Metric that is shared out.
    pub metric: String,
    /// Unit.
    pub unit: String,
    /// By intervention, in the order of the file.
    pub players: Vec<Contribution>,
    /// Effect of all together.
    pub total: Metric,
    /// `total` less the sum of the effects alone.
    pub interaction: Metric,
    /// All subsets were simulated; else random orders were.
    pub exact: bool,
}

/// One intervention's part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contribution {
    /// Intervention or hole.
    pub name: String,
    /// Shapley share; the shares add up to the total.
    pub share: Metric,
    /// What it does when it is the only one.
    pub alone: Metric,
}
