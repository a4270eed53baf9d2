//! Tidy tables of everything in the results, and their bytes as CSV.

pub(in crate::report) mod classes;
pub mod csv;
mod curves;
mod leaks;
pub(in crate::report) mod list;
pub mod table;
pub(in crate::report) mod worlds;
