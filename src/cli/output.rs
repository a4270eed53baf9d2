//! The output folder as commands meet it: opened before the work, filled after it, and what is said on the way.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::anyhow;

use super::exit::{Exit, Failure};
use super::manifest::rfc3339;
use super::terminal::{Terminal, escaped};
use crate::report::{self, LockError, OpenError, Opening, Output};

/// The command line as typed.
pub(super) fn command() -> Vec<String> {
    std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect()
}

/// Opens the folder of a run that reads some files.
pub(super) fn open(dir: &Path, inputs: &[PathBuf], xlsx: bool, terminal: &Terminal) -> Result<Output, Failure> {
    opened(dir, &opening(inputs, xlsx, false), terminal)
}

/// Opens a folder to draw its results again.
pub(super) fn open_again(dir: &Path, xlsx: bool, terminal: &Terminal) -> Result<Output, Failure> {
    opened(dir, &opening(&[], xlsx, true), terminal)
}

fn opening(inputs: &[PathBuf], xlsx: bool, again: bool) -> Opening<'_> {
    Opening { command: command(), started: rfc3339(SystemTime::now()), inputs, xlsx, again }
}

fn opened(dir: &Path, opening: &Opening<'_>, terminal: &Terminal) -> Result<Output, Failure> {
    let output = Output::open(dir, opening)?;
    if let Some(warning) = output.warning() {
        let then = if opening.again { "what is drawn is what it left" } else { "what is there is replaced" };
        terminal.note(&escaped(&format!("warning: {warning}; {then}")));
    }
    Ok(output)
}

impl From<LockError> for Failure {
    fn from(error: LockError) -> Failure {
        OpenError::from(error).into()
    }
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Failure {
        let exit = match &error {
            OpenError::InUse(_) => Exit::InUse,
            OpenError::Taken(_) => Exit::Usage,
            OpenError::Write(_) => Exit::Output,
        };
        Failure::Untold { exit, error: error.into() }
    }
}

/// Names what was not written, since it is somebody else's; whether there was any.
pub(super) fn tell_foreign(output: &Output, dir: &Path, terminal: &Terminal) -> bool {
    let foreign = output.foreign();
    if foreign.is_empty() {
        return false;
    }
    const TOLD: usize = 5;
    let more = if foreign.len() > TOLD { format!(" and {} more", foreign.len() - TOLD) } else { String::new() };
    let names = foreign.iter().take(TOLD).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    terminal.insist(&escaped(&format!(
        "not written, since no run of journeysim wrote what is there: {names}{more}; move it away, then `journeysim report {}`",
        dir.display()
    )));
    true
}

/// A drawing that failed, and what becomes of the results.
pub(super) fn not_drawn(error: &report::WriteError, dir: &Path) -> Failure {
    Failure::output(anyhow!(
        "failed to {error}; the results are whole: free some space, then `journeysim report {}` draws them",
        dir.display()
    ))
}
