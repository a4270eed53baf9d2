//! Word of mouth (model section 9).

pub(crate) mod acts;
pub(crate) mod spec;
pub(crate) mod state;
