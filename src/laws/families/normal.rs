//! The normal law.

use crate::laws::distribution::Distribution;
use crate::laws::family::{Family, Form, Standard};
use crate::laws::parameter::{CV, MEAN, Parameter, Range, SD};
use crate::laws::spec::{LawSpec, Param};
use crate::num::{exp, normal_cdf, normal_quantile, normal_quantile_pair, sqrt};

const CENTRE: Parameter = MEAN.within(Range::Any);

pub(super) static FAMILY: Family = Family::new(
    "normal",
    "The bell curve, of either sign.",
    &[
        Form::new(&[CENTRE, SD], &[], |&[mean, sd, _]| around(mean, sd)),
        Form::new(&[CENTRE, CV], &[], |&[mean, cv, _]| around(mean, mean.abs() * cv)),
    ],
);

fn around(mean: f64, sd: f64) -> Standard {
    if sd == 0.0 { Standard::constant(mean) } else { Standard { shape: Normal.into(), scale: sd, add: mean } }
}

/// Standard normal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::laws) struct Normal;

impl Distribution for Normal {
    fn quantile(&self, p: f64, q: f64) -> f64 {
        normal_quantile_pair(p, q)
    }

    #[inline]
    fn at(&self, u: f64) -> f64 {
        normal_quantile(u)
    }

    fn cdf(&self, x: f64) -> (f64, f64) {
        normal_cdf(x)
    }

    fn partial_mean(&self, x: f64) -> (f64, f64) {
        let density = exp(-0.5 * x * x) / sqrt(2.0 * std::f64::consts::PI);
        (-density, density)
    }

    fn mean(&self) -> f64 {
        0.0
    }

    fn variance(&self) -> f64 {
        1.0
    }

    fn lower(&self) -> f64 {
        f64::NEG_INFINITY
    }
}

impl LawSpec {
    /// Normal by mean and standard deviation.
    #[must_use]
    pub fn normal(mean: impl Into<Param>, sd: impl Into<Param>) -> Self {
        Self::of_form(&FAMILY, [("mean", mean.into()), ("sd", sd.into())])
    }

    /// Normal by mean and coefficient of variation.
    #[must_use]
    pub fn normal_cv(mean: impl Into<Param>, cv: impl Into<Param>) -> Self {
        Self::of_form(&FAMILY, [("mean", mean.into()), ("cv", cv.into())])
    }
}
