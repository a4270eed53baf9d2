//! Which keys cannot act beside the values of the others: asked by the warnings of `check`, by sweeps, by what a run and a verdict are said to
//! rest on. The rules themselves are a table, in `rules`.
//!
//! A key is idle only if it can act in no world that the document describes: what a segment, a rule, a shock, an intervention or the sweep of
//! the file may change decides nothing.

use super::programs::Shape;
use super::rules::{RULES, Rule};
use super::ways::{follow, matched, meet};
use crate::scenario::grammar::value::{Item, Slot, Value};
use crate::scenario::grammar::{Given, Journey, KeySpec, Named, Program, Root, Word, entry, keys_on};
use crate::scenario::text::diagnostic::{Diagnostic, shown};
use crate::scenario::text::node::Origin;

/// All worlds that a document describes.
#[derive(Debug)]
pub struct Worlds<'a> {
    root: &'a Root<'a>,
    /// Paths at which some world differs from the document.
    changed: Vec<&'a str>,
    /// By program, with the beginning of its paths.
    shapes: Vec<(String, Shape)>,
}

/// Why a key cannot act.
#[derive(Clone, Copy, Debug)]
enum Why {
    /// None of these sections is there.
    Needs(&'static [&'static str]),
    /// A rule of the table.
    Rule(&'static Rule),
    /// The shape of the program.
    Program(&'static str),
}

impl<'a> Worlds<'a> {
    /// Of a document that was read against the grammar.
    #[must_use]
    pub fn of(root: &'a Root<'a>) -> Self {
        Self::beside(root, &[])
    }

    /// The same, beside worlds that differ at further paths.
    #[must_use]
    pub fn beside(root: &'a Root<'a>, further: &[&'a str]) -> Self {
        let changes = root.changing().flat_map(|changing| changing.changes).map(|change| change.path.as_str());
        let swept = root.sweep.iter().flat_map(|sweep| sweep.parameter.iter());
        let swept = swept.filter_map(|parameter| parameter.path.known());
        let unknown = root.uncertain.iter().filter_map(|entry| *entry.path);
        let changed: Vec<&str> = changes.chain(swept).chain(unknown).chain(further.iter().copied()).collect();
        let shape = |program: &Program<'_>| {
            let changed = changed.iter().filter_map(|path| key_of(program, path));
            (program.path(), Shape::of(program).with(changed))
        };
        let shapes = root.program.iter().map(shape).collect();
        Self { root, changed, shapes }
    }

    /// Tells whether what stands at a path can act in no world: it, or a block that it stands in.
    #[must_use]
    pub fn is_idle(&self, path: &str) -> bool {
        let mut idle = false;
        follow(self.root.item, path, |above, slot| {
            idle |= self.why(above, slot.spec).is_some();
        });
        idle
    }

    /// Whether some world may have another value at a path.
    pub(super) fn change(&self, path: &str) -> bool {
        self.changed.iter().any(|changed| meet(changed, path))
    }

    /// Why what is changed at a path cannot act, though somebody may write it there: it, or a block that it stands in.
    fn why_changed(&self, path: &str) -> Option<Why> {
        let keys = keys_on(path).filter(|_| !path.split('.').any(|part| part == "*"))?;
        // Names that nothing has are said where paths are followed.
        let (first, _) = keys.get(1)?;
        follow(self.root.item, first.rsplit_once('.')?.0, |_, _| {})?;
        keys.into_iter().find_map(|(above, spec)| self.why(above, spec))
    }

    /// Why the value of a key cannot act, but for the blocks that it stands in.
    fn why(&self, path: &str, spec: &'static KeySpec) -> Option<Why> {
        if !spec.needs.is_empty() && !spec.needs.iter().any(|section| self.root.item.has(section)) {
            return Some(Why::Needs(spec.needs));
        }
        let within = |program: &str| path.strip_prefix(program)?.strip_prefix('.');
        let of_program = self.shapes.iter().find_map(|(program, shape)| shape.idle(within(program)?));
        let rule = || {
            RULES.iter().find(|rule| {
                let names = rule.keys.iter().find_map(|pattern| matched(pattern, path));
                names.is_some_and(|names| (rule.idle)(&Here { worlds: self, names }))
            })
        };
        of_program.map(Why::Program).or_else(|| rule().map(Why::Rule))
    }
}

/// The rest of a path to a key of a program, of this one or of all of a list.
fn key_of<'p>(program: &Program<'_>, path: &'p str) -> Option<&'p str> {
    let (section, rest) = path.split_once('.')?;
    match *program.name {
        _ if section != Program::SPEC.name => None,
        None => Some(rest),
        Some(name) => rest.split_once('.').filter(|(named, _)| *named == name || *named == "*").map(|(_, key)| key),
    }
}

/// The place of a key, from which a rule looks at the values of others: `*` in a path is the entry of the same place.
#[derive(Debug)]
pub(super) struct Here<'a> {
    worlds: &'a Worlds<'a>,
    names: Vec<&'a str>,
}

