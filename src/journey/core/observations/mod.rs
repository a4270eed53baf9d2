//! What one replication of one world saw.

pub mod census;
pub(crate) mod counters;
pub mod flows;
mod lives;
pub(crate) mod merge;
mod postings;
pub(crate) mod replication;
mod service;
pub(crate) mod tenure;

pub use counters::Grid;
pub use lives::{Contribution, SourceObservations, WinBackObservations};
pub use replication::{Observations, moment_of_bin};
pub use service::{HourObservations, JourneyObservations, ResourceObservations, TouchObservations};
pub use tenure::{TenureGrid, WholeTerms};
