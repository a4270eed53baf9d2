//! Files that somebody names beside the output folder: `--event-log FILE`, `--lives FILE`.

use std::path::{Path, PathBuf};

use anyhow::anyhow;

use super::exit::Failure;
use crate::journey::model::Model;
use crate::report;

/// An option that names files, and the kinds it can write.
#[derive(Debug, Clone, Copy)]
pub(super) struct NamedFiles<'a> {
    pub(super) option: &'static str,
    /// Endings of names.
    pub(super) kinds: &'static [&'static str],
    pub(super) files: &'a [PathBuf],
}

impl NamedFiles<'_> {
    /// Refuses files of another kind before anything runs.
    pub(super) fn check_kinds(&self) -> Result<(), Failure> {
        let known = |file: &PathBuf| file.extension().is_some_and(|end| self.kinds.iter().any(|kind| end == *kind));
        let Some(other) = self.files.iter().find(|file| !known(file)) else { return Ok(()) };
        let kinds: Vec<String> = self.kinds.iter().map(|kind| format!(".{kind}")).collect();
        let (last, others) = kinds.split_last().expect("an option writes some kind");
        let kinds = format!("{} and {last}", others.join(", "));
        Err(Failure::usage(anyhow!("`--{} {}` is none of {kinds}", self.option, other.display())))
    }

    /// Refuses a world in which the name of a customer would mean two.
    pub(super) fn check_names(&self, model: &Model) -> Result<(), Failure> {
        let taken = model.channels.iter().any(|channel| channel.name == "customer");
        if !taken || self.files.is_empty() {
            return Ok(());
        }
        Err(Failure::usage(anyhow!(
            "no `--{}`: an acquisition is called `customer`, and so is there who is a customer on day 0; rename it",
            self.option
        )))
    }
}

/// Refuses places that are an input, no file, named twice, or among the files of the run itself.
pub(super) fn check_places(named: &[NamedFiles<'_>], out: &Path, inputs: &[PathBuf]) -> Result<(), Failure> {
    let of_the_run = ["charts", "tables"].map(|folder| out.join(folder));
    let mut earlier: Vec<&Path> = Vec::new();
    for (option, file) in named.iter().flat_map(|named| named.files.iter().map(|file| (named.option, file))) {
        let refused = |why: &str| Err(Failure::usage(anyhow!("`--{option} {}` {why}", file.display())));
        if inputs.iter().any(|input| report::is_same_file(input, file)) {
            return refused("is an input, and is not written over");
        }
        if std::fs::metadata(file).is_ok_and(|found| !found.is_file()) {
            return refused("is no file");
        }
        let folder = folder_of(file);
        if of_the_run.iter().any(|own| own == folder || report::is_same_file(own, folder)) {
            return refused("lies among the files of the run: name another folder");
        }
        // Neither may be there yet: then it is the same name in the same folder.
        let is_this = |other: &&Path| {
            let beside = report::is_same_file(folder_of(other), folder);
            *other == file.as_path()
                || report::is_same_file(other, file)
                || (beside && other.file_name() == file.file_name())
        };
        if earlier.iter().any(is_this) {
            return refused("is named twice");
        }
        earlier.push(file);
    }
    Ok(())
}

/// The folder that a file is in.
pub(super) fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
