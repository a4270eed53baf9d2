//! The law of an input: from a place between 0 and 1 to a value, and how a value is shown.

use std::sync::Arc;

use crate::laws::Law;
use crate::num::{exp, ln};
use crate::random::{Key, ReplicationKey};
use crate::scenario::grammar::family::Between;
use crate::scenario::grammar::quantity::{TIME_UNITS, Unit, written};

/// The law of an input.
#[derive(Clone, Debug)]
pub enum InputLaw {
    /// Nine in ten between two ends.
    Between(Between),
    /// Any law of the language.
    Law(Arc<Law>),
    /// Values with their shares.
    Values {
        /// As they are written.
        texts: Vec<String>,
        /// Shares, which sum to 1.
        shares: Vec<f64>,
    },
    /// A column of a file of rows.
    Column {
        /// As they are written, a cell a row.
        cells: Vec<String>,
    },
}

/// A number in base units as a key takes it, to the last digit: what is told is what ran.
pub(super) fn exact(unit: Unit, number: f64) -> String {
    match unit {
        Unit::Duration => format!("\"{number} d\""),
        unit => written(unit, number),
    }
}

/// No law of an input holds a nested one, so nobody's key matters.
fn nobody() -> Key {
    ReplicationKey::new(0, 0).customer(0)
}

impl InputLaw {
    /// The number with `u` of the law below it, in base units; none of values and columns.
    #[must_use]
    pub fn number(&self, u: f64) -> Option<f64> {
        match self {
            InputLaw::Between(law) => Some(law.at(u)),
            InputLaw::Law(law) => Some(law.at(&nobody(), u)),
            InputLaw::Values { .. } | InputLaw::Column { .. } => None,
        }
    }

    /// Which of the values is at `u`; none where there are none.
    #[must_use]
    pub fn level(&self, u: f64) -> Option<usize> {
        let InputLaw::Values { shares, .. } = self else { return None };
        let mut left = u;
        let reached = |share: &f64| {
            left -= share;
            left < 0.0
        };
        // A value without weight is never drawn, also by rounding.
        let last = shares.iter().rposition(|share| *share > 0.0).unwrap_or(0);
        Some(shares.iter().position(reached).unwrap_or(last))
    }

    /// The share of the law below a number in base units; none of values and columns.
    #[must_use]
    pub fn below(&self, value: f64) -> Option<f64> {
        match self {
            InputLaw::Between(law) => Some(law.share_below(value)),
            InputLaw::Law(law) => Some(law.cdf(value)),
            InputLaw::Values { .. } | InputLaw::Column { .. } => None,
        }
    }
}

/// How numbers of an input are shown: in the unit in which its ends were written.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// The unit: "", "min", "per y", "% per y", "share".
    pub unit: String,
    form: Form,
}

#[derive(Clone, Debug, PartialEq)]
enum Form {
    /// As it is.
    Plain,
    /// A length of time in units of so many days.
    Time(f64),
    /// Something per so many days.
    Per(f64),
    /// The share that a hazard takes in so many days [%].
    Taken(f64),
}

impl Shown {
    /// For numbers of a unit; `example` is one as it was written.
    #[must_use]
    pub fn of(unit: Unit, example: Option<&str>) -> Shown {
        let days = |name: &str| TIME_UNITS.iter().find(|(known, _)| *known == name).map(|(_, days)| *days);
        let written = example.and_then(|text| text.split_whitespace().last());
        let (name, length) = match written.and_then(|name| Some((name, days(name)?))) {
            Some(found) => found,
            None if unit == Unit::Duration => ("d", 1.0),
            None => ("y", 365.0),
        };
        let percent = example.is_some_and(|text| text.contains('%'));
        let (unit, form) = match unit {
            Unit::Duration => (name.to_owned(), Form::Time(length)),
            Unit::Hazard if percent => (format!("% per {name}"), Form::Taken(length)),
            Unit::Rate | Unit::Hazard | Unit::MoneyRate => (format!("per {name}"), Form::Per(length)),
            Unit::Probability | Unit::Percent => ("share".to_owned(), Form::Plain),
            Unit::Money | Unit::Number | Unit::Integer => (String::new(), Form::Plain),
        };
        Shown { unit, form }
    }

    /// Of a factor or a plain number.
    #[must_use]
    pub fn plain() -> Shown {
        Shown { unit: String::new(), form: Form::Plain }
    }

    /// A number in base units as it is shown.
    #[must_use]
    pub fn number(&self, base: f64) -> f64 {
        match self.form {
            Form::Plain => base,
            Form::Time(days) => base / days,
            Form::Per(days) => base * days,
            Form::Taken(days) => 100.0 * (1.0 - exp(-base * days)),
        }
    }

    /// Back to base units.
    #[must_use]
    pub fn base(&self, shown: f64) -> f64 {
        match self.form {
            Form::Plain => shown,
            Form::Time(days) => shown * days,
            Form::Per(days) => shown / days,
            Form::Taken(days) => -ln(1.0 - shown / 100.0) / days,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_in_the_unit_of_the_file() {
        let shown = Shown::of(Unit::Duration, Some("5 min"));
        assert_eq!((shown.unit.as_str(), shown.number(1.0)), ("min", 1440.0));
        let shown = Shown::of(Unit::Hazard, Some("20 % per y"));
        assert_eq!(shown.unit, "% per y");
        assert!((shown.number(shown.base(20.0)) - 20.0).abs() < 1e-12);
        assert!((shown.base(20.0) * 365.0 - 0.223_143_551_314_209_76).abs() < 1e-15, "minus the logarithm of .8");
        let shown = Shown::of(Unit::Rate, Some("3 per wk"));
        assert_eq!((shown.unit.as_str(), shown.number(1.0), shown.base(7.0)), ("per wk", 7.0, 1.0));
        assert_eq!(Shown::of(Unit::Probability, None).unit, "share");
    }

    #[test]
    fn values_come_by_their_shares() {
        let law = InputLaw::Values { texts: ["a", "b", "c"].map(str::to_owned).to_vec(), shares: vec![0.3, 0.7, 0.0] };
        assert_eq!([0.0, 0.29, 0.31, 0.999_999].map(|u| law.level(u)), [Some(0), Some(0), Some(1), Some(1)]);
        assert_eq!(law.number(0.5), None);
    }
}
