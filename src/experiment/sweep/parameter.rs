//! An unknown that a sweep varies: what it changes, between which ends, and how a position becomes a value.

use serde::{Deserialize, Serialize};

use crate::num;
use crate::scenario::grammar::quantity::leading_number;
use crate::scenario::grammar::{self, Either, Spacing};
use crate::scenario::text::diagnostic::shown;
use crate::scenario::{Op, Patch, Scenario};

/// One parameter of a sweep.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Parameter {
    /// Its name: the header of its column.
    pub name: String,
    /// What it changes.
    pub path: String,
    /// "set", "scale" or "add".
    pub op: String,
    /// The values it takes.
    pub levels: Levels,
}

/// The values a parameter takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Levels {
    /// Everything between two ends.
    Range {
        /// Lowest value.
        low: f64,
        /// Highest value.
        high: f64,
        /// Unit written behind the number; may be empty.
        unit: String,
        /// Equal steps are equal ratios.
        log: bool,
        /// Whole numbers only.
        whole: bool,
    },
    /// These, as they are written in a scenario.
    Values(Vec<String>),
    /// Whatever the rows of a table say.
    Free,
}

/// A parameter that cannot be varied as asked, in one sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ParameterError(String);

fn wrong(text: impl Into<String>) -> ParameterError {
    ParameterError(text.into())
}

impl Parameter {
    /// The parameters of the `[sweep]` block.
    ///
    /// # Errors
    /// Ends that do not fit together, and lists of fewer than one value.
    pub fn of_scenario(scenario: &Scenario) -> Result<Vec<Parameter>, ParameterError> {
        let root = scenario.read();
        root.sweep
            .iter()
            .flat_map(|sweep| sweep.parameter.iter())
            .map(|block| Parameter::of_block(scenario, block))
            .collect()
    }

    fn of_block(scenario: &Scenario, block: &grammar::Parameter<'_>) -> Result<Parameter, ParameterError> {
        let (name, path) = ((*block.name).to_owned(), (*block.path).to_owned());
        let (op, range) = [("set", &block.set), ("scale", &block.scale), ("add", &block.add)]
            .into_iter()
            .find_map(|(op, range)| Some((op, range.as_ref()?)))
            .ok_or_else(|| wrong(format!("the sweep parameter {} says nothing to vary", shown(&name))))?;
        let levels = if let Some(values) = &*range.values {
            let values: Vec<String> = match values {
                Either::One(texts) => texts.iter().map(str::to_owned).collect(),
                Either::Other(numbers) => numbers.iter().map(|&x| written(x)).collect(),
            };
            if values.is_empty() {
                return Err(wrong(format!("the sweep parameter {} lists no value", shown(&name))));
            }
            Levels::Values(values)
        } else {
            let end = |level: &Option<Either<f64, &str>>| match level {
                Some(Either::One(number)) => written(*number),
                Some(Either::Other(text)) => (*text).to_owned(),
                None => String::new(),
            };
            let log = *range.spacing == Spacing::Log;
            Levels::between(scenario, &path, op, (&end(&range.low), &end(&range.high)), log)?
        };
        Ok(Parameter { name, path, op: op.to_owned(), levels })
    }

    /// Reads `PATH=LOW..HIGH` or `PATH=A,B,C`; `log:` before the path spaces a range by ratios, `scale:` and `add:` change instead of set.
    ///
    /// # Errors
    /// A text of another form, or ends that do not fit together.
    pub fn of_text(scenario: &Scenario, text: &str) -> Result<Parameter, ParameterError> {
        let form = || wrong(format!("{} is not PATH=LOW..HIGH, such as resource.tellers.staff=2..6", shown(text)));
        let (head, values) = text.split_once('=').ok_or_else(form)?;
        let (mut path, mut op, mut log) = (head.trim(), "set", false);
        while let Some((word, rest)) = path.split_once(':') {
            match word {
                "log" => log = true,
                "scale" => op = "scale",
                "add" => op = "add",
                _ => return Err(form()),
            }
            path = rest.trim();
        }
        let levels = match values.split_once("..") {
            Some((low, high)) => Levels::between(scenario, path, op, (low.trim(), high.trim()), log)?,
            None => {
                let values: Vec<String> =
                    values.split(',').map(|v| v.trim().to_owned()).filter(|v| !v.is_empty()).collect();
                if values.is_empty() {
                    return Err(form());
                }
                Levels::Values(values)
            }
        };
        Ok(Parameter { name: path.to_owned(), path: path.to_owned(), op: op.to_owned(), levels })
    }

