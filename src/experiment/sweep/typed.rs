//! What the values of a parameter are in tables: numbers of one unit where all are numbers of one dimension, flags, or words.
//!
//! No cell loses its meaning: where one value is a word, all are text; where units differ, all are told in the first.

use super::parameter::Levels;
use super::plan::Plan;
use crate::scenario::grammar::measure::Measure;

/// Whole numbers beyond this are not told apart as numbers.
const MOST_WHOLE: f64 = 9_007_199_254_740_992.0;

/// What all values of a parameter are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueKind {
    /// Whole numbers.
    Whole,
    /// Numbers.
    Number,
    /// `true` or `false`.
    Flag,
    /// At least one of them is a word, a law, or of another dimension.
    Text,
}

/// The values of one parameter as a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueColumn {
    /// What they are.
    pub kind: ValueKind,
    /// Unit of numbers; empty where there is none.
    pub unit: String,
    /// Units that they are written in, when there are several.
    pub written: Vec<String>,
}

/// One value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'t> {
    /// As it is in the file.
    Unset,
    /// A number in the unit of its column.
    Number(f64),
    /// `true` or `false`.
    Flag(bool),
    /// Text.
    Text(&'t str),
}

/// A number in a unit, or forever.
fn number(text: &str, unit: &str) -> Option<f64> {
    match text.trim() {
        "forever" => Some(f64::INFINITY),
        text => Measure::read(text)?.in_unit(unit),
    }
}

impl ValueColumn {
    /// The values of a parameter of a plan.
    #[must_use]
    pub fn of_parameter(plan: &Plan, parameter: usize) -> ValueColumn {
        match &plan.parameters[parameter].levels {
            Levels::Range { unit, whole, .. } => {
                let kind = if *whole { ValueKind::Whole } else { ValueKind::Number };
                ValueColumn { kind, unit: unit.clone(), written: Vec::new() }
            }
            Levels::Values(list) => ValueColumn::of(list.iter().map(String::as_str)),
            Levels::Free => ValueColumn::of(plan.points.iter().map(|point| point.values[parameter].as_str())),
        }
    }

    /// What some values are together; empty ones say nothing.
    #[must_use]
    pub fn of<'t>(values: impl Iterator<Item = &'t str>) -> ValueColumn {
        let values: Vec<&str> = values.map(str::trim).filter(|value| !value.is_empty()).collect();
        let all = || values.iter().copied();
        let plain = |kind| ValueColumn { kind, unit: String::new(), written: Vec::new() };
        if values.is_empty() {
            return plain(ValueKind::Text);
        }
        if all().all(|value| matches!(value, "true" | "false")) {
            return plain(ValueKind::Flag);
        }
        let mut units: Vec<&str> = Vec::new();
        for measure in all().filter_map(Measure::read) {
            if !units.contains(&measure.unit) {
                units.push(measure.unit);
            }
        }
        let Some(unit) = units.first().copied() else { return plain(ValueKind::Text) };
        let numbers: Option<Vec<f64>> = all().map(|value| number(value, unit)).collect();
        let is_time = Measure { number: 1.0, unit }.in_unit("d").is_some();
        let Some(numbers) = numbers.filter(|all| is_time || all.iter().all(|x| x.is_finite())) else {
            return plain(ValueKind::Text);
        };
        let whole = unit.is_empty() && numbers.iter().all(|x| x.fract() == 0.0 && x.abs() <= MOST_WHOLE);
        let written = if units.len() > 1 { units.iter().map(|unit| (*unit).to_owned()).collect() } else { Vec::new() };
        let kind = if whole { ValueKind::Whole } else { ValueKind::Number };
        ValueColumn { kind, unit: unit.to_owned(), written }
    }

    /// A value of the column.
    #[must_use]
    pub fn value<'t>(&self, text: &'t str) -> Value<'t> {
        if text.trim().is_empty() {
            return Value::Unset;
        }
        match self.kind {
            ValueKind::Whole | ValueKind::Number => number(text, &self.unit).map_or(Value::Unset, Value::Number),
            ValueKind::Flag => Value::Flag(text.trim() == "true"),
            ValueKind::Text => Value::Text(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(values: &[&str]) -> ValueColumn {
        ValueColumn::of(values.iter().copied())
    }

    fn numbers(values: &[&str]) -> Vec<Value<'static>> {
        let column = column(values);
        let plain = |value: Value<'_>| match value {
            Value::Number(x) => Value::Number(x),
            Value::Flag(flag) => Value::Flag(flag),
            Value::Unset => Value::Unset,
            Value::Text(_) => Value::Text("text"),
        };
        values.iter().map(|text| plain(column.value(text))).collect()
    }

    #[test]
    fn a_column_is_what_all_its_values_are() {
        let kind = |values: &[&str]| (column(values).kind, column(values).unit);
        let is = |kind, unit: &str| (kind, unit.to_owned());
        assert_eq!(kind(&["2", "", "5"]), is(ValueKind::Whole, ""));
        assert_eq!(kind(&["2", "0.5"]), is(ValueKind::Number, ""));
        assert_eq!(kind(&["-3", "1e3"]), is(ValueKind::Whole, ""));
        assert_eq!(kind(&["90 d", "180 d"]), is(ValueKind::Number, "d"));
        assert_eq!(kind(&["true", "false", ""]), is(ValueKind::Flag, ""));
        for words in [
            &["fifo", "lifo"][..],
            &["2", "many"],
            &["6 min", "3 per h"],
            &["{ constant = 5 }", "5"],
            &["2", "true"],
            &[""],
        ] {
            assert_eq!(kind(words), is(ValueKind::Text, ""), "{words:?}");
        }
        assert_eq!(kind(&["5", "forever"]), is(ValueKind::Text, ""), "5 of what?");
    }

    #[test]
    fn units_of_one_dimension_become_the_first_of_them() {
        let found = column(&["", "6 min", "0.1 h", "90 s"]);
        assert_eq!((found.unit.as_str(), found.written.join(" ")), ("min", "min h s".to_owned()));
        let number = Value::Number;
        assert_eq!(numbers(&["", "6 min", "0.1 h", "90 s"]), [Value::Unset, number(6.0), number(6.0), number(1.5)]);
        assert_eq!(numbers(&["30 d", "forever"]), [number(30.0), number(f64::INFINITY)]);
        assert_eq!(numbers(&["true", "false"]), [Value::Flag(true), Value::Flag(false)]);
    }
}
