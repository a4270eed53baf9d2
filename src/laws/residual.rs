//! Residual laws: the time to the next epoch seen at a random instant.

use super::distribution::or_infinite;
use super::family::Standard;
use crate::num::{exp, integrate_unit, ln, solve_increasing};

/// The equilibrium excess of an interval.
///
/// # Definition
///
/// Distribution function `R(x) = (x S(x) + E[X; X <= x]) / m` with `S = 1 - F` and mean `m`: integrate
/// `(1 - F) / m` by parts (Cox 1962, section 5.2). Above: `(E[X; X > x] - x S(x)) / m`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Residual {
    of: Standard,
    mean: f64,
}

impl Residual {
    /// Makes the residual of an interval that is never negative, of finite positive mean.
    pub(super) fn new(of: Standard) -> Self {
        Self { of, mean: of.mean() }
    }

    /// Returns the mean, by the variance of the interval.
    pub(super) fn mean(&self) -> f64 {
        let variance = self.of.variance();
        if self.mean > 0.0 { (variance + self.mean * self.mean) / (2.0 * self.mean) } else { 0.0 }
    }

    /// Returns the probabilities below and above `x`.
    pub(super) fn cdf(&self, x: f64) -> (f64, f64) {
        if x < 0.0 || x == 0.0 && self.mean > 0.0 {
            return (0.0, 1.0);
        }
        if self.mean <= 0.0 {
            return (1.0, 0.0);
        }
        if self.of.is_constant() {
            let below = (x / self.mean).min(1.0);
            return (below, 1.0 - below);
        }
        let standard = (x - self.of.add) / self.of.scale;
        let (interval_below, interval_above) = self.of.shape.cdf(standard);
        let (below, above) = self.of.shape.partial_mean(standard);
        let below = self.of.add * interval_below + self.of.scale * below;
        let above = self.of.add * interval_above + self.of.scale * above;
        let below = ((x * interval_above + below) / self.mean).min(1.0);
        let above = ((above - x * interval_above) / self.mean).max(0.0);
        // One of the two subtracts nearly equal numbers: take it from the other.
        if below < 0.5 { (below, 1.0 - below) } else { (1.0 - above, above) }
    }

    /// Returns the density at `x`.
    pub(super) fn density(&self, x: f64) -> f64 {
        if x < 0.0 {
            return 0.0;
        }
        self.of.shape.cdf((x - self.of.add) / self.of.scale).1 / self.mean
    }

    /// Returns the upper end of the support.
    pub(super) fn upper(&self) -> f64 {
        self.of.scale * self.of.shape.upper() + self.of.add
    }

    /// Returns the quantile with `p` below and `q = 1 - p` above.
    pub(super) fn quantile(&self, p: f64, q: f64) -> f64 {
        if p <= 0.0 || self.mean <= 0.0 {
            return 0.0;
        }
        if self.of.is_constant() {
            return p * self.mean;
        }
        if self.of.shape.is_memoryless() && self.of.add == 0.0 {
            return self.of.scale * self.of.shape.quantile(p, q);
        }
        let lower = p <= q;
        let target = if lower { ln(p) } else { ln(q) };
        // The density never exceeds 1 / mean, so p * mean never exceeds the quantile.
        let bound = ln(p * self.mean);
        let y = solve_increasing(
            |y| {
                let x = exp(y);
                let (below, above) = self.cdf(x);
                let mass = x * self.density(x);
                if lower { (ln(below) - target, mass / below) } else { (target - ln(above), mass / above) }
            },
            bound,
            bound - 1e-9,
            ln(self.upper()),
        );
        exp(y)
    }

    /// Returns the expectation of `f`.
    pub(super) fn expect(&self, f: &mut dyn FnMut(f64) -> f64) -> f64 {
        or_infinite(integrate_unit(|p, q| f(self.quantile(p, q))))
    }
}
