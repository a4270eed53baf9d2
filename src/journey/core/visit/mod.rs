//! Visits: one walk through a journey, alone or through queues.
//!
//! A visit walks ahead of the calendar as long as nothing is shared: touchpoints without a resource are settled
//! at once, at their own later times. It stops at a resource, at the departure, before an end that comes after
//! it, at what lies beyond the next change of the world, and at the end; there the calendar takes over. An encounter is never
//! cut: who decides to leave inside one leaves at its departure.

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
