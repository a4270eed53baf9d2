//! Wages and salaries: what staff are paid, and when.

mod acts;
pub(crate) mod state;
