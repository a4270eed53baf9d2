//! The waist of the program: what an experiment found, as plain data.
//!
//! Everything left of this file is free of drawing; everything right of it (tables, charts, pages) is redone
//! from stored results without simulating. Nothing here depends on the machine or the clock, so equal inputs
//! give equal bytes. Maps are ordered. Blocks a scenario does not use are left out.

pub mod comparison;
mod measures;
mod paths;
mod replications;
mod service;

use std::collections::BTreeMap;

pub use crate::journey::model::{End, Lane};
pub use crate::journey::observed::SEEN;
use serde::{Deserialize, Serialize};

pub use self::measures::Measures;
pub use self::replications::{ReplicationRow, ReplicationTable};
pub use self::service::{BlueprintTouchpoint, HourOfWeek, JourneyResults, ResourceResults, TouchpointResults};
pub use crate::experiment::readings::classes::{DIVISIONS, Division};
pub use crate::experiment::readings::flows::{Cohort, CohortCell, Cohorts, FlowStep, StageFlow};
use crate::experiment::results::comparison::{Comparison, Findings};
use crate::stats::{Estimate, Interval, Summary};

/// An estimate with everything needed to read it. The unit of `n` is the replication unless `definition` says otherwise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Metric {
    /// Mean over replications; `None` when no replication had anything to measure.
    pub mean: Option<f64>,
    /// 95 % confidence interval; `None` with fewer than two values. Student's t over replications, cut at what is possible; of counts and
    /// shares at least what so few events allow (`stats::Sample`).
    pub ci95: Option<[f64; 2]>,
    /// Standard deviation between replications.
    pub sd: Option<f64>,
    /// Replications that had a value.
    pub n: u64,
    /// Unit of the mean, for example "min", "CNY", "customers", "share".
    pub unit: String,
    /// What is measured, in words and formula.
    pub definition: String,
}

impl Metric {
    /// An estimate over replications; what they cannot tell is left out.
    pub(crate) fn of(s: &Summary, unit: impl Into<String>, definition: impl Into<String>) -> Metric {
        let many = s.n > 1 && s.half_width.is_finite();
        Metric {
            mean: (s.n > 0 && s.mean.is_finite()).then_some(s.mean),
            ci95: many.then_some([s.mean - s.half_width, s.mean + s.half_width]),
            sd: (s.n > 1 && s.sd.is_finite()).then_some(s.sd),
            n: s.n,
            unit: unit.into(),
            definition: definition.into(),
        }
    }

    /// An estimate with the interval of its scale.
    pub(crate) fn estimated(e: &Estimate, unit: impl Into<String>, definition: impl Into<String>) -> Metric {
        let finite = |i: Interval| (i.low.is_finite() && i.high.is_finite()).then_some([i.low, i.high]);
        Metric { ci95: e.interval.and_then(finite), ..Metric::of(&e.summary, unit, definition) }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(x: &f64) -> bool {
    *x == 0.0
}

/// One point of a curve over time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Days: tenure for survival and incidence, calendar time for levels.
    pub day: f64,
    /// Mean over replications.
    pub mean: f64,
    /// 95 % confidence interval; `None` with fewer than two replications.
    pub ci95: Option<[f64; 2]>,
    /// Spread of single futures: quantiles over replications at [`FAN`]; `None` with too few replications for them, and for
    /// curves that are no future of the firm.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub fan: Option<[f64; 5]>,
}

/// Quantiles of [`Point::fan`].
pub const FAN: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// One point of a curve over contract terms.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TermPoint {
    /// Term number, 1 for the first.
    pub term: u64,
    /// Mean number of customers who began this term.
    pub mean: f64,
    /// 95 % confidence interval.
    pub ci95: Option<[f64; 2]>,
}

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

/// Where the population stood on one day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StagePoint {
    /// Calendar day.
    pub day: f64,
    /// Mean customers in Acquisition.
    pub acquisition: f64,
    /// Mean customers in Build-up.
    pub build_up: f64,
    /// Mean customers in Climax.
    pub climax: f64,
    /// Mean customers in Decline.
    pub decline: f64,
}

