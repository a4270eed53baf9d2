//! What makes customers start visits and purchases.

pub(crate) mod clocks;
mod purchase_clocks;
pub(crate) mod starting;
