//! The gamma function and the gamma distribution with unit scale.

use super::{exp, ln, ln_1p, normal_quantile_pair, solve_increasing, sqrt};

/// Shapes from here on use Stirling's series for the density, which loses no digits to large cancelling terms.
pub(super) const LARGE_SHAPE: f64 = 20.0;

/// Shapes from here on take the approximation of Wilson and Hilferty (1931) as it is: its relative error is below 1e-9, and the
/// series would take longer the larger the shape.
const NEARLY_NORMAL: f64 = 1e8;

/// Relative size of the last term kept in series and continued fractions.
const LAST_TERM: f64 = 1e-17;

/// Returns the logarithm of the gamma function at `x > 0`.
#[must_use]
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// Returns the gamma function at `x`.
#[must_use]
pub fn gamma(x: f64) -> f64 {
    libm::tgamma(x)
}

/// Returns `x^a e^-x / Gamma(a + 1)`, the factor shared by the density and both tails.
///
/// `ln_factorial` is `ln Gamma(a + 1)`.
fn prefactor(a: f64, ln_factorial: f64, x: f64) -> f64 {
    if a < LARGE_SHAPE {
        return exp(a * ln(x) - x - ln_factorial);
    }
    let mu = (x - a) / a;
    // Far from the centre 1 + mu would have lost digits of x.
    let log_ratio = if mu.abs() < 0.5 { ln_1p(mu) } else { ln(x / a) };
    exp(a * (log_ratio - mu) - stirling_remainder(a)) / sqrt(2.0 * std::f64::consts::PI * a)
}

/// Returns `ln Gamma(a) - ((a - 1/2) ln a - a + ln(2 pi) / 2)` for a large `a` (DLMF 5.11.1).
pub(super) fn stirling_remainder(a: f64) -> f64 {
    let inverse = 1.0 / a;
    let square = inverse * inverse;
    inverse * (1.0 / 12.0 - square * (1.0 / 360.0 - square * (1.0 / 1260.0 - square * (1.0 / 1680.0))))
}

/// Returns the density at `x` of the gamma law with this shape and unit scale.
#[must_use]
pub fn gamma_density(shape: f64, x: f64) -> f64 {
    if x <= 0.0 || x == f64::INFINITY {
        return 0.0;
    }
    prefactor(shape, ln_gamma(shape + 1.0), x) * shape / x
}

/// Returns the probabilities below and above `x` under the gamma law with this shape and unit scale.
///
/// # Definition
///
/// The regularised incomplete gamma functions P and Q (DLMF 8.2.4): the series DLMF 8.11.4 below
/// `shape + 1`, Legendre's continued fraction above (evaluated by Lentz's method).
#[must_use]
pub fn incomplete_gamma(shape: f64, x: f64) -> (f64, f64) {
    if x.is_nan() || shape.is_nan() {
        return (f64::NAN, f64::NAN);
    }
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    if x == f64::INFINITY {
        return (1.0, 0.0);
    }
    let (below, above, _) = tails(shape, ln_gamma(shape + 1.0), x);
    (below, above)
}

/// Returns the probabilities below and above a positive, finite `x`, and `x` times the density there.
fn tails(shape: f64, ln_factorial: f64, x: f64) -> (f64, f64, f64) {
    let front = prefactor(shape, ln_factorial, x);
    let mass = front * shape;
    if x < shape + 1.0 {
        let mut term = 1.0;
        let mut sum = 1.0;
        let mut a = shape;
        while term > LAST_TERM * sum {
            a += 1.0;
            term *= x / a;
            sum += term;
        }
        let below = (front * sum).min(1.0);
        (below, 1.0 - below, mass)
    } else {
        let above = (mass * upper_fraction(shape, x)).min(1.0);
        (1.0 - above, above, mass)
    }
}

/// Returns Legendre's continued fraction for `Q(a, x) Gamma(a) / (x^a e^-x)`, for `x >= a + 1`.
fn upper_fraction(a: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / b;
    let mut fraction = d;
    for i in 1..100_000 {
        let i = f64::from(i);
        let an = -i * (i - a);
        b += 2.0;
        d = an * d + b;
        if d.abs() < TINY {
            d = TINY;
        }
        c = b + an / c;
        if c.abs() < TINY {
            c = TINY;
        }
        d = 1.0 / d;
        let change = d * c;
        fraction *= change;
        if (change - 1.0).abs() < 1e-16 {
            break;
        }
    }
    fraction
}

