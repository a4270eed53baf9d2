//! Elementary functions that round the same way on every platform.

use super::elementary_tables::{POWERS, RECIPROCALS};

/// Within this magnitude `exp` neither overflows nor loses digits to subnormal numbers.
const EXP_RANGE: f64 = 708.0;

/// Adding it rounds a small double to a whole number, which stands in the lowest bits.
const ROUNDER: f64 = 6_755_399_441_055_744.0;

/// Steps of `ln 2 / 128` in one unit.
const STEPS_PER_UNIT: f64 = 184.664_965_233_787_3;

/// `ln 2 / 128`, to 35 bits and the rest: 17-bit multiples of the first are exact.
const STEP: (f64, f64) = (0.005_415_212_348_225_395_5, -1.008_228_146_099_776_9e-13);

/// `ln 2` as a multiple of 2^-42, and the rest: sums with exponents and table entries are exact.
const LN_2: (f64, f64) = (0.693_147_180_559_890_3, 5.497_923_018_708_371e-14);

/// Lower end of the range whose logarithms are tabulated: 11/16.
const FIRST_INTERVAL: u64 = 0x3fe6_0000_0000_0000;

/// Bits of a double below those that choose one of 128 intervals.
const INTERVAL_BITS: u32 = 45;

/// Exponents below this leave the fast path of `pow` at once: its error grows with the exponent.
const POW_RANGE: f64 = 64.0;

/// Returns e to the power `x`.
///
/// # Definition
///
/// `2^(k/128) e^r` with `|r| <= ln 2 / 256`, the power from a table, the rest a polynomial (Tang 1989).
/// Relative error below 1.2e-16 (0.52 units in the last place). Large arguments go to `libm`.
#[inline]
#[must_use]
pub fn exp(x: f64) -> f64 {
    if x.abs() < EXP_RANGE { exp_sum(x, 0.0) } else { libm::exp(x) }
}

/// Returns e to the power `x + rest` for `x` within [`EXP_RANGE`] and a `rest` that is tiny beside it.
#[inline]
fn exp_sum(x: f64, rest: f64) -> f64 {
    let rounded = x * STEPS_PER_UNIT + ROUNDER;
    let steps = rounded.to_bits();
    let k = rounded - ROUNDER;
    let r = x - k * STEP.0 - k * STEP.1 + rest;
    let (power, tail) = POWERS[steps as usize % POWERS.len()];
    // The table entry has the index taken off, so that the shifted steps add exponent and index alike.
    let scale = f64::from_bits(power.wrapping_add(steps << INTERVAL_BITS));
    let square = r * r;
    let growth = f64::from_bits(tail)
        + r
        + square * (0.5 + r * (1.0 / 6.0))
        + square * square * (1.0 / 24.0 + r * (1.0 / 120.0));
    scale + scale * growth
}

/// Returns e to the power `x`, minus one, without cancellation near zero.
#[inline]
#[must_use]
pub fn exp_m1(x: f64) -> f64 {
    libm::expm1(x)
}

/// Returns the natural logarithm of `x`.
///
/// # Definition
///
/// `x = 2^k z`, a tabulated reciprocal `c` of `z`, and a polynomial in `c z - 1` (Tang 1990).
/// Relative error below 1.2e-16 (0.53 units in the last place). Numbers that are not positive and normal go to `libm`.
#[inline]
#[must_use]
pub fn ln(x: f64) -> f64 {
    if !is_positive_normal(x) {
        return libm::log(x);
    }
    let (high, low) = ln_parts(x);
    high + low
}

/// Returns the natural logarithm of a uniform draw `u` in (0, 1).
///
/// # Definition
///
/// As [`ln`], without the second half of the sums: relative error below 1e-13 (mostly 2e-16), which no sample can
/// tell, in half the time. Next to 1 the tabulated reciprocal is 1, so that small logarithms keep their digits.
#[inline]
#[must_use]
pub fn ln_of_draw(u: f64) -> f64 {
    debug_assert!(is_positive_normal(u));
    let bits = u.to_bits();
    let offset = bits.wrapping_sub(FIRST_INTERVAL);
    let k = (offset as i64 >> 52) as f64;
    let z = f64::from_bits(bits.wrapping_sub(offset & 0xfff0_0000_0000_0000));
    let (c, log_high, log_low) = RECIPROCALS[(offset >> INTERVAL_BITS) as usize % RECIPROCALS.len()];
    let r = z * f64::from_bits(c) - 1.0;
    let square = r * r;
    let cubic = 1.0 / 3.0 - r * 0.25 + square * (0.2 - r * (1.0 / 6.0));
    let log = f64::from_bits(log_high) + f64::from_bits(log_low);
    k * std::f64::consts::LN_2 + log + (r + square * (r * cubic - 0.5))
}

