//! The language as data: every section, key, unit, range, default and reason, said once.
//!
//! From these tables come the checks and their messages, the defaults, the paths that patches may name, the JSON Schema, the reference
//! page and `explain`. Adding a key here is all the language needs; what the key does is the business of the compiler.

mod behaviour;
mod classes;
pub mod conform;
pub mod family;
mod firm;
mod inside;
pub mod kinds;
pub mod label;
pub mod measure;
mod own;
mod people;
mod perks;
pub mod presets;
mod program;
pub mod quantity;
pub mod range;
pub mod reference;
mod relationship;
mod root;
pub mod schema;
mod service;
mod sweep;
mod typed;
mod uncertain;
pub mod value;
mod voices;
pub mod week;
mod who;
mod words;
mod worlds;

pub use behaviour::*;
pub use classes::*;
pub use firm::*;
pub use kinds::{BlockSpec, Forms, KeySpec, Kind, Quantity, Rule, Whose};
pub use own::{Owner, keys_on, own_keys, owner_of};
pub use people::*;
pub use perks::*;
pub use program::*;
pub use range::NEVER_UNCERTAIN;
pub use relationship::*;
pub use root::{Changing, ROOT, Root};
pub use service::*;
pub use sweep::*;
pub use typed::{Block, Either, Given, Named, Share, Texts, enabled, entry};
pub use uncertain::*;
pub use voices::*;
pub use who::*;
pub use words::{
    Abc, Chosen, ContactWay, Design, Discipline, Mode, Occasion, Quadrant, Settlement, Spacing, WaitModifier, Word,
};
pub use worlds::*;

/// Sections a patch of an intervention, a shock or a segment may not touch: they describe the experiment, not the world. A `crisis` of a
/// shock can be planned for, and the factors of a segment can change.
pub const EXPERIMENT_SECTIONS: &[&str] = &[
    "name",
    "question",
    "about",
    "sources",
    "decides",
    "extends",
    "run",
    "value_classes",
    "population",
    "segment",
    "attribute",
    "rule",
    "intervention",
    "shock",
    "uncertain",
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
