//! Experiments: replications, intervals, asserts, and the results they leave.

pub mod results;
