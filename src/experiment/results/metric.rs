//! An estimate, and points of curves.

use serde::{Deserialize, Serialize};

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
