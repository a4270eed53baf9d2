//! The catalogue of metrics: path, unit, definition, and how to read each off one replication.
//!
//! One list feeds `results.json`, the raw table, `--precision` and the docs, so that a number and its definition
//! never part.

mod behaviours;
mod complaints;
mod customers;
mod people;
mod service;
mod sources;
mod voices;

use std::collections::BTreeMap;

use super::curves::Curves;
use crate::journey::ledger::LEDGER;
use crate::journey::model::Model;
use crate::journey::observations::Observations;
use crate::stats::pseudo_values;

/// What a metric is read from.
pub(super) struct Seen<'a> {
    pub(super) model: &'a Model,
    pub(super) o: &'a Observations,
    pub(super) curves: &'a Curves,
}

/// What one replication adds to the sums of a pool.
type Statistics = Box<dyn Fn(&Seen<'_>) -> Vec<f64> + Send + Sync>;

/// How a metric comes about.
enum Read {
    /// A number of each replication.
    Single(Box<dyn Fn(&Seen<'_>) -> Option<f64> + Send + Sync>),
    /// A function of what all replications saw together: the sums of a pool.
    Pooled { pool: Pool, finish: Box<dyn Fn(&[f64]) -> Option<f64> + Send + Sync> },
}

struct Entry {
    path: String,
    unit: &'static str,
    definition: String,
    read: Read,
}

/// Sufficient statistics that one or several pooled metrics are finished from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pool(usize);

/// What one replication says: numbers of its own, and what it adds to the pools. [`Catalogue::settle`] makes values of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Measured {
    /// By column; `None` in columns of pooled metrics, too.
    single: Vec<Option<f64>>,
    /// By pool.
    pools: Vec<Box<[f64]>>,
}

impl Measured {
    /// Numbers it keeps.
    pub(super) fn numbers(&self) -> usize {
        self.single.len() + self.pools.iter().map(|pool| pool.len()).sum::<usize>()
    }

    /// What it adds to a pool.
    pub(super) fn pool(&self, pool: Pool) -> &[f64] {
        &self.pools[pool.0]
    }
}

/// All metrics of a model, in a fixed order.
pub(super) struct Catalogue {
    entries: Vec<Entry>,
    pools: Vec<Statistics>,
    /// Column of each path: a scenario with thousands of touchpoints asks for all of them.
    columns: BTreeMap<String, usize>,
}

/// Unit that stands for the scenario's currency.
pub(super) const CURRENCY: &str = "currency";

impl Catalogue {
    /// The catalogue of a model.
    pub(super) fn of(model: &Model) -> Self {
        let mut c = Catalogue { entries: Vec::new(), pools: Vec::new(), columns: BTreeMap::new() };
        c.add_firm(model);
        if model.has_customers() {
            c.add_customers(model);
            c.add_bucket(model);
            super::programs::add(&mut c, model);
            super::classes::add(&mut c, model);
            c.add_voices(model);
            c.add_recovery(model);
            c.add_win_back(model);
            c.add_feedback(model);
            c.add_census(model);
            c.add_behaviours(model);
            c.add_complaints(model);
        }
        c.add_self_service(model);
        c.add_journeys(model);
        c.add_resources(model);
        c
    }

    /// What one replication says of every metric.
    pub(super) fn measure(&self, model: &Model, o: &Observations, curves: &Curves) -> Measured {
        let seen = Seen { model, o, curves };
        let single = |entry: &Entry| match &entry.read {
            Read::Single(read) => read(&seen).filter(|x| x.is_finite()),
            Read::Pooled { .. } => None,
        };
        Measured {
            single: self.entries.iter().map(single).collect(),
            pools: self.pools.iter().map(|statistics| statistics(&seen).into_boxed_slice()).collect(),
        }
    }

    /// Values of a column over these replications: numbers of their own, and pseudo-values of what is pooled over them.
    pub(super) fn settle_column(&self, column: usize, measured: &[&Measured]) -> Vec<Option<f64>> {
        match &self.entries[column].read {
            Read::Single(_) => measured.iter().map(|m| m.single[column]).collect(),
            Read::Pooled { pool, finish } => {
                let parts: Vec<&[f64]> = measured.iter().map(|m| m.pool(*pool)).collect();
                pseudo_values(&parts, |sums| finish(sums).filter(|x| x.is_finite()))
            }
        }
    }

    /// Values of all columns, replication by replication, in catalogue order. The value of a pooled metric depends on all replications that are
    /// settled together: settle once, when they are complete.
    pub(super) fn settle(&self, measured: &[&Measured]) -> Vec<Vec<Option<f64>>> {
        let mut rows: Vec<Vec<Option<f64>>> = measured.iter().map(|m| m.single.clone()).collect();
        for (column, entry) in self.entries.iter().enumerate() {
            if let Read::Pooled { .. } = entry.read {
                let values = self.settle_column(column, measured);
                rows.iter_mut().zip(values).for_each(|(row, value)| row[column] = value);
            }
        }
        rows
    }

    /// Column of a path.
    pub(super) fn column(&self, path: &str) -> Option<usize> {
        self.exact(path).or_else(|| self.exact(&format!("metrics.{path}")))
    }

    /// Column of a path in full.
    pub(super) fn exact(&self, path: &str) -> Option<usize> {
        self.columns.get(path).copied()
    }

    /// The most similar path.
    pub(super) fn nearest(&self, path: &str) -> String {
        self.entries
            .iter()
            .max_by(|a, b| strsim::jaro_winkler(&a.path, path).total_cmp(&strsim::jaro_winkler(&b.path, path)))
            .map_or_else(String::new, |e| e.path.clone())
    }

    /// Paths in order.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|e| e.path.as_str())
    }

    /// Unit and definition of a column.
    pub(super) fn describe(&self, column: usize) -> (&'static str, &str) {
        (self.entries[column].unit, &self.entries[column].definition)
    }

    pub(super) fn add(
        &mut self,
        path: impl Into<String>,
        unit: &'static str,
        definition: impl Into<String>,
        read: impl Fn(&Seen<'_>) -> Option<f64> + Send + Sync + 'static,
    ) {
        self.enter(path.into(), unit, definition.into(), Read::Single(Box::new(read)));
    }

    /// A pool of sufficient statistics: numbers of one replication that may be added up over replications, always as many.
    pub(super) fn add_pool(&mut self, statistics: impl Fn(&Seen<'_>) -> Vec<f64> + Send + Sync + 'static) -> Pool {
        self.pools.push(Box::new(statistics));
        Pool(self.pools.len() - 1)
    }

    /// A metric of all replications together: a function of the sums of a pool. Its value in one replication is its jackknife
    /// pseudo-value ([`pseudo_values`]), so that intervals, paired differences and requested precisions treat it like a mean.
    pub(super) fn add_pooled(
        &mut self,
        path: impl Into<String>,
        unit: &'static str,
        definition: impl Into<String>,
        pool: Pool,
        finish: impl Fn(&[f64]) -> Option<f64> + Send + Sync + 'static,
    ) {
        self.enter(path.into(), unit, definition.into(), Read::Pooled { pool, finish: Box::new(finish) });
    }

    /// A ratio of totals over all replications: the sum of the first number over the sum of the second; absent where the latter is 0.
    pub(super) fn add_pooled_ratio(
        &mut self,
        path: impl Into<String>,
        unit: &'static str,
        definition: impl Into<String>,
        parts: impl Fn(&Seen<'_>) -> [f64; 2] + Send + Sync + 'static,
    ) {
        let pool = self.add_pool(move |seen| parts(seen).to_vec());
        self.add_pooled(path, unit, definition, pool, |sums| ratio(sums[0], sums[1]));
    }

    fn enter(&mut self, path: String, unit: &'static str, definition: String, read: Read) {
        self.columns.entry(path.clone()).or_insert(self.entries.len());
        self.entries.push(Entry { path, unit, definition, read });
    }

    fn add_firm(&mut self, model: &Model) {
        self.add(
            "metrics.npv",
            CURRENCY,
            "net present value: all money of the firm, fixed costs included, discounted to day 0: sum of amount * (1+d)^(-t/365)",
            |s| Some(s.o.npv.value()),
        );
        for (line, name) in LEDGER.into_iter().filter(|(line, _)| line.is_used(model)) {
            self.add(
                format!("ledger.{name}"),
                CURRENCY,
                format!("undiscounted money of the observed period, ledger line \"{name}\"; costs are negative"),
                move |s| Some(s.o.ledger[line as usize].value()),
            );
        }
        self.add("ledger.total", CURRENCY, "sum of all ledger lines", |s| {
            let mut total = crate::engine::sum::Sum::default();
            s.o.ledger.iter().for_each(|&line| total += line);
            Some(total.value())
        });
    }
}

pub(super) fn ratio(a: f64, b: f64) -> Option<f64> {
    (b != 0.0).then(|| a / b)
}