impl<'a> Here<'a> {
    fn path(&self, pattern: &str) -> String {
        let mut names = self.names.iter();
        let parts: Vec<&str> = pattern
            .split('.')
            .map(|part| if part == "*" { names.next().copied().unwrap_or(part) } else { part })
            // One that stands alone has no name.
            .filter(|part| !part.is_empty())
            .collect();
        parts.join(".")
    }

    /// The name that a `*` stands for, from 0.
    pub(super) fn name(&self, star: usize) -> Option<&'a str> {
        self.names.get(star).copied()
    }

    /// The document itself.
    pub(super) fn root(&self) -> &'a Root<'a> {
        self.worlds.root
    }

    /// The journey that the first `*` stands for.
    pub(super) fn journey(&self) -> Option<&'a Journey<'a>> {
        entry(&self.root().journey, self.name(0)?)
    }

    /// The places of all programs; of one that stands alone, where some other world may have it.
    pub(super) fn programs(&self) -> impl Iterator<Item = Self> {
        let programs = &self.root().program;
        let alone = programs.is_empty().then_some("");
        let names = programs.iter().map(|program| program.name.unwrap_or_default());
        names.chain(alone).map(|name| self.at(&[name]))
    }

    /// The program that the first `*` stands for.
    pub(super) fn program(&self) -> Option<&'a Program<'a>> {
        let name = self.name(0).filter(|name| !name.is_empty());
        self.root().program.iter().find(|program| *program.name == name)
    }

    /// Whether some world may have another value there.
    pub(super) fn moves(&self, pattern: &str) -> bool {
        self.worlds.change(&self.path(pattern))
    }

    /// What stands there in the document itself, whatever other worlds have there.
    pub(super) fn value(&self, pattern: &str) -> Option<&'a Item> {
        follow(self.worlds.root.item, &self.path(pattern), |_, _| {})
    }

    /// Whether a value is there in all worlds.
    pub(super) fn has(&self, pattern: &str) -> bool {
        !self.moves(pattern) && self.value(pattern).is_some()
    }

    /// Whether nothing is there in any world.
    pub(super) fn lacks(&self, pattern: &str) -> bool {
        !self.moves(pattern) && self.value(pattern).is_none()
    }

    /// The number that stands there in all worlds.
    pub(super) fn number(&self, pattern: &str) -> Option<f64> {
        self.value(pattern).and_then(Item::as_number).filter(|_| !self.moves(pattern))
    }

    /// Whether a number is the same in all worlds, this one.
    pub(super) fn is(&self, pattern: &str, number: f64) -> bool {
        self.number(pattern) == Some(number)
    }

    /// Whether nothing, or 0, is there in all worlds.
    pub(super) fn none(&self, pattern: &str) -> bool {
        self.lacks(pattern) || self.is(pattern, 0.0)
    }

    /// Whether a word is said there in all worlds.
    pub(super) fn says(&self, pattern: &str, word: impl Word) -> bool {
        !self.moves(pattern) && self.value(pattern).is_some_and(|item| item.as_text() == Some(word.word()))
    }

    /// The amount that stands there in all worlds.
    pub(super) fn fixed(&self, pattern: &str) -> Option<&'a Item> {
        self.value(pattern).filter(|_| !self.moves(pattern))
    }

    /// The same place by the names of other entries.
    pub(super) fn at(&self, names: &[&'a str]) -> Self {
        Here { worlds: self.worlds, names: names.to_vec() }
    }

    /// The entries of a list that are enabled in some world.
    pub(super) fn possible<T: Named>(&self, list: &'a Given<'a, Vec<T>>) -> impl Iterator<Item = &'a T> {
        let key = list.slot().map_or("", |slot| slot.spec.key);
        let possible = move |entry: &&'a T| {
            let enabled = format!("{key}.{}.enabled", entry.name());
            entry.is_enabled() || self.worlds.change(&enabled)
        };
        list.iter().filter(possible)
    }

    /// Whether customers, in some world, go through a touchpoint that may be so.
    pub(super) fn any_touchpoint(&self, is: impl Fn(&Self) -> bool) -> bool {
        self.possible(&self.root().journey).filter(|journey| !journey.arrivals.is_there()).any(|journey| {
            journey.touchpoint.iter().any(|touchpoint| is(&self.at(&[journey.name(), touchpoint.name()])))
        })
    }
}

/// Warns of what is written and cannot act.
pub(super) fn check(root: &Root<'_>, problems: &mut Vec<Diagnostic>) {
    let worlds = Worlds::of(root);
    walk(&worlds, root.item, &mut Vec::new(), problems);
    for change in root.changing().flat_map(|changing| changing.changes) {
        // Of what is written there it is said where it stands.
        let written = follow(root.item, &change.path, |_, _| {}).is_some_and(|item| is_from_file(item.origin));
        let told = written || problems.iter().any(|known| known.span == Some(change.span));
        if let Some(why) = worlds.why_changed(&change.path).filter(|_| !told) {
            let message = format!("{} {}", shown(&change.path), why.message());
            let problem = Diagnostic::warning("no-effect", change.path.clone(), message).at(change.span);
            problems.push(if why.help().is_empty() { problem } else { problem.help(why.help()) });
        }
    }
}

