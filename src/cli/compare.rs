//! `compare` and `leaks`: worlds beside the baseline, on the same customers.

use std::path::{Path, PathBuf};
use std::time::{Instant, SystemTime};

use anyhow::{Error, anyhow};

use super::args;
use super::asked::{Asked, ORDERS, differing, rival};
use super::asserts;
use super::bundles::interventions;
use super::decides;
use super::estimate::room;
use super::exit::{Exit, Failure};
use super::interrupt::Interrupt;
use super::output;
use super::progress::{Meter, watch};
use super::settings::{RunSettings, Source};
use super::simulate;
use super::terminal::{Terminal, escaped};
use super::unknown::{self, Looked, Study};
use super::world::{World, no_intervention, report_problems};
use crate::experiment::comparison::{Assumed, InputChange};
use crate::experiment::results::BASELINE;
use crate::experiment::sweep::{Levels, Parameter};
use crate::experiment::{
    self, Bundle, Outcome, Plan, Question, Rival, RunError, TornadoAsked, TornadoInput, TornadoQuestion,
};
use crate::metrics::DIFFERENCE;
use crate::metrics::firm::named_programs;
use crate::scenario::explain::assumed::{Assumption, assumptions};
use crate::scenario::explain::inputs::differences;
use crate::scenario::grammar::{Named, enabled, entry};
use crate::scenario::text::diagnostic::shown;
use crate::scenario::world::{Compiled, compile_world};
use crate::scenario::{Patch, Scenario};
use crate::stats::ShapleyPlan;

/// What a file says of how it is run: the first file's is used.
const OF_THE_RUN: [&str; 3] = ["run.seed", "run.replications", "run.precision"];

pub(super) fn compare(typed: &args::Compare, terminal: &Terminal) -> Result<Exit, Failure> {
    let mut settings = RunSettings::of(&typed.changed, &typed.reported, "compare")?;
    settings.source.sets.extend(typed.decides.iter().map(|said| ("decides".to_owned(), decides::as_value(said))));
    amounts(typed)?;
    let looked = Looked::of(&typed.unknown)?;
    let world = World::load(&settings.source, terminal)?;
    let of_one = !typed.tornado && typed.more.is_empty();
    let world = match &looked {
        Some(looked) if of_one => looked.with_inputs(world, terminal)?,
        Some(looked) if looked.is_asked() => {
            return Err(Failure::usage(anyhow!(
                "draws of what is not known are of the interventions of one file: leave out the tornado and further files"
            )));
        }
        _ => world,
    };
    let asked = if typed.tornado {
        one_at_a_time(&world, typed, terminal)?
    } else if typed.more.is_empty() {
        interventions(&world, typed, terminal)?
    } else {
        files(&world, typed, terminal)?
    };
    let mut asked = asked;
    asked.question.decides.clone_from(&world.decides);
    asked.question.assumed = assumed(&world, &asked.question.inputs);
    if asked.rivals.is_empty() {
        return Err(Failure::usage(anyhow!(
            "there is nothing to compare: the scenario has no [[intervention]], and no second file was named"
        )));
    }
    decides::race(&world.compiled.model, &asked.rivals, &asked.question)?;
    let files: Vec<PathBuf> = world.files.iter().chain(&typed.more).cloned().collect();
    let looked = looked.filter(|_| of_one);
    answer(&world, &settings, &asked, (&files, looked.as_ref()), terminal)
}

/// The assumptions about behaviour that a verdict on the worlds of a file rests on.
fn assumed(world: &World, inputs: &[InputChange]) -> Vec<Assumed> {
    let scenario = &world.scenario;
    let root = scenario.read();
    let names: Vec<&str> = enabled(&root.intervention).map(Named::name).collect();
    let changed: Vec<&str> = inputs.iter().map(|change| change.path.as_str()).collect();
    let told = |Assumption { path, value, written }| Assumed { path, value, written };
    assumptions(scenario, &names, &changed).into_iter().map(told).collect()
}

/// Refuses amounts that are none.
fn amounts(typed: &args::Compare) -> Result<(), Failure> {
    if let Some(budget) = typed.budget.filter(|budget| !(*budget >= 0.0 && budget.is_finite())) {
        return Err(Failure::usage(anyhow!("`--budget {budget}` is no budget: give an amount of money, 0 or more")));
    }
    if let Some(gap) = typed.gap.filter(|gap| !(*gap > 0.0 && gap.is_finite())) {
        return Err(Failure::usage(anyhow!(
            "`--gap {gap}` is no gap: give an amount above 0, in the unit of what decides"
        )));
    }
    Ok(())
}

