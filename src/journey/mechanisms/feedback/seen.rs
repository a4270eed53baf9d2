//! What surveys found.

use crate::engine::sum::Tally;
use crate::journey::core::observations::merge::merged;

merged! {
    /// What surveys found.
    #[derive(Debug, Clone, Copy, Default)]
    pub struct SurveyObservations {
        /// Customers asked.
        pub asked: u64,
        /// Customers who answered.
        pub answered: u64,
        /// Mean score of each survey.
        pub score: Tally,
        /// Mean satisfaction of all customers at each of these dates.
        pub truth: Tally,
        /// Mean score less that truth.
        pub error: Tally,
        /// Answers in the top two boxes.
        pub content: u64,
        /// Customers at these dates, and those of them whose satisfaction is in the top two boxes.
        pub there: u64,
        /// See `there`.
        pub truly_content: u64,
    }
}
