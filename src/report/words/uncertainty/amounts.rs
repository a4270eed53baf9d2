//! Amounts of what decides, in its unit, with as many digits as their intervals allow.

use crate::experiment::results::uncertainty::{Gain, Judged, Uncertainty};
use crate::report::words::findings::label;
use crate::report::words::format::{magnitude, number, places, plus, printed_unit, rounded};
use crate::report::words::names::visible;

/// The value of the firm.
const VALUE: &str = "npv";
/// Value gained per money spent.
const RETURN: &str = "return";

/// A unit as amounts of it are told: differences of shares are points.
#[derive(Debug, Clone, PartialEq)]
struct Unit {
    factor: f64,
    words: String,
}

impl Unit {
    fn of(unit: &str) -> Unit {
        let (factor, words) = printed_unit(unit);
        let words = if words.starts_with('%') { words.replacen('%', "points", 1) } else { visible(words, 16) };
        Unit { factor, words }
    }

    /// Last place worth printing of a value with this interval; the value never rounds to nothing.
    fn place(&self, value: f64, ci95: [f64; 2]) -> i32 {
        let value = value * self.factor;
        let wanted = places(value, Some(ci95.map(|end| end * self.factor)));
        if value == 0.0 { wanted } else { wanted.max(-magnitude(value)) }
    }

    fn at(&self, value: f64, place: i32) -> String {
        rounded(value * self.factor, place)
    }

    fn with(&self, amount: String) -> String {
        if self.words.is_empty() { amount } else { format!("{amount} {}", self.words) }
    }
}

/// What the metric that decides is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    /// Value, by the firm or by somebody's own table.
    Value,
    /// Value gained per money spent.
    Return,
    /// Another metric, by its name in a sentence.
    Metric(String),
}

/// How amounts of what decides are told.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::report) struct Amounts {
    kind: Kind,
    gain: Unit,
    worth: Unit,
    less_is_better: bool,
}

impl Amounts {
    /// Of an answer.
    pub(in crate::report) fn of(found: &Uncertainty) -> Amounts {
        let Some(decides) = &found.decides else {
            return Amounts { kind: Kind::Value, gain: Unit::of(""), worth: Unit::of(""), less_is_better: false };
        };
        let kind = match decides.metric.strip_prefix("metrics.").unwrap_or(&decides.metric) {
            VALUE => Kind::Value,
            RETURN => Kind::Return,
            other => Kind::Metric(uncapital(&label(other))),
        };
        let worth = if decides.worth_unit.is_empty() { &decides.unit } else { &decides.worth_unit };
        Amounts { kind, gain: Unit::of(&decides.unit), worth: Unit::of(worth), less_is_better: decides.less_is_better }
    }

    /// Whether one can say that it pays.
    pub(super) fn is_money(&self) -> bool {
        !matches!(self.kind, Kind::Metric(_))
    }

    /// Whether what a design brings more than the baseline makes it worse.
    pub(in crate::report) fn is_worse(&self, gain: f64) -> bool {
        if self.less_is_better { gain > 0.0 } else { gain < 0.0 }
    }

    /// What is gained, as a title of a column or an axis: "gain [CNY]".
    pub(in crate::report) fn title(&self, what: &str) -> String {
        let unit = if self.gain.words.is_empty() { String::new() } else { format!(" [{}]", self.gain.words) };
        match &self.kind {
            Kind::Value => format!("{what}{unit}"),
            Kind::Return => format!("{what}, per {} spent", self.spent()),
            Kind::Metric(name) => format!("{what}, {name}{unit}"),
        }
    }

    /// The same of worth: "worth [CNY]".
    pub(in crate::report) fn worth_title(&self, what: &str) -> String {
        if self.worth.words.is_empty() { what.to_owned() } else { format!("{what} [{}]", self.worth.words) }
    }

    /// Factor by which axes of gains show them.
    pub(in crate::report) fn gain_factor(&self) -> f64 {
        self.gain.factor
    }

    /// The same of worth.
    pub(in crate::report) fn worth_factor(&self) -> f64 {
        self.worth.factor
    }

    fn spent(&self) -> &str {
        if self.worth.words.is_empty() { "unit" } else { &self.worth.words }
    }

    /// "18,000 EUR", "0.34 EUR per EUR spent".
    fn with_unit(&self, amount: String) -> String {
        match self.kind {
            Kind::Return if self.worth.words.is_empty() => format!("{amount} per unit spent"),
            Kind::Return => format!("{amount} {0} per {0} spent", self.worth.words),
            _ => self.gain.with(amount),
        }
    }

    fn place(&self, gain: &Gain) -> i32 {
        self.gain.place(gain.mean, gain.ci95)
    }

    /// Quantiles are known less well than a mean, and one digit beyond the first of their distance is plenty.
    fn ends(&self, band: [f64; 2], gain: &Gain) -> [String; 2] {
        let half = (band[1] - band[0]) / 2.0 * self.gain.factor;
        let own = if half > 0.0 { 1 - magnitude(half) } else { i32::MAX };
        let place = self.place(gain).min(own);
        band.map(|end| plus(&self.gain.at(end, place)))
    }

