//! Units: integer time, so that equality means equality, and its moments as dates.

mod time;
mod utc;

pub use time::{NANOS_PER_DAY, NANOS_PER_HOUR, SimTime};
pub use utc::{Moment, rfc3339};
