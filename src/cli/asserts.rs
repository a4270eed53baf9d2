//! Asserts against the worlds that there will be: paths that no result can have, and worlds that a command does not run.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::terminal::Terminal;
use crate::experiment::can_have;
use crate::journey::model::Model;
use crate::scenario::grammar::entry;
use crate::scenario::text::diagnostic::{Diagnostic, shown};
use crate::scenario::world::{Compiled, compile_world};
use crate::scenario::{Assert, Diagnostics, Scenario};

/// Refuses asserts about values that their world cannot have.
pub(super) fn check(scenario: &Scenario, baseline: &Compiled) -> Result<(), Diagnostics> {
    let mut worlds: BTreeMap<&str, Option<Model>> = BTreeMap::new();
    let mut problems = Vec::new();
    for assert in &baseline.asserts {
        let own = (assert.world != "baseline").then(|| {
            let made = || compile_world(scenario, &[&assert.world]).ok().map(|compiled| compiled.model);
            worlds.entry(&assert.world).or_insert_with(made).as_ref()
        });
        // A world that cannot be made is reported where it is run.
        if let Some(model) = own.unwrap_or(Some(&baseline.model))
            && let Err(nearest) = can_have(model, &baseline.model, &assert.metric)
        {
            problems.push(refusal(scenario, assert, &nearest));
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(Diagnostics::new(problems, Arc::clone(&scenario.sources))) }
}

fn refusal(scenario: &Scenario, assert: &Assert, nearest: &str) -> Diagnostic {
    let message = format!("there is no {} in the world {}", shown(&assert.metric), shown(&assert.world));
    let problem = Diagnostic::error("unknown-metric", format!("assert.{}.metric", assert.name), message)
        .help(format!("nearest is `{nearest}`"));
    problem.at(entry(&scenario.read().assert, &assert.name).and_then(|entry| entry.metric.span()))
}

/// Says how many asserts are about worlds that are not run.
pub(super) fn note_unjudged(asserts: &[Assert], worlds: &[&str], terminal: &Terminal) {
    let unjudged = |assert: &&Assert| assert.world != "baseline" && !worlds.contains(&assert.world.as_str());
    match asserts.iter().filter(unjudged).count() {
        0 => {}
        1 => terminal.note("1 assert is about a world that this command does not run"),
        n => terminal.note(&format!("{n} asserts are about worlds that this command does not run")),
    }
}
