//! Metrics, each declared once: path, unit, words, better side, how it is read, and where it stands.
//!
//! A declaration is all there is to say of a metric of a touchpoint, a journey or a resource. The catalogue reads it off
//! replications, [`results.json`](crate::experiment::results) stores it, asserts look it up, tables and short lists show it, and
//! comparisons judge it, all by the same list. Code that needs a particular one names its constant, such as [`touchpoint::DELAY_MIN`]:
//! a misspelt name does not compile, nor does one of another kind of subject.
//!
//! To add a metric of one of these, add its line to the list of its kind, and one to `docs/key-figures.md`. What stands by itself,
//! `metrics.*`, has its words and its side in [`NAMED`], and is read in the catalogue.

#[macro_use]
mod declared;
pub mod journey;
mod named;
mod nearest;
pub mod resource;
mod side;
pub mod touchpoint;

pub use declared::{CURRENCY, Declared, Label, Subject};
pub(crate) use declared::{Observed, Read, ratio};
pub use named::{NAMED, Named, named};
pub use nearest::nearest;
pub use side::{Better, better};
