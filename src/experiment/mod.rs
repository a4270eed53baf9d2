//! Experiments: replications of a model, their intervals, asserts, and the results they leave.
//!
//! [`run()`] takes a compiled [`Model`](crate::journey::model::Model) and a [`Plan`] and returns [`Outcome`]:
//! [`Results`](results::Results) and the raw replication table. Progress and cancellation come in through [`Monitor`].

mod assemble;
mod asserts;
mod catalogue;
mod catalogue_voices;
mod compare;
pub mod comparison;
mod curves;
mod differences;
pub mod results;
mod run;
mod twins;
mod verdict;

pub use asserts::look_up;
pub use compare::Rival;
pub use run::{Inputs, Monitor, Outcome, Plan, PrecisionRequest, RunError, Silent, replay, run};
pub use verdict::{Question, compare, leaks};
