//! What a law is before it is drawn from: a family and its parameters, each a number or a law.

use super::family::{Family, Form};

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
    pub(super) fn of_form<const N: usize>(family: &'static Family, params: [(&'static str, Param); N]) -> Self {
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
}
