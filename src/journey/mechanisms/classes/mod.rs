//! Value classes (model section 11): customers as the firm sees them.

pub(crate) mod register;
mod review;
pub(crate) mod spec;

#[cfg(test)]
pub(crate) use spec::airline;
pub use spec::{ANY_CLASS, CLASSES, ClassRecord, DIMENSIONS, ValueClasses};
