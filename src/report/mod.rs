//! The picture: results to tables, charts and a page, then to files.
//!
//! Everything here is a pure function of [`crate::experiment::results::Results`] until the last step writes
//! bytes. A chart is plain data first (`spec`), then a scene of shapes (`scene`), then SVG and PNG from the same
//! scene. What can go wrong is the disk, and that comes back as a [`WriteError`] naming the file; what a reader
//! must know (a script that no installed font can draw) comes back as warnings.

mod analysis;
mod axis;
pub mod charts;
mod choice;
pub mod csv;
mod draw;
mod findings;
#[cfg(test)]
pub(crate) mod fixtures;
#[cfg(test)]
pub(crate) mod fixtures_many;
#[cfg(test)]
pub(crate) mod fixtures_worlds;
mod folder;
mod fonts;
mod format;
mod html;
mod html_charts;
mod html_people;
mod html_worlds;
mod json;
mod lock;
mod names;
mod output;
mod palette;
pub mod pictures;
mod png;
mod rows;
mod scene;
mod sensitivity;
mod slug;
pub mod spec;
mod svg;
pub mod table;
pub mod tables;
mod tables_classes;
mod tables_curves;
mod tables_leaks;
mod tables_worlds;
mod text;
mod text_programs;
mod text_worlds;
mod verdicts;
mod write;
mod xlsx;

pub use analysis::{analysis_words, write_analysis};
pub use folder::Drawing;
pub use json::harmless_json;
pub use lock::{FolderLock, LockError, Sharing, is_same_file};
pub(crate) use names::is_isolated;
pub use output::{MANIFEST, MARK, OpenError, Opening, Output};
pub use rows::{RowColumn, RowKind, RowWriter};
pub use text::summary;
pub(crate) use write::clear_left_over;
pub use write::{Scratch, WriteError, prepare_output, scratch_folder, subfolder, sync_folder, write_file, write_json};
pub use xlsx::{WORKBOOK, write_workbook};
