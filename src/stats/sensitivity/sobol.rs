//! Shares of the variance of an output, by input.

use std::collections::BTreeSet;

use super::super::{Interval, mean_interval};
use crate::num::sqrt;

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

/// Saltelli rows: two samples, and one with each input in turn from the second.
#[derive(Debug, Clone, Copy)]
pub struct SaltelliRows<'a> {
    /// Output at each row of the sample A.
    pub a: &'a [f64],
    /// Output at each row of the sample B.
    pub b: &'a [f64],
    /// Output at each row of A with each input from B.
    pub mixed: &'a [Vec<f64>],
    /// Positions of the inputs in A and in B at each row, between 0 and 1 and uniform; empty where they are not known. Inputs beyond them
    /// are dummies, which have no position.
    pub places: &'a [[Vec<f64>; 2]],
    /// Number of the shift that each row comes from.
    pub shifts: &'a [usize],
}

/// Estimates Sobol indices.
///
/// # Definition
///
/// First order `mean(f_B (f_ABi - f_A)) / V` (Saltelli et al. 2010, table 2b), total `mean((f_A - f_ABi)^2) / (2 V)` (Jansen 1999), with
/// `V` the variance over A and B and outputs shifted by the mean of all rows, as SALib does. Everything is NaN when the output never varies.
///
/// Where positions are known, a line and a bow for each input, fitted to its own steps `f_ABi - f_A`, are control variates of all three means:
/// what they share is known without error (Li, Rabitz, Wang and Georgopoulos 2003), and rows are only asked for the rest. Sums of
/// lines and parabolas have no error left at any number of rows.
///
/// Intervals: the delete-a-group jackknife with Student's t, one group for each of the independent shifts of the sequence that rows come
/// from (randomised quasi-Monte Carlo; Owen 2013, chapter 17). Rows of one sequence fill the cube far more evenly than draws do, so that a
/// bootstrap of rows, which takes them for draws, is several times too wide.
///
/// # Panics
///
/// If the samples differ in length, or `level` is not between 0 and 1.
#[must_use]
pub fn sobol_indices(rows: SaltelliRows<'_>, level: f64) -> SobolIndices {
    let n = rows.a.len();
    assert!(
        [rows.b.len(), rows.mixed.len(), rows.shifts.len()].iter().all(|&m| m == n),
        "every row has all its points"
    );
    assert!(rows.places.is_empty() || rows.places.len() == n, "places of all rows or of none");
    assert!(level > 0.0 && level < 1.0, "a level lies between 0 and 1");
    let all: Vec<usize> = (0..n).collect();
    let mut shapes: Vec<Vec<[Shape; 2]>> = rows.places.iter().map(shapes).collect();
    if estimate(&rows, &shapes, &all).1 <= 0.0 {
        // A handful of rows may fit shapes that vary more than the output does: they are of no use then.
        shapes.clear();
    }
    let (point, variance) = estimate(&rows, &shapes, &all);
    let groups: BTreeSet<usize> = rows.shifts.iter().copied().collect();
    let without = |group: &usize| -> Vec<Indices> {
        let rest: Vec<usize> = all.iter().copied().filter(|&row| rows.shifts[row] != *group).collect();
        estimate(&rows, &shapes, &rest).0
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

/// A line and a bow at one position: Legendre polynomials of mean 0 and mean square 1 over the range, uncorrelated.
type Shape = [f64; 2];

/// The shapes of every input at its places in A and B.
fn shapes([a, b]: &[Vec<f64>; 2]) -> Vec<[Shape; 2]> {
    let (line, bow) = (sqrt(3.0), sqrt(5.0));
    let shape = |u: f64| {
        let x = 2.0 * u - 1.0;
        [line * x, bow * (1.5 * x * x - 0.5)]
    };
    a.iter().zip(b).map(|(&a, &b)| [shape(a), shape(b)]).collect()
}

/// First and total of each input over some rows, and the variance.
fn estimate(rows: &SaltelliRows<'_>, shapes: &[Vec<[Shape; 2]>], chosen: &[usize]) -> (Vec<Indices>, f64) {
    let SaltelliRows { a, b, mixed, .. } = *rows;
    let n = chosen.len() as f64;
    let inputs = mixed.first().map_or(0, Vec::len);
    let fits: Vec<Shape> = (0..inputs).map(|i| fit(rows, shapes, chosen, i)).collect();
    let of = |row: usize, i: usize, side: usize| {
        let shape = shapes.get(row).and_then(|inputs| inputs.get(i));
        shape.map_or(0.0, |s| fits[i][0] * s[side][0] + fits[i][1] * s[side][1])
    };
    // The control at A and at B of each row, and the steps of its inputs.
    let steps: Vec<Vec<f64>> =
        chosen.iter().map(|&r| (0..inputs).map(|i| of(r, i, 1) - of(r, i, 0)).collect()).collect();
    let controls: Vec<[f64; 2]> =
        chosen.iter().map(|&r| [0, 1].map(|side| (0..inputs).map(|i| of(r, i, side)).sum())).collect();
    let known: Vec<f64> = fits.iter().map(|fit| fit[0] * fit[0] + fit[1] * fit[1]).collect();
    let each = || chosen.iter().copied().zip(&controls).zip(&steps);
    let mean = each().map(|((r, g), _)| a[r] - g[0] + b[r] - g[1]).sum::<f64>() / (2.0 * n);
    let square = |x: f64| (x - mean) * (x - mean);
    // The estimator of the first order depends on the origin of the output: the mean of all rows makes it small.
    let all = |((r, g), s): ((usize, &[f64; 2]), &Vec<f64>)| {
        a[r] - g[0] + b[r] - g[1] + (0..inputs).map(|i| mixed[r][i] - g[0] - s[i]).sum::<f64>()
    };
    let centre = each().map(all).sum::<f64>() / (n * (inputs as f64 + 2.0));
    let rest = each().map(|((r, g), _)| square(a[r]) - g[0] * g[0] + square(b[r]) - g[1] * g[1]).sum::<f64>();
    let variance = known.iter().sum::<f64>() + rest / (2.0 * n);
    let index = |i: usize| {
        let first = each().map(|((r, g), s)| (b[r] - centre) * (mixed[r][i] - a[r]) - g[1] * s[i]).sum::<f64>();
        let total = each().map(|((r, _), s)| (a[r] - mixed[r][i]) * (a[r] - mixed[r][i]) - s[i] * s[i]).sum::<f64>();
        ((known[i] + first / n) / variance, (known[i] + total / (2.0 * n)) / variance)
    };
    ((0..inputs).map(index).collect(), variance)
}

/// The line and the bow that follow the steps of one input best; nothing for an input without places.
fn fit(rows: &SaltelliRows<'_>, shapes: &[Vec<[Shape; 2]>], chosen: &[usize], i: usize) -> Shape {
    if shapes.first().is_none_or(|inputs| i >= inputs.len()) {
        return [0.0; 2];
    }
    let (mut xx, mut xy, mut yy, mut xf, mut yf) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for &r in chosen {
        let [from, to] = shapes[r][i];
        let (x, y, f) = (to[0] - from[0], to[1] - from[1], rows.mixed[r][i] - rows.a[r]);
        xx += x * x;
        xy += x * y;
        yy += y * y;
        xf += x * f;
        yf += y * f;
    }
    let det = xx * yy - xy * xy;
    // Too few rows to tell a line from a bow.
    if det <= 1e-9 * xx * yy { [0.0; 2] } else { [(yy * xf - xy * yf) / det, (xx * yf - xy * xf) / det] }
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
        rows_of(5, n, (d, true), f)
    }

    /// Indices of a function of `d` inputs from `n` rows, told the places of them or not.
    fn rows_of(seed: u64, n: u32, (d, told): (usize, bool), f: impl Fn(&[f64]) -> f64) -> SobolIndices {
        let sequences: Vec<SobolSequence> =
            (0..SHIFTS).map(|shift| SobolSequence::again(2 * d, seed, shift as u64)).collect();
        let (mut a, mut b, mut mixed, mut places) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for i in 0..n {
            let point = sequences[i as usize % SHIFTS].point(i / SHIFTS as u32);
            let (x, y) = point.split_at(d);
            a.push(f(x));
            b.push(f(y));
            let one = |j: usize| f(&(0..d).map(|k| if k == j { y[k] } else { x[k] }).collect::<Vec<_>>());
            mixed.push((0..d).map(one).collect());
            places.push([x.to_vec(), y.to_vec()]);
        }
        let shifts: Vec<usize> = (0..n as usize).map(|row| row % SHIFTS).collect();
        let places: &[[Vec<f64>; 2]] = if told { &places } else { &[] };
        sobol_indices(SaltelliRows { a: &a, b: &b, mixed: &mixed, places, shifts: &shifts }, 0.95)
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

    fn sum(x: &[f64]) -> f64 {
        3.0 * x[0] + x[1] + 0.5 * x[2]
    }

    /// Steep in one input, and a product of the two others.
    fn curve(x: &[f64]) -> f64 {
        crate::num::exp(2.0 * x[0]) + 3.0 * x[1] * x[2]
    }

    /// 300 shifts of the sequence each: coverage, and how many times too wide (half-width over 1.96 root mean square errors). Three standard
    /// errors of a coverage of .95 are .038.
    #[test]
    fn intervals_cover_and_are_not_much_too_wide() {
        let of_sum = [9.0 / 10.25, 1.0 / 10.25];
        // Variances: of exp(2 x) over its range (e^4 - 1) / 4 - ((e^2 - 1) / 2)^2 = 3.19453, of the product 9/48 for each input alone, 9/144 together.
        let of_curve = [3.19453 / 3.63203, 0.1875 / 3.63203];
        let of_ishigami = [0.3139, 0.4424];
        type Case = (&'static str, fn(&[f64]) -> f64, [f64; 2], bool);
        let cases: [(Case, &[u32]); 3] = [
            (("sum of unknown places", sum, of_sum, false), &[64, 256]),
            (("curve", curve, of_curve, true), &[16, 64, 256]),
            (("ishigami", ishigami, of_ishigami, true), &[256, 1024]),
        ];
        for ((name, f, known, told), n) in cases.into_iter().flat_map(|(case, n)| n.iter().map(move |n| (case, *n))) {
            let (mut covered, mut squares, mut halves) = ([0u32; 2], [0.0; 2], [0.0; 2]);
            let shifts = 300;
            for seed in 0..shifts {
                let found = rows_of(seed, n, (3, told), f);
                for i in 0..2 {
                    let index = &found.inputs[i];
                    covered[i] += u32::from(index.first_interval.contains(known[i]));
                    squares[i] += (index.first - known[i]) * (index.first - known[i]) / shifts as f64;
                    halves[i] += 0.5 * (index.first_interval.high - index.first_interval.low) / shifts as f64;
                }
            }
            for i in 0..2 {
                let share = f64::from(covered[i]) / shifts as f64;
                let error = crate::num::sqrt(squares[i]);
                let wide = halves[i] / (1.96 * error);
                println!("{name} {n} input {i}: covered {share:.3}, {wide:.2} times too wide, error {error:.4}");
                assert!(share > 0.912, "{name} {n} {i}: {share}");
                // Student's t with seven degrees of freedom alone is 1.2 times the normal quantile.
                assert!(wide < 2.0, "{name} {n} {i}: {wide}");
            }
        }
    }

    /// A sum of lines and parabolas is known from a handful of rows, dummies too; without places eight rows are off by tenths.
    #[test]
    fn sums_of_lines_and_parabolas_have_no_error() {
        let bowl = |x: &[f64]| sum(x) + 2.0 * (x[1] - 0.5) * (x[1] - 0.5);
        // The variance of (x - 1/2)^2 is 1/180, and it is uncorrelated with the line.
        let whole = 10.25 / 12.0 + 4.0 / 180.0;
        let known = [9.0 / 12.0 / whole, (1.0 / 12.0 + 4.0 / 180.0) / whole, 0.25 / 12.0 / whole, 0.0];
        for n in [8, 64] {
            let found = rows_of(3, n, (4, true), bowl);
            for (index, known) in found.inputs.iter().zip(known) {
                assert!((index.first - known).abs() < 1e-9 && (index.total - known).abs() < 1e-9, "{n} {index:?}");
                assert!(index.first_interval.high - index.first_interval.low < 1e-9, "{n} {index:?}");
            }
            assert!((found.variance - whole).abs() < 1e-9, "{}", found.variance);
        }
        let blind = rows_of(3, 8, (4, false), bowl);
        assert!((blind.inputs[0].first - known[0]).abs() > 0.05, "{blind:?}");
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
