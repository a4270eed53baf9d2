//! Dividing customers by what they bring: ABC, quadrants, concentration, correlation.

use super::spec::{CLASSES, ClassRecord};
use crate::num;

/// Mean; `None` of nothing.
pub(crate) fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// Indices from the largest value to the smallest; ties keep their order.
fn ranked(values: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[b].total_cmp(&values[a]));
    order
}

/// A (0), B (1) or C (2) for each customer: best first, A until a share `cuts[0]` of all that is brought is reached, B until
/// `cuts[1]`. Who brings nothing, or costs, is in C and counts for nothing.
pub(crate) fn abc(values: &[f64], cuts: [f64; 2]) -> Vec<usize> {
    let total: f64 = values.iter().filter(|value| **value > 0.0).sum();
    let mut classes = vec![2; values.len()];
    let mut so_far = 0.0;
    for at in ranked(values) {
        if values[at] <= 0.0 {
            break;
        }
        // The customer who crosses a cut belongs to the class before it.
        classes[at] = cuts.iter().filter(|cut| so_far >= **cut * total).count();
        so_far += values[at];
    }
    classes
}

/// For each customer, whether each of two values is above its mean.
pub(crate) fn quadrants(first: &[f64], second: &[f64]) -> Vec<(bool, bool)> {
    let (Some(a), Some(b)) = (mean(first), mean(second)) else { return Vec::new() };
    first.iter().zip(second).map(|(x, y)| (*x > a, *y > b)).collect()
}

/// Place among the four groups of a division: both high, only the second, only the first, neither.
pub(crate) fn place(first: bool, second: bool) -> usize {
    match (first, second) {
        (true, true) => 0,
        (false, true) => 1,
        (true, false) => 2,
        (false, false) => 3,
    }
}

/// What the firm can expect of each customer, by the remaining years of their recency class [money].
pub(crate) fn future_values(customers: &[ClassRecord], years: [f64; CLASSES]) -> Vec<f64> {
    customers.iter().map(|c| c.yearly * years[usize::from(c.classes[0]) - 1]).collect()
}

/// Share of the sum that the largest `part` of the values make, one of them cut if need be; `None` where the sum is not above 0.
pub(crate) fn top_share(values: &[f64], part: f64) -> Option<f64> {
    let total: f64 = values.iter().sum();
    if total <= 0.0 {
        return None;
    }
    let mut left = part * values.len() as f64;
    let mut top = 0.0;
    for at in ranked(values) {
        if left <= 0.0 {
            break;
        }
        top += values[at] * left.min(1.0);
        left -= 1.0;
    }
    Some(top / total)
}

/// Pearson's correlation; `None` where one of the two does not vary.
pub(crate) fn correlation(x: &[f64], y: &[f64]) -> Option<f64> {
    let (mx, my) = (mean(x)?, mean(y)?);
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for (a, b) in x.iter().zip(y) {
        xx += (a - mx) * (a - mx);
        yy += (b - my) * (b - my);
        xy += (a - mx) * (b - my);
    }
    let spread = num::sqrt(xx) * num::sqrt(yy);
    (spread > 0.0).then(|| xy / spread)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abc_cuts_at_the_shares() {
        // 50, 30, 15, 5 of 100: A is the first two, B brings it to 95, the rest is C.
        assert_eq!(abc(&[5.0, 50.0, 15.0, 30.0], [0.8, 0.95]), [2, 0, 1, 0]);
        assert_eq!(abc(&[50.0, 29.0, 16.0, 5.0], [0.8, 0.95]), [0, 0, 0, 2], "who crosses the cut is before it");
        assert_eq!(abc(&[10.0, 0.0, -5.0], [0.8, 0.95]), [0, 2, 2], "who brings nothing is in C");
        assert_eq!(abc(&[-1.0], [0.8, 0.95]), [2]);
    }

    #[test]
    fn the_top_of_equal_customers_brings_its_own_share() {
        assert!((top_share(&[7.0; 9], 0.2).expect("a share") - 0.2).abs() < 1e-12);
        assert_eq!(top_share(&[0.0, 0.0, 4.0, 0.0, 0.0], 0.2), Some(1.0));
        assert_eq!(top_share(&[0.0; 4], 0.2), None);
    }

    #[test]
    fn correlation_of_lines_is_one() {
        let x = [1.0, 2.0, 4.0];
        assert!((correlation(&x, &[3.0, 5.0, 9.0]).expect("a value") - 1.0).abs() < 1e-12);
        assert!((correlation(&x, &[-1.0, -2.0, -4.0]).expect("a value") + 1.0).abs() < 1e-12);
        assert_eq!(correlation(&x, &[1.0; 3]), None);
        assert_eq!(correlation(&[], &[]), None);
    }
}
