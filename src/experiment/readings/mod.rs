//! What one replication says beyond single numbers: curves, cohorts, value classes, complaints by what they are about.

pub(crate) mod classes;
pub(crate) mod complaints;
pub(crate) mod curves;
pub(crate) mod flows;
