//! How an output goes with one input, over all the others.

use super::super::{Summary, mean_interval};

/// One slice of the range of an input.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bin {
    /// Mean position of its points, 0 to 1.
    pub position: f64,
    /// Output over its points.
    pub output: Summary,
}

/// Means of the output over slices of an input with equal numbers of points.
///
/// # Definition
///
/// Points are sorted by the input and cut into slices; the mean of a slice estimates the partial dependence when the design moves inputs
/// independently (Friedman 2001, section 8.2, for the design's own distribution). Points of equal position are never separated. Intervals are
/// over points: they hold what the other inputs do, not only noise.
#[must_use]
pub fn dependence(positions: &[f64], outputs: &[f64], slices: usize, level: f64) -> Vec<Bin> {
    let mut order: Vec<usize> = (0..positions.len()).collect();
    order.sort_by(|&a, &b| positions[a].total_cmp(&positions[b]).then(a.cmp(&b)));
    let least = positions.len().div_ceil(slices.max(1)).max(1);
    let mut bins = Vec::new();
    let mut from = 0;
    while from < order.len() {
        let mut to = (from + least).min(order.len());
        while to < order.len() && positions[order[to]] == positions[order[to - 1]] {
            to += 1;
        }
        let chosen = &order[from..to];
        let values: Vec<f64> = chosen.iter().map(|&i| outputs[i]).collect();
        let position = chosen.iter().map(|&i| positions[i]).sum::<f64>() / chosen.len() as f64;
        bins.push(Bin { position, output: mean_interval(&values, level) });
        from = to;
    }
    bins
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_have_equal_numbers_and_equal_positions_stay_together() {
        let positions: Vec<f64> = (0..100).map(|i| f64::from(i) / 99.0).collect();
        let outputs: Vec<f64> = positions.iter().map(|x| 3.0 * x).collect();
        let bins = dependence(&positions, &outputs, 5, 0.95);
        assert_eq!(bins.iter().map(|b| b.output.n).collect::<Vec<_>>(), [20; 5]);
        assert!(bins.iter().all(|b| (b.output.mean - 3.0 * b.position).abs() < 1e-12));
        let levels: Vec<f64> = (0..90).map(|i| f64::from(i % 3) / 2.0).collect();
        let bins = dependence(&levels, &outputs[..90], 8, 0.95);
        assert_eq!(bins.iter().map(|b| b.position).collect::<Vec<_>>(), [0.0, 0.5, 1.0]);
    }
}
