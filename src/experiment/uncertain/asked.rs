//! What is asked of a study, where its draws are kept, and how it ends.

use std::time::Duration;

use super::draws::Draw;
use super::trial::DrawRows;
use crate::experiment::comparison::Decides;
use crate::experiment::results::uncertainty::{Bands, RefusedDraw, Uncertainty};

/// What is asked.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Seed of draws and luck.
    pub seed: u64,
    /// Exactly so many draws.
    pub draws: Option<u64>,
    /// As many draws as this time allows.
    pub time: Option<Duration>,
    /// Go on until the standard error of the worth of knowing everything is below this share of it.
    pub precision: Option<f64>,
    /// What decides.
    pub decides: Decides,
    /// Money there is for interventions.
    pub budget: Option<f64>,
    /// Currency.
    pub currency: String,
    /// Metrics that are kept of each design,
    pub columns: Vec<String>,
    /// and their units.
    pub units: Vec<String>,
    /// Whether nothing is chosen: bands of the metrics of a single world, or of what others gain.
    pub bands: bool,
    /// Only the draws of one of so many shards, numbered from 0; all need the pilot.
    pub shard: Option<(u64, u64)>,
}

/// Where finished draws are kept, to be found again.
pub trait Keeper: Sync {
    /// A draw that was kept before, with this many replications.
    fn find(&self, number: u64, replications: u64) -> Option<DrawRows>;
    /// Keeps a finished draw; whether the work can go on.
    fn keep(&self, rows: &DrawRows) -> bool;
    /// Hears how many replications further draws get, and how long the draws that are planned take.
    fn piloted(&self, replications: u64, draws: u64, time: Duration);
}

/// Keeps nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Nothing;

impl Keeper for Nothing {
    fn find(&self, _: u64, _: u64) -> Option<DrawRows> {
        None
    }
    fn keep(&self, _: &DrawRows) -> bool {
        true
    }
    fn piloted(&self, _: u64, _: u64, _: Duration) {}
}

/// How a study ended.
#[derive(Debug)]
pub enum Found {
    /// With an answer.
    Answered(Box<Studied>),
    /// Too many draws cannot be: the first of them, and out of how many they are.
    Refused(Vec<RefusedDraw>, u64),
    /// It was stopped before there were draws enough to say anything.
    Stopped,
    /// With bands, where nothing is chosen.
    Banded(Box<(Bands, Vec<Draw>)>),
    /// The draws of a shard are kept: how many.
    Sharded(u64),
}

/// What a study leaves.
#[derive(Debug)]
pub struct Studied {
    /// What it found.
    pub uncertainty: Uncertainty,
    /// The draws that count.
    pub draws: Vec<Draw>,
    /// What each brought, in the same order.
    pub rows: Vec<DrawRows>,
    /// Whether it was stopped on the way.
    pub partial: bool,
}
