//! A life in a world: the calendar and what it hands out, visits, memory, holes, money, and what is seen of all that.

pub mod activity;
pub(crate) mod arrivals;
pub(crate) mod bucket;
pub mod cell;
pub(crate) mod customer;
mod event_loop;
pub(crate) mod fate;
pub(crate) mod limits;
pub mod lived;
pub(crate) mod lookahead;
pub(crate) mod memory;
pub(crate) mod money;
pub mod observations;
pub mod passage;
pub(crate) mod purpose;
pub(crate) mod rank;
pub(crate) mod reach;
pub mod scope;
pub(crate) mod starts;
pub(crate) mod switch;
pub mod trace;
pub(crate) mod unseen;
pub(crate) mod visit;
