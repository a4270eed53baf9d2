//! From typed blocks to the [`Model`](crate::journey::model::Model) that runs: names become indices, laws become variates.
//!
//! One way, and it cannot fail on a checked document except where a law's parameters cannot be drawn from.

pub(in crate::scenario) mod classes;
pub(in crate::scenario) mod directory;
mod employees;
mod feedback;
mod firm;
mod holes;
pub(in crate::scenario) mod laws;
pub(in crate::scenario) mod model;
pub(in crate::scenario) mod profile;
mod program;
mod service;
pub(in crate::scenario) mod structure;
pub(in crate::scenario) mod timeline;
mod voices;
mod win_back;
