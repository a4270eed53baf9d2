//! The report: stored results to sentences, tables, charts, pages and files.
//!
//! Rooms, each knowing only those before it: `words` says what results say, `tables` are their numbers in rows and columns, `charts` are
//! pictures as plain data, `contents` lists what a report holds, `draw` turns those into SVG and PNG; `page`, `terminal` and `workbook` put sentences, tables and charts together,
//! and `files` writes all of it, whole or not at all. Everything before `files` is a pure function of
//! [`crate::experiment::results::Results`]. What can go wrong is the disk, and that comes back as a [`WriteError`] naming the file; what a
//! reader must know (a script that no installed font can draw) comes back as warnings.

pub mod charts;
mod contents;
mod draw;
mod files;
#[cfg(test)]
pub(crate) mod fixtures;
mod page;
pub mod tables;
mod terminal;
mod words;
mod workbook;

pub use files::analysis::write_analysis;
pub use files::disk::{Act, watch_files};
pub(crate) use files::disk::{remove_empty_folder, remove_file};
pub use files::drawing::Drawing;
pub use files::error::WriteError;
pub use files::json::harmless_json;
pub use files::lock::{FolderLock, LockError, Sharing, is_same_file};
pub use files::output::{OpenError, Opening, Output};
pub use files::places::{DRAWS, MANIFEST, MARK, WORKBOOK};
pub use files::rows::{RowColumn, RowKind, RowOrigin, RowWriter};
pub(crate) use files::scratch::clear_left_over;
pub use files::scratch::{Scratch, scratch_folder};
pub use files::spill::{Place, Spill};
pub use files::workbook::write_workbook;
pub use files::write::{make_folder, prepare_output, subfolder, sync_folder, write_file, write_json, write_new_file};
pub use files::xes::XesWriter;
pub use tables::{csv, table};
pub use terminal::summary::summary;
pub use terminal::uncertainty::uncertainty_words;
pub use words::analysis::analysis_words;
pub(crate) use words::names::is_isolated;
