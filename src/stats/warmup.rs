//! The warm-up period of a steady-state study.

/// Observations per batch.
const BATCH: usize = 5;

/// Returns how many leading observations to delete from a series averaged over replications.
///
/// # Definition
///
/// MSER-5 (White, Cobb and Spratt 2000): means of batches of five; the deletion `d` that minimises
/// `sum over i > d of (Y_i - mean)^2 / (m - d)^2`, in observations. `None` when the minimum lies in the second half of
/// the `m` batches (the horizon is too short), or there are fewer than two batches.
///
/// Delete one common `d` from all replications: chosen run by run, it stops at lucky low points.
#[must_use]
pub fn mser5(series: &[f64]) -> Option<usize> {
    let batches: Vec<f64> = series
        .chunks_exact(BATCH)
        .map(|batch| batch.iter().sum::<f64>() / BATCH as f64)
        .collect();
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
        // A handful of batches left can agree by chance: they are no evidence.
        if m - deleted < BATCH.min(m) {
            continue;
        }
        let error = squares / (left * left);
        if error <= best.0 {
            best = (error, deleted);
        }
    }
    (best.1 < m / 2 || best.1 == 0).then_some(best.1 * BATCH)
}
