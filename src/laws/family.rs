//! Families with their parameters: from what is written to a shape, a scale and a location.

use super::shape::Shape;
use super::spec::{Family, LawError};
use crate::num::{exp, gamma as gamma_function, ln_1p, solve_increasing, sqrt};

/// Most parameters of a family.
pub(super) const MOST_PARAMS: usize = 4;

/// The parameters of one customer's law.
pub(super) type Values = [f64; MOST_PARAMS];

/// Returns the numbers of the parameters that decide the shape (the others set location and scale).
pub(super) fn shape_parameters(family: Family) -> &'static [usize] {
    match family {
        Family::Constant | Family::Uniform | Family::UniformCv | Family::UniformSd => &[],
        Family::Exponential | Family::ExponentialRate | Family::Normal | Family::NormalCv => &[],
        Family::Lognormal | Family::LognormalMedian | Family::LognormalMu | Family::GammaCv | Family::WeibullCv => &[1],
        Family::Erlang | Family::ErlangScale | Family::ErlangRate => &[0],
        Family::GammaMean | Family::GammaScale | Family::GammaRate | Family::Weibull | Family::WeibullMean => &[0],
        Family::Beta | Family::BetaCv | Family::BetaSd => &[0, 1],
        Family::LognormalSd | Family::GammaSd | Family::WeibullSd => &[0, 1],
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
    match family {
        Family::Uniform => values = [0.0, 1.0, 0.0, 0.0],
        Family::UniformCv | Family::UniformSd => values = [1.0, 1.0, 0.0, 0.0],
        _ => {}
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
    /// Only whole numbers.
    pub(super) whole: bool,
}

impl Range {
    pub(super) fn point(value: f64) -> Self {
        Self { low: value, high: value, fixed: true, whole: value.fract() == 0.0 }
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
        Family::Normal | Family::NormalCv | Family::UniformCv | Family::UniformSd | Family::LognormalMu => {
            not_negative(1)
        }
        Family::Lognormal | Family::LognormalSd | Family::LognormalMedian => positive(0).and(not_negative(1)),
        Family::GammaSd => positive(0).and(not_negative(1)),
        Family::Exponential | Family::ExponentialRate => positive(0),
        Family::Poisson => not_negative(0),
        Family::Erlang | Family::ErlangScale | Family::ErlangRate => {
            let Range { low, fixed, whole, .. } = ranges[0];
            if !whole && !fixed {
                return Err(LawError::MustBeWhole { parameter: names[0] });
            }
            if low < 1.0 || !whole {
                return Err(LawError::OutOfRange { parameter: names[0], value: low, allowed: "1, 2, 3, ..." });
            }
            positive(1)
        }
        Family::GammaMean | Family::GammaScale | Family::GammaRate | Family::GammaCv => positive(0).and(positive(1)),
        Family::Weibull | Family::WeibullMean => positive(0).and(positive(1)),
        Family::WeibullCv => positive(0).and(weibull_spread(ranges[1].low, ranges[1].high, "cv")),
        Family::WeibullSd => {
            let (mean, sd) = (ranges[0], ranges[1]);
            positive(0).and(weibull_spread(sd.low / mean.high, sd.high / mean.low, "sd"))
        }
        Family::Beta => positive(0).and(positive(1)).and(ordered(2, 3)),
        Family::BetaCv => {
            positive(0).and(not_negative(1)).and_then(|()| beta_spread(ranges[0], "cv", |mean| ranges[1].high * mean))
        }
        Family::BetaSd => {
            positive(0).and(not_negative(1)).and_then(|()| beta_spread(ranges[0], "sd", |_| ranges[1].high))
        }
    }
}

/// Coefficients of variation that a Weibull law can be given.
pub(super) const WEIBULL_CV: (f64, f64) = (0.01, 50.0);

/// Checks the coefficients of variation that a Weibull law can be asked for.
fn weibull_spread(low: f64, high: f64, parameter: &'static str) -> Result<(), LawError> {
    let allowed = "such that sd / mean is 0.01 to 50";
    for value in [low, high] {
        if !(WEIBULL_CV.0..=WEIBULL_CV.1).contains(&value) {
            return Err(LawError::OutOfRange { parameter, value, allowed });
        }
    }
    Ok(())
}

/// Checks that a beta law can have the largest standard deviation asked for, whatever its mean.
fn beta_spread(mean: Range, parameter: &'static str, sd: impl Fn(f64) -> f64) -> Result<(), LawError> {
    if mean.high > 1.0 || mean.fixed && mean.high >= 1.0 {
        return Err(LawError::OutOfRange { parameter: "mean", value: mean.high, allowed: "below 1" });
    }
    // The bound is lowest at an end of the means.
    for mean in [mean.low, mean.high] {
        let sd = sd(mean);
        if sd * sd >= mean * (1.0 - mean) {
            let allowed = "such that sd is below sqrt(mean (1 - mean)), whatever the mean";
            return Err(LawError::OutOfRange { parameter, value: sd, allowed });
        }
    }
    Ok(())
}

/// Returns the Weibull shape with this coefficient of variation.
fn weibull_shape(cv: f64) -> f64 {
    let target = 1.0 + cv * cv;
    // Second moment over squared mean rises with 1/shape.
    let inverse = solve_increasing(
        |inverse| {
            let mean = gamma_function(1.0 + inverse);
            (gamma_function(1.0 + 2.0 * inverse) / (mean * mean) - target, f64::NAN)
        },
        1.0,
        1e-4,
        30.0,
    );
    1.0 / inverse
}

/// Largest shape of a gamma or beta law that is drawn by its spread: below a coefficient of variation of some 1e-4 it is as good as none.
const LARGEST_SHAPE: f64 = 1e8;

/// Splits a family with these parameters into a standard shape, a scale and a location.
pub(super) fn standardise(family: Family, values: &Values) -> (Shape, f64, f64) {
    let [a, b, c, d] = *values;
    // A nested law may underflow to zero where zero makes no law.
    // Far enough from zero for one over it, times a variate, to be a number.
    let tiny = |x: f64| x.max(1e-300);
    let lognormal = |mean: f64, cv: f64| {
        // Squared, it must stay a number.
        let cv = cv.min(1e150);
        let square = ln_1p(cv * cv);
        if square == 0.0 {
            return (Shape::Constant, 1.0, mean);
        }
        (Shape::Lognormal { sigma: sqrt(square) }, mean * exp(-0.5 * square), 0.0)
    };
    let by_sigma = |median: f64, sigma: f64| match sigma {
        0.0 => (Shape::Constant, 1.0, median),
        _ => (Shape::Lognormal { sigma }, median, 0.0),
    };
    let gamma = |shape: f64, scale: f64| (Shape::Gamma { shape: shape.max(1e-6) }, scale, 0.0);
    let gamma_mean = |shape: f64, mean: f64| (Shape::Gamma { shape: shape.max(1e-6) }, mean / shape.max(1e-6), 0.0);
    let gamma_spread = |mean: f64, cv: f64| match cv {
        0.0 => (Shape::Constant, 1.0, mean),
        _ => gamma_mean((1.0 / (cv * cv)).min(LARGEST_SHAPE), mean),
    };
    let weibull = |shape: f64, scale: f64| (Shape::Weibull { inverse_shape: 1.0 / shape.max(1e-6) }, scale, 0.0);
    let weibull_mean = |shape: f64, mean: f64| weibull(shape, mean / gamma_function(1.0 + 1.0 / shape));
    let weibull_spread = |mean: f64, cv: f64| weibull_mean(weibull_shape(cv.clamp(WEIBULL_CV.0, WEIBULL_CV.1)), mean);
    let beta_spread = |mean: f64, sd: f64| {
        if sd == 0.0 {
            return (Shape::Constant, 1.0, mean);
        }
        let total = (mean * (1.0 - mean) / (sd * sd) - 1.0).min(LARGEST_SHAPE);
        (Shape::Beta { a: (mean * total).max(1e-6), b: ((1.0 - mean) * total).max(1e-6) }, 1.0, 0.0)
    };
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
        Family::UniformCv | Family::UniformSd => {
            let sd = if family == Family::UniformSd { b } else { a.abs() * b };
            let half = sd * sqrt(3.0);
            between(Shape::Uniform, a - half, a + half)
        }
        Family::Lognormal => lognormal(a, b),
        Family::LognormalSd => lognormal(a, b / tiny(a)),
        Family::LognormalMedian => by_sigma(a, b),
        Family::LognormalMu => by_sigma(exp(a).min(f64::MAX), b),
        Family::Exponential => (Shape::Exponential, a, 0.0),
        Family::ExponentialRate => (Shape::Exponential, 1.0 / tiny(a), 0.0),
        Family::Erlang | Family::GammaMean => gamma_mean(a, b),
        Family::ErlangScale | Family::GammaScale => gamma(a, b),
        Family::ErlangRate | Family::GammaRate => gamma(a, 1.0 / tiny(b)),
        Family::GammaCv => gamma_spread(a, b),
        Family::GammaSd => gamma_spread(a, b / tiny(a)),
        Family::Weibull => weibull(a, b),
        Family::WeibullMean => weibull_mean(a, b),
        Family::WeibullCv => weibull_spread(a, b),
        Family::WeibullSd => weibull_spread(a, b / tiny(a)),
        Family::BetaCv => beta_spread(a, b * a),
        Family::BetaSd => beta_spread(a, b),
        Family::Beta => between(Shape::Beta { a: a.max(1e-6), b: b.max(1e-6) }, c, d),
        Family::Poisson if a == 0.0 => (Shape::Constant, 1.0, 0.0),
        Family::Poisson => (Shape::Poisson { mean: a }, 1.0, 0.0),
    }
}
