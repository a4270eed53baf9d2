//! When to stop adding replications.

use super::mean::{Summary, mean_interval};

/// How precise an estimate must be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Precision {
    /// Error relative to the true mean, such as 0.02.
    Relative(f64),
    /// Error in the metric's own unit, for means near zero.
    Absolute(f64),
}

impl Precision {
    /// Tells whether the half-width meets the precision.
    ///
    /// # Definition
    ///
    /// Relative: `half-width <= g' |mean|` with `g' = g / (1 + g)`, so that the error relative to the true mean,
    /// not to its estimate, is at most `g` (Law 2015, section 9.4.1).
    #[must_use]
    pub fn is_met(&self, summary: &Summary) -> bool {
        match *self {
            Precision::Relative(g) => summary.half_width <= g / (1.0 + g) * summary.mean.abs(),
            Precision::Absolute(width) => summary.half_width <= width,
        }
    }
}

/// A sequential rule: add replications in blocks until precise enough.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StoppingRule {
    /// Precision asked for.
    pub precision: Precision,
    /// Confidence level, such as 0.95.
    pub level: f64,
    /// Fewest replications: at least 10, and 30 for rare events.
    pub minimum: u64,
    /// Replications between two checks, so that stopping does not depend on timing.
    pub block: u64,
    /// Most replications.
    pub cap: u64,
}

/// What a [`StoppingRule`] says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Verdict {
    /// Go on until there are this many replications, then ask again.
    Continue(u64),
    /// Precise enough after this many replications; later ones do not count.
    Reached(u64),
    /// The cap came first.
    CapReached,
}

impl StoppingRule {
    /// Fewest replications the rule accepts as a start.
    pub const LEAST: u64 = 10;

    /// Judges the replications so far, in order.
    ///
    /// Checks at the minimum and after every block, always from the start: the answer depends on the
    /// values alone, not on how many had been finished when it was asked.
    #[must_use]
    pub fn judge(&self, values: &[f64]) -> Verdict {
        let block = self.block.max(1);
        let mut n = self.minimum.max(Self::LEAST).min(self.cap);
        loop {
            if (values.len() as u64) < n {
                return Verdict::Continue(n);
            }
            if n >= 2
                && self
                    .precision
                    .is_met(&mean_interval(&values[..n as usize], self.level))
            {
                return Verdict::Reached(n);
            }
            if n >= self.cap {
                return Verdict::CapReached;
            }
            n = (n + block).min(self.cap);
        }
    }
}
