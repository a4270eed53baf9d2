//! Employees (model section 15): how content staff are, what they can do, and who leaves.

pub(crate) mod acts;
pub(crate) mod contact;
pub(crate) mod seen;
pub(crate) mod spec;
pub(crate) mod state;

pub use seen::TeamObservations;
pub use spec::{DAYS_PER_YEAR, Employees, equilibrium_skill};
