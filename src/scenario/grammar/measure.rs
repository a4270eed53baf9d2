//! A number with the unit that it is written in, and the same in another unit of its dimension.
//!
//! A table of numbers has one unit: `"90 s"` beside `"2 min"` would be two numbers that no program can compare.

use super::quantity::{TIME_UNITS, leading_number, per_days};
use crate::num;

/// Milliseconds in a day: all units of time but `y` and `mo` of odd length are whole numbers of them, and so are their ratios.
const DAY: f64 = 86_400_000.0;

/// A number as it is written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measure<'t> {
    /// The number.
    pub number: f64,
    /// Its unit; empty where there is none.
    pub unit: &'t str,
}

/// What a unit measures, with the length of its time [ms].
#[derive(Debug, Clone, Copy)]
enum Dimension {
    /// A plain number.
    Plain,
    /// `%`.
    Percent,
    /// `min`.
    Time(f64),
    /// `per h`, also money per time.
    PerTime(f64),
    /// `% per y`: the share that is gone after that time.
    LossPerTime(f64),
}

fn length(days: f64) -> f64 {
    (days * DAY).round().max(1.0)
}

fn dimension(unit: &str) -> Option<Dimension> {
    let known = || TIME_UNITS.iter().find(|(name, _)| *name == unit).map(|(_, days)| Dimension::Time(length(*days)));
    match unit {
        "" => Some(Dimension::Plain),
        "%" => Some(Dimension::Percent),
        _ => known().or_else(|| {
            let (before, _) = unit.split_once("per")?;
            let per = length(per_days(unit)?);
            match before.trim() {
                "" => Some(Dimension::PerTime(per)),
                "%" => Some(Dimension::LossPerTime(per)),
                _ => None,
            }
        }),
    }
}

impl<'t> Measure<'t> {
    /// Reads a number with a unit that scenarios know.
    #[must_use]
    pub fn read(text: &'t str) -> Option<Measure<'t>> {
        let text = text.trim();
        let bare = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(text);
        let (number, unit) = leading_number(bare)?;
        dimension(unit).map(|_| Measure { number, unit })
    }

    /// The number in another unit, if that measures the same.
    ///
    /// A loss of 20 % a year and a hazard of 0.223 a year are the same chance of leaving.
    #[must_use]
    pub fn in_unit(self, unit: &str) -> Option<f64> {
        if unit == self.unit {
            return Some(self.number);
        }
        let x = self.number;
        let hazard = |per: f64| -num::ln_1p(-x / 100.0) / per;
        let loss = |hazard: f64, per: f64| -100.0 * num::exp_m1(-hazard * per);
        match (dimension(self.unit)?, dimension(unit)?) {
            (Dimension::Plain, Dimension::Plain) | (Dimension::Percent, Dimension::Percent) => Some(x),
            (Dimension::Time(own), Dimension::Time(other)) => Some(x * own / other),
            (Dimension::PerTime(own), Dimension::PerTime(other)) => Some(x * other / own),
            (Dimension::LossPerTime(own), Dimension::PerTime(other)) => Some(hazard(own) * other),
            (Dimension::PerTime(own), Dimension::LossPerTime(other)) => Some(loss(x / own, other)),
            (Dimension::LossPerTime(own), Dimension::LossPerTime(other)) => Some(loss(hazard(own), other)),
            _ => None,
        }
        .filter(|x| x.is_finite())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::grammar::quantity::{self, Unit};

    fn in_unit(text: &str, unit: &str) -> Option<f64> {
        Measure::read(text)?.in_unit(unit)
    }

    #[test]
    fn units_of_one_dimension_are_one_another() {
        assert_eq!(in_unit("0.1 h", "min"), Some(6.0));
        assert_eq!(in_unit("90 s", "min"), Some(1.5));
        assert_eq!(in_unit("12 mo", "y"), Some(1.0));
        assert_eq!(in_unit("60 per d", "per h"), Some(2.5));
        assert_eq!(in_unit("9000 per mo", "per y"), Some(108_000.0));
        assert_eq!(in_unit("3 per 15 y", "per y"), Some(0.2));
        assert_eq!(in_unit("\"90 d\"", "d"), Some(90.0), "quotes of TOML");
        assert_eq!((in_unit("6 min", "per h"), in_unit("6", "min"), in_unit("25 %", "")), (None, None, None));
        assert_eq!(
            (Measure::read("soon"), Measure::read("3 furlongs"), Measure::read("2 at once")),
            (None, None, None)
        );
    }

    /// 20 % gone after a year is a hazard of -ln 0.8 a year, and 36 % after two years.
    #[test]
    fn a_loss_is_a_hazard() {
        let near = |found: Option<f64>, known: f64| assert!((found.expect("one dimension") - known).abs() < 1e-12);
        near(in_unit("20 % per y", "per y"), -num::ln(0.8));
        near(in_unit("20 % per y", "% per 2 y"), 36.0);
        near(in_unit("0.2 per mo", "% per mo"), 100.0 * (1.0 - num::exp(-0.2)));
        assert_eq!(in_unit("20 % per y", "% per y"), Some(20.0), "to the last digit");
    }

    /// What a scenario reads from both writings is the same.
    #[test]
    fn a_number_means_the_same_in_its_new_unit() {
        for (unit, text, other) in [
            (Unit::Duration, "7.3 wk", "mo"),
            (Unit::Rate, "11 per wk", "per 3 d"),
            (Unit::Hazard, "7 % per mo", "per y"),
        ] {
            let again = format!("{} {other}", in_unit(text, other).expect("one dimension"));
            let [before, after] = [text, &again].map(|text| quantity::read(unit, text).expect("readable"));
            assert!((before - after).abs() < 1e-12 * before, "{text} {again}");
        }
    }
}