#[inline]
fn is_positive_normal(x: f64) -> bool {
    (f64::MIN_POSITIVE..=f64::MAX).contains(&x)
}

/// Returns two numbers whose sum is the logarithm of a positive normal `x`, the second small beside the first.
#[inline]
fn ln_parts(x: f64) -> (f64, f64) {
    let bits = x.to_bits();
    let offset = bits.wrapping_sub(FIRST_INTERVAL);
    let k = (offset as i64 >> 52) as f64;
    let z = f64::from_bits(bits.wrapping_sub(offset & 0xfff0_0000_0000_0000));
    let (c, log_high, log_low) = RECIPROCALS[(offset >> INTERVAL_BITS) as usize % RECIPROCALS.len()];
    let c = f64::from_bits(c);
    // Twelve bits of c times 26 of z are exact, and so is the distance from 1.
    let z_high = f64::from_bits(z.to_bits() & !((1 << 27) - 1));
    let (r_high, r_low) = (z_high * c - 1.0, (z - z_high) * c);
    let r = r_high + r_low;
    let whole = k * LN_2.0 + f64::from_bits(log_high);
    let high = whole + r;
    let low = (whole - high + r) + ((r_high - r) + r_low) + (k * LN_2.1 + f64::from_bits(log_low));
    let square = r * r;
    let cubic = 1.0 / 3.0 - r * 0.25 + square * (0.2 - r * (1.0 / 6.0) + square * (1.0 / 7.0 - r * 0.125));
    (high, low + square * (r * cubic - 0.5))
}

/// Returns the natural logarithm of one plus `x`, without cancellation near zero.
#[inline]
#[must_use]
pub fn ln_1p(x: f64) -> f64 {
    libm::log1p(x)
}

/// Returns `x` to the power `y`.
///
/// # Definition
///
/// `exp(y ln x)` with the logarithm and the product in two parts each. Relative error below 2e-16 for `|y| < 64`;
/// other exponents, bases that are not positive and normal, and extreme results go to `libm`.
#[inline]
#[must_use]
pub fn pow(x: f64, y: f64) -> f64 {
    if is_positive_normal(x) && y.abs() < POW_RANGE {
        let (high, low) = ln_parts(x);
        let log = high + low;
        let rest = (high - log) + low;
        let product = y * log;
        if product.abs() < EXP_RANGE {
            // Dekker's product: halves of 26 bits multiply exactly.
            let halves = |v: f64| {
                let upper = f64::from_bits(v.to_bits() & !((1 << 27) - 1));
                (upper, v - upper)
            };
            let ((y1, y2), (l1, l2)) = (halves(y), halves(log));
            let error = ((y1 * l1 - product) + y1 * l2 + y2 * l1) + y2 * l2;
            return exp_sum(product, error + y * rest);
        }
    }
    libm::pow(x, y)
}

/// Returns `x` to a whole power.
///
/// # Definition
///
/// Products by repeated squaring, in one fixed order: each is rounded as IEEE 754 says, so the value is the same on every platform
/// (`f64::powi` leaves order and precision open), and exact wherever all products are, as for powers of two.
#[inline]
#[must_use]
pub fn whole_power(x: f64, exponent: u32) -> f64 {
    let (mut power, mut square, mut left) = (1.0, x, exponent);
    while left > 0 {
        if left % 2 == 1 {
            power *= square;
        }
        left /= 2;
        if left > 0 {
            square *= square;
        }
    }
    power
}

/// Returns the square root of `x`; IEEE 754 rounds it correctly everywhere.
#[inline]
#[must_use]
pub fn sqrt(x: f64) -> f64 {
    x.sqrt()
}

/// Returns the sine of `x` \[radians\].
#[inline]
#[must_use]
pub fn sin(x: f64) -> f64 {
    libm::sin(x)
}

