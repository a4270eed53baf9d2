//! How far a default that is an assumption may be off: nine in ten lie between two ends.
//!
//! # Definition
//!
//! By rule half to double; a share or a score one logit either way. By hand where literature or sense say something else, and for what the
//! rule cannot say: values at 0 or 1, what may be negative, lists in order, laws. Else it is held fixed, and the reason is said. Of weights
//! that sum to 1 the largest stands for all: it has a range, and the others give way.

use super::family::{Between, Family, Shape};
use super::kinds::{KeySpec, Kind, Quantity};
use super::quantity::{DAYS_PER_YEAR, Unit, read, time_unit_of};
use crate::scenario::text::document::value_of;
use crate::scenario::text::node::{Content, Node, Origin, plain};
use crate::scenario::text::source::Span;

/// What cannot be uncertain: it says how a world is watched, not what it is.
pub const NEVER_UNCERTAIN: &[&str] =
    &["name", "question", "about", "sources", "extends", "run", "decides", "uncertain", "sweep", "assert"];

/// What the grammar says by hand.
#[derive(Clone, Copy, Debug)]
pub enum ByHand {
    /// Nine in ten lie between two values, as they would be written.
    Between {
        /// The lower end.
        low: &'static str,
        /// The upper end.
        high: &'static str,
        /// Why these.
        why: &'static str,
    },
    /// The same of parts of the value.
    Parts {
        /// The parts that have a range.
        parts: &'static [Part],
        /// Why these.
        why: &'static str,
    },
    /// None.
    Fixed {
        /// Why not.
        why: &'static str,
    },
}

/// A part of a value with its range.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// Its path from the value on: an element, or the parameter of a law.
    pub at: &'static str,
    /// The lower end.
    pub low: &'static str,
    /// The upper end.
    pub high: &'static str,
}

impl Part {
    /// Makes one.
    pub const fn new(at: &'static str, low: &'static str, high: &'static str) -> Self {
        Self { at, low, high }
    }
}

/// A default that is an assumption, with how far it may be off.
#[derive(Clone, Debug, PartialEq)]
pub struct AssumedRange {
    /// Its path, as a patch takes it: of a list the element, of a law the parameter.
    pub path: String,
    /// The value, as it would be written.
    pub value: String,
    /// What its number means.
    pub unit: Unit,
    /// Nine in ten lie between the ends of this law, if it has a range.
    pub between: Option<Between>,
    /// Why this range; without one, why it is held fixed.
    pub why: String,
}

impl AssumedRange {
    /// One that has no range.
    pub fn fixed(path: String, node: &Node, why: impl Into<String>) -> Self {
        Self { path, value: node.to_toml(), unit: Unit::Number, between: None, why: why.into() }
    }

    /// The ends in words: `90 d to 1 y`, or that it is held fixed.
    pub fn in_words(&self) -> String {
        let Some(between) = &self.between else { return "held fixed".to_owned() };
        let [low, high] = between.ends().map(|end| brief(self.unit, end));
        format!("{low} to {high}")
    }

    /// What it rests on: the reason of its ends, or why it has none.
    pub fn basis(&self) -> String {
        let what = if self.between.is_some() { "range" } else { "held fixed" };
        format!("{what}: {}", self.why)
    }

    /// All of it in a sentence.
    pub fn sentence(&self) -> String {
        match &self.between {
            Some(between) => format!(
                "`{}`: nine in ten lie between {} and {}: {}, median {} ({})",
                self.path,
                brief(self.unit, between.ends()[0]),
                brief(self.unit, between.ends()[1]),
                between.family().shape.word(),
                brief(self.unit, between.median()),
                self.why
            ),
            None => format!("`{}`: held fixed ({})", self.path, self.why),
        }
    }
}

/// Tells whether the basis of a value says that it is an assumption.
pub fn is_assumption(basis: &str) -> bool {
    basis.contains("assumption")
}

