//! Shares of the variance of an output, by input.

use std::collections::BTreeSet;

use super::super::{Interval, mean_interval};

/// Shifts of the sequence that rows take turns among: the replications of a quasi-Monte Carlo estimate. More of them would make each less even,
/// and the estimate with it; fewer would leave too few degrees of freedom.
pub const SHIFTS: usize = 8;

/// First-order and total index of one input, without intervals.
type Indices = (f64, f64);

/// First-order and total index of one input.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SobolIndex {
    /// Share of the variance that goes with this input alone.
    pub first: f64,
    /// Interval of it.
    pub first_interval: Interval,
    /// Share of the variance that goes with this input alone or together with others.
    pub total: f64,
    /// Interval of it.
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
/// `a[r]` and `b[r]` are the output at row `r` of the two samples, `mixed[r][i]` that at row `r` of A with input `i` from B, `shifts[r]` the number
/// of the shift that the row comes from.
///
/// # Definition
///
/// First order `mean(f_B (f_ABi - f_A)) / V` (Saltelli et al. 2010, table 2b), total `mean((f_A - f_ABi)^2) / (2 V)` (Jansen 1999), with
/// `V` the variance over A and B and outputs shifted by the mean of all rows, as SALib does. Everything is NaN when the output never varies.
///
/// Intervals: the delete-a-group jackknife with Student's t, one group for each of the independent shifts of the sequence that rows come
/// from (randomised quasi-Monte Carlo; Owen 2013, chapter 17). Rows of one sequence fill the cube far more evenly than draws do, so that a
/// bootstrap of rows, which takes them for draws, is several times too wide.
///
/// # Panics
///
/// If the samples differ in length, or `level` is not between 0 and 1.
#[must_use]
pub fn sobol_indices(a: &[f64], b: &[f64], mixed: &[Vec<f64>], shifts: &[usize], level: f64) -> SobolIndices {
    assert!([b.len(), mixed.len(), shifts.len()].iter().all(|&n| n == a.len()), "every row has all its points");
    assert!(level > 0.0 && level < 1.0, "a level lies between 0 and 1");
    let n = a.len();
    let inputs = mixed.first().map_or(0, Vec::len);
    let all: Vec<usize> = (0..n).collect();
    let (point, variance) = estimate(a, b, mixed, inputs, &all);
    let groups: BTreeSet<usize> = shifts.iter().copied().collect();
    let without = |group: &usize| -> Vec<Indices> {
        let rest: Vec<usize> = all.iter().copied().filter(|&row| shifts[row] != *group).collect();
        estimate(a, b, mixed, inputs, &rest).0
    };
    let left: Vec<Vec<Indices>> = groups.iter().map(without).collect();
    let many = groups.len() as f64;
    let interval = |whole: f64, read: &dyn Fn(&[Indices]) -> f64| {
        let pseudo: Vec<f64> = left.iter().map(|rest| many * whole - (many - 1.0) * read(rest)).collect();
        let half = mean_interval(&pseudo, level).half_width;
        Interval { low: whole - half, high: whole + half }
    };
    let inputs = point
        .into_iter()
        .enumerate()
        .map(|(i, (first, total))| {
            let of_total = interval(total, &|rest| rest[i].1);
            SobolIndex {
                first,
                first_interval: interval(first, &|rest| rest[i].0),
                total,
                total_interval: Interval { low: of_total.low.max(0.0), ..of_total },
            }
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
        rows_of(5, n, d, f)
    }

    fn rows_of(seed: u64, n: u32, d: usize, f: impl Fn(&[f64]) -> f64) -> SobolIndices {
        let sequences: Vec<SobolSequence> =
            (0..SHIFTS).map(|shift| SobolSequence::again(2 * d, seed, shift as u64)).collect();
        let (mut a, mut b, mut mixed) = (Vec::new(), Vec::new(), Vec::new());
        for i in 0..n {
            let point = sequences[i as usize % SHIFTS].point(i / SHIFTS as u32);
            let (x, y) = point.split_at(d);
            a.push(f(x));
            b.push(f(y));
            let one = |j: usize| f(&(0..d).map(|k| if k == j { y[k] } else { x[k] }).collect::<Vec<_>>());
            mixed.push((0..d).map(one).collect());
        }
        let shifts: Vec<usize> = (0..n as usize).map(|row| row % SHIFTS).collect();
        sobol_indices(&a, &b, &mixed, &shifts, 0.95)
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

    /// 300 shifts of the sequence each: coverage, and how many times too wide (half-width over 1.96 root mean square errors). Three standard
    /// errors of a coverage of .95 are .038.
    #[test]
    fn intervals_cover_and_are_not_much_too_wide() {
        let sum = |x: &[f64]| 3.0 * x[0] + x[1] + 0.5 * x[2];
        let sum_known = [9.0 / 10.25, 1.0 / 10.25];
        for (n, name) in [(64, "sum"), (256, "sum"), (256, "ishigami"), (1024, "ishigami")] {
            let known = if name == "sum" { sum_known } else { [0.3139, 0.4424] };
            let (mut covered, mut squares, mut halves) = ([0u32; 2], [0.0; 2], [0.0; 2]);
            let shifts = 300;
            for seed in 0..shifts {
                let found = if name == "sum" { rows_of(seed, n, 3, sum) } else { rows_of(seed, n, 3, ishigami) };
                for i in 0..2 {
                    let index = &found.inputs[i];
                    covered[i] += u32::from(index.first_interval.contains(known[i]));
                    squares[i] += (index.first - known[i]) * (index.first - known[i]) / shifts as f64;
                    halves[i] += 0.5 * (index.first_interval.high - index.first_interval.low) / shifts as f64;
                }
            }
            for i in 0..2 {
                let share = f64::from(covered[i]) / shifts as f64;
                let wide = halves[i] / (1.96 * crate::num::sqrt(squares[i]));
                println!("{name} {n} input {i}: covered {share:.3}, {wide:.2} times too wide, half {:.4}", halves[i]);
                assert!(share > 0.912, "{name} {n} {i}: {share}");
                // Student's t with seven degrees of freedom alone is 1.2 times the normal quantile.
                assert!(wide < 2.0, "{name} {n} {i}: {wide}");
            }
        }
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
