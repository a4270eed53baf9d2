//! What comparing worlds found, as plain data: differences on the same customers, twins, leaks, designs.
//!
//! Part of the waist ([`crate::experiment::results`]): stored in `results.json`, drawn from there.

mod decides;
mod designs;
mod difference;
mod leaks;
mod tornado;
mod twins;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use decides::*;
pub use designs::*;
pub use difference::*;
pub use leaks::*;
pub use tornado::*;
pub use twins::*;

use crate::experiment::results::Metric;
pub use crate::metrics::Better;

/// Metrics of a loyalty program that are made by comparing its world with one without it, `program.deadweight`.
pub const PROGRAM_TWINS: [&str; 4] = ["incremental_value", "deadweight", "added_purchases", "break_even"];

/// What an intervention costs and brings, against the baseline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Business {
    /// What the firm lays out for it beyond the baseline, discounted: see the definition it carries.
    pub cost: Metric,
    /// Gained value before that cost, discounted: difference of `npv` plus `cost`.
    pub gain: Metric,
    /// Gain less cost, per unit of cost; absent when it costs nothing.
    #[serde(rename = "return", skip_serializing_if = "Option::is_none")]
    pub return_: Option<Metric>,
    /// Day from which the discounted difference stays above zero; absent when it costs nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payback_days: Option<Payback>,
    /// Discounted value gained so far, all costs included: the difference of cumulative `npv` at each report day.
    pub cumulative: Vec<crate::experiment::results::Point>,
    /// `cost` of each replication.
    #[serde(default)]
    pub costs: Vec<f64>,
    /// Break-even of each replication [days]; absent where it lies beyond the horizon. Empty when nothing is laid out.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub paybacks: Vec<Option<f64>>,
}

/// When an intervention has paid for itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Payback {
    /// Median over replications [days]; absent when fewer than half of them pay back within the horizon.
    pub median: Option<f64>,
    /// Interval of that median by order statistics; an absent end lies beyond the horizon.
    pub interval: Option<[Option<f64>; 2]>,
    /// Replications that paid back within the horizon.
    pub paid_back: u64,
    /// Replications.
    pub n: u64,
    /// What is measured.
    pub definition: String,
}

/// One value that differs between the inputs of two worlds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InputChange {
    /// World.
    pub world: String,
    /// Path of the value.
    pub path: String,
    /// In the baseline, as in the file.
    pub from: String,
    /// Here.
    pub to: String,
    /// From when to when, and for whom, in words; empty: always and for all.
    pub when: String,
}

/// An expectation known without simulation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExactValue {
    /// World.
    pub world: String,
    /// Metric whose expectation it is ("npv").
    pub metric: String,
    /// The expectation.
    pub value: f64,
    /// Unit.
    pub unit: String,
    /// How it is computed.
    pub definition: String,
}

/// Everything that comparing found beyond the worlds themselves.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Findings {
    /// Expectations known without simulation; only of scenarios simple enough.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub exact: Vec<ExactValue>,
    /// What decides which of the worlds is the best; only of a comparison, and absent where nothing does.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub decides: Option<Decides>,
    /// Why no world can be the best, in words, if none can.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub no_winner: Option<String>,
    /// What differs between the worlds' inputs.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub inputs: Vec<InputChange>,
    /// The bucket's holes, each plugged in turn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leaks: Option<Leaks>,
    /// What to mend first: what plugging gains against how it is rated; with the holes plugged and ratings to compare.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub priorities: Option<Priorities>,
    /// One assumption at a time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tornado: Option<Tornado>,
    /// Shapley attribution of the bundle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attribution: Option<Attribution>,
    /// Cost against gained value.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub designs: Vec<DesignPoint>,
    /// Budget the designs were held against [money].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget: Option<f64>,
    /// The best design by a procedure with a guarantee, when a gap worth telling apart was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selection: Option<Selection>,
    /// The best design, estimated again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub winner: Option<Winner>,
    /// Worlds that are shown and not judged against each other.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub unjudged: Vec<Unjudged>,
    /// Assumptions about behaviour that the verdict rests on: guesses of the file first, then defaults.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub assumed: Vec<Assumed>,
    /// Assumptions about behaviour that no draw varies; only of a comparison without draws of what is not known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub held_fixed: Option<u64>,
}

impl Findings {
    /// What decides, by its name among the differences of a world; the value of the firm where that is not said.
    #[must_use]
    pub fn decides_by(&self) -> &str {
        self.decides.as_ref().map_or("npv", Decides::key)
    }

    /// What single futures are counted by, likewise: of a return the value of the firm, as one replication has no return of its own.
    #[must_use]
    pub fn futures_by(&self) -> &str {
        self.decides.as_ref().filter(|decides| !decides.is_return()).map_or("npv", Decides::key)
    }

    /// Which side of what single futures are counted by is the better one.
    #[must_use]
    pub fn futures_better(&self) -> Better {
        self.decides.as_ref().map_or(Better::Higher, |decides| decides.better)
    }

    /// Whether a world is one of those whose money is not judged.
    #[must_use]
    pub fn is_unjudged(&self, world: &str) -> bool {
        self.unjudged.iter().any(|group| group.leaves_out(world))
    }
}

/// What a world after the first adds to its own results.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// By metric path without "metrics." ("npv", "yearly_loss", ...).
    pub difference: BTreeMap<String, Difference>,
    /// Customers whose exit changed; absent without customers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub twins: Option<Twins>,
    /// Cost, return and payback.
    #[serde(flatten)]
    pub business: Business,
    /// Differences of what decides by replication, for the picture of futures: of the value of the firm where a return decides, and where
    /// nothing does.
    pub futures: Vec<f64>,
}
