//! What a world is assembled from: settled values of all replications, and estimates read off them.

use std::collections::BTreeMap;

use super::plan::{Inputs, Plan};
use crate::experiment::catalogue::{Catalogue, Measured};
use crate::experiment::readings::curves::Curves;
use crate::experiment::results::{FAN, Metric, Point, PrecisionInfo};
use crate::journey::observations::Observations;
use crate::metrics::firm::Firm;
use crate::metrics::{CURRENCY, Declared, Located};
use crate::stats::{Sample, Scale, sample_quantiles};

pub(super) const LEVEL: f64 = 0.95;

pub(crate) struct Assembly<'a> {
    pub(crate) inputs: &'a Inputs<'a>,
    pub(crate) plan: &'a Plan,
    pub(crate) planned: u64,
    pub(crate) precision: Vec<PrecisionInfo>,
    pub(crate) catalogue: &'a Catalogue,
    /// Values of each replication, by column.
    pub(crate) values: &'a [Vec<Option<f64>>],
    /// What each of them said, in the same order.
    pub(crate) measured: &'a [&'a Measured],
    pub(crate) curves: &'a [Curves],
    pub(crate) pooled: &'a Observations,
}

impl Assembly<'_> {
    /// The metric in a column.
    pub(super) fn metric(&self, column: usize) -> Metric {
        let values = self.values.iter().map(|row| row[column]);
        let estimate = self.catalogue.over(column, values, self.measured.iter().copied()).estimate(LEVEL);
        let (unit, definition) = self.catalogue.describe(column);
        let unit = if unit == CURRENCY {
            self.inputs.scenario.currency.clone().unwrap_or_else(|| "money".to_owned())
        } else {
            unit.to_owned()
        };
        Metric::estimated(&estimate, unit, definition)
    }

    /// A declared metric of the firm, or of what has this name.
    pub(super) fn of_firm(&self, metric: &Declared<Firm>, name: &str) -> Metric {
        self.at(&Firm::path(metric.id(), name))
    }

    pub(crate) fn at(&self, path: &str) -> Metric {
        self.column(path).map_or_else(
            || Metric { mean: None, ci95: None, sd: None, n: 0, unit: String::new(), definition: String::new() },
            |c| self.metric(c),
        )
    }

    pub(super) fn column(&self, path: &str) -> Option<usize> {
        self.catalogue.exact(path)
    }

    /// All metrics whose path begins with a prefix, by the rest of the path.
    pub(super) fn group(&self, prefix: &str) -> BTreeMap<String, Metric> {
        self.catalogue
            .paths()
            .enumerate()
            .filter_map(|(c, p)| Some((p.strip_prefix(prefix)?.to_owned(), self.metric(c))))
            .collect()
    }

    pub(crate) fn curve<'c>(
        &'c self,
        days: &[f64],
        scale: Scale,
        pick: impl Fn(&'c Curves) -> &'c [f64],
    ) -> Vec<Point> {
        let without = |point| Point { fan: None, ..point };
        self.futures(days, scale, pick).into_iter().map(without).collect()
    }

    /// A curve with the spread of single futures.
    pub(super) fn futures<'c>(
        &'c self,
        days: &[f64],
        scale: Scale,
        pick: impl Fn(&'c Curves) -> &'c [f64],
    ) -> Vec<Point> {
        days.iter()
            .enumerate()
            .map(|(i, &day)| {
                let values: Vec<f64> = self.curves.iter().map(|c| pick(c)[i]).collect();
                let (mean, ci95) = interval(&values, scale);
                Point { day, mean, ci95, fan: sample_quantiles(&values, FAN) }
            })
            .collect()
    }
}

pub(super) fn interval(values: &[f64], scale: Scale) -> (f64, Option<[f64; 2]>) {
    let found = Sample { values, trials: &[], scale, varies: true }.estimate(LEVEL);
    (found.summary.mean, found.interval.map(|i| [i.low, i.high]))
}
