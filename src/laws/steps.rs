//! Laws on a list of values, and laws that are straight between them.

use super::error::LawError;
/// Finds the interval of a uniform draw among cumulative probabilities, in constant time on average.
///
/// # Definition
///
/// The guide table of Chen and Asau (1974): as many equal buckets as intervals, each knowing where it begins.
#[derive(Debug, Clone, PartialEq)]
struct Guide {
    /// Cumulative probabilities; the last is infinite, so that every draw finds a place.
    cumulative: Box<[f64]>,
    first: Box<[u32]>,
}

impl Guide {
    fn new(mut cumulative: Vec<f64>) -> Self {
        let buckets = cumulative.len();
        if let Some(last) = cumulative.last_mut() {
            *last = f64::INFINITY;
        }
        let first = (0..=buckets)
            .map(|bucket| {
                let u = bucket as f64 / buckets as f64;
                cumulative.partition_point(|&c| c <= u).min(buckets - 1) as u32
            })
            .collect();
        Self { cumulative: cumulative.into(), first }
    }

    /// Returns the first interval whose cumulative probability exceeds `u`.
    #[inline]
    fn find(&self, u: f64) -> usize {
        let bucket = (u * self.cumulative.len() as f64) as usize;
        let (low, high) = (self.first[bucket] as usize, self.first[bucket + 1] as usize);
        low + self.cumulative[low..=high].partition_point(|&c| c <= u)
    }
}

/// A law on finitely many values.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Steps {
    values: Box<[f64]>,
    probabilities: Box<[f64]>,
    guide: Guide,
}

impl Steps {
    /// Builds the law of `values`, sorted and with equal ones merged, by weight.
    pub(super) fn new(values: &[f64], weights: Option<&[f64]>) -> Result<Self, LawError> {
        if values.is_empty() {
            return Err(LawError::NoValues);
        }
        if values.iter().any(|v| !v.is_finite()) {
            return Err(LawError::NotFinite { parameter: "values" });
        }
        if let Some(weights) = weights {
            if weights.len() != values.len() {
                return Err(LawError::WeightCount { values: values.len(), weights: weights.len() });
            }
            if !weights.iter().all(|w| w.is_finite() && *w >= 0.0) || !weights.iter().any(|w| *w > 0.0) {
                return Err(LawError::Weights);
            }
        }
        let mut pairs: Vec<(f64, f64)> =
            values.iter().enumerate().map(|(i, &v)| (v, weights.map_or(1.0, |w| w[i]))).filter(|p| p.1 > 0.0).collect();
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        pairs.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        let (values, weights): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
        Ok(Self::from_sorted(values, &weights))
    }

    /// Builds the law of increasing `values` by weight.
    pub(super) fn from_sorted(values: Vec<f64>, weights: &[f64]) -> Self {
        let total: f64 = weights.iter().sum();
        let mut sum = 0.0;
        let cumulative = weights
            .iter()
            .map(|w| {
                sum += w;
                sum / total
            })
            .collect();
        Self {
            values: values.into(),
            probabilities: weights.iter().map(|w| w / total).collect(),
            guide: Guide::new(cumulative),
        }
    }

    /// Returns the quantile of a uniform draw.
    #[inline]
    pub(super) fn at(&self, u: f64) -> f64 {
        self.values[self.guide.find(u)]
    }

    /// Returns the expectation of `f`.
    pub(super) fn expect(&self, f: &mut dyn FnMut(f64) -> f64) -> f64 {
        self.values.iter().zip(&self.probabilities).map(|(&v, p)| p * f(v)).sum()
    }

    /// Returns the probability of at most `x`.
    pub(super) fn cdf(&self, x: f64) -> f64 {
        let count = self.values.partition_point(|&v| v <= x);
        if count == self.values.len() { 1.0 } else { self.probabilities[..count].iter().sum() }
    }

    /// Tells whether something holds for every value.
    pub(super) fn all(&self, holds: impl Fn(f64) -> bool) -> bool {
        self.values.iter().all(|&v| holds(v))
    }

    /// Returns the smallest and the largest value.
    pub(super) fn bounds(&self) -> (f64, f64) {
        (self.values[0], self.values[self.values.len() - 1])
    }

    /// Returns the residual law of `scale` times this one plus `add`, whose mean is `mean`.
    pub(super) fn residual(&self, scale: f64, add: f64, mean: f64) -> Segments {
        let mut knots = vec![0.0];
        let mut cumulative = vec![];
        let mut above = 1.0;
        let mut sum = 0.0;
        for (&value, probability) in self.values.iter().zip(&self.probabilities) {
            let x = scale * value + add;
            let last = knots[knots.len() - 1];
            if x > last {
                sum += above * (x - last) / mean;
                knots.push(x);
                cumulative.push(sum);
            }
            above -= probability;
        }
        Segments::new(knots, cumulative)
    }
}