/// Returns the cosine of `x` \[radians\].
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
    // Both signs by one way: which one it is cannot be foreseen.
    let e = exp(-x.abs());
    let above = if x >= 0.0 { 1.0 } else { e };
    above / (1.0 + e)
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

    /// Distance in units in the last place from `libm`, itself within one unit of the truth.
    fn units_apart(a: f64, b: f64) -> u64 {
        a.to_bits().abs_diff(b.to_bits())
    }

    #[test]
    fn tables_agree_with_libm_to_the_last_place() {
        for i in 1..300_000 {
            // Two additive sequences spread evenly over the unit square.
            let u = (f64::from(i) * 0.754_877_666_246_692_7).fract();
            let v = (f64::from(i) * 0.569_840_290_998_053_2).fract();
            let wide = exp(1400.0 * v - 700.0);
            for x in [u, 1.0 + 0.02 * (u - 0.5), wide, 1e-300 * u] {
                assert!(units_apart(ln(x), libm::log(x)) <= 1, "ln {x:e}");
                if (f64::EPSILON / 2.0..1.0).contains(&x) {
                    assert!(close(ln_of_draw(x), libm::log(x), 1e-13, 0.0), "ln_of_draw {x:e}");
                }
            }
            for x in [4.0 * u - 2.0, 1416.0 * v - 708.0, 1e-9 * u] {
                assert!(units_apart(exp(x), libm::exp(x)) <= 1, "exp {x:e}");
            }
            for (x, y) in [(10.0 * u, 3.0 * v), (u, -5.0 * v), (wide, v), (2.0 * u, 128.0 * v - 64.0)] {
                assert!(units_apart(pow(x, y), libm::pow(x, y)) <= 1, "{x:e} to the power {y:e}");
            }
        }
    }

    /// Nearest doubles to 200-bit values: the same bits on every platform.
    #[test]
    fn values_are_stable() {
        for (x, expected) in [
            (0.1, -2.302_585_092_994_045_5),
            (0.7, -0.356_674_943_938_732_45),
            (0.996, -0.004_008_021_397_538_822),
            (1.000_000_1, 9.999_999_505_838_704e-8),
            (3.7, 1.308_332_819_650_179),
            (1e-300, -690.775_527_898_213_7),
            (6.02e23, 54.754_544_398_183_78),
        ] {
            assert_eq!(ln(x), expected, "ln {x}");
        }
        for (x, expected) in [
            (-700.0, 9.859_676_543_759_77e-305),
            (-3.3, 0.036_883_167_401_240_015),
            (0.1, 1.105_170_918_075_647_7),
            (1.0, std::f64::consts::E),
            (2.75, 15.642_631_884_188_171),
            (700.0, 1.014_232_054_735_004_5e304),
        ] {
            assert_eq!(exp(x), expected, "exp {x}");
        }
        for (x, y, expected) in [
            (0.3, 0.7, 0.430_511_620_249_934_2),
            (2.5, -1.5, 0.252_982_212_813_470_33),
            (1e-5, 0.33, 0.022_387_211_385_683_392),
            (0.999, 50.0, 0.951_205_628_197_031_4),
            (123.456, 1.2, 323.455_575_759_995_3),
        ] {
            assert_eq!(pow(x, y), expected, "{x} to the power {y}");
        }
    }

    #[test]
    fn the_ends_of_the_range_are_those_of_the_standard() {
        assert_eq!(exp(f64::NEG_INFINITY), 0.0);
        assert_eq!((exp(0.0), exp(710.0), exp(-746.0)), (1.0, f64::INFINITY, 0.0));
        assert_eq!((ln(0.0), ln(1.0), ln(f64::INFINITY)), (f64::NEG_INFINITY, 0.0, f64::INFINITY));
        assert!(ln(-1.0).is_nan() && ln(f64::NAN).is_nan() && exp(f64::NAN).is_nan());
        assert!(close(ln(5e-324), -744.440_071_921_381_2, 1e-15, 0.0));
        assert_eq!((pow(0.0, 0.0), pow(0.0, 2.0), pow(-2.0, 3.0), pow(2.0, 1e4)), (1.0, 0.0, -8.0, f64::INFINITY));
        assert_eq!((pow(9.0, 0.5), pow(2.0, 10.0), pow(3.7, 1.0), pow(5.0, 0.0)), (3.0, 1024.0, 3.7, 1.0));
        assert!(pow(2.0, f64::NAN).is_nan() && pow(-8.0, 1.0 / 3.0).is_nan());
    }

    #[test]
    fn whole_powers_are_products_in_a_fixed_order() {
        assert_eq!(whole_power(2.0, 64), 18_446_744_073_709_551_616.0);
        assert_eq!((whole_power(-3.0, 3), whole_power(0.5, 10), whole_power(7.3, 1)), (-27.0, 1.0 / 1024.0, 7.3));
        assert_eq!((whole_power(0.0, 0), whole_power(f64::NAN, 0), whole_power(2.0, 2000)), (1.0, 1.0, f64::INFINITY));
        assert_eq!(whole_power(2.0, 1023), 1.0 / f64::MIN_POSITIVE * 2.0);
        assert_eq!(whole_power(1.1, 5), 1.1 * ((1.1 * 1.1) * (1.1 * 1.1)));
    }

    #[test]
    fn small_arguments_keep_their_digits() {
        assert_eq!(exp_m1(1e-20), 1e-20);
        assert_eq!(ln_1p(1e-20), 1e-20);
    }
}
