//! Value classes (model section 11): customers as the firm sees them.
//!
//! The firm keeps a register of purchases and money (`Register`). At each review it sorts whoever is a customer then by recency,
//! frequency and money, each from 1 (worst) to 5 (best), and may reach a class with an offer. Memory, trust, satisfaction and
//! segment stay hidden from it. Sorting looks at one customer at a time, so customers who share nothing stay independent, and it
//! changes nobody: only an offer does, or a change that asks for a class. What needs everybody (shares, cut-offs at a mean, migration)
//! is worked out from the [`ClassRecord`]s when a replication is over; where a change asks for the place of a customer among all,
//! also at each review, from what the firm has seen up to then, and customers are no longer independent.

mod divide;
mod migrate;
pub(crate) mod register;
mod review;
pub(crate) mod spec;
pub(crate) mod state;

pub(crate) use divide::{abc, correlation, future_values, mean, place, quadrants, top_share};
pub(crate) use migrate::{Moves, remaining_years};
#[cfg(test)]
pub(crate) use spec::airline;
pub use spec::{CLASSES, ClassRecord, DIMENSIONS, ValueClasses};
