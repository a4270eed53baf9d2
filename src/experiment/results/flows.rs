//! Cohorts and flows between stages: the blocks `cohorts` and `flow` of a world.

use serde::{Deserialize, Serialize};

use super::metric::Metric;

/// Customers by when they joined, and the share of them who stay. It knows no warm-up: everybody since day 0 is in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cohorts {
    /// Name of a period: "month", "quarter", "half-year", "year" ...
    pub period: String,
    /// Its length [days].
    pub period_days: f64,
    /// What a cell says.
    pub definition: String,
    /// Those of day 0, then newcomers by the period in which they joined; cohorts that nobody joined are left out.
    pub rows: Vec<Cohort>,
}

/// Those who joined in one period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cohort {
    /// Number of the period, from 1; 0 for those of day 0.
    pub number: u64,
    /// First day of joining.
    pub from_day: f64,
    /// Last day of joining.
    pub to_day: f64,
    /// How many joined.
    pub joined: Metric,
    /// Share still staying after one period, after two ...
    pub cells: Vec<CohortCell>,
}

/// Share of a cohort that stays.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CohortCell {
    /// Periods since joining.
    pub after: u64,
    /// Estimate over all replications together; absent where nobody of the cohort was seen that long.
    pub mean: Option<f64>,
    /// 95 % confidence interval.
    pub ci95: Option<[f64; 2]>,
    /// Replications.
    pub n: u64,
    /// Everybody in the cohort was seen that long; else the horizon cuts some of them off.
    pub finished: bool,
}

/// Customers by stage on a few dates, and how they moved between them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StageFlow {
    /// Dates [days], day 0 first, the horizon last.
    pub days: Vec<f64>,
    /// What a flow counts.
    pub definition: String,
    /// Flows that were seen; those who stay gone, or are not customers yet, are not listed.
    pub flows: Vec<FlowStep>,
}

/// People who were in one place at a date and in another, or still the same, at the next.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FlowStep {
    /// The later date [days]; day 0 for those who were there from the start.
    pub day: f64,
    /// Stage at the date before: "acquisition", "build_up", "climax", "decline", or "not yet".
    pub from: String,
    /// Stage at the date, or "gone".
    pub to: String,
    /// Mean number over replications [customers].
    pub mean: f64,
    /// 95 % confidence interval.
    pub ci95: Option<[f64; 2]>,
}
