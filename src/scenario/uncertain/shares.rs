//! Shares of a whole: of keys that must sum to 1, those that no input names give way in proportion.

use crate::scenario::grammar::Kind;
use crate::scenario::read::path::{Step, find};
use crate::scenario::text::document::name_of;
use crate::scenario::text::node::{Content, Node};

use super::place::Place;

/// The members of the whole to which a place belongs, itself included; empty where it belongs to none.
fn members(tree: &Node, place: &Place) -> Vec<Vec<Step>> {
    let Some((last, way)) = place.steps.split_last() else { return Vec::new() };
    let Step::Key(key) = last else { return Vec::new() };
    let inside = |parent: &Node| -> Vec<Vec<Step>> {
        let fields = parent.fields().unwrap_or(&[]).iter().filter(|field| is_number(&field.node));
        fields.map(|field| [way, &[Step::Key(field.key.clone())]].concat()).collect()
    };
    let parent = find(tree, way);
    match way.last() {
        // Segments share the customers among them.
        Some(Step::Entry(list, _, _)) if list == "segment" && key == "share" => {
            let entries = tree.get(list).and_then(Node::elements).unwrap_or(&[]).iter().enumerate();
            let step = |(at, entry): (usize, &Node)| {
                Step::Entry(list.clone(), name_of(entry).unwrap_or_default().to_owned(), at)
            };
            entries.map(|found| vec![step(found), Step::Key(key.clone())]).collect()
        }
        _ if place.target.sums_to_one => parent.map_or_else(Vec::new, inside),
        _ if matches!(place.target.spec.kind, Kind::Route) => parent.map_or_else(Vec::new, inside),
        _ => Vec::new(),
    }
}

fn is_number(node: &Node) -> bool {
    matches!(node.content, Content::Integer(_) | Content::Float(_))
}

fn number(node: &Node) -> Option<f64> {
    match node.content {
        Content::Integer(number) => Some(number as f64),
        Content::Float(number) => Some(number),
        _ => None,
    }
}

/// What the others of a whole become when some of it is set: way and value, each once. `set`: places that are set, with their values.
pub(super) fn giving_way(tree: &Node, set: &[(&Place, f64)]) -> Vec<(Vec<Step>, f64)> {
    let mut out: Vec<(Vec<Step>, f64)> = Vec::new();
    for (place, _) in set.iter().filter(|(place, _)| !place.in_patch) {
        let all = members(tree, place);
        if all.len() < 2 || out.iter().any(|(steps, _)| all.contains(steps)) {
            continue;
        }
        let named = |steps: &Vec<Step>| set.iter().find(|(place, _)| !place.in_patch && place.steps == *steps);
        let taken: f64 = all.iter().filter_map(named).map(|(_, value)| value).sum();
        let others: Vec<(Vec<Step>, f64)> = all
            .iter()
            .filter(|steps| named(steps).is_none())
            .filter_map(|steps| Some((steps.clone(), number(find(tree, steps)?)?)))
            .collect();
        let left: f64 = others.iter().map(|(_, value)| value).sum();
        if left > 0.0 && taken <= 1.0 {
            out.extend(others.into_iter().map(|(steps, value)| (steps, value * (1.0 - taken) / left)));
        }
    }
    out
}
