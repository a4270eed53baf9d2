//! The folder of a run: whose files are in it, who may write there, and whether the run that began there has ended.
//!
//! Life cycle: [`Output::open`] locks the folder, refuses what is not ours to write over, clears what killed processes left, and leaves a
//! mark ([`MARK`]); [`Output::store`] brings the results, once they are there, in place of those of the run before, all of whose
//! files the manifest lists; [`Output::draw`] adds pictures and page; [`Output::end`] takes the mark away. Whatever ends a process in
//! between, the mark stays, and tells by the number of the run in the manifest whether the results are whole.
//!
//! Nothing is removed that no manifest lists, that has no name of ours, that is no file, or that is an input; a manifest that was
//! tampered with removes nothing outside the folder.
//!
//! One file, and longer than most: that no step loses anything is seen where all steps are read in their order.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::disk::remove_file;
use super::drawing::Drawing;
use super::error::WriteError;
use super::lock::{FolderLock, LockError, Sharing, is_same_file};
use super::places::{CHARTS, DRAWS, MANIFEST, MARK, PAGE, RESULTS, TABLES, WORKBOOK};
use super::scratch::clear_left_over;
use super::workbook::write_workbook;
use super::write::{Staged, json_bytes, make_folder, prepare_output, subfolder, sync_folder, write_json};
use crate::experiment::results::{ReplicationTable, Results};
use crate::report::charts::slug::is_slug;

/// Largest manifest or mark that is read [bytes].
const MOST: u64 = 1 << 24;
const WHAT: &str = "A run began here and has not ended. If manifest.json names the same `run`, results.json and the tables are whole, and \
                    `journeysim report` draws what is missing. If not, they are of an earlier run, or there are none.";

/// Who opens a folder, and for what.
#[derive(Debug)]
pub struct Opening<'a> {
    /// Command line as typed.
    pub command: Vec<String>,
    /// Moment, RFC 3339.
    pub started: String,
    /// Files that are read, and never written over or removed.
    pub inputs: &'a [PathBuf],
    /// Whether the workbook is written, too.
    pub xlsx: bool,
    /// Whether the results that are there are to be drawn again.
    pub again: bool,
}

/// Why a folder cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Somebody else writes there.
    #[error(transparent)]
    InUse(LockError),
    /// What is there is not ours to write over.
    #[error("{0}")]
    Taken(String),
    /// The folder takes no files.
    #[error(transparent)]
    Write(#[from] WriteError),
}

impl From<LockError> for OpenError {
    fn from(error: LockError) -> OpenError {
        match error {
            LockError::Write(error) => OpenError::Write(error),
            held => OpenError::InUse(held),
        }
    }
}

/// The mark of a run under way, or of one that never ended.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Mark {
    /// What the file is, in words.
    what: String,
    /// Number of the run.
    run: String,
    /// Number of the process.
    process: u32,
    /// Command line as typed.
    command: Vec<String>,
    /// When it started: RFC 3339, UTC.
    started: String,
    /// Whether its results were being put in place of those before.
    storing: bool,
    /// Files of this run and of those before, which the next one may replace.
    files: BTreeSet<String>,
}

/// A manifest that is there.
enum Found {
    None,
    Foreign,
    Ours { run: String, files: Option<BTreeSet<String>> },
}

/// An output folder that is ours for now.
#[derive(Debug)]
pub struct Output {
    dir: PathBuf,
    mark: Mark,
    /// Files of earlier runs.
    listed: BTreeSet<String>,
    /// Whether earlier files of ours are not listed: those of version 0.1.0, and results without a manifest.
    unlisted: bool,
    inputs: Vec<PathBuf>,
    warning: Option<String>,
    /// Files that are in our way and not ours.
    foreign: Vec<String>,
    /// Whether the tables of draws are among the files of this run.
    draws: bool,
    /// Whether the mark is to go if nothing else happens.
    untouched: bool,
    /// The mark of another run that stays.
    keeps: bool,
    // Dropped last of all that matters: the mark is changed under the lock.
    _lock: FolderLock,
}

