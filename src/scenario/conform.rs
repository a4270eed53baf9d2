//! Reading the tree against the grammar: unknown keys, types, units, ranges, rules between keys.
//!
//! Every problem is reported and reading goes on: what is wrong becomes [`Value::Invalid`], so that later checks know the key was there.

use super::diagnostic::{Diagnostic, any_of, nearest, shown};
use super::grammar::{BlockSpec, KeySpec, Kind, ROOT, Rule, blocks_with};
use super::node::{Content, Node};
use super::quantity::Unit;
use super::source::Span;
use super::value::{Item, Slot, Value};

mod amount;
mod change;
mod route;
mod times;

/// Reads a filled tree against the whole language.
pub fn conform(root: &Node, problems: &mut Vec<Diagnostic>) -> Item {
    let mut reader = Reader {
        problems,
        path: Vec::new(),
    };
    reader.block(&ROOT, root, root.span)
}

pub(super) struct Reader<'a> {
    problems: &'a mut Vec<Diagnostic>,
    path: Vec<String>,
}

impl Reader<'_> {
    fn path(&self) -> String {
        self.path.join(".")
    }

    fn report(
        &mut self,
        code: &'static str,
        span: Span,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        let path = self.path();
        self.problems
            .push(Diagnostic::error(code, path, message).at(span));
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
        self.report(
            "wrong-type",
            node.span,
            format!("{} must be {expected}, found {}", shown(&key), node.found()),
        );
        Value::Invalid
    }

    /// Reads a table with known keys.
    fn block(&mut self, spec: &'static BlockSpec, node: &Node, span: Span) -> Item {
        let Some(fields) = node.fields() else {
            let value = self.wrong_type(node, "a table");
            return Item {
                value,
                span,
                origin: node.origin,
            };
        };
        let mut slots: Vec<Slot> = Vec::new();
        for field in fields {
            let Some(key) = spec.key(&field.key) else {
                self.unknown_key(spec, &field.key, field.key_span);
                continue;
            };
            self.path.push(field.key.clone());
            if key.built {
                let mut item = self.value(&key.kind, &field.node);
                if matches!(key.kind, Kind::Block(_) | Kind::Entries(_)) {
                    item.span = field.key_span;
                }
                slots.push(Slot {
                    spec: key,
                    key_span: field.key_span,
                    item,
                });
            } else {
                self.not_built(key, field.key_span);
                let item = Item {
                    value: Value::Invalid,
                    span: field.key_span,
                    origin: field.node.origin,
                };
                slots.push(Slot {
                    spec: key,
                    key_span: field.key_span,
                    item,
                });
            }
            self.path.pop();
        }
        self.rules(spec, &slots, span);
        slots.sort_by_key(|slot| spec.keys.iter().position(|key| key.key == slot.spec.key));
        Item {
            value: Value::Block(slots),
            span,
            origin: node.origin,
        }
    }

    fn not_built(&mut self, key: &KeySpec, span: Span) {
        let name = if self.path.len() == 1 && key.block().is_some() {
            if key.is_entries() {
                format!("`[[{}]]`", key.key)
            } else {
                format!("`[{}]`", key.key)
            }
        } else {
            format!("`{}`", key.key)
        };
        self.report(
            "not-built",
            span,
            format!("{name} is not built yet: it is planned, and refused rather than ignored"),
        );
    }

    fn unknown_key(&mut self, spec: &'static BlockSpec, key: &str, span: Span) {
        self.path.push(key.to_owned());
        let place = if spec.name == "scenario" {
            "a scenario".to_owned()
        } else {
            format!("`{}`", spec.name)
        };
        let message = format!("unknown key {} in {place}", shown(key));
        let known = spec
            .keys
            .iter()
            .filter(|known| known.built)
            .map(|known| known.key);
        let help = if let Some(meant) = nearest(key, known.clone()) {
            format!("did you mean `{meant}`?")
        } else {
            let elsewhere = blocks_with(key);
            if elsewhere.is_empty() || spec.name == "scenario" && elsewhere.len() > 3 {
                let list: Vec<&str> = known.collect();
                if list.is_empty() {
                    "this block has no keys yet".to_owned()
                } else {
                    format!("known keys: {}", list.join(", "))
                }
            } else {
                let sections: Vec<String> = elsewhere
                    .iter()
                    .map(|section| format!("[{section}]"))
                    .collect();
                format!(
                    "`{key}` belongs in {}",
                    any_of(sections.iter().map(String::as_str))
                )
            }
        };
        self.report_with_help("unknown-key", span, message, help);
        self.path.pop();
    }

    fn rules(&mut self, spec: &'static BlockSpec, slots: &[Slot], span: Span) {
        let slot = |key: &str| slots.iter().find(|slot| slot.spec.key == key);
        for key in spec
            .keys
            .iter()
            .filter(|key| key.required && slot(key.key).is_none())
        {
            let message = if key.key == "run" || key.is_entries() {
                format!("`{}` has no `{}`", spec.name, key.key)
            } else {
                format!("`{}` is missing in `{}`", key.key, spec.name)
            };
            let help = match key.key {
                "run" => "write [run] with at least `horizon = \"1 y\"`".to_owned(),
                "name" => "write `name = \"...\"`".to_owned(),
                "touchpoint" => "write [[journey.touchpoint]] with a `name`".to_owned(),
                _ => format!("{} {}", key.key, lower_first(key.doc)),
            };
            self.report_with_help("missing-key", span, message, help);
        }
        for rule in spec.rules {
            match *rule {
                Rule::ExactlyOne(keys) | Rule::AtMostOne(keys) => {
                    let given: Vec<&Slot> = keys.iter().filter_map(|key| slot(key)).collect();
                    if let [first, second, ..] = given.as_slice() {
                        let message = format!(
                            "`{}` and `{}` exclude each other",
                            first.spec.key, second.spec.key
                        );
                        let label = format!("`{}` is here", first.spec.key);
                        let first_span = first.key_span;
                        let item = self.report("exclusive-keys", second.key_span, message);
                        item.related = Some((first_span, label));
                        item.help = Some(format!("keep one of {}", any_of(keys.iter().copied())));
                    } else if given.is_empty() && matches!(rule, Rule::ExactlyOne(_)) {
                        let message = format!(
                            "`{}` needs one of {}",
                            spec.name,
                            any_of(keys.iter().copied())
                        );
                        self.report("missing-key", span, message);
                    }
                }
                Rule::Requires(key, other) => {
                    if let (Some(given), None) = (slot(key), slot(other)) {
                        self.report(
                            "missing-key",
                            given.key_span,
                            format!("`{key}` needs `{other}` in the same block"),
                        );
                    }
                }
                Rule::SumsToOne | Rule::SumsToAtMostOne => self.shares(spec, slots, *rule, span),
            }
        }
    }

    fn shares(&mut self, spec: &BlockSpec, slots: &[Slot], rule: Rule, span: Span) {
        let values: Vec<f64> = slots
            .iter()
            .filter_map(|slot| slot.item.as_number())
            .collect();
        if values.len() < slots.len() {
            return;
        }
        let sum: f64 = values.iter().sum();
        if matches!(rule, Rule::SumsToOne) && (sum - 1.0).abs() > SUM_TOLERANCE {
            self.report_with_help(
                "sum",
                span,
                format!(
                    "the shares of `{}` sum to {}; they must sum to 1",
                    spec.name,
                    tidy(sum)
                ),
                "shares left out count as 0",
            );
        } else if matches!(rule, Rule::SumsToAtMostOne) && sum > 1.0 + SUM_TOLERANCE {
            self.report(
                "sum",
                span,
                format!(
                    "the shares of `{}` sum to {}; they must sum to at most 1",
                    spec.name,
                    tidy(sum)
                ),
            );
        }
    }

    /// Reads one value of a known kind.
    fn value(&mut self, kind: &'static Kind, node: &Node) -> Item {
        if !node.adjust.is_empty()
            && !matches!(kind, Kind::Quantity(_) | Kind::Vector(..) | Kind::Either(_))
        {
            let key = self.path.last().cloned().unwrap_or_default();
            self.report(
                "not-a-quantity",
                node.span,
                format!(
                    "{} is not a quantity: it can be `set`, not scaled or added to",
                    shown(&key)
                ),
            );
        }
        let value = match kind {
            Kind::Text => self.text(node).map_or(Value::Invalid, Value::Text),
            Kind::Name => self.name(node).map_or(Value::Invalid, Value::Text),
            Kind::Bool => match node.content {
                Content::Bool(value) => Value::Bool(value),
                _ => self.wrong_type(node, "`true` or `false`"),
            },
            Kind::Choice(words) => self
                .choice(words, node)
                .map_or(Value::Invalid, |word| Value::Text(word.to_owned())),
            Kind::Choices(words) => self.texts(node, Some(words)),
            Kind::Names => self.texts(node, None),
            Kind::Quantity(quantity) => self
                .amount(quantity, node)
                .map_or(Value::Invalid, |amount| {
                    Value::Amount(quantity.unit, amount)
                }),
            Kind::Vector(quantity, length) => self.vector(quantity, *length, node),
            Kind::Map(of) => self.map(of, node),
            Kind::Route => self.route(node),
            Kind::Hours => self.hours(node),
            Kind::Peaks => self.peaks(node),
            Kind::Changes => self.changes(node),
            Kind::Block(block) => return self.block(block, node, node.span),
            Kind::Entries(block) => self.entries(block, node),
            Kind::Either(kinds) => match kinds.iter().find(|kind| accepts(kind, node)) {
                Some(kind) => return self.value(kind, node),
                None => self.wrong_type(
                    node,
                    &kinds.iter().map(describe).collect::<Vec<_>>().join(", or "),
                ),
            },
        };
        Item {
            value,
            span: node.span,
            origin: node.origin,
        }
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
            self.report(
                "bad-name",
                node.span,
                format!("the name {} is empty or has blanks around it", shown(&text)),
            );
        } else if let Some(bad) = text
            .chars()
            .find(|c| matches!(c, '.' | '*' | '=' | '"') || c.is_control())
        {
            let message = format!(
                "the name {} contains {}",
                shown(&text),
                shown(&bad.to_string())
            );
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
                format!(
                    "the name {} has {} characters; at most 200 are allowed",
                    shown(&text),
                    text.chars().count()
                ),
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
        let message = format!(
            "{} must be {}, found {}",
            shown(&key),
            any_of(words.iter().copied()),
            shown(text)
        );
        let item = self.report("unknown-choice", node.span, message);
        item.help =
            nearest(text, words.iter().copied()).map(|meant| format!("did you mean `{meant}`?"));
        None
    }

    fn texts(&mut self, node: &Node, words: Option<&'static [&'static str]>) -> Value {
        let Some(elements) = node.elements() else {
            return self.wrong_type(node, "a list of texts, such as [\"a\", \"b\"]");
        };
        let mut texts: Vec<(String, Span)> = Vec::new();
        for element in elements {
            let text = match words {
                Some(words) => self.choice(words, element).map(str::to_owned),
                None => self.text(element),
            };
            let Some(text) = text else { continue };
            if texts.iter().any(|(known, _)| *known == text) {
                self.report(
                    "duplicate-name",
                    element.span,
                    format!("{} is listed twice", shown(&text)),
                );
            }
            texts.push((text, element.span));
        }
        Value::Texts(texts)
    }

    fn map(&mut self, of: &'static Kind, node: &Node) -> Value {
        let Some(fields) = node.fields() else {
            return self.wrong_type(node, "a table");
        };
        let mut map = Vec::with_capacity(fields.len());
        for field in fields {
            self.path.push(field.key.clone());
            map.push((field.key.clone(), self.value(of, &field.node)));
            self.path.pop();
        }
        Value::Map(map)
    }

    fn entries(&mut self, block: &'static BlockSpec, node: &Node) -> Value {
        let Some(elements) = node.elements() else {
            let full = self
                .path
                .iter()
                .filter(|part| super::grammar::ROOT.key(part).is_some() || **part == block.name)
                .cloned()
                .collect::<Vec<_>>()
                .join(".");
            let message = format!(
                "`{}` is a list: write [[{full}]] for each entry",
                block.name
            );
            self.report("wrong-type", node.span, message);
            return Value::Invalid;
        };
        let mut entries: Vec<Item> = Vec::with_capacity(elements.len());
        let mut seen: std::collections::BTreeMap<String, Span> = std::collections::BTreeMap::new();
        for (index, element) in elements.iter().enumerate() {
            let name = element
                .get("name")
                .and_then(Node::text)
                .map_or_else(|| format!("{}", index + 1), str::to_owned);
            // The word touchpoint is left out of paths.
            let hidden = (block.name == "touchpoint")
                .then(|| self.path.pop())
                .flatten();
            self.path.push(name.clone());
            let entry = self.block(block, element, element.span);
            let name_span = element.get("name").map_or(element.span, |node| node.span);
            if entry.opt("name").and_then(Item::as_text).is_some() {
                if let Some(first) = seen.get(&name).copied() {
                    let item = self.report(
                        "duplicate-name",
                        name_span,
                        format!(
                            "two entries of `{}` are called {}",
                            block.name,
                            shown(&name)
                        ),
                    );
                    item.related = Some((first, "the first is here".to_owned()));
                } else {
                    seen.insert(name, name_span);
                }
            }
            self.path.pop();
            self.path.extend(hidden);
            entries.push(entry);
        }
        Value::Entries(entries)
    }
}

