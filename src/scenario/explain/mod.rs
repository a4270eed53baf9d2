//! What holds in a world, where each value comes from, and what differs between worlds.

pub mod assumed;
pub mod effective;
pub mod inputs;
pub mod person;
pub mod personal;
pub mod ranges;
mod whom;
