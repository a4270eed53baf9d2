//! What is not known, and what knowing it would be worth.

use serde::{Deserialize, Serialize};

/// An estimate over draws of what is not known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Judged {
    /// The estimate.
    pub value: f64,
    /// Its standard error, by resampling the draws.
    pub error: f64,
    /// Its 95 % interval, likewise.
    pub ci95: [f64; 2],
}

/// A design over what is not known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UncertainDesign {
    /// Its name.
    pub name: String,
    /// Mean over draws.
    pub mean: f64,
    /// Mean over draws of what it brings more than the baseline; absent for the baseline.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub gain: Option<Gain>,
    /// Share of draws in which it is the best, luck taken out.
    pub p_best: Judged,
    /// Mean over draws of what the best design of a draw brings more.
    pub regret: Judged,
    /// What it gains over the baseline with all inputs as in the file; absent for the baseline, and for tables without a file.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub as_written: Option<f64>,
    /// Share of draws in which it costs more than the budget; absent without one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub over_budget: Option<f64>,
}

/// What a design brings more than the baseline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Gain {
    /// Mean over draws.
    pub mean: f64,
    /// 95 % interval of the mean, by Student's t over draws; chance of both kinds.
    pub ci95: [f64; 2],
    /// Quantiles 5 and 95 % over draws, luck taken out: what is not known.
    pub ignorance: [f64; 2],
    /// Quantiles 5 and 95 % of one future, with its luck.
    pub future: [f64; 2],
    /// Share of the variance of one future that is luck; absent where no draw was tried twice.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub share_of_luck: Option<f64>,
}

/// An input that is not known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UncertainInput {
    /// Its name.
    pub name: String,
    /// Worth of knowing it before one decides (EVPPI).
    pub worth: Judged,
    /// Its values at which the leader gains nothing over the baseline on average, in the middle 98 % of its law.
    pub break_even: Vec<f64>,
    /// 95 % interval of a single one, by resampling the draws; absent where not nearly all resamples have exactly one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub break_even_ci95: Option<[f64; 2]>,
    /// Its value at the nearest joint change that turns the choice; absent where it does not move.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub at_flip: Option<f64>,
    /// What is known of it, where a scenario says it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub said: Option<SaidOfInput>,
    /// What the leader gains over the baseline on average, given the input: at quantiles of its law. Empty for categories.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub dependence: Vec<GainAt>,
    /// What measuring it would bring; absent where no measurement is named.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub measurement: Option<Measurement>,
}

/// What a scenario says of an input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SaidOfInput {
    /// What it changes.
    pub path: String,
    /// What that is called: "take-up of the membership".
    pub label: String,
    /// "set", "scale", "add", or "draws" for a column of rows.
    pub operation: String,
    /// Where its range comes from; empty if the file does not say.
    pub basis: String,
    /// Unit of its numbers: "", "share", "min", "per y".
    pub unit: String,
    /// Its law in words: "nine in ten between 0.28 and 0.36".
    pub law: String,
    /// The file's own value, as it is written; absent where there is none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub written: Option<String>,
    /// Quantiles 5, 50 and 95 %; absent of categories.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub quantiles: Option<[f64; 3]>,
}

/// A mean gain, given an input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GainAt {
    /// Value of the input.
    pub value: f64,
    /// What the leader gains over the baseline there.
    pub gain: f64,
    /// Its 95 % interval, by resampling the draws.
    pub ci95: [f64; 2],
}

/// What a measurement would bring.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measurement {
    /// What it costs; absent where the file does not say.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cost: Option<f64>,
    /// What it tells: the share of the variance of the input that is known after it.
    pub told: f64,
    /// In words: "300 answers", "standard error 0.15".
    pub design: String,
    /// What the choice gains by it (EVSI).
    pub worth: Judged,
    /// The same less its cost.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub net: Option<Judged>,
}

/// A draw that cannot be, in some design.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedDraw {
    /// Its number.
    pub draw: u64,
    /// The design in which it cannot be.
    pub design: String,
    /// Why, in one sentence.
    pub why: String,
}

/// An assumption that no input reaches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldFixed {
    /// Path of the value.
    pub path: String,
    /// The value, as in the file.
    pub value: String,
    /// Where it comes from.
    pub basis: String,
}

