//! Laws whose parameters are drawn once per customer.

use std::sync::Arc;

use super::family::{MOST_PARAMS, Range, Values, check, neutral, shape_parameters, standardise};
use super::law::{Kind, Law};
use super::residual::Residual;
use super::shape::{LARGE_MEAN, Shape};
use super::spec::{Family, LawError, Param};
use super::steps::listed_poisson;
use crate::num::{Integral, integrate_unit};
use crate::random::Key;

/// Purposes from here on belong to nested laws: `base | law number << 3 | parameter number`, index 0.
///
/// A law nested in a nested one uses the same purpose and the index `8 * outer index + 1 + parameter number`.
pub const NESTED_PURPOSE_BASE: u32 = 0x8000_0000;

/// The largest law number.
pub const MAX_LAW_ID: u32 = (1 << 28) - 1;

/// Where a law's own nested laws are drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Address {
    /// A law that stands in the scenario.
    Top(u32),
    /// A law nested at this purpose and index.
    Nested(u32, u32),
}

impl Address {
    fn of_parameter(self, number: u32) -> (u32, u32) {
        match self {
            Address::Top(law_id) => (NESTED_PURPOSE_BASE | law_id << 3 | number, 0),
            Address::Nested(purpose, index) => (purpose, 8 * index + 1 + number),
        }
    }
}

/// A compiled parameter.
#[derive(Debug, Clone, PartialEq)]
enum Compiled {
    Fixed(f64),
    Drawn { law: Law, purpose: u32, index: u32 },
}

/// A family whose parameters are, in part, drawn once per customer.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Nested {
    family: Family,
    params: Vec<Compiled>,
    /// The shape, compiled once, when it is the same for everyone.
    shared: Option<Kind>,
}

/// A family after its parameters are compiled and checked.
pub(super) enum Resolved {
    /// All parameters are numbers.
    Fixed(Shape, f64, f64),
    /// Some are laws.
    Nested(Nested),
}

/// Compiles and checks the parameters of a family.
pub(super) fn resolve(family: Family, params: &[Param], address: Address) -> Result<Resolved, LawError> {
    let names = family.parameters();
    if params.len() != names.len() {
        return Err(LawError::ParameterCount { found: params.len(), expected: names.len() });
    }
    let mut compiled = Vec::with_capacity(params.len());
    let mut ranges = [Range::point(0.0); MOST_PARAMS];
    for (number, param) in params.iter().enumerate() {
        let (value, range) = match param {
            Param::Fixed(value) if !value.is_finite() => {
                return Err(LawError::NotFinite { parameter: names[number] });
            }
            Param::Fixed(value) => (Compiled::Fixed(*value), Range::point(*value)),
            Param::Law(spec) => {
                let (purpose, index) = address.of_parameter(number as u32);
                let law = Law::compile_at(spec, Address::Nested(purpose, index))?;
                if law.is_constant() {
                    compiled.push(Compiled::Fixed(law.mean()));
                    ranges[number] = Range::point(law.mean());
                    continue;
                }
                let range = Range { low: law.lower(), high: law.upper(), fixed: false, whole: law.is_whole() };
                (Compiled::Drawn { law, purpose, index }, range)
            }
        };
        compiled.push(value);
        ranges[number] = range;
    }
    check(family, &ranges)?;
    let lows = ranges.map(|range| range.low);
    if ranges.iter().all(|range| range.fixed) {
        let (shape, scale, add) = standardise(family, &lows);
        return Ok(Resolved::Fixed(shape, scale, add));
    }
    let shared = shape_parameters(family)
        .iter()
        .all(|&number| ranges[number].fixed)
        .then(|| Kind::compile(standardise(family, &neutral(family, &lows, &ranges)).0));
    Ok(Resolved::Nested(Nested { family, params: compiled, shared }))
}

impl Nested {
    /// Draws: the customer's parameters from their own addresses, then one variate.
    pub(super) fn draw(&self, key: &Key, purpose: u32, index: u32) -> f64 {
        self.at(key, || key.uniform(purpose, index))
    }

    /// Returns shape, scale and location of the customer's own law.
    pub(super) fn own(&self, key: &Key) -> (Shape, f64, f64) {
        let mut values = [0.0; MOST_PARAMS];
        for (value, param) in values.iter_mut().zip(&self.params) {
            *value = match param {
                Compiled::Fixed(value) => *value,
                Compiled::Drawn { law, purpose, index } => law.draw(key, *purpose, *index),
            };
        }
        standardise(self.family, &values)
    }

