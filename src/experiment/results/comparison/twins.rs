//! Customers in two worlds: who is saved, lost, moved or untouched.

use serde::{Deserialize, Serialize};

use crate::experiment::results::Metric;

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

impl Twins {
    /// What becomes of a customer, as paths name it: `twins.saved`.
    pub const FATES: [&'static str; 4] = ["saved", "lost", "moved", "untouched"];

    /// The fates with their numbers.
    pub fn fates(&self) -> impl Iterator<Item = (&'static str, &Metric)> {
        Twins::FATES.into_iter().zip([&self.saved, &self.lost, &self.moved, &self.untouched])
    }
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

impl TwinGroup {
    /// The fates with their numbers.
    pub fn fates(&self) -> impl Iterator<Item = (&'static str, &Metric)> {
        Twins::FATES.into_iter().zip([&self.saved, &self.lost, &self.moved, &self.untouched])
    }
}
