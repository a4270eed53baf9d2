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
mod settle;
pub(crate) mod spec;
#[cfg(test)]
mod tests;
mod transfer;
mod worth;

pub use observed::{Books, ProgramObservations};
pub use pairs::{Kept, deadweight};
pub use spec::*;