pub(super) fn leaks(typed: &args::Leaks, terminal: &Terminal) -> Result<Exit, Failure> {
    let settings = RunSettings::of(&typed.changed, &typed.reported, "leaks")?;
    let world = World::load(&settings.source, terminal)?;
    let looked = Looked::bands(&typed.drawn)?;
    let world = match &looked {
        Some(looked) => looked.with_inputs(world, terminal)?,
        None => world,
    };
    let asked = plugged(&world, typed.shapley, terminal)?;
    answer(&world, &settings, &asked, (&world.files, looked.as_ref()), terminal)
}

fn answer(
    world: &World,
    settings: &RunSettings,
    asked: &Asked,
    (files, looked): (&[PathBuf], Option<&Looked>),
    terminal: &Terminal,
) -> Result<Exit, Failure> {
    let plan = Plan { precision: Vec::new(), ..world.plan(settings) };
    let study = match looked {
        Some(looked) if asked.holes.is_some() => Some(Study::of_bands(world, looked, &plugs(asked), &plan, terminal)?),
        Some(looked) => Study::of(world, looked, asked, &plan, terminal)?,
        None => None,
    };
    if let (Some(study), Some(_)) = (&study, looked.and_then(|looked| looked.shard)) {
        return study.shard(&plan, &settings.out, terminal);
    }
    let interrupt =
        Interrupt::listen().map_err(|e| Failure::bug(Error::new(e).context("failed to listen for signals")))?;
    let output = output::open(&settings.out, files, settings.xlsx, terminal)?;
    let listed = asked.rivals.iter().filter(|r| r.listed).count();
    let silent = asked.rivals.len() - listed;
    let worlds = match (listed, silent) {
        (0, silent) => format!("{silent} worlds, one parameter at a time"),
        (1, 0) => "1 world".to_owned(),
        (listed, 0) => format!("{listed} worlds"),
        (listed, silent) => format!("{listed} worlds and {silent} more for the attribution"),
    };
    let made = match &asked.holes {
        Some(_) => 0,
        None => experiment::made_for_programs(&world.compiled.model, &asked.rivals),
    };
    let (without, lack) = match named_programs(&world.compiled.model).is_empty() {
        true => ("has no program", "have no program"),
        false => ("lacks a program", "lack a program, or all,"),
    };
    let made = match made {
        0 => String::new(),
        1 => format!(", and 1 more that {without} and is else the same, to hold it against"),
        n => format!(", and {n} more that {lack} and are else the same, to hold them against"),
    };
    terminal.note(&escaped(&format!("{}; the baseline and {worlds}{made}", world.plan_line())));
    if !world.compiled.precision.is_empty() {
        terminal
            .note("`run.precision` is left out: worlds are compared on the planned replications; `run` adds to them");
    }
    let models = std::iter::once(&world.compiled.model).chain(asked.rivals.iter().map(|rival| &rival.model));
    if let Some(line) = room(models, (plan.threads, plan.replications), true)? {
        terminal.note(&line);
    }
    let judged: Vec<&str> = asked.rivals.iter().filter(|r| r.listed).map(|r| r.name.as_str()).collect();
    asserts::note_unjudged(&world.compiled.asserts, &judged, terminal);
    let (started, clock) = (SystemTime::now(), Instant::now());
    let inputs = world.inputs();
    let planned = match &asked.holes {
        Some(_) => plan.replications,
        None => experiment::planned_replications(&asked.rivals, plan.replications),
    };
    let meter = Meter::new(planned, &interrupt);
    let ran = watch(terminal, &meter, || match &asked.holes {
        Some(holes) => experiment::leaks(&inputs, &asked.rivals, holes, &asked.question, &plan, &meter),
        None => experiment::compare(&inputs, &asked.rivals, &asked.question, &plan, &meter),
    });
    let mut outcome: Outcome = match ran {
        Ok(outcome) => outcome,
        Err(error @ RunError::NothingDone) => {
            let exit = interrupt.exit().unwrap_or(Exit::Bug);
            return Err(Failure::Untold { exit, error: error.into() });
        }
        Err(error) => return Err(world.blame(error, settings)),
    };
    if asked.holes.is_none() && asked.question.tornado.is_none() {
        outcome.results.findings.held_fixed = Some(unknown::held(&world.scenario)?.len() as u64);
    }
    let draws = match study.filter(|_| !interrupt.was_asked()) {
        Some(study) if asked.holes.is_some() => {
            study.band((&plan, &mut outcome, &settings.out), &interrupt, terminal)?
        }
        Some(study) => study.look((&plan, &mut outcome, &settings.out), &interrupt, terminal)?,
        None => None,
    };
    let ended = (started, clock);
    simulate::finish(settings, &plan, (&outcome, draws), ended, &inputs.warnings, (output, &interrupt), terminal)
}

