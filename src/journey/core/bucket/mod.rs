//! The leaky bucket: by which holes customers leave.

mod chances;
mod holes;
pub(crate) mod loyalty;
