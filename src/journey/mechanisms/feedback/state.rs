//! What a firm that asks, and acts, has done so far.

use crate::journey::mechanisms::mechanism::Mechanism;
use crate::journey::model::Model;
use std::collections::VecDeque;

use crate::journey::core::arrivals::stream::Stream;
use crate::units::{NANOS_PER_DAY, SimTime};

/// State of feedback in a cell.
#[derive(Debug, Default)]
pub(crate) struct FeedbackState {
    pub(super) surveys: u32,
    /// What it decided.
    pub(crate) control: Control,
}

/// Staff beyond the file's at one resource.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hired {
    /// All decisions so far.
    pub(super) scale: f64,
    /// Whole servers by which it differs.
    pub(super) heads: i64,
    /// The same, while open and at least one server: what is on duty now.
    pub(super) on_duty: i64,
    /// Accounted for up to here.
    pub(super) since: SimTime,
}

/// The media budget of one source.
#[derive(Debug, Clone, Copy)]
pub(super) struct Steered {
    /// All decisions so far.
    pub(super) scale: f64,
    /// Accounted for up to here.
    pub(super) since: SimTime,
    /// The stream as it was before the arrival that is in the calendar was drawn.
    pub(super) before: Stream,
}

/// State of a firm that acts.
#[derive(Debug, Default)]
pub(crate) struct Control {
    /// By resource; empty while nobody acts.
    pub(super) hired: Vec<Hired>,
    /// By source of newcomers; empty while nobody acts.
    pub(super) steered: Vec<Steered>,
    /// Factors decided on, in the order in which they take effect.
    pub(super) coming: VecDeque<f64>,
}

impl Control {
    /// Server-time of a day of the staff on duty now beyond the schedule [ns].
    pub(crate) fn beyond(&self, r: usize) -> f64 {
        self.hired.get(r).map_or(0.0, |hired| hired.on_duty as f64 * NANOS_PER_DAY as f64)
    }

    /// Keeps a stream as it is before its next arrival is drawn.
    #[inline]
    pub(crate) fn keep(&mut self, channel: usize, stream: Stream) {
        if let Some(steered) = self.steered.get_mut(channel) {
            steered.before = stream;
        }
    }
}

impl<'m> Mechanism<'m> for FeedbackState {
    fn acts_in(model: &Model) -> bool {
        model.feedback.is_some()
    }

    fn of(_: &'m Model) -> Self {
        FeedbackState::default()
    }
}
