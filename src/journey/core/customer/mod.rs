//! One customer: state, joining, the passing of time, and leaving.

mod buying;
mod joining;
mod leaving;
mod living;
pub mod observed;
pub(crate) mod record;
mod stages;
pub(crate) mod values;

pub(crate) use values::STAGES;
