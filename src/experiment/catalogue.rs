//! The catalogue of a model: path, unit, definition, and how to read each metric off one replication.
//!
//! Most come from their declarations ([`crate::metrics`]); value classes and complaints by what they are about are added here.
//! One list feeds `results.json`, the raw table, `--precision` and the docs, so that a number and its definition
//! never part.

mod classes;
mod complaints;
mod declared;
mod entry;

use std::collections::BTreeMap;

pub(crate) use self::entry::{Column, Entry, Measured, Pool, Seen};
use self::entry::{Read, Statistics, usual_scale};
use crate::experiment::readings::curves::Curves;
use crate::journey::model::Model;
use crate::journey::observations::Observations;
use crate::metrics::firm::{PARTS, Part};
use crate::metrics::nearest;
pub(crate) use crate::metrics::{CURRENCY, ratio};
use crate::num::{self, EXACT};
use crate::stats::{Packed, Scale, pseudo_curves};

/// All metrics of a model, in a fixed order.
pub(crate) struct Catalogue {
    entries: Vec<Entry>,
    pools: Vec<Statistics>,
    /// Pools of declared totals, by their name and the number of their subject.
    totals: BTreeMap<(&'static str, usize), Pool>,
    /// Column of each path: a scenario with thousands of touchpoints asks for all of them.
    columns: BTreeMap<String, usize>,
    /// Whether chance has a part in anything of this model.
    varies: bool,
}

/// Ends the definition of what is pooled: whoever reads the raw table must know what a number of one replication is.
const POOLED: &str = "; pooled over all replications, and its value in one of them is its jackknife pseudo-value";

impl Catalogue {
    /// The catalogue of a model.
    pub(crate) fn of(model: &Model) -> Self {
        let mut c = Catalogue {
            entries: Vec::new(),
            pools: Vec::new(),
            totals: BTreeMap::new(),
            columns: BTreeMap::new(),
            varies: !model.is_certain(),
        };
        for part in &PARTS {
            match part {
                Part::Declared(list) => c.add_list(model, list),
                Part::Classes | Part::Complaints if !model.has_customers() => {}
                Part::Classes => c.add_classes(model),
                Part::Complaints => c.add_complaints(model),
            }
        }
        c.add_journeys(model);
        c.add_resources(model);
        c
    }

    /// What one replication says of every metric.
    pub(crate) fn measure(&self, model: &Model, o: &Observations, curves: &Curves) -> Measured {
        let seen = Seen { model, o, curves };
        let single = |entry: &Entry| match &entry.read {
            Read::Single(read) => read(&seen).filter(|x| x.is_finite()),
            Read::Pooled { .. } => None,
        };
        Measured {
            single: self.entries.iter().map(single).collect(),
            pools: self.pools.iter().map(|statistics| Packed::of(&statistics(&seen))).collect(),
            trials: self.entries.iter().filter_map(|e| e.trials.as_ref()).map(|trials| trials(&seen)).collect(),
        }
    }

    /// Values of a column over these replications: numbers of their own, and pseudo-values of what is pooled over them.
    pub(crate) fn settle_column(&self, column: usize, measured: &[&Measured]) -> Vec<Option<f64>> {
        match &self.entries[column].read {
            Read::Single(_) => measured.iter().map(|m| m.single[column]).collect(),
            Read::Pooled { pool, finish } => {
                let read = |m: &&Measured, sums: &mut Vec<f64>| m.pool(*pool).read(sums);
                let values = pseudo_curves(measured, read, |sums| vec![finish(sums).filter(|x| x.is_finite())]);
                values.into_iter().map(|mut value| value.pop().flatten()).collect()
            }
        }
    }

    /// Values of all columns, replication by replication, in catalogue order. The value of a pooled metric depends on all replications that are
    /// settled together: settle once, when they are complete.
    pub(crate) fn settle(&self, measured: &[&Measured]) -> Vec<Vec<Option<f64>>> {
        let mut rows: Vec<Vec<Option<f64>>> = measured.iter().map(|m| m.single.clone()).collect();
        for (column, entry) in self.entries.iter().enumerate() {
            if let Read::Pooled { .. } = entry.read {
                let values = self.settle_column(column, measured);
                rows.iter_mut().zip(values).for_each(|(row, value)| row[column] = value);
            }
        }
        rows
    }

    /// One metric over replications, from its settled values; those without a value are left out.
    pub(crate) fn over<'m>(
        &self,
        column: usize,
        values: impl Iterator<Item = Option<f64>>,
        measured: impl Iterator<Item = &'m Measured>,
    ) -> Column {
        let entry = &self.entries[column];
        let slot = self.slot(column);
        let (values, mut trials): (Vec<f64>, Vec<f64>) =
            values.zip(measured).filter_map(|(value, measured)| Some((value?, measured.trials(slot)))).unzip();
        if trials.iter().any(|t| !t.is_finite()) {
            trials.clear();
        }
        if self.is_pooled(column) {
            // A ratio of totals rests on all trials alike.
            let mean = trials.iter().sum::<f64>() / trials.len() as f64;
            trials.fill(mean);
        }
        Column { values, trials, scale: entry.scale, varies: entry.varies }
    }

    /// Whether a column is a function of what all replications saw together.
    pub(crate) fn is_pooled(&self, column: usize) -> bool {
        matches!(self.entries[column].read, Read::Pooled { .. })
    }

