//! Shares and probabilities: anywhere between 0 and 1.

use super::Shape;
use super::gamma::{LARGEST_SHAPE, SMALLEST_SHAPE};
use super::uniform::Uniform;
use crate::laws::distribution::Distribution;
use crate::laws::error::LawError;
use crate::laws::family::{Family, Form, Standard};
use crate::laws::parameter::{CV, Dimension, LARGEST, MEAN, Parameter, Range, SD};
use crate::laws::reach::Reaches;
use crate::laws::spec::{LawSpec, Param};
use crate::num::{beta_density, beta_quantile, incomplete_beta, sqrt};

const ALPHA: Parameter = Parameter::new("alpha", Dimension::Number, Range::Shape);
const BETA: Parameter = Parameter::new("beta", Dimension::Number, Range::Shape);

pub(super) static FAMILY: Family = Family::new(
    "beta",
    "A share or a probability, anywhere between 0 and 1.",
    &[
        Form::new(&[ALPHA, BETA], &[0, 1], |&[alpha, beta, _]| {
            let shape = |given: f64| given.clamp(SMALLEST_SHAPE, LARGEST);
            Standard::scaled(Beta { a: shape(alpha), b: shape(beta) }, 1.0)
        }),
        Form::new(&[MEAN, CV], &[0, 1], |&[mean, cv, _]| by_spread(mean, cv * mean))
            .refusing(|reaches| spread_within(reaches, "cv", |mean| reaches.get("cv").high * mean)),
        Form::new(&[MEAN, SD], &[0, 1], |&[mean, sd, _]| by_spread(mean, sd))
            .refusing(|reaches| spread_within(reaches, "sd", |_| reaches.get("sd").high)),
    ],
)
.bounded()
.plain_only();

/// Refuses a standard deviation that no law between 0 and 1 of that mean has, whatever the mean.
fn spread_within(reaches: &Reaches, parameter: &'static str, sd: impl Fn(f64) -> f64) -> Result<(), LawError> {
    let mean = reaches.get("mean");
    if mean.high > 1.0 || mean.fixed && mean.high >= 1.0 {
        return Err(LawError::OutOfRange { parameter: "mean", value: mean.high, allowed: "below 1" });
    }
    // The bound is lowest at an end of the means.
    for mean in [mean.low, mean.high] {
        let (sd, bound) = (sd(mean), mean * (1.0 - mean));
        if sd * sd >= bound {
            return Err(LawError::TooSpread { parameter, sd, mean, limit: sqrt(bound) });
        }
    }
    Ok(())
}

/// By mean and standard deviation (method of moments).
fn by_spread(mean: f64, sd: f64) -> Standard {
    if sd == 0.0 {
        return Standard::constant(mean);
    }
    let total = (mean * (1.0 - mean) / (sd * sd) - 1.0).min(LARGEST_SHAPE);
    let shape = Beta { a: (mean * total).max(SMALLEST_SHAPE), b: ((1.0 - mean) * total).max(SMALLEST_SHAPE) };
    Standard::scaled(shape, 1.0)
}

/// Beta on 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::laws) struct Beta {
    pub(super) a: f64,
    pub(super) b: f64,
}

impl Distribution for Beta {
    const IS_TABULATED: bool = true;

    fn quantile(&self, p: f64, q: f64) -> f64 {
        beta_quantile(self.a, self.b, p, q).0
    }

    fn cdf(&self, x: f64) -> (f64, f64) {
        incomplete_beta(self.a, self.b, x, 1.0 - x)
    }

    fn density(&self, x: f64) -> f64 {
        beta_density(self.a, self.b, x, 1.0 - x)
    }

    fn partial_mean(&self, x: f64) -> (f64, f64) {
        self.shares_of_mean(incomplete_beta(self.a + 1.0, self.b, x, 1.0 - x))
    }

    fn mean(&self) -> f64 {
        self.a / (self.a + self.b)
    }

    fn variance(&self) -> f64 {
        let total = self.a + self.b;
        self.a * self.b / (total * total * (total + 1.0))
    }

    fn upper(&self) -> f64 {
        1.0
    }

    fn simplest(self) -> Shape {
        if self.a == 1.0 && self.b == 1.0 { Uniform.into() } else { self.into() }
    }
}

impl LawSpec {
    /// Beta on 0 to 1.
    #[must_use]
    pub fn beta(alpha: impl Into<Param>, beta: impl Into<Param>) -> Self {
        Self::of_form(&FAMILY, [("alpha", alpha.into()), ("beta", beta.into())])
    }

    /// Beta on 0 to 1 by mean and standard deviation (method of moments).
    #[must_use]
    pub fn beta_mean_sd(mean: impl Into<Param>, sd: impl Into<Param>) -> Self {
        Self::of_form(&FAMILY, [("mean", mean.into()), ("sd", sd.into())])
    }
}
