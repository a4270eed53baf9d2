//! One binary for all integration tests, one file per topic: linking once is what makes many tests cheap.

mod bad_scenarios;
mod clinic_derivation;
mod examples;
mod fuzz;
mod patches;
mod schema;
