//! Employees (model section 15): how content staff are, what they can do, and who leaves.

pub(crate) mod acts;
pub(crate) mod contact;

pub use acts::{DAYS_PER_YEAR, Employees, TeamObservations, equilibrium_skill};
