//! A triangle over smallest, likeliest and largest value.

use crate::laws::distribution::Distribution;
use crate::laws::error::LawError;
use crate::laws::family::{Family, Form, Standard};
use crate::laws::parameter::{HIGH, LOW, MODE};
use crate::laws::reach::Reaches;
use crate::laws::spec::{LawSpec, Param};
use crate::num::sqrt;

pub(super) static FAMILY: Family = Family::new(
    "triangular",
    "A triangle over smallest, likeliest and largest value.",
    &[Form::new(&[LOW, MODE, HIGH], &[0, 1, 2], |&[low, mode, high]| {
        Standard::between(low, high, Triangular { mode: (mode - low) / (high - low) })
    })
    .refusing(three_points)],
)
.bounded();

/// Refuses a likeliest value beyond an end, and ends without a width.
pub(super) fn three_points(reaches: &Reaches) -> Result<(), LawError> {
    reaches.below("low", "high").and(reaches.ordered("low", "mode")).and(reaches.ordered("mode", "high"))
}

/// Triangle on 0 to 1 with this mode.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::laws) struct Triangular {
    mode: f64,
}

impl Distribution for Triangular {
    fn quantile(&self, p: f64, q: f64) -> f64 {
        let mode = self.mode;
        if p <= mode { sqrt(mode * p) } else { 1.0 - sqrt((1.0 - mode) * q) }
    }

    fn cdf(&self, x: f64) -> (f64, f64) {
        let mode = self.mode;
        if x <= mode {
            let below = x * x / mode;
            (below, 1.0 - below)
        } else {
            let above = (1.0 - x) * (1.0 - x) / (1.0 - mode);
            (1.0 - above, above)
        }
    }

    fn partial_mean(&self, x: f64) -> (f64, f64) {
        let below = if x <= self.mode {
            2.0 * x * x * x / (3.0 * self.mode)
        } else {
            // The whole mean, less the part of the falling side above x.
            let y = 1.0 - x;
            self.mean() - y * y * (1.0 - 2.0 * y / 3.0) / (1.0 - self.mode)
        };
        (below, self.mean() - below)
    }

    fn mean(&self) -> f64 {
        (1.0 + self.mode) / 3.0
    }

    fn variance(&self) -> f64 {
        (1.0 - self.mode + self.mode * self.mode) / 18.0
    }

    fn upper(&self) -> f64 {
        1.0
    }
}

impl LawSpec {
    /// A triangle over `low`, `mode`, `high`.
    #[must_use]
    pub fn triangular(low: impl Into<Param>, mode: impl Into<Param>, high: impl Into<Param>) -> Self {
        Self::of_form(&FAMILY, [("low", low.into()), ("mode", mode.into()), ("high", high.into())])
    }
}
