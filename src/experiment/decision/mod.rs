//! Decisions under what is not known: from draws of the inputs to what they say.

mod inputs;
mod judge;
mod table;

pub(in crate::experiment) use inputs::{Input, level};
pub use judge::judge;
pub(in crate::experiment) use judge::{COARSE, POINTS, Prepared, evpi_so_far, judge_prepared, spread};
pub use table::{DecisionTable, DecisionTableError, read_decision_table};
