//! Channels: what is lost when a visit goes on in another one (model section 17).
//!
//! Who comes to a touchpoint from another channel may have to say everything again: the step takes its time twice, and
//! leaves a bad moment under the hole `channel`. With one channel, or none, nothing of this exists.

pub(crate) mod acts;
mod self_service;
pub(crate) mod spec;
pub(crate) mod state;
