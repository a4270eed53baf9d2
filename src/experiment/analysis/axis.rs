//! The range of a parameter, to place values in it and to say positions in words.

use serde::{Deserialize, Serialize};

use crate::experiment::sweep::{Levels, Plan, Value, ValueColumn};
use crate::num;
use crate::scenario::grammar::measure::Measure;

/// The range of one parameter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParameterAxis {
    /// Numbers between two ends.
    Numbers {
        /// Low end.
        low: f64,
        /// High end.
        high: f64,
        /// Unit of both.
        unit: String,
        /// Equal steps are equal ratios.
        log: bool,
        /// Whole numbers only.
        whole: bool,
    },
    /// Listed values.
    List(Vec<String>),
}

impl ParameterAxis {
    pub(super) fn all(plan: &Plan) -> Vec<ParameterAxis> {
        let column = |p: usize| plan.points.iter().map(move |point| point.values[p].as_str()).filter(|v| !v.is_empty());
        plan.parameters
            .iter()
            .enumerate()
            .map(|(p, parameter)| match &parameter.levels {
                Levels::Range { low, high, unit, log, whole } => {
                    ParameterAxis::Numbers { low: *low, high: *high, unit: unit.clone(), log: *log, whole: *whole }
                }
                Levels::Values(values) => ParameterAxis::of_list(values.iter().map(String::as_str)),
                Levels::Free => ParameterAxis::of_list(column(p)),
            })
            .collect()
    }

    /// Numbers of one dimension become a range, anything else a list.
    fn of_list<'a>(values: impl Iterator<Item = &'a str>) -> ParameterAxis {
        let mut list: Vec<String> = Vec::new();
        values.for_each(|v| {
            if !list.iter().any(|known| known == v) {
                list.push(v.to_owned());
            }
        });
        let column = ValueColumn::of(list.iter().map(String::as_str));
        let number = |text: &String| match column.value(text) {
            Value::Number(x) => Some(x).filter(|x| x.is_finite()),
            _ => None,
        };
        match list.iter().map(number).collect::<Option<Vec<f64>>>() {
            Some(numbers) if numbers.len() > 1 => {
                let low = numbers.iter().copied().fold(f64::INFINITY, f64::min);
                let high = numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                let whole = numbers.iter().all(|x| x.fract() == 0.0);
                ParameterAxis::Numbers { low, high, unit: column.unit, log: false, whole }
            }
            _ => ParameterAxis::List(list),
        }
    }

    /// Position of a value between 0 and 1; an empty one has none.
    pub(super) fn position(&self, value: &str) -> Option<f64> {
        match self {
            ParameterAxis::Numbers { low, high, log, unit, .. } => {
                let x = Measure::read(value)?.in_unit(unit)?;
                let span = high - low;
                Some(match (*log, span > 0.0) {
                    (true, _) => num::ln(x / low) / num::ln(high / low),
                    (false, true) => (x - low) / span,
                    (false, false) => 0.0,
                })
            }
            ParameterAxis::List(list) => {
                let rank = list.iter().position(|known| known == value)?;
                Some(rank as f64 / (list.len() - 1).max(1) as f64)
            }
        }
    }

    /// The value at a position, as people write it.
    #[must_use]
    pub fn words(&self, position: f64) -> String {
        match self {
            ParameterAxis::Numbers { low, high, unit, log, .. } => {
                let x = if *log {
                    num::exp(num::ln(*low) + position * num::ln(high / low))
                } else {
                    low + position * (high - low)
                };
                let number = rounded(x, high - low);
                if unit.is_empty() { number } else { format!("{number} {unit}") }
            }
            ParameterAxis::List(list) => {
                let rank = (position * (list.len() - 1) as f64).round() as usize;
                list[rank.min(list.len() - 1)].clone()
            }
        }
    }

    /// Whether positions are ranks of a list.
    pub(super) fn is_list(&self) -> bool {
        matches!(self, ParameterAxis::List(_))
    }

    /// The listed values between two positions.
    pub(super) fn listed(&self, low: f64, high: f64) -> Vec<String> {
        let ParameterAxis::List(list) = self else { return Vec::new() };
        let within = |value: &&String| self.position(value).is_some_and(|p| (low..=high).contains(&p));
        list.iter().filter(within).cloned().collect()
    }
}

/// A number with three digits more than its range needs to be told apart.
fn rounded(x: f64, range: f64) -> String {
    let mut places = 0;
    let mut step = range.abs();
    while step > 0.0 && step < 100.0 && places < 9 {
        step *= 10.0;
        places += 1;
    }
    let text = format!("{x:.places$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_places_and_places_have_words() {
        let axis = ParameterAxis::of_list(["90 d", "360 d", "180 d"].into_iter());
        assert_eq!((axis.position("180 d"), axis.words(1.0 / 3.0)), (Some(1.0 / 3.0), "180 d".to_owned()));
        let axis = ParameterAxis::of_list(["6 min", "0.5 h", "12 min"].into_iter());
        assert_eq!((axis.position("12 min"), axis.words(1.0)), (Some(0.25), "30 min".to_owned()), "not 0.5, 6 and 12");
        let axis = ParameterAxis::of_list(["fifo", "lifo"].into_iter());
        assert_eq!((axis.position("lifo"), axis.words(0.0)), (Some(1.0), "fifo".to_owned()));
        assert_eq!(axis.listed(0.5, 1.0), ["lifo"]);
        let axis = ParameterAxis::Numbers { low: 0.25, high: 0.55, unit: String::new(), log: false, whole: false };
        assert_eq!(axis.words(0.123_456_7), "0.287");
    }
}
