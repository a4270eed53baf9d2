//! Quantities with their units: from text such as `"6 min"` or `"20 % per y"` to numbers in base units.
//!
//! Base units: days, events per day, hazard per day, money per day. A year has 365 days, a month is a twelfth of it.

use crate::num;
use crate::scenario::text::diagnostic::nearest;

/// Days in a year.
pub const DAYS_PER_YEAR: f64 = 365.0;

/// What a number means, and so how it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A length of time [d].
    Duration,
    /// Events per time [1/d].
    Rate,
    /// A chance of leaving per time [1/d].
    Hazard,
    /// Money, in the currency of the scenario.
    Money,
    /// Money per time [money/d].
    MoneyRate,
    /// A probability or share, 0 to 1.
    Probability,
    /// A plain number.
    Number,
    /// A whole number.
    Integer,
    /// A relative width, written `"1 %"` [1].
    Percent,
}

impl Unit {
    /// How a value of this unit is written, for messages.
    pub const fn example(self) -> &'static str {
        match self {
            Self::Duration => "a duration such as \"6 min\"",
            Self::Rate => "a rate such as \"20 per wk\"",
            Self::Hazard => "a hazard such as \"20 % per y\" or \"0.223 per y\"",
            Self::Money => "an amount of money such as 120.0",
            Self::MoneyRate => "money per time such as \"9000 per mo\"",
            Self::Probability => "a probability such as 0.25",
            Self::Number => "a number",
            Self::Integer => "a whole number",
            Self::Percent => "a percentage such as \"1 %\"",
        }
    }

    /// The name of the base unit, for messages and tables.
    pub const fn base(self) -> &'static str {
        match self {
            Self::Duration => "d",
            Self::Rate | Self::Hazard => "per d",
            Self::Money => "money",
            Self::MoneyRate => "money per d",
            Self::Probability | Self::Number | Self::Integer | Self::Percent => "1",
        }
    }

    /// The unit of one over it.
    pub const fn inverse(self) -> Self {
        match self {
            Self::Duration => Self::Rate,
            Self::Rate | Self::Hazard => Self::Duration,
            _ => Self::Number,
        }
    }

    /// Tells whether the value is written in quotes, with its unit.
    pub const fn is_text(self) -> bool {
        matches!(self, Self::Duration | Self::Rate | Self::Hazard | Self::MoneyRate | Self::Percent)
    }
}

/// The units of time, with their length [d].
pub const TIME_UNITS: &[(&str, f64)] = &[
    ("ms", 1.0 / 86_400_000.0),
    ("s", 1.0 / 86_400.0),
    ("min", 1.0 / 1440.0),
    ("h", 1.0 / 24.0),
    ("d", 1.0),
    ("wk", 7.0),
    ("mo", DAYS_PER_YEAR / 12.0),
    ("y", DAYS_PER_YEAR),
];

/// Why a text is not a quantity: what is wrong and how to write it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// What is wrong.
    pub message: String,
    /// How to write it.
    pub help: Option<String>,
}

fn unreadable(message: impl Into<String>, help: impl Into<String>) -> Unreadable {
    Unreadable { message: message.into(), help: Some(help.into()) }
}

/// Reads a text as a quantity of this unit, in base units.
///
/// # Errors
///
/// What is wrong, in words that name the unit expected.
pub fn read(unit: Unit, text: &str) -> Result<f64, Unreadable> {
    match unit {
        Unit::Duration => duration(text),
        Unit::Rate => per_time(text, "a rate", "20 per wk"),
        Unit::MoneyRate => per_time(text, "money per time", "9000 per mo"),
        Unit::Hazard => hazard(text),
        Unit::Percent => percent(text),
        Unit::Money | Unit::Probability | Unit::Number | Unit::Integer => {
            Err(unreadable("expected a bare number, without quotes", format!("write {}", unit.example())))
        }
    }
}

fn duration(text: &str) -> Result<f64, Unreadable> {
    if text.trim() == "forever" {
        return Ok(f64::INFINITY);
    }
    let (number, rest) = leading_number(text)
        .ok_or_else(|| unreadable("not a duration", "write a number and a unit, such as \"6 min\", or \"forever\""))?;
    if rest.is_empty() {
        return Err(unreadable(
            "a duration without a unit",
            format!("write \"{} min\" or another of {}", text.trim(), unit_names()),
        ));
    }
    if rest.contains("per") {
        return Err(unreadable("a rate where a duration is expected", "write a number and a unit, such as \"6 min\""));
    }
    Ok(number * time_unit(rest)?)
}

