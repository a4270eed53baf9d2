//! Cross-selling (model section 6): at a purchase a customer adopts further categories, the more easily the more satisfied.

pub(crate) mod acts;
pub(crate) mod spec;
pub(crate) mod state;