/// The ranges of a value whose basis is an assumption. `own`: it is a default and from no preset: to it ranges by hand belong.
pub fn ranges(key: &KeySpec, path: &str, node: &Node, own: bool) -> Vec<AssumedRange> {
    let fixed = |why: &str| vec![AssumedRange::fixed(path.to_owned(), node, why)];
    let quantity = quantity_of(&key.kind);
    match (key.by_hand, quantity) {
        (Some(ByHand::Fixed { why }), _) => return fixed(why),
        (Some(ByHand::Between { low, high, why }), Some(quantity)) if own => {
            return vec![by_hand(quantity, path.to_owned(), node, [low, high], why)];
        }
        (Some(ByHand::Parts { parts, why }), Some(quantity)) if own => {
            let of = |part: &Part| {
                let keys: Vec<&str> = part.at.split('.').collect();
                let inside = quantity.inside(&keys).expect("a part of the value; a test sees to it");
                let inner = keys.iter().try_fold(node, |node, key| inner(node, key)).unwrap_or(node);
                by_hand(inside, format!("{path}.{}", part.at), inner, [part.low, part.high], why)
            };
            return parts.iter().map(of).collect();
        }
        _ => {}
    }
    match (&key.kind, &node.content) {
        (Kind::Bool, _) => fixed("a switch"),
        (Kind::Vector(..), _) => fixed("a list in order"),
        (Kind::Map(_), Content::Table(fields)) if quantity.is_some() => {
            let of = |quantity: Quantity| {
                fields.iter().map(move |field| by_rule(quantity, format!("{path}.{}", field.key), &field.node))
            };
            quantity.into_iter().flat_map(of).collect()
        }
        _ => match quantity {
            Some(quantity) => vec![by_rule(quantity, path.to_owned(), node)],
            None => fixed("a word"),
        },
    }
}

/// The ranges of the default of a key, as the grammar knows them.
pub fn of_default(key: &KeySpec) -> Vec<AssumedRange> {
    match key.default {
        Some(text) if is_assumption(key.basis) => ranges(key, key.key, &node_of(text), true),
        _ => Vec::new(),
    }
}

/// The ranges of a default in words.
fn default_in_words(ranges: &[AssumedRange]) -> String {
    let (held, free): (Vec<_>, Vec<_>) = ranges.iter().partition(|range| range.between.is_none());
    let mut words = Vec::new();
    if let Some(first) = free.first() {
        let ends: Vec<String> = free.iter().map(|range| range.in_words()).collect();
        words.push(format!("nine in ten {} ({})", ends.join(", "), first.why));
    }
    if let Some(first) = held.first() {
        words.push(if free.is_empty() { first.basis() } else { "the rest is held fixed".to_owned() });
    }
    words.join("; ")
}

/// The family of what is not known of a key, by the section that it stands in.
pub fn family_of(section: &str, kind: &Kind) -> Option<Family> {
    quantity_of(kind).filter(|_| !NEVER_UNCERTAIN.contains(&section)).map(|quantity| quantity.family())
}

/// What the grammar says of how far a key may be off: the family, and the range of its default; `None` of what cannot be uncertain.
pub fn not_known(section: &str, key: &KeySpec) -> Option<String> {
    let family = family_of(section, &key.kind)?.shape.word();
    let ranges = of_default(key);
    Some(if ranges.is_empty() { family.to_owned() } else { format!("{family}; {}", default_in_words(&ranges)) })
}

/// The quantity behind a key.
pub fn quantity_of(kind: &Kind) -> Option<Quantity> {
    match kind {
        Kind::Quantity(quantity) | Kind::Vector(quantity, _) => Some(*quantity),
        Kind::Map(of) => quantity_of(of),
        Kind::Either(kinds) => kinds.iter().find_map(quantity_of),
        _ => None,
    }
}

