//! What is seen of staff.

use crate::engine::sum::Sum;
use crate::journey::core::observations::merge::merged;

merged! {
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
}
