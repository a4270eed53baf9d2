//! Statistics of simulation output: intervals, comparisons, precision, survival, histograms, and what they decide:
//! families of tests, shares of a joint effect, the best design, payback.
//!
//! The unit of observation is the replication: customers inside one are not independent. Each function takes one
//! number per replication, in the order of replications, and makes its passes in that order, so that the same
//! rows give the same bytes however the work was spread. What merges across shards ([`Histogram`],
//! [`SurvivalCounts`]) holds integers only.
//!
//! Levels are given as 0.95 for a 95 % interval.

mod better;
pub mod decision;
mod efficient;
mod family;
mod histogram;
mod jackknife;
mod mean;
mod packed;
mod paired;
mod payback;
mod precision;
mod quantile;
mod ratio;
mod scale;
mod selection;
pub mod sensitivity;
mod shapley;
mod survival;
#[cfg(test)]
mod testing;
mod warmup;

pub use better::Better;
pub use efficient::{Design, Ellipse, Standing, best_within, confidence_ellipse, efficient_set};
pub use family::{holm, simultaneous_intervals, simultaneous_level};
pub use histogram::Histogram;
pub use jackknife::{pseudo_curves, pseudo_values};
pub use mean::{Interval, Moments, Summary, mean_interval, wilson_interval};
pub use packed::Packed;
pub use paired::{Pair, Paired, paired_difference};
pub use payback::{Payback, PaybackInterval, payback_interval, payback_time, return_on_investment};
pub use precision::{Precision, StoppingRule, Verdict};
pub use quantile::{QuantileInterval, quantile_interval, sample_quantiles};
pub use ratio::ratio_interval;
pub use scale::{Estimate, FEW_EVENTS, Sample, Scale, clean_differences, snapped};
pub use selection::{Kn, LEAST_RESAMPLES, ocba_allocation, probability_best, probability_best_ratio};
pub use shapley::{JointEffect, PlayerEffect, ShapleyPlan, Split};
pub use survival::{Place, Staying, SurvivalCounts, SurvivalCurves, followed, staying};
pub use warmup::mser5;
