//! Asserts against the worlds that there will be: paths that no result can have, and worlds that a command does not run.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::terminal::Terminal;
use super::world::World;
use crate::experiment::metric_path;
use crate::journey::model::Model;
use crate::scenario::compile::{Compiled, compile_world};
use crate::scenario::diagnostic::{Diagnostic, shown};
use crate::scenario::{Assert, Diagnostics, Scenario};

/// Metrics of a program that are made by comparing it with a world without one.
const OF_TWINS: [&str; 4] = ["incremental_value", "deadweight", "added_purchases", "break_even"];
/// What becomes of twins.
const TWINS: [&str; 4] = ["saved", "lost", "moved", "untouched"];

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
            && let Err(nearest) = exists(model, &baseline.model, &assert.metric)
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
    match scenario.root.entry("assert", &assert.name).and_then(|entry| entry.opt("metric")) {
        Some(item) => problem.at(item.span),
        None => problem,
    }
}

/// Whether a path can have a value in a world; else the nearest that can.
fn exists(model: &Model, baseline: &Model, path: &str) -> Result<(), String> {
    let (head, rest) = path.split_once('.').unwrap_or((path, ""));
    match head {
        "cost" | "return" | "payback_days" if rest.is_empty() => Ok(()),
        "survival" => at(rest, "survival.@365"),
        "survivors" => at(rest, "survivors.@3"),
        "twins" if TWINS.contains(&rest) => Ok(()),
        "twins" => Err(format!("twins.{}", TWINS[0])),
        "program" if OF_TWINS.contains(&rest) => Ok(()),
        "difference" => difference(model, baseline, rest),
        "bucket" => match rest.split_once('.') {
            Some(("level", day)) => at(day, "bucket.level.@365"),
            Some(("incidence", rest)) => {
                let (hole, day) = rest.rsplit_once('.').unwrap_or((rest, ""));
                catalogued(model, &format!("bucket.outflow.{hole}"))
                    .and_then(|()| at(day, &format!("bucket.incidence.{hole}.@365")))
            }
            _ => catalogued(model, path),
        },
        _ => catalogued(model, path),
    }
}

/// A point of a curve, `@365`.
fn at(text: &str, example: &str) -> Result<(), String> {
    let place = text.strip_prefix('@').and_then(|place| place.parse::<f64>().ok());
    place.map(|_| ()).ok_or_else(|| example.to_owned())
}

/// A difference is of what both worlds have; it leaves the word `metrics` out.
fn difference(model: &Model, baseline: &Model, rest: &str) -> Result<(), String> {
    let short = |near: &str| format!("difference.{}", near.strip_prefix("metrics.").unwrap_or(near));
    if rest.starts_with("metrics.") {
        return Err(short(rest));
    }
    let full = if catalogued(model, rest).is_ok() { rest.to_owned() } else { format!("metrics.{rest}") };
    [model, baseline].into_iter().try_for_each(|model| catalogued(model, &full)).map_err(|near| short(&near))
}

/// Whether a path in full is one of the metrics of a model.
fn catalogued(model: &Model, path: &str) -> Result<(), String> {
    match metric_path(model, path) {
        Ok(full) if full == path => Ok(()),
        Ok(near) | Err(near) => Err(near),
    }
}

/// Says how many asserts are about worlds that are not run.
pub(super) fn note_unjudged(world: &World, worlds: &[&str], terminal: &Terminal) {
    let unjudged = |assert: &&Assert| assert.world != "baseline" && !worlds.contains(&assert.world.as_str());
    match world.compiled.asserts.iter().filter(unjudged).count() {
        0 => {}
        1 => terminal.note("1 assert is about a world that this command does not run"),
        n => terminal.note(&format!("{n} asserts are about worlds that this command does not run")),
    }
}
