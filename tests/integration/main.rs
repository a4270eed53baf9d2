//! One binary for all integration tests, one file per topic: linking once is what makes many tests cheap.

mod bad_scenarios;
mod clinic_derivation;
mod conservation;
mod coverage;
mod examples;
mod fuzz;
mod invariance;
mod keys_act;
mod oracles;
mod scenarios;
mod schema;
mod support;
