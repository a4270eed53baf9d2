//! The standard normal distribution.

use super::{ln, sqrt};

/// Returns the probabilities below and above `z` under the standard normal law.
///
/// # Definition
///
/// `erfc(-z / sqrt 2) / 2` and `erfc(z / sqrt 2) / 2`; both tails keep full relative precision.
#[must_use]
pub fn normal_cdf(z: f64) -> (f64, f64) {
    let x = z * std::f64::consts::FRAC_1_SQRT_2;
    (0.5 * libm::erfc(-x), 0.5 * libm::erfc(x))
}

/// Returns the standard normal quantile of `p`.
///
/// # Definition
///
/// Wichura (1988), algorithm AS 241 (PPND16): rational approximations, relative error about 1e-16.
/// For `|p - 1/2| <= 0.425` (85 % of draws) it needs no transcendental function.
/// Minus infinity at 0, infinity at 1, NaN outside.
#[inline]
#[must_use]
pub fn normal_quantile(p: f64) -> f64 {
    normal_quantile_pair(p, 1.0 - p)
}

/// Returns the standard normal quantile with `p` below and `q = 1 - p` above.
///
/// Same approximation as [`normal_quantile`]; the upper tail keeps its digits when `q` is tiny.
#[inline]
#[must_use]
pub fn normal_quantile_pair(p: f64, q: f64) -> f64 {
    let centred = p - 0.5;
    if centred.abs() <= 0.425 {
        let r = 0.180_625 - centred * centred;
        return centred * (polynomial(&A, r) / polynomial(&B, r));
    }
    let tail = tail_quantile(if centred < 0.0 { p } else { q });
    if centred < 0.0 { -tail } else { tail }
}

/// Returns the positive distance from the centre at which `tail` is left outside.
fn tail_quantile(tail: f64) -> f64 {
    if tail == 0.0 {
        return f64::INFINITY;
    }
    let r = sqrt(-ln(tail));
    if r <= 5.0 {
        polynomial(&C, r - 1.6) / polynomial(&D, r - 1.6)
    } else {
        polynomial(&E, r - 5.0) / polynomial(&F, r - 5.0)
    }
}

/// Evaluates a polynomial of degree seven in pairs (Estrin's scheme): half the latency of Horner's.
#[inline]
fn polynomial(coefficients: &[f64; 8], x: f64) -> f64 {
    let [c0, c1, c2, c3, c4, c5, c6, c7] = *coefficients;
    let square = x * x;
    let low = (c0 + c1 * x) + square * (c2 + c3 * x);
    let high = (c4 + c5 * x) + square * (c6 + c7 * x);
    low + square * square * high
}

const A: [f64; 8] = [
    3.387_132_872_796_366_5,
    133.141_667_891_784_38,
    1_971.590_950_306_551_3,
    13_731.693_765_509_46,
    45_921.953_931_549_87,
    67_265.770_927_008_7,
    33_430.575_583_588_13,
    2_509.080_928_730_122_7,
];
const B: [f64; 8] = [
    1.0,
    42.313_330_701_600_91,
    687.187_007_492_057_9,
    5_394.196_021_424_751,
    21_213.794_301_586_597,
    39_307.895_800_092_71,
    28_729.085_735_721_943,
    5_226.495_278_852_854,
];
const C: [f64; 8] = [
    1.423_437_110_749_683_5,
    4.630_337_846_156_546,
    5.769_497_221_460_691,
    3.647_848_324_763_204_5,
    1.270_458_252_452_368_4,
    0.241_780_725_177_450_6,
    0.022_723_844_989_269_184,
    7.745_450_142_783_414e-4,
];
const D: [f64; 8] = [
    1.0,
    2.053_191_626_637_759,
    1.676_384_830_183_803_8,
    0.689_767_334_985_1,
    0.148_103_976_427_480_08,
    0.015_198_666_563_616_457,
    5.475_938_084_995_345e-4,
    1.050_750_071_644_416_9e-9,
];
const E: [f64; 8] = [
    6.657_904_643_501_104,
    5.463_784_911_164_114,
    1.784_826_539_917_291_3,
    0.296_560_571_828_504_87,
    0.026_532_189_526_576_124,
    0.001_242_660_947_388_078_4,
    2.711_555_568_743_487_6e-5,
    2.010_334_399_292_288_1e-7,
];
const F: [f64; 8] = [
    1.0,
    0.599_832_206_555_888,
    0.136_929_880_922_735_8,
    0.014_875_361_290_850_615,
    7.868_691_311_456_133e-4,
    1.846_318_317_510_054_7e-5,
    1.421_511_758_316_446e-7,
    2.044_263_103_389_939_8e-15,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::close;

    #[test]
    fn quantile_matches_forty_digit_references() {
        // Computed with 40 digits by inverting erfc.
        for (p, expected) in [
            (0.6, 0.253_347_103_135_799_7),
            (0.925, 1.439_531_470_938_456_2),
            (0.01, -2.326_347_874_040_841),
            (0.075, -1.439_531_470_938_456),
            (1e-5, -4.264_890_793_922_825),
            (2e-11, -6.604_077_590_405_634),
            (1e-12, -7.034_483_825_301_132),
            (1e-100, -21.273_453_560_965_324),
            (1e-300, -37.047_096_299_361_2),
        ] {
            assert!(close(normal_quantile(p), expected, 1e-12, 0.0), "{p}: {}", normal_quantile(p));
        }
        assert_eq!(normal_quantile(0.5), 0.0);
    }

    #[test]
    fn quantile_inverts_the_distribution_in_both_tails() {
        for z in [-30.0, -8.0, -2.0, -0.5, 0.0, 0.7, 1.44, 5.0, 12.0, 35.0] {
            let (p, q) = normal_cdf(z);
            assert!(close(normal_quantile_pair(p, q), z, 1e-12, 1e-15), "{z}");
        }
    }

    #[test]
    fn quantile_is_increasing_across_the_seams() {
        let mut last = f64::NEG_INFINITY;
        for k in 1..200_000 {
            let z = normal_quantile(f64::from(k) / 200_000.0);
            assert!(z > last);
            last = z;
        }
        assert_eq!(normal_quantile(0.0), f64::NEG_INFINITY);
        assert_eq!(normal_quantile(1.0), f64::INFINITY);
        assert!(normal_quantile(f64::NAN).is_nan());
    }
}