/// A text of the grammar as it would stand in a file.
fn node_of(text: &str) -> Node {
    let origin = Origin::Default("");
    let mut node = Node::new(value_of(text), Span::default(), origin);
    // Inside a list or a table the places are those of the text read alone.
    node.relabel(Span::default(), origin);
    node
}

fn inner<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    match (node.elements(), key.parse::<usize>()) {
        (Some(elements), Ok(at)) => elements.get(at.checked_sub(1)?),
        _ => node.get(key),
    }
}

fn by_hand(quantity: Quantity, path: String, node: &Node, ends: [&str; 2], why: &str) -> AssumedRange {
    let ends = ends.map(|text| number_in(&quantity, &node_of(text)).expect("a number; a test sees to it"));
    let between = quantity.family().between(ends, quantity.unit).expect("a range of the family; a test sees to it");
    AssumedRange { path, value: node.to_toml(), unit: quantity.unit, between: Some(between), why: why.to_owned() }
}

fn by_rule(quantity: Quantity, path: String, node: &Node) -> AssumedRange {
    let family = quantity.family();
    let Some(value) = number_in(&quantity, node).filter(|value| value.is_finite()) else {
        return AssumedRange::fixed(path, node, "a law, not a number");
    };
    let says_nothing = value == 0.0 || (value == 1.0 && !quantity.unit.is_text() && quantity.unit != Unit::Money);
    if says_nothing || value == family.low || value == family.high {
        return AssumedRange::fixed(path, node, format!("at {} it says nothing", brief(quantity.unit, value)));
    }
    let (ends, why) = match family.shape {
        Shape::Lognormal => ([0.5 * value, 2.0 * value], "half to double"),
        Shape::LogitNormal => (family.a_logit_about(value), "one logit either way"),
        Shape::Whole => ([(0.5 * value).ceil(), 2.0 * value], "half to double"),
        Shape::Normal => return AssumedRange::fixed(path, node, "it may be negative: half to double says nothing"),
    };
    match family.between(ends, quantity.unit) {
        Ok(between) => AssumedRange {
            path,
            value: node.to_toml(),
            unit: quantity.unit,
            between: Some(between),
            why: why.to_owned(),
        },
        Err(_) => AssumedRange::fixed(path, node, "half to double leaves the bounds of the key"),
    }
}

/// The number that stands there, in the base unit.
fn number_in(quantity: &Quantity, node: &Node) -> Option<f64> {
    match &node.content {
        Content::Integer(number) => Some(*number as f64),
        Content::Float(number) => Some(*number),
        Content::Text(text) => read(quantity.unit, text).ok(),
        _ => None,
    }
}

/// A value in base units to three digits, in the unit people use.
pub fn brief(unit: Unit, value: f64) -> String {
    match unit {
        Unit::Duration => {
            let (name, days) = time_unit_of(value);
            format!("{} {name}", plain(rounded(value / days)))
        }
        Unit::Rate | Unit::Hazard | Unit::MoneyRate => format!("{} per y", plain(rounded(value * DAYS_PER_YEAR))),
        Unit::Percent => format!("{} %", plain(rounded(value * 100.0))),
        _ => plain(rounded(value)),
    }
}

