//! What a standard shape must answer.

use super::families::Shape;
use super::steps::Steps;
use crate::num::{Integral, integrate_unit};

/// A law of location 0 and scale 1.
///
/// A draw is [`Distribution::at`] of one uniform number, increasing in it, so that worlds which differ in a parameter, or in a family, stay
/// paired. All else asks for the exact quantile.
pub(super) trait Distribution: Copy + Into<Shape> {
    /// Whether draws come from a table of the quantile, since inversion takes long; then [`Distribution::density`] is asked for.
    const IS_TABULATED: bool = false;

    /// Whether every draw is a whole number.
    const IS_WHOLE: bool = false;

    /// Whether what is left of it has the same law at any time.
    const IS_MEMORYLESS: bool = false;

    /// Returns the quantile with `p` below and `q = 1 - p` above.
    fn quantile(&self, p: f64, q: f64) -> f64;

    /// Returns the quantile of a uniform draw; `1 - u` is exact for those.
    #[inline]
    fn at(&self, u: f64) -> f64 {
        self.quantile(u, 1.0 - u)
    }

    /// Returns the probabilities of at most `x`, and of more; `x` is within the support.
    fn cdf(&self, x: f64) -> (f64, f64);

    /// Returns the density at `x`.
    fn density(&self, _: f64) -> f64 {
        unreachable!("only a tabulated shape is asked for its density")
    }

    /// Returns the partial expectations `E[X; X <= x]` and `E[X; X > x]`; `x` is within the support.
    ///
    /// # Definition
    ///
    /// The mean times the length-biased law, which stays in the family for gamma, beta, Weibull and log-normal.
    fn partial_mean(&self, x: f64) -> (f64, f64);

    /// Returns the mean.
    fn mean(&self) -> f64;

    /// Returns the variance.
    fn variance(&self) -> f64;

    /// Returns the lower end of the support.
    fn lower(&self) -> f64 {
        0.0
    }

    /// Returns the upper end of the support.
    fn upper(&self) -> f64 {
        f64::INFINITY
    }

    /// Returns the simplest shape with the same law.
    fn simplest(self) -> Shape {
        self.into()
    }

    /// Returns the list of values it is drawn from, if that is the quickest.
    fn listed(&self) -> Option<Steps> {
        None
    }

    /// Returns the expectation of `f`.
    fn expect(&self, f: &mut dyn FnMut(f64) -> f64) -> f64 {
        or_infinite(integrate_unit(|p, q| f(self.quantile(p, q))))
    }

    /// Splits the mean by the shares that a length-biased law has below and above.
    fn shares_of_mean(&self, (below, above): (f64, f64)) -> (f64, f64) {
        (self.mean() * below, self.mean() * above)
    }
}

/// Returns the value of an integral, infinite with its sign if it diverges.
pub(super) fn or_infinite(integral: Integral) -> f64 {
    match integral {
        Integral { value, diverges: false } => value,
        Integral { value, .. } if value < 0.0 => f64::NEG_INFINITY,
        _ => f64::INFINITY,
    }
}
