//! Customers and their journeys: what happens to people between the first contact and the exit.
//!
//! [`Model`](model::Model) is the compiled scenario; [`Cell`](cell::Cell) runs a part of a population that
//! shares something, from start to horizon, and posts what it sees to [`Observations`](observations::Observations).
//!
//! `model` is what a world is; `core` is a life in it: calendar, visits, memory, holes, money; `mechanisms` are what a world may have besides, each with a
//! state of its own.

pub(crate) mod core;
#[cfg(test)]
pub(crate) mod fixtures;
pub mod footprint;
pub(crate) mod mechanisms;
pub mod model;
#[cfg(test)]
mod tests;

pub(crate) use self::core::customer;
pub use self::core::customer::observed;
pub use self::core::money::ledger;
pub use self::core::observations::{self, census, flows};
pub use self::core::{activity, cell, lived, passage, scope, trace};
pub(crate) use self::mechanisms::contracts::demand;
pub use self::mechanisms::{classes, employees, feedback, program, win_back};