/// The first file against each of the others.
fn files(world: &World, typed: &args::Compare, terminal: &Terminal) -> Result<Asked, Failure> {
    if !typed.with.is_empty() || typed.all_pairs {
        return Err(Failure::usage(anyhow!("`--with` and `--all-pairs` are about the interventions of one file")));
    }
    let mut asked = Asked { rivals: Vec::new(), question: Question::default(), holes: None };
    (asked.question.budget, asked.question.gap) = (typed.budget, typed.gap);
    for file in &typed.more {
        let source = Source { file: file.clone(), sets: Source::resolve(&typed.changed)?.sets };
        let other = World::load(&source, terminal)?;
        let (a, b) = (&world.compiled.model, &other.compiled.model);
        if (a.horizon, a.warm_up, a.report_every) != (b.horizon, b.warm_up, b.report_every) {
            return Err(Failure::usage(anyhow!(
                "{} and {} cannot be compared: their horizon, warm-up or report days differ",
                shown(&typed.changed.file.display().to_string()),
                shown(&file.display().to_string())
            )));
        }
        let money = |world: &World| world.compiled.currency.clone().unwrap_or_default();
        if money(world) != money(&other) {
            return Err(Failure::usage(anyhow!(
                "{} and {} cannot be compared: one counts in {}, the other in {}; set `money.currency` where none is named",
                shown(&typed.changed.file.display().to_string()),
                shown(&file.display().to_string()),
                shown(&money(world)),
                shown(&money(&other))
            )));
        }
        let name = unused(&asked.rivals, &other.compiled.name, file);
        let mut made = rival(name, other.compiled, Vec::new(), true);
        let mut changes = differences(&world.scenario, &other.scenario);
        changes.retain(|change| {
            !OF_THE_RUN.iter().any(|path| change.path == *path || change.path.starts_with(&format!("{path}.")))
        });
        asked.question.inputs.extend(differing(&mut made, changes));
        asked.rivals.push(made);
    }
    Ok(asked)
}

/// The scenario's own name, else the file's, numbered if that is taken too.
fn unused(rivals: &[Rival], name: &str, file: &Path) -> String {
    let free = |name: &String| name != "baseline" && !rivals.iter().any(|rival| &rival.name == name);
    let file = file.display().to_string();
    let numbered = (2..).map(|number| format!("{file} ({number})"));
    let mut names = [name.to_owned(), file.clone()].into_iter().chain(numbered);
    names.find(free).unwrap_or(file)
}

/// The world of a tornado beside the baseline.
fn tornado_world(world: &World, typed: &args::Compare, terminal: &Terminal) -> Result<Option<Compiled>, Failure> {
    let root = world.scenario.read();
    let Some(name) = typed.world.as_deref().filter(|name| *name != BASELINE) else { return Ok(None) };
    if !enabled(&root.intervention).any(|entry| entry.name() == name) {
        return Err(no_intervention(world, name));
    }
    report_problems(compile_world(&world.scenario, &[name]), terminal).map(Some)
}

/// The path in full of a metric of a tornado, and whether its difference from the baseline is meant.
fn tornado_metric(world: &World, other: Option<&Compiled>, metric: &str) -> Result<(String, bool), Failure> {
    let unknown = |nearest: String| {
        Failure::usage(anyhow!("there is no metric called {}; nearest is {}", shown(metric), shown(&nearest)))
    };
    let baseline = &world.compiled.model;
    let Some(of) = metric.strip_prefix(DIFFERENCE) else {
        let model = other.map_or(baseline, |other| &other.model);
        return Ok((experiment::metric_path(model, metric).map_err(unknown)?, false));
    };
    let Some(other) = other else {
        return Err(Failure::usage(anyhow!("{} is of a world: name an intervention by --world", shown(metric))));
    };
    experiment::can_have(&other.model, baseline, metric).map_err(unknown)?;
    Ok((experiment::metric_path(baseline, of).map_err(unknown)?, true))
}

