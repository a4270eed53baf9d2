//! What comparing worlds found, as plain data: differences on the same customers, twins, leaks, attribution.
//!
//! Part of the waist ([`super::results`]): stored in `results.json`, drawn from there.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::results::Metric;

/// A paired difference: this world minus the baseline, replication by replication.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// Mean difference; `None` when no replication had both values.
    pub mean: Option<f64>,
    /// 95 % confidence interval (paired Student t).
    pub ci95: Option<[f64; 2]>,
    /// The same, holding for the whole family of comparisons of this metric at once (Bonferroni).
    pub simultaneous95: Option<[f64; 2]>,
    /// Standard deviation of the differences between replications.
    pub sd: Option<f64>,
    /// Replications that had both values.
    pub n: u64,
    /// Chance that the mean difference is on the better side (posterior under a flat prior, Student t); a half when nothing differs.
    pub p_better: Option<f64>,
    /// Share of replications in which this world was better, ties counted half.
    pub share_better: Option<f64>,
    /// Two-sided p value, adjusted over the worlds compared (Holm).
    pub p_adjusted: Option<f64>,
    /// Variance of an unpaired comparison over that of this paired one; absent when the differences do not vary.
    pub variance_ratio: Option<f64>,
    /// Whether more of this metric is better; absent where neither is (then `p_better` reads "higher").
    #[serde(skip_serializing_if = "Option::is_none")]
    pub better: Option<Better>,
    /// Unit.
    pub unit: String,
}

impl Difference {
    /// The same seen from the other side, baseline minus this world: what was more is fewer, and as good as it was.
    #[must_use]
    pub fn reversed(self) -> Self {
        // Nothing stays nothing: no negative zero.
        let turned = |x: f64| 0.0 - x;
        let around = |ci: Option<[f64; 2]>| ci.map(|[low, high]| [turned(high), turned(low)]);
        Difference {
            mean: self.mean.map(turned),
            ci95: around(self.ci95),
            simultaneous95: around(self.simultaneous95),
            better: self.better.map(|side| match side {
                Better::Higher => Better::Lower,
                Better::Lower => Better::Higher,
            }),
            ..self
        }
    }

    /// The interval that holds for all comparisons of this metric at once, else the one of this comparison alone.
    #[must_use]
    pub fn widest(&self) -> Option<[f64; 2]> {
        self.simultaneous95.or(self.ci95)
    }
}

/// Which side is the better one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Better {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
}

/// Customers by what changed in their exit against the baseline, means per replication.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Twins {
    /// Left in the baseline, stay here.
    pub saved: Metric,
    /// Stay in the baseline, leave here.
    pub lost: Metric,
    /// Leave in both, at another time (by a week or more) or by another hole.
    pub moved: Metric,
    /// The same fate.
    pub untouched: Metric,
    /// Present in one world only, or joining a week or more apart: who joins at another time lives another life.
    pub unmatched: Metric,
    /// Of these, who leave: in the baseline, and here. So exits here less those of the baseline are lost less saved, and the second
    /// less the first of these, where nobody is won back.
    pub unmatched_left: [Metric; 2],
    /// Of those whom this world kept past the day on which they left the baseline: how many left later by another hole.
    pub left_later: Metric,
    /// Mean time by which moved exits are later (negative: earlier) [days].
    pub delay_days: Metric,
    /// The same by segment, by stage (of the baseline, when they left) and by hole (of the baseline exit).
    pub by: Vec<TwinGroup>,
    /// From hole of the baseline to hole here; "stays" on either side. Mean number per replication, movers only.
    pub flow: Vec<TwinFlow>,
    /// A few customers whose fate changed, to replay: `replay --replication R --customer N --against NAME`.
    pub examples: Vec<TwinExample>,
}

/// Twins of one group of customers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TwinGroup {
    /// "segment", "stage" or "hole".
    pub by: String,
    /// Which one.
    pub name: String,
    /// Saved, per replication.
    pub saved: Metric,
    /// Lost.
    pub lost: Metric,
    /// Moved.
    pub moved: Metric,
    /// Untouched.
    pub untouched: Metric,
}

/// Customers who changed from one fate to another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TwinFlow {
    /// Hole in the baseline, or "stays".
    pub from: String,
    /// Hole here, or "stays".
    pub to: String,
    /// Mean number per replication.
    pub mean: f64,
    /// 95 % confidence interval; `None` with fewer than two replications.
    pub ci95: Option<[f64; 2]>,
    /// Replications.
    pub n: u64,
}

/// One customer whose fate changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TwinExample {
    /// Replication, from 0.
    pub replication: u64,
    /// Customer, as `replay` takes it.
    pub customer: String,
    /// "saved", "lost" or "moved".
    pub fate: String,
    /// What happened, in words.
    pub story: String,
}

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
    pub cumulative: Vec<super::results::Point>,
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

/// One hole plugged: what it takes, and what plugging it would gain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Leak {
    /// Name.
    pub hole: String,
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
    /// By hole, largest gain first.
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

/// A design of the efficient set: one intervention or a bundle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DesignPoint {
    /// World.
    pub name: String,
    /// Interventions in it.
    pub interventions: Vec<String>,
    /// Discounted cost of the interventions.
    pub cost: Metric,
    /// Gained value before that cost.
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

/// The best design on fresh replications, free of the luck that made it the best.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Winner {
    /// World.
    pub name: String,
    /// How it was chosen, in words.
    pub chosen: String,
    /// Difference of `npv` in the replications that chose it.
    pub first: Difference,
    /// The same on fresh replications.
    pub fresh: Difference,
}

/// Which design is the best, by a procedure with a guarantee.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Selection {
    /// Procedure.
    pub method: String,
    /// Metric; more is better.
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

/// Which assumption matters: the baseline with one parameter at a time at its low and at its high value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tornado {
    /// Metric.
    pub metric: String,
    /// Unit.
    pub unit: String,
    /// By parameter, largest swing first.
    pub bars: Vec<TornadoBar>,
    /// Noise floor: median half-width of the 95 % intervals of the differences that vary.
    pub noise: Option<f64>,
}

/// One parameter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TornadoBar {
    /// Its name.
    pub name: String,
    /// What it changes.
    pub path: String,
    /// At its low value.
    pub low: TornadoEnd,
    /// At its high value.
    pub high: TornadoEnd,
}

impl TornadoBar {
    /// How far the metric swings from one end to the other.
    pub fn swing(&self) -> f64 {
        let mean = |end: &TornadoEnd| end.difference.mean.unwrap_or(0.0);
        // Both ends may lie on the same side of the baseline.
        let (low, high) = (mean(&self.low), mean(&self.high));
        low.max(high).max(0.0) - low.min(high).min(0.0)
    }
}

/// A parameter at one of its ends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TornadoEnd {
    /// The value, as in the file.
    pub input: String,
    /// The metric there less that of the baseline.
    pub difference: Difference,
}

/// Everything that comparing found beyond the worlds themselves.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Findings {
    /// Expectations known without simulation; only of scenarios simple enough.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub exact: Vec<ExactValue>,
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
    /// Differences of `npv` by replication, for the picture of futures.
    pub futures: Vec<f64>,
}
