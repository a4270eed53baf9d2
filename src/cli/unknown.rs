//! What is not known, in a comparison: draws of the inputs after the file as it is written, and what they say.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::anyhow;

use super::args::Unknown;
use super::asked::Asked;
use super::exit::{Exit, Failure};
use super::interrupt::Interrupt;
use super::progress::{Meter, span, watch};
use super::settings::precision;
use super::terminal::{Terminal, escaped};
use super::world::{World, report_problems};
use crate::experiment::results::BASELINE;
use crate::experiment::results::uncertainty::{HeldFixed, RefusedDraw};
use crate::experiment::sweep::{Column, columns_of};
use crate::experiment::uncertain::{
    self, Design, Designs, Draw, DrawRows, Found, Keeper, Studied, decode_draw, encode_draw, is_draw, study_id,
};
use crate::experiment::{Outcome, Plan, Rival, judge_asserts};
use crate::report::table::Cell;
use crate::report::{self, RowColumn, RowKind, RowOrigin, RowWriter, WriteError};
use crate::scenario::grammar::enabled;
use crate::scenario::grammar::quantity::{Unit, read};
use crate::scenario::text::diagnostic::shown;
use crate::scenario::text::reading::refuse_endless;
use crate::scenario::uncertain::{Added, Assumed, Input, InputLaw, Unknowns, no_input};
use crate::scenario::world::Compiled;
use crate::scenario::{Op, Scenario};

/// Subfolder of finished draws, while a study goes on.
const KEPT: &str = "draws";
/// What is given instead of an input to vary every assumed default.
const DEFAULTS: &str = "defaults";
/// Inputs named in a note.
const NAMED: usize = 6;
/// Fewest draws that say anything.
const FEWEST: u64 = 32;

/// The assumed defaults that no input reaches.
pub(super) fn held(scenario: &Scenario) -> Result<Vec<Assumed>, Failure> {
    let found = scenario.unknowns();
    let (unknowns, _) = found.map_err(|_| Failure::bug(anyhow!("a checked scenario has its inputs")))?;
    Ok(scenario.assumed_beside(&unknowns))
}

/// What is asked about what is not known, checked.
pub(super) struct Looked {
    draws: Option<u64>,
    time: Option<Duration>,
    precision: Option<f64>,
    added: Vec<Added>,
    /// Whether every assumed default varies that no other input reaches.
    defaults: bool,
}

impl Looked {
    /// Whether the command line says anything of draws.
    pub(super) fn is_asked(&self) -> bool {
        self.draws.is_some()
            || self.time.is_some()
            || self.precision.is_some()
            || !self.added.is_empty()
            || self.defaults
    }

    /// The scenario with the inputs that the command line adds, and whether there is anything that is not known.
    pub(super) fn with_inputs(&self, world: World, terminal: &Terminal) -> Result<World, Failure> {
        if self.is_asked()
            && self.added.is_empty()
            && !self.defaults
            && !enabled(&world.scenario.read().uncertain).any(|_| true)
        {
            return Err(Failure::usage(anyhow!(
                "nothing is said to be unknown: write [[uncertain]] in the file, or give --uncertain PATH=LOW..HIGH"
            )));
        }
        if self.added.is_empty() && !self.defaults {
            return Ok(world);
        }
        let mut scenario = report_problems(world.scenario.with_inputs(&self.added), terminal)?.scenario;
        if self.defaults {
            let inputs: Vec<Added> = held(&scenario)?.into_iter().filter_map(|assumed| assumed.input).collect();
            scenario = report_problems(scenario.with_inputs(&inputs), terminal)?.scenario;
        }
        Ok(World { scenario, ..world })
    }