/// To three significant digits.
pub fn rounded(value: f64) -> f64 {
    format!("{value:.2e}").parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::grammar::{BlockSpec, ROOT};

    /// All keys of the language with their paths.
    fn keys() -> Vec<(String, &'static KeySpec)> {
        fn walk(block: &'static BlockSpec, path: &str, out: &mut Vec<(String, &'static KeySpec)>) {
            for key in block.keys {
                let here = format!("{path}.{}", key.key);
                out.push((here.clone(), key));
                if let Some(inner) = key.block() {
                    walk(inner, &here, out);
                }
            }
        }
        let mut out = Vec::new();
        walk(ROOT, "", &mut out);
        out
    }

    #[test]
    fn every_assumed_default_has_a_range_or_a_reason_said_by_hand_where_the_rule_has_no_answer() {
        let mut seen = 0;
        for (path, key) in keys() {
            let Some(text) = key.default.filter(|_| is_assumption(key.basis)) else { continue };
            // Of a block each value is asked for by itself.
            if key.block().is_some() {
                continue;
            }
            let ranges = of_default(key);
            assert!(!ranges.is_empty(), "{path}");
            for range in &ranges {
                let is_zero = range.why.starts_with("at 0 ");
                let said = range.between.is_some() || is_zero || matches!(key.by_hand, Some(ByHand::Fixed { .. }));
                assert!(said, "{path} = {text} is held fixed by no decision: {}", range.why);
                assert!(range.why.len() > 5, "{path}: {}", range.why);
            }
            seen += 1;
        }
        assert!(seen > 110, "{seen}");
    }

    #[test]
    fn what_is_said_by_hand_fits_its_key_and_holds_the_default() {
        let mut seen = 0;
        for (path, key) in keys() {
            let Some(hand) = key.by_hand else { continue };
            let whole = [Part::new("", "", "")];
            let (parts, why) = match hand {
                ByHand::Fixed { why } => (&[][..], why),
                ByHand::Between { why, .. } => (&whole[..], why),
                ByHand::Parts { parts, why } => (parts, why),
            };
            assert!(why.len() > 5, "{path}");
            let Some(text) = key.default.filter(|_| is_assumption(key.basis)) else { continue };
            let node = node_of(text);
            let ranges = ranges(key, key.key, &node, true);
            assert_eq!(ranges.len(), parts.len().max(1), "{path}");
            for (range, part) in ranges.iter().zip(parts) {
                let quantity = quantity_of(&key.kind).expect("a quantity");
                let keys: Vec<&str> = part.at.split('.').filter(|key| !key.is_empty()).collect();
                let inside = quantity.inside(&keys).expect("a number");
                let there = keys.iter().try_fold(&node, |node, key| inner(node, key)).expect("a part of the default");
                let value = number_in(&inside, there).expect("a number");
                let between = range.between.expect("a range");
                assert!((0.2..=0.8).contains(&between.share_below(value)), "{path}: {value} in {between:?}");
                seen += 1;
            }
        }
        assert!(seen > 40, "{seen}");
    }

    #[test]
    fn the_rule_is_half_to_double_and_one_logit() {
        let key = |path: &str| keys().into_iter().find(|known| known.0 == path).expect("a key").1;
        let of = |path: &str, text: &str| {
            let found = ranges(key(path), path, &node_of(text), false);
            let between = found[0].between.map(|between| between.ends());
            between.map_or_else(|| found[0].why.clone(), |[low, high]| format!("{low:.4} {high:.4}"))
        };
        assert_eq!(of(".memory.half_life", "\"180 d\""), "90.0000 360.0000");
        // logit .3 = -.8473: sigmoid(-1.8473) and sigmoid(.1527).
        assert_eq!(of(".experience.adaptation", "0.3"), "0.1362 0.5381");
        // A score of 4 of 10 has odds 2/3: odds 2/3 over e, and times e.
        assert_eq!(of(".journey.touchpoint.fail_drop", "4.0"), "1.9695 6.4440");
        assert_eq!(of(".lifecycle.n_C", "5"), "3.0000 10.0000");
        assert_eq!(of(".journey.touchpoint.fail_prob", "0.0"), "at 0 it says nothing");
        assert_eq!(of(".experience.sd_within", "1.0"), "at 1 it says nothing");
        assert_eq!(of(".memory.half_life", "\"1 d\""), "0.5000 2.0000");
        assert_eq!(of(".purchase.m_riv", "0.1"), "it may be negative: half to double says nothing");
        assert_eq!(of(".loyalty.thresholds", "[1.0, 2.0]"), "a list in order");
        assert_eq!(of(".purchase.rate", "{ exponential = \"1 per d\" }"), "a law, not a number");
    }
}
