//! The folder of a sweep: the plan, the scenario it was made from, and a file for every finished unit of work.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Error, anyhow};

use super::super::exit::{Exit, Failure};
use super::super::output::command;
use super::super::terminal::{Terminal, escaped};
use super::tables;
use crate::experiment::sweep::{PartError, Plan, Row, Unit, decode, encode};
use crate::report::{self, FolderLock, Sharing, WriteError};
use crate::scenario::Scenario;
use crate::scenario::text::diagnostic::shown as quoted;
use crate::scenario::text::reading::refuse_endless;

/// Subfolder of the part files.
const PARTS: &str = "parts";
/// The plan.
const PLAN: &str = "plan.json";
/// The scenario as one text.
const SCENARIO: &str = "scenario.toml";

/// Files that a sweep writes besides its plan and its parts.
const WRITTEN: [&str; 8] = [
    "results.json",
    "rows.parquet",
    "points.parquet",
    "tables/rows.csv",
    "tables/points.csv",
    "tables/quarantine.csv",
    report::MARK,
    SCENARIO,
];
const UNFINISHED: &str = "This sweep has a plan and has not been merged since: results.json and tables, if there are any, are of fewer points. \
                          `journeysim sweep missing` lists what is left, and `journeysim sweep merge` ends it.";

/// Why a folder cannot be that of a sweep: what a sweep would write over is somebody else's, or an input.
fn taken(dir: &Path, inputs: &[PathBuf]) -> Result<(), String> {
    let other = "name another --out";
    // A plan is there before any part: looked for last, it is not missed.
    let has_parts = fs::read_dir(dir.join(PARTS)).is_ok_and(|mut parts| parts.next().is_some());
    let there: Vec<&str> = WRITTEN.into_iter().filter(|name| fs::symlink_metadata(dir.join(name)).is_ok()).collect();
    let is_planned = fs::symlink_metadata(dir.join(PLAN)).is_ok() || is_begun(dir);
    for name in WRITTEN.into_iter().chain([PLAN]) {
        let path = dir.join(name);
        // The scenario of a sweep may be read again: it is only written when it changes.
        if !(is_planned && name == SCENARIO) && inputs.iter().any(|input| report::is_same_file(input, &path)) {
            return Err(format!("`{}` is an input, and is not written over: {other}", path.display()));
        }
    }
    if is_planned {
        return Ok(());
    }
    if dir.join(report::MANIFEST).exists() {
        return Err(format!("`{}` holds the results of a run ({}): {other}", dir.display(), report::MANIFEST));
    }
    match there.first().copied().or(has_parts.then_some(PARTS)) {
        Some(name) => Err(format!(
            "`{}` is there already, and no sweep wrote it: {other}, or move it away",
            dir.join(name).display()
        )),
        None => Ok(()),
    }
}

/// Whether a sweep has left its mark, and nothing else yet.
fn is_begun(dir: &Path) -> bool {
    let mark = dir.join(report::MARK);
    let text = refuse_endless(&mark).and_then(|()| fs::read(&mark)).unwrap_or_default();
    serde_json::from_slice::<serde_json::Value>(&text).is_ok_and(|mark| mark["plan"].is_string())
}

/// The folder of a sweep.
#[derive(Debug)]
pub(in crate::cli) struct Store {
    pub(in crate::cli) dir: PathBuf,
    pub(in crate::cli) plan: Plan,
}

/// What is there of a unit.
#[derive(Debug)]
pub(in crate::cli) enum Found {
    /// Its rows.
    Rows(Vec<Row>),
    /// Nothing.
    Nothing,
    /// A file that cannot be used, and why.
    Bad(PartError),
}

impl Store {
    /// Proves that the folder takes files and is ours, before anything is computed. The lock keeps runs away, and is shared by all who work
    /// on the sweep.
    pub(in crate::cli) fn prepare(dir: &Path, inputs: &[PathBuf]) -> Result<FolderLock, Failure> {
        report::make_folder(dir).map_err(Failure::output)?;
        let purpose = format!("process {} ({})", std::process::id(), command().join(" "));
        let lock = FolderLock::take(dir, Sharing::Together, &purpose)?;
        taken(dir, inputs).map_err(|why| Failure::usage(anyhow!("{why}")))?;
        report::prepare_output(dir).map_err(Failure::output)?;
        let parts = report::subfolder(dir, PARTS).map_err(Failure::output)?;
        let folders = [dir.to_owned(), parts, dir.join("charts"), dir.join("tables")];
        folders.iter().for_each(|folder| report::clear_left_over(folder));
        Ok(lock)
    }

    /// The plan in a folder, if there is one.
    pub(in crate::cli) fn stored_plan(dir: &Path) -> Result<Option<Plan>, Failure> {
        let path = dir.join(PLAN);
        let shown = path.display().to_string();
        let text = match refuse_endless(&path).and_then(|()| fs::read(&path)) {
            Ok(text) => text,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(Failure::usage(Error::new(e).context(format!("cannot read {shown}")))),
        };
        let refused = |why: String| Failure::scenario(anyhow!("{shown} {why}"));
        let plan = Plan::read(&text).map_err(|why| refused(why.to_string()))?;
        if let Some(name) = tables::twice(&plan) {
            return Err(refused(format!(
                "cannot be worked through: two columns are called {}; plan again",
                quoted(&name)
            )));
        }
        Ok(Some(plan))
    }