    /// As it was typed; nothing where only the file as it is written counts.
    pub(super) fn of(typed: &Unknown) -> Result<Option<Looked>, Failure> {
        if typed.as_written {
            return Ok(None);
        }
        if let Some(draws) = typed.draws.filter(|draws| !(FEWEST..=1_000_000).contains(draws)) {
            return Err(Failure::usage(anyhow!("`--draws {draws}` is not from {FEWEST} to 1000000")));
        }
        let time = match &typed.time {
            None => None,
            Some(text) => {
                let wrong = || Failure::usage(anyhow!("`--time {text}` is no time: write \"5 min\" or \"2 h\""));
                let days = read(Unit::Duration, text).map_err(|_| wrong())?;
                Some(Duration::try_from_secs_f64(days * 86_400.0).map_err(|_| wrong())?)
            }
        };
        let precise = match &typed.precision {
            None => None,
            Some(text) => {
                let asked = precision(text)?;
                if !["evpi", "uncertainty.evpi"].contains(&asked.metric.as_str()) {
                    return Err(Failure::usage(anyhow!(
                        "`--precision {text}`: of draws it is evpi=PERCENT, such as evpi=5%"
                    )));
                }
                Some(asked.relative)
            }
        };
        let defaults = typed.uncertain.iter().any(|text| text.trim() == DEFAULTS);
        let added = typed.uncertain.iter().filter(|text| text.trim() != DEFAULTS).map(|text| {
            Added::of_text(text).ok_or_else(|| Failure::usage(anyhow!("`--uncertain`: {}", no_input(text))))
        });
        let added = added.collect::<Result<Vec<Added>, Failure>>()?;
        Ok(Some(Looked { draws: typed.draws, time, precision: precise, added, defaults }))
    }
}

/// Keeps finished draws in the output folder until the study has ended, and tells of the pilot.
struct Kept<'a> {
    terminal: &'a Terminal,
    dir: PathBuf,
    id: String,
    designs: usize,
    failed: Mutex<Option<WriteError>>,
}

impl Kept<'_> {
    fn path(&self, number: u64) -> PathBuf {
        self.dir.join(format!("{number:06}.csv"))
    }

    fn read(&self, number: u64) -> Option<Vec<u8>> {
        let path = self.path(number);
        refuse_endless(&path).and_then(|()| fs::read(&path)).ok()
    }

    fn draw(&self, number: u64) -> Option<DrawRows> {
        decode_draw(&self.id, number, self.designs, &self.read(number)?)
    }

    /// Refuses a folder in which files of somebody else are.
    fn refuse_foreign(&self) -> Result<(), Failure> {
        for path in fs::read_dir(&self.dir).into_iter().flatten().flatten().map(|file| file.path()) {
            let bytes = refuse_endless(&path).and_then(|()| fs::read(&path)).unwrap_or_default();
            let is_left_over = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
            if !is_draw(&bytes) && !is_left_over {
                return Err(Failure::usage(anyhow!(
                    "`{}` is in the folder of finished draws, and no run of journeysim wrote it: move it away, or name another --out",
                    path.display()
                )));
            }
        }
        Ok(())
    }

    /// Takes away what was kept: files of ours, and the folder if nothing else is in it.
    fn clear(&self) {
        let Ok(files) = fs::read_dir(&self.dir) else { return };
        for path in files.flatten().map(|file| file.path()) {
            let is_ours = refuse_endless(&path).and_then(|()| fs::read(&path)).is_ok_and(|bytes| is_draw(&bytes));
            if is_ours {
                let _ = report::remove_file(&path);
            }
        }
        let _ = report::remove_empty_folder(&self.dir);
    }
}

impl Keeper for Kept<'_> {
    fn find(&self, number: u64, replications: u64) -> Option<DrawRows> {
        self.draw(number).filter(|rows| rows.refused.is_some() || rows.trials.len() as u64 == replications)
    }

    fn keep(&self, rows: &DrawRows) -> bool {
        match report::write_file(&self.path(rows.number), &encode_draw(&self.id, rows)) {
            Ok(()) => true,
            Err(error) => {
                self.failed.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
                false
            }
        }
    }

    fn piloted(&self, replications: u64, draws: u64, time: Duration) {
        let s = if replications == 1 { "" } else { "s" };
        self.terminal.note(&format!(
            "what is not known: {draws} draws at most, {replications} replication{s} of each in each design; about {}",
            span(time)
        ));
    }
}

/// Finished draws, to be written as a table once the results are stored.
pub(super) struct Draws<'a> {
    kept: Kept<'a>,
    unknowns: Unknowns,
    designs: Vec<String>,
    columns: Vec<RowColumn>,
    drawn: Vec<Draw>,
    origin: RowOrigin,
}

