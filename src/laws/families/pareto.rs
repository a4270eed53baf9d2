//! Amounts of which a few are very large: a power of the rank.

use crate::laws::distribution::Distribution;
use crate::laws::error::LawError;
use crate::laws::family::{Family, Form, Standard};
use crate::laws::parameter::{LARGEST, MEAN, SCALE, SHAPE};
use crate::laws::reach::Reaches;
use crate::laws::spec::{LawSpec, Param};
use crate::num::{exp, ln, ln_of_draw, pow};

use super::exponential::log_above;

pub(super) static FAMILY: Family = Family::new(
    "pareto",
    "Amounts of which a few are very large; `scale` is the smallest. The mean exists above a shape of 1, the variance above 2.",
    &[
        Form::new(&[SHAPE, SCALE], &[0], |&[shape, scale, _]| Standard::scaled(Pareto { shape }, scale)),
        Form::new(&[SHAPE, MEAN], &[0], |&[shape, mean, _]| {
            let shape = shape.min(LARGEST);
            Standard::scaled(Pareto { shape }, mean * (shape - 1.0) / shape)
        })
        .refusing(has_mean),
    ],
);

/// Refuses shapes without a mean where the mean is asked for.
fn has_mean(reaches: &Reaches) -> Result<(), LawError> {
    let shape = reaches.get("shape").low;
    let allowed = "above 1, where the law has a mean";
    if shape > 1.0 { Ok(()) } else { Err(LawError::OutOfRange { parameter: "shape", value: shape, allowed }) }
}

/// Pareto of smallest value 1 with this tail index: more than `x` has probability `x^-shape`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::laws) struct Pareto {
    shape: f64,
}

impl Distribution for Pareto {
    fn quantile(&self, p: f64, q: f64) -> f64 {
        exp(-log_above(p, q) / self.shape)
    }

    #[inline]
    fn at(&self, u: f64) -> f64 {
        exp(-ln_of_draw(1.0 - u) / self.shape)
    }

    fn cdf(&self, x: f64) -> (f64, f64) {
        let above = pow(x, -self.shape);
        (1.0 - above, above)
    }

    fn partial_mean(&self, x: f64) -> (f64, f64) {
        // E[X; X <= x] is the integral of shape * t^-shape from 1 to x.
        let rest = 1.0 - self.shape;
        if rest == 0.0 {
            return (ln(x), f64::INFINITY);
        }
        let below = self.shape / rest * (pow(x, rest) - 1.0);
        (below, if rest < 0.0 { -self.shape / rest * pow(x, rest) } else { f64::INFINITY })
    }

    fn mean(&self) -> f64 {
        if self.shape > 1.0 { self.shape / (self.shape - 1.0) } else { f64::INFINITY }
    }

    fn variance(&self) -> f64 {
        let (over, far) = (self.shape - 1.0, self.shape - 2.0);
        if far > 0.0 { self.shape / (over * over * far) } else { f64::INFINITY }
    }

    fn lower(&self) -> f64 {
        1.0
    }
}

impl LawSpec {
    /// Pareto by tail index and smallest value.
    #[must_use]
    pub fn pareto(shape: impl Into<Param>, scale: impl Into<Param>) -> Self {
        Self::of_form(&FAMILY, [("shape", shape.into()), ("scale", scale.into())])
    }
}
