//! Metrics, each declared once: path, unit, words, better side, how it is read, and where it stands.
//!
//! A declaration is all there is to say of a metric of a touchpoint, a journey, a resource or the firm. The catalogue reads it off
//! replications, [`results.json`](crate::experiment::results) stores it, asserts look it up, tables and short lists show it, and
//! comparisons judge it, all by the same list. Code that needs a particular one names its constant, such as [`touchpoint::DELAY_MIN`]:
//! a misspelt name does not compile, nor does one of another kind of subject.
//!
//! To add a metric, add its line to the list of its kind, of the firm to a list in [`firm`], and one to `docs/key-figures.md`.

#[macro_use]
mod declared;
pub mod firm;
pub mod journey;
mod named;
mod nearest;
pub mod resource;
mod side;
pub mod touchpoint;

pub use declared::{CURRENCY, Declared, Label, Located, Subject};
pub(crate) use declared::{Finish, Observed, Read, Totals, ratio};
pub use named::{NAMED, Named, named};
pub use nearest::nearest;
pub use side::{Better, DIFFERENCE, better};