    /// What is worth knowing of the place that is varied: a law, a timetable, a list or a way of arriving that numbers would replace, with the path
    /// that keeps it.
    /// `of_table`: the values that a table gives it.
    #[must_use]
    pub fn note(&self, scenario: &Scenario, of_table: &[&str]) -> Option<String> {
        let found = scenario.law_at(&self.path).filter(|_| self.op == "set")?;
        let is_table = |value: &str| value.trim_start().starts_with(['{', '[']);
        let numbers = match &self.levels {
            Levels::Range { .. } => true,
            Levels::Values(list) => !list.iter().any(|value| is_table(value)),
            Levels::Free => !of_table.is_empty() && !of_table.iter().any(|value| is_table(value)),
        };
        if !numbers {
            return None;
        }
        let what = found.kind.trim_start_matches("a ");
        let keeps = found.inside.map_or(String::new(), |key| format!("; `{}.{key}` keeps the {what}", self.path));
        let place = if found.written { "in the file" } else { "by default" };
        Some(format!(
            "{} is {} {place} ({}): these values make {} of it{keeps}",
            shown(&self.path),
            found.kind,
            shown(&found.text),
            found.becomes
        ))
    }

    /// The patch that sets the parameter to a value; an empty value leaves the file as it is.
    #[must_use]
    pub fn patch(&self, value: &str) -> Option<Patch> {
        let op = match self.op.as_str() {
            "scale" => Op::Scale,
            "add" => Op::Add,
            _ => Op::Set,
        };
        (!value.is_empty()).then(|| Patch { path: self.path.clone(), op, value: value.to_owned() })
    }
}

/// A number as a scenario writes it.
fn written(number: f64) -> String {
    format!("{number}")
}

impl Levels {
    fn between(
        scenario: &Scenario,
        path: &str,
        op: &str,
        (low, high): (&str, &str),
        log: bool,
    ) -> Result<Levels, ParameterError> {
        let number = |text: &str| {
            leading_number(text).map(|(x, unit)| (x, unit.to_owned())).ok_or_else(|| {
                wrong(format!(
                    "{} is no end of a range of {}: write a number, with its unit if it has one",
                    shown(text),
                    shown(path)
                ))
            })
        };
        let ((low, low_unit), (high, unit)) = (number(low)?, number(high)?);
        // "1..3 min" means "1 min..3 min".
        if low_unit != unit && !low_unit.is_empty() {
            return Err(wrong(format!(
                "the ends of the range of {} have different units: `{low_unit}` and `{unit}`",
                shown(path)
            )));
        }
        if low >= high {
            return Err(wrong(format!("the range of {} is empty: {low} is not below {high}", shown(path))));
        }
        if log && low <= 0.0 {
            return Err(wrong(format!("a range by ratios begins above 0, that of {} at {low}", shown(path))));
        }
        let whole = op == "set"
            && scenario.takes_whole_numbers(path).map_err(|problem| {
                let help = problem.help.as_ref().map(|help| format!(": {help}")).unwrap_or_default();
                wrong(format!("{}{help}", problem.message))
            })?;
        if whole && (low.fract() != 0.0 || high.fract() != 0.0) {
            return Err(wrong(format!("{} takes whole numbers; the range is {low} to {high}", shown(path))));
        }
        Ok(Levels::Range { low, high, unit, log, whole })
    }

