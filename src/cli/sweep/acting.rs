//! Whether what is varied acts: a sweep of what does nothing is thousands of equal rows.
//!
//! Three sieves, the cheap ones first: places that no sweep may vary, models that are equal or of which a check says so, and a trial.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Error, anyhow};

use super::super::exit::Failure;
use super::super::interrupt::Interrupt;
use super::super::terminal::{Terminal, escaped};
use super::store::Store;
use crate::experiment::Monitor;
use crate::experiment::sweep::{Parameter, Plan, Tried};
use crate::scenario::Scenario;
use crate::scenario::text::diagnostic::Diagnostic;

/// Sections whose values do not act in the world that a sweep runs, so that varying them would do nothing.
const IDLE: [&str; 4] = ["assert", "intervention", "sweep", "segment.name"];
/// Values of the run that a sweep has of its own.
const OWN: [&str; 3] = ["run.seed", "run.replications", "run.precision"];
/// Time for the trial of one parameter. What was silent so far is then told, not refused: a refusal never hangs on the speed of a machine.
const PATIENCE: Duration = Duration::from_secs(5);

/// Refuses places that no sweep may vary, or none without worlds.
pub(super) fn allowed(parameters: &[Parameter], has_worlds: bool) -> Result<(), Failure> {
    for parameter in parameters {
        let path = parameter.path.as_str();
        let section = path.split('.').next().unwrap_or_default();
        if OWN.contains(&path) {
            return Err(Failure::usage(anyhow!(
                "`{path}` is the same at every point: give it on the command line, do not vary it"
            )));
        }
        if section == "intervention" && has_worlds {
            continue;
        }
        if IDLE.contains(&section) {
            let helps = if section == "intervention" { "; `--worlds` runs interventions, too" } else { "" };
            return Err(Failure::usage(anyhow!(
                "`{path}` does not act in a sweep of the baseline: varying it would change nothing{helps}"
            )));
        }
    }
    Ok(())
}

/// Refuses parameters that leave the model of each world as it is, or of which a check says that they act on nothing, whatever the others are.
pub(super) fn moving(scenario: &Scenario, plan: &Plan) -> Result<(), Failure> {
    for (column, parameter) in plan.parameters.iter().enumerate() {
        let values = plan.tried_values(column);
        if values.len() < 2 {
            continue;
        }
        let said = |w: &Diagnostic| {
            let below = parameter.path.strip_prefix(w.path.as_str());
            w.code == "no-effect" && below.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        // What cannot be made there is told where it is run.
        let point = |others: &[String], value: &String| {
            let value = |other: usize| if other == column { value } else { &others[other] };
            let patches = plan.parameters.iter().enumerate().filter_map(|(other, p)| p.patch(value(other)));
            scenario.loaded_at_point(&patches.collect::<Vec<_>>()).ok()
        };
        let still = |others: Vec<String>| {
            // A check tells what acts in the baseline.
            let is_silent = |value: &String| point(&others, value).is_some_and(|p| p.warnings.items.iter().any(said));
            if plan.worlds.is_empty() && values.iter().all(is_silent) {
                return true;
            }
            (0..=plan.worlds.len()).all(|world| {
                let model = |value: &String| Some(plan.compile(&point(&others, value)?.scenario, world).ok()?.model);
                let first = model(&values[0]);
                first.is_some() && values[1..].iter().rev().all(|value| model(value) == first)
            })
        };
        if plan.beside(column).all(still) {
            return Err(Failure::usage(anyhow!(
                "varying `{}` would change nothing: it does not act in this scenario (`check` may say why)",
                parameter.path
            )));
        }
    }
    Ok(())
}

/// Replications that make a refusal: fewer may have missed what happens seldom.
const PILOT: u64 = 10;

/// Refuses what moves no figure in any replication, and tells what moved none as far as it was tried. A sweep that has begun is not asked again.
pub(super) fn tried(
    plan: &Plan,
    scenario: &Scenario,
    (out, threads): (&Path, usize),
    terminal: &Terminal,
) -> Result<(), Failure> {
    if Store::stored_plan(out)?.is_some() {
        return Ok(());
    }
    let interrupt =
        Interrupt::listen().map_err(|e| Failure::bug(Error::new(e).context("failed to listen for signals")))?;
    for (column, parameter) in plan.parameters.iter().enumerate() {
        let patience = Patience { until: Instant::now() + PATIENCE, interrupt: &interrupt };
        let tried = plan.tried(scenario, column, threads, &patience);
        if let Some(exit) = interrupt.exit() {
            return Err(Failure::Told(exit));
        }
        let Tried::Nothing { replications, all } = tried else { continue };
        let values = plan.tried_values(column);
        let silent = format!(
            "between {} and {} no figure differs in {replications} {}",
            values[0],
            values[values.len() - 1],
            if replications == 1 { "replication" } else { "replications" }
        );
        if all && replications >= PILOT {
            return Err(Failure::usage(anyhow!(
                "varying `{}` would change nothing: {silent} (`check` may say why)",
                parameter.path
            )));
        }
        terminal.note(&escaped(&format!("note: `{}` may not act in this scenario: {silent}", parameter.path)));
    }
    Ok(())
}

/// Stops when the time is over or a signal came.
struct Patience<'a> {
    until: Instant,
    interrupt: &'a Interrupt,
}

impl Monitor for Patience<'_> {
    fn progress(&self, _: u64, _: u64) {}
    fn is_cancelled(&self) -> bool {
        self.interrupt.was_asked() || Instant::now() >= self.until
    }
}
