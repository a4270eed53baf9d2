//! `sweep`: a design over parameters, in one go or in steps that many machines share.
//!
//! In one go is plan, run and merge in one folder, so one machine and many leave the same bytes. Repeating a command goes on where it stopped.

mod acting;
mod estimate;
mod merge;
mod missing;
mod plan;
mod run;
pub(super) mod shard;
pub(super) mod store;
mod tables;

use super::args::{Sweep, SweepStep};
use super::exit::{Exit, Failure};
use super::terminal::Terminal;

pub(super) fn sweep(typed: &Sweep, terminal: &Terminal) -> Result<Exit, Failure> {
    match &typed.step {
        None => run::whole(typed, terminal),
        Some(SweepStep::Plan(typed)) => plan::step(typed, terminal),
        Some(SweepStep::Run(typed)) => run::shard(typed, terminal),
        Some(SweepStep::Missing(typed)) => missing::step(typed, terminal),
        Some(SweepStep::Merge(typed)) => merge::step(typed, terminal),
    }
}
