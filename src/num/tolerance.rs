//! Named tolerances for comparing floating-point numbers.

/// Relative tolerance of identities that hold exactly on paper, such as shares that sum to one.
pub const EXACT: f64 = 1e-12;

/// Relative tolerance of money and head counts that must close.
pub const ACCOUNTING: f64 = 1e-9;

/// Relative error allowed to a tabulated quantile function.
pub const TABLE: f64 = 1e-6;

/// Tells whether `a` and `b` agree within `relative` of the larger magnitude, or within `absolute`.
///
/// Equal infinities agree; NaN agrees with nothing.
#[must_use]
pub fn close(a: f64, b: f64, relative: f64, absolute: f64) -> bool {
    a == b || (a - b).abs() <= absolute.max(relative * a.abs().max(b.abs())) && a.is_finite() && b.is_finite()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn close_knows_infinity_and_nan() {
        assert!(close(f64::INFINITY, f64::INFINITY, EXACT, 0.0));
        assert!(!close(f64::INFINITY, 1.0, EXACT, 0.0));
        assert!(!close(f64::NAN, f64::NAN, EXACT, 1.0));
        assert!(close(1.0, 1.0 + 1e-13, EXACT, 0.0));
        assert!(!close(1.0, 1.0 + 1e-11, EXACT, 0.0));
    }
}