/// How the draws of a comparison were made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Drawing {
    /// Draws that were made, the refused ones included.
    pub draws: u64,
    /// Draws of the pilot, each of two replications.
    pub pilot: u64,
    /// Replications of each further draw.
    pub replications: u64,
    /// Why there were no more draws, in words.
    pub stopped: String,
    /// Draws that cannot be in some design: they are left out of all.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub refused: Vec<RefusedDraw>,
    /// Assumptions about behaviour that no input reaches.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub held_fixed: Vec<HeldFixed>,
}

/// A number over draws of what is not known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Band {
    /// World.
    pub world: String,
    /// Metric by its path; of a world beside the baseline its difference from it.
    pub metric: String,
    /// Unit.
    pub unit: String,
    /// Mean and bands.
    #[serde(flatten)]
    pub band: Gain,
    /// The same with all inputs as in the file.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub as_written: Option<f64>,
}

/// Numbers over draws of what is not known, where nothing is chosen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bands {
    /// Draws that count.
    pub draws: u64,
    /// How they were made.
    pub drawing: Drawing,
    /// Inputs.
    pub inputs: Vec<SaidOfInput>,
    /// The numbers.
    pub numbers: Vec<Band>,
}

/// Who is best when one stops at some day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BestBy {
    /// The day.
    pub day: f64,
    /// Share of draws in which each design is best by then, the baseline first.
    pub p_best: Vec<f64>,
}

/// What decides, where it is no table of somebody's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Yield {
    /// Metric by its path: "npv".
    pub metric: String,
    /// Its unit: a currency, "", "share".
    pub unit: String,
    /// Unit of worth and regret where it is another: of a ratio ("return") they are in money. Empty: that of the metric.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub worth_unit: String,
    /// Whether less of it is better. Means, gains and bands are of the metric as it is; worth and regret count what is better as more.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub less_is_better: bool,
}

/// The smallest joint move that turns the choice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FlipFound {
    /// The design that is then as good as the leader.
    pub design: String,
    /// How far it is, in standard deviations of what is not known.
    pub distance: f64,
    /// 95 % interval of that, by resampling the draws; 0 where the choice itself turns.
    pub ci95: [f64; 2],
    /// What running both designs there found; absent where nothing was run.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub run: Option<FlipRun>,
}

/// The leader and the design that is said to take its place, run on both sides of the point at which the choice turns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FlipRun {
    /// Replications on each side.
    pub replications: u64,
    /// Nearer to what is likely.
    pub before: SideRun,
    /// Farther away.
    pub beyond: SideRun,
}

/// One side of a point at which a choice turns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SideRun {
    /// How far it is, as a share of the distance at which the choice turns.
    pub of_distance: f64,
    /// What the leader brings more than the other there, more is better.
    pub gain: f64,
    /// Its 95 % interval, Student t.
    pub ci95: [f64; 2],
}

impl FlipRun {
    /// Whether the leader was ahead before, and the other beyond.
    #[must_use]
    pub fn confirms(&self) -> bool {
        self.before.ci95[0] > 0.0 && self.beyond.ci95[1] < 0.0
    }
}

/// What draws of the uncertain inputs say.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Uncertainty {
    /// What decides; absent for a table of somebody's own.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub decides: Option<Yield>,
    /// How the draws were made; absent for a table of somebody's own.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub drawing: Option<Drawing>,
    /// Draws that count.
    pub draws: u64,
    /// Rows of them all: draws and their luck.
    pub rows: u64,
    /// "nested": each draw has luck of its own; "crossed": all have the same; absent where no draw was tried twice.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub luck: Option<String>,
    /// The design that is best on average.
    pub leader: String,
    /// Designs, the baseline first.
    pub designs: Vec<UncertainDesign>,
    /// Worth of knowing everything before one decides (EVPI).
    pub evpi: Judged,
    /// Inputs, by their worth.
    pub inputs: Vec<UncertainInput>,
    /// Worth that a shuffled input seems to have, which says nothing: what can be told from none is above it.
    pub dummy: Judged,
    /// Of the differences' variance over draws, luck taken out, the least share that the inputs explain.
    pub explained: f64,
    /// The smallest joint move of the inputs that turns the choice; absent where none within six standard deviations does.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub flip: Option<FlipFound>,
    /// Draws in which another design than the leader is best, luck taken out.
    #[serde(default)]
    pub changes: u64,
    /// Who is best by each report day; absent where what decides is no money over time.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub best_by: Vec<BestBy>,
    /// Inputs that depend on each other, as sets of names.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub tied: Vec<Vec<String>>,
}