/// Allowed error of a sum of shares.
pub(super) const SUM_TOLERANCE: f64 = 1e-6;

/// Writes a sum without the noise of binary fractions.
pub(super) fn tidy(sum: f64) -> f64 {
    let rounded = (sum * 1e9).round() / 1e9;
    if (rounded - 1.0).abs() < f64::EPSILON {
        sum
    } else {
        rounded
    }
}

/// Tells by shape alone whether a kind could take a node.
fn accepts(kind: &Kind, node: &Node) -> bool {
    match (kind, &node.content) {
        (Kind::Quantity(quantity), Content::Text(text)) if quantity.unit == Unit::Percent => {
            text.contains('%')
        }
        (Kind::Quantity(quantity), Content::Text(_)) => quantity.unit.is_text(),
        (Kind::Quantity(quantity), Content::Integer(_) | Content::Float(_)) => {
            quantity.unit != Unit::Percent
        }
        (Kind::Quantity(quantity), Content::List(_)) => quantity.forms.tenure,
        (Kind::Quantity(quantity), Content::Table(fields)) => {
            let has = |name: &str| fields.iter().any(|field| field.key == name);
            quantity.forms.week && has("timetable")
                || quantity.forms.law
                    && fields
                        .iter()
                        .any(|field| super::law::family(&field.key).is_some())
        }
        (Kind::Text | Kind::Name | Kind::Choice(_), Content::Text(_))
        | (Kind::Block(_), Content::Table(_)) => true,
        _ => false,
    }
}

fn describe(kind: &Kind) -> String {
    match kind {
        Kind::Quantity(quantity) => quantity.unit.example().to_owned(),
        Kind::Choice(words) => any_of(words.iter().copied()),
        Kind::Block(block) => format!(
            "a table with {}",
            any_of(block.keys.iter().map(|key| key.key))
        ),
        _ => "text".to_owned(),
    }
}

fn lower_first(text: &str) -> String {
    let mut chars = text.trim_end_matches('.').chars();
    let first: String = chars
        .next()
        .map(|c| c.to_lowercase().collect())
        .unwrap_or_default();
    format!("is: {first}{}", chars.as_str())
}
