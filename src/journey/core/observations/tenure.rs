//! How tenure is cut for survival: finely, and so that every tenure a result is reported at ends a bin.

use crate::journey::model::Model;
use crate::stats::Place;
use crate::units::{NANOS_PER_DAY, SimTime};

/// Bins are a day wide, or this part of the tenure where that is more: so their number hardly grows with the horizon, and a first year is told as
/// finely in a run of a century as in one of two years.
const PART: u64 = 64;
/// Bins up to a short horizon, at least.
const LEAST: u64 = 256;
/// Most renewals of one contract that have a bin of their own.
const MOST_RENEWALS: u64 = 512;

/// Ends of bins of tenure, ascending from zero.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TenureGrid {
    ends: Vec<u64>,
}

impl TenureGrid {
    /// The grid of a model, up to the tenure of the horizon. Report days and the 365th day end a bin; so does every renewal of a contract, in a bin
    /// of an instant: whoever was lost from sight shortly before it was not at risk.
    #[must_use]
    pub fn of(model: &Model) -> Self {
        if !model.has_customers() {
            return Self::default();
        }
        let horizon = model.horizon.0;
        let reports = (0..).map(|i: u64| i.saturating_mul(model.report_every.0)).take_while(|&t| t < horizon);
        let mut ends: Vec<u64> = reports.chain([horizon, 365 * NANOS_PER_DAY]).collect();
        let least = NANOS_PER_DAY.min(horizon / LEAST).max(1);
        let next = |&at: &u64| Some(at + least.max(at / PART));
        ends.extend(std::iter::successors(Some(0), next).take_while(|&at| at < horizon));
        for contract in model.regimes().flat_map(|m| &m.profiles).filter_map(|p| p.contract.as_ref()) {
            let every = contract.renews_for.0.max(1);
            let renewals = (0..MOST_RENEWALS).map(|k| contract.term.0.saturating_add(k.saturating_mul(every)));
            ends.extend(renewals.take_while(|&at| at <= horizon).flat_map(|at| [at.saturating_sub(1), at]));
        }
        Self::cut(ends, horizon)
    }

    /// A grid of these ends, as far as they lie within zero and `longest`.
    #[must_use]
    pub fn cut(mut ends: Vec<u64>, longest: u64) -> Self {
        ends.push(0);
        ends.retain(|&at| at <= longest);
        ends.sort_unstable();
        ends.dedup();
        TenureGrid { ends }
    }

    /// Number of bins, that of tenure zero included.
    #[must_use]
    pub fn bins(&self) -> usize {
        self.ends.len()
    }

    /// Where a tenure lies; beyond the last bin for longer ones.
    #[must_use]
    pub fn place(&self, tenure: SimTime) -> Place {
        let bin = self.ends.partition_point(|&end| end < tenure.0);
        Place { bin, at_end: self.ends.get(bin) == Some(&tenure.0) }
    }

    /// Ends of all bins, ascending from zero.
    pub fn ends(&self) -> impl Iterator<Item = SimTime> {
        self.ends.iter().copied().map(SimTime)
    }

    /// End of a bin.
    #[must_use]
    pub fn end(&self, bin: usize) -> SimTime {
        SimTime(self.ends[bin])
    }
}

/// The longest terms of contracts, by which a loss per year is measured: where exits wait for renewals, it would else depend on where in a term
/// observing ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WholeTerms {
    first: u64,
    every: u64,
}

impl WholeTerms {
    /// The terms of the contract that is renewed for longest; `None` without contracts.
    #[must_use]
    pub fn of(model: &Model) -> Option<Self> {
        let contracts = model.regimes().flat_map(|m| &m.profiles).filter_map(|p| p.contract.as_ref());
        let (every, first) = contracts.map(|k| (k.renews_for.0, k.term.0)).max()?;
        (every > 0).then_some(WholeTerms { first, every })
    }

    /// Whether a term ends at this tenure.
    #[must_use]
    pub fn end_at(&self, tenure: SimTime) -> bool {
        tenure.0 >= self.first && (tenure.0 - self.first).is_multiple_of(self.every)
    }

    /// Up to when a base is followed from the end of the warm-up on: for as many whole terms as there are, else to the horizon.
    #[must_use]
    pub fn base_until(model: &Model) -> SimTime {
        let observed = model.horizon.since(model.warm_up).0;
        let left =
            WholeTerms::of(model).filter(|terms| terms.every <= observed).map_or(0, |terms| observed % terms.every);
        model.horizon.since(SimTime(left))
    }
}

/// How survival is counted in a cell.
#[derive(Debug)]
pub(crate) struct SurvivalGrid {
    /// How tenure is cut.
    pub(crate) tenures: TenureGrid,
    /// Exits of the base are counted up to here.
    pub(crate) base_until: SimTime,
}

impl SurvivalGrid {
    pub(crate) fn of(model: &Model) -> Self {
        SurvivalGrid { tenures: TenureGrid::of(model), base_until: WholeTerms::base_until(model) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::fixtures::relationship;

    fn grid(days: f64, every: f64) -> TenureGrid {
        let mut model = relationship(1, 1.0);
        (model.horizon, model.report_every) = (SimTime::from_days(days), SimTime::from_days(every));
        TenureGrid::of(&model)
    }

    #[test]
    fn what_is_reported_ends_a_bin_and_bins_stay_few() {
        for (days, every) in [(365.0, 365.0 / 12.0), (1.5, 0.1), (40.0 * 365.0, 300.0), (240.0 * 365.0, 3650.0)] {
            let grid = grid(days, every);
            assert!((150..700).contains(&grid.bins()), "{days}: {}", grid.bins());
            assert_eq!(grid.place(SimTime::from_days(days)), Place { bin: grid.bins() - 1, at_end: true });
            for at in [every, 2.0 * every, 365.0] {
                let at = SimTime::from_days(at);
                assert!(at.0 > SimTime::from_days(days).0 || grid.place(at).at_end, "{days}: {at:?}");
            }
            assert_eq!(grid.place(SimTime::from_days(2.0 * days)).bin, grid.bins(), "beyond");
        }
        assert_eq!(grid(3650.0, 30.0).place(SimTime::ZERO), Place { bin: 0, at_end: true });
    }
}
