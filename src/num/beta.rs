//! The beta distribution, and Student's t through it.

use super::gamma::{LARGE_SHAPE, stirling_remainder};
use super::{exp, ln, ln_1p, ln_gamma, sigmoid, solve_increasing, sqrt};

/// Returns the logarithm of the beta function at `a, b > 0`.
#[must_use]
pub fn ln_beta(a: f64, b: f64) -> f64 {
    let (small, large) = if a < b { (a, b) } else { (b, a) };
    if large < LARGE_SHAPE {
        return ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b);
    }
    // Stirling's series for the large argument: the difference of two huge logarithms would lose digits.
    let sum = small + large;
    let rise = (large - 0.5) * ln_1p(small / large) + small * (ln(sum) - 1.0) + stirling_remainder(sum)
        - stirling_remainder(large);
    ln_gamma(small) - rise
}

/// Returns the density at `x` (with `y = 1 - x`) of the beta law.
#[must_use]
pub fn beta_density(a: f64, b: f64, x: f64, y: f64) -> f64 {
    if x <= 0.0 || y <= 0.0 {
        return 0.0;
    }
    exp((a - 1.0) * ln_share(x, y) + (b - 1.0) * ln_share(y, x) - ln_beta(a, b))
}

/// Returns the probabilities below and above `x` (with `y = 1 - x`) under the beta law.
///
/// # Definition
///
/// The regularised incomplete beta function (DLMF 8.17.2) by its continued fraction (DLMF 8.17.22, Lentz's
/// method), on whichever side of the mean converges fast.
#[must_use]
pub fn incomplete_beta(a: f64, b: f64, x: f64, y: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    if y <= 0.0 {
        return (1.0, 0.0);
    }
    let (below, above, _) = tails(a, b, ln_beta(a, b), x, y);
    (below, above)
}

/// Returns the probabilities below and above an inner `x`, and `x y` times the density there.
fn tails(a: f64, b: f64, ln_beta: f64, x: f64, y: f64) -> (f64, f64, f64) {
    let front = exp(a * ln_share(x, y) + b * ln_share(y, x) - ln_beta);
    if x < (a + 1.0) / (a + b + 2.0) {
        let below = (front * fraction(a, b, x) / a).min(1.0);
        (below, 1.0 - below, front)
    } else {
        let above = (front * fraction(b, a, y) / b).min(1.0);
        (1.0 - above, above, front)
    }
}

/// Returns the logarithm of `x = 1 - y`, from whichever of the two holds more digits.
fn ln_share(x: f64, y: f64) -> f64 {
    if y < 0.5 { ln_1p(-y) } else { ln(x) }
}

/// Returns the continued fraction of the incomplete beta function.
fn fraction(a: f64, b: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let away_from_zero = |v: f64| if v.abs() < TINY { TINY } else { v };
    let mut c = 1.0;
    let mut d = 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for m in 1..100_000 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / away_from_zero(1.0 + even * d);
        c = away_from_zero(1.0 + even / c);
        fraction *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / away_from_zero(1.0 + odd * d);
        c = away_from_zero(1.0 + odd / c);
        let change = d * c;
        fraction *= change;
        if (change - 1.0).abs() < 1e-16 {
            break;
        }
    }
    fraction
}

/// Returns `(x, 1 - x)` such that the beta law has `p` below `x` and `q = 1 - p` above.
///
/// # Definition
///
/// Newton's iteration on the logarithm of the smaller tail against the log-odds of `x`.
/// Both `x` and `1 - x` keep full relative precision (about 1e-12).
#[must_use]
pub fn beta_quantile(a: f64, b: f64, p: f64, q: f64) -> (f64, f64) {
    if p <= 0.0 {
        return (0.0, 1.0);
    }
    if q <= 0.0 {
        return (1.0, 0.0);
    }
    if p > q {
        let (y, x) = beta_quantile(b, a, q, p);
        return (x, y);
    }
    let target = ln(p);
    let ln_beta = ln_beta(a, b);
    // The power law near zero; it is exact in the far tail.
    let power_law = (target + ln(a) + ln_beta) / a;
    if power_law < -690.0 {
        return (exp(power_law), 1.0);
    }
    let log_odds = solve_increasing(
        |s| {
            let (below, _, mass) = tails(a, b, ln_beta, sigmoid(s), sigmoid(-s));
            (ln(below) - target, mass / below)
        },
        power_law.min(ln(a / b)),
        f64::NEG_INFINITY,
        f64::INFINITY,
    );
    (sigmoid(log_odds), sigmoid(-log_odds))
}

