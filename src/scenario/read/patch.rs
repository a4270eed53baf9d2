//! Patches: the one way to change a scenario.
//!
//! `--set` writes into the file's own tree, before defaults are filled. A patch of a world acts on the filled tree: the latest `set`
//! counts, then every `scale`, then every `add`. Either way the result is checked whole, like any document.

use crate::laws::family;
use crate::scenario::grammar::value::{Action, Change};
use crate::scenario::grammar::{EXPERIMENT_SECTIONS, Kind, is_crisis_plan, is_segment_factor};
use crate::scenario::read::computed::fill_patched;
use crate::scenario::read::path::{Step, Target, find, find_mut, resolve};
use crate::scenario::text::diagnostic::{Diagnostic, shown};
use crate::scenario::text::document::{name_of, parse_value};
use crate::scenario::text::node::{Adjust, Content, Node, Origin};
use crate::scenario::text::source::{Sources, Span};

/// Most values that the patches of one world may change.
pub const MOST_TARGETS: usize = 500_000;

/// A patch given by a program rather than written in a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Patch {
    /// The path.
    pub path: String,
    /// What happens there.
    pub op: Op,
    /// The value or factor as TOML; what is not TOML counts as text.
    pub value: String,
}

/// What a patch does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// Replace.
    Set,
    /// Add a quantity of the same unit.
    Add,
    /// Multiply.
    Scale,
}

impl Patch {
    /// Makes a patch that replaces.
    pub fn set(path: impl Into<String>, value: impl Into<String>) -> Self {
        Self { path: path.into(), op: Op::Set, value: value.into() }
    }

    /// Makes a patch that multiplies.
    pub fn scale(path: impl Into<String>, factor: f64) -> Self {
        Self { path: path.into(), op: Op::Scale, value: factor.to_string() }
    }

    /// Makes a patch that adds.
    pub fn add(path: impl Into<String>, value: impl Into<String>) -> Self {
        Self { path: path.into(), op: Op::Add, value: value.into() }
    }

    /// Reads the value into a change; its text becomes one of the sources.
    pub(in crate::scenario) fn to_change(
        &self,
        sources: &mut Sources,
        problems: &mut Vec<Diagnostic>,
    ) -> Option<Change> {
        let (node, span) = typed_value(sources, "patch", &self.path, &self.value, Origin::Patch);
        let action = match self.op {
            Op::Set => Action::Set(node),
            Op::Add => Action::Add(node),
            Op::Scale => match node.content {
                Content::Integer(number) => Action::Scale(number as f64),
                Content::Float(number) if number.is_finite() => Action::Scale(number),
                _ => {
                    problems.push(
                        Diagnostic::error(
                            "bad-patch",
                            self.path.clone(),
                            format!("`scale` takes a finite number, found {}", node.found()),
                        )
                        .at(span),
                    );
                    return None;
                }
            },
        };
        Some(Change { path: self.path.clone(), span, action, action_span: span })
    }
}

/// Keeps `PATH=VALUE` as a source and reads the value: as TOML, else as text.
fn typed_value(sources: &mut Sources, option: &str, path: &str, value: &str, origin: Origin) -> (Node, Span) {
    let file = sources.add(option, format!("{path}={value}"));
    let offset = path.len() + 1;
    let whole = Span::new(file, 0..path.len());
    let mut alone = Sources::default();
    let index = alone.add("", value);
    let span = Span::new(file, offset..offset + value.len());
    let mut node =
        parse_value(&alone, index, origin).unwrap_or_else(|| Node::new(Content::Text(value.to_owned()), span, origin));
    node.relabel(span, origin);
    (node, whole)
}

/// Writes `--set PATH=VALUE` into the tree as written. `filled` is the same tree with its defaults, in which the path is followed.
pub fn set_in_file(
    raw: &mut Node,
    filled: &Node,
    sources: &mut Sources,
    path: &str,
    value: &str,
    problems: &mut Vec<Diagnostic>,
) {
    let (node, span) = typed_value(sources, "--set", path, value, Origin::Set);
    if path == "extends" {
        let message = "`extends` cannot be set: the files below this one are read before anything is set";
        problems.push(Diagnostic::error("not-patchable", path, message).at(span).help("write it in the file"));
        return;
    }
    match resolve(filled, path) {
        Ok(targets) if targets.iter().any(Target::is_name) => problems.push(renaming(path).at(span)),
        Err(error) => problems
            .push(Diagnostic { help: error.help, ..Diagnostic::error(error.code, path, error.message).at(span) }),
        Ok(targets) => targets.iter().for_each(|target| write(raw, filled, &target.steps, node.clone())),
    }
}

