//! Who joined when and still stays, and who moves from stage to stage between a few dates: exact counts.
//!
//! Nothing is counted while events run. A customer is counted on joining, on leaving and at the horizon (cohorts), and
//! on a change of stage (flows): then the dates since the last change are settled, all at once. Counts are integers, so
//! cells may be folded in any order. They know no warm-up: everybody since day 0 is in them, as one who can leave and as one who leaves.

use super::merge::merged;
use super::tenure::TenureGrid;
use crate::journey::model::Model;
use crate::stats::SurvivalCounts;
use crate::units::SimTime;

/// Most cohorts of newcomers, and most periods after joining.
const MOST_COHORTS: u64 = 12;

/// Parts of a period in which the horizon cuts a cohort off: as its members joined one after the other, so it does.
const PARTS: u64 = 16;

/// Periods that cohorts may be cut by, shortest first: months and parts of a year of 365 days.
const PERIODS: [(&str, f64); 9] = [
    ("month", 365.0 / 12.0),
    ("quarter", 365.0 / 4.0),
    ("half-year", 365.0 / 2.0),
    ("year", 365.0),
    ("two years", 2.0 * 365.0),
    ("five years", 5.0 * 365.0),
    ("ten years", 10.0 * 365.0),
    ("twenty years", 20.0 * 365.0),
    ("fifty years", 50.0 * 365.0),
];

/// Where a person is on a date: not a customer yet, in one of the four stages, or gone.
pub const PLACES: [&str; 6] = ["not yet", "acquisition", "build_up", "climax", "decline", "gone"];

/// Not a customer yet.
pub(crate) const NOT_YET: u8 = 0;

/// Not a customer any more.
pub const GONE: u8 = 5;

/// How time is cut for cohorts and flows.
#[derive(Debug, Clone, PartialEq)]
pub struct FlowGrid {
    /// Name and length of a period; absent where the horizon holds fewer than two, or none is long enough.
    pub period: Option<(&'static str, SimTime)>,
    /// Dates of the flows, day 0 first, the horizon last; empty without stages.
    pub dates: Vec<SimTime>,
}

impl FlowGrid {
    /// The grid of a model.
    #[must_use]
    pub fn of(model: &Model) -> Self {
        let horizon = model.horizon;
        let long_enough = |period: &SimTime| horizon.0.div_ceil(period.0) <= MOST_COHORTS;
        let mut periods = PERIODS.into_iter().map(|(name, days)| (name, SimTime::from_days(days)));
        let period = periods.find(|(_, period)| long_enough(period)).filter(|(_, period)| horizon.0 >= 2 * period.0);
        FlowGrid {
            period: period.filter(|_| model.has_customers()),
            dates: if model.lifecycle && model.has_customers() { dates(horizon) } else { Vec::new() },
        }
    }

    /// Cohorts of newcomers; those of day 0 are one more, the first.
    #[must_use]
    pub fn cohorts(&self, horizon: SimTime) -> usize {
        self.period.map_or(0, |(_, period)| horizon.0.div_ceil(period.0) as usize)
    }

    /// How the time since joining is cut for a cohort: by periods, and finely where the horizon cuts its members off, one after the other.
    #[must_use]
    pub fn tenures(&self, cohort: usize, horizon: SimTime) -> TenureGrid {
        let Some((_, period)) = self.period else { return TenureGrid::default() };
        let mut ends: Vec<u64> = (1..=self.cohorts(horizon) as u64).map(|k| k * period.0).collect();
        if cohort == 0 {
            return TenureGrid::cut(ends, horizon.0);
        }
        // The first and the last of a cohort join at these times.
        let (first, last) = ((cohort as u64 - 1) * period.0, cohort as u64 * period.0);
        let (from, to) = (horizon.0.saturating_sub(last), horizon.0.saturating_sub(first));
        ends.extend((0..=PARTS).map(|part| from + ((to - from) as u128 * u128::from(part) / u128::from(PARTS)) as u64));
        TenureGrid::cut(ends, to)
    }

