//! Loyalty programs (model section 13): a card, points, vouchers or a gift to be earned, with tiers and partners; one, or several beside each
//! other.
//!
//! What each promises is one account: units come in lots, expire first in first out, and a full goal is a reward. A punch card
//! earns one unit a purchase, points so many per unit of money. Who does not know of the program is no member: nothing
//! is earned, and nothing changes. Members' state stands in a table beside the customers that exists only in worlds with
//! a program, one record for each program and customer.
//!
//! [`Program`] says what is promised; `account` keeps the lots, `member` who belongs and what is due, `settle` what a
//! purchase earns and redeems, `calendar` tiers and fees, `partners` what is earned elsewhere, `transfer` what members pass on, `perks`
//! what they are treated to, `books` what is owed and `worth` how much of it will be claimed; `behaviour` says how members respond; `pairs`
//! holds a program against its twin. A reward is given on top of the purchase
//! it comes with: it displaces none that would have been paid.

mod account;
mod behaviour;
mod books;
mod calendar;
pub(crate) mod member;
pub(crate) mod observed;
pub(crate) mod pairs;
mod partners;
mod perks;
pub(crate) mod programs;
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
pub use programs::Programs;
pub use spec::*;
