//! A safeguarded Newton iteration for increasing functions.

/// A Newton step below this share of `1 + |x|` is the last one: the error left is its square.
const LAST_STEP: f64 = 1e-9;

/// Most iterations; bisection alone reaches full precision well before.
const MOST_STEPS: usize = 200;

/// Finds the root of an increasing function, starting from `start` inside `[low, high]`.
///
/// `value_and_slope` returns the function and its derivative. Newton steps that leave the bracket, or are
/// not finite, become bisections (or doubling strides while an end of the bracket is infinite).
/// Choose the variable so that an absolute error is what matters: a logarithm for a positive quantity.
#[must_use]
pub fn solve_increasing(
    mut value_and_slope: impl FnMut(f64) -> (f64, f64),
    start: f64,
    mut low: f64,
    mut high: f64,
) -> f64 {
    let mut x = start;
    for _ in 0..MOST_STEPS {
        let (value, slope) = value_and_slope(x);
        if value == 0.0 {
            return x;
        }
        if value < 0.0 {
            low = x
        } else {
            high = x
        }
        let newton = x - value / slope;
        let next = if newton.is_finite() && newton > low && newton < high {
            newton
        } else if low.is_finite() && high.is_finite() {
            0.5 * (low + high)
        } else if value < 0.0 {
            x + 1.0 + x.abs()
        } else {
            x - 1.0 - x.abs()
        };
        if (next - x).abs() <= LAST_STEP * (1.0 + x.abs()) && next == newton || next == x {
            return next;
        }
        x = next;
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_roots_from_bad_starts() {
        let cube = |x: f64| (x * x * x - 8.0, 3.0 * x * x);
        for start in [-100.0, 0.0, 1e6] {
            let root = solve_increasing(cube, start, f64::NEG_INFINITY, f64::INFINITY);
            assert!((root - 2.0).abs() < 1e-14, "{start}: {root}");
        }
    }

    #[test]
    fn survives_a_lying_slope() {
        let root = solve_increasing(|x| (x - 0.3, f64::NAN), 0.9, 0.0, 1.0);
        assert!((root - 0.3).abs() < 1e-15);
    }
}
