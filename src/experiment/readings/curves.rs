//! Curves of one replication: its own survival, exits, level, stages, contract terms.

use crate::experiment::readings::classes::ClassValues;
use crate::experiment::readings::flows::FlowValues;
use crate::journey::model::Model;
use crate::journey::observations::{Observations, TenureGrid};
use crate::metrics::firm::collecting;
use crate::stats::staying;
use crate::units::SimTime;

/// Curves of one replication, on the report days.
#[derive(Debug, Clone, Default)]
pub(crate) struct Curves {
    /// Kaplan-Meier survival of this replication alone at each report day of tenure, where it was measured: a single future. What all
    /// replications say together is estimated from the pool.
    pub(crate) survival: Vec<Option<f64>>,
    /// Bin of tenure at which that curve begins.
    pub(crate) since: usize,
    /// Exits by hole, by tenure up to each report day from the one before.
    pub(crate) left: Vec<Vec<f64>>,
    /// Active customers at each report day of the calendar.
    pub(crate) level: Vec<f64>,
    /// Customers by stage at each report day.
    pub(crate) stages: [Vec<f64>; 4],
    /// Customers who began each term, from term 1.
    pub(crate) terms: Vec<f64>,
    /// By program in which something is collected: units outstanding, those that expire soon, and what they are expected to cost.
    pub(crate) books: Vec<[Vec<f64>; 3]>,
    /// Cohorts, and flows between stages.
    pub(crate) flows: FlowValues,
    /// Value classes.
    pub(crate) classes: ClassValues,
}

/// Report days of a model, the horizon last.
pub(crate) fn report_times(model: &Model) -> Vec<SimTime> {
    let (horizon, every) = (model.horizon.0, model.report_every.0);
    let mut times: Vec<SimTime> = (0..).map(|i| SimTime(i * every)).take_while(|t| t.0 < horizon).collect();
    times.push(model.horizon);
    times
}

/// The same, as days.
pub(crate) fn report_days(model: &Model) -> Vec<f64> {
    report_times(model).into_iter().map(SimTime::days).collect()
}

/// Bins of tenure that end at the report days.
pub(crate) fn report_bins(model: &Model) -> Vec<usize> {
    let grid = TenureGrid::of(model);
    report_times(model).into_iter().map(|at| grid.place(at).bin).collect()
}

impl Curves {
    pub(crate) fn of(model: &Model, o: &Observations) -> Self {
        if !model.has_customers() {
            return Curves::default();
        }
        let days = report_times(model);
        let bins = report_bins(model);
        let alone = staying(&o.tenure.at_risk(), &o.tenure.left());
        let exits = |hole: usize| -> Vec<f64> {
            let exits = o.tenure.exits(hole);
            let mut from = 0;
            let upto = |&bin: &usize| exits[std::mem::replace(&mut from, bin + 1)..=bin].iter().sum();
            bins.iter().map(upto).collect()
        };
        Curves {
            survival: bins.iter().map(|&bin| alone.survival[bin]).collect(),
            since: alone.since,
            left: (0..model.holes.len()).map(exits).collect(),
            level: levels(&o.level, days.len()),
            stages: [0, 1, 2, 3].map(|s| if model.lifecycle { levels(&o.stages[s], days.len()) } else { Vec::new() }),
            terms: o.terms.iter().skip(1).map(|&n| n as f64).collect(),
            books: collecting(model)
                .into_iter()
                .filter_map(|(place, _)| {
                    let books = &o.programs.get(place)?.books;
                    let owed: Vec<f64> = books.liability.iter().map(|change| change.value()).collect();
                    let sums = |changes: &[i64]| levels(changes, days.len());
                    Some([sums(&books.outstanding), sums(&books.soon), running(&owed, days.len())])
                })
                .collect(),
            flows: FlowValues::of(model, &o.flows),
            classes: ClassValues::of(model, o),
        }
    }
}

impl Curves {
    /// Points of all curves.
    pub(crate) fn points(&self) -> usize {
        let lists =
            self.left.iter().chain(&self.stages).chain(self.books.iter().flatten()).chain([&self.level, &self.terms]);
        lists.map(Vec::len).sum::<usize>() + self.survival.len() + self.flows.numbers() + self.classes.numbers()
    }
}

/// Running sums of differences of money.
fn running(changes: &[f64], points: usize) -> Vec<f64> {
    let mut level = 0.0;
    (0..points)
        .map(|i| {
            level += changes.get(i).copied().unwrap_or(0.0);
            level
        })
        .collect()
}

/// Running sums of differences.
fn levels(changes: &[i64], points: usize) -> Vec<f64> {
    let mut level = 0;
    (0..points)
        .map(|i| {
            level += changes.get(i).copied().unwrap_or(0);
            level as f64
        })
        .collect()
}
