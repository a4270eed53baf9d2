//! Times to an end whose hazard rises or falls as a power of age.

use super::Shape;
use super::exponential::{Exponential, log_above};
use crate::laws::distribution::Distribution;
use crate::laws::error::LawError;
use crate::laws::family::{Family, Form, Standard, away_from_zero};
use crate::laws::parameter::{CV, MEAN, SCALE, SD, SHAPE};
use crate::laws::spec::{LawSpec, Param};
use crate::num::{exp, exp_m1, gamma, incomplete_gamma, ln, ln_of_draw, pow, solve_increasing};

pub(super) static FAMILY: Family = Family::new(
    "weibull",
    "A time to an end whose hazard rises (shape above 1) or falls with age.",
    &[
        Form::new(&[SHAPE, SCALE], &[0], |&[shape, scale, _]| by_scale(shape, scale)),
        Form::new(&[SHAPE, MEAN], &[0], |&[shape, mean, _]| by_mean(shape, mean)),
        Form::new(&[MEAN, CV], &[1], |&[mean, cv, _]| by_spread(mean, cv)).refusing(|reaches| {
            let cv = reaches.get("cv");
            spread_within(cv.low, cv.high, "cv")
        }),
        Form::new(&[MEAN, SD], &[0, 1], |&[mean, sd, _]| by_spread(mean, sd / away_from_zero(mean))).refusing(
            |reaches| {
                let (mean, sd) = (reaches.get("mean"), reaches.get("sd"));
                spread_within(sd.low / mean.high, sd.high / mean.low, "sd")
            },
        ),
    ],
);

/// Coefficients of variation that a Weibull law can be given.
const SMALLEST_CV: f64 = 0.01;
const LARGEST_CV: f64 = 50.0;

/// Refuses coefficients of variation that a Weibull law cannot be asked for.
fn spread_within(low: f64, high: f64, parameter: &'static str) -> Result<(), LawError> {
    let allowed = "such that sd / mean is 0.01 to 50";
    for value in [low, high] {
        if !(SMALLEST_CV..=LARGEST_CV).contains(&value) {
            return Err(LawError::OutOfRange { parameter, value, allowed });
        }
    }
    Ok(())
}

fn by_scale(shape: f64, scale: f64) -> Standard {
    Standard::scaled(Weibull { inverse_shape: 1.0 / shape.max(1e-6) }, scale)
}

fn by_mean(shape: f64, mean: f64) -> Standard {
    by_scale(shape, mean / gamma(1.0 + 1.0 / shape))
}

/// By mean and coefficient of variation; the shape is solved for numerically.
fn by_spread(mean: f64, cv: f64) -> Standard {
    by_mean(shape_of(cv.clamp(SMALLEST_CV, LARGEST_CV)), mean)
}

/// Returns the shape with this coefficient of variation.
fn shape_of(cv: f64) -> f64 {
    let target = 1.0 + cv * cv;
    // Second moment over squared mean rises with 1/shape.
    let inverse = solve_increasing(
        |inverse| {
            let mean = gamma(1.0 + inverse);
            (gamma(1.0 + 2.0 * inverse) / (mean * mean) - target, f64::NAN)
        },
        1.0,
        1e-4,
        30.0,
    );
    1.0 / inverse
}

/// Weibull of scale 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::laws) struct Weibull {
    inverse_shape: f64,
}

impl Distribution for Weibull {
    fn quantile(&self, p: f64, q: f64) -> f64 {
        pow(-log_above(p, q), self.inverse_shape)
    }

    #[inline]
    fn at(&self, u: f64) -> f64 {
        // A draw needs no last digit: this takes half the time of a power.
        exp(self.inverse_shape * ln(-ln_of_draw(1.0 - u)))
    }

    fn cdf(&self, x: f64) -> (f64, f64) {
        let hazard = pow(x, 1.0 / self.inverse_shape);
        (-exp_m1(-hazard), exp(-hazard))
    }

    fn partial_mean(&self, x: f64) -> (f64, f64) {
        self.shares_of_mean(incomplete_gamma(1.0 + self.inverse_shape, pow(x, 1.0 / self.inverse_shape)))
    }

    fn mean(&self) -> f64 {
        gamma(1.0 + self.inverse_shape)
    }

    fn variance(&self) -> f64 {
        let mean = self.mean();
        (gamma(1.0 + 2.0 * self.inverse_shape) - mean * mean).max(0.0)
    }

    fn simplest(self) -> Shape {
        if self.inverse_shape == 1.0 { Exponential.into() } else { self.into() }
    }
}

impl LawSpec {
    /// Weibull by shape and scale.
    #[must_use]
    pub fn weibull(shape: impl Into<Param>, scale: impl Into<Param>) -> Self {
        Self::of_form(&FAMILY, [("shape", shape.into()), ("scale", scale.into())])
    }

    /// Weibull by mean and coefficient of variation, 0.01 to 50; the shape is solved for numerically.
    #[must_use]
    pub fn weibull_mean_cv(mean: impl Into<Param>, cv: impl Into<Param>) -> Self {
        Self::of_form(&FAMILY, [("mean", mean.into()), ("cv", cv.into())])
    }
}