/// Writes a value at the end of some steps, making the tables and entries on the way. Of a list or a law one number of which is written, the
/// rest is taken from the filled tree where it is a default.
pub(in crate::scenario) fn write(root: &mut Node, filled: &Node, steps: &[Step], value: Node) {
    let (span, origin) = (value.span, value.origin);
    let table = || Node::new(Content::Table(Vec::new()), span, origin);
    let mut node = root;
    let Some((last, way)) = steps.split_last() else {
        return;
    };
    for (at, step) in way.iter().enumerate() {
        match step {
            Step::Key(key) => {
                if node.get(key).is_none() {
                    let is_value = match &steps[at + 1] {
                        Step::Element(_) => true,
                        Step::Key(next) => family(next).is_some(),
                        Step::Entry(..) => false,
                    };
                    let known = is_value.then(|| find(filled, &steps[..=at]).cloned()).flatten();
                    node.put(key, known.unwrap_or_else(table));
                }
                let Some(next) = node.get_mut(key) else {
                    return;
                };
                node = next;
            }
            Step::Entry(list, name, _) => {
                if node.get(list).is_none() {
                    node.put(list, Node::new(Content::List(Vec::new()), span, origin));
                }
                let Some(entries) = node.get_mut(list).and_then(Node::elements_mut) else {
                    return;
                };
                let at = entries.iter().position(|entry| name_of(entry) == Some(name)).unwrap_or_else(|| {
                    let mut entry = table();
                    entry.put("name", Node::new(Content::Text(name.clone()), span, origin));
                    entries.push(entry);
                    entries.len() - 1
                });
                node = &mut entries[at];
            }
            // A list of quantities has nothing further inside.
            Step::Element(_) => return,
        }
    }
    match last {
        Step::Key(key) => node.put(key, value),
        Step::Element(at) => {
            if let Some(element) = node.elements_mut().and_then(|elements| elements.get_mut(*at)) {
                *element = value;
            }
        }
        Step::Entry(..) => {}
    }
}

/// A change with how much of it is in force.
#[derive(Clone, Copy, Debug)]
pub struct Weighted<'a> {
    /// The change.
    pub change: &'a Change,
    /// 0 not at all, 1 in full.
    pub weight: f64,
}

impl<'a> Weighted<'a> {
    /// A change in full.
    pub fn full(change: &'a Change) -> Self {
        Self { change, weight: 1.0 }
    }
}

