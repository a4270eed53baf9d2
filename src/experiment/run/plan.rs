//! What to run and how, who hears of it, and what it leaves.

use crate::experiment::results::{ReplicationTable, Results, ScenarioInfo};
use crate::journey::cell::CellError;
use crate::journey::lived::Lived;
use crate::journey::model::Model;
use crate::scenario::{Assert, Compiled};

/// One `--precision METRIC=2%`.
#[derive(Debug, Clone, PartialEq)]
pub struct PrecisionRequest {
    /// Path of the metric in `results.json`.
    pub metric: String,
    /// Largest error as a share of the mean.
    pub relative: f64,
}

/// How to run.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Seed of all randomness.
    pub seed: u64,
    /// Replications; with precisions, the first number judged.
    pub replications: u64,
    /// Worker threads; 0 takes all cores. Results do not depend on it.
    pub threads: usize,
    /// Add replications until all of these are met, or the cap comes first.
    pub precision: Vec<PrecisionRequest>,
    /// Run an independent scenario in one big cell. Results do not depend on it; only a test wants it.
    pub one_cell: bool,
}

/// What to run: the model and what results say about it.
#[derive(Debug)]
pub struct Inputs<'a> {
    /// Compiled scenario.
    pub model: &'a Model,
    /// Identity of the scenario.
    pub scenario: ScenarioInfo,
    /// Its asserts.
    pub asserts: Vec<Assert>,
    /// Warnings the scenario layer raised, to be kept with the results.
    pub warnings: Vec<String>,
}

impl<'a> From<&'a Compiled> for Inputs<'a> {
    /// All that a compiled scenario says of itself; the effective values and the warnings are left to who has them.
    fn from(c: &'a Compiled) -> Self {
        let scenario = ScenarioInfo {
            name: c.name.clone(),
            hash: c.hash.clone(),
            question: c.question.clone(),
            about: c.about.clone(),
            sources: c.sources.clone(),
            currency: c.currency.clone(),
            assumptions: c.assumptions.clone(),
            inputs: Vec::new(),
        };
        Inputs { model: &c.model, scenario, asserts: c.asserts.clone(), warnings: Vec::new() }
    }
}

/// Receives progress and says whether to stop.
pub trait Monitor: Sync {
    /// `done` of `planned` units of work are finished.
    fn progress(&self, done: u64, planned: u64);
    /// Whether to stop after what is under way.
    fn is_cancelled(&self) -> bool;
}

/// Takes the lives of a run as they end, to tell them one by one.
pub trait LivesTaker: Sync {
    /// Lives that ended in a part of a replication, those that ended earlier in it handed over before. Parts come in any order and at once; those of
    /// a replication that is not finished count for nothing.
    fn take(&self, replication: u64, part: usize, lives: &[Lived]);
}

/// Shows nothing and never stops.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Monitor for Silent {
    fn progress(&self, _: u64, _: u64) {}
    fn is_cancelled(&self) -> bool {
        false
    }
}

/// What a run leaves.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// For `results.json`.
    pub results: Results,
    /// Raw values per replication.
    pub table: ReplicationTable,
    /// Events settled in all replications, for the speed in the manifest.
    pub events: u64,
}

/// Why there are no results.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// A replication could not reach the horizon.
    #[error("replication {replication} stopped: {source}")]
    Cell {
        /// Replication number, from 0.
        replication: u64,
        /// Why.
        source: CellError,
    },
    /// Interrupted before the first replication was done.
    #[error("interrupted before the first replication was done")]
    NothingDone,
    /// A requested precision names no metric.
    #[error("`--precision` names `{metric}`, which is no metric of this scenario; nearest is `{nearest}`")]
    UnknownMetric {
        /// Path that was asked for.
        metric: String,
        /// The most similar one.
        nearest: String,
    },
    /// The worker threads could not be started.
    #[error("failed to start worker threads: {0}")]
    Threads(String),
}
