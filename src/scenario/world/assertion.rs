//! What is asked of the results of a scenario: what decides between its worlds, and what they must satisfy.

use crate::stats::Better;

/// What decides between worlds, as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deciding {
    /// Path of a metric, where `metrics.` may be left out, or `return`.
    pub metric: String,
    /// Which side of it is said to be the better one.
    pub better: Option<Better>,
}

/// What a value must satisfy.
#[derive(Debug, Clone, PartialEq)]
pub enum Rule {
    /// Equal to a value within a tolerance in the metric's unit.
    Equals {
        /// The value.
        value: f64,
        /// Largest distance, in the metric's unit.
        within: f64,
        /// The tolerance as written.
        written: String,
    },
    /// At least this.
    AtLeast(f64),
    /// At most this.
    AtMost(f64),
    /// Between two values.
    Between(f64, f64),
}

/// One `[[assert]]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Assert {
    /// Its name.
    pub name: String,
    /// World it reads.
    pub world: String,
    /// Path in the world, read at `mean`.
    pub metric: String,
    /// Rule.
    pub rule: Rule,
}

impl Rule {
    /// Whether a value satisfies the rule.
    #[must_use]
    pub fn holds(&self, x: f64) -> bool {
        match *self {
            Rule::Equals { value, within, .. } => (x - value).abs() <= within,
            Rule::AtLeast(low) => x >= low,
            Rule::AtMost(high) => x <= high,
            Rule::Between(low, high) => (low..=high).contains(&x),
        }
    }
}

impl std::fmt::Display for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Rule::Equals { value, written, .. } => write!(f, "= {value} within {written}"),
            Rule::AtLeast(low) => write!(f, ">= {low}"),
            Rule::AtMost(high) => write!(f, "<= {high}"),
            Rule::Between(low, high) => write!(f, "between {low} and {high}"),
        }
    }
}
