//! One binary for all integration tests, one file per topic: linking once is what makes many tests cheap.

mod bad_scenarios;
mod cli_commands;
mod cli_run;
mod cli_signals;
mod cli_streams;
mod clinic_derivation;
mod compare;
mod conservation;
mod coverage;
mod examples;
mod fuzz;
mod hostile;
mod invariance;
mod keys_act;
mod layers;
mod oracles;
mod patches;
mod program;
mod readme;
mod scenarios;
mod schema;
mod support;
mod voices;
mod worlds;