/// Returns the probability that Student's t with `degrees` of freedom is at most `t`.
#[must_use]
pub fn student_t_cdf(t: f64, degrees: f64) -> f64 {
    let square = t * t;
    let sum = degrees + square;
    let tail = 0.5 * incomplete_beta(0.5 * degrees, 0.5, degrees / sum, square / sum).0;
    if t > 0.0 { 1.0 - tail } else { tail }
}

/// Returns the quantile at `p` of Student's t with `degrees` of freedom.
///
/// # Definition
///
/// If T is Student's t, `degrees / (degrees + T^2)` follows the beta law (degrees/2, 1/2).
#[must_use]
pub fn student_t_quantile(p: f64, degrees: f64) -> f64 {
    let tail = p.min(1.0 - p);
    let (x, y) = beta_quantile(0.5 * degrees, 0.5, 2.0 * tail, 1.0 - 2.0 * tail);
    let t = sqrt(degrees * y / x);
    if p < 0.5 { -t } else { t }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::close;

    #[test]
    fn agrees_with_an_independent_library() {
        for (a, b) in [(0.05, 3.0), (0.5, 0.5), (1.0, 1.0), (2.0, 3.0), (0.704, 1.182), (30.0, 90.0)] {
            for k in 1..40 {
                let x = f64::from(k) / 40.0;
                let expected = statrs::function::beta::beta_reg(a, b, x);
                let (below, above) = incomplete_beta(a, b, x, 1.0 - x);
                assert!(close(below, expected, 1e-11, 1e-14), "{a} {b} {x}: {below} {expected}");
                assert!(close(above, 1.0 - expected, 1e-11, 1e-13), "{a} {b} {x}");
            }
        }
    }

    #[test]
    fn quantile_inverts_both_tails() {
        for (a, b) in [(0.1, 0.2), (0.5, 0.5), (1.0, 1.0), (2.0, 3.0), (5.0, 0.3), (200.0, 700.0)] {
            for small in [1e-30, 1e-9, 1e-3, 0.1, 0.3, 0.5] {
                let (x, y) = beta_quantile(a, b, small, 1.0 - small);
                if x > 1e-290 {
                    assert!(close(incomplete_beta(a, b, x, y).0, small, 1e-10, 0.0), "{a} {b} below {small}");
                }
                let (x, y) = beta_quantile(a, b, 1.0 - small, small);
                if y > 1e-290 {
                    assert!(close(incomplete_beta(a, b, x, y).1, small, 1e-10, 0.0), "{a} {b} above {small}");
                }
            }
        }
    }

    #[test]
    fn student_t_quantiles_match_published_tables() {
        // NIST/SEMATECH e-Handbook, table 1.3.6.7.2, and closed forms for 1 and 2 degrees of freedom.
        for (p, degrees, expected) in [
            (0.975, 9.0, 2.262_157_162_740_991),
            (0.975, 29.0, 2.045_229_642_132_703),
            (0.995, 5.0, 4.032_142_983_555_227),
            (0.95, 1e9, 1.644_853_628_475),
        ] {
            assert!(close(student_t_quantile(p, degrees), expected, 1e-9, 0.0), "{p} {degrees}");
        }
        let p: f64 = 0.975;
        let two = (2.0 * p - 1.0) * sqrt(2.0 / (4.0 * p * (1.0 - p)));
        assert!(close(student_t_quantile(p, 2.0), two, 1e-12, 0.0));
        assert_eq!(student_t_quantile(0.5, 7.0), 0.0);
        assert!(close(student_t_cdf(student_t_quantile(0.031, 4.5), 4.5), 0.031, 1e-12, 0.0));
    }
}
