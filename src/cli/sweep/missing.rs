//! `sweep missing`: the shards that still have something to do.

use std::collections::BTreeSet;

use super::super::args::SweepMissing;
use super::super::exit::{Exit, Failure};
use super::super::terminal::Terminal;
use super::shard::ranges;
use super::store::Store;

pub(super) fn step(typed: &SweepMissing, terminal: &Terminal) -> Result<Exit, Failure> {
    let store = Store::open(&typed.dir)?;
    let shard = store.plan.shard_of_units();
    let open = store.open_units(store.plan.units(), terminal);
    let shards: BTreeSet<u64> = open.iter().map(|unit| shard[unit.number as usize]).collect();
    let shards: Vec<u64> = shards.into_iter().collect();
    let text = match (shards.is_empty(), typed.format.as_str()) {
        (true, _) => String::new(),
        (false, "slurm") => format!("{}\n", ranges(&shards)),
        _ => shards.iter().map(|shard| format!("{shard}\n")).collect(),
    };
    terminal.note(&format!("{} of {} shards have work left", shards.len(), store.plan.shards));
    terminal.print(&text)?;
    Ok(Exit::Done)
}
