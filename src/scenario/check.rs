//! Checks that need the whole document: references, graphs, sums, sense, load, size, and every world it describes.
//!
//! They run even when single values are wrong ([`crate::scenario::grammar::value::Value::Invalid`]), so that all problems come at once; each looks only at what
//! it can read.

mod asserts;
mod attributes;
mod classes;
mod crowd;
mod deals;
mod effects;
mod idle;
mod journeys;
mod load;
mod names;
pub mod paths;
mod people;
mod programs;
mod rules;
mod sense;
mod size;
mod voices;
mod wages;
mod ways;
mod who;
mod workload;
mod worlds;

use std::collections::BTreeMap;

use super::blueprint::graph::Graph;
use super::grammar::{Named, Root};
use crate::scenario::text::diagnostic::Diagnostic;
use crate::scenario::text::node::Node;
use crate::scenario::who::Crowd;

/// Most segments, interventions or shocks.
const MOST_WORLDS: usize = 200;

pub use deals::mean_basket;
pub use idle::Worlds;
pub use load::overloaded_hours;
pub use names::{carried, conflict, with_needs};
pub use programs::Shape;
pub use wages::wages;

/// How long a document holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lasting {
    /// Up to the end of the run, from day 0 or for a week at least: a queue that grows under it grows without end.
    ToTheEnd,
    /// For a while.
    ForAWhile,
    /// For some customers only, whoever else comes.
    ForSome,
}

impl Lasting {
    /// Of what is in force for the last days of a run.
    pub fn of(last_days: f64) -> Self {
        if last_days >= 7.0 { Self::ToTheEnd } else { Self::ForAWhile }
    }
}

/// Checks a document that was read against the grammar, of this tree.
pub fn document(root: &Root<'_>, tree: &Node, lasting: Lasting, problems: &mut Vec<Diagnostic>) {
    for (list, count) in [
        ("segment", root.segment.len()),
        ("rule", root.rule.len()),
        ("attribute", root.attribute.len()),
        ("intervention", root.intervention.len()),
        ("shock", root.shock.len()),
    ] {
        if count > MOST_WORLDS {
            let message = format!("{count} entries of `{list}`; at most {MOST_WORLDS} are allowed");
            problems.push(Diagnostic::error("too-large", list, message));
            return;
        }
    }
    let graphs: Vec<Graph<'_>> = root.journey.iter().map(Graph::new).collect();
    names::check(root, problems);
    journeys::check(root, &graphs, lasting, problems);
    sense::check(root, problems);
    programs::check(root, problems);
    classes::check(root, problems);
    worlds::check(root, problems);
    who::check(root, problems);
    attributes::check(root, problems);
    asserts::check(root, problems);
    effects::check(root, problems);
    idle::check(root, problems);
    voices::check(root, problems);
    deals::check(root, problems);
    people::check(root, problems);
    let visits: Vec<Option<Vec<f64>>> =
        graphs.iter().map(|graph| graph.journey.is_enabled().then(|| graph.visits())?).collect();
    let before = problems.len();
    // What holds for a while overloads nobody without end.
    let crowd = if lasting == Lasting::ToTheEnd { Crowd::of(root) } else { Crowd::default() };
    let backlogs = load::check(root, &graphs, &visits, &crowd::documents(&crowd, tree), lasting, problems);
    if crowd.is_estimate {
        for problem in problems[before..].iter_mut().filter(|problem| problem.code.starts_with("overload")) {
            problem.message.push_str(
                " (an estimate: changes that ask for stage, tenure, purchases, class or membership are left out)",
            );
        }
    }
    size::check(root, &graphs, &visits, &backlogs, problems);
}

/// Names with their entries, for look-up.
fn by_name<T: Named>(entries: &[T]) -> BTreeMap<&str, &T> {
    entries.iter().map(|entry| (entry.name(), entry)).collect()
}
