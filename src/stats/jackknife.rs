//! Estimates that are a function of what all replications saw together: one number for each of them all the same.

/// Returns the jackknife pseudo-value of each replication for an estimate made of all of them together.
///
/// `parts`: what each replication saw, as numbers that may be added up: counts by bin, a numerator and a denominator. `finish`: the estimate
/// from their sums; `None` where they do not tell it. Lists may end early; what is missing is zero.
///
/// # Definition
///
/// `n theta - (n - 1) theta_i`, with `theta` from all `n` replications and `theta_i` from all but the i-th (Tukey 1958; Miller 1974), moved
/// together so that their mean is `theta` itself: a share stays between 0 and 1, and a transform of a share is that transform in the results too.
/// What is given up, a correction of order 1/n, is far below the half-width, and in the tails of a survival curve it does harm. The spread of the
/// values says how sure the estimate is: a t interval, a paired difference and a stopping rule treat them like values of single
/// replications. A ratio of totals with equal denominators gives back each replication's own ratio.
///
/// One replication has the plain estimate. Where all together tell the estimate and all but one do not, everything hangs on that one: the
/// estimate then stands alone, as a single value, and has no interval.
///
/// # Examples
///
/// ```
/// use journeysim::stats::pseudo_values;
///
/// let ratio = |sums: &[f64]| (sums[1] > 0.0).then(|| sums[0] / sums[1]);
/// assert_eq!(pseudo_values(&[&[1.0, 4.0], &[3.0, 4.0]], ratio), [Some(0.25), Some(0.75)]);
/// assert_eq!(pseudo_values(&[&[1.0, 4.0], &[0.0, 0.0]], ratio), [Some(0.25), None]);
/// ```
#[must_use]
pub fn pseudo_values(parts: &[&[f64]], finish: impl Fn(&[f64]) -> Option<f64>) -> Vec<Option<f64>> {
    let mut out = pseudo_curves(parts, |part, sums| sums.extend_from_slice(part), |sums| vec![finish(sums)]);
    out.iter_mut().map(|values| values.pop().flatten()).collect()
}

