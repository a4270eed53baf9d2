//! Experiments: replications of a model, their intervals, asserts, and the results they leave.
//!
//! [`run()`] takes a compiled [`Model`](crate::journey::model::Model) and a [`Plan`] and returns [`Outcome`]:
//! [`Results`](results::Results) and the raw replication table. Progress and cancellation come in through [`Monitor`].
//!
//! Rooms from low to high; a test holds that none knows a higher one:
//!
//! ```text
//! results      plain data: all that is known when an experiment is over
//! readings     what one replication says beyond single numbers: curves, cohorts, value classes
//! catalogue    every metric of a model: definition, unit, and how it is read
//! run          replications of one world, folded; assembled into results; asserts
//! lives        single customers told again: replay, event log
//! compare      worlds on the same customers: differences, twins, what a program adds
//! verdict      what a comparison comes to: designs, prices, leaks, the best one
//! sweep        a design over parameters, in units of work that may be done anywhere
//! analysis     what a sweep says
//! decision     what draws of uncertain inputs say
//! uncertain    a comparison over draws of what is not known
//! ```

pub mod analysis;
mod catalogue;
mod compare;
pub mod decision;
mod lives;
mod readings;
pub mod results;
mod run;
pub mod sweep;
pub mod uncertain;
mod verdict;

pub use catalogue::metric_path;
pub use compare::Rival;
pub use compare::program_twins::made_for_programs;
pub use lives::{
    EventLog, Facts, LIFE, LogColumn, LogKind, LogRow, LogValue, event_log, event_log_columns, event_logs, pack_lives,
    replay, unpack_lives, who_is, wording,
};
pub use results::comparison;
pub use run::asserts::{can_have, judge as judge_asserts, look_up};
pub use run::room::{bound_memory, memory_bound, memory_of};
pub use run::{Inputs, LivesTaker, Monitor, Outcome, Plan, PrecisionRequest, RunError, Silent, run, run_telling};
pub use verdict::decides::{Undecidable, moves_money};
pub use verdict::tornado::{TornadoAsked, TornadoInput, TornadoQuestion};
pub use verdict::{Bundle, Question, compare, deciding, leaks, planned_replications};
