//! `run --event-log FILE`: what happened to everybody, for process mining, as CSV, Parquet or XES.
//!
//! Day 0 is Monday, 1 January 2024, so that the week of the scenario is the week of the calendar. Rows are written as the replications are
//! settled again, one after the other, and no file gets its name before all is written.

use std::path::{Path, PathBuf};

use anyhow::anyhow;

use super::exit::Failure;
use super::interrupt::Interrupt;
use super::named_files::folder_of;
use super::terminal::{Terminal, escaped};
use super::world::World;
use crate::experiment::{LIFE, LogColumn, LogKind, LogRow, LogValue, Plan, event_log_columns, event_logs};
use crate::report::table::Cell;
use crate::report::{RowColumn, RowKind, RowOrigin, RowWriter, WriteError, XesWriter};

/// Rows of logs that are held at once, about: some 300 bytes each.
const HELD: usize = 2_000_000;

/// How many replications are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    /// All that are run.
    All,
    /// So many, from the first on.
    First(u64),
}

impl std::str::FromStr for Told {
    type Err = String;

    fn from_str(text: &str) -> Result<Told, String> {
        match (text, text.parse()) {
            ("all", _) => Ok(Told::All),
            (_, Ok(n)) if n > 0 => Ok(Told::First(n)),
            _ => Err("`all` or a whole number from 1 on".to_owned()),
        }
    }
}

/// Kinds of files.
pub(super) const KINDS: &[&str] = &["csv", "parquet", "xes"];

/// Refuses a world in which names would mean two things, and more replications than are planned.
pub(super) fn check_world(files: &[PathBuf], told: Told, world: &World, planned: u64) -> Result<(), Failure> {
    if files.is_empty() {
        return Ok(());
    }
    let refused = |why: String| Err(Failure::usage(anyhow!("no `--event-log`: {why}")));
    let model = &world.compiled.model;
    if model.journeys.iter().any(|journey| journey.name == LIFE) {
        return refused(format!(
            "a journey is called `{LIFE}`, and so is there what happens to customers beside their visits; rename it"
        ));
    }
    match told {
        Told::First(n) if n > planned => refused(format!("{n} replications are to be told, and {planned} are run")),
        _ => Ok(()),
    }
}

/// The files of a log that are being written.
struct Files {
    tables: RowWriter,
    xes: Vec<XesWriter>,
}

impl Files {
    fn open(files: &[PathBuf], world: &World) -> Result<Files, WriteError> {
        let c = &world.compiled;
        let origin = RowOrigin {
            rows: "one for each passage of a visit through a touchpoint, and for each thing that happens to a customer besides".into(),
            scenario: c.name.clone(),
            scenario_hash: c.hash.clone(),
            seed: c.seed,
            further: Vec::new(),
        };
        let columns: Vec<RowColumn> = event_log_columns().map(column).collect();
        let is_xes = |file: &&PathBuf| file.extension().is_some_and(|extension| extension == "xes");
        let tables: Vec<&Path> = files.iter().filter(|file| !is_xes(file)).map(PathBuf::as_path).collect();
        let of_case = || event_log_columns().map(|column| column.of_case).collect();
        let xes = |file: &PathBuf| XesWriter::create(file, columns.clone(), of_case(), &origin);
        Ok(Files {
            xes: files.iter().filter(is_xes).map(xes).collect::<Result<_, _>>()?,
            tables: RowWriter::create(&tables, columns.clone(), &origin)?,
        })
    }

    fn push(&mut self, row: Vec<Cell>) -> Result<(), WriteError> {
        self.xes.iter_mut().try_for_each(|file| file.push(&row))?;
        self.tables.push(row)
    }

    fn finish(self) -> Result<(), WriteError> {
        self.tables.finish()?;
        self.xes.into_iter().try_for_each(XesWriter::finish)
    }
}

fn column(column: &LogColumn) -> RowColumn {
    let kind = match column.kind {
        LogKind::Whole => RowKind::Whole,
        LogKind::Number => RowKind::Number,
        LogKind::Flag => RowKind::Flag,
        LogKind::Text => RowKind::Text,
        LogKind::Moment => RowKind::Moment,
    };
    RowColumn::new(column.name, kind, column.definition).in_unit(column.unit)
}

fn cells(row: &LogRow<'_>) -> Vec<Cell> {
    let cell = |column: &LogColumn| match column.read(row) {
        LogValue::Nothing => Cell::Empty,
        LogValue::Whole(n) => n.into(),
        LogValue::Number(x) => x.into(),
        LogValue::Flag(is) => is.into(),
        LogValue::Text(text) => text.into(),
        LogValue::Moment(at) => at.into(),
    };
    event_log_columns().map(cell).collect()
}

/// Writes the log of the replications that are told, of `run` that were; whether it came to that before a signal did.
pub(super) fn write(
    files: &[PathBuf],
    told: Told,
    (world, plan, run): (&World, &Plan, u64),
    interrupt: &Interrupt,
    terminal: &Terminal,
) -> Result<bool, Failure> {
    if files.is_empty() {
        return Ok(true);
    }
    let last = match told {
        Told::All => run,
        Told::First(n) => n.min(run),
    };
    // What a killed run has left beside them.
    files.iter().for_each(|file| crate::report::clear_left_over(folder_of(file)));
    let mut open = Files::open(files, world).map_err(Failure::output)?;
    let (mut next, mut rows, mut at_once) = (0, 0, 1);
    while next < last {
        let batch = next..last.min(next + at_once);
        next = batch.end;
        let logs =
            event_logs(&world.compiled.model, plan, batch, &|| interrupt.was_asked()).map_err(Failure::scenario)?;
        let Some(logs) = logs else { return Ok(false) };
        for log in &logs {
            log.rows().try_for_each(|row| open.push(cells(&row))).map_err(Failure::output)?;
            rows += log.len();
            at_once = ((HELD / log.len().max(1)) as u64).clamp(1, plan.threads.max(1) as u64);
        }
    }
    let there: Vec<bool> = files.iter().map(|file| file.exists()).collect();
    open.finish().map_err(Failure::output)?;
    let of = if last == 1 { "replication 0".to_owned() } else { format!("replications 0 to {}", last - 1) };
    for (file, replaced) in files.iter().zip(there) {
        let instead = if replaced { ", in place of what was there" } else { "" };
        terminal.note(&escaped(&format!("{rows} events of {of} written to {}{instead}", file.display())));
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_or_a_number_of_replications() {
        assert_eq!(("all".parse(), "3".parse()), (Ok(Told::All), Ok(Told::First(3))));
        for wrong in ["0", "-1", "some", "1.5", ""] {
            assert!(wrong.parse::<Told>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn columns_have_names_of_their_own_and_say_what_they_are() {
        let names: std::collections::BTreeSet<&str> = event_log_columns().map(|column| column.name).collect();
        assert_eq!(names.len(), event_log_columns().count());
        assert!(event_log_columns().all(|column| column.definition.ends_with('.')));
    }
}
