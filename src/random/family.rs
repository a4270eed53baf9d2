//! Families with their parameters: from what is written to a shape, a scale and a location.

use super::shape::Shape;
use super::spec::{Family, LawError};
use crate::num::{exp, ln_1p, sqrt};

/// Most parameters of a family.
pub(super) const MOST_PARAMS: usize = 4;

/// The parameters of one customer's law.
pub(super) type Values = [f64; MOST_PARAMS];

/// Returns the numbers of the parameters that decide the shape (the others set location and scale).
pub(super) fn shape_parameters(family: Family) -> &'static [usize] {
    match family {
        Family::Constant | Family::Uniform | Family::Exponential => &[],
        Family::Normal | Family::NormalCv => &[],
        Family::Lognormal => &[1],
        Family::Erlang | Family::GammaMean | Family::GammaScale | Family::GammaRate | Family::Weibull => &[0],
        Family::Beta => &[0, 1],
        Family::LognormalSd => &[0, 1],
        Family::Triangular | Family::Pert => &[0, 1, 2],
        Family::Poisson => &[0],
    }
}

/// Returns parameters with 1 in place of those that are drawn, to learn the shape they share.
pub(super) fn neutral(family: Family, lows: &Values, ranges: &[Range; MOST_PARAMS]) -> Values {
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
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Range {
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) fixed: bool,
}

impl Range {
    pub(super) fn point(value: f64) -> Self {
        Self { low: value, high: value, fixed: true }
    }
}

/// Checks that the parameters make a law, whatever the nested ones turn out to be.
pub(super) fn check(family: Family, ranges: &[Range; MOST_PARAMS]) -> Result<(), LawError> {
    let names = family.parameters();
    let positive = |number: usize| {
        // A nested law touches its lower end with probability zero.
        let Range { low, fixed, .. } = ranges[number];
        if low > 0.0 || low == 0.0 && !fixed {
            return Ok(());
        }
        Err(LawError::OutOfRange { parameter: names[number], value: low, allowed: "above 0" })
    };
    let not_negative = |number: usize| {
        if ranges[number].low >= 0.0 {
            return Ok(());
        }
        Err(LawError::OutOfRange { parameter: names[number], value: ranges[number].low, allowed: "0 or more" })
    };
    let ordered = |first: usize, second: usize| {
        if ranges[first].high <= ranges[second].low {
            return Ok(());
        }
        Err(LawError::Order { first: names[first], second: names[second] })
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
                return Err(LawError::MustBeFixed { parameter: names[0] });
            }
            if k < 1.0 || k.fract() != 0.0 {
                return Err(LawError::OutOfRange { parameter: names[0], value: k, allowed: "1, 2, 3, ..." });
            }
            positive(1)
        }
        Family::GammaMean | Family::GammaScale | Family::GammaRate | Family::Weibull => positive(0).and(positive(1)),
        Family::Beta => positive(0).and(positive(1)).and(ordered(2, 3)),
    }
}

/// Splits a family with these parameters into a standard shape, a scale and a location.
pub(super) fn standardise(family: Family, values: &Values) -> (Shape, f64, f64) {
    let [a, b, c, d] = *values;
    // A nested law may underflow to zero where zero makes no law.
    let tiny = |x: f64| x.max(f64::MIN_POSITIVE);
    let lognormal = |mean: f64, cv: f64| {
        let square = ln_1p(cv * cv);
        if square == 0.0 {
            return (Shape::Constant, 1.0, mean);
        }
        (Shape::Lognormal { sigma: sqrt(square) }, mean * exp(-0.5 * square), 0.0)
    };
    let gamma = |shape: f64, scale: f64| (Shape::Gamma { shape: shape.max(1e-6) }, scale, 0.0);
    let between = |shape: Shape, low: f64, high: f64| {
        if high > low { (shape, high - low, low) } else { (Shape::Constant, 1.0, low) }
    };
    match family {
        Family::Constant => (Shape::Constant, 1.0, a),
        Family::Uniform => between(Shape::Uniform, a, b),
        Family::Triangular => between(Shape::Triangular { mode: (b - a) / (c - a) }, a, c),
        Family::Pert => {
            let mode = 4.0 * (b - a) / (c - a);
            between(Shape::Beta { a: 1.0 + mode, b: 5.0 - mode }, a, c)
        }
        Family::Normal | Family::NormalCv => {
            let sd = if family == Family::Normal { b } else { a.abs() * b };
            if sd == 0.0 { (Shape::Constant, 1.0, a) } else { (Shape::Normal, sd, a) }
        }
        Family::Lognormal => lognormal(a, b),
        Family::LognormalSd => lognormal(a, b / tiny(a)),
        Family::Exponential => (Shape::Exponential, a, 0.0),
        Family::Erlang | Family::GammaMean => gamma(a, b / tiny(a)),
        Family::GammaScale => gamma(a, b),
        Family::GammaRate => gamma(a, 1.0 / tiny(b)),
        Family::Weibull => (Shape::Weibull { inverse_shape: 1.0 / a.max(1e-6) }, b, 0.0),
        Family::Beta => between(Shape::Beta { a: a.max(1e-6), b: b.max(1e-6) }, c, d),
        Family::Poisson if a == 0.0 => (Shape::Constant, 1.0, 0.0),
        Family::Poisson => (Shape::Poisson { mean: a }, 1.0, 0.0),
    }
}
