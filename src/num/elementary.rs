//! Elementary functions that round the same way on every platform.

/// Returns e to the power `x`.
#[inline]
#[must_use]
pub fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// Returns e to the power `x`, minus one, without cancellation near zero.
#[inline]
#[must_use]
pub fn exp_m1(x: f64) -> f64 {
    libm::expm1(x)
}

/// Returns the natural logarithm of `x`.
#[inline]
#[must_use]
pub fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// Returns the natural logarithm of one plus `x`, without cancellation near zero.
#[inline]
#[must_use]
pub fn ln_1p(x: f64) -> f64 {
    libm::log1p(x)
}

/// Returns `x` to the power `y`.
#[inline]
#[must_use]
pub fn pow(x: f64, y: f64) -> f64 {
    libm::pow(x, y)
}

/// Returns the square root of `x`; IEEE 754 rounds it correctly everywhere.
#[inline]
#[must_use]
pub fn sqrt(x: f64) -> f64 {
    x.sqrt()
}

/// Returns the sine of `x` [radians].
#[inline]
#[must_use]
pub fn sin(x: f64) -> f64 {
    libm::sin(x)
}

/// Returns the cosine of `x` [radians].
#[inline]
#[must_use]
pub fn cos(x: f64) -> f64 {
    libm::cos(x)
}

/// Returns the logistic function of `x`.
///
/// # Definition
///
/// `1 / (1 + exp(-x))`, evaluated so that neither branch overflows.
#[inline]
#[must_use]
pub fn sigmoid(x: f64) -> f64 {
    if x >= 0.0 {
        1.0 / (1.0 + exp(-x))
    } else {
        let e = exp(x);
        e / (1.0 + e)
    }
}

/// Returns the log-odds of the probability `p`, the inverse of [`sigmoid`].
///
/// # Definition
///
/// `ln(p / (1 - p))`; minus infinity at 0 and infinity at 1.
#[inline]
#[must_use]
pub fn logit(p: f64) -> f64 {
    ln(p) - ln_1p(-p)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::close;

    #[test]
    fn sigmoid_and_logit_are_inverse_in_both_tails() {
        for x in [-700.0, -30.0, -1.5, 0.0, 0.3, 20.0] {
            assert!(close(logit(sigmoid(x)), x, 1e-6, 1e-12), "{x}");
        }
        assert_eq!(sigmoid(1000.0), 1.0);
        assert_eq!(sigmoid(-1000.0), 0.0);
        assert_eq!(logit(0.0), f64::NEG_INFINITY);
        assert_eq!(logit(1.0), f64::INFINITY);
    }

    #[test]
    fn small_arguments_keep_their_digits() {
        assert_eq!(exp_m1(1e-20), 1e-20);
        assert_eq!(ln_1p(1e-20), 1e-20);
    }
}
