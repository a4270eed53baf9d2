//! What is not known, in a comparison: draws of the inputs after the file as it is written, and what they say.

mod kept;
mod looked;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use anyhow::{Error, anyhow};

pub(super) use self::kept::Draws;
use self::kept::{Kept, columns};
pub(super) use self::looked::{Looked, held};
use super::asked::Asked;
use super::exit::{Exit, Failure};
use super::interrupt::Interrupt;
use super::output::command;
use super::progress::{Meter, watch};
use super::terminal::{Terminal, escaped};
use super::world::World;
use crate::experiment::comparison::Decides;
use crate::experiment::results::BASELINE;
use crate::experiment::results::uncertainty::{Band, HeldFixed, RefusedDraw};
use crate::experiment::sweep::{Column, columns_of};
use crate::experiment::uncertain::{self, Design, Designs, Draw, Found, Studied, study_id};
use crate::experiment::{Outcome, Plan, Rival, deciding, judge_asserts, look_up};
use crate::report::{self, FolderLock, RowOrigin, Sharing};
use crate::scenario::Patch;
use crate::scenario::text::diagnostic::shown;
use crate::scenario::uncertain::{Assumed, Unknowns};
use crate::scenario::world::Compiled;

/// Subfolder of finished draws, while a study goes on.
const KEPT: &str = "draws";
/// Inputs named in a note.
const NAMED: usize = 6;

/// What is studied: the designs of a choice, what is not known of them, and what is asked.
pub(super) struct Study<'w> {
    world: &'w World,
    unknowns: Unknowns,
    list: Vec<Design>,
    metrics: Vec<Column>,
    question: uncertain::Asked,
}