impl Draws<'_> {
    /// Writes the tables of draws, where nobody else's files are in the way, and takes away what was kept.
    pub(super) fn write(&self, dir: &Path, may_write: impl Fn(&str) -> bool) -> Result<(), WriteError> {
        let paths: Vec<PathBuf> =
            report::DRAWS.iter().filter(|name| may_write(name)).map(|name| dir.join(name)).collect();
        let paths: Vec<&Path> = paths.iter().map(PathBuf::as_path).collect();
        let mut writer = RowWriter::create(&paths, self.columns.clone(), &self.origin)?;
        let metrics = self.columns.len() - 4 - self.unknowns.inputs.len();
        for draw in &self.drawn {
            let Some(rows) = self.kept.draw(draw.number) else { continue };
            let inputs: Vec<Cell> =
                self.unknowns.inputs.iter().enumerate().map(|(i, input)| cell(input, draw, i)).collect();
            for (luck, trials) in rows.trials.iter().enumerate() {
                for (design, trial) in self.designs.iter().zip(&trials[..]) {
                    let head = [
                        draw.number.into(),
                        (8 * draw.number + luck as u64).into(),
                        design.as_str().into(),
                        trial.outlay.into(),
                    ];
                    let values = (0..metrics).map(|c| trial.metrics.get(c).copied().flatten().into());
                    writer.push(head.into_iter().chain(inputs.iter().cloned()).chain(values).collect())?;
                }
            }
        }
        writer.finish()?;
        self.kept.clear();
        Ok(())
    }
}

/// The value of an input in a draw: a number in the unit in which the file writes it, else what is written.
fn cell(input: &Input, draw: &Draw, at: usize) -> Cell {
    match draw.numbers[at] {
        Some(number) => Cell::Number(input.shown.number(number)),
        None if is_numeric(input) => Cell::Empty,
        None => draw.texts[at].trim_matches('"').into(),
    }
}

fn is_numeric(input: &Input) -> bool {
    match &input.law {
        InputLaw::Between(_) | InputLaw::Law(_) => true,
        InputLaw::Values { .. } => false,
        InputLaw::Column { cells } => cells.iter().all(|cell| input.base(cell).is_some()),
    }
}

fn columns(unknowns: &Unknowns, metrics: &[Column]) -> Vec<RowColumn> {
    let whole = |name: &str, definition: &str| RowColumn::new(name, RowKind::Whole, definition);
    let head = [
        whole("draw", "Number of the draw, from 0."),
        whole(
            "luck",
            "Number of the customers of the replication; equal in all designs of a draw, and in no other draw.",
        ),
        RowColumn::new("design", RowKind::Text, "Name of the world, as results have it."),
        RowColumn::new(
            "outlay",
            RowKind::Number,
            "What the firm lays out, discounted; for the touchpoints that a design changes, what they cost more than in the baseline.",
        ),
    ];
    let input = |input: &Input| {
        let kind = if is_numeric(input) { RowKind::Number } else { RowKind::Text };
        let does = match input.op {
            Op::Set => "Value of",
            Op::Scale => "Factor on",
            Op::Add => "Added to",
        };
        RowColumn::new(&input.name, kind, format!("{does} {}: {}.", input.path, input.words)).in_unit(&input.shown.unit)
    };
    let metric = |c: &Column| RowColumn::new(&c.path, RowKind::Number, &c.definition).in_unit(&c.unit);
    head.into_iter().chain(unknowns.inputs.iter().map(input)).chain(metrics.iter().map(metric)).collect()
}