    /// Returns the quantile of the customer's own law; `u` is only asked for when the law is not one value.
    pub(super) fn at(&self, key: &Key, u: impl FnOnce() -> f64) -> f64 {
        let (shape, scale, add) = self.own(key);
        if shape == Shape::Constant {
            return add;
        }
        let u = u();
        let standard = match &self.shared {
            Some(kind) => kind.at(u),
            None => shape.at(u),
        };
        scale * standard + add
    }

    /// Returns the expectation over customers of a function of shape, scale and location.
    pub(super) fn expect(&self, f: &mut dyn FnMut(Shape, f64, f64) -> f64) -> f64 {
        self.expect_from(0, [0.0; MOST_PARAMS], f)
    }

    fn expect_from(&self, number: usize, mut values: Values, f: &mut dyn FnMut(Shape, f64, f64) -> f64) -> f64 {
        match self.params.get(number) {
            None => {
                let (shape, scale, add) = standardise(self.family, &values);
                f(shape, scale, add)
            }
            Some(Compiled::Fixed(value)) => {
                values[number] = *value;
                self.expect_from(number + 1, values, f)
            }
            Some(Compiled::Drawn { law, .. }) => law.expect(&mut |value| {
                values[number] = value;
                self.expect_from(number + 1, values, f)
            }),
        }
    }

    /// Returns the probability of at most `x`, over customers and draws.
    pub(super) fn cdf(&self, x: f64) -> f64 {
        self.expect(&mut |shape, scale, add| at_most((shape, scale, add), x))
    }

    /// The same for one customer.
    pub(super) fn own_cdf(&self, key: &Key, x: f64) -> f64 {
        at_most(self.own(key), x)
    }

    /// Returns the ends of the support over all customers.
    pub(super) fn bounds(&self) -> (f64, f64) {
        let mut bounds = (f64::INFINITY, f64::NEG_INFINITY);
        for corner in 0..1u32 << self.params.len() {
            let mut values = [0.0; MOST_PARAMS];
            for (number, param) in self.params.iter().enumerate() {
                values[number] = match param {
                    Compiled::Fixed(value) => *value,
                    Compiled::Drawn { law, .. } if corner >> number & 1 == 0 => law.lower(),
                    Compiled::Drawn { law, .. } => law.upper(),
                };
            }
            let (shape, scale, add) = standardise(self.family, &values);
            for end in [shape.lower(), shape.upper()] {
                let x = if end == 0.0 || scale == 0.0 { add } else { scale * end + add };
                bounds = (bounds.0.min(x), bounds.1.max(x));
            }
        }
        bounds
    }
}

/// Returns the probability of at most `x` under `scale * shape + add`; without a scale all stands at `add`.
fn at_most((shape, scale, add): (Shape, f64, f64), x: f64) -> f64 {
    if scale > 0.0 && shape != Shape::Constant { shape.cdf((x - add) / scale).0 } else { f64::from(x >= add) }
}

/// The residual of `scale` times a nested law plus `add`: each customer has that of the own interval.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct OwnResidual {
    pub(super) of: Arc<Nested>,
    pub(super) scale: f64,
    pub(super) add: f64,
}

impl OwnResidual {
    fn residual(&self, shape: Shape, scale: f64, add: f64) -> Residual {
        Residual::new(shape, self.scale * scale, self.scale * add + self.add)
    }

    /// Returns the residual of this customer's interval.
    pub(super) fn of(&self, key: &Key) -> Residual {
        let (shape, scale, add) = self.of.own(key);
        self.residual(shape, scale, add)
    }

    /// Returns the expectation over customers.
    pub(super) fn expect(&self, f: &mut dyn FnMut(Residual) -> f64) -> f64 {
        self.of.expect(&mut |shape, scale, add| f(self.residual(shape, scale, add)))
    }
}

/// Returns the expectation of `f` of `scale * shape + add`.
pub(super) fn shape_expectation(shape: Shape, scale: f64, add: f64, f: &mut dyn FnMut(f64) -> f64) -> f64 {
    match shape {
        Shape::Constant => f(add),
        Shape::Poisson { mean } if mean <= LARGE_MEAN => listed_poisson(mean).expect(&mut |x| f(scale * x + add)),
        _ => or_infinite(integrate_unit(|p, q| f(scale * shape.quantile(p, q) + add))),
    }
}

/// Returns the value of an integral, infinite with its sign if it diverges.
pub(super) fn or_infinite(integral: Integral) -> f64 {
    match integral {
        Integral { value, diverges: false } => value,
        Integral { value, .. } if value < 0.0 => f64::NEG_INFINITY,
        _ => f64::INFINITY,
    }
}
