//! Feedback (model section 18): the firm asks its customers, and may act on what they say.

pub mod control;
pub(crate) mod survey;

pub use survey::{Feedback, SurveyObservations};