impl Output {
    /// Opens a folder, before any simulation: hours of work must not end at one that takes no files, or be lost to another run.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub fn open(dir: &Path, opening: &Opening<'_>) -> Result<Output, OpenError> {
        let shown = dir.display();
        make_folder(dir)?;
        if fs::symlink_metadata(dir.join("plan.json")).is_ok() {
            return Err(OpenError::Taken(format!("`{shown}` holds a sweep (plan.json): name another folder")));
        }
        let command = opening.command.join(" ");
        let process = std::process::id();
        let lock = FolderLock::take(
            dir,
            Sharing::Alone,
            &format!("process {process} ({command}), since {}", opening.started),
        )?;
        let (manifest, before) = (manifest(dir), mark(dir));
        let (of_results, files) = match &manifest {
            Found::Ours { run, files } => (Some(run.clone()), files.clone()),
            _ => (None, None),
        };
        let mut listed = files.clone().unwrap_or_default();
        let unlisted = match &manifest {
            Found::Ours { files, .. } => files.is_none(),
            _ => opening.again,
        };
        let whole = before.as_ref().is_none_or(|mark| of_results.as_ref() == Some(&mark.run));
        let warning = before.as_ref().map(|mark| {
            format!("the run that began in `{shown}` at {} (process {}) has not ended", mark.started, mark.process)
        });
        if let (true, Some(mark), Some(warning)) = (opening.again && !whole, &before, &warning)
            && mark.storing
        {
            return Err(OpenError::Taken(format!(
                "{warning}: it was stopped while its results were put in place of those before; run it again"
            )));
        }
        if let Some(mark) = &before {
            listed.extend(mark.files.iter().cloned());
        }
        if of_results.is_some() && files.is_none() {
            // Version 0.1.0 listed nothing: of its files, these have names that nobody else gives.
            listed.extend([PAGE, WORKBOOK].map(str::to_owned));
        }
        let run = match opening.again {
            true => of_results.unwrap_or_default(),
            false => format!("{} {process}", opening.started),
        };
        let mark = Mark {
            what: WHAT.to_owned(),
            run,
            process,
            command: opening.command.clone(),
            started: opening.started.clone(),
            storing: opening.again,
            files: listed.clone(),
        };
        let keeps = opening.again && before.is_some() && !whole;
        let untouched = before.is_none();
        let mut output = Output {
            dir: dir.to_owned(),
            mark,
            listed,
            unlisted,
            inputs: opening.inputs.to_vec(),
            warning,
            foreign: Vec::new(),
            draws: false,
            untouched: false,
            keeps,
            _lock: lock,
        };
        output.refuse_taken(opening, &manifest)?;
        prepare_output(dir)?;
        let folders = [dir.to_path_buf(), dir.join(CHARTS), dir.join(TABLES)];
        folders.iter().for_each(|folder| clear_left_over(folder));
        if !output.keeps {
            write_json(&dir.join(MARK), &output.mark)?;
        }
        output.untouched = untouched;
        Ok(output)
    }

    /// What must be known of the folder as it was.
    #[must_use]
    pub fn warning(&self) -> Option<&str> {
        self.warning.as_deref()
    }

    /// Number of this run, as its manifest names it.
    #[must_use]
    pub fn run(&self) -> &str {
        &self.mark.run
    }

    /// Files that were not written, since no run of ours wrote what is there.
    #[must_use]
    pub fn foreign(&self) -> &[String] {
        &self.foreign
    }

    /// Refuses before the work what is known to be in the way of it.
    fn refuse_taken(&self, opening: &Opening<'_>, manifest: &Found) -> Result<(), OpenError> {
        let workbook = opening.xlsx.then_some(WORKBOOK);
        let results = (!opening.again).then_some(RESULTS);
        for name in [Some(MANIFEST), Some(MARK), Some(PAGE), results, workbook].into_iter().flatten() {
            let path = self.dir.join(name);
            let ours = match name {
                MANIFEST => !matches!(manifest, Found::Foreign),
                MARK => mark(&self.dir).is_some(),
                _ => self.is_ours(name),
            };
            if self.is_input(&path) {
                return Err(OpenError::Taken(format!("`{}` is an input: name another folder", path.display())));
            }
            if fs::symlink_metadata(&path).is_ok() && !ours {
                return Err(OpenError::Taken(format!(
                    "`{}` is there already, and no run of journeysim wrote it: name another folder, or move it away",
                    path.display()
                )));
            }
        }
        Ok(())
    }

    fn is_ours(&self, name: &str) -> bool {
        self.unlisted || self.listed.contains(name)
    }

    fn is_input(&self, path: &Path) -> bool {
        self.inputs.iter().any(|input| is_same_file(input, path))
    }

    /// Whether a file may be written: nobody else's is there, and no input.
    pub fn may_write(&self, name: &str) -> bool {
        !self.foreign.iter().any(|foreign| foreign == name)
    }

    /// Says that this run will write the tables of draws.
    pub fn has_draws(&mut self) {
        self.draws = true;
    }

    /// Files that a drawing will leave, but for those that are not ours to write over.
    pub fn files(&mut self, drawing: &Drawing, xlsx: bool) -> BTreeSet<String> {
        let mut files = drawing.files();
        files.extend(xlsx.then(|| WORKBOOK.to_owned()));
        files.extend(DRAWS.iter().filter(|_| self.draws).map(|name| (*name).to_owned()));
        let in_the_way = |name: &&String| {
            let path = self.dir.join(name);
            self.is_input(&path) || (fs::symlink_metadata(&path).is_ok() && !self.is_ours(name))
        };
        self.foreign = files.iter().filter(in_the_way).cloned().collect();
        files.retain(|name| !self.foreign.contains(name));
        files
    }

    /// Puts results and tables in place of those of the run before, all of whose files go; `files` are those that this run will have written.
    ///
    /// # Errors
    /// When a file cannot be written. Until all of them are, those of the run before stay.
    pub fn store(
        &mut self,
        results: &Results,
        drawing: &Drawing,
        manifest: &impl Serialize,
        files: &BTreeSet<String>,
    ) -> Result<(), WriteError> {
        self.untouched = false;
        let stage = |name: &str, bytes: &[u8]| Staged::new(&self.dir.join(name), bytes);
        let mut staged = vec![stage(RESULTS, &json_bytes(&self.dir.join(RESULTS), results)?)?];
        let mut replaced = BTreeSet::from([RESULTS.to_owned()]);
        for (name, bytes) in drawing.data_files().filter(|(name, _)| self.may_write(name)) {
            staged.push(stage(&name, &bytes)?);
            replaced.insert(name);
        }
        let manifest = stage(MANIFEST, &json_bytes(&self.dir.join(MANIFEST), manifest)?)?;
        (self.mark.storing, self.mark.files) = (true, self.listed.union(files).cloned().collect());
        write_json(&self.dir.join(MARK), &self.mark)?;
        self.remove(MANIFEST, true)?;
        for name in &self.listed {
            // Pictures of other numbers go even when there will be new ones of the same name.
            if !replaced.contains(name) {
                self.remove(name, false)?;
            }
        }
        staged.into_iter().try_for_each(Staged::publish)?;
        self.sync()?;
        manifest.publish()?;
        self.sync()
    }

    /// Draws pictures and page, and the workbook where it is wanted; gives what a reader must know of them, and whether it came to an end
    /// before it was asked to `stop`.
    ///
    /// # Errors
    /// When a file cannot be written; the results are stored.
    pub fn draw(
        &self,
        results: &Results,
        table: &ReplicationTable,
        drawing: &Drawing,
        (xlsx, stop): (bool, &(dyn Fn() -> bool + Sync)),
    ) -> Result<(Vec<String>, bool), WriteError> {
        let may_write = |name: &str| self.may_write(name);
        let drawn = drawing.draw(&self.dir, results, &may_write, stop)?;
        if xlsx && drawn.1 && !stop() && self.may_write(WORKBOOK) {
            write_workbook(&self.dir, results, table)?;
        }
        Ok((drawn.0, drawn.1 && !(xlsx && stop())))
    }

    /// Draws results that are stored again; those are only read. Files that the new drawing lacks go.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn redraw(
        &mut self,
        results: &Results,
        table: &ReplicationTable,
        xlsx: bool,
    ) -> Result<Vec<String>, WriteError> {
        self.untouched = false;
        let drawing = Drawing::of(results, table);
        // A workbook that is there and not drawn again would be of other pictures, not of other numbers: it stays.
        let workbook = xlsx || self.listed.contains(WORKBOOK);
        // Draws are stored once, and never drawn.
        self.draws = DRAWS.iter().any(|name| self.listed.contains(*name));
        let files = self.files(&drawing, workbook);
        let stored = [RESULTS, "tables/replications.csv", DRAWS[0], DRAWS[1]];
        for (name, bytes) in drawing.data_files().filter(|(name, _)| self.may_write(name)) {
            if !stored.contains(&name.as_str()) {
                Staged::new(&self.dir.join(name), &bytes)?.publish()?;
            }
        }
        for name in &self.listed {
            if !files.contains(name) && !stored.contains(&name.as_str()) {
                self.remove(name, false)?;
            }
        }
        self.sync()?;
        let (warnings, _) = self.draw(results, table, &drawing, (xlsx, &|| false))?;
        self.relist(results, &files)?;
        Ok(warnings)
    }

    /// Notes in the manifest what was written, if that has changed.
    fn relist(&self, results: &Results, files: &BTreeSet<String>) -> Result<(), WriteError> {
        let path = self.dir.join(MANIFEST);
        let mut all = match (manifest(&self.dir), text(&path)) {
            (Found::Ours { files: Some(known), .. }, _) if known == *files => return Ok(()),
            (Found::Ours { .. }, Some(text)) => serde_json::from_str(&text).unwrap_or_default(),
            _ => Value::Null,
        };
        if !all.is_object() {
            all = serde_json::json!({
                "version": env!("CARGO_PKG_VERSION"),
                "scenario_hash": results.scenario.hash,
                "command": self.mark.command,
            });
        }
        all["files"] = serde_json::json!(files);
        write_json(&path, &all)
    }

    /// Takes the mark away: the run has ended, and all of it is there.
    ///
    /// # Errors
    /// When the folder cannot be written any more.
    pub fn end(self) -> Result<(), WriteError> {
        if !self.keeps && self.foreign.is_empty() {
            self.remove(MARK, true)?;
            sync_folder(&self.dir)?;
        }
        Ok(())
    }

    /// Removes a file of an earlier run, unless it only claims to be one.
    fn remove(&self, name: &str, own: bool) -> Result<(), WriteError> {
        let path = self.dir.join(name);
        let is_there = fs::symlink_metadata(&path).is_ok_and(|found| found.is_file());
        if !is_there || !(own || has_our_name(name)) || self.is_input(&path) {
            return Ok(());
        }
        // Refuses a subfolder that leads elsewhere.
        if let Some((folder, _)) = name.split_once('/') {
            subfolder(&self.dir, folder)?;
        }
        remove_file(&path).map_err(|cause| WriteError::new(&path, cause))
    }

    fn sync(&self) -> Result<(), WriteError> {
        [self.dir.clone(), self.dir.join(CHARTS), self.dir.join(TABLES)]
            .iter()
            .try_for_each(|folder| sync_folder(folder))
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        // Nothing was brought here: the folder is as it was.
        if self.untouched {
            let _ = self.remove(MARK, true);
        }
    }
}