fn per_time(text: &str, what: &str, example: &str) -> Result<f64, Unreadable> {
    let Some((amount, period)) = text.split_once("per") else {
        let help = match leading_number(text) {
            Some((_, rest)) if !rest.is_empty() && time_unit(rest).is_ok() => {
                format!("this is a duration; write how many per time, such as \"{example}\"")
            }
            _ => format!("say per what, such as \"{example}\""),
        };
        return Err(unreadable(format!("not {what}"), help));
    };
    let (number, rest) = leading_number(amount)
        .ok_or_else(|| unreadable(format!("not {what}"), format!("write it as \"{example}\"")))?;
    if rest.starts_with('%') {
        return Err(unreadable(format!("a percentage where {what} is expected"), format!("write it as \"{example}\"")));
    }
    if !rest.is_empty() {
        return Err(unreadable(
            format!("not {what}: cannot read `{}` before `per`", clip(rest)),
            format!("write it as \"{example}\""),
        ));
    }
    Ok(number / period_days(period)?)
}

/// `"20 % per y"` is 20 of 100 gone after a year by this hole alone: `-ln(1 - 0.20)` per year. `"0.223 per y"` is the hazard itself.
fn hazard(text: &str) -> Result<f64, Unreadable> {
    let help = "write \"20 % per y\" (20 of 100 gone after a year) or \"0.223 per y\" (the hazard itself)";
    let Some((amount, period)) = text.split_once("per") else {
        return Err(unreadable("not a hazard", help));
    };
    let (number, rest) = leading_number(amount).ok_or_else(|| unreadable("not a hazard", help))?;
    let days = period_days(period)?;
    match rest {
        "" => Ok(number / days),
        "%" if (0.0..100.0).contains(&number) => Ok(-num::ln_1p(-number / 100.0) / days),
        "%" => Err(unreadable(format!("a loss of {number} %; it must be at least 0 % and below 100 %"), help)),
        _ => Err(unreadable("not a hazard", help)),
    }
}

fn percent(text: &str) -> Result<f64, Unreadable> {
    match leading_number(text) {
        Some((number, "%")) => Ok(number / 100.0),
        _ => Err(unreadable("not a percentage", "write it as \"1 %\"")),
    }
}

/// The time after `per` of a quantity per time [d]; `None` where it cannot be read.
pub fn per_days(text: &str) -> Option<f64> {
    period_days(text.split_once("per")?.1).ok()
}

/// Reads `y` or `15 y` after `per`.
fn period_days(text: &str) -> Result<f64, Unreadable> {
    let text = text.trim();
    let (count, unit) = leading_number(text).unwrap_or((1.0, text));
    let days = count * time_unit(unit)?;
    if days > 0.0 && days.is_finite() {
        Ok(days)
    } else {
        Err(unreadable("the period must be longer than 0", "write a period such as `per y` or `per 15 y`"))
    }
}

fn time_unit(text: &str) -> Result<f64, Unreadable> {
    let text = text.trim();
    if let Some((_, days)) = TIME_UNITS.iter().find(|(name, _)| *name == text) {
        return Ok(*days);
    }
    const SPELT_OUT: &[(&str, &str)] = &[
        ("sec", "s"),
        ("second", "s"),
        ("seconds", "s"),
        ("minute", "min"),
        ("minutes", "min"),
        ("m", "min"),
        ("mins", "min"),
        ("hour", "h"),
        ("hours", "h"),
        ("hr", "h"),
        ("day", "d"),
        ("days", "d"),
        ("week", "wk"),
        ("weeks", "wk"),
        ("w", "wk"),
        ("month", "mo"),
        ("months", "mo"),
        ("year", "y"),
        ("years", "y"),
        ("yr", "y"),
        ("a", "y"),
    ];
    let meant = SPELT_OUT.iter().find(|(long, _)| text.eq_ignore_ascii_case(long)).map(|(_, short)| *short);
    let meant = meant.or_else(|| nearest(text, TIME_UNITS.iter().map(|(name, _)| *name)).filter(|_| text.len() > 1));
    let message = format!("unknown unit of time `{}`", clip(text));
    Err(unreadable(
        message,
        meant.map_or_else(|| format!("known units: {}", unit_names()), |short| format!("write `{short}`")),
    ))
}

/// Writes a duration the way people do, in the largest unit that gives at least 1.
pub fn written_days(days: f64) -> String {
    let (name, length) = time_unit_of(days);
    let rounded = (days / length * 1e6).round() / 1e6;
    format!("\"{} {name}\"", crate::scenario::text::node::plain(rounded))
}

