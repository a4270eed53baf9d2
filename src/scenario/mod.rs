//! The scenario language: TOML with spans, diagnostics, a normalised document, and the compiled model.

mod assertion;

pub use assertion::{Assert, Rule};
