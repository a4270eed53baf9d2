//! Laws whose parameters are drawn once per customer.

use std::sync::Arc;

use super::compile::checked;
use super::error::LawError;
use super::family::{Standard, Standardise};
use super::law::{Kind, Law};
use super::parameter::{MOST_PARAMETERS, Values};
use super::reach::{Reach, Reaches};
use super::residual::Residual;
use super::spec::{LawSpec, Param};
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
#[derive(Debug, Clone)]
pub(super) struct Nested {
    rule: &'static Standardise,
    params: Vec<Compiled>,
    /// The shape, as it is drawn from, when it is the same for everyone.
    shared: Option<Kind>,
}

impl PartialEq for Nested {
    fn eq(&self, other: &Self) -> bool {
        // There is one rule for each form of a family.
        std::ptr::eq(self.rule, other.rule) && self.params == other.params && self.shared == other.shared
    }
}

/// A family after its parameters are checked.
pub(super) enum Resolved {
    /// All parameters are numbers.
    Fixed(Standard),
    /// Some are laws.
    Nested(Nested),
}

/// Checks the parameters of a family; nested laws get their addresses later.
pub(super) fn resolve(spec: &LawSpec, rule: &'static Standardise) -> Result<Resolved, LawError> {
    let parameters = spec.form.parameters;
    let mut params = Vec::with_capacity(parameters.len());
    let mut reaches = Reaches::new(parameters);
    for (number, (param, parameter)) in spec.params.iter().zip(parameters).enumerate() {
        let (compiled, reach) = match param {
            Param::Fixed(value) if !value.is_finite() => {
                return Err(LawError::NotFinite { parameter: parameter.name });
            }
            Param::Fixed(value) => (Compiled::Fixed(*value), Reach::point(*value)),
            Param::List(_) => {
                return Err(LawError::Kind { parameter: parameter.name, expected: "a number or a law" });
            }
            Param::Law(inner) => {
                let law = checked(inner)?;
                if law.is_constant() {
                    (Compiled::Fixed(law.mean()), Reach::point(law.mean()))
                } else {
                    let reach = Reach { low: law.lower(), high: law.upper(), fixed: false, whole: law.is_whole() };
                    (Compiled::Drawn { law, purpose: 0, index: 0 }, reach)
                }
            }
        };
        params.push(compiled);
        reaches.of[number] = reach;
    }
    reaches.in_range()?;
    (rule.refuse)(&reaches)?;
    if reaches.of.iter().all(|reach| reach.fixed) {
        return Ok(Resolved::Fixed((rule.of)(&reaches.of.map(|reach| reach.low))));
    }
    Ok(Resolved::Nested(Nested { rule, params, shared: None }))
}

impl Nested {
    /// The same with its laws at their addresses, and the shape that everyone has compiled once.
    pub(super) fn placed(&self, address: Address) -> Self {
        let place = |(number, param): (usize, &Compiled)| match param {
            Compiled::Fixed(value) => Compiled::Fixed(*value),
            Compiled::Drawn { law, .. } => {
                let (purpose, index) = address.of_parameter(number as u32);
                Compiled::Drawn { law: law.placed(Address::Nested(purpose, index)), purpose, index }
            }
        };
        let params = self.params.iter().enumerate().map(place).collect();
        let shared = self.shared_shape().map(|standard| Kind::drawn(standard.shape));
        Self { params, shared, ..self.clone() }
    }

    /// A law of the shape that everyone has; the other parameters are rising numbers, so that no width between them hides it.
    fn shared_shape(&self) -> Option<Standard> {
        let mut values: Values = [1.0, 2.0, 3.0];
        for &number in self.rule.shaped_by {
            let Compiled::Fixed(value) = self.params[number] else { return None };
            values[number] = value;
        }
        Some((self.rule.of)(&values))
    }

    /// Draws: the customer's parameters from their own addresses, then one variate.
    pub(super) fn draw(&self, key: &Key, purpose: u32, index: u32) -> f64 {
        self.at(key, || key.uniform(purpose, index))
    }

    /// Returns the customer's own law.
    pub(super) fn own(&self, key: &Key) -> Standard {
        let mut values = [0.0; MOST_PARAMETERS];
        for (value, param) in values.iter_mut().zip(&self.params) {
            *value = match param {
                Compiled::Fixed(value) => *value,
                Compiled::Drawn { law, purpose, index } => law.draw(key, *purpose, *index),
            };
        }
        (self.rule.of)(&values)
    }

    /// Returns the quantile of the customer's own law; `u` is only asked for when the law is not one value.
    pub(super) fn at(&self, key: &Key, u: impl FnOnce() -> f64) -> f64 {
        let own = self.own(key);
        if own.is_constant() {
            return own.add;
        }
        let u = u();
        let standard = match &self.shared {
            Some(kind) => kind.at(u),
            None => own.shape.at(u),
        };
        own.scale * standard + own.add
    }

    /// Returns the expectation over customers of a function of their own law.
    pub(super) fn expect(&self, f: &mut dyn FnMut(Standard) -> f64) -> f64 {
        self.expect_from(0, [0.0; MOST_PARAMETERS], f)
    }

    fn expect_from(&self, number: usize, mut values: Values, f: &mut dyn FnMut(Standard) -> f64) -> f64 {
        match self.params.get(number) {
            None => f((self.rule.of)(&values)),
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
        self.expect(&mut |own| own.at_most(x))
    }

    /// The same for one customer.
    pub(super) fn own_cdf(&self, key: &Key, x: f64) -> f64 {
        self.own(key).at_most(x)
    }

    /// Returns the ends of the support over all customers.
    pub(super) fn bounds(&self) -> (f64, f64) {
        let mut bounds = (f64::INFINITY, f64::NEG_INFINITY);
        for corner in 0..1u32 << self.params.len() {
            let mut values = [0.0; MOST_PARAMETERS];
            for (number, param) in self.params.iter().enumerate() {
                values[number] = match param {
                    Compiled::Fixed(value) => *value,
                    Compiled::Drawn { law, .. } if corner >> number & 1 == 0 => law.lower(),
                    Compiled::Drawn { law, .. } => law.upper(),
                };
            }
            let Standard { shape, scale, add } = (self.rule.of)(&values);
            for end in [shape.lower(), shape.upper()] {
                let x = if end == 0.0 || scale == 0.0 { add } else { scale * end + add };
                bounds = (bounds.0.min(x), bounds.1.max(x));
            }
        }
        bounds
    }
}

/// The residual of `scale` times a nested law plus `add`: each customer has that of the own interval.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct OwnResidual {
    pub(super) of: Arc<Nested>,
    pub(super) scale: f64,
    pub(super) add: f64,
}

impl OwnResidual {
    fn residual(&self, own: Standard) -> Residual {
        Residual::new(Standard { scale: self.scale * own.scale, add: self.scale * own.add + self.add, ..own })
    }

    /// Returns the residual of this customer's interval.
    pub(super) fn of(&self, key: &Key) -> Residual {
        self.residual(self.of.own(key))
    }

    /// Returns the expectation over customers.
    pub(super) fn expect(&self, f: &mut dyn FnMut(Residual) -> f64) -> f64 {
        self.of.expect(&mut |own| f(self.residual(own)))
    }
}
