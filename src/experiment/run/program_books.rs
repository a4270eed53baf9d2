//! The books of a loyalty program over calendar time.

use super::assembly::Assembly;
use crate::experiment::results::{Point, ProgramBooks};
use crate::metrics::CURRENCY;
use crate::metrics::firm::currency;
use crate::stats::Scale;

impl Assembly<'_> {
    /// The books of the program at the report days.
    pub(crate) fn program_books(&self, days: &[f64]) -> Option<ProgramBooks> {
        let model = self.inputs.model;
        let collected = currency(model).filter(|_| model.has_customers())?;
        let money = self.inputs.scenario.currency.clone().unwrap_or_else(|| "money".to_owned());
        let shown = |which: usize| -> Vec<Point> {
            let mut points = self.curve(days, Scale::Amount, move |curves| &curves.books[which]);
            for point in &mut points {
                point.mean /= collected.per_shown;
                point.ci95 = point.ci95.map(|ci| ci.map(|end| end / collected.per_shown));
            }
            points
        };
        Some(ProgramBooks {
            unit: if collected.unit == CURRENCY { money.clone() } else { collected.unit.to_owned() },
            outstanding: shown(0),
            expiring_soon: shown(1),
            liability: self.curve(days, Scale::Real, |curves| &curves.books[2]),
            currency: money,
        })
    }
}
