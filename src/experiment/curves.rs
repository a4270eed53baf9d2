//! Curves of one replication: survival, incidence, level, stages, contract terms.

use super::classes::ClassValues;
use super::flows::FlowValues;
use crate::journey::model::Model;
use crate::journey::observations::{Grid, Observations};
use crate::stats::SurvivalCounts;
use crate::units::SimTime;

/// Curves of one replication, on the report days.
#[derive(Debug, Clone, Default)]
pub(super) struct Curves {
    /// Kaplan-Meier survival at each report day of tenure.
    pub(super) survival: Vec<f64>,
    /// Aalen-Johansen incidence by hole, at the same days.
    pub(super) incidence: Vec<Vec<f64>>,
    /// Active customers at each report day of the calendar.
    pub(super) level: Vec<f64>,
    /// Customers by stage at each report day.
    pub(super) stages: [Vec<f64>; 4],
    /// Customers who began each term, from term 1.
    pub(super) terms: Vec<f64>,
    /// Units of a program outstanding, those that expire soon, and what they are expected to cost.
    pub(super) books: [Vec<f64>; 3],
    /// Cohorts, and flows between stages.
    pub(super) flows: FlowValues,
    /// Value classes.
    pub(super) classes: ClassValues,
    /// Survival at one year of tenure, if the horizon reaches it.
    pub(super) survival_1y: Option<f64>,
    /// Survival at the tenure of the horizon.
    pub(super) survival_horizon: Option<f64>,
}

/// Report days of a model, the horizon last.
pub(super) fn report_days(model: &Model) -> Vec<f64> {
    let (horizon, every) = (model.horizon.0, model.report_every.0);
    let mut days: Vec<f64> = (0..).map(|i| i * every).take_while(|&t| t < horizon).map(|t| SimTime(t).days()).collect();
    days.push(model.horizon.days());
    days
}

impl Curves {
    pub(super) fn of(model: &Model, o: &Observations) -> Self {
        if !model.has_customers() {
            return Curves::default();
        }
        let grid = Grid::of(model);
        let days = report_days(model);
        let last = (model.horizon.0 / grid.tenure_bin.0) as usize;
        // Customers with a past can be older than the horizon; the curves end there all the same.
        let longest = [o.entered.len(), o.censored.len()]
            .into_iter()
            .chain(o.exits.iter().map(Vec::len))
            .max()
            .unwrap_or(0)
            .max(last + 2);
        let mut counts = SurvivalCounts::new(model.holes.len().max(1), longest);
        o.entered.iter().enumerate().for_each(|(bin, &n)| counts.enter(bin, n));
        o.censored.iter().enumerate().for_each(|(bin, &n)| counts.censor(bin, n));
        for (hole, exits) in o.exits.iter().enumerate() {
            exits.iter().enumerate().for_each(|(bin, &n)| counts.exit(bin, hole, n));
        }
        let curves = counts.curves();
        // The nearest bin; on horizons up to eleven years bins are days and this is exact.
        let bin_of =
            |day: f64| (((SimTime::from_days(day).0 + grid.tenure_bin.0 / 2) / grid.tenure_bin.0) as usize).min(last);
        let year = SimTime::from_days(365.0);
        Curves {
            survival: days.iter().map(|&d| curves.survival[bin_of(d)]).collect(),
            incidence: (0..model.holes.len())
                .map(|h| days.iter().map(|&d| curves.incidence[h][bin_of(d)]).collect())
                .collect(),
            level: levels(&o.level, days.len()),
            stages: [0, 1, 2, 3].map(|s| if model.lifecycle { levels(&o.stages[s], days.len()) } else { Vec::new() }),
            terms: o.terms.iter().skip(1).map(|&n| n as f64).collect(),
            books: if super::programs::currency(model).is_some() {
                let books = &o.program.books;
                let owed: Vec<f64> = books.liability.iter().map(|change| change.value()).collect();
                let sums = |changes: &[i64]| levels(changes, days.len());
                [sums(&books.outstanding), sums(&books.soon), running(&owed, days.len())]
            } else {
                Default::default()
            },
            flows: FlowValues::of(model, &o.flows),
            classes: ClassValues::of(model, o),
            survival_1y: (model.horizon >= year).then(|| curves.survival[bin_of(365.0)]),
            survival_horizon: Some(curves.survival[last]),
        }
    }
}

impl Curves {
    /// Points of all curves.
    pub(super) fn points(&self) -> usize {
        let lists = self.incidence.iter().chain(&self.stages).chain(&self.books).chain([
            &self.survival,
            &self.level,
            &self.terms,
        ]);
        lists.map(Vec::len).sum::<usize>() + self.flows.numbers() + self.classes.numbers()
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
