//! `run`: one world, from the file to the page.

use std::collections::BTreeSet;
use std::time::{Instant, SystemTime};

use anyhow::Error;

use super::args;
use super::asserts;
use super::estimate::{estimate, room};
use super::event_log;
use super::exit::{Exit, Failure};
use super::interrupt::Interrupt;
use super::lives::{self, Lives};
use super::manifest::{Manifest, rfc3339};
use super::named_files::{NamedFiles, check_places};
use super::output::{self, command, not_drawn, tell_foreign};
use super::progress::{Meter, watch};
use super::settings::RunSettings;
use super::terminal::{Terminal, escaped};
use super::unknown::{Draws, Looked, Study};
use super::world::World;
use crate::experiment::results::Results;
use crate::experiment::{self, Outcome, Plan, RunError};
use crate::report::{self, Drawing, Output};

pub(super) fn run(typed: &args::Run, terminal: &Terminal) -> Result<Exit, Failure> {
    let settings = RunSettings::resolve(typed)?;
    let named = [
        NamedFiles { option: "event-log", kinds: event_log::KINDS, files: &typed.event_log },
        NamedFiles { option: "lives", kinds: lives::KINDS, files: &typed.lives },
    ];
    named.iter().try_for_each(NamedFiles::check_kinds)?;
    let looked = Looked::bands(&typed.drawn)?;
    let world = World::load(&settings.source, terminal)?;
    let world = match &looked {
        Some(looked) => looked.with_inputs(world, terminal)?,
        None => world,
    };
    let plan = world.plan(&settings);
    named.iter().try_for_each(|named| named.check_names(&world.compiled.model))?;
    event_log::check_world(&typed.event_log, typed.log_replications, &world, plan.replications)?;
    check_places(&named, &settings.out, &world.files)?;
    let interrupt =
        Interrupt::listen().map_err(|e| Failure::bug(Error::new(e).context("failed to listen for signals")))?;
    let output = output::open(&settings.out, &world.files, settings.xlsx, terminal)?;
    terminal.note(&escaped(&world.plan_line()));
    asserts::note_unjudged(&world.compiled.asserts, &[], terminal);
    let model = &world.compiled.model;
    let room = room([model], (plan.threads, plan.replications), false)?;
    for line in room.into_iter().chain(estimate(model, &plan)) {
        terminal.note(&line);
    }
    let lives = Lives::begin(&typed.lives)?;
    let (started, clock) = (SystemTime::now(), Instant::now());
    let inputs = world.inputs();
    let meter = Meter::new(plan.replications, &interrupt);
    let work = || match &lives {
        Some(lives) => experiment::run_telling(&inputs, &plan, &meter, lives),
        None => experiment::run(&inputs, &plan, &meter),
    };
    let mut outcome = match watch(terminal, &meter, work) {
        Ok(outcome) => outcome,
        Err(error @ RunError::NothingDone) => {
            let exit = interrupt.exit().unwrap_or(Exit::Bug);
            return Err(Failure::Untold { exit, error: error.into() });
        }
        Err(error) => return Err(world.blame(error, &settings)),
    };
    let draws = match looked.filter(|_| !interrupt.was_asked()) {
        Some(looked) => {
            let study = Study::of_bands(&world, &looked, &[], &plan, terminal)?;
            study.band((&plan, &mut outcome, &settings.out), &interrupt, terminal)?
        }
        None => None,
    };
    // Results first: a table or log that cannot be written must not cost them. Nor does a picture that cannot be drawn cost the lives.
    let exit =
        finish(&settings, &plan, (&outcome, draws), (started, clock), &inputs.warnings, (output, &interrupt), terminal);
    if let Some(lives) = lives {
        lives.write(&world, &outcome, terminal)?;
    }
    let exit = exit?;
    let run = (&world, &plan, outcome.results.run.replications);
    match event_log::write(&typed.event_log, typed.log_replications, run, &interrupt, terminal)? {
        true => Ok(exit),
        false => Ok(interrupt.exit().unwrap_or(exit)),
    }
}

/// Says what came out and writes the folder.
pub(super) fn finish(
    settings: &RunSettings,
    plan: &Plan,
    (outcome, draws): (&Outcome, Option<Draws<'_>>),
    (started, clock): (SystemTime, Instant),
    warnings: &[String],
    (mut output, interrupt): (Output, &Interrupt),
    terminal: &Terminal,
) -> Result<Exit, Failure> {
    let (out, results) = (&settings.out, &outcome.results);
    let seconds = clock.elapsed().as_secs_f64();
    // A full disk behind standard output must not cost the files.
    let printed = if settings.json {
        terminal.print_json(&json(&outcome.results)?)
    } else {
        // What was said of the scenario before the run is not said again after it.
        let told = if terminal.is_quiet() { &[][..] } else { warnings };
        terminal.print(&report::summary(&outcome.results, terminal.colours_results(), told))
    };
    let drawing = Drawing::of(results, &outcome.table);
    if draws.is_some() {
        output.has_draws();
    }
    let files = output.files(&drawing, settings.xlsx);
    let manifest = Manifest { files: files.clone(), ..manifest(settings, plan, outcome, started, seconds, &output) };
    output.store(results, &drawing, &manifest, &files).map_err(Failure::output)?;
    if let Some(draws) = draws {
        draws.write(out, |name| output.may_write(name)).map_err(Failure::output)?;
    }
    let stop = || interrupt.was_asked();
    let drawn = output.draw(results, &outcome.table, &drawing, (settings.xlsx, &stop));
    let (warnings, whole) = drawn.map_err(|error| not_drawn(&error, out))?;
    let shown = out.display();
    if whole {
        for warning in warnings {
            terminal.note(&format!("warning: {}", escaped(&warning)));
        }
        terminal.note(&escaped(&format!("written to {shown}: open report.html")));
    } else {
        terminal.insist(&escaped(&format!(
            "the results are written to {shown}; the charts are not drawn: `journeysim report {shown}` draws them"
        )));
    }
    let foreign = tell_foreign(&output, out, terminal);
    if whole {
        output.end().map_err(Failure::output)?;
    }
    printed?;
    let exit = verdict(results, (interrupt.exit(), whole), terminal);
    Ok(if foreign && exit == Exit::Done { Exit::Output } else { exit })
}

fn manifest(
    settings: &RunSettings,
    plan: &Plan,
    outcome: &Outcome,
    started: SystemTime,
    seconds: f64,
    output: &Output,
) -> Manifest {
    let (scenario, run) = (&outcome.results.scenario, &outcome.results.run);
    Manifest {
        version: env!("CARGO_PKG_VERSION"),
        command: command(),
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
        run: output.run().to_owned(),
        files: BTreeSet::new(),
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

/// The exit code, and on standard error what it is about.
fn verdict(results: &Results, (interrupted, drawn): (Option<Exit>, bool), terminal: &Terminal) -> Exit {
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
        Some(exit) if !drawn => exit,
        _ if missed => Exit::Missed,
        _ => Exit::Done,
    }
}
