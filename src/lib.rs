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