    /// Opens the folder of a planned sweep.
    pub(in crate::cli) fn open(dir: &Path) -> Result<Store, Failure> {
        let plan = Store::stored_plan(dir)?.ok_or_else(|| {
            Failure::usage(anyhow!("there is no {PLAN} in {}: begin with `sweep plan`", dir.display()))
        })?;
        Ok(Store { dir: dir.to_owned(), plan })
    }

    /// Writes the plan and its scenario.
    pub(in crate::cli) fn create(
        dir: &Path,
        plan: Plan,
        scenario: &Scenario,
        inputs: &[PathBuf],
    ) -> Result<Store, Failure> {
        let head = "# The scenario of this sweep as one text, changes by --set included. It must stay as it is.\n";
        let text = format!("{head}{}", scenario.to_toml());
        let own = dir.join(SCENARIO);
        let changes = !fs::read(&own).is_ok_and(|there| there == text.as_bytes());
        if changes && inputs.iter().any(|input| report::is_same_file(input, &own)) {
            let shown = own.display();
            return Err(Failure::usage(anyhow!("`{shown}` is an input, and is not written over: name another --out")));
        }
        // First, so that no sweep is without it, and what is killed here is known as ours.
        let mark = serde_json::json!({ "what": UNFINISHED, "plan": plan.id, "command": command() });
        report::write_json(&dir.join(report::MARK), &mark).map_err(Failure::output)?;
        if changes {
            report::write_file(&own, text.as_bytes()).map_err(Failure::output)?;
        }
        report::write_json(&dir.join(PLAN), &plan).map_err(Failure::output)?;
        Ok(Store { dir: dir.to_owned(), plan })
    }

    /// The scenario of the plan, which must still be the one that was planned.
    pub(in crate::cli) fn scenario(&self, terminal: &Terminal) -> Result<Scenario, Failure> {
        let path = self.dir.join(SCENARIO);
        let shown = path.display().to_string();
        let text = refuse_endless(&path)
            .and_then(|()| fs::read_to_string(&path))
            .map_err(|e| Failure::scenario(Error::new(e).context(format!("cannot read {shown}"))))?;
        let loaded = Scenario::parse(&shown, &text, &[]).map_err(|problems| {
            terminal.insist(&problems.render(terminal.colours_notes()));
            Failure::Told(Exit::Scenario)
        })?;
        if loaded.scenario.hash != self.plan.scenario_hash {
            return Err(Failure::scenario(anyhow!(
                "{shown} was altered: it is not the scenario of the plan; plan again"
            )));
        }
        Ok(loaded.scenario)
    }

    /// Takes away the mark of a sweep that has not ended.
    pub(in crate::cli) fn ended(&self) -> Result<(), Failure> {
        let mark = self.dir.join(report::MARK);
        match report::remove_file(&mark) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => {
                Err(Failure::output(Error::new(e).context(format!("failed to remove `{}`", mark.display()))))
            }
            _ => Ok(report::sync_folder(&self.dir).map_err(Failure::output)?),
        }
    }

    /// Whether tables and results may be of fewer points than the plan has.
    pub(in crate::cli) fn is_unfinished(&self) -> bool {
        self.dir.join(report::MARK).exists()
    }

    fn path(&self, unit: &Unit) -> PathBuf {
        self.dir.join(PARTS).join(format!("{:06}.csv", unit.number))
    }

    /// Size of the part of a unit [bytes].
    pub(in crate::cli) fn size(&self, unit: &Unit) -> usize {
        fs::metadata(self.path(unit)).map_or(0, |found| found.len() as usize)
    }

    /// What is there of a unit.
    pub(in crate::cli) fn find(&self, unit: &Unit) -> Found {
        let path = self.path(unit);
        match refuse_endless(&path).and_then(|()| fs::read(&path)) {
            Ok(bytes) => decode(&self.plan, unit, &bytes).map_or_else(Found::Bad, Found::Rows),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Found::Nothing,
            Err(_) => Found::Bad(PartError::Damaged("it cannot be read")),
        }
    }

    /// Keeps the rows of a unit: whole or not at all, whoever else writes the same.
    pub(in crate::cli) fn keep(&self, unit: &Unit, rows: &[Row]) -> Result<(), WriteError> {
        report::write_file(&self.path(unit), &encode(&self.plan, unit, rows))?;
        report::sync_folder(&self.dir.join(PARTS))
    }

    /// The units of a list that are still to be done; bad files are told.
    pub(in crate::cli) fn open_units(&self, units: Vec<Unit>, terminal: &Terminal) -> Vec<Unit> {
        let is_open = |unit: &Unit| match self.find(unit) {
            Found::Rows(_) => false,
            Found::Nothing => true,
            Found::Bad(why) => {
                let path = self.path(unit).display().to_string();
                terminal.note(&escaped(&format!("warning: {path} is not used and computed again: {why}")));
                true
            }
        };
        units.into_iter().filter(is_open).collect()
    }

    /// A bad file by name.
    pub(in crate::cli) fn name(&self, unit: &Unit) -> String {
        self.path(unit).display().to_string()
    }
}
