//! What a comparison of worlds rests on that nobody measured: values of behaviour. First those written in the file, guesses of its author
//! until measured; then defaults whose basis is an assumption.

use crate::scenario::check::{Lasting, Worlds};
use crate::scenario::explain::effective::explain;
use crate::scenario::grammar::value::Item;
use crate::scenario::load::scenario::Scenario;
use crate::scenario::read::patch::Weighted;
use crate::scenario::world::active_in;

/// A value of behaviour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assumption {
    /// Its path.
    pub path: String,
    /// As it would be written.
    pub value: String,
    /// Written in the file, by `--set` or by a change; else a default.
    pub written: bool,
}

/// Keys of behaviour without a default, by section.
const GUESSED: [(&str, &[&str]); 4] = [
    ("hole", &["hazard", "lifetime", "per_purchase", "factor", "value_below"]),
    ("contract", &["retention", "elasticity"]),
    ("purchase", &["rate", "elasticity"]),
    ("win_back", &["return_rate", "gone_rate"]),
];

/// Assumptions about behaviour in the baseline and in worlds of single interventions. What the worlds change comes first, then what
/// stands in the sections they change; of each, what is written before what is a default.
#[must_use]
pub fn assumptions(scenario: &Scenario, interventions: &[&str], changed: &[&str]) -> Vec<Assumption> {
    let world = |name: &&str| {
        let active = active_in(scenario, &[name]).ok()?;
        let changes = active.into_iter().flat_map(|entry| *entry.change);
        let changes: Vec<Weighted<'_>> = changes.map(Weighted::full).collect();
        scenario.under(&changes, Lasting::ForAWhile).ok()
    };
    let mut ranked: Vec<(usize, Assumption)> = Vec::new();
    for document in std::iter::once(scenario.clone()).chain(interventions.iter().filter_map(world)) {
        let root = document.read();
        let worlds = Worlds::beside(&root, changed);
        for value in explain(&document, None).unwrap_or_default() {
            let section = value.path.split('.').next().unwrap_or_default();
            let written = value.origin != "default" && value.basis.is_empty();
            let key = value.path.rsplit('.').next().unwrap_or_default();
            let guessed = GUESSED.iter().any(|(block, keys)| *block == section && keys.contains(&key));
            // How a run is watched is no behaviour.
            if section == "run"
                || !(value.assumed || written && guessed)
                || !acts(&document.root, &value.path)
                || worlds.is_idle(&value.path)
            {
                continue;
            }
            let made = |path: &&str| value.path == **path || value.path.starts_with(&format!("{path}."));
            let nearness = match changed {
                changed if changed.iter().any(made) => 0,
                changed if changed.iter().any(|path| path.split('.').next() == Some(section)) => 1,
                _ => 2,
            };
            // A factor of 1 says nothing.
            if written && key == "factor" && nearness > 0 {
                continue;
            }
            let found = Assumption { path: value.path.clone(), value: value.value_text.clone(), written };
            if !ranked.iter().any(|known| known.1 == found) {
                ranked.push((nearness + if written { 0 } else { 3 }, found));
            }
        }
    }
    ranked.sort_by_key(|known| known.0);
    ranked.into_iter().map(|known| known.1).collect()
}

/// Whether the entry or the block of a path takes part.
pub(in crate::scenario) fn acts(root: &Item, path: &str) -> bool {
    let mut parts = path.splitn(3, '.');
    let (Some(section), Some(name)) = (parts.next(), parts.next()) else { return true };
    match root.opt(section) {
        Some(block) if root.entry(section, name).is_none() => block.is_enabled(),
        _ => root.entry(section, name).is_none_or(Item::is_enabled),
    }
}
