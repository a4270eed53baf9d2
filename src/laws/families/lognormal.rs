//! Positive and skewed, the logarithm normal.

use crate::laws::distribution::Distribution;
use crate::laws::family::{Family, Form, Standard, away_from_zero};
use crate::laws::parameter::{CV, Dimension, MEAN, Parameter, Range, SD};
use crate::laws::spec::{LawSpec, Param};
use crate::num::{exp, exp_m1, ln, ln_1p, normal_cdf, normal_quantile, normal_quantile_pair, sqrt};

const MEDIAN: Parameter = Parameter::new("median", Dimension::Same, Range::Positive).moves_mean();
/// Mean of the logarithm.
const MU: Parameter = Parameter::new("mu", Dimension::Logarithm, Range::Any).moves_mean();
/// Standard deviation of the logarithm.
const SIGMA: Parameter = Parameter::new("sigma", Dimension::Number, Range::Positive);

pub(super) static FAMILY: Family = Family::new(
    "lognormal",
    "Positive and skewed: the logarithm is normal.",
    &[
        Form::new(&[MEAN, CV], &[1], |&[mean, cv, _]| by_spread(mean, cv)),
        Form::new(&[MEAN, SD], &[0, 1], |&[mean, sd, _]| by_spread(mean, sd / away_from_zero(mean))),
        Form::new(&[MEDIAN, SIGMA], &[1], |&[median, sigma, _]| by_sigma(median, sigma)),
        Form::new(&[MU, SIGMA], &[1], |&[mu, sigma, _]| by_sigma(exp(mu).min(f64::MAX), sigma)),
    ],
);

fn by_spread(mean: f64, cv: f64) -> Standard {
    // Squared, it must stay a number.
    let cv = cv.min(1e150);
    let square = ln_1p(cv * cv);
    if square == 0.0 {
        return Standard::constant(mean);
    }
    Standard::scaled(Lognormal { sigma: sqrt(square) }, mean * exp(-0.5 * square))
}

fn by_sigma(median: f64, sigma: f64) -> Standard {
    if sigma == 0.0 { Standard::constant(median) } else { Standard::scaled(Lognormal { sigma }, median) }
}

/// Log-normal of median 1; the logarithm has this standard deviation, above 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::laws) struct Lognormal {
    sigma: f64,
}

impl Distribution for Lognormal {
    fn quantile(&self, p: f64, q: f64) -> f64 {
        exp(self.sigma * normal_quantile_pair(p, q))
    }

    #[inline]
    fn at(&self, u: f64) -> f64 {
        exp(self.sigma * normal_quantile(u))
    }

    fn cdf(&self, x: f64) -> (f64, f64) {
        normal_cdf(ln(x) / self.sigma)
    }

    fn partial_mean(&self, x: f64) -> (f64, f64) {
        self.shares_of_mean(normal_cdf(ln(x) / self.sigma - self.sigma))
    }

    fn mean(&self) -> f64 {
        exp(0.5 * self.sigma * self.sigma)
    }

    fn variance(&self) -> f64 {
        let square = self.sigma * self.sigma;
        exp(square) * exp_m1(square)
    }
}

impl LawSpec {
    /// Log-normal by mean and coefficient of variation (of the variable, not of its logarithm).
    #[must_use]
    pub fn lognormal(mean: impl Into<Param>, cv: impl Into<Param>) -> Self {
        Self::of_form(&FAMILY, [("mean", mean.into()), ("cv", cv.into())])
    }

    /// Log-normal by mean and standard deviation (of the variable, not of its logarithm).
    #[must_use]
    pub fn lognormal_sd(mean: impl Into<Param>, sd: impl Into<Param>) -> Self {
        Self::of_form(&FAMILY, [("mean", mean.into()), ("sd", sd.into())])
    }
}
