//! The scenario after checking: typed values in base units, each with its origin.
//!
//! An [`Item`] is what goes by paths: patches, `explain`, hashes. What a key says is read by the blocks of the grammar, such as
//! [`crate::scenario::grammar::Touchpoint`].

use crate::laws::CheckedLaw;
use crate::scenario::grammar::KeySpec;
use crate::scenario::grammar::quantity::Unit;
use crate::scenario::grammar::week::Timetable;
use crate::scenario::text::node::{Node, Origin};
use crate::scenario::text::source::Span;

/// One value with its origin.
#[derive(Clone, Debug)]
pub struct Item {
    /// The value.
    pub value: Value,
    /// Where it stands.
    pub span: Span,
    /// Where it comes from.
    pub origin: Origin,
}

/// What stands where nothing is.
pub(in crate::scenario) static NOTHING: Item =
    Item { value: Value::Invalid, span: Span { file: 0, start: 0, end: 0 }, origin: Origin::Default("") };

/// A typed value.
#[derive(Clone, Debug)]
pub enum Value {
    /// Reported as wrong; the key was there. Never in a checked scenario.
    Invalid,
    /// Text, a name, or a word of a choice.
    Text(String),
    /// True or false.
    Bool(bool),
    /// A quantity.
    Amount(Unit, Amount),
    /// A list of numbers in base units.
    Vector(Unit, Vec<f64>),
    /// A list of texts.
    Texts(Vec<(String, Span)>),
    /// A table with free keys.
    Map(Vec<(String, Item)>),
    /// Where customers go next.
    Route(Route),
    /// Opening hours: rising, separate stretches of the week [min].
    Hours(Vec<(u32, u32)>),
    /// Windows of the week with their relative weight; elsewhere 1.
    Peaks(Vec<Peak>),
    /// Patches.
    Changes(Vec<Change>),
    /// A table with known keys.
    Block(Vec<Slot>),
    /// Named entries.
    Entries(Vec<Item>),
    /// What is read where it is known what it stands for.
    Any(Box<Node>),
}

/// A quantity, in base units.
#[derive(Clone, Debug, PartialEq)]
pub enum Amount {
    /// The same always.
    Fixed(f64),
    /// Drawn from a law.
    Law(CheckedLaw),
    /// By term of a contract, else by year; the last repeats.
    ByTenure(Vec<f64>),
    /// By steps of tenure; the last repeats.
    ByStep {
        /// How long each holds [d].
        every: f64,
        /// One for each step, at least one.
        values: Vec<f64>,
    },
    /// By time of the week.
    Week(Timetable),
    /// By fee.
    ByFee(Curve),
}

impl Amount {
    /// The mean: of the law, over the week, or the first value by tenure or fee.
    pub fn mean(&self) -> f64 {
        match self {
            Self::Fixed(value) => *value,
            Self::Law(law) => law.mean(),
            Self::ByTenure(values) | Self::ByStep { values, .. } => values.first().copied().unwrap_or(0.0),
            Self::Week(table) => table.mean(),
            Self::ByFee(curve) => curve.points.first().map_or(0.0, |point| point.1),
        }
    }

    /// The quantity as a law; a fixed value is a constant.
    pub fn to_law(&self) -> CheckedLaw {
        match self {
            Self::Law(law) => law.clone(),
            other => CheckedLaw::constant(other.mean()),
        }
    }

    /// Tells whether it is 0 always.
    pub fn is_zero(&self) -> bool {
        matches!(self, Self::Fixed(value) if *value == 0.0)
    }
}

/// A line through points, straight between them, that says nothing beyond the first and the last.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// Where a point stands, and its value: at least two, rising, each place once.
    pub points: Vec<(f64, f64)>,
}

impl Curve {
    /// The value at a place; `None` outside the points.
    pub fn at(&self, place: f64) -> Option<f64> {
        let next = self.points.iter().position(|point| point.0 >= place)?;
        let (to, value) = self.points[next];
        if to == place {
            return Some(value);
        }
        let (from, before) = *self.points.get(next.checked_sub(1)?)?;
        Some(before + (value - before) * (place - from) / (to - from))
    }

    /// The places of the first and of the last point.
    pub fn ends(&self) -> [f64; 2] {
        [self.points.first(), self.points.last()].map(|point| point.map_or(f64::NAN, |point| point.0))
    }
}

/// Where customers go next.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// Whether the numbers are rates that race [1/d], rather than weights.
    pub races: bool,
    /// Touchpoint, or `done`, with its weight or rate, and where it is named.
    pub targets: Vec<(String, f64, Span)>,
}

/// A window of the week with a relative weight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Peak {
    /// First minute of the week.
    pub from: u32,
    /// One past the last minute.
    pub to: u32,
    /// Relative weight.
    pub weight: f64,
}

/// A patch as written: a path, and what happens there.
#[derive(Clone, Debug)]
pub struct Change {
    /// The path.
    pub path: String,
    /// Where the path stands.
    pub span: Span,
    /// What happens.
    pub action: Action,
    /// Where the action stands.
    pub action_span: Span,
}