/// Looks at what is not known, and adds what it found to the outcome; gives the draws to be written as a table.
pub(super) fn look<'a>(
    world: &World,
    looked: &Looked,
    asked: &Asked,
    (plan, outcome, dir): (&Plan, &mut Outcome, &Path),
    interrupt: &Interrupt,
    terminal: &'a Terminal,
) -> Result<Option<Draws<'a>>, Failure> {
    let (unknowns, _) =
        world.scenario.unknowns().map_err(|_| Failure::bug(anyhow!("a checked scenario has its inputs")))?;
    if unknowns.inputs.is_empty() {
        return Ok(None);
    }
    let Some(decides) = outcome.results.findings.decides.clone() else {
        terminal.note(
            "nothing says what decides, so draws of what is not known would judge nothing: write `decides` in the file",
        );
        return Ok(None);
    };
    let listed = || asked.rivals.iter().filter(|rival| rival.listed);
    let list: Vec<Design> = std::iter::once(baseline()).chain(listed().map(design)).collect();
    let designs = Designs { scenario: &world.scenario, unknowns: &unknowns, list: &list };
    let metrics = metrics_of(&world.compiled, listed(), &outcome.table.columns);
    let question = uncertain::Asked {
        seed: plan.seed,
        draws: looked.draws,
        time: looked.time,
        precision: looked.precision,
        decides: decides.clone(),
        budget: asked.question.budget,
        currency: world.compiled.currency.clone().unwrap_or_else(|| "money".to_owned()),
        columns: metrics.iter().map(|column| column.path.clone()).collect(),
    };
    let names: Vec<&str> = unknowns.inputs.iter().map(|input| input.name.as_str()).collect();
    let more = if names.len() > NAMED { format!(", and {} more", names.len() - NAMED) } else { String::new() };
    terminal.note(&escaped(&format!("what is not known: {}{more}", names[..names.len().min(NAMED)].join(", "))));
    let meter = Meter::new(1, interrupt);
    let kept = Kept {
        terminal,
        dir: report::subfolder(dir, KEPT).map_err(Failure::output)?,
        id: study_id(designs, &question),
        designs: list.len(),
        failed: Mutex::default(),
    };
    kept.refuse_foreign()?;
    let found = watch(terminal, &meter, || uncertain::study(designs, &question, &kept, &meter, plan));
    if let Some(error) = kept.failed.lock().unwrap_or_else(PoisonError::into_inner).take() {
        return Err(Failure::output(error));
    }
    match found.map_err(Failure::bug)? {
        Found::Answered(studied) => {
            let Studied { mut uncertainty, draws, partial, .. } = *studied;
            for design in &mut uncertainty.designs {
                let world = outcome.results.worlds.iter().find(|world| world.name == design.name);
                let metric = decides.metric.strip_prefix("metrics.").unwrap_or(&decides.metric);
                let found = world.and_then(|world| world.comparison.as_ref()).and_then(|c| c.difference.get(metric));
                design.as_written = found.and_then(|difference| difference.mean);
            }
            if let Some(drawing) = &mut uncertainty.drawing {
                let told = |Assumed { path, value, basis, .. }| HeldFixed { path, value, basis };
                drawing.held_fixed = world.scenario.assumed_beside(&unknowns).into_iter().map(told).collect();
            }
            outcome.results.uncertainty = Some(uncertainty);
            outcome.results.asserts = judge_asserts(&world.compiled.asserts, &outcome.results);
            outcome.results.run.partial |= partial;
            let origin = RowOrigin {
                rows: "one for each draw, replication of it and design".to_owned(),
                scenario: world.compiled.name.clone(),
                scenario_hash: world.compiled.hash.clone(),
                seed: plan.seed,
                further: Vec::new(),
            };
            let columns = columns(&unknowns, &metrics);
            let names = list.into_iter().map(|design| design.name).collect();
            Ok(Some(Draws { kept, designs: names, columns, drawn: draws, origin, unknowns }))
        }
        Found::Refused(refused, of) => Err(too_many(&refused, of)),
        Found::Stopped => {
            outcome.results.run.partial = true;
            terminal.insist("stopped before there were draws enough to say anything of what is not known; repeat the command to go on");
            Ok(None)
        }
    }
}

fn baseline() -> Design {
    Design { name: BASELINE.to_owned(), interventions: Vec::new(), changes: Vec::new(), yardstick: false }
}

fn design(rival: &Rival) -> Design {
    Design {
        name: rival.name.clone(),
        interventions: rival.interventions.clone(),
        changes: rival.changes.clone(),
        yardstick: rival.yardstick,
    }
}

/// Unit and definition of metrics that some world has.
fn metrics_of<'r>(compiled: &Compiled, rivals: impl Iterator<Item = &'r Rival>, paths: &[String]) -> Vec<Column> {
    let mut known: BTreeMap<String, Column> = BTreeMap::new();
    let models = std::iter::once(&compiled.model).chain(rivals.map(|rival| &rival.model));
    for model in models {
        for column in columns_of(model, compiled.currency.as_deref()) {
            known.entry(column.path.clone()).or_insert(column);
        }
    }
    paths.iter().filter_map(|path| known.remove(path)).collect()
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
