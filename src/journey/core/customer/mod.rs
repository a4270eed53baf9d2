//! One customer: state, joining, the passing of time, and leaving.

mod buying;
pub(crate) mod counted;
mod joining;
pub(crate) mod labelling;
mod leaving;
mod living;
pub mod observed;
pub(crate) mod own;
pub(crate) mod record;
mod stages;
pub(crate) mod values;

pub(crate) use crate::journey::core::customer::record::STAGES;