    /// Scale of a column, its place among the trials, and whether chance has a part in it.
    pub(crate) fn kind(&self, column: usize) -> (Scale, Option<usize>, bool) {
        let entry = &self.entries[column];
        (entry.scale, self.slot(column), entry.varies)
    }

    fn slot(&self, column: usize) -> Option<usize> {
        self.entries[column].trials.as_ref().map(|_| self.entries[column].slot)
    }

    /// Column of a path.
    pub(crate) fn column(&self, path: &str) -> Option<usize> {
        self.exact(path).or_else(|| self.exact(&format!("metrics.{path}")))
    }

    /// Column of a path in full.
    pub(crate) fn exact(&self, path: &str) -> Option<usize> {
        self.columns.get(path).copied()
    }

    /// The most similar path.
    pub(crate) fn nearest(&self, path: &str) -> String {
        nearest(self.paths(), path).unwrap_or_default().to_owned()
    }

    /// Paths in order.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|e| e.path.as_str())
    }

    /// Paths of pooled columns, in order.
    pub(crate) fn pooled(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().filter(|e| matches!(e.read, Read::Pooled { .. })).map(|e| e.path.as_str())
    }

    /// Unit and definition of a column.
    pub(crate) fn describe(&self, column: usize) -> (&'static str, &str) {
        (self.entries[column].unit, &self.entries[column].definition)
    }

    pub(crate) fn add(
        &mut self,
        path: impl Into<String>,
        unit: &'static str,
        definition: impl Into<String>,
        read: impl Fn(&Seen<'_>) -> Option<f64> + Send + Sync + 'static,
    ) -> &mut Entry {
        self.enter(path.into(), unit, definition.into(), Read::Single(Box::new(read)))
    }

    /// A pool of sufficient statistics: numbers of one replication that may be added up over replications, always as many.
    pub(crate) fn add_pool(&mut self, statistics: impl Fn(&Seen<'_>) -> Vec<f64> + Send + Sync + 'static) -> Pool {
        self.pools.push(Box::new(statistics));
        Pool(self.pools.len() - 1)
    }

    /// A metric of all replications together: a function of the sums of a pool. Its value in one replication is its jackknife
    /// pseudo-value ([`crate::stats::pseudo_values`]), so that intervals, paired differences and requested precisions treat it like a mean.
    pub(crate) fn add_pooled(
        &mut self,
        path: impl Into<String>,
        unit: &'static str,
        definition: impl Into<String>,
        pool: Pool,
        finish: impl Fn(&[f64]) -> Option<f64> + Send + Sync + 'static,
    ) -> &mut Entry {
        let definition = definition.into() + POOLED;
        self.enter(path.into(), unit, definition, Read::Pooled { pool, finish: Box::new(finish) })
    }

    /// A ratio of totals over all replications: the sum of the first number over the sum of the second; absent where the latter is 0.
    /// Both are counts where it is a share.
    pub(crate) fn add_pooled_ratio(
        &mut self,
        path: impl Into<String>,
        unit: &'static str,
        definition: impl Into<String>,
        parts: impl Fn(&Seen<'_>) -> [f64; 2] + Send + Sync + Clone + 'static,
    ) -> &mut Entry {
        let trials = parts.clone();
        let pool = self.add_pool(move |seen| parts(seen).to_vec());
        let entry = self.add_pooled(path, unit, definition, pool, |sums| ratio(sums[0], sums[1]));
        if unit == "share" { entry.of(move |seen| trials(seen)[1]) } else { entry }
    }

    /// A standard deviation of all that was observed in any replication: that of one replication alone leaves out what differs between them.
    pub(crate) fn add_spread(
        &mut self,
        path: impl Into<String>,
        unit: &'static str,
        what: &str,
        moments: impl Fn(&Seen<'_>) -> [f64; 3] + Send + Sync + 'static,
    ) -> &mut Entry {
        let pool = self.add_pool(move |seen| moments(seen).to_vec());
        let words = format!("standard deviation {what}, over all replications together");
        self.add_pooled(path, unit, words, pool, |sums| spread(sums[0], sums[1], sums[2])).scale(Scale::Amount)
    }

    fn enter(&mut self, path: String, unit: &'static str, definition: String, read: Read) -> &mut Entry {
        let at = self.entries.len();
        let slot = self.entries.last().map_or(0, |e| e.slot + usize::from(e.trials.is_some()));
        self.columns.entry(path.clone()).or_insert(at);
        self.entries.push(Entry {
            path,
            unit,
            definition,
            read,
            scale: usual_scale(unit),
            trials: None,
            slot,
            varies: self.varies,
        });
        &mut self.entries[at]
    }
}

/// Standard deviation from number, sum and sum of squares; `None` with fewer than two observations.
fn spread(n: f64, sum: f64, squares: f64) -> Option<f64> {
    let mean = sum / n;
    let left = squares - n * mean * mean;
    // What is left of equal numbers is rounding.
    (n >= 2.0).then(|| if left > EXACT * squares { num::sqrt(left / (n - 1.0)) } else { 0.0 })
}

/// The path of a metric in `results.json`, which may be named without "metrics.".
///
/// # Errors
/// The most similar path, when there is no such metric.
pub fn metric_path(model: &Model, metric: &str) -> Result<String, String> {
    let catalogue = Catalogue::of(model);
    let column = catalogue.column(metric).ok_or_else(|| catalogue.nearest(metric))?;
    Ok(catalogue.paths().nth(column).unwrap_or(metric).to_owned())
}
