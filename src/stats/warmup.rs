//! The warm-up period of a steady-state study.

/// Observations per batch.
const BATCH: usize = 5;

/// Returns how many leading observations to delete from a series averaged over replications.
///
/// # Definition
///
/// MSER-5 (White, Cobb and Spratt 2000): means of batches of five; the deletion `d` that minimises
/// `sum over i > d of (Y_i - mean)^2 / (m - d)^2` over `d <= m / 2`, in observations. `None` when the minimum lies at
/// half of the `m` batches (the horizon is too short), or there are fewer than two batches.
///
/// Delete one common `d` from all replications: chosen run by run, it stops at lucky low points.
#[must_use]
pub fn mser5(series: &[f64]) -> Option<usize> {
    let batches: Vec<f64> = series.chunks_exact(BATCH).map(|batch| batch.iter().sum::<f64>() / BATCH as f64).collect();
    let m = batches.len();
    if m < 2 || batches.iter().any(|mean| !mean.is_finite()) {
        return None;
    }
    // From the end, Welford's update keeps the squared deviations of what is left, without cancellation.
    let (mut mean, mut squares) = (0.0, 0.0);
    let mut best = (f64::INFINITY, 0);
    for deleted in (0..m).rev() {
        let left = (m - deleted) as f64;
        let before = batches[deleted] - mean;
        mean += before / left;
        squares += before * (batches[deleted] - mean);
        // Beyond half, a handful of batches that agree by chance would look steady.
        if deleted > m / 2 {
            continue;
        }
        let error = squares / (left * left);
        if error <= best.0 {
            best = (error, deleted);
        }
    }
    (best.1 < m / 2).then_some(best.1 * BATCH)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::testing::key;

    /// AR(1) with coefficient 0.9 and unit noise, true mean 0, started at 20.
    fn autoregression(experiment: u64, run: u64, steps: u32) -> Vec<f64> {
        let key = key(61, experiment, run);
        let mut level = 20.0;
        (0..steps)
            .map(|step| {
                level = 0.9 * level + key.normal(1, step);
                level
            })
            .collect()
    }

    fn average(runs: &[Vec<f64>]) -> Vec<f64> {
        (0..runs[0].len()).map(|i| runs.iter().map(|run| run[i]).sum::<f64>() / runs.len() as f64).collect()
    }

    fn mean(values: &[f64]) -> f64 {
        values.iter().sum::<f64>() / values.len() as f64
    }

    #[test]
    fn two_batches_are_the_least() {
        assert_eq!(mser5(&[1.0; 10]), Some(0));
        assert_eq!(mser5(&[1.0; 9]), None);
    }

    /// Bias over 200 studies of 10 runs: 0.18 without deletion by the geometric sum, near 0 after.
    /// The standard error of either mean is 0.007; false alarm for 1 seed in 10,000.
    #[test]
    fn deletion_removes_the_initial_bias() {
        let (mut all, mut left, mut deleted) = (0.0, 0.0, 0.0);
        for study in 0..200 {
            let runs: Vec<Vec<f64>> = (0..10).map(|run| autoregression(study, run, 1000)).collect();
            let series = average(&runs);
            let cut = mser5(&series).expect("long enough");
            all += mean(&series) / 200.0;
            left += mean(&series[cut..]) / 200.0;
            deleted += cut as f64 / 200.0;
        }
        assert!((all - 0.18).abs() < 0.03, "{all}");
        assert!(left.abs() < 0.04, "{left}");
        assert!((25.0..50.0).contains(&deleted), "{deleted}");
    }

    /// The trap: a cut chosen run by run stops at lucky low points of a busy queue (load 0.9, true mean wait 9).
    /// Paired over 10 studies; the gap is ten of its standard errors.
    #[test]
    fn one_common_deletion_beats_a_deletion_per_run() {
        let (mut common, mut per_run) = (0.0, 0.0);
        for study in 0..10 {
            let runs: Vec<Vec<f64>> = (0..50)
                .map(|run| {
                    let key = key(62, study, run);
                    let mut wait = 0.0f64;
                    (0..4000)
                        .map(|c| {
                            wait = (wait + key.exponential(1, c) - key.exponential(2, c) / 0.9).max(0.0);
                            wait
                        })
                        .collect()
                })
                .collect();
            let cut = mser5(&average(&runs)).expect("long enough");
            common += runs.iter().map(|run| mean(&run[cut..])).sum::<f64>() / 500.0;
            per_run += runs.iter().map(|run| mean(&run[mser5(run).unwrap_or(0)..])).sum::<f64>() / 500.0;
        }
        assert!((8.2..9.6).contains(&common), "{common}");
        assert!(per_run < common - 0.2, "{per_run} {common}");
    }

    #[test]
    fn a_short_horizon_is_reported() {
        let rising: Vec<f64> = (0..200).map(f64::from).collect();
        assert_eq!(mser5(&rising), None);
        assert_eq!(mser5(&[1.0; 9]), None);
        assert_eq!(mser5(&[f64::NAN; 100]), None);
    }

    #[test]
    fn a_flat_series_loses_nothing() {
        assert_eq!(mser5(&[3.0; 100]), Some(0));
        let stationary: Vec<f64> = (0..1000).map(|i| key(63, 0, 0).normal(1, i)).collect();
        assert!(mser5(&stationary).expect("stationary") < 500);
    }

    /// Against the definition, term by term.
    #[test]
    fn the_running_sums_match_the_definition() {
        let series = autoregression(7, 0, 400);
        let batches: Vec<f64> = series.chunks(BATCH).map(mean).collect();
        let error = |d: usize| {
            let rest = &batches[d..];
            let centre = mean(rest);
            rest.iter().map(|y| (y - centre) * (y - centre)).sum::<f64>() / (rest.len() * rest.len()) as f64
        };
        let best = (0..=batches.len() / 2).min_by(|&a, &b| error(a).total_cmp(&error(b)));
        assert_eq!(mser5(&series), best.map(|d| d * BATCH));
    }
}
