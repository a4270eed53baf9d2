//! Tables with known keys and lists of them: unknown keys, missing keys, what holds between keys.

use std::collections::BTreeMap;

use super::{Reader, SUM_TOLERANCE, any_of, nearest, shown, tidy};
use crate::scenario::grammar::kinds::{BlockSpec, KeySpec, Kind, Rule};
use crate::scenario::grammar::value::{Item, Slot, Value};
use crate::scenario::text::diagnostic::ENOUGH;
use crate::scenario::text::node::{Field, Node};
use crate::scenario::text::source::Span;

impl Reader<'_> {
    /// Reads a table with known keys.
    pub(super) fn block(&mut self, spec: &'static BlockSpec, node: &Node, span: Span) -> Item {
        let Some(fields) = node.fields() else {
            // Of a few keys, which they are.
            let keys = Some(any_of(spec.known_keys())).filter(|_| spec.keys.len() <= 3);
            let value =
                self.wrong_type(node, &keys.map_or("a table".to_owned(), |keys| format!("a table with {keys}")));
            return Item { value, span, origin: node.origin };
        };
        let mut slots: Vec<Slot> = Vec::new();
        let mut meant: Vec<&str> = Vec::new();
        let mut unknown = false;
        let mut names: Vec<&Field> = Vec::new();
        for field in fields {
            match spec.key(&field.key) {
                Some(key) => slots.push(self.slot(key, field)),
                None if spec.rest().is_some() && spec.advice_on(&field.key).is_none() => names.push(field),
                None => {
                    unknown = true;
                    meant.extend(self.unknown_key(spec, &field.key, field.key_span));
                }
            }
        }
        if let (Some(rest), Some(first)) = (spec.rest(), names.first()) {
            let (key_span, span, origin) = (first.key_span, first.node.span, first.node.origin);
            let value = match rest.kind {
                Kind::Map(of) => self.fields(of, names),
                _ => unreachable!("names of the scenario's own make a map"),
            };
            slots.push(Slot { spec: rest, key_span, item: Item { value, span, origin } });
        }
        self.required(spec, &slots, &meant, span);
        self.rules(spec, &slots, unknown, span);
        slots.sort_by_key(|slot| spec.keys.iter().position(|key| key.key == slot.spec.key));
        Item { value: Value::Block(slots), span, origin: node.origin }
    }

    fn slot(&mut self, key: &'static KeySpec, field: &Field) -> Slot {
        self.path.push(field.key.clone());
        let mut item = self.value(&key.kind, &field.node);
        if matches!(key.kind, Kind::Block(_) | Kind::Entries(_) | Kind::OneOrEntries(_)) {
            item.span = field.key_span;
        }
        self.path.pop();
        Slot { spec: key, key_span: field.key_span, item }
    }

    /// Reports a key that the block does not know; returns the one that was probably meant.
    fn unknown_key(&mut self, spec: &'static BlockSpec, key: &str, span: Span) -> Option<&'static str> {
        self.path.push(key.to_owned());
        let place = if spec.name == "scenario" { "a scenario".to_owned() } else { format!("`{}`", spec.name) };
        let message = format!("unknown key {} in {place}", shown(key));
        let known = spec.known_keys();
        // Past so many problems nobody reads advice, and looking for it takes long.
        let meant = if self.problems.len() < ENOUGH { nearest(key, known.clone()) } else { None };
        let elsewhere = self.language.map_or_else(Vec::new, |language| language.sections_with(key));
        let help = if let Some(advice) = spec.advice_on(key) {
            advice.to_owned()
        } else if let Some(meant) = meant {
            format!("did you mean `{meant}`?")
        } else if elsewhere.is_empty() || elsewhere.len() > 3 {
            let list: Vec<&str> = known.collect();
            format!("known keys: {}", list.join(", "))
        } else {
            let sections: Vec<String> = elsewhere.iter().map(|section| format!("[{section}]")).collect();
            format!("`{key}` belongs in {}", any_of(sections.iter().map(String::as_str)))
        };
        self.report_with_help("unknown-key", span, message, help);
        self.path.pop();
        meant
    }

    /// Reports what is missing, unless a misspelt key was probably meant for it.
    fn required(&mut self, spec: &'static BlockSpec, slots: &[Slot], meant: &[&str], span: Span) {
        let missing = |key: &&KeySpec| {
            key.required && !meant.contains(&key.key) && !slots.iter().any(|slot| slot.spec.key == key.key)
        };
        for key in spec.keys.iter().filter(missing) {
            let owner = if spec.name == "scenario" { "the scenario".to_owned() } else { format!("`{}`", spec.name) };
            let help = match key.key {
                "run" => "write [run] with at least `horizon = \"1 y\"`".to_owned(),
                "name" => "write `name = \"...\"`".to_owned(),
                "touchpoint" => "write [[journey.touchpoint]] with a `name`".to_owned(),
                _ => format!("`{}`: {}", key.key, lower_first(key.doc)),
            };
            self.report_with_help("missing-key", span, format!("{owner} has no `{}`", key.key), help);
        }
    }

    fn rules(&mut self, spec: &'static BlockSpec, slots: &[Slot], misspelt: bool, span: Span) {
        let slot = |key: &str| slots.iter().find(|slot| slot.spec.key == key);
        for rule in spec.rules {
            match *rule {
                Rule::ExactlyOne(keys) | Rule::AtMostOne(keys) => {
                    let choice = any_of(keys.iter().copied());
                    let mut given: Vec<&Slot> = keys.iter().filter_map(|key| slot(key)).collect();
                    given.sort_by_key(|slot| slot.key_span.start);
                    if let [first, second, ..] = given.as_slice() {
                        let message = format!("`{}` and `{}` exclude each other", first.spec.key, second.spec.key);
                        let related = (first.key_span, format!("`{}` is here", first.spec.key));
                        let item = self.report("exclusive-keys", second.key_span, message);
                        item.related = Some(related);
                        item.help = Some(format!("keep one of {choice}"));
                    } else if given.is_empty() && matches!(rule, Rule::ExactlyOne(_)) && !misspelt {
                        self.report("missing-key", span, format!("`{}` needs one of {choice}", spec.name));
                    }
                }
                Rule::AtLeastOne(keys) => {
                    if !misspelt && keys.iter().all(|key| slot(key).is_none()) {
                        let choice = any_of(keys.iter().copied());
                        self.report("missing-key", span, format!("`{}` needs one of {choice}", spec.name));
                    }
                }
                Rule::OneValue => {}
                Rule::Requires(key, other) => {
                    if let (Some(given), None) = (slot(key), slot(other)) {
                        self.report(
                            "missing-key",
                            given.key_span,
                            format!("`{key}` needs `{other}` in the same block"),
                        );
                    }
                }
                Rule::SumsToOne | Rule::SumsToAtMostOne if misspelt => {}
                Rule::SumsToOne => self.shares(spec, slots, true, span),
                Rule::SumsToAtMostOne => self.shares(spec, slots, false, span),
            }
        }
    }

    fn shares(&mut self, spec: &BlockSpec, slots: &[Slot], whole: bool, span: Span) {
        let values: Vec<f64> = slots.iter().filter_map(|slot| slot.item.as_number()).collect();
        if values.len() < slots.len() {
            return;
        }
        let sum: f64 = values.iter().sum();
        let found = format!("the shares of `{}` sum to {}", spec.name, tidy(sum));
        if whole && (sum - 1.0).abs() > SUM_TOLERANCE {
            self.report_with_help("sum", span, format!("{found}; they must sum to 1"), "shares left out count as 0");
        } else if !whole && sum > 1.0 + SUM_TOLERANCE {
            self.report("sum", span, format!("{found}; they must sum to at most 1"));
        }
    }

    /// Reads a table that stands alone, without a name, or a list of such, each with its name.
    pub(super) fn one_or_entries(&mut self, block: &'static BlockSpec, node: &Node) -> Item {
        let Some(elements) = node.elements() else {
            if let Some(name) = node.field("name") {
                let message = format!("[{0}] stands alone and has no `name`: it is called `{0}`", block.name);
                let help = format!("write [[{}]] for one of several", block.name);
                self.report_with_help("bad-name", name.key_span, message, help);
            }
            return self.block(block, node, node.span);
        };
        for element in elements {
            let Some(given) = element.get("name") else {
                let message = format!("a `{}` of a list has no `name`", block.name);
                self.report_with_help("missing-key", element.span, message, "write `name = \"...\"`");
                continue;
            };
            if let Some(key) = given.text().and_then(|name| block.key(name)) {
                let message = format!(
                    "{} is a key of a `{}`: `{}.{}` would be one thing or the other",
                    shown(key.key),
                    block.name,
                    block.name,
                    key.key
                );
                self.report_with_help("bad-name", given.span, message, "choose a name that is no key");
            }
        }
        Item { value: self.entries(block, node), span: node.span, origin: node.origin }
    }

    /// Reads a list of tables, each with its name.
    pub(super) fn entries(&mut self, block: &'static BlockSpec, node: &Node) -> Value {
        let Some(elements) = node.elements() else {
            let full = if block.name == "touchpoint" { "journey.touchpoint" } else { block.name };
            self.report(
                "wrong-type",
                node.span,
                format!("`{}` is a list: write [[{full}]] for each entry", block.name),
            );
            return Value::Invalid;
        };
        let mut entries: Vec<Item> = Vec::with_capacity(elements.len());
        let mut seen: BTreeMap<String, Span> = BTreeMap::new();
        // The word touchpoint is left out of paths.
        let hidden = (block.name == "touchpoint").then(|| self.path.pop()).flatten();
        for (index, element) in elements.iter().enumerate() {
            let given = element.get("name").filter(|name| name.text().is_some());
            let name = given.and_then(Node::text).map_or_else(|| (index + 1).to_string(), str::to_owned);
            self.path.push(name.clone());
            entries.push(self.block(block, element, element.span));
            if let Some(given) = given {
                match seen.get(&name).copied() {
                    Some(first) => {
                        let message = format!("two entries of `{}` are called {}", block.name, shown(&name));
                        self.report("duplicate-name", given.span, message).related =
                            Some((first, "the first is here".to_owned()));
                    }
                    None => {
                        seen.insert(name, given.span);
                    }
                }
            }
            self.path.pop();
        }
        self.path.extend(hidden);
        Value::Entries(entries)
    }
}

fn lower_first(text: &str) -> String {
    let mut chars = text.trim_end_matches('.').chars();
    let first: String = chars.next().map(|c| c.to_lowercase().collect()).unwrap_or_default();
    format!("{first}{}", chars.as_str())
}
