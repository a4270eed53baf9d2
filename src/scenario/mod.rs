//! The scenario language: TOML with places → diagnostics → a checked, normalised document in base units.
//!
//! Life cycle: [`Scenario::load`] reads a file and everything it extends, applies `--set`, fills defaults from the [`grammar`], reads every
//! value into base units, checks the document and each world it describes, and returns either a [`Scenario`] or every problem found,
//! each with its place. Later layers never ask whether a key was set, and never see a text with a unit.
//!
//! The language is data: the tables of [`grammar`] give the checks, the defaults, the paths of patches, the JSON Schema, the reference page and
//! `explain`.

mod assertion;
pub mod assumed;
pub mod canonical;
pub mod check;
pub mod compile;
pub mod conform;
pub mod diagnostic;
pub mod document;
pub mod explain;
pub mod grammar;
pub mod inputs;
pub mod label;
pub mod layers;
pub mod load;
pub mod node;
pub mod normalise;
mod overlay;
pub mod patch;
mod patched;
pub mod path;
mod point;
pub mod presets;
pub mod quantity;
pub mod reading;
pub mod reference;
pub mod schema;
pub mod source;
pub mod value;
pub mod week;

pub use assertion::{Assert, Rule};
pub use compile::{Compiled, check_worlds, compile, compile_world};
pub use diagnostic::{Diagnostic, Diagnostics, Severity};
pub use explain::{Effective, explain};
pub use inputs::{InputDifference, differences, input_changes};
pub use label::{label_of, labels_of};
pub use load::{Loaded, PRESET, Scenario};
pub use node::Origin;
pub use patch::{Op, Patch};
pub use schema::{schema, schema_text};
pub use value::{Amount, Item, Value};
