//! What an output depends on: Sobol indices, Morris effects, dependence on one input, boxes that hold a kind of outcome.
//!
//! Inputs are positions between 0 and 1 in the range of each parameter; an output is one number per design point, its mean over replications.

mod dependence;
mod morris;
mod prim;
mod sobol;

pub use dependence::{Bin, dependence};
pub use morris::{MorrisEffect, MorrisStep, morris_effects};
pub use prim::{Bounds, BoxRule, prim};
pub use sobol::{SHIFTS, SaltelliRows, SobolIndex, SobolIndices, sobol_indices};
