//! What a law is, before it is compiled: a family and its parameters, each a number or a law.

use thiserror::Error;

/// A parameter of a law: a number, or a law drawn once per customer.
#[derive(Debug, Clone, PartialEq)]
pub enum Param {
    /// The same number for everyone.
    Fixed(f64),
    /// Drawn once per customer, always from the same address.
    Law(Box<LawSpec>),
}

impl From<f64> for Param {
    fn from(value: f64) -> Self {
        Param::Fixed(value)
    }
}

impl From<u32> for Param {
    fn from(value: u32) -> Self {
        Param::Fixed(f64::from(value))
    }
}

impl From<LawSpec> for Param {
    fn from(law: LawSpec) -> Self {
        Param::Law(Box::new(law))
    }
}

/// A parametric family, by the parameters it is written with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Family {
    /// One value.
    Constant,
    /// Equally likely between `low` and `high`.
    Uniform,
    /// Uniform by mean and coefficient of variation.
    UniformCv,
    /// Uniform by mean and standard deviation: half the width is `sd * sqrt 3`.
    UniformSd,
    /// A triangle over `low`, `mode`, `high`.
    Triangular,
    /// A beta law over `low` to `high` with mean `(low + 4 mode + high) / 6` (Malcolm et al. 1959).
    Pert,
    /// Normal by mean and standard deviation.
    Normal,
    /// Normal by mean and coefficient of variation.
    NormalCv,
    /// Log-normal by mean and coefficient of variation.
    Lognormal,
    /// Log-normal by mean and standard deviation.
    LognormalSd,
    /// Log-normal by median and standard deviation of the logarithm.
    LognormalMedian,
    /// Log-normal by mean and standard deviation of the logarithm.
    LognormalMu,
    /// Exponential by mean.
    Exponential,
    /// Exponential by rate.
    ExponentialRate,
    /// Sum of `shape` exponential phases, by total mean.
    Erlang,
    /// Sum of `shape` exponential phases, by the mean of one.
    ErlangScale,
    /// Sum of `shape` exponential phases, by the rate of one.
    ErlangRate,
    /// Gamma by shape and mean.
    GammaMean,
    /// Gamma by shape and scale.
    GammaScale,
    /// Gamma by shape and rate.
    GammaRate,
    /// Gamma by mean and coefficient of variation: the shape is `1 / cv^2`.
    GammaCv,
    /// Gamma by mean and standard deviation.
    GammaSd,
    /// Weibull by shape and scale.
    Weibull,
    /// Weibull by shape and mean.
    WeibullMean,
    /// Weibull by mean and coefficient of variation, 0.01 to 50; the shape is solved for numerically.
    WeibullCv,
    /// Weibull by mean and standard deviation, of a coefficient of variation of 0.01 to 50.
    WeibullSd,
    /// Beta on `low` to `high`.
    Beta,
    /// Beta on 0 to 1 by mean and coefficient of variation.
    BetaCv,
    /// Beta on 0 to 1 by mean and standard deviation (method of moments).
    BetaSd,
    /// Poisson by mean.
    Poisson,
}

impl Family {
    /// Returns the names of the parameters, in order.
    #[must_use]
    pub fn parameters(self) -> &'static [&'static str] {
        match self {
            Family::Constant => &["value"],
            Family::Uniform => &["low", "high"],
            Family::Triangular | Family::Pert => &["low", "mode", "high"],
            Family::Normal
            | Family::LognormalSd
            | Family::UniformSd
            | Family::GammaSd
            | Family::WeibullSd
            | Family::BetaSd => &["mean", "sd"],
            Family::NormalCv
            | Family::Lognormal
            | Family::UniformCv
            | Family::GammaCv
            | Family::WeibullCv
            | Family::BetaCv => &["mean", "cv"],
            Family::LognormalMedian => &["median", "sigma"],
            Family::LognormalMu => &["mu", "sigma"],
            Family::Exponential | Family::Poisson => &["mean"],
            Family::ExponentialRate => &["rate"],
            Family::Erlang | Family::GammaMean | Family::WeibullMean => &["shape", "mean"],
            Family::ErlangScale | Family::GammaScale | Family::Weibull => &["shape", "scale"],
            Family::ErlangRate | Family::GammaRate => &["shape", "rate"],
            Family::Beta => &["alpha", "beta", "low", "high"],
        }
    }
}