/// Each parameter at its low and at its high value, all others as in the file.
fn one_at_a_time(world: &World, typed: &args::Compare, terminal: &Terminal) -> Result<Asked, Failure> {
    let other = tornado_world(world, typed, terminal)?;
    let decides = world.decides.as_ref().filter(|decides| !decides.is_return()).map(|decides| decides.metric.as_str());
    let metric = typed.metric.as_deref().or(decides).unwrap_or("npv");
    let (metric, compares) = tornado_metric(world, other.as_ref(), metric)?;
    let interventions: Vec<&str> = typed.world.iter().map(String::as_str).filter(|_| other.is_some()).collect();
    let scenario = &world.scenario;
    let known: Result<Vec<Parameter>, _> = match typed.vary.is_empty() {
        true => Parameter::of_scenario(scenario),
        false => typed.vary.iter().map(|text| Parameter::of_text(scenario, text)).collect(),
    };
    let mut parameters = known.map_err(|problem| Failure::usage(anyhow!("{problem}")))?;
    parameters
        .iter()
        .filter_map(|parameter| parameter.note(scenario, &[]))
        .for_each(|note| terminal.note(&format!("note: {}", escaped(&note))));
    // A list of values has no ends.
    parameters.retain(|parameter| matches!(parameter.levels, Levels::Range { .. }));
    if parameters.is_empty() {
        return Err(Failure::usage(anyhow!(
            "there is nothing to vary: the scenario has no [[sweep.parameter]] with `low` and `high`, and no --vary PATH=LOW..HIGH was given"
        )));
    }
    let mut asked = Asked { rivals: Vec::new(), question: Question::default(), holes: None };
    let own = other.map(|compiled| {
        asked.rivals.push(rival(interventions.concat(), compiled, Vec::new(), false));
        0
    });
    let mut bars = Vec::new();
    for parameter in parameters {
        let mut end = |position: f64| -> Result<TornadoInput, Failure> {
            let value = parameter.levels.at(position);
            let patches: Vec<Patch> = parameter.patch(&value).into_iter().collect();
            let changed = report_problems(scenario.patched(&patches), terminal)?;
            let input = match parameter.op.as_str() {
                "scale" => format!("× {value}"),
                "add" => value.strip_prefix('-').map_or_else(|| format!("+ {value}"), |less| format!("− {less}")),
                _ => value,
            };
            let mut made = |names: &[&str]| -> Result<usize, Failure> {
                let compiled = report_problems(compile_world(&changed, names), terminal)?;
                let world = names.iter().map(|name| format!("{name}, ")).collect::<String>();
                asked.rivals.push(rival(format!("{world}{} = {input}", parameter.name), compiled, Vec::new(), false));
                Ok(asked.rivals.len() - 1)
            };
            let (rival, baseline) = (made(&interventions)?, if compares { Some(made(&[])?) } else { None });
            Ok(TornadoInput { input, rival, baseline })
        };
        let ends = [end(0.0)?, end(1.0)?];
        bars.push(TornadoAsked { name: parameter.name, path: parameter.path, ends });
    }
    asked.question.tornado = Some(TornadoQuestion { metric, world: own, compares, parameters: bars });
    Ok(asked)
}

/// What plugs the holes of each listed world.
fn plugs(asked: &Asked) -> Vec<(String, Vec<Patch>)> {
    let listed = asked.rivals.iter().filter(|rival| rival.listed);
    listed.map(|rival| (rival.name.clone(), rival.interventions.iter().map(|name| plug_of(name)).collect())).collect()
}

fn plug_of(hole: &str) -> Patch {
    Patch::set(format!("hole.{hole}.factor"), "0.0")
}

/// Each hole plugged in turn, then all of them.
fn plugged(world: &World, shapley: bool, terminal: &Terminal) -> Result<Asked, Failure> {
    let scenario = &world.scenario;
    let root = scenario.read();
    let written = |name: &str| entry(&root.hole, name).is_some_and(Named::is_enabled);
    let holes: Vec<String> =
        world.compiled.model.holes.iter().map(|h| h.name.clone()).filter(|name| written(name)).collect();
    if holes.is_empty() {
        return Err(Failure::usage(anyhow!(
            "there is no hole to plug: the scenario has neither [loyalty] nor [[hole]]"
        )));
    }
    let plug = |which: &[&String]| -> Result<Compiled, Failure> {
        let patches: Vec<Patch> = which.iter().map(|name| plug_of(name)).collect();
        let changed: Scenario = report_problems(scenario.patched(&patches), terminal)?;
        report_problems(compile_world(&changed, &[]), terminal)
    };
    let mut asked = Asked { rivals: Vec::new(), question: Question::default(), holes: Some(holes.clone()) };
    for hole in &holes {
        asked.rivals.push(rival(format!("without {hole}"), plug(&[hole])?, vec![hole.clone()], true));
    }
    let all: Vec<&String> = holes.iter().collect();
    asked.rivals.push(rival("without any hole".to_owned(), plug(&all)?, holes.clone(), true));
    if shapley {
        let plan = ShapleyPlan::new(holes.len(), ORDERS, world.compiled.seed);
        let full = plan.subsets().last().copied().unwrap_or(0);
        let mut worlds = Vec::new();
        for &mask in plan.subsets() {
            let subset: Vec<&String> = (0..holes.len()).filter(|i| mask >> i & 1 == 1).map(|i| &holes[i]).collect();
            worlds.push(match subset.len() {
                0 => None,
                1 => holes.iter().position(|h| h == subset[0]),
                _ if mask == full => Some(holes.len()),
                _ => {
                    let names = subset.iter().map(|n| (*n).clone()).collect();
                    asked.rivals.push(rival(format!("without {}", subset.len()), plug(&subset)?, names, false));
                    Some(asked.rivals.len() - 1)
                }
            });
        }
        asked.question.bundle = Some(Bundle { names: holes, plan, worlds });
    }
    Ok(asked)
}
