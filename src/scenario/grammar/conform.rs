//! Reading the tree against the grammar: keys, types, units, ranges, rules between keys.
//!
//! Every problem is reported and reading goes on: what is wrong becomes [`Value::Invalid`], so that later checks know the key was there.

use std::collections::BTreeSet;

use crate::scenario::grammar::kinds::{BlockSpec, Kind, Quantity, STEP_KEYS};
use crate::scenario::grammar::quantity::Unit;
use crate::scenario::grammar::value::{Amount, Item, Value};
use crate::scenario::text::diagnostic::{Diagnostic, any_of, nearest, shown};
use crate::scenario::text::node::{Content, Field, Node};
use crate::scenario::text::source::Span;

mod amount;
mod block;
mod change;
mod curve;
mod law;
mod route;
mod times;

/// Reads a filled tree against a language, which is given as its outermost block.
pub fn conform(language: &'static BlockSpec, root: &Node, problems: &mut Vec<Diagnostic>) -> Item {
    let mut reader = Reader { language: Some(language), problems, path: Vec::new() };
    reader.block(language, root, root.span)
}

/// Reads one value of a known kind, by itself; a language helps with advice on keys that stand in the wrong place.
pub fn conform_value(
    language: Option<&'static BlockSpec>,
    kind: &'static Kind,
    node: &Node,
    path: &str,
    problems: &mut Vec<Diagnostic>,
) -> Item {
    Reader { language, problems, path: path.split('.').map(str::to_owned).collect() }.value(kind, node)
}

/// Reads one value of a quantity, by itself.
pub(in crate::scenario) fn conform_quantity(
    quantity: &Quantity,
    node: &Node,
    path: &str,
    problems: &mut Vec<Diagnostic>,
) -> Option<Amount> {
    let path = path.split('.').map(str::to_owned).collect();
    Reader { language: None, problems, path }.amount(quantity, node)
}

pub(in crate::scenario) struct Reader<'a> {
    language: Option<&'static BlockSpec>,
    problems: &'a mut Vec<Diagnostic>,
    path: Vec<String>,
}

impl Reader<'_> {
    fn path(&self) -> String {
        self.path.join(".")
    }

    fn report(&mut self, code: &'static str, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        let path = self.path();
        self.problems.push(Diagnostic::error(code, path, message).at(span));
        self.problems.last_mut().expect("just pushed")
    }

    fn report_with_help(
        &mut self,
        code: &'static str,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.report(code, span, message).help = Some(help.into());
    }

    fn wrong_type(&mut self, node: &Node, expected: &str) -> Value {
        let key = self.path.last().cloned().unwrap_or_default();
        self.report("wrong-type", node.span, format!("{} must be {expected}, found {}", shown(&key), node.found()));
        Value::Invalid
    }

    /// Reads one value of a known kind.
    fn value(&mut self, kind: &'static Kind, node: &Node) -> Item {
        if !node.adjust.is_empty() && !matches!(kind, Kind::Quantity(_) | Kind::Vector(..) | Kind::Either(_)) {
            let key = self.path.last().cloned().unwrap_or_default();
            self.report(
                "not-a-quantity",
                node.span,
                format!("{} is not a quantity: it can be `set`, not scaled or added to", shown(&key)),
            );
        }
        let value = match kind {
            Kind::Text => self.text(node).map_or(Value::Invalid, Value::Text),
            Kind::Name => self.name(node).map_or(Value::Invalid, Value::Text),
            Kind::Bool => match node.content {
                Content::Bool(value) => Value::Bool(value),
                _ => self.wrong_type(node, "`true` or `false`"),
            },
            Kind::Choice(words) => self.choice(words, node).map_or(Value::Invalid, |word| Value::Text(word.to_owned())),
            Kind::Choices(words) => self.texts(node, Some(words)),
            Kind::Names => self.texts(node, None),
            Kind::Quantity(quantity) => {
                self.amount(quantity, node).map_or(Value::Invalid, |amount| Value::Amount(quantity.unit, amount))
            }
            Kind::Vector(quantity, length) => self.vector(quantity, *length, node),
            Kind::Map(of) => self.map(of, node),
            Kind::Route => self.route(node),
            Kind::Hours => self.hours(node),
            Kind::Peaks => self.peaks(node),
            Kind::Changes => self.changes(node),
            Kind::Any(_) => Value::Any(Box::new(node.clone())),
            Kind::Block(block) => return self.block(block, node, node.span),
            Kind::Entries(block) => self.entries(block, node),
            Kind::OneOrEntries(block) => return self.one_or_entries(block, node),
            Kind::Either(kinds) => match kinds.iter().find(|kind| accepts(kind, node)) {
                Some(kind) => return self.value(kind, node),
                None => self.wrong_type(node, &kinds.iter().map(describe).collect::<Vec<_>>().join(", or ")),
            },
        };
        Item { value, span: node.span, origin: node.origin }
    }

    fn text(&mut self, node: &Node) -> Option<String> {
        let Some(text) = node.text() else {
            self.wrong_type(node, "text in quotes");
            return None;
        };
        Some(text.to_owned())
    }

    fn name(&mut self, node: &Node) -> Option<String> {
        let text = self.text(node)?;
        if text.trim().is_empty() || text.trim() != text {
            self.report("bad-name", node.span, format!("the name {} is empty or has blanks around it", shown(&text)));
        } else if let Some(bad) = text.chars().find(|c| matches!(c, '.' | '*' | '=' | '"') || c.is_control()) {
            let message = format!("the name {} contains {}", shown(&text), shown(&bad.to_string()));
            self.report_with_help(
                "bad-name",
                node.span,
                message,
                "names are used in paths: leave out `.`, `*`, `=`, quotes and control characters",
            );
        } else if text.chars().count() > 200 {
            self.report(
                "bad-name",
                node.span,
                format!("the name {} has {} characters; at most 200 are allowed", shown(&text), text.chars().count()),
            );
        } else {
            return Some(text);
        }
        None
    }

    fn choice(&mut self, words: &'static [&'static str], node: &Node) -> Option<&'static str> {
        let key = self.path.last().cloned().unwrap_or_default();
        let Some(text) = node.text() else {
            self.wrong_type(node, &format!("one of {}", any_of(words.iter().copied())));
            return None;
        };
        if let Some(word) = words.iter().find(|word| **word == text) {
            return Some(word);
        }
        let message = format!("{} must be {}, found {}", shown(&key), any_of(words.iter().copied()), shown(text));
        let item = self.report("unknown-choice", node.span, message);
        item.help = nearest(text, words.iter().copied()).map(|meant| format!("did you mean `{meant}`?"));
        None
    }

    fn texts(&mut self, node: &Node, words: Option<&'static [&'static str]>) -> Value {
        let Some(elements) = node.elements() else {
            return self.wrong_type(node, "a list of texts, such as [\"a\", \"b\"]");
        };
        let mut texts: Vec<(String, Span)> = Vec::new();
        let mut seen: BTreeSet<String> = BTreeSet::new();
        let mut wrong = false;
        for element in elements {
            let text = match words {
                Some(words) => self.choice(words, element).map(str::to_owned),
                None => self.text(element),
            };
            let Some(text) = text else {
                wrong = true;
                continue;
            };
            if !seen.insert(text.clone()) {
                self.report("duplicate-name", element.span, format!("{} is listed twice", shown(&text)));
            }
            texts.push((text, element.span));
        }
        if wrong { Value::Invalid } else { Value::Texts(texts) }
    }

    fn map(&mut self, of: &'static Kind, node: &Node) -> Value {
        let Some(fields) = node.fields() else {
            return self.wrong_type(node, "a table");
        };
        self.fields(of, fields)
    }

    /// Reads fields whose keys are names of the scenario's own.
    fn fields<'f>(&mut self, of: &'static Kind, fields: impl IntoIterator<Item = &'f Field>) -> Value {
        let mut map = Vec::new();
        for field in fields {
            self.path.push(field.key.clone());
            map.push((field.key.clone(), self.value(of, &field.node)));
            self.path.pop();
        }
        Value::Map(map)
    }
}