/// Returns the quantile of the gamma law with this shape and unit scale, `p` below and `q = 1 - p` above.
///
/// # Definition
///
/// Newton's iteration on the logarithm of the smaller tail against `ln x`, from the Wilson-Hilferty
/// approximation (or the power law near zero). Relative error about 1e-13; below 1e-300 it underflows to 0.
#[must_use]
pub fn gamma_quantile(shape: f64, p: f64, q: f64) -> f64 {
    if p <= 0.0 {
        return 0.0;
    }
    if q <= 0.0 {
        return f64::INFINITY;
    }
    // ln P <= shape ln x - ln Gamma(shape + 1), so this bound never exceeds the quantile.
    let ln_factorial = ln_gamma(shape + 1.0);
    let bound = (ln(p) + ln_factorial) / shape;
    if bound < -700.0 {
        return exp(bound);
    }
    if shape > NEARLY_NORMAL {
        return exp(start(shape, p, q, bound));
    }
    let lower = p <= q;
    let target = if lower { ln(p) } else { ln(q) };
    let log_quantile = solve_increasing(
        |y| {
            let (below, above, mass) = tails(shape, ln_factorial, exp(y));
            if lower { (ln(below) - target, mass / below) } else { (target - ln(above), mass / above) }
        },
        start(shape, p, q, bound),
        bound - 1e-9,
        f64::INFINITY,
    );
    exp(log_quantile)
}

/// Returns the logarithm of a first guess.
fn start(shape: f64, p: f64, q: f64, bound: f64) -> f64 {
    if shape < 0.5 || p < 1e-3 {
        if q < 0.1 {
            // Q(a, x) is near x^(a-1) e^-x / Gamma(a) in the upper tail.
            let x = -ln(q) - ln_gamma(shape);
            let x = x + (shape - 1.0) * ln(x.max(0.1));
            return ln(x.max(0.05)).max(bound);
        }
        return bound;
    }
    let ninth = 1.0 / (9.0 * shape);
    let cube_root = 1.0 - ninth + normal_quantile_pair(p, q) * sqrt(ninth);
    if cube_root <= 0.1 {
        return bound;
    }
    (ln(shape) + 3.0 * ln(cube_root)).max(bound)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::close;

    #[test]
    fn agrees_with_an_independent_library() {
        for shape in [0.05, 0.24, 0.8, 1.0, 2.0, 6.25, 19.9, 20.0, 137.0] {
            for k in 1..40 {
                let x = shape * f64::from(k) / 13.0;
                let (below, above) = incomplete_gamma(shape, x);
                assert!(close(below, statrs::function::gamma::gamma_lr(shape, x), 1e-12, 1e-300), "{shape} {x}");
                assert!(close(above, statrs::function::gamma::gamma_ur(shape, x), 1e-10, 1e-13), "{shape} {x}");
            }
        }
    }

    #[test]
    fn exponential_tail_keeps_its_digits() {
        for x in [1e-12, 0.5, 3.0, 40.0, 600.0] {
            let (below, above) = incomplete_gamma(1.0, x);
            assert!(close(above, exp(-x), 1e-13, 0.0), "{x}");
            assert!(close(below, -crate::num::exp_m1(-x), 1e-13, 0.0), "{x}");
        }
    }

    #[test]
    fn quantile_inverts_both_tails() {
        for shape in [0.03, 0.24, 0.5, 0.9, 1.0, 1.2, 3.744, 50.0, 5000.0] {
            for small in [1e-200, 1e-30, 1e-9, 1e-3, 0.02, 0.1, 0.3, 0.5] {
                let x = gamma_quantile(shape, small, 1.0 - small);
                if x > 1e-290 {
                    assert!(close(incomplete_gamma(shape, x).0, small, 1e-11, 0.0), "{shape} below {small}");
                }
                let x = gamma_quantile(shape, 1.0 - small, small);
                assert!(close(incomplete_gamma(shape, x).1, small, 1e-11, 0.0), "{shape} above {small}");
            }
        }
    }

    #[test]
    fn quantile_of_a_small_shape_follows_the_power_law_near_zero() {
        let shape = 0.24;
        let p = 1e-16;
        let power_law = exp((ln(p) + ln_gamma(shape + 1.0)) / shape);
        assert!(close(gamma_quantile(shape, p, 1.0 - p), power_law, 1e-12, 0.0));
    }
}
