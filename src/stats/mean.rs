//! Means over replications, proportions, and moments that merge.

use crate::num::{normal_quantile, sqrt, student_t_quantile};

/// A closed interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Interval {
    /// Tells whether `x` lies in the interval.
    #[must_use]
    pub fn contains(&self, x: f64) -> bool {
        self.low <= x && x <= self.high
    }
}

/// An estimate over replications with the half-width of its confidence interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Summary {
    /// Number of replications.
    pub n: u64,
    /// Estimate: the sample mean, or the ratio.
    pub mean: f64,
    /// Sample standard deviation over replications; NaN below two of them.
    pub sd: f64,
    /// Half-width of the confidence interval; infinite below two replications.
    pub half_width: f64,
}

impl Summary {
    /// Returns the confidence interval.
    #[must_use]
    pub fn interval(&self) -> Interval {
        Interval { low: self.mean - self.half_width, high: self.mean + self.half_width }
    }
}

/// Returns the quantile of Student's t that a two-sided interval at this level needs.
pub(super) fn two_sided_t(level: f64, degrees: f64) -> f64 {
    student_t_quantile(0.5 + 0.5 * level, degrees)
}

/// Estimates the mean of one number per replication.
///
/// # Definition
///
/// Mean ± t(1 - a/2, n - 1) s / sqrt(n), with `a = 1 - level` (Law 2015, section 9.4.1). Two passes in the order given.
/// Below 30 skewed replications the interval covers less than it says.
///
/// # Panics
///
/// If `level` is not between 0 and 1.
///
/// # Examples
///
/// ```
/// use journeysim::stats::mean_interval;
///
/// let summary = mean_interval(&[4.1, 3.8, 4.4, 4.0], 0.95);
/// assert!((summary.mean - 4.075).abs() < 1e-12);
/// assert!(summary.interval().contains(4.0));
/// ```
#[must_use]
pub fn mean_interval(values: &[f64], level: f64) -> Summary {
    assert!(level > 0.0 && level < 1.0, "a level lies between 0 and 1");
    let n = values.len();
    let mean = values.iter().sum::<f64>() / n as f64;
    if n < 2 {
        return Summary { n: n as u64, mean, sd: f64::NAN, half_width: f64::INFINITY };
    }
    let squares: f64 = values.iter().map(|v| (v - mean) * (v - mean)).sum();
    let degrees = (n - 1) as f64;
    let sd = sqrt(squares / degrees);
    let half_width = two_sided_t(level, degrees) * sd / sqrt(n as f64);
    Summary { n: n as u64, mean, sd, half_width }
}

/// Estimates a probability from `successes` in `n` independent trials.
///
/// # Definition
///
/// Wilson (1927): the probabilities that the score test accepts. Use it for one 0/1 per replication,
/// where a t interval covers too little. The whole range from 0 to 1 when `n` is 0.
///
/// # Panics
///
/// If `level` is not between 0 and 1, or `successes` exceed `n`.
#[must_use]
pub fn wilson_interval(successes: u64, n: u64, level: f64) -> Interval {
    assert!(level > 0.0 && level < 1.0, "a level lies between 0 and 1");
    assert!(successes <= n, "there are at most as many successes as trials");
    if n == 0 {
        return Interval { low: 0.0, high: 1.0 };
    }
    let z = normal_quantile(0.5 + 0.5 * level);
    let trials = n as f64;
    let p = successes as f64 / trials;
    let square = z * z / trials;
    let centre = p + 0.5 * square;
    let half = z * sqrt((p * (1.0 - p) + 0.25 * square) / trials);
    let low = if successes == 0 { 0.0 } else { (centre - half) / (1.0 + square) };
    let high = if successes == n { 1.0 } else { (centre + half) / (1.0 + square) };
    Interval { low, high }
}

/// Count, mean and squared deviations, updated one value at a time.
///
/// Joining is exact in the count but not associative in floating point: fold in a fixed order.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Moments {
    n: u64,
    mean: f64,
    squares: f64,
}

impl Moments {
    /// Adds a value (Welford 1962).
    pub fn push(&mut self, value: f64) {
        self.n += 1;
        let before = value - self.mean;
        self.mean += before / self.n as f64;
        self.squares += before * (value - self.mean);
    }

    /// Adds the values another has seen (Chan, Golub and LeVeque 1979).
    pub fn merge(&mut self, other: &Moments) {
        if other.n == 0 {
            return;
        }
        if self.n == 0 {
            *self = *other;
            return;
        }
        let (a, b) = (self.n as f64, other.n as f64);
        let distance = other.mean - self.mean;
        self.n += other.n;
        self.mean += distance * b / (a + b);
        self.squares += other.squares + distance * distance * a * b / (a + b);
    }

    /// Returns the number of values.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.n
    }

    /// Returns the mean; NaN without values.
    #[must_use]
    pub fn mean(&self) -> f64 {
        if self.n == 0 { f64::NAN } else { self.mean }
    }

    /// Returns the mean with its t interval, as [`mean_interval`] does.
    #[must_use]
    pub fn summary(&self, level: f64) -> Summary {
        let (mean, sd) = (self.mean(), sqrt(self.variance()));
        if self.n < 2 {
            return Summary { n: self.n, mean, sd, half_width: f64::INFINITY };
        }
        let half_width = two_sided_t(level, (self.n - 1) as f64) * sd / sqrt(self.n as f64);
        Summary { n: self.n, mean, sd, half_width }
    }

    /// Returns the sample variance, divisor `n - 1`; NaN below two values.
    #[must_use]
    pub fn variance(&self) -> f64 {
        if self.n < 2 { f64::NAN } else { self.squares / (self.n - 1) as f64 }
    }
}

/// Returns the same estimate with the t interval of another level.
pub(super) fn at_level(summary: &Summary, level: f64) -> Summary {
    if summary.n < 2 || summary.sd == 0.0 {
        return *summary;
    }
    let n = summary.n as f64;
    Summary { half_width: two_sided_t(level, n - 1.0) * summary.sd / sqrt(n), ..*summary }
}

#[cfg(test)]
#[path = "mean_tests.rs"]
mod tests;
