//! The time to what can happen at any moment, whatever has been.

use crate::laws::distribution::Distribution;
use crate::laws::family::{Family, Form, Standard, one_over};
use crate::laws::parameter::{MEAN, RATE};
use crate::laws::spec::{LawSpec, Param};
use crate::num::{exp, exp_m1, incomplete_gamma, ln, ln_1p, ln_of_draw};

pub(super) static FAMILY: Family = Family::new(
    "exponential",
    "The time to what can happen at any moment, whatever has been.",
    &[
        Form::new(&[MEAN], &[], |&[mean, ..]| Standard::scaled(Exponential, mean)),
        Form::new(&[RATE], &[], |&[rate, ..]| Standard::scaled(Exponential, one_over(rate))),
    ],
);

/// Exponential of mean 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::laws) struct Exponential;

impl Distribution for Exponential {
    const IS_MEMORYLESS: bool = true;

    fn quantile(&self, p: f64, q: f64) -> f64 {
        -log_above(p, q)
    }

    #[inline]
    fn at(&self, u: f64) -> f64 {
        -ln_of_draw(1.0 - u)
    }

    fn cdf(&self, x: f64) -> (f64, f64) {
        (-exp_m1(-x), exp(-x))
    }

    fn partial_mean(&self, x: f64) -> (f64, f64) {
        self.shares_of_mean(incomplete_gamma(2.0, x))
    }

    fn mean(&self) -> f64 {
        1.0
    }

    fn variance(&self) -> f64 {
        1.0
    }
}

/// Returns the logarithm of the probability above, precise at both ends.
#[inline]
pub(super) fn log_above(p: f64, q: f64) -> f64 {
    if p < 0.5 { ln_1p(-p) } else { ln(q) }
}

impl LawSpec {
    /// Exponential by mean.
    #[must_use]
    pub fn exponential(mean: impl Into<Param>) -> Self {
        Self::of_form(&FAMILY, [("mean", mean.into())])
    }
}
