//! What a family of laws says of itself: its forms, and how each becomes a standard shape, a scale and a location.

use std::fmt;

use super::error::LawError;
use super::families::{Constant, Shape};
use super::parameter::{MOST_PARAMETERS, Parameter, Values};
use super::reach::Reaches;

/// A family of laws, named by the key of its table: `{ gamma = { mean = "4 min", shape = 2.0 } }`.
pub struct Family {
    /// Its name.
    pub name: &'static str,
    /// What it is good for, in one sentence.
    pub doc: &'static str,
    /// The sets of parameters it may be given by.
    pub forms: &'static [Form],
    /// Whether every law of it has two ends, so that one can be kept within the range of a probability.
    pub bounded: bool,
    /// Whether it needs a variable without a unit in quotes.
    pub plain_only: bool,
    /// Whether it may hold its only parameter directly, without a table.
    pub direct: bool,
}

impl Family {
    pub(super) const fn new(name: &'static str, doc: &'static str, forms: &'static [Form]) -> Self {
        Self { name, doc, forms, bounded: false, plain_only: false, direct: false }
    }

    pub(super) const fn bounded(self) -> Self {
        Self { bounded: true, ..self }
    }

    pub(super) const fn plain_only(self) -> Self {
        Self { plain_only: true, ..self }
    }

    pub(super) const fn direct(self) -> Self {
        Self { direct: true, ..self }
    }

    /// Its parameters, those of each form in turn; what several forms have comes several times.
    pub fn parameters(&self) -> impl Iterator<Item = &'static Parameter> + use<> {
        self.forms.iter().flat_map(|form| form.parameters)
    }

    /// Finds one of its parameters, whatever the form.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&'static Parameter> {
        self.parameters().find(|parameter| parameter.name == name)
    }

    /// Finds the form with exactly these parameters, in any order.
    #[must_use]
    pub fn form(&self, names: &[&str]) -> Option<&'static Form> {
        self.forms.iter().find(|form| form.parameters.len() == names.len() && form.names().all(|n| names.contains(&n)))
    }

    /// The forms in words, for messages.
    #[must_use]
    pub fn forms_in_words(&self) -> String {
        let in_words = |form: &Form| form.names().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and ");
        self.forms.iter().map(in_words).collect::<Vec<_>>().join(", or ")
    }
}

impl PartialEq for Family {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl fmt::Debug for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// A set of parameters that a family may be given by.
#[derive(Clone, Copy)]
pub struct Form {
    /// Its parameters. Their order is part of the address of a parameter that is drawn: it may not change.
    pub parameters: &'static [Parameter],
    pub(super) making: Making,
}

/// What a form is made into.
#[derive(Debug, Clone, Copy)]
pub(super) enum Making {
    /// A standard shape with a scale and a location.
    Standard(Standardise),
    /// A list of values, with or without weights.
    Values,
    /// What is left of an interval at a random instant.
    Residual,
}

/// How parameters become a standard shape with a scale and a location.
#[derive(Debug, Clone, Copy)]
pub(super) struct Standardise {
    /// Numbers of the parameters that decide the shape; the others set location and scale.
    pub(super) shaped_by: &'static [usize],
    /// The law of these parameters.
    pub(super) of: fn(&Values) -> Standard,
    /// What no customer may have, besides parameters out of their ranges.
    pub(super) refuse: fn(&Reaches) -> Result<(), LawError>,
}

impl Form {
    pub(super) const fn new(
        parameters: &'static [Parameter],
        shaped_by: &'static [usize],
        of: fn(&Values) -> Standard,
    ) -> Self {
        assert!(parameters.len() <= MOST_PARAMETERS);
        Self { parameters, making: Making::Standard(Standardise { shaped_by, of, refuse: |_| Ok(()) }) }
    }

    /// Refuses what is wrong with parameters that are within their ranges.
    pub(super) const fn refusing(self, refuse: fn(&Reaches) -> Result<(), LawError>) -> Self {
        match self.making {
            Making::Standard(rule) => Self { making: Making::Standard(Standardise { refuse, ..rule }), ..self },
            Making::Values | Making::Residual => self,
        }
    }

    pub(super) const fn special(parameters: &'static [Parameter], making: Making) -> Self {
        Self { parameters, making }
    }

    /// The names of its parameters, in their order.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.parameters.iter().map(|parameter| parameter.name)
    }
}

/// There is one of each, in the table of its family.
impl PartialEq for Form {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.names()).finish()
    }
}

/// A law in standard terms: `scale * shape + add`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Standard {
    pub(super) shape: Shape,
    pub(super) scale: f64,
    pub(super) add: f64,
}

impl Standard {
    /// The law of one value.
    pub(super) fn constant(value: f64) -> Self {
        Self { shape: Constant.into(), scale: 1.0, add: value }
    }

    /// A shape times a scale.
    pub(super) fn scaled(shape: impl Into<Shape>, scale: f64) -> Self {
        Self { shape: shape.into(), scale, add: 0.0 }
    }

    /// A shape on 0 to 1, stretched; one value if there is no width.
    pub(super) fn between(low: f64, high: f64, shape: impl Into<Shape>) -> Self {
        if high > low { Self { shape: shape.into(), scale: high - low, add: low } } else { Self::constant(low) }
    }

    /// Tells whether it is one value.
    pub(super) fn is_constant(&self) -> bool {
        matches!(self.shape, Shape::Constant(_))
    }

    /// Returns the mean.
    pub(super) fn mean(&self) -> f64 {
        self.scale * self.shape.mean() + self.add
    }

    /// Returns the variance.
    pub(super) fn variance(&self) -> f64 {
        self.scale * self.scale * self.shape.variance()
    }

    /// Returns the probability of at most `x`; without a scale all stands at the location.
    pub(super) fn at_most(&self, x: f64) -> f64 {
        if self.scale > 0.0 && !self.is_constant() {
            self.shape.cdf((x - self.add) / self.scale).0
        } else {
            f64::from(x >= self.add)
        }
    }

    /// Returns the expectation of `f`.
    pub(super) fn expect(&self, f: &mut dyn FnMut(f64) -> f64) -> f64 {
        self.shape.expect(&mut |x| f(self.scale * x + self.add))
    }
}

/// One over a number that may have underflowed: far enough from zero for it, times a variate, to be a number.
pub(super) fn one_over(x: f64) -> f64 {
    1.0 / away_from_zero(x)
}

/// A number that is divided by: a nested law may underflow to zero where zero makes no law.
pub(super) fn away_from_zero(x: f64) -> f64 {
    x.max(1e-300)
}