/// A law as written: compile it with [`Law::compile`](super::Law::compile).
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum LawSpec {
    /// A parametric family.
    Parametric {
        /// Which family.
        family: Family,
        /// One parameter for each of [`Family::parameters`].
        params: Vec<Param>,
    },
    /// One of the observed `values`, each as likely as its weight.
    Empirical {
        /// Observed values.
        values: Vec<f64>,
        /// Weights, not necessarily summing to one; equal when absent.
        weights: Option<Vec<f64>>,
    },
    /// Time to the next epoch seen at a random instant, when epochs are `of` apart.
    ///
    /// Density `(1 - F(x)) / mean`: the equilibrium excess of renewal theory (Cox 1962, section 5.2).
    Residual {
        /// Law of the interval between epochs.
        of: Box<LawSpec>,
    },
    /// `scale` times another law plus `add`.
    Affine {
        /// The other law.
        of: Box<LawSpec>,
        /// Factor on its variable.
        scale: f64,
        /// Added after that.
        add: f64,
    },
}

impl LawSpec {
    /// A family with one parameter for each of [`Family::parameters`].
    #[must_use]
    pub fn parametric(family: Family, params: impl IntoIterator<Item = Param>) -> Self {
        LawSpec::Parametric { family, params: params.into_iter().collect() }
    }

    /// One value; a law here is drawn once per customer.
    #[must_use]
    pub fn constant(value: impl Into<Param>) -> Self {
        Self::parametric(Family::Constant, [value.into()])
    }

    /// Equally likely between `low` and `high`.
    #[must_use]
    pub fn uniform(low: impl Into<Param>, high: impl Into<Param>) -> Self {
        Self::parametric(Family::Uniform, [low.into(), high.into()])
    }

    /// Uniform by mean and standard deviation: half the width is `sd * sqrt 3`.
    #[must_use]
    pub fn uniform_mean_sd(mean: impl Into<Param>, sd: impl Into<Param>) -> Self {
        Self::parametric(Family::UniformSd, [mean.into(), sd.into()])
    }

    /// A triangle over `low`, `mode`, `high`.
    #[must_use]
    pub fn triangular(low: impl Into<Param>, mode: impl Into<Param>, high: impl Into<Param>) -> Self {
        Self::parametric(Family::Triangular, [low.into(), mode.into(), high.into()])
    }

    /// Three-point estimate, weight 4 on the mode.
    #[must_use]
    pub fn pert(low: impl Into<Param>, mode: impl Into<Param>, high: impl Into<Param>) -> Self {
        Self::parametric(Family::Pert, [low.into(), mode.into(), high.into()])
    }

    /// Normal by mean and standard deviation.
    #[must_use]
    pub fn normal(mean: impl Into<Param>, sd: impl Into<Param>) -> Self {
        Self::parametric(Family::Normal, [mean.into(), sd.into()])
    }

    /// Normal by mean and coefficient of variation.
    #[must_use]
    pub fn normal_cv(mean: impl Into<Param>, cv: impl Into<Param>) -> Self {
        Self::parametric(Family::NormalCv, [mean.into(), cv.into()])
    }

    /// Log-normal by mean and coefficient of variation (of the variable, not of its logarithm).
    #[must_use]
    pub fn lognormal(mean: impl Into<Param>, cv: impl Into<Param>) -> Self {
        Self::parametric(Family::Lognormal, [mean.into(), cv.into()])
    }

    /// Log-normal by mean and standard deviation (of the variable, not of its logarithm).
    #[must_use]
    pub fn lognormal_sd(mean: impl Into<Param>, sd: impl Into<Param>) -> Self {
        Self::parametric(Family::LognormalSd, [mean.into(), sd.into()])
    }

    /// Exponential by mean.
    #[must_use]
    pub fn exponential(mean: impl Into<Param>) -> Self {
        Self::parametric(Family::Exponential, [mean.into()])
    }

    /// Sum of `shape` exponential phases with this total mean.
    #[must_use]
    pub fn erlang(shape: impl Into<Param>, mean: impl Into<Param>) -> Self {
        Self::parametric(Family::Erlang, [shape.into(), mean.into()])
    }

