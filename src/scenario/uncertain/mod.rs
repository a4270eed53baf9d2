//! What is not known: the inputs of a scenario, each with the places that it changes and the law of its values, and the scenario at a draw of them.
//!
//! Life cycle: [`Scenario::unknowns`](crate::scenario::Scenario::unknowns) reads the `[[uncertain]]` entries; somebody draws a place between 0 and 1
//! for each; [`InputLaw::value`] makes values of them, and [`Scenario::at_draw`](crate::scenario::Scenario::at_draw) the scenario that has
//! them, checked whole.

mod asked;
mod draw;
mod input;
mod measure;
mod place;
mod read;
mod rows;
mod shares;
mod together;
mod value;

pub use asked::{Added, Assumed, no_input};
pub use input::{Input, Told, Unknowns};
pub use value::{InputLaw, Shown};
