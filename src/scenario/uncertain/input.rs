//! An input that is not known: its places, its law, and what would tell it better.

use super::place::Place;
use super::value::{InputLaw, Shown, exact};
use crate::scenario::grammar::Quantity;
use crate::scenario::grammar::conform::conform_quantity;
use crate::scenario::grammar::kinds::{UNLIMITED, number};
use crate::scenario::grammar::quantity::Unit;
use crate::scenario::grammar::value::Amount;
use crate::scenario::read::patch::Op;

/// A value that is not known.
#[derive(Clone, Debug)]
pub struct Input {
    /// Its name.
    pub name: String,
    /// What happens at its path.
    pub op: Op,
    /// The path, as it was written.
    pub path: String,
    /// What that is called.
    pub label: String,
    /// Where its range comes from; empty if nobody says.
    pub basis: String,
    /// Its law.
    pub law: InputLaw,
    /// The same in words.
    pub words: String,
    /// How its numbers are shown.
    pub shown: Shown,
    /// The file's own value, as it is written; of several that differ, none.
    pub written: Option<String>,
    /// By inputs above it, how much of each and of its own score makes its score.
    pub mixed: Vec<(usize, f64)>,
    /// What it has of a score of its own.
    pub own: f64,
    /// Rows of one file are one input of many columns: its number, and the names of the others are those of its columns.
    pub rows: Option<usize>,
    /// A measurement that would tell it better.
    pub told: Option<Told>,
    /// What its numbers are numbers of; absent where it takes words.
    pub(super) quantity: Option<Quantity>,
    pub(super) places: Vec<Place>,
}

/// A measurement.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// What it costs.
    pub cost: Option<f64>,
    /// Standard error, in base units.
    pub error: Option<f64>,
    /// Observations,
    pub observations: Option<f64>,
    /// each with this standard deviation, in base units; absent of shares and of counts.
    pub sd: Option<f64>,
    /// In words.
    pub words: String,
}

/// The inputs of a scenario.
#[derive(Clone, Debug, Default)]
pub struct Unknowns {
    /// Those that vary, in the order of the file.
    pub inputs: Vec<Input>,
    /// Per file of rows, how many it has, and its name.
    pub rows: Vec<(String, usize)>,
}

impl Input {
    /// The value with a place in its law: as it is written into the file, and as a number where it is one, in base units. `row` of a file of rows.
    #[must_use]
    pub fn value(&self, u: f64, row: usize) -> (String, Option<f64>) {
        match &self.law {
            InputLaw::Column { cells } => {
                let text = cells[row % cells.len().max(1)].clone();
                let number = self.base(&text);
                (text, number)
            }
            InputLaw::Values { texts, .. } => {
                let text = texts[self.law.level(u).unwrap_or(0)].clone();
                (text, None)
            }
            law => {
                let number = law.number(u).unwrap_or(f64::NAN);
                (self.text(number), Some(number))
            }
        }
    }

    /// A number as the file takes it.
    #[must_use]
    pub fn text(&self, number: f64) -> String {
        let whole = self.quantity.is_some_and(|quantity| quantity.unit == Unit::Integer) && self.op != Op::Scale;
        match self.quantity.map(|quantity| quantity.unit).filter(|_| self.op != Op::Scale) {
            Some(_) if whole => format!("{}", number.round()),
            Some(unit) => exact(unit, number),
            None => format!("{number}"),
        }
    }

    /// Whether it changes what stands at a path, or part of it.
    #[must_use]
    pub fn reaches(&self, path: &str) -> bool {
        let is_at =
            |place: &Place| place.path.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        self.places.iter().any(is_at)
    }

    /// Its 5 % quantile, median and 95 % quantile as they are shown; none of values and of rows.
    #[must_use]
    pub fn quantiles(&self) -> Option<[f64; 3]> {
        let [low, median, high] = [0.05, 0.5, 0.95].map(|u| self.law.number(u).map(|base| self.shown.number(base)));
        Some([low?, median?, high?])
    }

    /// What its numbers are numbers of; absent where it takes words.
    #[must_use]
    pub fn unit(&self) -> Option<Unit> {
        self.quantity.map(|quantity| quantity.unit)
    }

    /// A text of the file as a number in base units.
    #[must_use]
    pub fn base(&self, text: &str) -> Option<f64> {
        let quantity = self.quantity.unwrap_or_else(|| number(-UNLIMITED, UNLIMITED));
        let node = super::draw::value_node(text);
        match conform_quantity(&quantity, &node, "", &mut Vec::new()) {
            Some(Amount::Fixed(value)) => Some(value),
            _ => None,
        }
    }
}
