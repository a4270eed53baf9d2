//! Why a law cannot be drawn from.

use thiserror::Error;

/// Why a law cannot be drawn from.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
#[non_exhaustive]
pub enum LawError {
    /// A parameter is NaN or infinite.
    #[error("`{parameter}` must be a finite number")]
    NotFinite {
        /// Name of the parameter.
        parameter: &'static str,
    },
    /// A parameter is a list where a number is meant, or the other way round.
    #[error("`{parameter}` must be {expected}")]
    Kind {
        /// Name of the parameter.
        parameter: &'static str,
        /// What it must be.
        expected: &'static str,
    },
    /// A parameter lies outside its range, or a nested law can.
    #[error("`{parameter}` is {value}, must be {allowed}")]
    OutOfRange {
        /// Name of the parameter.
        parameter: &'static str,
        /// The value found, or the bound of the nested law.
        value: f64,
        /// The range allowed.
        allowed: &'static str,
    },
    /// Two parameters are in the wrong order, or nested laws can put them so.
    #[error("`{first}` must not exceed `{second}`")]
    Order {
        /// Name of the parameter that must be smaller.
        first: &'static str,
        /// Name of the parameter that must be larger.
        second: &'static str,
    },
    /// Two ends without a width between them.
    #[error("`{first}` must be below `{second}`")]
    Width {
        /// Name of the lower end.
        first: &'static str,
        /// Name of the upper end.
        second: &'static str,
    },
    /// A law between 0 and 1 cannot spread so far.
    #[error("a standard deviation of {sd} is too much for a mean of {mean}, must be below {limit}")]
    TooSpread {
        /// Name of the parameter that spreads it.
        parameter: &'static str,
        /// The standard deviation found.
        sd: f64,
        /// The mean found.
        mean: f64,
        /// The standard deviation it must stay below.
        limit: f64,
    },
    /// A nested law of a whole number does not keep to whole numbers.
    #[error("`{parameter}` must be 1, 2, 3, ... for everyone")]
    MustBeWhole {
        /// Name of the parameter.
        parameter: &'static str,
    },
    /// An empirical law without values.
    #[error("`values` must not be empty")]
    NoValues,
    /// Another number of weights than of values.
    #[error("{values} values need as many weights, found {weights}")]
    WeightCount {
        /// How many values.
        values: usize,
        /// How many weights.
        weights: usize,
    },
    /// Weights that are negative, or all zero.
    #[error("weights must be 0 or more, and not all 0")]
    Weights,
    /// A residual of a law that can be negative, or whose mean is zero or infinite.
    #[error("`residual` needs a law that is never negative and has a finite, positive mean")]
    ResidualOf,
    /// A residual of a residual.
    #[error("`residual` needs a law that is no residual itself")]
    ResidualOfCompound,
    /// More laws than can be told apart.
    #[error("law number {0} is too large")]
    LawId(u32),
}
