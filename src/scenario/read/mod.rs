//! From trees as written to one that is whole: files laid over each other, defaults and presets, paths, and patches.

pub mod canonical;
pub mod computed;
pub mod layers;
pub mod normalise;
mod overlay;
pub mod patch;
pub mod path;
pub(in crate::scenario) mod unknowns;
