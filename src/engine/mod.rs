//! The discrete-event engine: calendar, week, resources and queues, exposure clocks, exact sums.
//!
//! Pure: no files, logs, threads, machine clock or unordered maps. It knows entities by slot and resources by
//! index; `journey` gives them meaning. Times are integers, so equality means equality, and every sum is an
//! integer, so any order of adding gives the same bytes.

pub mod calendar;
pub mod clock;
pub mod durations;
pub mod integral;
pub mod resource;
pub mod settling;
pub mod slab;
pub mod sum;
pub mod week;
