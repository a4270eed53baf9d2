//! One binary for all integration tests, one file per topic: linking once is what makes many tests cheap.

mod bad_scenarios;
mod cli_commands;
mod cli_run;
mod cli_signals;
mod cli_streams;
mod clinic_derivation;
mod examples;
mod fuzz;
mod layers;
mod patches;
mod program;
mod readme;
mod schema;
