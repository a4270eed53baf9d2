//! What is asked about a scenario: its worlds, and what to make of them.

use crate::experiment::comparison::InputChange;
use crate::experiment::{Question, Rival};
use crate::scenario::explain::inputs::InputDifference;
use crate::scenario::world::Compiled;

/// Random orders, each with its reverse, in which more than [`ShapleyPlan::MOST_EXACT`](crate::stats::ShapleyPlan::MOST_EXACT) repairs are made.
pub(super) const ORDERS: usize = 8;

/// What is asked about a scenario: its worlds, and what to make of them.
pub(super) struct Asked {
    pub(super) rivals: Vec<Rival>,
    pub(super) question: Question,
    /// For `leaks`: the holes that are plugged one by one.
    pub(super) holes: Option<Vec<String>>,
}

pub(super) fn rival(name: String, compiled: Compiled, interventions: Vec<String>, listed: bool) -> Rival {
    Rival { name, model: compiled.model, interventions, changes: Vec::new(), yardstick: false, listed }
}

/// Notes what differs in a world, and returns it as it is told.
pub(super) fn differing(world: &mut Rival, changes: Vec<InputDifference>) -> Vec<InputChange> {
    world.changes = changes.iter().map(|change| change.path.clone()).collect();
    let told =
        |InputDifference { path, from, to, when }| InputChange { world: world.name.clone(), path, from, to, when };
    changes.into_iter().map(told).collect()
}
