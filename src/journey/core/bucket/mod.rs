//! The leaky bucket: by which holes customers leave.

mod chances;
pub(crate) mod clock;
mod holes;
pub(crate) mod loyalty;