    /// The mean with its sign and unit: "+18,000 EUR".
    pub(in crate::report) fn signed(&self, gain: &Gain) -> String {
        self.with_unit(plus(&self.gain.at(gain.mean, self.place(gain))))
    }

    /// The mean with its sign, for a table.
    pub(in crate::report) fn mean(&self, gain: &Gain) -> String {
        plus(&self.gain.at(gain.mean, self.place(gain)))
    }

    /// An interval or a band around a gain, for a table.
    pub(in crate::report) fn band(&self, band: [f64; 2], gain: &Gain) -> String {
        self.ends(band, gain).join(" to ")
    }

    /// Another gain with the digits of this one, for a table.
    pub(in crate::report) fn like(&self, other: f64, gain: &Gain) -> String {
        plus(&self.gain.at(other, self.place(gain)))
    }

    /// A gain somewhere, with its interval and unit: "+300 EUR [−900, +1,500]".
    pub(super) fn estimate(&self, value: f64, ci95: [f64; 2]) -> String {
        let place = self.gain.place(value, ci95);
        let [low, high] = ci95.map(|end| plus(&self.gain.at(end, place)));
        format!("{} [{low}, {high}]", self.with_unit(plus(&self.gain.at(value, place))))
    }

    /// "gains 18,000 EUR [−35,000, +61,000 for nine in ten futures, 4 % of it chance; 21,000 as written]".
    pub(super) fn gains(&self, gain: &Gain, as_written: Option<f64>) -> String {
        let place = self.place(gain);
        let size = self.with_unit(self.gain.at(gain.mean.abs(), place));
        let verb = match (&self.kind, gain.mean < 0.0) {
            (Kind::Metric(name), false) => format!("raises {name} by {size}"),
            (Kind::Metric(name), true) => format!("lowers {name} by {size}"),
            (_, false) => format!("gains {size}"),
            (_, true) => format!("loses {size}"),
        };
        let [low, high] = self.ends(gain.future, gain);
        let chance =
            gain.share_of_luck.map_or(String::new(), |share| format!(", {} of it chance", whole_percent(share)));
        let written = as_written.map_or(String::new(), |written| {
            let plain = self.gain.at(written, place);
            // Where the verb says the direction, a number without a sign goes the same way.
            let told = if gain.mean >= 0.0 && self.is_money() { plain } else { plus(&plain) };
            format!("; {told} as written")
        });
        format!("{verb} [{low}, {high} for nine in ten futures{chance}{written}]")
    }

    /// "18,000 EUR more, −35,000 to +61,000".
    pub(super) fn in_a_headline(&self, gain: &Gain) -> String {
        let amount = self.gain.at(gain.mean, self.place(gain));
        let [low, high] = self.ends(gain.future, gain);
        let told = match &self.kind {
            Kind::Value => format!("{} more", self.with_unit(amount)),
            Kind::Return if self.worth.words.is_empty() => format!("{amount} gained per unit spent"),
            Kind::Return => format!("{amount} {0} gained per {0} spent", self.worth.words),
            Kind::Metric(name) => format!("{name} {}", self.with_unit(plus(&amount))),
        };
        format!("{told}, {low} to {high}")
    }

    /// The same with a sign, of what is no gain.
    pub(super) fn difference(&self, gain: &Gain) -> String {
        let [low, high] = self.ends(gain.future, gain);
        let name = match &self.kind {
            Kind::Metric(name) => format!("{name} "),
            _ => String::new(),
        };
        format!("{name}{}, {low} to {high}", self.signed(gain))
    }

    /// A worth without its unit: "4,100".
    pub(in crate::report) fn worth(&self, worth: &Judged) -> String {
        self.worth.at(worth.value, self.worth.place(worth.value, worth.ci95))
    }

    /// The ends of its interval: "[2,900, 5,400]".
    pub(in crate::report) fn worth_interval(&self, worth: &Judged) -> String {
        let place = self.worth.place(worth.value, worth.ci95);
        let [low, high] = worth.ci95.map(|end| self.worth.at(end, place));
        format!("[{low}, {high}]")
    }

    /// A worth with its unit and, where that says nothing of what, its name: "5,300 EUR", "0.4 points of yearly loss".
    pub(super) fn worth_of(&self, worth: &Judged) -> String {
        let amount = self.worth.with(self.worth(worth));
        match &self.kind {
            Kind::Metric(name) => format!("{amount} of {name}"),
            _ => amount,
        }
    }

    /// Money that is paid, without its unit.
    pub(super) fn cost(&self, cost: f64) -> String {
        rounded(cost, places(cost, None).min(2))
    }
}

/// A share in whole per cent: of variances more is not known.
fn whole_percent(share: f64) -> String {
    if share > 0.0 && share < 0.005 { "under 1 %".to_owned() } else { format!("{} %", number(share * 100.0, 0)) }
}

/// A name inside a sentence: its first letter is small, unless the word is all capitals.
fn uncapital(name: &str) -> String {
    let mut letters = name.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().collect::<String>() + letters.as_str()
        }
        _ => name.to_owned(),
    }
}
