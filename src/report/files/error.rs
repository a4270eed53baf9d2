//! An output that could not be written.

use std::io;
use std::path::{Path, PathBuf};

/// An output that could not be written.
#[derive(Debug, thiserror::Error)]
#[error("write `{}`: {cause}", path.display())]
pub struct WriteError {
    /// The file or folder.
    path: PathBuf,
    /// What the system said; part of the message, so no source of its own that would say it twice.
    cause: io::Error,
}

impl WriteError {
    pub(crate) fn new(path: impl Into<PathBuf>, cause: io::Error) -> Self {
        WriteError { path: path.into(), cause }
    }

    /// The file or folder that could not be written.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What the system said.
    pub fn cause(&self) -> &io::Error {
        &self.cause
    }
}
