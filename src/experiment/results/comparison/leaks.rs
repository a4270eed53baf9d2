//! Each hole plugged in turn, and what to mend first.

use serde::{Deserialize, Serialize};

use super::difference::Difference;
use crate::experiment::results::Metric;

/// One hole plugged: what it takes, and what plugging it would gain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Leak {
    /// Name.
    pub hole: String,
    /// Whether nobody can leave by it as it is, so that there is nothing to plug.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub shut: bool,
    /// Leavers by it.
    pub exits: Metric,
    /// Share of all leavers.
    pub share: Metric,
    /// What those who left by it would still have been worth, had they stayed like customers of their segment who did [money per leaver].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_at_exit: Option<Metric>,
    /// Net present value gained when it is plugged, on the same draws.
    pub gain: Difference,
    /// Exits avoided when it is plugged: how many fewer leave by any hole up to the horizon.
    pub exits_avoided: Difference,
    /// Yearly loss when it is plugged, less that of the baseline.
    pub yearly_loss: Difference,
    /// Where those whom it took end when it is plugged: hole or "stays", mean number per replication.
    pub then: Vec<(String, f64)>,
    /// Its share of the joint effect of plugging all holes (Shapley), when asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shapley: Option<Metric>,
}

/// All holes of a bucket.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Leaks {
    /// By hole, largest gain first; those that are shut come last.
    pub holes: Vec<Leak>,
    /// Gain of plugging all holes at once.
    pub all_plugged: Difference,
    /// What single plugs do not explain: gain of all at once less the sum of single gains.
    pub residual: Metric,
    /// Cost of keeping the bucket level: replacing everybody who left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replacement_cost: Option<Metric>,
    /// Newcomers whose margin makes up for that of one leaver: lost annual margin over a newcomer's (model section 7).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_equivalent: Option<Metric>,
}

impl Leaks {
    /// The holes by which somebody can leave, largest gain first.
    pub(crate) fn open(&self) -> impl Iterator<Item = &Leak> {
        self.holes.iter().filter(|leak| !leak.shut)
    }
}

/// What to do about something that customers rate: five areas of importance and rating.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Advice {
    /// Important, and rated low: mend it first.
    WeakPoint,
    /// Important, and rated high: keep it.
    Strength,
    /// Rated high, and not important: it could cost less.
    IrrelevantStrength,
    /// Rated low, and not important: leave it.
    Negligible,
    /// Too near to both cuts to say.
    NoAdvice,
}

/// Something that customers rate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Priority {
    /// "journey/touchpoint".
    pub touchpoint: String,
    /// The wait before it, and not its service.
    pub wait: bool,
    /// Hole that its bad moments are blamed on.
    pub hole: String,
    /// Net present value gained when that hole is plugged.
    pub importance: Metric,
    /// Mean moment utility, -1..1.
    pub rating: Metric,
    /// Its part in the score, 0..1; the weights of all add up to 1.
    pub weight: f64,
    /// Where it lies.
    pub advice: Advice,
    /// The interval of its importance or of its rating reaches over the cut: it may lie in the next area.
    pub in_doubt: bool,
}

/// Importance against rating, cut at the means (CRM deck, slide 153).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Priorities {
    /// Most important first.
    pub items: Vec<Priority>,
    /// Mean importance of all, which cuts it [money].
    pub importance_cut: f64,
    /// Mean rating of all, which cuts it.
    pub rating_cut: f64,
    /// Half of the grey area's height: a quarter of the standard deviation of importance [money].
    pub importance_grey: f64,
    /// Half of its width: a quarter of the standard deviation of the ratings.
    pub rating_grey: f64,
    /// Sum of weight times rating (CRM deck, slide 152); absent where plugging gains nothing anywhere.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub score: Option<Metric>,
    /// What is measured, and where it is cut.
    pub definition: String,
}
