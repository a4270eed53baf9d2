//! What differs between two worlds on the same customers.

use serde::{Deserialize, Serialize};

use crate::metrics::Better;

/// A paired difference: this world minus the baseline, replication by replication.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// Mean difference; `None` when no replication had both values.
    pub mean: Option<f64>,
    /// 95 % confidence interval (paired Student t; of counts and shares at least what so few events allow); `None` where nothing is known
    /// of its width: no difference yet, in worlds that are not the same.
    pub ci95: Option<[f64; 2]>,
    /// The same, holding for the whole family of comparisons of this metric at once (Bonferroni).
    pub simultaneous95: Option<[f64; 2]>,
    /// Standard deviation of the differences between replications.
    pub sd: Option<f64>,
    /// Replications that had both values.
    pub n: u64,
    /// Chance that the mean difference is on the better side (posterior under a flat prior, Student t); a half when nothing can differ, absent
    /// with too few events.
    pub p_better: Option<f64>,
    /// Share of replications in which this world was better, ties counted half.
    pub share_better: Option<f64>,
    /// Two-sided p value, adjusted over the worlds compared (Holm); absent with too few events.
    pub p_adjusted: Option<f64>,
    /// It rests on too little to be judged: fewer than ten people or other counted events over all replications; of other numbers, the very same
    /// difference in most replications and another in fewer than ten.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub too_few_events: bool,
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

    /// Its mean turned so that more is better.
    #[must_use]
    pub fn gain(&self) -> Option<f64> {
        Some(self.better.unwrap_or(Better::Higher).orient(self.mean?))
    }

    /// The widest interval turned so that more is better.
    #[must_use]
    pub fn widest_gain(&self) -> Option<[f64; 2]> {
        let [low, high] = self.widest()?;
        Some(if self.better == Some(Better::Lower) { [0.0 - high, 0.0 - low] } else { [low, high] })
    }

    /// The interval that holds for all comparisons of this metric at once, else the one of this comparison alone.
    #[must_use]
    pub fn widest(&self) -> Option<[f64; 2]> {
        self.simultaneous95.or(self.ci95)
    }
}
