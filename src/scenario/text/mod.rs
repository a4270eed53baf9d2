//! Texts and what is said of them: files, places, diagnostics, and TOML as a tree of values that know their place.

pub mod diagnostic;
pub mod document;
pub mod node;
pub mod reading;
pub mod source;
