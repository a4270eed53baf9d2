//! Positive; the shape sets how skewed.

use super::Shape;
use super::exponential::Exponential;
use crate::laws::distribution::Distribution;
use crate::laws::family::{Family, Form, Standard, away_from_zero, one_over};
use crate::laws::parameter::{CV, LARGEST, MEAN, RATE, SCALE, SD, SHAPE, Values};
use crate::laws::spec::{LawSpec, Param};
use crate::num::{gamma_density, gamma_quantile, incomplete_gamma};

pub(super) static FAMILY: Family = Family::new(
    "gamma",
    "Positive; the smaller the shape, the more skewed.",
    &[
        Form::new(&[SHAPE, MEAN], &[0], by_mean),
        Form::new(&[SHAPE, SCALE], &[0], by_scale),
        Form::new(&[SHAPE, RATE], &[0], by_rate),
        Form::new(&[MEAN, CV], &[1], |&[mean, cv, _]| by_spread(mean, cv)),
        Form::new(&[MEAN, SD], &[0, 1], |&[mean, sd, _]| by_spread(mean, sd / away_from_zero(mean))),
    ],
);

/// Largest shape of a gamma or beta law that is drawn by its spread: below a coefficient of variation of some 1e-4 it is as good as none.
pub(super) const LARGEST_SHAPE: f64 = 1e8;

/// Smallest shape: below it all but a few draws are the smallest numbers there are.
pub(super) const SMALLEST_SHAPE: f64 = 1e-6;

pub(super) fn by_mean(&[shape, mean, _]: &Values) -> Standard {
    let shape = shape.clamp(SMALLEST_SHAPE, LARGEST);
    Standard::scaled(Gamma { shape }, mean / shape)
}

pub(super) fn by_scale(&[shape, scale, _]: &Values) -> Standard {
    Standard::scaled(Gamma { shape: shape.clamp(SMALLEST_SHAPE, LARGEST) }, scale)
}

pub(super) fn by_rate(&[shape, rate, none]: &Values) -> Standard {
    by_scale(&[shape, one_over(rate), none])
}

/// By mean and coefficient of variation: the shape is `1 / cv^2`.
fn by_spread(mean: f64, cv: f64) -> Standard {
    if cv == 0.0 {
        return Standard::constant(mean);
    }
    by_mean(&[(1.0 / (cv * cv)).min(LARGEST_SHAPE), mean, 0.0])
}

/// Gamma of scale 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::laws) struct Gamma {
    shape: f64,
}

impl Distribution for Gamma {
    const IS_TABULATED: bool = true;

    fn quantile(&self, p: f64, q: f64) -> f64 {
        gamma_quantile(self.shape, p, q)
    }

    fn cdf(&self, x: f64) -> (f64, f64) {
        incomplete_gamma(self.shape, x)
    }

    fn density(&self, x: f64) -> f64 {
        gamma_density(self.shape, x)
    }

    fn partial_mean(&self, x: f64) -> (f64, f64) {
        self.shares_of_mean(incomplete_gamma(self.shape + 1.0, x))
    }

    fn mean(&self) -> f64 {
        self.shape
    }

    fn variance(&self) -> f64 {
        self.shape
    }

    fn simplest(self) -> Shape {
        if self.shape == 1.0 { Exponential.into() } else { self.into() }
    }
}

impl LawSpec {
    /// Gamma by shape and mean.
    #[must_use]
    pub fn gamma_mean(shape: impl Into<Param>, mean: impl Into<Param>) -> Self {
        Self::of_form(&FAMILY, [("shape", shape.into()), ("mean", mean.into())])
    }

    /// Gamma by shape and scale.
    #[must_use]
    pub fn gamma_scale(shape: impl Into<Param>, scale: impl Into<Param>) -> Self {
        Self::of_form(&FAMILY, [("shape", shape.into()), ("scale", scale.into())])
    }

    /// Gamma by shape and rate (the inverse of the scale).
    #[must_use]
    pub fn gamma_rate(shape: impl Into<Param>, rate: impl Into<Param>) -> Self {
        Self::of_form(&FAMILY, [("shape", shape.into()), ("rate", rate.into())])
    }

    /// Gamma by mean and coefficient of variation: the shape is `1 / cv^2`.
    #[must_use]
    pub fn gamma_mean_cv(mean: impl Into<Param>, cv: impl Into<Param>) -> Self {
        Self::of_form(&FAMILY, [("mean", mean.into()), ("cv", cv.into())])
    }
}