    /// The value at a position between 0 and 1.
    #[must_use]
    pub fn at(&self, position: f64) -> String {
        let u = position.clamp(0.0, 1.0);
        match self {
            Levels::Range { low, high, unit, log, whole } => {
                let x = if *whole {
                    (low + (u * (high - low + 1.0)).floor()).min(*high)
                } else if u == 0.0 || u == 1.0 {
                    // The ends are what was written, to the last digit.
                    if u == 0.0 { *low } else { *high }
                } else if *log {
                    num::exp(num::ln(*low) + u * (num::ln(*high) - num::ln(*low))).clamp(*low, *high)
                } else {
                    (low + u * (high - low)).clamp(*low, *high)
                };
                if unit.is_empty() { written(x) } else { format!("{} {unit}", written(x)) }
            }
            Levels::Values(values) => values[((u * values.len() as f64) as usize).min(values.len() - 1)].clone(),
            Levels::Free => String::new(),
        }
    }

    /// Values that stand for all: the ends of a range and its middle, all of a list; `None` where a table says them.
    #[must_use]
    pub fn tried(&self) -> Option<Vec<String>> {
        match self {
            Levels::Range { .. } => Some([0.0, 0.5, 1.0].map(|position| self.at(position)).to_vec()),
            Levels::Values(values) => Some(values.clone()),
            Levels::Free => None,
        }
    }

    /// How many values there are; `None` when there is no end of them.
    #[must_use]
    pub fn count(&self) -> Option<usize> {
        match self {
            Levels::Range { low, high, whole: true, .. } => Some(((high - low) as usize).saturating_add(1)),
            Levels::Range { .. } | Levels::Free => None,
            Levels::Values(values) => Some(values.len()),
        }
    }

    /// The values in words: "0.25 to 0.55", "90 d, 180 d, 360 d".
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Levels::Range { low, high, unit, log, .. } => {
                let unit = if unit.is_empty() { String::new() } else { format!(" {unit}") };
                format!("{low} to {high}{unit}{}", if *log { ", by ratios" } else { "" })
            }
            Levels::Values(values) => values.join(", "),
            Levels::Free => "as the table says".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scenario() -> Scenario {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/bank-branch.toml");
        Scenario::load(&path, &[]).expect("shipped").scenario
    }

    #[test]
    fn ranges_have_units_and_whole_numbers() {
        let read = |text: &str| Parameter::of_text(&scenario(), text).map(|p| p.levels);
        let staff = read("resource.tellers.staff=2..5").expect("a range");
        assert_eq!(staff.count(), Some(4));
        let drawn: Vec<String> = [0.0, 0.24, 0.26, 0.6, 0.99, 1.0].iter().map(|&u| staff.at(u)).collect();
        assert_eq!(drawn, ["2", "2", "3", "4", "5", "5"]);
        let half_life = read("memory.half_life=90..360 d").expect("a range");
        assert_eq!((half_life.at(0.0), half_life.at(1.0)), ("90 d".to_owned(), "360 d".to_owned()));
        let log = read("log:memory.half_life=10..1000 d").expect("a range");
        assert!((leading_number(&log.at(0.5)).expect("a number").0 - 100.0).abs() < 1e-9);
        let odd = read("log:memory.half_life=30..720 d").expect("a range");
        assert_eq!([odd.at(0.0), odd.at(1.0)], ["30 d", "720 d"], "ends to the last digit");
        let listed = Levels::Values(vec!["90 d".to_owned(), "180 d".to_owned()]);
        assert_eq!(read("memory.half_life=90 d,180 d"), Ok(listed));
    }

    #[test]
    fn what_cannot_be_varied_is_said() {
        let said = |text: &str| Parameter::of_text(&scenario(), text).expect_err(text).to_string();
        assert!(said("resource.tellers.staff").contains("PATH=LOW..HIGH"));
        assert!(said("resource.tellers.staff=5..2").contains("empty"));
        assert!(said("resource.tellers.staff=1.5..3").contains("whole numbers"));
        assert!(said("resource.tellers.stuff=1..3").contains("staff"));
        assert!(said("memory.half_life=90 d..12 mo").contains("different units"));
        assert!(said("log:purchase.margin=0..0.5").contains("above 0"));
    }
}
