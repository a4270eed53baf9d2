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
}

/// What draws of the uncertain inputs say.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Uncertainty {
    /// Draws.
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
    /// Inputs that depend on each other, as sets of names.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub tied: Vec<Vec<String>>,
}
