//! `[feedback]`: what a file says of surveys, and of what the firm does about them.

use crate::journey::model::ResourceId;
use crate::units::SimTime;

/// `[feedback]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Feedback {
    /// Time between surveys; the first comes after one.
    pub every: SimTime,
    /// Customers asked each time, on average; `None`: all.
    pub sample: Option<f64>,
    /// Added to every score.
    pub bias: f64,
    /// Standard deviation of a score around what the customer feels.
    pub noise: f64,
    /// Chance of an answer at |M| = 0 and at |M| = 1.
    pub response: [f64; 2],
    /// What the firm does about it.
    pub act: Option<Act>,
}

/// What the firm does about a survey.
#[derive(Debug, Clone, PartialEq)]
pub struct Act {
    /// What it changes.
    pub lever: Lever,
    /// Mean score it wants.
    pub target: f64,
    /// Share of it per share of the target that is missed; negative: less of it.
    pub gain: f64,
    /// Largest change at one time.
    pub most: f64,
    /// From the survey to the change.
    pub delay: SimTime,
}

/// What a firm changes when it acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lever {
    /// The staff of a resource.
    Staff(ResourceId),
    /// The media budget of a source: index in [`Model::channels`](crate::journey::model::Model::channels).
    Budget(usize),
}

impl Act {
    /// Factor after a mean score: `1 + clamp(gain (target - score) / target, -most, most)`.
    pub(super) fn factor(&self, score: f64) -> f64 {
        1.0 + (self.gain * (self.target - score) / self.target).clamp(-self.most, self.most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_miss_moves_the_lever_by_the_gain_and_by_a_fifth_at_most() {
        let act = Act { lever: Lever::Staff(0), target: 4.0, gain: 1.0, most: 0.2, delay: SimTime::ZERO };
        assert!((act.factor(3.6) - 1.1).abs() < 1e-12);
        assert_eq!(act.factor(1.0), 1.2);
        assert_eq!(act.factor(5.0), 0.8);
        assert_eq!(act.factor(4.0), 1.0);
        let less = Act { gain: -1.0, ..act.clone() };
        assert!((less.factor(3.6) - 0.9).abs() < 1e-12);
        assert_eq!(Act { gain: 0.0, ..act }.factor(1.0), 1.0);
    }
}
