//! What is seen of staff.

use std::ops::AddAssign;

use crate::engine::sum::Sum;

/// What was seen of the staff of one resource.
#[derive(Debug, Clone, Copy, Default)]
pub struct TeamObservations {
    /// Days observed, and parts of days.
    pub days: Sum,
    /// Mood, skill and turnover [per year], integrated over them.
    pub mood: Sum,
    /// See `mood`.
    pub skill: Sum,
    /// See `mood`.
    pub turnover: Sum,
    /// Expected number who quit, times 365.
    pub quits: Sum,
    /// Contact persons who left.
    pub departures: u64,
}

impl AddAssign<&TeamObservations> for TeamObservations {
    fn add_assign(&mut self, o: &TeamObservations) {
        self.days += o.days;
        self.mood += o.mood;
        self.skill += o.skill;
        self.turnover += o.turnover;
        self.quits += o.quits;
        self.departures += o.departures;
    }
}
