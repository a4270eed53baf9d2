//! The picture: results to tables, charts and a page, then to files.
//!
//! Everything here is a pure function of [`crate::experiment::results::Results`] until the last step writes
//! bytes. A chart is plain data first (`spec`), then a scene of shapes (`scene`), then SVG and PNG from the same
//! scene. What can go wrong is the disk, and that comes back as a [`WriteError`] naming the file; what a reader
//! must know (a script that no installed font can draw) comes back as warnings.

pub mod charts;
pub mod csv;
#[cfg(test)]
pub(crate) mod fixtures;
mod format;
mod slug;
pub mod spec;
pub mod table;
mod write;

pub use write::{WriteError, prepare_output, write_json};
