//! The scenario at a draw of what is not known: the file itself with other values, checked whole.

use std::sync::Arc;

use super::input::{Input, Unknowns};
use super::place::{Place, signed};
use super::shares::giving_way;
use super::value::exact;
use crate::scenario::check;
use crate::scenario::grammar::conform::{conform, conform_quantity};
use crate::scenario::grammar::kinds::{UNLIMITED, number as plain_number};
use crate::scenario::grammar::quantity::Unit;
use crate::scenario::grammar::value::Amount;
use crate::scenario::grammar::{Quantity, ROOT, Root};
use crate::scenario::load::scenario::{Scenario, finish};
use crate::scenario::read::computed::fill_computed;
use crate::scenario::read::normalise::fill;
use crate::scenario::read::patch::{Op, write};
use crate::scenario::read::path::{find, find_mut};
use crate::scenario::text::diagnostic::{Diagnostic, Diagnostics};
use crate::scenario::text::document::parse_value;
use crate::scenario::text::node::{Adjust, Content, Node, Origin};
use crate::scenario::text::source::{Sources, Span};

/// A value of a draw as it stands in a file: TOML, else text.
pub(super) fn value_node(text: &str) -> Node {
    let mut sources = Sources::default();
    let file = sources.add("", text);
    let span = Span::default();
    let mut node = parse_value(&sources, file, Origin::Set)
        .unwrap_or_else(|| Node::new(Content::Text(text.to_owned()), span, Origin::Set));
    node.relabel(span, Origin::Set);
    node
}

fn number(node: &Node) -> Option<f64> {
    match &node.content {
        Content::Integer(number) => Some(*number as f64),
        Content::Float(number) => Some(*number),
        _ => None,
    }
}

impl Scenario {
    /// The scenario in which the inputs have these values, as [`Input::value`] writes them; an empty one leaves the file as it is.
    ///
    /// What is `set` is written before defaults are filled. A `scale` or an `add` acts on the filled tree, under what interventions, shocks and
    /// segments set later, and rounds what is whole. Inside a patch either acts on the number that is written there.
    ///
    /// # Errors
    ///
    /// Every problem of the changed document.
    pub fn at_draw(&self, unknowns: &Unknowns, values: &[String]) -> Result<Self, Diagnostics> {
        let mut written = (*self.written).clone();
        let mut problems: Vec<Diagnostic> = Vec::new();
        let drawn: Vec<(&Input, Node)> = unknowns
            .inputs
            .iter()
            .zip(values)
            .filter(|(_, value)| !value.is_empty())
            .map(|(input, value)| (input, value_node(value)))
            .collect();
        let of = |op: Op| drawn.iter().filter(move |(input, _)| input.op == op);
        let mut set: Vec<(&Place, f64)> = Vec::new();
        for (input, value) in of(Op::Set) {
            for place in &input.places {
                set.extend(number(value).map(|number| (place, number)));
                write(&mut written, &self.tree, &place.steps, value.clone());
            }
        }
        for (steps, value) in giving_way(&self.tree, &set) {
            write(&mut written, &self.tree, &steps, Node::new(Content::Float(value), Span::default(), Origin::Set));
        }
        for (input, value) in of(Op::Scale).chain(of(Op::Add)) {
            for place in input.places.iter().filter(|place| place.in_patch) {
                if let Err(why) = inside_patch(&mut written, &self.tree, input, place, value) {
                    problems.push(Diagnostic::error("bad-input", input.path.clone(), why));
                }
            }
        }
        let mut tree = written.clone();
        fill(&mut tree);
        fill_computed(&mut tree);
        for (input, value) in of(Op::Scale).chain(of(Op::Add)) {
            for place in input.places.iter().filter(|place| !place.in_patch) {
                let Some(node) = find_mut(&mut tree, &place.steps) else { continue };
                node.adjust.push(match (input.op, number(value)) {
                    (Op::Scale, Some(factor)) => Adjust::Scale { factor, weight: 1.0, span: node.span, rounds: true },
                    _ => Adjust::Add { amount: Box::new(value.clone()), weight: 1.0 },
                });
                node.origin = Origin::Patch;
            }
        }
        let root = conform(ROOT, &tree, &mut problems);
        check::document(&Root::read(&root), &tree, check::Lasting::ToTheEnd, &mut problems);
        let sources = Arc::clone(&self.sources);
        if problems.iter().any(Diagnostic::is_error) {
            return Err(Diagnostics::new(problems, sources));
        }
        Ok(finish(root, tree, Arc::new(written), sources))
    }
}

/// Changes a number that a patch writes, in base units.
fn inside_patch(written: &mut Node, tree: &Node, input: &Input, place: &Place, value: &Node) -> Result<(), String> {
    // An earlier input may have set it.
    let there = find(written, &place.steps).or_else(|| find(tree, &place.steps));
    let there = there.ok_or("the value is not there any more")?;
    let quantity = place.quantity.ok_or("the patch writes no number there")?;
    let read = |node: &Node, quantity: &Quantity| match conform_quantity(quantity, node, "", &mut Vec::new()) {
        Some(Amount::Fixed(value)) => Ok(value),
        _ => Err(format!("{} is no plain number", node.to_toml())),
    };
    let old = read(there, &quantity)?;
    let new = match input.op {
        Op::Scale => old * read(value, &plain_number(0.0, UNLIMITED))?,
        _ => old + read(value, &signed(quantity))?,
    };
    let new = if quantity.unit == Unit::Integer { new.round() } else { new };
    write(written, tree, &place.steps, value_node(&exact(quantity.unit, new)));
    Ok(())
}
