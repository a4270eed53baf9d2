//! Integration over the unit interval, end singularities welcome.

use super::exp;

/// Spacing of the nodes in the transformed variable.
const STEP: f64 = 1.0 / 16.0;

/// Beyond this many steps both ends are below 1e-290.
const NODES_EACH_SIDE: i32 = 96;

/// A node at the very end may hold at most this share of the sum of magnitudes.
const END_SHARE: f64 = 1e-9;

/// The value of an integral, and whether it converged.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Integral {
    /// Value of the integral; meaningless when `diverges`.
    pub value: f64,
    /// True when the outermost nodes still matter: the integral is infinite, or too slow to tell.
    pub diverges: bool,
}

/// Integrates `f(p, q)` over `p` in (0, 1), with `q = 1 - p` given to full relative precision.
///
/// # Definition
///
/// The double exponential rule of Takahasi and Mori (1974): `p = 1 / (1 + exp(-pi sinh t))`, equal steps
/// in `t`. Accurate to about 1e-12 for analytic integrands with integrable power singularities at the ends.
#[must_use]
pub fn integrate_unit(mut f: impl FnMut(f64, f64) -> f64) -> Integral {
    let mut sum = 0.0;
    let mut magnitude = 0.0;
    let mut ends = 0.0;
    for node in -NODES_EACH_SIDE..=NODES_EACH_SIDE {
        let t = f64::from(node) * STEP;
        let (up, down) = (exp(t), exp(-t));
        let sinh = 0.5 * (up - down);
        let cosh = 0.5 * (up + down);
        let tail = exp(-std::f64::consts::PI * sinh.abs());
        let (small, large) = (tail / (1.0 + tail), 1.0 / (1.0 + tail));
        let (p, q) = if node < 0 { (small, large) } else { (large, small) };
        let term = f(p, q) * STEP * std::f64::consts::PI * cosh * p * q;
        sum += term;
        magnitude += term.abs();
        if node.abs() == NODES_EACH_SIDE {
            ends += term.abs();
        }
    }
    Integral { value: sum, diverges: !sum.is_finite() || ends > END_SHARE * magnitude }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::{close, ln, normal_quantile_pair, pow};

    #[test]
    fn integrates_powers_and_logarithms() {
        assert!(close(integrate_unit(|p, _| p * p).value, 1.0 / 3.0, 1e-14, 0.0));
        assert!(close(integrate_unit(|p, _| -ln(p)).value, 1.0, 1e-13, 0.0));
        assert!(close(integrate_unit(|_, q| pow(q, -0.7)).value, 1.0 / 0.3, 1e-11, 0.0));
        let fourth_moment = integrate_unit(|p, q| pow(normal_quantile_pair(p, q), 4.0));
        assert!(close(fourth_moment.value, 3.0, 1e-12, 0.0));
    }

    #[test]
    fn says_when_an_integral_diverges() {
        assert!(integrate_unit(|p, _| 1.0 / p).diverges);
        assert!(integrate_unit(|_, q| pow(q, -1.3)).diverges);
        assert!(!integrate_unit(|p, _| pow(p, -0.9)).diverges);
    }
}
