//! The waist of the program: what an experiment found, as plain data.
//!
//! Everything left of this file is free of drawing; everything right of it (tables, charts, pages) is redone
//! from stored results without simulating. Nothing here depends on the machine or the clock, so equal inputs
//! give equal bytes. Maps are ordered. Blocks a scenario does not use are left out.

mod bucket;
pub mod comparison;
mod divisions;
mod flows;
mod info;
mod measures;
mod metric;
mod paths;
mod replications;
mod service;
pub mod uncertainty;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use self::bucket::{BlameSplit, Bucket};
use self::comparison::{Comparison, Findings};
pub(crate) use self::divisions::FIVE;
pub use self::divisions::{DIVISIONS, Division};
pub use self::flows::{Cohort, CohortCell, Cohorts, FlowStep, StageFlow};
pub use self::info::{AssertOutcome, EffectiveInput, PrecisionInfo, RunInfo, ScenarioInfo};
pub use self::measures::Measures;
pub use self::metric::{FAN, Metric, Point, TermPoint};
pub use self::replications::{ReplicationRow, ReplicationTable};
pub use self::service::{BlueprintTouchpoint, HourOfWeek, JourneyResults, ResourceResults, TouchpointResults};
use self::uncertainty::{Bands, Uncertainty};
pub use crate::journey::model::{End, Lane};
pub use crate::journey::observed::SEEN;

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(x: &f64) -> bool {
    *x == 0.0
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

/// Name of the world of the scenario as it is.
pub const BASELINE: &str = "baseline";

/// Everything about one world.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(Default))]
pub struct World {
    /// "baseline" or the intervention's name.
    pub name: String,
    /// Compared, and never the best: the intervention is a yardstick, or one of several is.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub yardstick: bool,
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
    /// liability; with a world without any program beside it also incremental value, deadweight and break-even. Of several programs by the name
    /// and id, "miles.issued", and what all together cost, owe and bring by id.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub program: BTreeMap<String, Metric>,
    /// What is owed to members of the program by date, where they collect something.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub program_books: Option<ProgramBooks>,
    /// The same by the name of a program, where programs have names.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub books_by_program: BTreeMap<String, ProgramBooks>,
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

impl World {
    /// Names of its loyalty programs; the one `[program]` has none.
    #[must_use]
    pub fn program_names(&self) -> Vec<&str> {
        // No program is called like a key of one, and so none like the tiers of the one program.
        let named = self.program.keys().filter_map(|id| id.split_once('.')).map(|(name, _)| name);
        let mut names: Vec<&str> = named.filter(|name| *name != "tier").collect();
        names.dedup();
        names
    }

    /// What is owed to members, of each program with its name, if it has one.
    pub fn books(&self) -> impl Iterator<Item = (Option<&str>, &ProgramBooks)> {
        let one = self.program_books.iter().map(|books| (None, books));
        one.chain(self.books_by_program.iter().map(|(name, books)| (Some(name.as_str()), books)))
    }
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
    /// What is not known, and what knowing it would be worth; only where a scenario says what is not known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub uncertainty: Option<Uncertainty>,
    /// Bands of what is not known, where nothing is chosen: of a single world, and of plugged holes.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub bands: Option<Bands>,
    /// What comparing worlds found.
    #[serde(flatten)]
    pub findings: Findings,
}

impl Results {
    /// Whether money decides between worlds, or a ratio of money.
    #[must_use]
    pub fn money_decides(&self) -> bool {
        let currency = self.worlds.iter().find_map(|world| Some(&world.comparison.as_ref()?.business.cost.unit));
        self.findings.decides.as_ref().is_none_or(|decides| decides.is_return() || Some(&decides.unit) == currency)
    }

    /// Whether a world is not judged by what decides: its money is not, and money decides.
    #[must_use]
    pub fn is_open(&self, world: &str) -> bool {
        self.money_decides() && self.findings.is_unjudged(world)
    }

    /// Whether a world can be the best: it is judged by what decides, and no yardstick.
    #[must_use]
    pub fn is_a_choice(&self, world: &World) -> bool {
        !world.yardstick && !self.is_open(&world.name)
    }
}
