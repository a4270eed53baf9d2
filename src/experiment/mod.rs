//! Experiments: replications of a model, their intervals, asserts, and the results they leave.
//!
//! [`run()`] takes a compiled [`Model`](crate::journey::model::Model) and a [`Plan`] and returns [`Outcome`]:
//! [`Results`](results::Results) and the raw replication table. Progress and cancellation come in through [`Monitor`].

pub mod analysis;
mod assemble;
mod asserts;
mod catalogue;
mod classes;
mod compare;
pub mod comparison;
mod complaints;
mod curves;
mod differences;
mod exact;
mod flows;
mod lives;
mod parts;
mod precision;
mod pricing;
mod priorities;
mod programs;
pub mod results;
mod room;
mod run;
mod selection;
mod similar;
pub mod sweep;
mod tenure;
mod together;
mod tornado;
mod twins;
mod verdict;
mod warm_up;

pub use asserts::{can_have, look_up};
pub use compare::Rival;
pub use lives::{LoggedEvent, Wording, event_log, event_log_until, replay, wording};
pub use pricing::open_price;
pub use programs::made_for_programs;
pub use room::{bound_memory, memory_bound, memory_of};
pub use run::{Inputs, Monitor, Outcome, Plan, PrecisionRequest, RunError, Silent, run};
pub use tornado::{TornadoAsked, metric_path};
pub use verdict::{Question, compare, leaks, planned_replications};