/// Whether a run of ours could have written a file of this name.
fn has_our_name(name: &str) -> bool {
    let slugged = |file: &str, extensions: &[&str]| {
        file.rsplit_once('.').is_some_and(|(stem, extension)| is_slug(stem) && extensions.contains(&extension))
    };
    match name.split_once('/') {
        None => [RESULTS, PAGE, WORKBOOK, DRAWS[1]].contains(&name),
        Some((CHARTS, file)) => slugged(file, &["svg", "png"]),
        Some((TABLES, file)) => slugged(file, &["csv"]),
        Some(_) => false,
    }
}

/// A small file of the folder itself, never one that a link leads to.
fn text(path: &Path) -> Option<String> {
    let read = || -> io::Result<String> {
        let mut text = String::new();
        fs::File::open(path)?.take(MOST).read_to_string(&mut text)?;
        Ok(text)
    };
    fs::symlink_metadata(path).is_ok_and(|found| found.is_file()).then(|| read().ok())?
}

fn mark(dir: &Path) -> Option<Mark> {
    serde_json::from_str(&text(&dir.join(MARK))?).ok()
}

fn manifest(dir: &Path) -> Found {
    let path = dir.join(MANIFEST);
    if fs::symlink_metadata(&path).is_err() {
        return Found::None;
    }
    let value: Value = text(&path).and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    if !(value["version"].is_string() && value["scenario_hash"].is_string() && value["command"].is_array()) {
        return Found::Foreign;
    }
    let listed = |list: &Vec<Value>| list.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect();
    Found::Ours {
        run: value["run"].as_str().unwrap_or_default().to_owned(),
        files: value["files"].as_array().map(listed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_ours_can_be_removed() {
        for name in [
            "results.json",
            "report.html",
            "workbook.xlsx",
            "charts/exits.svg",
            "tables/a-b-2.csv",
            "charts/柜台-1f.png",
        ] {
            assert!(has_our_name(name), "{name}");
        }
        let others = [
            "",
            ".",
            "..",
            "/etc/passwd",
            "../results.json",
            "charts/../../x.svg",
            "charts/../x.svg",
            "tables/x.svg",
            "charts/a/b.svg",
            "charts/.svg",
            "charts/A.svg",
            "manifest.json",
            "scenario.toml",
            "charts",
            "charts/",
            "tables/x.csv/",
            "C:\\x.svg",
            "charts\\x.svg",
            "charts/x.svg\0",
            "./results.json",
        ];
        for name in others {
            assert!(!has_our_name(name), "{name}");
        }
    }
}
