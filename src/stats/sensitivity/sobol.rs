//! Shares of the variance of an output, by input.

use super::super::Interval;
use crate::random::ReplicationKey;

/// Keeps resampling away from the draws of a simulation with the same seed.
const RESAMPLE_SALT: u64 = 0x536f_626f_6c42_6f6f;

/// First-order and total index of one input.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SobolIndex {
    /// Share of the variance that goes with this input alone.
    pub first: f64,
    /// Bootstrap interval of it.
    pub first_interval: Interval,
    /// Share of the variance that goes with this input alone or together with others.
    pub total: f64,
    /// Bootstrap interval of it.
    pub total_interval: Interval,
}

/// Indices of all inputs.
#[derive(Debug, Clone, PartialEq)]
pub struct SobolIndices {
    /// One for each input.
    pub inputs: Vec<SobolIndex>,
    /// Variance over the rows A and B.
    pub variance: f64,
    /// Rows of A that were used.
    pub rows: usize,
}

/// Estimates Sobol indices from Saltelli rows.
///
/// `a[r]` and `b[r]` are the output at row `r` of the two samples, `mixed[r][i]` that at row `r` of A with input `i` from B.
///
/// # Definition
///
/// First order `mean(f_B (f_ABi - f_A)) / V` (Saltelli et al. 2010, table 2b), total `mean((f_A - f_ABi)^2) / (2 V)` (Jansen 1999), with
/// `V` the variance over A and B and outputs shifted by the mean of all rows, as SALib does. Intervals: percentile bootstrap over rows. Everything is NaN when the
/// output never varies.
///
/// # Randomness
///
/// One word per resample and row, addressed by seed.
///
/// # Panics
///
/// If the samples differ in length, or `level` is not between 0 and 1.
#[must_use]
pub fn sobol_indices(
    a: &[f64],
    b: &[f64],
    mixed: &[Vec<f64>],
    (resamples, level, seed): (usize, f64, u64),
) -> SobolIndices {
    assert!(a.len() == b.len() && a.len() == mixed.len(), "every row has all its points");
    assert!(level > 0.0 && level < 1.0, "a level lies between 0 and 1");
    let n = a.len();
    let inputs = mixed.first().map_or(0, Vec::len);
    let all: Vec<usize> = (0..n).collect();
    let found = estimate(a, b, mixed, inputs, &all);
    let mut samples: Vec<Vec<(f64, f64)>> = vec![Vec::with_capacity(resamples); inputs];
    let mut chosen = vec![0; n];
    for resample in 0..resamples {
        let key = ReplicationKey::new(seed ^ RESAMPLE_SALT, resample as u64).customer(0);
        for (draw, chosen) in chosen.iter_mut().enumerate() {
            *chosen = ((u128::from(key.word(0, draw as u32)) * n as u128) >> 64) as usize;
        }
        let (again, _) = estimate(a, b, mixed, inputs, &chosen);
        samples.iter_mut().zip(again).for_each(|(list, index)| list.push(index));
    }
    let (point, variance) = found;
    let interval = |values: Vec<f64>| percentile(values, level);
    let inputs = point
        .into_iter()
        .zip(samples)
        .map(|((first, total), list)| SobolIndex {
            first,
            first_interval: interval(list.iter().map(|s| s.0).collect()),
            total,
            total_interval: interval(list.iter().map(|s| s.1).collect()),
        })
        .collect();
    SobolIndices { inputs, variance, rows: n }
}

