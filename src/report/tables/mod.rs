//! Tidy tables of everything in the results, their columns declared, and their bytes as CSV.

pub(in crate::report) mod bucket;
pub(in crate::report) mod classes;
pub(in crate::report) mod columns;
pub(in crate::report) mod comparison;
pub mod csv;
pub(in crate::report) mod curves;
pub(in crate::report) mod leaks;
pub(in crate::report) mod metrics;
pub(in crate::report) mod regret;
pub(in crate::report) mod service;
pub mod table;
pub(in crate::report) mod uncertainty;
