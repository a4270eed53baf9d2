//! Loyalty programs (model section 13).

mod account;
mod behaviour;
mod books;
mod calendar;
pub(crate) mod member;
pub(crate) mod observed;
pub(crate) mod pairs;
mod partners;
mod perks;
pub(crate) mod rewards;
mod settle;
pub(crate) mod spec;
pub(crate) mod state;
#[cfg(test)]
mod tests;
mod transfer;
mod worth;

pub use observed::{Books, ProgramObservations};
pub use pairs::{Kept, deadweight};
pub use spec::*;
