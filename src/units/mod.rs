//! Units: integer time, so that equality means equality.

mod time;

pub use time::{NANOS_PER_DAY, NANOS_PER_HOUR, SimTime};
