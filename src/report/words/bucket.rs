//! The leaky bucket in words: what its sum is, whether it closes, and which hole takes most.

use std::collections::BTreeMap;

use super::format::number;
use crate::experiment::results::{Bucket, Metric};

/// Inflow of those who came back.
const RETURNS: &str = "win-back";

/// "start + in - out = end" in words, and whether it closes.
pub(crate) fn sum(bucket: &Bucket) -> Option<(String, String)> {
    let places = reconciling_places(bucket);
    let (sum, closes) = sum_with(bucket, places)?;
    let interval = bucket.end.ci95.filter(|[low, high]| low < high);
    let interval = interval.map(|[low, high]| format!(" [{}, {}]", number(low, places), number(high, places)));
    Some((sum + &interval.unwrap_or_default(), closes))
}
/// The same without the interval, with so many decimals.
pub(crate) fn sum_with(bucket: &Bucket, places: usize) -> Option<(String, String)> {
    let (start, end) = (bucket.start.mean?, bucket.end.mean?);
    let (joined, left) = (total(&bucket.inflow), total(&bucket.outflow));
    let sum = format!(
        "{} at the start + {} in − {} out = {} at the horizon",
        number(start, places),
        number(joined, places),
        number(left, places),
        number(end, places)
    );
    let gap = start + joined - left - end;
    let closes = if gap.abs() <= 1e-9 * (1.0 + start + joined + left) {
        let what = if bucket.inflow.contains_key(RETURNS) { "exit and every return" } else { "customer" };
        format!("Closes exactly: every {what} is counted once.")
    } else {
        format!("Does not close: {} customers are unaccounted for.", number(gap, 3))
    };
    Some((sum, closes))
}
/// All that flows, means added.
pub(crate) fn total(flows: &BTreeMap<String, Metric>) -> f64 {
    flows.values().filter_map(|metric| metric.mean).sum()
}

/// Fewest decimals at which the printed sum adds up: rounding must not look like a leak.
pub(crate) fn reconciling_places(bucket: &Bucket) -> usize {
    let (start, end) = (bucket.start.mean.unwrap_or(0.0), bucket.end.mean.unwrap_or(0.0));
    let (joined, left) = (total(&bucket.inflow), total(&bucket.outflow));
    let adds_up = |places: &usize| {
        let shown = |value: f64| format!("{value:.places$}").parse::<f64>().unwrap_or(f64::NAN);
        (shown(start) + shown(joined) - shown(left) - shown(end)).abs() < 1e-7 * (1.0 + start + joined)
    };
    // Nor do those few vanish who come or go.
    let told = |places: &usize| {
        let shown = |value: f64| value == 0.0 || format!("{value:.places$}").parse::<f64>().is_ok_and(|v| v != 0.0);
        shown(joined) && shown(left)
    };
    (0..3).find(|places| adds_up(places) && told(places)).unwrap_or(3)
}

/// Holes by loss, largest first.
pub(crate) fn ranked(bucket: &Bucket) -> Vec<(&String, f64)> {
    let mut holes: Vec<(&String, f64)> = bucket
        .outflow
        .iter()
        .filter_map(|(name, metric)| Some((name, metric.mean?)))
        .filter(|hole| hole.1 > 0.0)
        .collect();
    holes.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    holes
}

#[cfg(test)]
mod tests {
    use crate::report::fixtures;

    #[test]
    fn thirds_do_not_need_three_decimals() {
        let mut results = fixtures::bank_branch();
        let bucket = results.worlds[0].bucket.as_mut().expect("a bucket");
        let third = |name: &str| (name.to_string(), fixtures::metric(100.0 / 3.0, 1.0, "customers"));
        bucket.inflow = ["a", "b", "c"].map(third).into();
        bucket.outflow = ["x", "y", "z"].map(third).into();
        (bucket.end.mean, bucket.end.ci95) = (bucket.start.mean, None);
        let (sum, closes) = super::sum(bucket).expect("a sum");
        assert_eq!(sum, "4,000 at the start + 100 in − 100 out = 4,000 at the horizon");
        assert!(closes.starts_with("Closes exactly"), "{closes}");
    }
}