/// Returns the pseudo-values of several estimates from the same sums, replication by replication: see [`pseudo_values`].
///
/// `read` puts what one replication saw into an empty list, twice each: so they may be kept in few bytes, and no more than one of them stands
/// unpacked at a time.
///
/// # Panics
///
/// If `finish` does not give the same number of estimates each time.
#[must_use]
pub fn pseudo_curves<P>(
    parts: &[P],
    read: impl Fn(&P, &mut Vec<f64>),
    finish: impl Fn(&[f64]) -> Vec<Option<f64>>,
) -> Vec<Vec<Option<f64>>> {
    if parts.is_empty() {
        return Vec::new();
    }
    let (mut sums, mut seen): (Vec<f64>, Vec<f64>) = (Vec::new(), Vec::new());
    for part in parts {
        seen.clear();
        read(part, &mut seen);
        sums.resize(sums.len().max(seen.len()), 0.0);
        sums.iter_mut().zip(&seen).for_each(|(sum, x)| *sum += x);
    }
    let whole = finish(&sums);
    if parts.len() < 2 {
        return parts.iter().map(|_| whole.clone()).collect();
    }
    let others = (parts.len() - 1) as f64;
    let mut rest = sums.clone();
    let mut without: Vec<Vec<Option<f64>>> = Vec::with_capacity(parts.len());
    for part in parts {
        rest.copy_from_slice(&sums);
        seen.clear();
        read(part, &mut seen);
        rest.iter_mut().zip(&seen).for_each(|(sum, x)| *sum -= x);
        without.push(finish(&rest));
        assert_eq!(without.last().map(Vec::len), Some(whole.len()), "every sum gives the same estimates");
    }
    for (at, whole) in whole.iter().enumerate() {
        let known = whole.filter(|_| without.iter().all(|list| list[at].is_some()));
        // Differences from the estimate: exactly zero where no replication makes one.
        let apart = |list: &[Option<f64>]| known.zip(list[at]).map_or(0.0, |(whole, rest)| rest - whole);
        let centre = without.iter().map(|list| apart(list)).sum::<f64>() / parts.len() as f64;
        for (i, list) in without.iter_mut().enumerate() {
            let value = known.map(|whole| whole + others * (centre - apart(list)));
            list[at] = value.or(whole.filter(|_| i == 0));
        }
    }
    without
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num;
    use crate::stats::testing::{coverage, key};
    use crate::stats::{mean_interval, staying};

    fn ratio(sums: &[f64]) -> Option<f64> {
        (sums[1] > 0.0).then(|| sums[0] / sums[1])
    }

    #[test]
    fn pseudo_values_are_those_of_the_definition() {
        let parts: [&[f64]; 3] = [&[3.0, 10.0], &[8.0, 20.0], &[1.0, 5.0]];
        let whole = 12.0 / 35.0;
        let rests = [9.0 / 25.0, 4.0 / 15.0, 11.0 / 30.0];
        let by_hand = rests.map(|rest| whole + 2.0 * (rests.iter().sum::<f64>() / 3.0 - rest));
        let mean = pseudo_values(&parts, ratio).into_iter().flatten().sum::<f64>() / 3.0;
        assert!((mean - whole).abs() < 1e-14, "the estimate itself");
        for (found, wanted) in pseudo_values(&parts, ratio).into_iter().zip(by_hand) {
            assert!((found.expect("a ratio") - wanted).abs() < 1e-14);
        }
    }

    #[test]
    fn two_replications_have_values_of_their_own_and_one_has_the_estimate() {
        // Equal denominators: each its own ratio.
        assert_eq!(pseudo_values(&[&[1.0, 4.0], &[3.0, 4.0]], ratio), [Some(0.25), Some(0.75)]);
        assert_eq!(pseudo_values(&[&[1.0, 4.0]], ratio), [Some(0.25)]);
    }

    #[test]
    fn what_makes_no_difference_has_exactly_the_estimate() {
        let same: [&[f64]; 4] = [&[1.0, 3.0]; 4];
        assert_eq!(pseudo_values(&same, ratio), [Some(1.0 / 3.0); 4], "no noise of rounding");
        assert_eq!(pseudo_values(&[], ratio), []);
        assert_eq!(pseudo_values(&[&[1.0, 0.0], &[2.0, 0.0]], ratio), [None, None], "nothing to measure");
    }

    #[test]
    fn an_estimate_that_hangs_on_one_replication_stands_alone() {
        let found = pseudo_values(&[&[0.0, 0.0], &[1.0, 4.0], &[0.0, 0.0]], ratio);
        assert_eq!(found, [Some(0.25), None, None]);
    }

    /// Kaplan-Meier at bin 4 of customers who join over time and are cut off: risk sets of few, pooled over 10 and over 40 runs. 2,000 experiments:
    /// standard error of a coverage .005; below .93 for 1 seed in 700 where the true one is .945.
    #[test]
    fn intervals_of_pooled_survival_cover_over_a_small_grid() {
        for (cell, (runs, hazard)) in [(10, 0.1), (10, 0.4), (40, 0.1), (40, 0.4)].into_iter().enumerate() {
            let one_run = |experiment: u64, run: u64| {
                let (mut at_risk, mut left) = ([0.0; 5], [0.0; 5]);
                for customer in 0..12 {
                    let key = key(92 + cell as u64, experiment, run);
                    let (exit, cut) = (key.exponential(1, customer) / hazard, 8.0 * key.uniform(2, customer));
                    for bin in 0..5usize {
                        let (from, to) = ((bin as f64 - 1.0).max(0.0), bin as f64);
                        // Cut off in the middle of a bin: at risk for a half.
                        at_risk[bin] += match exit.min(cut) {
                            end if end < from || (bin > 0 && end == from) => 0.0,
                            _ if cut < exit && cut < to => 0.5,
                            _ => 1.0,
                        };
                        left[bin] += f64::from(u8::from(bin > 0 && exit < cut && exit > from && exit <= to));
                    }
                }
                [at_risk, left].concat()
            };
            let truth = num::exp(-4.0 * hazard);
            let covered = coverage(truth, |experiment| {
                let rows: Vec<Vec<f64>> = (0..runs).map(|run| one_run(experiment, run)).collect();
                let parts: Vec<&[f64]> = rows.iter().map(Vec::as_slice).collect();
                let values = pseudo_values(&parts, |sums| staying(&sums[..5], &sums[5..]).survival[4]);
                let values: Vec<f64> = values.into_iter().flatten().collect();
                mean_interval(&values, 0.95).interval()
            });
            assert!(covered >= 0.93, "{runs} runs, hazard {hazard}: {covered}");
        }
    }

    /// Loss per year `1 - S^(1/5)` of ten accounts a run, each lost at .3 a year: a convex function of a share of few. Coverage of the interval
    /// of pseudo-values about 94.5 % at 40 runs; a bound of 93 % is missed by 1 seed in 1,000 or fewer. The mean of the transforms
    /// (here: clamped at everybody lost) is far off.
    #[test]
    fn the_interval_of_a_transformed_share_covers() {
        let loss = |sums: &[f64]| ratio(sums).map(|s| 1.0 - num::pow(s, 0.2));
        let truth = 1.0 - num::exp(-0.3);
        let survivors = |experiment, run| {
            let key = key(91, experiment, run);
            (0..10).filter(|&account| key.uniform(1, account) < num::exp(-1.5)).count() as f64
        };
        let covered = coverage(truth, |experiment| {
            let parts: Vec<[f64; 2]> = (0..40).map(|run| [survivors(experiment, run), 10.0]).collect();
            let parts: Vec<&[f64]> = parts.iter().map(|part| &part[..]).collect();
            let values: Vec<f64> = pseudo_values(&parts, loss).into_iter().flatten().collect();
            mean_interval(&values, 0.95).interval()
        });
        assert!((0.93..=0.97).contains(&covered), "{covered}");
    }
}
