//! Complaints (model section 8): those that are a journey of their own, and who stays.

pub(crate) mod case;
pub(crate) mod spec;
pub(crate) mod state;
pub(crate) mod staying;