/// The largest unit of time that gives at least 1, with its length [d]; of months and weeks people do not count so.
pub fn time_unit_of(days: f64) -> (&'static str, f64) {
    let known = TIME_UNITS.iter().rev().filter(|(name, _)| *name != "mo" && *name != "wk");
    known.copied().find(|(_, length)| days.abs() >= *length).unwrap_or(("d", 1.0))
}

/// Writes a value in base units so that a key reads the same number back.
pub fn exact(unit: Unit, value: f64) -> String {
    let number = crate::scenario::text::node::plain(value);
    match unit {
        Unit::Duration => format!("\"{number} d\""),
        Unit::Rate | Unit::Hazard | Unit::MoneyRate => format!("\"{number} per d\""),
        Unit::Percent => format!("\"{} %\"", crate::scenario::text::node::plain(value * 100.0)),
        Unit::Money | Unit::Probability | Unit::Number | Unit::Integer => number,
    }
}

/// Writes a value in base units as a key takes it.
pub fn written(unit: Unit, value: f64) -> String {
    match unit {
        Unit::Duration => written_days(value),
        Unit::Rate | Unit::Hazard | Unit::MoneyRate => format!("\"{value} per d\""),
        Unit::Percent => format!("\"{} %\"", value * 100.0),
        _ => format!("{value}"),
    }
}

fn unit_names() -> String {
    let names: Vec<&str> = TIME_UNITS.iter().map(|(name, _)| *name).collect();
    names.join(", ")
}

/// Splits a finite number off the front; the rest is trimmed.
pub fn leading_number(text: &str) -> Option<(f64, &str)> {
    let text = text.trim();
    let bytes = text.as_bytes();
    let mut end = 0;
    while end < bytes.len() {
        let byte = bytes[end];
        let sign = (byte == b'+' || byte == b'-') && (end == 0 || matches!(bytes[end - 1], b'e' | b'E'));
        let exponent =
            matches!(byte, b'e' | b'E') && end > 0 && matches!(bytes.get(end + 1), Some(b'0'..=b'9' | b'+' | b'-'));
        if !(byte.is_ascii_digit() || byte == b'.' || byte == b'_' || sign || exponent) {
            break;
        }
        end += 1;
    }
    let digits: String = text[..end].chars().filter(|&c| c != '_').collect();
    let number: f64 = digits.parse().ok()?;
    number.is_finite().then(|| (number, text[end..].trim()))
}

fn clip(text: &str) -> String {
    text.chars().take(30).flat_map(char::escape_debug).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(got: f64, wanted: f64) {
        assert!((got - wanted).abs() <= 1e-12 * wanted.abs().max(1.0), "{got} is not {wanted}");
    }

    #[test]
    fn durations_are_days() {
        near(read(Unit::Duration, "6 min").expect("ok"), 6.0 / 1440.0);
        near(read(Unit::Duration, "1.5 h").expect("ok"), 0.0625);
        near(read(Unit::Duration, "12 mo").expect("ok"), 365.0);
        near(read(Unit::Duration, "2e3ms").expect("ok"), 2.0 / 86_400.0);
        assert_eq!(read(Unit::Duration, "forever"), Ok(f64::INFINITY));
    }

    #[test]
    fn a_hazard_said_twice_is_the_same() {
        // CRM deck and the language page: 20 % a year is 0.2231 a year.
        near(read(Unit::Hazard, "20 % per y").expect("ok") * 365.0, -num::ln(0.8));
        near(read(Unit::Hazard, "1 per 15 y").expect("ok") * 365.0, 1.0 / 15.0);
        assert!(read(Unit::Hazard, "100 % per y").is_err());
        assert!(read(Unit::Hazard, "0.2").is_err());
    }

    #[test]
    fn rates_say_per_what() {
        near(read(Unit::Rate, "20 per wk").expect("ok"), 20.0 / 7.0);
        near(read(Unit::MoneyRate, "40_000 per mo").expect("ok"), 40_000.0 * 12.0 / 365.0);
        assert!(read(Unit::Rate, "20").is_err());
        assert!(read(Unit::Rate, "20 % per y").is_err());
        assert!(read(Unit::Rate, "20 per 0 y").is_err());
    }

    #[test]
    fn slips_are_explained() {
        let help = |text| read(Unit::Duration, text).expect_err("a slip").help.expect("help");
        assert_eq!(help("6 minutes"), "write `min`");
        assert!(help("6").contains("\"6 min\""));
        assert!(read(Unit::Duration, "6 per h").expect_err("a rate").message.contains("a rate"));
        assert!(read(Unit::Duration, "inf d").is_err());
        assert!(read(Unit::Duration, "1e999 d").is_err());
    }
}
