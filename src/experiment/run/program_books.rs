//! The books of a loyalty program over calendar time.

use super::assembly::Assembly;
use crate::experiment::results::{Point, ProgramBooks};
use crate::journey::program::Currency;
use crate::metrics::CURRENCY;
use crate::metrics::firm::{collecting, currency};
use crate::stats::Scale;

impl Assembly<'_> {
    /// The books of each program at the report days, by its name; the one `[program]` has none.
    pub(crate) fn program_books(&self, days: &[f64]) -> Vec<(String, ProgramBooks)> {
        let model = self.inputs.model;
        let programs = if model.has_customers() { collecting(model) } else { Vec::new() };
        let books = |(at, (place, name))| Some((name, self.books_of(days, at, currency(model, place)?)));
        programs.into_iter().enumerate().filter_map(books).collect()
    }

    /// Those of one, by its number among those in which something is collected.
    fn books_of(&self, days: &[f64], at: usize, collected: &Currency) -> ProgramBooks {
        let money = self.inputs.scenario.currency.clone().unwrap_or_else(|| "money".to_owned());
        let shown = |which: usize| -> Vec<Point> {
            let mut points = self.curve(days, Scale::Amount, move |curves| &curves.books[at][which]);
            for point in &mut points {
                point.mean /= collected.per_shown;
                point.ci95 = point.ci95.map(|ci| ci.map(|end| end / collected.per_shown));
            }
            points
        };
        ProgramBooks {
            unit: if collected.unit == CURRENCY { money.clone() } else { collected.unit.to_owned() },
            outstanding: shown(0),
            expiring_soon: shown(1),
            liability: self.curve(days, Scale::Real, |curves| &curves.books[at][2]),
            currency: money,
        }
    }
}
