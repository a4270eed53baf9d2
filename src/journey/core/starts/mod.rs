//! What makes customers start visits and purchases.

mod purchase_clocks;
pub(crate) mod starting;
