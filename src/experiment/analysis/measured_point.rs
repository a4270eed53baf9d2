//! One point of a sweep with what one metric was in its replications.

use std::collections::BTreeMap;

use crate::experiment::sweep::Label;
use crate::stats::mean_interval;

/// One point with the replications of one metric.
#[derive(Debug, Clone)]
pub(super) struct MeasuredPoint {
    pub(super) point: u64,
    pub(super) label: Label,
    /// Position of each parameter, 0 to 1; the file's own value has none.
    pub(super) positions: Vec<Option<f64>>,
    /// By replication.
    pub(super) values: BTreeMap<u64, f64>,
    /// Replications run, with a value or without.
    pub(super) replications: u64,
    pub(super) whole: bool,
}

impl MeasuredPoint {
    pub(super) fn list(&self) -> Vec<f64> {
        self.values.values().copied().collect()
    }

    pub(super) fn mean(&self) -> f64 {
        mean_interval(&self.list(), 0.95).mean
    }
}

/// Variance of a point's mean from replication noise, as a share of the variance between points.
pub(super) fn noise_share(points: &[MeasuredPoint], sd: f64) -> Option<f64> {
    let own: Vec<f64> = points
        .iter()
        .map(|k| mean_interval(&k.list(), 0.95))
        .filter(|s| s.n > 1)
        .map(|s| s.sd * s.sd / s.n as f64)
        .collect();
    let mean = own.iter().sum::<f64>() / own.len() as f64;
    (!own.is_empty() && sd > 0.0).then(|| mean / (sd * sd)).filter(|x| x.is_finite())
}
