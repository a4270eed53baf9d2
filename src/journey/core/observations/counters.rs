//! Lists that grow as something is counted in them.

use crate::engine::sum::Sum;
use crate::journey::model::Model;
use crate::units::SimTime;

/// How calendar time is cut for the curves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grid {
    /// Spacing of the reported calendar days.
    pub report: SimTime,
}

impl Grid {
    /// The grid of a model.
    #[must_use]
    pub fn of(model: &Model) -> Self {
        Grid { report: model.report_every }
    }

    /// Index of the first report day at or after `t`.
    #[inline]
    #[must_use]
    pub fn report_index(&self, t: SimTime) -> usize {
        t.0.div_ceil(self.report.0) as usize
    }
}

/// Last place of a list of counters: beyond the longest curve of tenure and the last contract term.
const LAST_COUNTER: usize = 1 << 16;

/// Adds one to a growing list of counters. Whoever is far older than the horizon is counted in the last place: no curve goes there.
#[inline]
pub(crate) fn count(list: &mut Vec<u64>, index: usize) {
    let index = index.min(LAST_COUNTER);
    if list.len() <= index {
        list.resize(index + 1, 0);
    }
    list[index] += 1;
}

/// Adds a change to a growing list of differences.
#[inline]
pub(crate) fn change(list: &mut Vec<i64>, index: usize, by: i64) {
    if list.len() <= index {
        list.resize(index + 1, 0);
    }
    list[index] += by;
}

/// Posts money at a report day of a growing list.
pub(crate) fn post_at(list: &mut Vec<Sum>, index: usize, amount: f64) {
    if list.len() <= index {
        list.resize(index + 1, Sum::default());
    }
    list[index].post(amount);
}
