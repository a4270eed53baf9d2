//! Deals (model section 10): what a source gives each newcomer for coming.

pub(crate) mod acts;
pub(crate) mod spec;
pub(crate) mod state;