/// What a patch does.
#[derive(Clone, Debug)]
pub enum Action {
    /// Replace.
    Set(Node),
    /// Add a quantity of the same unit.
    Add(Node),
    /// Multiply.
    Scale(f64),
    /// Raise by a number of the base unit, before every factor and sum: the pulse of a crisis, so that a repair of the
    /// hole still acts on it.
    Raise(f64),
}

/// A key of a block with its value.
#[derive(Clone, Debug)]
pub struct Slot {
    /// What the grammar says of it.
    pub spec: &'static KeySpec,
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub item: Item,
}

impl Item {
    /// The keys of a block; empty for anything else.
    pub fn slots(&self) -> &[Slot] {
        if let Value::Block(slots) = &self.value { slots } else { &[] }
    }

    /// The slot of a key.
    pub fn slot(&self, key: &str) -> Option<&Slot> {
        self.slots().iter().find(|slot| slot.spec.key == key)
    }

    /// The value of an optional key.
    pub fn opt(&self, key: &str) -> Option<&Self> {
        self.slot(key).map(|slot| &slot.item)
    }

    /// Tells whether a key is there.
    pub fn has(&self, key: &str) -> bool {
        self.opt(key).is_some()
    }

    /// The entry of a list of blocks that has this name.
    pub fn entry(&self, key: &str, name: &str) -> Option<&Self> {
        self.opt(key)?.entries().iter().find(|entry| entry.name() == name)
    }

    /// The entries, if this is a list of blocks.
    pub fn entries(&self) -> &[Self] {
        if let Value::Entries(entries) = &self.value { entries } else { &[] }
    }

    /// The name of an entry; empty if it has none.
    pub fn name(&self) -> &str {
        self.opt("name").and_then(Self::as_text).unwrap_or("")
    }

    /// Tells whether an entry is enabled.
    pub fn is_enabled(&self) -> bool {
        self.opt("enabled").and_then(Self::as_bool).unwrap_or(true)
    }

    /// The text, if it is text.
    pub fn as_text(&self) -> Option<&str> {
        if let Value::Text(text) = &self.value { Some(text) } else { None }
    }

    /// True or false, if it is that.
    pub fn as_bool(&self) -> Option<bool> {
        if let Value::Bool(value) = self.value { Some(value) } else { None }
    }

    /// The quantity, if it is one.
    pub fn as_amount(&self) -> Option<&Amount> {
        if let Value::Amount(_, amount) = &self.value { Some(amount) } else { None }
    }

    /// The number, if it is a fixed quantity.
    pub fn as_number(&self) -> Option<f64> {
        if let Some(Amount::Fixed(value)) = self.as_amount() { Some(*value) } else { None }
    }

    /// The share, if it was written in per cent.
    pub fn as_share(&self) -> Option<f64> {
        if let Value::Amount(Unit::Percent, Amount::Fixed(share)) = self.value { Some(share) } else { None }
    }

    /// The route, if it is one.
    pub fn as_route(&self) -> Option<&Route> {
        if let Value::Route(route) = &self.value { Some(route) } else { None }
    }

    /// The opening hours, if it is that.
    pub fn as_hours(&self) -> Option<&[(u32, u32)]> {
        if let Value::Hours(hours) = &self.value { Some(hours) } else { None }
    }

    /// The peak hours, if it is that.
    pub fn as_peaks(&self) -> Option<&[Peak]> {
        if let Value::Peaks(peaks) = &self.value { Some(peaks) } else { None }
    }

    /// The patches, if it is that.
    pub fn as_changes(&self) -> Option<&[Change]> {
        if let Value::Changes(changes) = &self.value { Some(changes) } else { None }
    }

    /// The tree, if it is read elsewhere.
    pub fn as_any(&self) -> Option<&Node> {
        if let Value::Any(node) = &self.value { Some(node) } else { None }
    }

    /// The list of numbers, if it is one.
    pub fn as_vector(&self) -> Option<&[f64]> {
        if let Value::Vector(_, values) = &self.value { Some(values) } else { None }
    }

    /// The free keys with their values, if it is such a table.
    pub fn as_map(&self) -> Option<&[(String, Self)]> {
        if let Value::Map(map) = &self.value { Some(map) } else { None }
    }

    /// The texts, if it is a list of texts.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let texts: &[(String, Span)] = if let Value::Texts(texts) = &self.value { texts } else { &[] };
        texts.iter().map(|(text, _)| text.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_is_straight_between_its_points_and_ends_with_them() {
        let curve = Curve { points: vec![(0.0, 0.4), (10.0, 0.15), (20.0, 0.05)] };
        assert_eq!([0.0, 10.0, 20.0].map(|fee| curve.at(fee)), [Some(0.4), Some(0.15), Some(0.05)]);
        // A fifth of the way from .4 to .15, and half of that from .15 to .05.
        assert!((curve.at(2.0).expect("between") - 0.35).abs() < 1e-15);
        assert!((curve.at(15.0).expect("between") - 0.1).abs() < 1e-15);
        assert_eq!([-0.1, 20.1, f64::NAN].map(|fee| curve.at(fee)), [None; 3]);
        assert_eq!(curve.ends(), [0.0, 20.0]);
    }
}
