//! Parameters of laws: names, what they mean, and where they may lie.

/// A parameter of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// What it means, given the unit of the variable.
    pub dimension: Dimension,
    /// Where it may lie.
    pub range: Range,
    /// Whether it is the one to change when the mean is to move.
    pub moves_mean: bool,
}

/// What a parameter means, given the unit of the variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dimension {
    /// The unit of the variable itself.
    Same,
    /// One over it: the rate of a time, the time of a rate.
    Inverse,
    /// A number without a unit.
    Number,
    /// A whole number.
    Whole,
    /// The logarithm of the variable, which has no unit: only for a variable without one.
    Logarithm,
    /// A list in the unit of the variable.
    Values,
    /// A list of weights.
    Weights,
}

/// Where a parameter may lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Range {
    /// Anywhere.
    Any,
    /// At 0 or above.
    NotNegative,
    /// Above 0.
    Positive,
    /// Above 0, and small enough to compute with.
    Shape,
    /// At 1, 2, 3, ..., and small enough to compute with.
    Counting,
}

/// Largest shape that arithmetic holds: a law of it is one value to the eighth digit.
pub(super) const LARGEST: f64 = 1e15;

impl Range {
    /// The smallest value; minus infinity if there is none.
    #[must_use]
    pub const fn low(self) -> f64 {
        match self {
            Self::Any => f64::NEG_INFINITY,
            Self::NotNegative | Self::Positive | Self::Shape => 0.0,
            Self::Counting => 1.0,
        }
    }

    /// Tells whether the smallest value itself is refused.
    #[must_use]
    pub const fn is_above_low(self) -> bool {
        matches!(self, Self::Positive | Self::Shape)
    }

    /// The range in words, for messages.
    pub(super) const fn in_words(self) -> &'static str {
        match self {
            Self::Any => "finite",
            Self::NotNegative => "0 or more",
            Self::Positive => "above 0",
            Self::Shape => "above 0, at most 1e15",
            Self::Counting => "1, 2, 3, ... up to 1e15",
        }
    }
}

impl Parameter {
    /// Makes a parameter.
    pub(super) const fn new(name: &'static str, dimension: Dimension, range: Range) -> Self {
        Self { name, dimension, range, moves_mean: false }
    }

    /// Says that it is the one to change when the mean is to move.
    pub(super) const fn moves_mean(self) -> Self {
        Self { moves_mean: true, ..self }
    }

    /// The same with another range.
    pub(super) const fn within(self, range: Range) -> Self {
        Self { range, ..self }
    }

    /// Tells whether it is a list of numbers.
    #[must_use]
    pub const fn is_list(&self) -> bool {
        matches!(self.dimension, Dimension::Values | Dimension::Weights)
    }
}

/// The smallest value.
pub(super) const LOW: Parameter = Parameter::new("low", Dimension::Same, Range::Any);
/// The likeliest value.
pub(super) const MODE: Parameter = Parameter::new("mode", Dimension::Same, Range::Any).moves_mean();
/// The largest value.
pub(super) const HIGH: Parameter = Parameter::new("high", Dimension::Same, Range::Any);
/// The mean.
pub(super) const MEAN: Parameter = Parameter::new("mean", Dimension::Same, Range::Positive).moves_mean();
/// The standard deviation.
pub(super) const SD: Parameter = Parameter::new("sd", Dimension::Same, Range::NotNegative);
/// The coefficient of variation: the standard deviation over the mean.
pub(super) const CV: Parameter = Parameter::new("cv", Dimension::Number, Range::Positive);
/// The size of the variable, when the shape is fixed.
pub(super) const SCALE: Parameter = Parameter::new("scale", Dimension::Same, Range::Positive);
/// One over a scale or a mean.
pub(super) const RATE: Parameter = Parameter::new("rate", Dimension::Inverse, Range::Positive).moves_mean();
/// What decides the shape.
pub(super) const SHAPE: Parameter = Parameter::new("shape", Dimension::Number, Range::Shape);

/// Most parameters of a form.
pub(super) const MOST_PARAMETERS: usize = 3;

/// The parameters of one customer's law, in the order of the form.
pub(super) type Values = [f64; MOST_PARAMETERS];
