//! How far the defaults of a scenario that are assumptions may be off.

use super::effective::explain;
use crate::scenario::grammar::range::{AssumedRange, ranges};
use crate::scenario::grammar::{BlockSpec, KeySpec, Rule};
use crate::scenario::load::scenario::Scenario;
use crate::scenario::text::node::{Content, Node, Origin};

/// Every default of a scenario that is an assumption, in the order of `explain`, with nine in ten of what it might have been, or why it is
/// held fixed. Whether it acts in a world is not asked.
#[must_use]
pub fn assumed_ranges(scenario: &Scenario) -> Vec<AssumedRange> {
    explain(scenario, None).unwrap_or_default().into_iter().flat_map(|value| value.ranges).collect()
}

/// The ranges of the value at a path, in a block. Of weights that sum to 1 the largest stands for all.
pub(super) fn ranges_in(
    spec: &'static BlockSpec,
    block: &Node,
    path: &str,
    key: &'static KeySpec,
    value: &Node,
) -> Vec<AssumedRange> {
    let is_weight = spec.rules.iter().any(|rule| matches!(rule, Rule::SumsToOne));
    if is_weight && let Some(largest) = largest(block).filter(|largest| *largest != key.key && weight(value) != 0.0) {
        let above = path.rsplit_once('.').map_or("", |(above, _)| above);
        return vec![AssumedRange::fixed(path.to_owned(), value, format!("it gives way to `{above}.{largest}`"))];
    }
    ranges(key, path, value, matches!(value.origin, Origin::Default(_)))
}

/// The largest of some weights that are assumptions; the first of those that are as large.
fn largest(block: &Node) -> Option<&str> {
    let weights = block.fields()?.iter().map(|field| (field.key.as_str(), weight(&field.node)));
    weights.reduce(|most, next| if next.1 > most.1 { next } else { most }).map(|(key, _)| key)
}

fn weight(node: &Node) -> f64 {
    match node.content {
        Content::Integer(number) => number as f64,
        Content::Float(number) => number,
        _ => 0.0,
    }
}
