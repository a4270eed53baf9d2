//! Worlds side by side: what one replication leaves of each.

use super::similar::Residuals;
use super::twins::TwinTally;
use crate::engine::sum::Sum;
use crate::experiment::catalogue::Measured;
use crate::experiment::readings::curves::Curves;
use crate::journey::model::Model;

/// A world beside the baseline.
#[derive(Debug, Clone)]
pub struct Rival {
    /// Its name.
    pub name: String,
    /// Its compiled model.
    pub model: Model,
    /// Interventions in it.
    pub interventions: Vec<String>,
    /// Paths of the inputs in which it differs from the baseline: what its changed touchpoints cost counts as laid out for it.
    pub changes: Vec<String>,
    /// Compared, and never named best.
    pub yardstick: bool,
    /// Whether it is reported; others only feed an attribution.
    pub listed: bool,
}

/// Where some replications stand in a study that plans more of them, for one bar of progress [replications].
#[derive(Debug, Clone, Copy)]
pub(crate) struct Course {
    /// Done before these.
    pub(crate) before: u64,
    /// Planned in all.
    pub(crate) all: u64,
    /// Listed worlds with a program are held against their twins.
    pub(crate) twins: bool,
}

/// One world of one replication, reduced to numbers and curves.
#[derive(Default)]
pub(crate) struct Seen {
    /// Values by column; set when all replications are there.
    pub(crate) values: Vec<Option<f64>>,
    pub(crate) measured: Measured,
    pub(crate) curves: Curves,
    /// Cumulative discounted money at each report day.
    pub(crate) cash: Vec<f64>,
    pub(crate) npv: f64,
    pub(crate) outlay: f64,
    /// Discounted cost of each touchpoint.
    pub(crate) spent_at: Vec<f64>,
}

/// One replication in all worlds, the baseline first.
pub(crate) struct Paired {
    pub(crate) index: u64,
    pub(crate) worlds: Vec<Seen>,
    pub(crate) twins: Vec<TwinTally>,
    /// What leavers of the baseline would still have been worth.
    pub(crate) residuals: Residuals,
    /// By world and twin: rewards of the program to purchases that the twin has as well [money].
    pub(crate) deadweight: Vec<Vec<Sum>>,
    /// Contribution per day of those who left in the baseline, and of those who joined.
    pub(crate) margins: [Option<f64>; 2],
    pub(crate) events: u64,
}