/// A continuous law whose distribution function is straight between knots.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Segments {
    knots: Box<[f64]>,
    /// Probability below each knot.
    below: Box<[f64]>,
    guide: Guide,
}

impl Segments {
    /// Builds the law from its knots and the cumulative probability at the end of each segment.
    fn new(knots: Vec<f64>, mut cumulative: Vec<f64>) -> Self {
        if let Some(last) = cumulative.last_mut() {
            *last = 1.0;
        }
        let below = std::iter::once(0.0).chain(cumulative.iter().copied()).collect();
        Self { knots: knots.into(), below, guide: Guide::new(cumulative) }
    }

    /// Returns the quantile of a uniform draw.
    #[inline]
    pub(super) fn at(&self, u: f64) -> f64 {
        let i = self.guide.find(u);
        let share = (u - self.below[i]) / (self.below[i + 1] - self.below[i]);
        self.knots[i] + share * (self.knots[i + 1] - self.knots[i])
    }

    /// Returns the probability of at most `x`.
    pub(super) fn cdf(&self, x: f64) -> f64 {
        let i = self.knots.partition_point(|&k| k <= x);
        if i == 0 {
            return 0.0;
        }
        if i == self.knots.len() {
            return 1.0;
        }
        let share = (x - self.knots[i - 1]) / (self.knots[i] - self.knots[i - 1]);
        self.below[i - 1] + share * (self.below[i] - self.below[i - 1])
    }

    /// Returns the expectation of `f` by Gauss's rule with three points on every segment.
    pub(super) fn expect(&self, f: &mut dyn FnMut(f64) -> f64) -> f64 {
        const OFFSET: f64 = 0.387_298_334_620_741_7;
        let mut sum = 0.0;
        for i in 0..self.knots.len() - 1 {
            let (low, width) = (self.knots[i], self.knots[i + 1] - self.knots[i]);
            let mut point = |share: f64| f(low + share * width);
            let average = (5.0 * point(0.5 - OFFSET) + 8.0 * point(0.5) + 5.0 * point(0.5 + OFFSET)) / 18.0;
            sum += average * (self.below[i + 1] - self.below[i]);
        }
        sum
    }

    /// Returns the largest knot; the smallest is zero.
    pub(super) fn upper(&self) -> f64 {
        self.knots[self.knots.len() - 1]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_gets_its_share_of_the_unit_interval() {
        let steps = Steps::new(&[3.0, 1.0, 2.0, 1.0], Some(&[2.0, 1.0, 0.0, 1.0])).unwrap();
        assert_eq!(steps.bounds(), (1.0, 3.0));
        for k in 0..1000 {
            let u = (f64::from(k) + 0.5) / 1000.0;
            assert_eq!(steps.at(u), if u < 0.5 { 1.0 } else { 3.0 });
        }
        assert_eq!(steps.cdf(0.9), 0.0);
        assert_eq!(steps.cdf(1.0), 0.5);
        assert_eq!(steps.cdf(3.0), 1.0);
    }

    #[test]
    fn skewed_weights_are_found_by_the_guide() {
        let values: Vec<f64> = (0..1000).map(f64::from).collect();
        let weights: Vec<f64> = (0..1000).map(|i| if i == 500 { 1e6 } else { 1.0 + f64::from(i % 7) }).collect();
        let steps = Steps::new(&values, Some(&weights)).unwrap();
        let total: f64 = weights.iter().sum();
        let mut sum = 0.0;
        for (i, w) in weights.iter().enumerate() {
            let middle = (sum + 0.5 * w) / total;
            assert_eq!(steps.at(middle), i as f64);
            sum += w;
        }
        assert_eq!(steps.at(1e-17), 0.0);
        assert_eq!(steps.at(1.0 - 1e-16), 999.0);
    }

    #[test]
    fn bad_lists_are_refused() {
        assert_eq!(Steps::new(&[], None).unwrap_err(), LawError::NoValues);
        assert_eq!(Steps::new(&[1.0], Some(&[0.0])).unwrap_err(), LawError::Weights);
        assert_eq!(Steps::new(&[1.0], Some(&[1.0, 2.0])).unwrap_err(), LawError::WeightCount { values: 1, weights: 2 });
        assert_eq!(Steps::new(&[f64::NAN], None).unwrap_err(), LawError::NotFinite { parameter: "values" });
    }
}
