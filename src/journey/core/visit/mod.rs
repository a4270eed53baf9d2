//! Visits: one walk through a journey, alone or through queues.

mod close;
mod departure;
mod feel;
mod queue;
pub(crate) mod record;
mod resume;
pub(crate) mod service;
mod start;
mod steps;
pub(crate) mod visiting;
pub(crate) mod walk;