fn walk(worlds: &Worlds<'_>, item: &Item, path: &mut Vec<String>, problems: &mut Vec<Diagnostic>) {
    for slot in item.slots() {
        path.push(slot.spec.key.to_owned());
        let why = Some(slot).filter(|slot| is_written(slot)).and_then(|slot| worlds.why(&path.join("."), slot.spec));
        match (why, &slot.item.value) {
            (Some(why), _) => problems.extend(warning(why, &path.join("."), slot)),
            (None, Value::Block(_)) => walk(worlds, &slot.item, path, problems),
            (None, Value::Entries(entries)) => {
                let hidden = if slot.spec.key == "touchpoint" { path.pop() } else { None };
                for entry in entries {
                    path.push(entry.name().to_owned());
                    walk(worlds, entry, path, problems);
                    path.pop();
                }
                path.extend(hidden);
            }
            (None, _) => {}
        }
        path.pop();
    }
}

fn is_written(slot: &Slot) -> bool {
    is_from_file(slot.item.origin)
}

fn is_from_file(origin: Origin) -> bool {
    matches!(origin, Origin::File | Origin::Set)
}

impl Why {
    fn message(self) -> String {
        match self {
            Why::Needs(sections) => {
                let sections: Vec<String> = sections.iter().map(|section| format!("[{section}]")).collect();
                format!("has no effect without {}", sections.join(" or "))
            }
            Why::Program(reason) => format!("has no effect here: {reason}"),
            Why::Rule(rule) => format!("has no effect here: {}", rule.reason),
        }
    }

    fn help(self) -> &'static str {
        if let Why::Rule(rule) = self { rule.help } else { "" }
    }

    /// The value at which a key would do nothing anyway.
    fn neutral(self, key: &str) -> Option<f64> {
        match self {
            Why::Needs(_) => None,
            Why::Program(_) => Some(if ["reset", "endow"].contains(&key) { 1.0 } else { 0.0 }),
            Why::Rule(rule) => Some(rule.neutral),
        }
    }
}

fn warning(why: Why, path: &str, slot: &Slot) -> Option<Diagnostic> {
    let key = slot.spec.key;
    let neutral = why.neutral(key);
    // A value in the file that would do nothing anyway misleads nobody; what is set, such as by a sweep, is tried on purpose.
    let says_nothing = neutral.is_some() && slot.item.as_number() == neutral || slot.item.as_bool() == Some(false);
    if says_nothing && slot.item.origin == Origin::File {
        return None;
    }
    let warning = Diagnostic::warning("no-effect", path, format!("`{key}` {}", why.message())).at(slot.key_span);
    Some(if why.help().is_empty() { warning } else { warning.help(why.help()) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::grammar::{BlockSpec, ROOT};

    /// Whether there is such a path; `*` is the name of an entry, and touchpoints are named without the word.
    fn exists(block: &'static BlockSpec, parts: &[&str]) -> bool {
        let inner = |key: &str| block.key(key).and_then(KeySpec::block);
        match parts {
            [] => true,
            ["*", rest @ ..] => inner("touchpoint").is_some_and(|inner| exists(inner, rest)),
            [key] => block.key(key).is_some(),
            [key, "*", rest @ ..] if block.key(key).is_some_and(|key| key.names_entries("*")) => {
                inner(key).is_some_and(|inner| exists(inner, rest))
            }
            [key, rest @ ..] => {
                let single = block.key(key).is_some_and(|spec| !spec.names_entries("*"));
                single && inner(key).is_some_and(|inner| exists(inner, rest))
            }
        }
    }

    /// The paths that the conditions of the rules name: what is written like one, or asked for alone.
    fn named(source: &str) -> Vec<&str> {
        let parts: Vec<&str> = source.split('"').collect();
        let is_path =
            |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "_.*".contains(c));
        let asked = |before: &str| ["has(", "lacks(", "none("].iter().any(|asks| before.ends_with(asks));
        let pairs = parts.windows(2).map(|pair| (pair[0], pair[1]));
        pairs
            .filter(|(before, text)| is_path(text) && (text.contains('.') || asked(before)))
            .map(|(_, text)| text)
            .collect()
    }

    #[test]
    fn every_path_of_a_rule_is_one_of_the_grammar() {
        let keys = RULES.iter().flat_map(|rule| rule.keys.iter().copied());
        let paths: Vec<&str> = keys.chain(named(include_str!("rules.rs"))).collect();
        let unknown: Vec<&&str> =
            paths.iter().filter(|path| !exists(ROOT, &path.split('.').collect::<Vec<_>>())).collect();
        assert!(unknown.is_empty(), "the grammar has no {unknown:?}");
        assert!(paths.contains(&"market.size") && paths.contains(&"purchase") && paths.len() > 250, "{}", paths.len());
        for wrong in ["market.sise", "journey.share", "journey.*.desk.*", "resource.*.staf", "program.points.*"] {
            assert!(!exists(ROOT, &wrong.split('.').collect::<Vec<_>>()), "{wrong}");
        }
    }
}
