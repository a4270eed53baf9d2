//! One metric of the catalogue, how it comes about, and what one replication says of it.

use crate::experiment::readings::curves::Curves;
use crate::journey::model::Model;
use crate::journey::observations::Observations;
use crate::metrics::Finish;
use crate::stats::{Estimate, Packed, Sample, Scale};

/// What a metric is read from.
pub(crate) struct Seen<'a> {
    pub(crate) model: &'a Model,
    pub(crate) o: &'a Observations,
    pub(crate) curves: &'a Curves,
}

/// What one replication adds to the sums of a pool.
pub(super) type Statistics = Box<dyn Fn(&Seen<'_>) -> Vec<f64> + Send + Sync>;

/// A number that one replication tells by itself.
pub(super) type Single = Box<dyn Fn(&Seen<'_>) -> Option<f64> + Send + Sync>;

/// How many trials stand behind a number of one replication.
pub(super) type Trials = Box<dyn Fn(&Seen<'_>) -> f64 + Send + Sync>;

/// How a metric comes about.
pub(super) enum Read {
    /// A number of each replication.
    Single(Single),
    /// A function of what all replications saw together: the sums of a pool.
    Pooled { pool: Pool, finish: Finish },
}

pub(crate) struct Entry {
    pub(super) path: String,
    pub(super) unit: &'static str,
    pub(super) definition: String,
    pub(super) read: Read,
    pub(super) scale: Scale,
    /// What a share or a count is taken of, and its place among the trials of a replication.
    pub(super) trials: Option<Trials>,
    /// Trials of the entries before it.
    pub(super) slot: usize,
    /// Whether chance has any part in it.
    pub(super) varies: bool,
}

impl Entry {
    /// A number of another scale than its unit says.
    pub(crate) fn scale(&mut self, scale: Scale) -> &mut Self {
        self.scale = scale;
        self
    }

    /// Trials behind a share, those that a count is taken of, or the exposure of a rate.
    pub(crate) fn of(&mut self, trials: impl Fn(&Seen<'_>) -> f64 + Send + Sync + 'static) -> &mut Self {
        if !matches!(self.scale, Scale::Count | Scale::Rate { .. }) {
            self.scale = Scale::Share;
        }
        self.trials = Some(Box::new(trials));
        self
    }

    /// The same whatever is drawn, if so.
    pub(crate) fn fixed(&mut self, fixed: bool) -> &mut Self {
        self.varies &= !fixed;
        self
    }
}

/// The scale of most metrics of a unit; an entry says where it is of another.
pub(super) fn usual_scale(unit: &str) -> Scale {
    match unit {
        "customers" | "visits" | "arrivals" | "services" | "people" | "complaints" | "contacts" | "purchases"
        | "incidents" | "warnings" | "attempts" | "members" | "rewards" | "surprises" | "moves" | "fees" | "stamps" => {
            Scale::Count
        }
        "min" | "d" | "waiting" | "servers" | "employees" | "ratio" | "share per year" | "per year" => Scale::Amount,
        "share" => Scale::Fraction,
        _ => Scale::Real,
    }
}

/// Sufficient statistics that one or several pooled metrics are finished from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pool(pub(super) usize);

/// What one replication says: numbers of its own, and what it adds to the pools. [`Catalogue::settle`] makes values of it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Measured {
    /// By column; `None` in columns of pooled metrics, too.
    pub(super) single: Vec<Option<f64>>,
    /// By pool.
    pub(super) pools: Vec<Packed>,
    /// Trials behind shares and counts, by the slot of their entries; NaN where none are known.
    pub(super) trials: Vec<f64>,
}

impl Measured {
    /// Numbers it keeps, or as many bytes as eight for each.
    pub(crate) fn numbers(&self) -> usize {
        self.single.len() + self.trials.len() + self.pools.iter().map(Packed::bytes).sum::<usize>().div_ceil(8)
    }

    /// Trials behind a column of this kind; NaN where none are known.
    pub(crate) fn trials(&self, slot: Option<usize>) -> f64 {
        slot.and_then(|slot| self.trials.get(slot).copied()).unwrap_or(f64::NAN)
    }

    /// What it adds to a pool.
    pub(crate) fn pool(&self, pool: Pool) -> &Packed {
        &self.pools[pool.0]
    }
}

/// One metric over replications, with what its interval rests on.
#[derive(Debug, Clone, Default)]
pub(crate) struct Column {
    pub(crate) values: Vec<f64>,
    pub(crate) trials: Vec<f64>,
    pub(crate) scale: Scale,
    pub(crate) varies: bool,
}

impl Column {
    pub(crate) fn estimate(&self, level: f64) -> Estimate {
        let Column { values, trials, scale, varies } = self;
        Sample { values, trials, scale: *scale, varies: *varies }.estimate(level)
    }
}
