//! Three-point estimates, smoother than a triangle.

use super::beta::Beta;
use super::triangular::three_points;
use crate::laws::family::{Family, Form, Standard};
use crate::laws::parameter::{HIGH, LOW, MODE, Values};
use crate::laws::spec::{LawSpec, Param};

pub(super) static FAMILY: Family = Family::new(
    "pert",
    "Three-point estimate, smoother than a triangle: weight 4 on the likeliest value.",
    &[Form::new(&[LOW, MODE, HIGH], &[0, 1, 2], stretched).refusing(three_points)],
)
.bounded();

/// A beta law over `low` to `high` with mean `(low + 4 mode + high) / 6` (Malcolm et al. 1959).
fn stretched(&[low, mode, high]: &Values) -> Standard {
    let at = 4.0 * (mode - low) / (high - low);
    Standard::between(low, high, Beta { a: 1.0 + at, b: 5.0 - at })
}

impl LawSpec {
    /// Three-point estimate, weight 4 on the mode.
    #[must_use]
    pub fn pert(low: impl Into<Param>, mode: impl Into<Param>, high: impl Into<Param>) -> Self {
        Self::of_form(&FAMILY, [("low", low.into()), ("mode", mode.into()), ("high", high.into())])
    }
}