/// How the exits of a service hole divide.
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

/// The books of a loyalty program over calendar time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProgramBooks {
    /// What is counted: "points", "stamps" or the currency of what is spent towards rewards.
    pub unit: String,
    /// Currency of the liability.
    pub currency: String,
    /// Outstanding at each report day.
    pub outstanding: Vec<Point>,
    /// Of that, what expires within 90 days.
    pub expiring_soon: Vec<Point>,
    /// Liability: outstanding units * cost of a unit * (1 - breakage expected), of members with the reward in reach, as
    /// last valued when something happened to the member.
    pub liability: Vec<Point>,
}

/// Complaints about one thing or from one place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ComplaintGroup {
    /// Hole, "journey/touchpoint", journey or resource.
    pub name: String,
    /// Incidents voiced, at the front line or formally.
    pub complaints: Metric,
    /// Share of all complaints, replication by replication.
    pub share: Metric,
    /// Share of this group and of all larger ones, from the mean numbers.
    pub cumulative: f64,
    /// In class A: the largest groups up to and including the one with which they reach 80 %.
    pub class_a: bool,
}

/// Everything about one world.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct World {
    /// "baseline" or the intervention's name.
    pub name: String,
    /// Estimates by id, each with its definition.
    pub metrics: BTreeMap<String, Metric>,
    /// Money of the firm by ledger line, undiscounted [currency]; they add up to line "total".
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub ledger: BTreeMap<String, Metric>,
    /// Kaplan-Meier survival since joining, over all replications together, at the report days of tenure at which it was measured.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub survival: Vec<Point>,
    /// Tenure at which `survival` and `incidence` begin [days]: 0, or where somebody was first at risk. Then they are shares of those who were
    /// there at that tenure.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub survival_since: f64,
    /// Customers who began each contract term.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub survivors: Vec<TermPoint>,
    /// The bucket, when there are customers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bucket: Option<Bucket>,
    /// Stages over time, with lifecycle.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub stages: Vec<StagePoint>,
    /// Who joined when and still stays, with customers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cohorts: Option<Cohorts>,
    /// Who moves from stage to stage between a few dates, with lifecycle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flow: Option<StageFlow>,
    /// By journey.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub journeys: BTreeMap<String, JourneyResults>,
    /// By "journey/touchpoint".
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub touchpoints: BTreeMap<String, TouchpointResults>,
    /// By resource.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub resources: BTreeMap<String, ResourceResults>,
    /// The loyalty program by id, each with its definition: units issued, redeemed, expired, forfeited, outstanding, rewards,
    /// liability; with a world without any program beside it also incremental value, deadweight and break-even.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub program: BTreeMap<String, Metric>,
    /// What is owed to members of the program by date, where they collect something.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub program_books: Option<ProgramBooks>,
    /// Shares of people at surveys by hidden stage and by the firm's label, "climax.decline"; only with feedback and stages.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub observed: BTreeMap<String, Metric>,
    /// Value classes as the firm sees them by id, each with its definition: shares of customers and of value, concentration, and
    /// migration between reviews.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub classes: BTreeMap<String, Metric>,
    /// The behaviours of loyal customers by id, each with its definition: "repurchase", "recommending" ("bringing" where people
    /// are brought at a rate), "cross_buying", "resisting_rivals"; each where a mechanism makes it.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub behaviours: BTreeMap<String, Metric>,
    /// Complaints sorted by "hole", "touchpoint", "journey" and "resource", largest group first; only with complaints.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub complaints: BTreeMap<String, Vec<ComplaintGroup>>,
    /// Against the baseline, for worlds after the first.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub comparison: Option<Comparison>,
}

/// The stored result of a command.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Results {
    /// Version of this layout.
    pub schema: u32,
    /// Which scenario.
    pub scenario: ScenarioInfo,
    /// How it was run.
    pub run: RunInfo,
    /// The baseline first.
    pub worlds: Vec<World>,
    /// Asserts of the scenario.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub asserts: Vec<AssertOutcome>,
    /// What comparing worlds found.
    #[serde(flatten)]
    pub findings: Findings,
}