/// Applies the changes of a world, in order of time, to a filled tree and counts the values changed. Problems name the change.
pub fn apply(root: &mut Node, changes: &[Weighted<'_>], problems: &mut Vec<Diagnostic>) -> usize {
    let rank = |action: &Action| match action {
        Action::Set(_) | Action::Raise(_) => 0,
        Action::Scale(_) => 1,
        Action::Add(_) => 2,
    };
    let mut ordered: Vec<Weighted<'_>> = changes.iter().copied().filter(|change| change.weight > 0.0).collect();
    ordered.sort_by_key(|Weighted { change, .. }| rank(&change.action));
    let mut count = 0;
    // What is set whole takes its defaults, as in a file, before anything of it is scaled.
    let whole = |change: &Change| matches!(&change.action, Action::Set(value) if matches!(value.content, Content::Table(_) | Content::List(_)));
    let mut unfilled = None;
    for weighted in ordered {
        if rank(&weighted.change.action) > 0
            && let Some(before) = unfilled.take()
        {
            fill_patched(root, &before);
        }
        if unfilled.is_none() && whole(weighted.change) {
            unfilled = Some(root.clone());
        }
        match targets(root, weighted.change) {
            Err(problem) => problems.push(*problem),
            Ok(targets) => {
                count += targets.len();
                targets.iter().for_each(|target| act(root, target, weighted));
            }
        }
        if count > MOST_TARGETS {
            problems.push(
                Diagnostic::error("too-large", "", format!("patches change more than {MOST_TARGETS} values"))
                    .at(weighted.change.span),
            );
            break;
        }
    }
    if let Some(before) = unfilled {
        fill_patched(root, &before);
    }
    count
}

/// Follows the path of a change and checks that it may act there.
pub fn targets(root: &Node, change: &Change) -> Result<Vec<Target>, Box<Diagnostic>> {
    let error = |code, message: String, help: Option<String>| {
        Box::new(Diagnostic { help, ..Diagnostic::error(code, change.path.clone(), message).at(change.span) })
    };
    let section = change.path.split('.').next().unwrap_or_default();
    let of_the_world = is_crisis_plan(&change.path) || is_segment_factor(&change.path);
    let fixed = EXPERIMENT_SECTIONS.contains(&section) && !of_the_world;
    if fixed || ["loyalty.preset", "complaint.preset"].contains(&change.path.as_str()) {
        let message =
            format!("{} belongs to the experiment, not to the world: a patch cannot change it", shown(&change.path));
        return Err(error("not-patchable", message, Some("change the file, or use `--set`".to_owned())));
    }
    let found = resolve(root, &change.path).map_err(|problem| error(problem.code, problem.message, problem.help))?;
    if found.iter().any(Target::is_name) {
        return Err(Box::new(renaming(&change.path).at(change.span)));
    }
    if let Action::Set(value) = &change.action {
        let one = found.iter().find(|target| matches!(target.spec.kind, Kind::OneOrEntries(_)));
        if let Some(one) = one.filter(|_| value.elements().is_some()) {
            let message = format!("a list of `{}` is no change: which there are is said once", one.spec.key);
            let help = format!("write [[{}]] in the file, with `enabled = false`, and change that", one.spec.key);
            return Err(error("not-patchable", message, Some(help)));
        }
        return Ok(found);
    }
    if let Some(target) = found.iter().find(|target| !target.is_quantity) {
        return Err(error(
            "not-a-quantity",
            format!("`{}` is not a quantity: it can be `set`, not scaled or added to", target.spec.key),
            None,
        ));
    }
    let there: Vec<Target> = found.into_iter().filter(|target| target.exists).collect();
    if there.is_empty() {
        let message = format!("the path {} has no value to change", shown(&change.path));
        return Err(error("absent-value", message, Some("give it a value in the file, or use `set`".to_owned())));
    }
    Ok(there)
}

/// What a change makes of the whole value of a key, to be read by itself; `None` where there is none to change.
pub fn changed(root: &Node, target: &Target, change: &Change) -> Option<Node> {
    let old = find(root, &target.steps);
    let mut node = match &change.action {
        Action::Set(value) => return Some(value.clone()),
        _ => old?.clone(),
    };
    node.adjust.push(adjustment(&change.action, 1.0, change.action_span)?);
    Some(node)
}

/// A change of a quantity, as far as it is in force; `None` for one that replaces it.
fn adjustment(action: &Action, weight: f64, span: Span) -> Option<Adjust> {
    Some(match action {
        Action::Set(_) => return None,
        Action::Scale(factor) => Adjust::Scale { factor: *factor, weight, span, rounds: false },
        Action::Add(amount) => Adjust::Add { amount: Box::new(amount.clone()), weight },
        Action::Raise(by) => Adjust::Raise(by * weight),
    })
}

/// The refusal of a new name for an entry.
fn renaming(path: &str) -> Diagnostic {
    let message = format!("{} is a name, by which paths find the entry: it cannot be changed", shown(path));
    Diagnostic::error("not-patchable", path, message).help("rename the entry in the file")
}

/// Tells whether a change can be in force in part somewhere: whether anything of it moves in a straight line, rather than being there
/// or not.
pub fn blends(root: &Node, change: &Change) -> bool {
    targets(root, change).is_ok_and(|targets| targets.iter().any(|target| blends_at(root, target, change)))
}

/// The same at one of its places.
pub fn blends_at(root: &Node, target: &Target, change: &Change) -> bool {
    match &change.action {
        Action::Set(value) => goes_straight(target, find(root, &target.steps), value),
        Action::Scale(_) | Action::Add(_) | Action::Raise(_) => true,
    }
}

/// A plain quantity goes in a straight line; anything else is there or not.
fn goes_straight(target: &Target, old: Option<&Node>, new: &Node) -> bool {
    target.is_quantity && old.is_some_and(is_plain) && is_plain(new)
}

fn act(root: &mut Node, target: &Target, Weighted { change, weight }: Weighted<'_>) {
    let node = find_mut(root, &target.steps);
    let adjust = match &change.action {
        Action::Set(value) => {
            let mut value = value.clone();
            relabel_origin(&mut value);
            match node {
                Some(old) if weight < 1.0 && goes_straight(target, Some(&*old), &value) => {
                    Adjust::Toward(Box::new(value), weight)
                }
                Some(old) => {
                    value.adjust = std::mem::take(&mut old.adjust);
                    value.adjust.retain(|known| !matches!(known, Adjust::Toward(..) | Adjust::Raise(_)));
                    *old = value;
                    return;
                }
                None => {
                    if let Some((Step::Key(key), way)) = target.steps.split_last()
                        && let Some(parent) = find_mut(root, way)
                    {
                        parent.put(key, value);
                    }
                    return;
                }
            }
        }
        other => match adjustment(other, weight, change.action_span) {
            Some(adjust) => adjust,
            None => return,
        },
    };
    if let Some(node) = find_mut(root, &target.steps) {
        node.adjust.push(adjust);
        node.origin = Origin::Patch;
    }
}

/// Tells whether a value is a single finite number, with or without its unit.
fn is_plain(node: &Node) -> bool {
    match &node.content {
        Content::Integer(_) | Content::Float(_) => true,
        Content::Text(text) => text.trim() != "forever",
        _ => false,
    }
}

fn relabel_origin(node: &mut Node) {
    node.origin = Origin::Patch;
    match &mut node.content {
        Content::List(elements) => elements.iter_mut().for_each(relabel_origin),
        Content::Table(fields) => fields.iter_mut().for_each(|field| relabel_origin(&mut field.node)),
        _ => {}
    }
}