impl<'w> Study<'w> {
    /// The study of a comparison; nothing where everything is known, or nothing decides.
    pub(super) fn of(
        world: &'w World,
        looked: &Looked,
        asked: &Asked,
        plan: &Plan,
        terminal: &Terminal,
    ) -> Result<Option<Study<'w>>, Failure> {
        let found = world.scenario.unknowns();
        let (unknowns, _) = found.map_err(|_| Failure::bug(anyhow!("a checked scenario has its inputs")))?;
        if unknowns.inputs.is_empty() {
            return Ok(None);
        }
        let currency = world.compiled.currency.clone().unwrap_or_else(|| "money".to_owned());
        let Some(decides) = deciding(&world.compiled.model, &asked.rivals, &asked.question, &currency) else {
            terminal.note(
                "nothing says what decides, so draws of what is not known would judge nothing: write `decides` in the file",
            );
            return Ok(None);
        };
        let listed = || asked.rivals.iter().filter(|rival| rival.listed);
        let list: Vec<Design> = std::iter::once(baseline()).chain(listed().map(design)).collect();
        let metrics = metrics_of(&world.compiled, listed());
        let question = uncertain::Asked {
            seed: plan.seed,
            draws: looked.draws,
            time: looked.time,
            precision: looked.precision,
            decides,
            budget: asked.question.budget,
            currency,
            columns: metrics.iter().map(|column| column.path.clone()).collect(),
            bands: false,
            units: Vec::new(),
            shard: looked.shard,
        };
        terminal.note(&escaped(&told_inputs(&unknowns)));
        Ok(Some(Study { world, unknowns, list, metrics, question }))
    }

    /// The study of a single world, or of worlds among which nothing is chosen.
    pub(super) fn of_bands(
        world: &'w World,
        looked: &Looked,
        patched: &[(String, Vec<Patch>)],
        plan: &Plan,
        terminal: &Terminal,
    ) -> Result<Study<'w>, Failure> {
        let found = world.scenario.unknowns();
        let (unknowns, _) = found.map_err(|_| Failure::bug(anyhow!("a checked scenario has its inputs")))?;
        let currency = world.compiled.currency.clone().unwrap_or_else(|| "money".to_owned());
        let plugged = |(name, patches): &(String, Vec<Patch>)| Design {
            name: name.clone(),
            patches: patches.clone(),
            ..baseline()
        };
        let metrics = metrics_of(&world.compiled, std::iter::empty());
        let question = uncertain::Asked {
            seed: plan.seed,
            draws: looked.draws,
            time: looked.time,
            precision: None,
            decides: Decides::value(&currency),
            budget: None,
            currency,
            columns: metrics.iter().map(|column| column.path.clone()).collect(),
            units: metrics.iter().map(|column| column.unit.clone()).collect(),
            bands: true,
            shard: None,
        };
        let list = std::iter::once(baseline()).chain(patched.iter().map(plugged)).collect();
        terminal.note(&escaped(&told_inputs(&unknowns)));
        Ok(Study { world, unknowns, list, metrics, question })
    }

    /// Draws, and adds the bands that they give to the outcome.
    pub(super) fn band<'t>(
        self,
        (plan, outcome, dir): (&Plan, &mut Outcome, &Path),
        interrupt: &Interrupt,
        terminal: &'t Terminal,
    ) -> Result<Option<Draws<'t>>, Failure> {
        let (found, kept) = self.run(plan, dir, interrupt, terminal)?;
        match found {
            Found::Banded(found) => {
                let (mut bands, draws) = *found;
                for band in &mut bands.numbers {
                    band.as_written = as_written(outcome, band);
                }
                bands.drawing.held_fixed = self.held_fixed();
                outcome.results.bands = Some(bands);
                Ok(Some(self.into_draws(kept, draws, plan.seed)))
            }
            Found::Refused(refused, of) => Err(too_many(&refused, of)),
            Found::Answered(_) | Found::Stopped | Found::Sharded(_) => Ok(self.stopped(outcome, terminal)),
        }
    }

    fn held_fixed(&self) -> Vec<HeldFixed> {
        let told = |Assumed { path, value, basis, .. }| HeldFixed { path, value, basis };
        self.world.scenario.assumed_beside(&self.unknowns).into_iter().map(told).collect()
    }

    /// The draws, to be written as a table.
    fn into_draws<'t>(self, kept: Kept<'t>, drawn: Vec<Draw>, seed: u64) -> Draws<'t> {
        let origin = RowOrigin {
            rows: "one for each draw, replication of it and design".to_owned(),
            scenario: self.world.compiled.name.clone(),
            scenario_hash: self.world.compiled.hash.clone(),
            seed,
            further: Vec::new(),
        };
        let columns = columns(&self.unknowns, &self.metrics);
        let designs = self.list.into_iter().map(|design| design.name).collect();
        Draws { kept, designs, columns, drawn, origin, unknowns: self.unknowns }
    }

    fn stopped<'t>(&self, outcome: &mut Outcome, terminal: &Terminal) -> Option<Draws<'t>> {
        outcome.results.run.partial = true;
        terminal.insist(
            "stopped before there were draws enough to say anything of what is not known; repeat the command to go on",
        );
        None
    }

    fn designs(&self) -> Designs<'_> {
        Designs { scenario: &self.world.scenario, unknowns: &self.unknowns, list: &self.list }
    }

    /// Draws, and what is kept of them in a folder.
    fn run<'t>(
        &self,
        plan: &Plan,
        dir: &Path,
        interrupt: &Interrupt,
        terminal: &'t Terminal,
    ) -> Result<(Found, Kept<'t>), Failure> {
        let kept = Kept {
            terminal,
            dir: report::subfolder(dir, KEPT).map_err(Failure::output)?,
            id: study_id(self.designs(), &self.question),
            designs: self.list.len(),
            failed: Mutex::default(),
        };
        kept.refuse_foreign()?;
        let meter = Meter::new(uncertain::planned(&self.question), interrupt);
        let found = watch(terminal, &meter, || uncertain::study(self.designs(), &self.question, &kept, &meter, plan));
        if let Some(error) = kept.failed.lock().unwrap_or_else(PoisonError::into_inner).take() {
            return Err(Failure::output(error));
        }
        Ok((found.map_err(Failure::bug)?, kept))
    }

    /// The draws of a shard, kept in a folder in which others work as well.
    pub(super) fn shard(&self, plan: &Plan, dir: &Path, terminal: &Terminal) -> Result<Exit, Failure> {
        let interrupt =
            Interrupt::listen().map_err(|e| Failure::bug(Error::new(e).context("failed to listen for signals")))?;
        report::make_folder(dir).map_err(Failure::output)?;
        let purpose = format!("process {} ({})", std::process::id(), command().join(" "));
        let _lock = FolderLock::take(dir, Sharing::Together, &purpose)?;
        match self.run(plan, dir, &interrupt, terminal)?.0 {
            Found::Sharded(draws) => {
                terminal.note(&format!(
                    "{draws} draws are kept beside the pilot: without --shard, the same command answers"
                ));
                Ok(Exit::Done)
            }
            Found::Refused(refused, of) => Err(too_many(&refused, of)),
            Found::Stopped | Found::Answered(_) | Found::Banded(_) => Ok(interrupt.exit().unwrap_or(Exit::Bug)),
        }
    }

    /// Looks at what is not known, and adds what it found to the outcome; gives the draws to be written as a table.
    pub(super) fn look<'t>(
        self,
        (plan, outcome, dir): (&Plan, &mut Outcome, &Path),
        interrupt: &Interrupt,
        terminal: &'t Terminal,
    ) -> Result<Option<Draws<'t>>, Failure> {
        let (found, kept) = self.run(plan, dir, interrupt, terminal)?;
        match found {
            Found::Answered(studied) => {
                let Studied { mut uncertainty, draws, partial, .. } = *studied;
                let decided = &self.question.decides.metric;
                for design in &mut uncertainty.designs {
                    let world = outcome.results.worlds.iter().find(|world| world.name == design.name);
                    let metric = decided.strip_prefix("metrics.").unwrap_or(decided);
                    let found =
                        world.and_then(|world| world.comparison.as_ref()).and_then(|c| c.difference.get(metric));
                    design.as_written = found.and_then(|difference| difference.mean);
                }
                if let Some(drawing) = &mut uncertainty.drawing {
                    drawing.held_fixed = self.held_fixed();
                }
                outcome.results.uncertainty = Some(uncertainty);
                outcome.results.asserts = judge_asserts(&self.world.compiled.asserts, &outcome.results);
                outcome.results.run.partial |= partial;
                Ok(Some(self.into_draws(kept, draws, plan.seed)))
            }
            Found::Refused(refused, of) => Err(too_many(&refused, of)),
            Found::Banded(_) | Found::Stopped | Found::Sharded(_) => Ok(self.stopped(outcome, terminal)),
        }
    }
}

