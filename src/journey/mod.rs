//! Customers and their journeys: what happens to people between the first contact and the exit.
//!
//! [`Model`](model::Model) is the compiled scenario; [`Cell`](cell::Cell) runs a part of a population that
//! shares something, from start to horizon, and posts what it sees to [`Observations`](observations::Observations).

pub mod activity;
mod aftermath;
mod ageing;
mod arrivals;
mod categories;
pub mod cell;
pub mod census;
mod chances;
pub mod classes;
pub mod control;
pub(crate) mod customer;
mod deals;
mod drift;
pub mod employees;
mod event_loop;
mod experience;
pub mod feedback;
#[cfg(test)]
pub(crate) mod fixtures;
pub mod flows;
pub mod footprint;
mod holes;
pub mod ledger;
mod line;
mod lookahead;
mod loyalty;
mod market;
mod memory;
pub mod model;
mod money;
pub mod observations;
pub mod observed;
mod offers;
mod postings;
pub mod program;
mod purchase_clocks;
mod purpose;
mod renewals;
pub mod scope;
mod selling;
mod starts;
mod staying;
mod stream;
mod switch;
#[cfg(test)]
mod tests;
pub mod trace;
mod visit;
mod voices;
mod wages;
pub mod win_back;
