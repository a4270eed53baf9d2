//! Channels to reach the firm (model section 17): what is lost between them, and self-service.

pub(crate) mod acts;
mod self_service;
pub(crate) mod spec;
pub(crate) mod state;