/// Allowed error of a sum of shares.
pub(in crate::scenario) const SUM_TOLERANCE: f64 = 1e-6;

/// Writes a sum without the noise of binary fractions.
pub(in crate::scenario) fn tidy(sum: f64) -> f64 {
    let rounded = (sum * 1e9).round() / 1e9;
    if (rounded - 1.0).abs() < f64::EPSILON { sum } else { rounded }
}

/// Tells by shape alone whether a kind could take a node.
fn accepts(kind: &Kind, node: &Node) -> bool {
    match (kind, &node.content) {
        (Kind::Quantity(quantity), Content::Text(text)) if quantity.unit == Unit::Percent => text.contains('%'),
        (Kind::Quantity(quantity), Content::Text(_)) => quantity.unit.is_text(),
        (Kind::Quantity(quantity), Content::Integer(_) | Content::Float(_)) => quantity.unit != Unit::Percent,
        (Kind::Quantity(quantity), Content::List(_)) => quantity.forms.tenure,
        (Kind::Quantity(quantity), Content::Table(fields)) => {
            let has = |name: &str| fields.iter().any(|field| field.key == name);
            quantity.forms.week && has("timetable")
                || quantity.forms.step && STEP_KEYS.into_iter().any(has)
                || quantity.forms.by_fee && has("at")
                || quantity.forms.law && fields.iter().any(|field| crate::laws::family(&field.key).is_some())
        }
        // An empty list is refused by either.
        (Kind::Names, Content::List(elements)) => elements.first().is_none_or(|first| first.text().is_some()),
        (Kind::Choices(_), Content::List(_)) => true,
        (Kind::Vector(..), Content::List(elements)) => elements.first().is_none_or(|first| first.text().is_none()),
        (Kind::Text | Kind::Name | Kind::Choice(_), Content::Text(_)) | (Kind::Block(_), Content::Table(_)) => true,
        _ => false,
    }
}

fn describe(kind: &Kind) -> String {
    match kind {
        Kind::Quantity(quantity) => quantity.unit.example().to_owned(),
        Kind::Choice(words) => any_of(words.iter().copied()),
        Kind::Names => "a list of texts".to_owned(),
        Kind::Choices(_) => "a list of some of these".to_owned(),
        Kind::Vector(..) => "a list of numbers".to_owned(),
        Kind::Block(block) => format!("a table with {}", any_of(block.known_keys())),
        _ => "text".to_owned(),
    }
}
