//! A crisis: a blow to trust, and an outside hole that opens and closes slowly.
//!
//! How a firm answers is settled by the time the crisis breaks out: an intervention that changes the answer counts with
//! what of it is in force on that day, and one that starts later comes too late.

use crate::scenario::grammar::Crisis as Block;
use crate::scenario::grammar::value::{Action, Change};
use crate::scenario::text::source::Span;

/// How much a week without an answer adds to the loss of trust (`k_delay`, assumption).
const DELAY_WEIGHT: f64 = 0.5;

/// What a crisis does, in numbers.
#[derive(Debug)]
pub(in crate::scenario) struct Crisis {
    /// Trust that every customer loses at its start; negative: gains, where the answer was better than the crisis was bad.
    pub(in crate::scenario) trust_loss: f64,
    /// How far the hole `crisis` is open at the start.
    pub(in crate::scenario) open: f64,
    /// Half-life of the opening [days].
    pub(in crate::scenario) half_life: f64,
    span: Span,
}

impl Crisis {
    /// The crisis of a shock, in a scenario in which there is trust to lose.
    ///
    /// # Definition
    ///
    /// `trust_loss = size * (1 + 0.5 * delay / 7 d) * (1 - quality)`; the hole is open by `size * max(0, 1 - quality) * 2^(-t / half_life)`
    /// (domain model, section 16; assumptions).
    pub(in crate::scenario) fn of(crisis: &Block<'_>) -> Self {
        let (size, quality) = (*crisis.size, *crisis.response_quality);
        Self {
            trust_loss: size * (1.0 + DELAY_WEIGHT * *crisis.response_delay / 7.0) * (1.0 - quality),
            open: size * (1.0 - quality).max(0.0),
            half_life: *crisis.half_life,
            span: crisis.item.span,
        }
    }

    /// The change that opens the hole in full; none if it stays closed.
    pub(in crate::scenario) fn opening(&self) -> Option<Change> {
        (self.open > 0.0).then(|| Change {
            path: "hole.crisis.factor".to_owned(),
            span: self.span,
            action: Action::Raise(self.open),
            action_span: self.span,
        })
    }
}
