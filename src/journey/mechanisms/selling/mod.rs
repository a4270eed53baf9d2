//! Sales contacts (model section 19): a purchase is used to offer more.

mod acts;
pub(crate) mod spec;
