//! Interventions that touch one customer at a time.

mod acts;
pub(crate) mod spec;