/// First and total of each input over some rows, and the variance.
fn estimate(a: &[f64], b: &[f64], mixed: &[Vec<f64>], inputs: usize, rows: &[usize]) -> (Vec<(f64, f64)>, f64) {
    let n = rows.len() as f64;
    let mean = rows.iter().map(|&r| a[r] + b[r]).sum::<f64>() / (2.0 * n);
    let square = |x: f64| (x - mean) * (x - mean);
    // The estimator of the first order depends on the origin of the output: the mean of all rows makes it small.
    let mixed_sum = rows.iter().map(|&r| mixed[r].iter().sum::<f64>()).sum::<f64>();
    let centre = (2.0 * n * mean + mixed_sum) / (n * (inputs as f64 + 2.0));
    let variance = rows.iter().map(|&r| square(a[r]) + square(b[r])).sum::<f64>() / (2.0 * n);
    let index = |i: usize| {
        let first = rows.iter().map(|&r| (b[r] - centre) * (mixed[r][i] - a[r])).sum::<f64>() / n;
        let total = rows.iter().map(|&r| (a[r] - mixed[r][i]) * (a[r] - mixed[r][i])).sum::<f64>() / (2.0 * n);
        (first / variance, total / variance)
    };
    ((0..inputs).map(index).collect(), variance)
}

/// The middle part of a sample.
pub(super) fn percentile(mut values: Vec<f64>, level: f64) -> Interval {
    values.retain(|v| v.is_finite());
    if values.is_empty() {
        return Interval { low: f64::NAN, high: f64::NAN };
    }
    values.sort_by(f64::total_cmp);
    let tail = 0.5 * (1.0 - level);
    let at = |p: f64| values[((p * values.len() as f64) as usize).min(values.len() - 1)];
    Interval { low: at(tail), high: at(1.0 - tail) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::sin;
    use crate::random::SobolSequence;

    const PI: f64 = std::f64::consts::PI;

    fn ishigami(x: &[f64]) -> f64 {
        let y: Vec<f64> = x.iter().map(|u| PI * (2.0 * u - 1.0)).collect();
        let (s1, s2) = (sin(y[0]), sin(y[1]));
        s1 + 7.0 * s2 * s2 + 0.1 * y[2] * y[2] * y[2] * y[2] * s1
    }

    fn rows(n: u32, d: usize, f: impl Fn(&[f64]) -> f64) -> SobolIndices {
        let sequence = SobolSequence::new(2 * d, 5);
        let (mut a, mut b, mut mixed) = (Vec::new(), Vec::new(), Vec::new());
        for i in 0..n {
            let point = sequence.point(i);
            let (x, y) = point.split_at(d);
            a.push(f(x));
            b.push(f(y));
            let one = |j: usize| f(&(0..d).map(|k| if k == j { y[k] } else { x[k] }).collect::<Vec<_>>());
            mixed.push((0..d).map(one).collect());
        }
        sobol_indices(&a, &b, &mixed, (200, 0.95, 1))
    }

    #[test]
    fn ishigami_is_found_within_two_hundredths() {
        // Ishigami and Homma 1990 with a = 7, b = 0.1; the fourth input is a dummy.
        let found = rows(4096, 4, ishigami);
        let known = [(0.3139, 0.5576), (0.4424, 0.4424), (0.0, 0.2437), (0.0, 0.0)];
        for (index, (first, total)) in found.inputs.iter().zip(known) {
            assert!((index.first - first).abs() < 0.02, "{index:?}");
            assert!((index.total - total).abs() < 0.02, "{index:?}");
            assert!(index.total_interval.low <= index.total && index.total <= index.total_interval.high + 1e-12);
        }
        assert!((found.variance - 13.8446).abs() < 0.2, "{}", found.variance);
    }

    #[test]
    fn a_dummy_has_no_share_and_shares_of_a_sum_add_up() {
        let found = rows(1024, 3, |x| 3.0 * x[0] + x[1]);
        assert_eq!((found.inputs[2].first, found.inputs[2].total), (0.0, 0.0));
        let sum: f64 = found.inputs.iter().map(|i| i.first).sum();
        assert!((sum - 1.0).abs() < 0.02, "{sum}");
        assert!((found.inputs[0].total - 0.9).abs() < 0.02);
    }

    #[test]
    fn the_shift_of_an_output_changes_nothing() {
        let (plain, shifted) = (rows(256, 3, ishigami), rows(256, 3, |x| ishigami(x) + 1e6));
        for (a, b) in plain.inputs.iter().zip(&shifted.inputs) {
            assert!((a.first - b.first).abs() < 1e-6 && (a.total - b.total).abs() < 1e-6);
        }
    }
}
