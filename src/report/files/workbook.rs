//! The workbook as a file.

use std::path::Path;

use super::error::WriteError;
use super::places::WORKBOOK;
use super::write::{sync_folder, write_file};
use crate::experiment::results::{ReplicationTable, Results};
use crate::report::workbook::contents::to_bytes;

/// Writes `workbook.xlsx` into the output folder.
///
/// # Errors
/// When the file cannot be written.
pub fn write_workbook(dir: &Path, results: &Results, replications: &ReplicationTable) -> Result<(), WriteError> {
    let path = dir.join(WORKBOOK);
    let bytes = to_bytes(results, replications)
        .map_err(|cause| WriteError::new(&path, std::io::Error::other(cause.to_string())))?;
    write_file(&path, &bytes)?;
    sync_folder(dir)
}
