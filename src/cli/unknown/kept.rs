//! Finished draws on the disk: kept one by one while a study goes on, then a table.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;

use anyhow::anyhow;

use super::super::exit::Failure;
use super::super::progress::span;
use super::super::terminal::Terminal;
use crate::experiment::sweep::Column;
use crate::experiment::uncertain::{Draw, DrawRows, Keeper, decode_draw, encode_draw, is_draw};
use crate::report::table::Cell;
use crate::report::{self, RowColumn, RowKind, RowOrigin, RowWriter, WriteError};
use crate::scenario::Op;
use crate::scenario::text::reading::refuse_endless;
use crate::scenario::uncertain::{Input, InputLaw, Unknowns};

/// Keeps finished draws in the output folder until the study has ended, and tells of the pilot.
pub(in crate::cli) struct Kept<'a> {
    pub(super) terminal: &'a Terminal,
    pub(super) dir: PathBuf,
    pub(super) id: String,
    pub(super) designs: usize,
    pub(super) failed: Mutex<Option<WriteError>>,
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
    pub(super) fn refuse_foreign(&self) -> Result<(), Failure> {
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
pub(in crate::cli) struct Draws<'a> {
    pub(super) kept: Kept<'a>,
    pub(super) unknowns: Unknowns,
    pub(super) designs: Vec<String>,
    pub(super) columns: Vec<RowColumn>,
    pub(super) drawn: Vec<Draw>,
    pub(super) origin: RowOrigin,
}

impl Draws<'_> {
    /// Writes the tables of draws, where nobody else's files are in the way, and takes away what was kept.
    pub(in crate::cli) fn write(&self, dir: &Path, may_write: impl Fn(&str) -> bool) -> Result<(), WriteError> {
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

pub(super) fn columns(unknowns: &Unknowns, metrics: &[Column]) -> Vec<RowColumn> {
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