    /// Periods since joining that began before the horizon, and of those how many everybody in the cohort was seen for.
    #[must_use]
    pub fn seen(&self, cohort: usize, horizon: SimTime) -> (usize, usize) {
        let Some((_, period)) = self.period else { return (0, 0) };
        let whole = (horizon.0 / period.0) as usize;
        match cohort {
            0 => (self.cohorts(horizon), whole),
            // The last of a cohort join a period after the first.
            later => (self.cohorts(horizon).saturating_sub(later - 1), whole.saturating_sub(later)),
        }
    }
}

/// Four to six dates, round ones if the horizon lets them be.
pub(crate) fn dates(horizon: SimTime) -> Vec<SimTime> {
    let round = |steps: &u64| {
        [365.0, 365.0 / 2.0, 365.0 / 4.0, 365.0 / 12.0, 7.0].iter().any(|days| {
            let unit = SimTime::from_days(*days).0;
            let step = horizon.0 / steps;
            // Times come from fractions of days: a second is rounding.
            step >= unit && (step + 1_000_000_000) % unit <= 2_000_000_000
        })
    };
    let steps = [5, 4, 3].into_iter().find(round).unwrap_or(4);
    (0..=steps).map(|step| SimTime((u128::from(horizon.0) * u128::from(step) / u128::from(steps)) as u64)).collect()
}

merged! {
    /// Counts of one cell, or of many.
    #[derive(Debug, Clone, Default, PartialEq, Eq)]
    pub struct FlowCounts {
        /// Joined, by cohort: those of day 0, then newcomers by period.
        pub joined: Vec<u64>,
        /// Who joined, left and was cut off by the horizon, by cohort; by time since joining, on [`FlowGrid::tenures`].
        pub tenures: Vec<SurvivalCounts>,
        /// Moved between two dates: by date reached, by place before and by place then.
        pub moves: Vec<u64>,
    }
}

impl FlowCounts {
    /// Place in `moves` of the people who were `from` at the date before `date` and are `to` at it.
    #[must_use]
    pub fn at(date: usize, from: u8, to: u8) -> usize {
        (date * PLACES.len() + usize::from(from)) * PLACES.len() + usize::from(to)
    }
}

/// How far one customer is settled.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark {
    /// First date not settled yet.
    pub(crate) next: u8,
    /// Place at the date before it.
    pub(crate) place: u8,
}

/// What a cell needs to count: its grid, and a mark for each customer slot.
#[derive(Debug)]
pub(crate) struct Flows {
    pub(crate) grid: FlowGrid,
    cohorts: usize,
    /// How the time since joining is cut, by cohort.
    pub(crate) tenures: Vec<TenureGrid>,
    pub(crate) horizon: SimTime,
    pub(crate) marks: Vec<Mark>,
}

impl Flows {
    pub(crate) fn of(model: &Model) -> Self {
        let grid = FlowGrid::of(model);
        let cohorts = grid.cohorts(model.horizon);
        let tenures = if grid.period.is_some() {
            (0..=cohorts).map(|cohort| grid.tenures(cohort, model.horizon)).collect()
        } else {
            Vec::new()
        };
        Flows { cohorts, tenures, grid, horizon: model.horizon, marks: Vec::new() }
    }

    /// Cohort of somebody who has the day-0 source or joined at `joined`, and since when we count.
    pub(crate) fn cohort(&self, source: u16, joined: i64) -> Option<(usize, SimTime)> {
        let (_, period) = self.grid.period?;
        let joined = SimTime(joined.max(0) as u64);
        let cohort = if source == 0 { 0 } else { 1 + (joined.0 / period.0) as usize };
        Some((cohort.min(self.cohorts), joined))
    }

    pub(crate) fn rows(&self) -> usize {
        self.cohorts + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Place;

    #[test]
    fn counts_may_be_folded_in_any_order() {
        let counts = |bin: usize| {
            let mut counts = SurvivalCounts::new(1, 4);
            counts.enter(Place { bin: 0, at_end: true });
            counts.exit(Place { bin, at_end: false }, 0);
            vec![counts]
        };
        let a = FlowCounts { joined: vec![1], tenures: counts(1), moves: vec![3] };
        let b = FlowCounts { joined: vec![1, 5], tenures: counts(3), moves: vec![1, 1] };
        let fold = |first: &FlowCounts, second: &FlowCounts| {
            let mut all = first.clone();
            all += second;
            all
        };
        assert_eq!(fold(&a, &b), fold(&b, &a));
        assert_eq!(fold(&a, &b).joined, [2, 5]);
        assert_eq!(fold(&a, &b).tenures[0].left(), [0.0, 1.0, 0.0, 1.0]);
    }

    #[test]
    fn dates_are_round_where_the_horizon_lets_them_be() {
        let days = |years: f64| dates(SimTime::from_days(years * 365.0)).len() - 1;
        assert_eq!(days(5.0), 5, "years");
        assert_eq!(days(4.0), 4, "years");
        assert_eq!(days(2.0), 4, "half-years");
        assert_eq!(days(1.0), 4, "quarters");
        let odd = dates(SimTime(1_000_003));
        assert_eq!((odd[0], odd[4]), (SimTime::ZERO, SimTime(1_000_003)));
    }
}
