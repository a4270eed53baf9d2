//! What follows from the service blueprint alone: ways through a journey, visits to expect, how often customers start it.

pub mod graph;
pub mod traffic;
