//! The places that an input changes: in the file, or in what an intervention, a shock, a segment or a rule writes there.

use crate::laws::{Dimension, family};
use crate::scenario::grammar::kinds::{Kind, PROBABILITY, RATE, UNLIMITED, integer, number};
use crate::scenario::grammar::quantity::Unit;
use crate::scenario::grammar::value::Change;
use crate::scenario::grammar::{NEVER_UNCERTAIN, Quantity, Root};
use crate::scenario::load::scenario::Scenario;
use crate::scenario::read::patch::{Weighted, apply};
use crate::scenario::read::path::{PathError, Step, Target, find, resolve};
use crate::scenario::text::diagnostic::{nearest, shown};
use crate::scenario::text::document::name_of;
use crate::scenario::text::node::{Content, Node};

/// Lists of entries that change values.
const CHANGING: [&str; 4] = ["intervention", "shock", "segment", "rule"];

/// A place that an input changes.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// The way there in the filled tree; of a patch, from the whole tree to the value inside the patch.
    pub(super) steps: Vec<Step>,
    /// What stands there in the file, with its defaults.
    pub(super) there: Option<Node>,
    /// What it is a number of; absent where it takes no number.
    pub(super) quantity: Option<Quantity>,
    /// Whether it stands inside a patch.
    pub(super) in_patch: bool,
    /// What the grammar says, of the value that is changed in the end.
    pub(super) target: Target,
    /// The path of the value that is changed in the end, for people.
    pub(super) path: String,
}

impl Place {
    /// Whether two inputs that set both would contradict each other.
    pub(super) fn is(&self, other: &Place) -> bool {
        self.steps == other.steps
    }
}

/// Why a path leads to no place of an input.
pub(super) fn error(message: impl Into<String>, help: impl Into<Option<String>>) -> PathError {
    PathError { code: "bad-input", message: message.into(), help: help.into() }
}

/// Follows the path of an input to every place it means.
pub(super) fn places(scenario: &Scenario, root: &Root<'_>, path: &str) -> Result<Vec<Place>, PathError> {
    let segments: Vec<&str> = path.split('.').collect();
    let places = match segments[..] {
        [list, name, "change", ref rest @ ..] if CHANGING.contains(&list) => {
            patched(scenario, root, path, (list, name), rest)?
        }
        _ => of_file(scenario, path)?,
    };
    if let Some(name) = places.iter().find(|place| place.target.is_name()) {
        return Err(error(
            format!("{} is a name, by which paths find the entry: it cannot be uncertain", shown(&name.path)),
            None,
        ));
    }
    Ok(places)
}

fn of_file(scenario: &Scenario, path: &str) -> Result<Vec<Place>, PathError> {
    let first = path.split('.').next().unwrap_or_default();
    if NEVER_UNCERTAIN.contains(&first) {
        return Err(error(
            format!("{} belongs to the experiment, not to the world: it cannot be uncertain", shown(path)),
            "change the file, or use `--set`".to_owned(),
        ));
    }
    let place = |target: Target| {
        let there = find(&scenario.tree, &target.steps).cloned();
        let quantity = quantity_at(&target, there.as_ref());
        let path = crate::scenario::explain::effective::written(&target.steps);
        Place { steps: target.steps.clone(), there, quantity, in_patch: false, target, path }
    };
    Ok(resolve(&scenario.tree, path)?.into_iter().map(place).collect())
}

/// Places inside the patches of some entries.
fn patched(
    scenario: &Scenario,
    root: &Root<'_>,
    path: &str,
    (list, name): (&str, &str),
    rest: &[&str],
) -> Result<Vec<Place>, PathError> {
    let entries: Vec<_> = root.changing().filter(|entry| entry.list == list).enumerate().collect();
    let chosen: Vec<_> = entries.iter().filter(|(_, entry)| name == "*" || entry.entry.name() == name).collect();
    if chosen.is_empty() {
        let known = entries.iter().map(|(_, entry)| entry.entry.name());
        let help = nearest(name, known).map(|meant| format!("did you mean `{}`?", path.replacen(name, meant, 1)));
        return Err(error(
            format!("the path {} matches nothing: no `{list}` is called {}", shown(path), shown(name)),
            help,
        ));
    }
    let mut out = Vec::new();
    for (at, entry) in &chosen {
        for change in entry.changes {
            let Some(inside) = below(&change.path, rest) else { continue };
            out.push(inside_of(scenario, (list, entry.entry.name(), *at), entry.changes, change, inside, path)?);
        }
    }
    if out.is_empty() {
        let wanted = rest.join(".");
        let known: Vec<&str> =
            chosen.iter().flat_map(|(_, entry)| entry.changes).map(|change| change.path.as_str()).collect();
        let help = match nearest(&wanted, known.iter().copied()) {
            Some(meant) => format!("did you mean `{list}.{name}.change.{meant}`?"),
            None => format!("it changes {}; another value is an input by its own path", known.join(", ")),
        };
        return Err(error(
            format!("the path {} matches nothing: {} does not change {}", shown(path), shown(name), shown(&wanted)),
            help,
        ));
    }
    Ok(out)
}

