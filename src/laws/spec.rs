//! What a law is before it is drawn from: a family and its parameters, each a number or a law.

use thiserror::Error;

use super::compile::{checked, placed};
use super::family::{Family, Form};
use super::law::Law;

/// A parameter of a law.
#[derive(Debug, Clone, PartialEq)]
pub enum Param {
    /// The same number for everyone.
    Fixed(f64),
    /// A list: the values or the weights of an empirical law.
    List(Vec<f64>),
    /// Drawn once per customer, always from the same address; or, of `residual`, the law of the interval.
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

/// A law as written, in base units, multiplied by a factor and shifted. It may be impossible: [`LawSpec::check`] tells.
#[derive(Debug, Clone, PartialEq)]
pub struct LawSpec {
    pub(super) family: &'static Family,
    pub(super) form: &'static Form,
    /// In the order of the form.
    pub(super) params: Vec<Param>,
    pub(super) scale: f64,
    pub(super) add: f64,
}

impl LawSpec {
    /// Makes a law of a family by the form that has exactly these parameters, in any order; none if it has no such form.
    #[must_use]
    pub fn new(family: &'static Family, mut params: Vec<(&'static str, Param)>) -> Option<Self> {
        let names: Vec<&str> = params.iter().map(|(name, _)| *name).collect();
        let form = family.form(&names)?;
        params.sort_by_key(|(name, _)| form.names().position(|known| known == *name));
        let params = params.into_iter().map(|(_, param)| param).collect();
        Some(Self { family, form, params, scale: 1.0, add: 0.0 })
    }

    /// The same, of a form that is there.
    pub(super) fn known<const N: usize>(family: &'static Family, params: [(&'static str, Param); N]) -> Self {
        Self::new(family, params.into()).unwrap_or_else(|| unreachable!("`{}` has no such form", family.name))
    }

    /// `scale` times this law plus `add`.
    #[must_use]
    pub fn affine(self, scale: f64, add: f64) -> Self {
        Self { scale: scale * self.scale, add: scale * self.add + add, ..self }
    }

    /// Its family.
    #[must_use]
    pub fn family(&self) -> &'static Family {
        self.family
    }

    /// Its parameters with their names.
    pub fn params(&self) -> impl Iterator<Item = (&'static str, &Param)> {
        self.form.names().zip(&self.params)
    }

    /// The parameter of this name.
    #[must_use]
    pub fn param(&self, name: &str) -> Option<&Param> {
        self.params().find(|(known, _)| *known == name).map(|(_, param)| param)
    }

    /// A parameter that is a number.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<f64> {
        if let Param::Fixed(value) = self.param(name)? { Some(*value) } else { None }
    }

    /// Factor on the variable.
    #[must_use]
    pub fn scale(&self) -> f64 {
        self.scale
    }

    /// Added to the variable after scaling.
    #[must_use]
    pub fn add(&self) -> f64 {
        self.add
    }

    /// How many laws stand inside each other, this one included.
    #[must_use]
    pub fn depth(&self) -> usize {
        let inner = self.params.iter().map(|param| if let Param::Law(law) = param { law.depth() } else { 0 });
        1 + inner.max().unwrap_or(0)
    }

    /// Makes sure that it can be drawn from, by everybody.
    ///
    /// # Errors
    ///
    /// See [`LawError`]: parameters out of range or order (or nested laws that can be), bad lists.
    pub fn check(self) -> Result<CheckedLaw, LawError> {
        let law = checked(&self)?;
        Ok(CheckedLaw { spec: self, law })
    }
}

/// A law that can be drawn from, by everybody: what is left to do is to give it an address.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckedLaw {
    spec: LawSpec,
    /// Without tables and without an address: for its moments and its ends.
    law: Law,
}

impl CheckedLaw {
    /// The law of one value.
    #[must_use]
    pub fn constant(value: f64) -> Self {
        Self { spec: LawSpec::constant(value), law: Law::constant(value) }
    }

    /// As it was written.
    #[must_use]
    pub fn spec(&self) -> &LawSpec {
        &self.spec
    }

    /// The mean, over customers where parameters are laws; it may be infinite. As written, to the last bit, where it is written.
    #[must_use]
    pub fn mean(&self) -> f64 {
        let spec = &self.spec;
        let is_drawn = spec.params.iter().any(|param| matches!(param, Param::Law(_)));
        let written = spec.number("mean").filter(|_| !is_drawn);
        written.map_or(self.law.mean(), |mean| mean * spec.scale + spec.add)
    }

    /// The variance over customers and draws; infinite if it does not exist.
    #[must_use]
    pub fn variance(&self) -> f64 {
        self.law.variance()
    }

    /// The ends of a law of a bounded family, as written where they are written.
    #[must_use]
    pub fn ends(&self) -> Option<[f64; 2]> {
        let spec = &self.spec;
        let written = [spec.number("low"), spec.number("high")].map(|end| Some(end? * spec.scale + spec.add));
        spec.family.bounded.then(|| match written {
            [Some(low), Some(high)] => [low, high],
            _ => [self.law.lower(), self.law.upper()],
        })
    }

    /// Makes the law that is drawn from. `law_id` tells its nested laws from those of other laws; give each law its own.
    ///
    /// # Panics
    ///
    /// If the number is above [`MAX_LAW_ID`](super::MAX_LAW_ID).
    #[must_use]
    pub fn place(&self, law_id: u32) -> Law {
        placed(&self.law, law_id)
    }
}

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
