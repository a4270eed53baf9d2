//! `run`: one world, from the file to the page.

use std::time::{Instant, SystemTime};

use anyhow::Error;

use super::args;
use super::asserts;
use super::estimate::estimate;
use super::event_log;
use super::exit::{Exit, Failure};
use super::interrupt::Interrupt;
use super::manifest::{Manifest, rfc3339};
use super::progress::{Meter, watch};
use super::settings::RunSettings;
use super::terminal::{Terminal, escaped};
use super::world::World;
use crate::experiment::results::Results;
use crate::experiment::{self, Outcome, Plan, RunError};
use crate::report;

pub(super) fn run(typed: &args::Run, terminal: &Terminal) -> Result<Exit, Failure> {
    let settings = RunSettings::resolve(typed)?;
    typed.event_log.iter().try_for_each(|file| event_log::check(file))?;
    let world = World::load(&settings.source, terminal)?;
    // Hours of work must not end at a folder that takes no files.
    report::prepare_output(&settings.out).map_err(Failure::output)?;
    let interrupt =
        Interrupt::listen().map_err(|e| Failure::bug(Error::new(e).context("failed to listen for signals")))?;
    let plan = world.plan(&settings);
    terminal.note(&escaped(&world.plan_line()));
    asserts::note_unjudged(&world, &[], terminal);
    if let Some(line) = estimate(&world.compiled.model, &plan) {
        terminal.note(&line);
    }
    let (started, clock) = (SystemTime::now(), Instant::now());
    let inputs = world.inputs();
    let meter = Meter::new(plan.replications, &interrupt);
    let outcome = match watch(terminal, &meter, || experiment::run(&inputs, &plan, &meter)) {
        Ok(outcome) => outcome,
        Err(error @ RunError::NothingDone) => {
            let exit = interrupt.exit().unwrap_or(Exit::Bug);
            return Err(Failure::Untold { exit, error: error.into() });
        }
        Err(error) => return Err(world.blame(error, &settings)),
    };
    if interrupt.exit().is_none() {
        typed.event_log.iter().try_for_each(|file| event_log::write(file, &world, terminal))?;
    }
    finish(&settings, &plan, &outcome, (started, clock), &inputs.warnings, interrupt.exit(), terminal)
}

/// Says what came out and writes the folder.
pub(super) fn finish(
    settings: &RunSettings,
    plan: &Plan,
    outcome: &Outcome,
    (started, clock): (SystemTime, Instant),
    warnings: &[String],
    interrupted: Option<Exit>,
    terminal: &Terminal,
) -> Result<Exit, Failure> {
    let manifest = manifest(settings, plan, outcome, started, clock.elapsed().as_secs_f64());
    // A full disk behind standard output must not cost the files.
    let printed = if settings.json {
        terminal.print_json(&json(&outcome.results)?)
    } else {
        // What was said of the scenario before the run is not said again after it.
        let told = if terminal.is_quiet() { &[][..] } else { warnings };
        terminal.print(&report::summary(&outcome.results, terminal.colours_results(), told))
    };
    write(settings, outcome, &manifest, terminal)?;
    printed?;
    Ok(verdict(&outcome.results, interrupted, terminal))
}

fn manifest(settings: &RunSettings, plan: &Plan, outcome: &Outcome, started: SystemTime, seconds: f64) -> Manifest {
    let (scenario, run) = (&outcome.results.scenario, &outcome.results.run);
    Manifest {
        version: env!("CARGO_PKG_VERSION"),
        command: std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect(),
        scenario_file: settings.source.file.to_string_lossy().into_owned(),
        scenario_hash: scenario.hash.clone(),
        seed: plan.seed,
        replications: run.replications,
        threads: plan.threads,
        started: rfc3339(started),
        finished: rfc3339(SystemTime::now()),
        seconds,
        events: outcome.events,
        events_per_second: outcome.events as f64 / seconds.max(1e-9),
        partial: run.partial,
    }
}

/// The results as `results.json` has them.
fn json(results: &Results) -> Result<String, Failure> {
    let mut text = serde_json::to_string_pretty(results)
        .map_err(|e| Failure::bug(Error::new(e).context("failed to write results as JSON")))?;
    text.push('\n');
    Ok(text)
}

fn write(settings: &RunSettings, outcome: &Outcome, manifest: &Manifest, terminal: &Terminal) -> Result<(), Failure> {
    let out = &settings.out;
    let warnings = report::write_all(out, &outcome.results, &outcome.table).map_err(Failure::output)?;
    if settings.xlsx {
        report::write_workbook(out, &outcome.results, &outcome.table).map_err(Failure::output)?;
    }
    report::write_json(&out.join("manifest.json"), manifest).map_err(Failure::output)?;
    for warning in warnings {
        terminal.note(&format!("warning: {}", escaped(&warning)));
    }
    terminal.note(&format!("written to {}: open report.html", escaped(&out.display().to_string())));
    Ok(())
}

/// The exit code, and on standard error what it is about.
fn verdict(results: &Results, interrupted: Option<Exit>, terminal: &Terminal) -> Exit {
    let missed_asserts = results.asserts.iter().filter(|a| !a.held);
    let missed_precision = results.run.precision.iter().filter(|p| !p.met);
    let mut missed = false;
    for a in missed_asserts {
        missed = true;
        let value = a.value.map_or_else(|| "nothing was measured".to_owned(), |v| format!("it is {v}"));
        terminal.insist(&escaped(&format!(
            "assert missed: {}: {} of {} should be {}; {value}",
            a.name, a.metric, a.world, a.rule
        )));
    }
    for p in missed_precision {
        missed = true;
        let reached = p
            .reached
            .map_or_else(|| "no half-width can be given".to_owned(), |r| format!("{:.3} % was reached", r * 100.0));
        let asked = p.asked * 100.0;
        terminal.insist(&escaped(&format!("precision missed: {}: {asked} % was asked for; {reached}", p.metric)));
    }
    match interrupted {
        // A signal that came when all was done changed nothing.
        Some(exit) if results.run.partial || results.run.precision.iter().any(|p| !p.met) => {
            let run = &results.run;
            // Interrupted on the way to a precision, a run has the replications planned, and wants more.
            terminal.insist(&run.shortfall().unwrap_or_else(|| {
                format!("incomplete: {} replications, and the precision asked for is not reached", run.replications)
            }));
            exit
        }
        _ if missed => Exit::Missed,
        _ => Exit::Done,
    }
}