    /// Gamma by shape and mean.
    #[must_use]
    pub fn gamma_mean(shape: impl Into<Param>, mean: impl Into<Param>) -> Self {
        Self::parametric(Family::GammaMean, [shape.into(), mean.into()])
    }

    /// Gamma by shape and scale.
    #[must_use]
    pub fn gamma_scale(shape: impl Into<Param>, scale: impl Into<Param>) -> Self {
        Self::parametric(Family::GammaScale, [shape.into(), scale.into()])
    }

    /// Gamma by shape and rate (the inverse of the scale).
    #[must_use]
    pub fn gamma_rate(shape: impl Into<Param>, rate: impl Into<Param>) -> Self {
        Self::parametric(Family::GammaRate, [shape.into(), rate.into()])
    }

    /// Gamma by mean and coefficient of variation: the shape is `1 / cv^2`.
    #[must_use]
    pub fn gamma_mean_cv(mean: impl Into<Param>, cv: impl Into<Param>) -> Self {
        Self::parametric(Family::GammaCv, [mean.into(), cv.into()])
    }

    /// Weibull by shape and scale.
    #[must_use]
    pub fn weibull(shape: impl Into<Param>, scale: impl Into<Param>) -> Self {
        Self::parametric(Family::Weibull, [shape.into(), scale.into()])
    }

    /// Weibull by mean and coefficient of variation, 0.01 to 50; the shape is solved for numerically.
    #[must_use]
    pub fn weibull_mean_cv(mean: impl Into<Param>, cv: impl Into<Param>) -> Self {
        Self::parametric(Family::WeibullCv, [mean.into(), cv.into()])
    }

    /// Beta on 0 to 1.
    #[must_use]
    pub fn beta(alpha: impl Into<Param>, beta: impl Into<Param>) -> Self {
        Self::beta_between(alpha, beta, 0.0, 1.0)
    }

    /// Beta stretched over `low` to `high`.
    #[must_use]
    pub fn beta_between(
        alpha: impl Into<Param>,
        beta: impl Into<Param>,
        low: impl Into<Param>,
        high: impl Into<Param>,
    ) -> Self {
        Self::parametric(Family::Beta, [alpha.into(), beta.into(), low.into(), high.into()])
    }

    /// Beta on 0 to 1 by mean and standard deviation (method of moments).
    #[must_use]
    pub fn beta_mean_sd(mean: impl Into<Param>, sd: impl Into<Param>) -> Self {
        Self::parametric(Family::BetaSd, [mean.into(), sd.into()])
    }

    /// Poisson by mean.
    #[must_use]
    pub fn poisson(mean: impl Into<Param>) -> Self {
        Self::parametric(Family::Poisson, [mean.into()])
    }

    /// One of the observed `values`, equally likely.
    #[must_use]
    pub fn empirical(values: Vec<f64>) -> Self {
        LawSpec::Empirical { values, weights: None }
    }

    /// One of the observed `values`, each as likely as its weight.
    #[must_use]
    pub fn empirical_weighted(values: Vec<f64>, weights: Vec<f64>) -> Self {
        LawSpec::Empirical { values, weights: Some(weights) }
    }

    /// Time to the next epoch seen at a random instant, when epochs are `of` apart.
    #[must_use]
    pub fn residual(of: LawSpec) -> Self {
        LawSpec::Residual { of: Box::new(of) }
    }
}

/// Why a law cannot be compiled.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
#[non_exhaustive]
pub enum LawError {
    /// A parameter is NaN or infinite.
    #[error("`{parameter}` must be a finite number")]
    NotFinite {
        /// Name of the parameter.
        parameter: &'static str,
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
    /// A nested law of a whole number does not keep to whole numbers.
    #[error("`{parameter}` must be 1, 2, 3, ... for everyone")]
    MustBeWhole {
        /// Name of the parameter.
        parameter: &'static str,
    },
    /// The number of parameters does not match the family.
    #[error("found {found} parameters, must be {expected}")]
    ParameterCount {
        /// Parameters found.
        found: usize,
        /// Parameters the family has.
        expected: usize,
    },
    /// An empirical law without values.
    #[error("`values` must not be empty")]
    NoValues,
    /// Weights that do not match the values, are negative, or are all zero.
    #[error("`weights` must be one per value, not negative, and not all zero")]
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
