//! Feedback (model section 18): the firm asks its customers, and may act on what they say.

pub(crate) mod control;
pub(crate) mod seen;
pub(crate) mod spec;
pub(crate) mod state;
pub(crate) mod survey;

pub use seen::SurveyObservations;
pub use spec::{Act, Feedback, Lever};
