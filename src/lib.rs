//! journeysim: a wind tunnel for customer journeys.
//!
//! One TOML scenario describes touchpoints on a service blueprint, waits, staff, expectation, memory and
//! the reasons people leave. The library compiles it to flat tables, runs whole populations of customers
//! as a discrete-event, Monte Carlo simulation, and folds exact sums into intervals.
//!
//! The flow is one way, and so are the layers (lower ones know nothing of higher ones):
//!
//! ```text
//! cli            speaks to people
//! report         Results -> tables, charts, pages -> bytes -> atomic write
//! experiment     replications, precision, intervals -> Results
//! metrics        each declared once: path, unit, words, better side, how to read it
//! scenario       TOML with spans -> diagnostics -> normalised document -> Model
//! journey        customers, touchpoints, memory, loyalty, holes, money: one cell from start to horizon
//! engine         event calendar, resources and queues, exposure clocks, exact sums
//! stats          intervals and survival
//! laws           what quantities are drawn from: forms, moments, quantiles
//! random         keyed draws
//! num    units   portable maths; integer time, durations, rates, money
//! ```
//!
//! The way in for a program is the way of the command line: read and check a scenario, compile it, run it, ask the results.
//!
//! ```
//! use journeysim::experiment::{Inputs, Plan, Silent, run};
//! use journeysim::metrics::resource;
//! use journeysim::scenario::{Scenario, compile};
//!
//! let text = r#"
//!     name = "One counter"
//!     run = { horizon = "100 d", replications = 10 }
//!     resource = [{ name = "counter", staff = 1 }]
//!     [[journey]]
//!     name = "visit"
//!     arrivals = "8 per h"
//!     touchpoint = [{ name = "serve", resource = "counter", time = { exponential = { mean = "6 min" } } }]
//! "#;
//! let compiled = compile(&Scenario::parse("counter.toml", text, &[])?.scenario)?;
//! let plan = Plan { seed: 1, replications: 10, threads: 0, precision: Vec::new(), one_cell: false };
//! let results = run(&Inputs::from(&compiled), &plan, &Silent)?.results;
//!
//! // Theory (M/M/1): at a load of .8 the mean delay is .8 / (1 - .8) times 6 min.
//! let delay = &results.worlds[0].resources["counter"][resource::DELAY_MIN];
//! let [low, high] = delay.ci95.expect("ten replications have an interval");
//! assert!(low < 24.0 && 24.0 < high, "{low} {high}");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! `docs/architecture.md` says where what is and what to touch to add something.

pub mod cli;
pub mod engine;
pub mod experiment;
pub mod journey;
pub mod laws;
pub mod metrics;
pub mod num;
pub mod random;
pub mod report;
pub mod scenario;
pub mod stats;
pub mod units;
