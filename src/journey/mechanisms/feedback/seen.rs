//! What surveys found.

use std::ops::AddAssign;

use crate::engine::sum::Tally;

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

impl AddAssign<&SurveyObservations> for SurveyObservations {
    fn add_assign(&mut self, o: &SurveyObservations) {
        self.asked += o.asked;
        self.answered += o.answered;
        self.score += o.score;
        self.truth += o.truth;
        self.error += o.error;
        self.content += o.content;
        self.there += o.there;
        self.truly_content += o.truly_content;
    }
}
