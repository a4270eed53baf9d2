//! Contracts (model section 12): terms, and their renewal.

pub(crate) mod demand;
pub(crate) mod renewals;
pub(crate) mod spec;
pub(crate) mod state;
