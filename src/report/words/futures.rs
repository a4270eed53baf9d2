//! Single futures of the firm, counted: in how many of them a world is better.

use crate::metrics::Better;

/// Dots of a row with more replications than that.
pub(crate) const DOTS: usize = 100;

/// The dots of a world, ascending: replications, or quantiles of many.
pub(crate) fn dots(futures: &[f64]) -> Vec<f64> {
    let mut sorted: Vec<f64> = futures.iter().copied().filter(|value| value.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    if sorted.len() <= DOTS {
        return sorted;
    }
    // The mean of each hundredth would hide ties with zero; a middle value of the sample does not.
    (0..DOTS).map(|dot| sorted[((2 * dot + 1) * sorted.len()) / (2 * DOTS)]).collect()
}

/// "38 of 40" and what is counted, of differences of which one side is better.
pub(crate) fn counted(futures: &[f64], side: Better) -> Option<(String, &'static str)> {
    let dots = dots(futures);
    let better = dots.iter().filter(|dot| side.orient(**dot) > 0.0).count();
    let what = if futures.len() > DOTS { "futures" } else { "replications" };
    (!dots.is_empty()).then(|| (format!("{better} of {}", dots.len()), what))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_keep_the_share_that_is_better() {
        let futures: Vec<f64> = (0..1000).map(|index| f64::from(index) - 170.0).collect();
        assert_eq!(counted(&futures, Better::Higher), Some(("83 of 100".to_string(), "futures")));
        assert_eq!(counted(&futures, Better::Lower), Some(("17 of 100".to_string(), "futures")));
        assert_eq!(counted(&[], Better::Higher), None);
    }
}
