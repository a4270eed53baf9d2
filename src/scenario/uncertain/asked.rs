//! Inputs named on the command line, beside those of the file.

use crate::scenario::load::scenario::{Loaded, Scenario, whole};
use crate::scenario::read::unknowns::{OPERATIONS, prepare};
use crate::scenario::text::diagnostic::{Diagnostic, Diagnostics, shown};
use crate::scenario::text::node::{Content, Node, Origin};
use crate::scenario::text::source::Span;

use super::draw::value_node;
use super::input::Unknowns;
use crate::scenario::check::Worlds;
use crate::scenario::explain::assumed::acts;
use crate::scenario::explain::effective::is_below;
use crate::scenario::explain::ranges::assumed_ranges;
use crate::scenario::grammar::quantity::written;

/// An input that is no entry of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Added {
    /// Its operation and path, "scale:hole.*.factor", or the name of an input of the file.
    pub what: String,
    /// The ends between which nine in ten lie, as a file writes them.
    pub ends: [String; 2],
    /// Where they come from.
    pub basis: String,
}

impl Added {
    /// Reads `[scale:|add:]PATH=LOW..HIGH`, where a name of an input may stand for the path.
    #[must_use]
    pub fn of_text(text: &str) -> Option<Added> {
        let (what, ends) = text.split_once('=')?;
        let (low, high) = ends.split_once("..")?;
        let [what, low, high] = [what, low, high].map(|part| part.trim().to_owned());
        let given = [&what, &low, &high].iter().all(|part| !part.is_empty());
        given.then(|| Added { what, ends: [with_unit(&low, &high), high], basis: "--uncertain".to_owned() })
    }
}

/// "1..3 min" means "1 min..3 min".
fn with_unit(low: &str, high: &str) -> String {
    use crate::scenario::grammar::quantity::leading_number;
    match (leading_number(low), leading_number(high)) {
        (Some((_, "")), Some((_, unit))) if !unit.is_empty() => format!("{low} {unit}"),
        _ => low.to_owned(),
    }
}

impl Scenario {
    /// The scenario with further inputs: one of the name or of the place of an input of the file takes its place. It is another scenario, with
    /// another hash, and answers as written like the first.
    ///
    /// # Errors
    ///
    /// Every problem found.
    pub fn with_inputs(&self, added: &[Added]) -> Result<Loaded, Diagnostics> {
        let mut sources = (*self.sources).clone();
        let mut written = (*self.written).clone();
        let mut problems: Vec<Diagnostic> = Vec::new();
        for input in added {
            let text = format!("{}={}..{}", input.what, input.ends[0], input.ends[1]);
            let file = sources.add("--uncertain", text.clone());
            let span = Span::new(file, 0..text.len());
            put(&mut written, input, span);
        }
        prepare(&mut written, None, &mut problems);
        // What is not known is no part of the world: only its own entries can be wrong now.
        whole(written, sources, problems)
    }
}

fn put(written: &mut Node, input: &Added, span: Span) {
    let node = |content| Node::new(content, span, Origin::Set);
    let text = |text: &str| node(Content::Text(text.to_owned()));
    let mut ends: Vec<Node> = input.ends.iter().map(|end| value_node(end)).collect();
    ends.iter_mut().for_each(|end| end.relabel(span, Origin::Set));
    let mut range = node(Content::Table(Vec::new()));
    range.put("between", node(Content::List(ends)));
    let (op, path) = OPERATIONS
        .iter()
        .skip(1)
        .find_map(|(op, prefix)| Some((*op, input.what.strip_prefix(prefix)?)))
        .unwrap_or(("set", &input.what));
    if written.get("uncertain").is_none() {
        written.put("uncertain", node(Content::List(Vec::new())));
    }
    let Some(entries) = written.get_mut("uncertain").and_then(Node::elements_mut) else { return };
    let is = |entry: &Node, key: &str, value: &str| entry.get(key).and_then(Node::text) == Some(value);
    let known = entries
        .iter_mut()
        .find(|entry| is(entry, "name", &input.what) || (is(entry, "path", path) && entry.get(op).is_some()));
    match known {
        Some(entry) => {
            let op = OPERATIONS.iter().map(|(op, _)| *op).find(|op| entry.get(op).is_some()).unwrap_or(op);
            entry.put(op, range);
            entry.put("enabled", node(Content::Bool(true)));
            entry.put("basis", text(&input.basis));
        }
        None => {
            let mut entry = node(Content::Table(Vec::new()));
            entry.put("path", text(path));
            entry.put(op, range);
            entry.put("basis", text(&input.basis));
            entries.push(entry);
        }
    }
}

/// An assumed default that acts and that no input reaches.
#[derive(Clone, Debug, PartialEq)]
pub struct Assumed {
    /// Its path.
    pub path: String,
    /// The value, as it would be written.
    pub value: String,
    /// Why it has its range, or why it has none.
    pub basis: String,
    /// The input that it would be; nothing where it has no range.
    pub input: Option<Added>,
}

impl Scenario {
    /// The assumed defaults that act in some world and that none of these inputs reaches.
    #[must_use]
    pub fn assumed_beside(&self, unknowns: &Unknowns) -> Vec<Assumed> {
        let root = self.read();
        let worlds = Worlds::of(&root);
        let reached = |path: &str| {
            let mut places = unknowns.inputs.iter().flat_map(|input| &input.places);
            places.any(|place| is_below(&place.path, path) || is_below(path, &place.path))
        };
        let acts = |path: &str| acts(&self.root, path) && !worlds.is_idle(path) && !path.starts_with("run.");
        assumed_ranges(self)
            .into_iter()
            .filter(|range| acts(&range.path) && !reached(&range.path))
            .map(|range| {
                let ends = range.between.map(|law| law.ends().map(|end| written(range.unit, end)));
                let basis = range.basis();
                let input = ends.map(|ends| Added { what: range.path.clone(), ends, basis: basis.clone() });
                Assumed { path: range.path, value: range.value, basis, input }
            })
            .collect()
    }
}

/// Refuses a text that is no input.
#[must_use]
pub fn no_input(text: &str) -> String {
    format!("{} is not [scale:|add:]PATH=LOW..HIGH, such as purchase.margin=0.28..0.36", shown(text))
}
