//! Decisions under what is not known: from draws of the inputs to what they say.

mod inputs;
mod judge;
mod table;

pub use judge::judge;
pub use table::{DecisionTable, DecisionTableError, read_decision_table};
