//! Value classes (model section 11): customers as the firm sees them.

pub(crate) mod register;
mod review;
pub(crate) mod spec;
pub(crate) mod state;

#[cfg(test)]
pub(crate) use spec::airline;
pub use spec::{ANY_CLASS, CLASSES, ClassRecord, DIMENSIONS, ValueClasses};
