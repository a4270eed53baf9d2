//! Worlds: the scenario with some interventions and all its shocks, as regimes in time that are compiled and run.

mod assertion;
mod bundle;
mod compiled;
mod crisis;
mod documents;
mod effect;
mod offers;
mod regimes;

pub use assertion::{Assert, Deciding, Rule};
pub(in crate::scenario) use compiled::active_in;
pub use compiled::{Compiled, check_worlds, compile, compile_world};
