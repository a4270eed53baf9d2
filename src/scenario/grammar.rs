//! The language as data: every section, key, unit, range, default and reason, said once.
//!
//! From these tables come the checks and their messages, the defaults, the paths that patches may name, the JSON Schema, the reference
//! page and `explain`. Adding a key here is all the language needs; what the key does is the business of the compiler.

mod behaviour;
mod classes;
mod firm;
mod kinds;
mod people;
mod perks;
mod program;
mod relationship;
mod root;
mod service;
mod sweep;
mod voices;
mod worlds;

pub use firm::STAGES;
pub use kinds::{BlockSpec, Forms, KeySpec, Kind, Quantity, Rule};
pub use root::ROOT;

/// Sections a patch of an intervention, a shock or a segment may not touch: they describe the experiment, not the world. A `crisis` of a
/// shock can be planned for, and the factors of a segment can change.
pub const EXPERIMENT_SECTIONS: &[&str] = &[
    "name",
    "question",
    "about",
    "sources",
    "extends",
    "run",
    "value_classes",
    "population",
    "segment",
    "intervention",
    "shock",
    "sweep",
    "assert",
];

/// Tells whether a path is of the crisis of a shock: what changes there is a plan for the day on which it comes.
#[must_use]
pub fn is_crisis_plan(path: &str) -> bool {
    let mut parts = path.split('.');
    parts.next() == Some("shock") && parts.nth(1) == Some("crisis")
}

/// Tells whether a path is of a factor of segments: what their customers bring, cost or bear. Not how they respond to offers, which is how
/// far a patch itself reaches them.
#[must_use]
pub fn is_segment_factor(path: &str) -> bool {
    let parts: Vec<&str> = path.split('.').collect();
    matches!(parts[..], ["segment", _, "factor", key] if key != "offer_response")
}

/// Sections that hold a customer's own values, which a segment may change.
pub const OWN_SECTIONS: &[&str] =
    &["purchase", "contract", "hole", "loyalty", "experience", "memory", "complaint", "lifecycle"];

/// What to say of a key that people look for in a block where it makes no sense.
pub fn advice_on(block: &str, key: &str) -> Option<&'static str> {
    match (block, key) {
        ("shock", "needs" | "excludes") => {
            Some("a shock happens in every world; only interventions need or exclude one another")
        }
        ("arrivals", "rate") => Some("write the rate itself: `arrivals = \"20 per h\"`"),
        _ => None,
    }
}

/// Finds the sections and blocks that know a key, to say where a misplaced one belongs.
pub fn blocks_with(key: &str) -> Vec<&'static str> {
    ROOT.keys
        .iter()
        .filter(|section| section.block().is_some_and(|block| block.key(key).is_some()))
        .map(|section| section.key)
        .collect()
}
