//! A finite market: everyone who might ever buy is a prospect, a customer, or lost.

pub(crate) mod acts;
pub(crate) mod state;
