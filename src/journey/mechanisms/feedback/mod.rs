//! Feedback (model section 18): the firm asks some of its customers, and may act on what they say.
//!
//! A survey reads customers and changes nothing in their lives. Who is asked, who answers and what is answered are
//! keyed draws of the customer, so worlds ask the same people. A firm that acts changes staff or a media budget some time
//! after a survey, by how far the answers, not the truth, miss a target (see `control`). At each survey the firm's
//! own label of every customer is held against the hidden stage (see `observed`).
//!
//! Life cycle: `Cell::open_feedback` on day 0, `Cell::survey` at each date. Everybody shares a survey, so everybody shares
//! a cell.

pub(crate) mod control;
pub(crate) mod seen;
pub(crate) mod spec;
pub(crate) mod state;
pub(crate) mod survey;

pub use seen::SurveyObservations;
pub use spec::{Act, Feedback, Lever};