/// What a band is with all inputs as in the file.
fn as_written(outcome: &Outcome, band: &Band) -> Option<f64> {
    let world = outcome.results.worlds.iter().find(|world| world.name == band.world)?;
    match &world.comparison {
        Some(comparison) => comparison.difference.get(&band.metric)?.mean,
        None => look_up(world, &band.metric),
    }
}

/// What is not known, in one line.
fn told_inputs(unknowns: &Unknowns) -> String {
    let names: Vec<&str> = unknowns.inputs.iter().map(|input| input.name.as_str()).collect();
    let more = if names.len() > NAMED { format!(", and {} more", names.len() - NAMED) } else { String::new() };
    format!("what is not known: {}{more}", names[..names.len().min(NAMED)].join(", "))
}

fn baseline() -> Design {
    Design {
        name: BASELINE.to_owned(),
        interventions: Vec::new(),
        patches: Vec::new(),
        changes: Vec::new(),
        yardstick: false,
    }
}

fn design(rival: &Rival) -> Design {
    Design {
        name: rival.name.clone(),
        interventions: rival.interventions.clone(),
        patches: Vec::new(),
        changes: rival.changes.clone(),
        yardstick: rival.yardstick,
    }
}

/// The metrics that some world has, those of the baseline first.
fn metrics_of<'r>(compiled: &Compiled, rivals: impl Iterator<Item = &'r Rival>) -> Vec<Column> {
    let models = std::iter::once(&compiled.model).chain(rivals.map(|rival| &rival.model));
    let mut known: BTreeSet<String> = BTreeSet::new();
    let all = models.flat_map(|model| columns_of(model, compiled.currency.as_deref()));
    all.filter(|column| known.insert(column.path.clone())).collect()
}

/// More draws cannot be than may be left out.
fn too_many(refused: &[RefusedDraw], of: u64) -> Failure {
    let first: Vec<String> = refused
        .iter()
        .take(3)
        .map(|refused| format!("draw {} with {}: {}", refused.draw, shown(&refused.design), refused.why))
        .collect();
    let more = if refused.len() > 3 { format!("; and {} more", refused.len() - 3) } else { String::new() };
    Failure::Untold {
        exit: Exit::Scenario,
        error: anyhow!(
            "{} of {of} draws cannot be, more than 1 in 20, so what is left would be another world: {}{more}; narrow the range that leads there",
            refused.len(),
            first.join("; ")
        ),
    }
}
