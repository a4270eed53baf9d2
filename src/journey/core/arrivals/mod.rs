//! Who comes: streams of newcomers and of anonymous visitors.

mod arriving;
mod line;
pub(crate) mod stream;