/// What is left of a path behind the path of a change, as that is written.
fn below<'p>(change: &str, rest: &'p [&'p str]) -> Option<&'p [&'p str]> {
    let depth = change.split('.').count();
    (depth <= rest.len() && rest[..depth].join(".") == change).then(|| &rest[depth..])
}

fn inside_of(
    scenario: &Scenario,
    (list, name, at): (&str, &str, usize),
    changes: &[Change],
    change: &Change,
    inside: &[&str],
    path: &str,
) -> Result<Place, PathError> {
    // What the change leads to is there once it has acted.
    let mut world = scenario.tree.clone();
    apply(&mut world, &changes.iter().map(Weighted::full).collect::<Vec<_>>(), &mut Vec::new());
    let whole = [&[change.path.as_str()], inside].concat().join(".");
    let target = resolve(&world, &whole)?.into_iter().next();
    let target = target.ok_or_else(|| error(format!("the path {} matches nothing", shown(path)), None))?;
    let mut steps = vec![
        Step::Entry(list.to_owned(), name.to_owned(), at),
        Step::Key("change".to_owned()),
        Step::Key(change.path.clone()),
    ];
    let patch = find(&scenario.tree, &steps).and_then(Node::fields).and_then(<[_]>::first);
    let Some(patch) = patch else { return Err(error(format!("the path {} matches nothing", shown(path)), None)) };
    steps.push(Step::Key(patch.key.clone()));
    let verb = patch.key.as_str();
    let mut node = &patch.node;
    for segment in inside {
        let step = match (&node.content, segment.parse::<usize>()) {
            (Content::List(list), Ok(number)) if (1..=list.len()).contains(&number) => Step::Element(number - 1),
            (Content::List(_), _) => entry_step(node, segment).ok_or_else(|| {
                error(
                    format!("the path {} matches nothing: nothing there is called {}", shown(path), shown(segment)),
                    None,
                )
            })?,
            _ => Step::Key((*segment).to_owned()),
        };
        let next = match &step {
            Step::Key(key) => node.get(key),
            Step::Element(at) | Step::Entry(_, _, at) => node.elements().and_then(|list| list.get(*at)),
        };
        node = next.ok_or_else(|| {
            error(
                format!("the path {} matches nothing: {} writes no {}", shown(path), shown(name), shown(segment)),
                format!("it writes {}", node.to_toml()),
            )
        })?;
        steps.push(step);
    }
    let there = Some(node.clone());
    let quantity = match verb {
        "scale" => Some(number(0.0, UNLIMITED)),
        "add" => quantity_at(&target, there.as_ref()).map(signed),
        _ => quantity_at(&target, there.as_ref()),
    };
    let path = [&[list, name, "change", change.path.as_str()], inside].concat().join(".");
    Ok(Place { steps, there, quantity, in_patch: true, target, path })
}

/// An element of a list by its name.
fn entry_step(node: &Node, name: &str) -> Option<Step> {
    let at = node.elements()?.iter().position(|entry| name_of(entry) == Some(name))?;
    Some(Step::Element(at))
}

/// The quantity that is added to one.
pub(super) fn signed(quantity: Quantity) -> Quantity {
    let unit = if quantity.unit == Unit::Probability { Unit::Number } else { quantity.unit };
    Quantity::new(unit, -UNLIMITED, UNLIMITED)
}

/// What a place takes numbers of, if it does.
fn quantity_at(target: &Target, there: Option<&Node>) -> Option<Quantity> {
    let of_key = quantity_of(&target.spec.kind, there)?;
    let mut keys =
        target.steps.iter().rev().map_while(|step| if let Step::Key(key) = step { Some(key.as_str()) } else { None });
    let (last, above) = (keys.next().unwrap_or_default(), keys.next().unwrap_or_default());
    // Inside a law, by what its parameter means.
    match family(above).and_then(|law| law.parameter(last)).filter(|_| !target.is_whole()) {
        None => Some(Quantity { forms: Default::default(), ..of_key }),
        Some(parameter) => match parameter.dimension {
            Dimension::Same => Some(Quantity { forms: Default::default(), ..of_key }),
            Dimension::Inverse => Some(Quantity::new(of_key.unit.inverse(), 0.0, UNLIMITED)),
            Dimension::Number => Some(number(0.0, UNLIMITED)),
            Dimension::Whole => Some(integer(1.0, 1e9)),
            Dimension::Logarithm => Some(number(-UNLIMITED, UNLIMITED)),
            Dimension::Values | Dimension::Weights => None,
        },
    }
}

fn quantity_of(kind: &Kind, there: Option<&Node>) -> Option<Quantity> {
    match kind {
        Kind::Quantity(quantity) | Kind::Vector(quantity, _) => Some(*quantity),
        Kind::Either(kinds) => kinds.iter().find_map(|kind| quantity_of(kind, there)),
        Kind::Map(of) => quantity_of(of, there),
        Kind::Route if there.is_some_and(|node| node.text().is_some()) => Some(RATE),
        Kind::Route => Some(PROBABILITY),
        Kind::Peaks => Some(number(0.0, UNLIMITED)),
        _ => None,
    }
}
