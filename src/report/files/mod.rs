//! What is written, and how: whole files or none, one writer in a folder, nothing removed that is not ours.

pub(in crate::report) mod analysis;
pub(in crate::report) mod disk;
pub(in crate::report) mod drawing;
pub(in crate::report) mod error;
pub(in crate::report) mod json;
pub(in crate::report) mod lock;
pub(in crate::report) mod output;
pub(in crate::report) mod places;
pub(in crate::report) mod rows;
pub(in crate::report) mod scratch;
pub(in crate::report) mod spill;
pub(in crate::report) mod workbook;
pub(in crate::report) mod write;
pub(in crate::report) mod xes;
