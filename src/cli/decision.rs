//! `analyze --decision TABLE`: what draws of uncertain inputs say of a choice, from anybody's model.

use std::path::Path;

use anyhow::{Context as _, Error, anyhow};

use super::exit::{Exit, Failure};
use super::terminal::{Terminal, escaped};
use crate::experiment::decision::{judge, read_decision_table};
use crate::report;

/// Seed of the resamples where there is no scenario to say one.
const SEED: u64 = 1;

pub(super) fn run(file: &Path, json: bool, terminal: &Terminal) -> Result<Exit, Failure> {
    let shown = file.display();
    let text = std::fs::read_to_string(file).with_context(|| format!("read `{shown}`")).map_err(Failure::usage)?;
    let table = read_decision_table(&text).map_err(|e| Failure::scenario(anyhow!("`{shown}`: {e}")))?;
    let found = judge(&table, SEED).map_err(|e| Failure::scenario(anyhow!("`{shown}`: {e}")))?;
    if json {
        let text = serde_json::to_string_pretty(&found);
        let text = text.map_err(|e| Failure::bug(Error::new(e).context("failed to write the answer as JSON")))?;
        terminal.print_json(&(text + "\n"))?;
    } else {
        terminal.print(&escaped(&report::uncertainty_words(&found, terminal.colours_results())))?;
    }
    Ok(Exit::Done)
}
