//! Equally likely everywhere between two ends.

use crate::laws::distribution::Distribution;
use crate::laws::family::{Family, Form, Standard};
use crate::laws::parameter::{CV, HIGH, LOW, MEAN, Parameter, Range, SD};
use crate::laws::spec::{LawSpec, Param};
use crate::num::sqrt;

const CENTRE: Parameter = MEAN.within(Range::Any);

pub(super) static FAMILY: Family = Family::new(
    "uniform",
    "Equally likely everywhere between two ends.",
    &[
        Form::new(&[LOW.moves_mean(), HIGH], &[], |&[low, high, _]| Standard::between(low, high, Uniform))
            .refusing(|reaches| reaches.below("low", "high")),
        Form::new(&[CENTRE, CV], &[], |&[mean, cv, _]| around(mean, mean.abs() * cv)),
        Form::new(&[CENTRE, SD], &[], |&[mean, sd, _]| around(mean, sd)),
    ],
)
.bounded();

/// By mean and standard deviation: half the width is `sd * sqrt 3`.
fn around(mean: f64, sd: f64) -> Standard {
    let half = sd * sqrt(3.0);
    Standard::between(mean - half, mean + half, Uniform)
}

/// Uniform on 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::laws) struct Uniform;

impl Distribution for Uniform {
    #[inline]
    fn quantile(&self, p: f64, _: f64) -> f64 {
        p
    }

    fn cdf(&self, x: f64) -> (f64, f64) {
        (x, 1.0 - x)
    }

    fn partial_mean(&self, x: f64) -> (f64, f64) {
        self.shares_of_mean((x * x, (1.0 - x) * (1.0 + x)))
    }

    fn mean(&self) -> f64 {
        0.5
    }

    fn variance(&self) -> f64 {
        1.0 / 12.0
    }

    fn upper(&self) -> f64 {
        1.0
    }
}

impl LawSpec {
    /// Equally likely between `low` and `high`.
    #[must_use]
    pub fn uniform(low: impl Into<Param>, high: impl Into<Param>) -> Self {
        Self::of_form(&FAMILY, [("low", low.into()), ("high", high.into())])
    }

    /// Uniform by mean and standard deviation: half the width is `sd * sqrt 3`.
    #[must_use]
    pub fn uniform_mean_sd(mean: impl Into<Param>, sd: impl Into<Param>) -> Self {
        Self::of_form(&FAMILY, [("mean", mean.into()), ("sd", sd.into())])
    }
}
