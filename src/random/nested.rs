//! Families with their parameters: from what is written to a shape, a scale and a location.

use super::key::Key;
use super::law::{Kind, Law};
use super::shape::Shape;
use super::spec::{Family, LawError, Param};
use crate::num::{exp, ln_1p, sqrt};

/// Purposes from here on belong to nested laws: `base | law number << 3 | parameter number`, index 0.
///
/// A law nested in a nested one uses the same purpose and the index `8 * outer index + 1 + parameter number`.
pub const NESTED_PURPOSE_BASE: u32 = 0x8000_0000;

/// The largest law number.
pub const MAX_LAW_ID: u32 = (1 << 28) - 1;

/// Most parameters of a family.
const MOST_PARAMS: usize = 4;

/// The parameters of one customer's law.
pub(super) type Values = [f64; MOST_PARAMS];

/// Where a law's own nested laws are drawn.
#[derive(Debug, Clone, Copy)]
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
#[derive(Debug, Clone)]
enum Compiled {
    Fixed(f64),
    Drawn { law: Law, purpose: u32, index: u32 },
}

/// A family whose parameters are, in part, drawn once per customer.
#[derive(Debug, Clone)]
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
pub(super) fn resolve(
    family: Family,
    params: &[Param],
    address: Address,
) -> Result<Resolved, LawError> {
    let names = family.parameters();
    if params.len() != names.len() {
        return Err(LawError::ParameterCount {
            found: params.len(),
            expected: names.len(),
        });
    }
    let mut compiled = Vec::with_capacity(params.len());
    let mut ranges = [Range::point(0.0); MOST_PARAMS];
    for (number, param) in params.iter().enumerate() {
        let (value, range) = match param {
            Param::Fixed(value) if !value.is_finite() => {
                return Err(LawError::NotFinite {
                    parameter: names[number],
                });
            }
            Param::Fixed(value) => (Compiled::Fixed(*value), Range::point(*value)),
            Param::Law(spec) => {
                let (purpose, index) = address.of_parameter(number as u32);
                let law = Law::compile_at(spec, Address::Nested(purpose, index))?;
                let range = Range {
                    low: law.lower(),
                    high: law.upper(),
                    fixed: false,
                };
                (
                    Compiled::Drawn {
                        law,
                        purpose,
                        index,
                    },
                    range,
                )
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
    Ok(Resolved::Nested(Nested {
        family,
        params: compiled,
        shared,
    }))
}

/// Returns the numbers of the parameters that decide the shape (the others set location and scale).
fn shape_parameters(family: Family) -> &'static [usize] {
    match family {
        Family::Constant | Family::Uniform | Family::Exponential => &[],
        Family::Normal | Family::NormalCv => &[],
        Family::Lognormal => &[1],
        Family::Erlang
        | Family::GammaMean
        | Family::GammaScale
        | Family::GammaRate
        | Family::Weibull => &[0],
        Family::Beta => &[0, 1],
        Family::LognormalSd => &[0, 1],
        Family::Triangular | Family::Pert => &[0, 1, 2],
        Family::Poisson => &[0],
    }
}

/// Returns parameters with 1 in place of those that are drawn, to learn the shape they share.
fn neutral(family: Family, lows: &Values, ranges: &[Range; MOST_PARAMS]) -> Values {
    let mut values = *lows;
    for (number, range) in ranges.iter().enumerate() {
        if !range.fixed {
            values[number] = 1.0;
        }
    }
    // A width of zero would hide the shape.
    if family == Family::Uniform {
        values = [0.0, 1.0, 0.0, 0.0];
    }
    if family == Family::Beta {
        (values[2], values[3]) = (0.0, 1.0);
    }
    values
}

/// Where a parameter can lie.
#[derive(Debug, Clone, Copy)]
struct Range {
    low: f64,
    high: f64,
    fixed: bool,
}

impl Range {
    fn point(value: f64) -> Self {
        Self {
            low: value,
            high: value,
            fixed: true,
        }
    }
}

/// Checks that the parameters make a law, whatever the nested ones turn out to be.
fn check(family: Family, ranges: &[Range; MOST_PARAMS]) -> Result<(), LawError> {
    let names = family.parameters();
    let positive = |number: usize| {
        // A nested law touches its lower end with probability zero.
        let Range { low, fixed, .. } = ranges[number];
        if low > 0.0 || low == 0.0 && !fixed {
            return Ok(());
        }
        Err(LawError::OutOfRange {
            parameter: names[number],
            value: low,
            allowed: "above 0",
        })
    };
    let not_negative = |number: usize| {
        if ranges[number].low >= 0.0 {
            return Ok(());
        }
        Err(LawError::OutOfRange {
            parameter: names[number],
            value: ranges[number].low,
            allowed: "0 or more",
        })
    };
    let ordered = |first: usize, second: usize| {
        if ranges[first].high <= ranges[second].low {
            return Ok(());
        }
        Err(LawError::Order {
            first: names[first],
            second: names[second],
        })
    };
    match family {
        Family::Constant => Ok(()),
        Family::Uniform => ordered(0, 1),
        Family::Triangular | Family::Pert => ordered(0, 1).and(ordered(1, 2)),
        Family::Normal | Family::NormalCv => not_negative(1),
        Family::Lognormal | Family::LognormalSd => positive(0).and(not_negative(1)),
        Family::Exponential => positive(0),
        Family::Poisson => not_negative(0),
        Family::Erlang => {
            let Range { low: k, fixed, .. } = ranges[0];
            if !fixed {
                return Err(LawError::MustBeFixed {
                    parameter: names[0],
                });
            }
            if k < 1.0 || k.fract() != 0.0 {
                return Err(LawError::OutOfRange {
                    parameter: names[0],
                    value: k,
                    allowed: "1, 2, 3, ...",
                });
            }
            positive(1)
        }
        Family::GammaMean | Family::GammaScale | Family::GammaRate | Family::Weibull => {
            positive(0).and(positive(1))
        }
        Family::Beta => positive(0).and(positive(1)).and(ordered(2, 3)),
    }
}

/// Splits a family with these parameters into a standard shape, a scale and a location.
fn standardise(family: Family, values: &Values) -> (Shape, f64, f64) {
    let [a, b, c, d] = *values;
    // A nested law may underflow to zero where zero makes no law.
    let tiny = |x: f64| x.max(f64::MIN_POSITIVE);
    let lognormal = |mean: f64, cv: f64| {
        let square = ln_1p(cv * cv);
        if square == 0.0 {
            return (Shape::Constant, 1.0, mean);
        }
        (
            Shape::Lognormal {
                sigma: sqrt(square),
            },
            mean * exp(-0.5 * square),
            0.0,
        )
    };
    let gamma = |shape: f64, scale: f64| {
        (
            Shape::Gamma {
                shape: shape.max(1e-6),
            },
            scale,
            0.0,
        )
    };
    let between = |shape: Shape, low: f64, high: f64| {
        if high > low {
            (shape, high - low, low)
        } else {
            (Shape::Constant, 1.0, low)
        }
    };
    match family {
        Family::Constant => (Shape::Constant, 1.0, a),
        Family::Uniform => between(Shape::Uniform, a, b),
        Family::Triangular => between(
            Shape::Triangular {
                mode: (b - a) / (c - a),
            },
            a,
            c,
        ),
        Family::Pert => {
            let mode = 4.0 * (b - a) / (c - a);
            between(
                Shape::Beta {
                    a: 1.0 + mode,
                    b: 5.0 - mode,
                },
                a,
                c,
            )
        }
        Family::Normal | Family::NormalCv => {
            let sd = if family == Family::Normal {
                b
            } else {
                a.abs() * b
            };
            if sd == 0.0 {
                (Shape::Constant, 1.0, a)
            } else {
                (Shape::Normal, sd, a)
            }
        }
        Family::Lognormal => lognormal(a, b),
        Family::LognormalSd => lognormal(a, b / tiny(a)),
        Family::Exponential => (Shape::Exponential, a, 0.0),
        Family::Erlang | Family::GammaMean => gamma(a, b / tiny(a)),
        Family::GammaScale => gamma(a, b),
        Family::GammaRate => gamma(a, 1.0 / tiny(b)),
        Family::Weibull => (
            Shape::Weibull {
                inverse_shape: 1.0 / a.max(1e-6),
            },
            b,
            0.0,
        ),
        Family::Beta => between(
            Shape::Beta {
                a: a.max(1e-6),
                b: b.max(1e-6),
            },
            c,
            d,
        ),
        Family::Poisson if a == 0.0 => (Shape::Constant, 1.0, 0.0),
        Family::Poisson => (Shape::Poisson { mean: a }, 1.0, 0.0),
    }
}

impl Nested {
    /// Draws: the customer's parameters from their own addresses, then one variate.
    pub(super) fn draw(&self, key: &Key, purpose: u32, index: u32) -> f64 {
        self.at(key, || key.uniform(purpose, index))
    }

    /// Returns the quantile of the customer's own law; `u` is only asked for when the law is not one value.
    pub(super) fn at(&self, key: &Key, u: impl FnOnce() -> f64) -> f64 {
        let mut values = [0.0; MOST_PARAMS];
        for (value, param) in values.iter_mut().zip(&self.params) {
            *value = match param {
                Compiled::Fixed(value) => *value,
                Compiled::Drawn {
                    law,
                    purpose,
                    index,
                } => law.draw(key, *purpose, *index),
            };
        }
        let (shape, scale, add) = standardise(self.family, &values);
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

    fn expect_from(
        &self,
        number: usize,
        mut values: Values,
        f: &mut dyn FnMut(Shape, f64, f64) -> f64,
    ) -> f64 {
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
                let x = if end == 0.0 || scale == 0.0 {
                    add
                } else {
                    scale * end + add
                };
                bounds = (bounds.0.min(x), bounds.1.max(x));
            }
        }
        bounds
    }
}
