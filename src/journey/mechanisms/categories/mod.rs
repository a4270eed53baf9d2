//! Cross-selling (model section 6): further categories that a customer adopts.

pub(crate) mod acts;
pub(crate) mod spec;
pub(crate) mod state;
