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

/// What a metric is read from.
pub(super) struct Seen<'a> {
    pub(super) model: &'a Model,
    pub(super) o: &'a Observations,
    pub(super) curves: &'a Curves,
}

type Read = Box<dyn Fn(&Seen<'_>) -> Option<f64> + Send + Sync>;

struct Entry {
    path: String,
    unit: &'static str,
    definition: String,
    read: Read,
}

/// All metrics of a model, in a fixed order.
pub(super) struct Catalogue {
    entries: Vec<Entry>,
    /// Column of each path: a scenario with thousands of touchpoints asks for all of them.
    columns: BTreeMap<String, usize>,
}

/// Unit that stands for the scenario's currency.
pub(super) const CURRENCY: &str = "currency";

impl Catalogue {
    /// The catalogue of a model.
    pub(super) fn of(model: &Model) -> Self {
        let mut c = Catalogue { entries: Vec::new(), columns: BTreeMap::new() };
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

    /// Values of one replication, in catalogue order.
    pub(super) fn evaluate(&self, model: &Model, o: &Observations, curves: &Curves) -> Vec<Option<f64>> {
        let seen = Seen { model, o, curves };
        self.entries.iter().map(|e| (e.read)(&seen).filter(|x| x.is_finite())).collect()
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
        let path = path.into();
        self.columns.entry(path.clone()).or_insert(self.entries.len());
        self.entries.push(Entry { path, unit, definition: definition.into(), read: Box::new(read) });
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
