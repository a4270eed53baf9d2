//! The short tables and sentences that commands print.

mod bands;
mod lines;
mod programs;
pub(in crate::report) mod summary;
pub(in crate::report) mod uncertainty;
mod worlds;
