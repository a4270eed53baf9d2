//! The scenario language: TOML with places → diagnostics → a checked, normalised document in base units.
//!
//! Life cycle: [`Scenario::load`] reads a file and everything it extends, applies `--set`, fills defaults from the [`grammar`], reads every
//! value into base units, checks the document and each world it describes, and returns either a [`Scenario`] or every problem found,
//! each with its place. Later layers never ask whether a key was set, and never see a text with a unit.
//!
//! The language is data: the tables of [`grammar`] give the checks, the defaults, the paths of patches, the JSON Schema, the reference page and
//! `explain`.

pub mod blueprint;
pub mod check;
pub mod compile;
pub mod explain;
pub mod grammar;
pub mod load;
pub mod read;
pub mod text;
pub mod uncertain;
pub(in crate::scenario) mod who;
pub mod world;

pub use explain::effective::{Effective, explain};
pub use explain::inputs::{InputDifference, differences, input_changes};
pub use explain::person::Person;
pub use explain::personal::{OpenRule, Personal, PersonalValue};
pub use grammar::label::{label_of, labels_of};
pub use grammar::schema::{schema, schema_text};
pub use grammar::value::{Amount, Item, Value};
pub use load::scenario::{Loaded, PRESET, Scenario};
pub use read::patch::{Op, Patch};
pub use text::diagnostic::{Diagnostic, Diagnostics, Severity};
pub use text::node::Origin;
pub use world::{Assert, Compiled, Rule, check_worlds, compile, compile_world};
