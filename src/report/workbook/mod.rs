//! The results as a workbook, for those who go on calculating.

mod book;
pub(in crate::report) mod contents;
mod graphs;
mod sheet_names;
