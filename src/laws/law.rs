//! Compiled laws: one uniform number, one variate.
//!
//! A little over 400 lines: each question is answered for every kind of law in one place, so that none is left out.

use std::sync::Arc;

use super::nested::{Address, MAX_LAW_ID, Nested, OwnResidual, Resolved, or_infinite, resolve, shape_expectation};
use super::residual::Residual;
use super::shape::{LARGE_MEAN, Shape};
use super::spec::{LawError, LawSpec};
use super::steps::{Segments, Steps, listed_poisson};
use super::table::{Exact, QuantileTable};
use crate::num::{integrate_unit, ln_of_draw};
use crate::random::Key;

/// Poisson laws up to this mean are drawn from a list of probabilities.
const LISTED_POISSON_MEAN: f64 = 10_000.0;

/// How a standardised variate is made from a uniform one. Tables are shared: cloning a law is cheap.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// A closed form.
    Direct(Shape),
    /// A table with exact inversion behind it.
    Table(Arc<QuantileTable>),
    /// A list of values; the shape it came from, if it has a name.
    Steps(Arc<Steps>, Option<Shape>),
    /// Straight pieces.
    Segments(Arc<Segments>),
    /// Parameters drawn once per customer.
    Nested(Arc<Nested>),
    /// The residual of a law with such parameters: each customer has the residual of the own interval.
    OwnResidual(OwnResidual),
}

impl Kind {
    /// Compiles a shape: a table or a list where inversion would be slow.
    pub(super) fn compile(shape: Shape) -> Self {
        match shape {
            Shape::Gamma { shape: 1.0 } => Kind::Direct(Shape::Exponential),
            Shape::Beta { a: 1.0, b: 1.0 } => Kind::Direct(Shape::Uniform),
            Shape::Gamma { .. } | Shape::Beta { .. } => Kind::Table(Arc::new(QuantileTable::new(Exact::Shape(shape)))),
            Shape::Weibull { inverse_shape: 1.0 } => Kind::Direct(Shape::Exponential),
            Shape::Poisson { mean } if mean <= LISTED_POISSON_MEAN => {
                Kind::Steps(Arc::new(listed_poisson(mean)), Some(shape))
            }
            _ => Kind::Direct(shape),
        }
    }

    /// Returns the standardised quantile of a uniform draw.
    #[inline]
    pub(super) fn at(&self, u: f64) -> f64 {
        match self {
            Kind::Direct(shape) => shape.at(u),
            Kind::Table(table) => table.at(u),
            Kind::Steps(steps, _) => steps.at(u),
            Kind::Segments(segments) => segments.at(u),
            Kind::Nested(_) | Kind::OwnResidual(_) => unreachable!("a law with nested laws is drawn with a key"),
        }
    }
}

/// A mean beyond this is one that does not exist: parameters that are drawn are cut where numbers end, and so is the integral.
const LARGEST_MEAN: f64 = 1e25;

/// A law ready to be drawn from: `scale * standard + add`.
///
/// Every draw is increasing in its one uniform number, so that worlds which differ in a parameter, or in a
/// family, stay paired. (So an exponential variate is `-mean ln(1 - u)`, where
/// [`Key::exponential`] is `-ln u`.)
///
/// # Examples
///
/// ```
/// use journeysim::laws::{Law, LawSpec};
/// use journeysim::random::ReplicationKey;
///
/// let service_minutes = Law::compile(&LawSpec::lognormal(6.0, 0.6), 0)?;
/// let key = ReplicationKey::new(2026, 0).customer(17);
/// let (service, first_visit) = (3, 0);
/// let minutes = service_minutes.draw(&key, service, first_visit);
/// assert_eq!(minutes, service_minutes.draw(&key, service, first_visit));
/// assert!((service_minutes.mean() - 6.0).abs() < 1e-12);
/// # Ok::<(), journeysim::laws::LawError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Law {
    kind: Kind,
    scale: f64,
    add: f64,
    mean: f64,
    variance: f64,
    lower: f64,
    upper: f64,
}

impl Law {
    /// Compiles a law. `law_id` tells its nested laws from those of other laws; give each law its own.
    ///
    /// # Errors
    ///
    /// See [`LawError`]: parameters out of range or order (or nested laws that can be), bad lists.
    pub fn compile(spec: &LawSpec, law_id: u32) -> Result<Law, LawError> {
        if law_id > MAX_LAW_ID {
            return Err(LawError::LawId(law_id));
        }
        Self::compile_at(spec, Address::Top(law_id))
    }

    /// Makes the law of one value.
    #[must_use]
    pub fn constant(value: f64) -> Law {
        Law {
            kind: Kind::Direct(Shape::Constant),
            scale: 1.0,
            add: value,
            mean: value,
            variance: 0.0,
            lower: value,
            upper: value,
        }
    }

    pub(super) fn compile_at(spec: &LawSpec, address: Address) -> Result<Law, LawError> {
        match spec {
            LawSpec::Parametric { family, params } => match resolve(*family, params, address)? {
                Resolved::Fixed(Shape::Constant, _, value) => Ok(Law::constant(value)),
                Resolved::Fixed(shape, scale, add) => Ok(Law {
                    kind: Kind::compile(shape),
                    scale,
                    add,
                    mean: scale * shape.mean() + add,
                    variance: scale * scale * shape.variance(),
                    lower: scale * shape.lower() + add,
                    upper: scale * shape.upper() + add,
                }),
                Resolved::Nested(nested) => {
                    let bounds = nested.bounds();
                    Ok(Self::measured(Kind::Nested(Arc::new(nested)), bounds))
                }
            },
            LawSpec::Empirical { values, weights } => {
                let steps = Steps::new(values, weights.as_deref())?;
                let bounds = steps.bounds();
                if bounds.0 == bounds.1 {
                    return Ok(Law::constant(bounds.0));
                }
                Ok(Self::measured(Kind::Steps(Arc::new(steps), None), bounds))
            }
            LawSpec::Residual { of } => Self::compile_at(of, address)?.residual(),
            LawSpec::Affine { of, scale, add } => Ok(Self::compile_at(of, address)?.affine(*scale, *add)),
        }
    }

    /// Makes the law of the time to the next epoch, when this is the law between epochs.
    fn residual(&self) -> Result<Law, LawError> {
        if let Kind::Nested(of) = &self.kind {
            // Over customers the mean may be infinite; of each one it is not.
            if self.lower < 0.0 || self.upper <= 0.0 || self.scale < 0.0 {
                return Err(LawError::ResidualOf);
            }
            let kind = Kind::OwnResidual(OwnResidual { of: of.clone(), scale: self.scale, add: self.add });
            return Ok(Self::measured(kind, (0.0, self.upper)));
        }
        if self.lower < 0.0 || !self.mean.is_finite() || self.mean <= 0.0 {
            return Err(LawError::ResidualOf);
        }
        let shape = match &self.kind {
            Kind::Direct(Shape::Constant) => {
                let segments = Steps::from_sorted(vec![self.add], &[1.0]).residual(1.0, 0.0, self.mean);
                return Ok(Self::measured(Kind::Segments(Arc::new(segments)), (0.0, self.upper)));
            }
            Kind::Steps(steps, _) => {
                let segments = steps.residual(self.scale, self.add, self.mean);
                let bounds = (0.0, segments.upper());
                return Ok(Self::measured(Kind::Segments(Arc::new(segments)), bounds));
            }
            Kind::Direct(Shape::Exponential) if self.add == 0.0 => return Ok(self.clone()),
            Kind::Direct(shape) => *shape,
            Kind::Table(table) => match table.exact() {
                Exact::Shape(shape) => *shape,
                Exact::Residual(_) => return Err(LawError::ResidualOfCompound),
            },
            Kind::Segments(_) | Kind::Nested(_) | Kind::OwnResidual(_) => return Err(LawError::ResidualOfCompound),
        };
        let residual = Residual::new(shape, self.scale, self.add);
        let table = QuantileTable::new(Exact::Residual(residual));
        let mean = (self.variance + self.mean * self.mean) / (2.0 * self.mean);
        let third_moment = self.expect(&mut |x| x * x * x);
        Ok(Law {
            kind: Kind::Table(Arc::new(table)),
            scale: 1.0,
            add: 0.0,
            mean,
            variance: third_moment / (3.0 * self.mean) - mean * mean,
            lower: 0.0,
            upper: self.upper,
        })
    }

    /// Completes an unscaled law by its mean and variance, computed as expectations.
    fn measured(kind: Kind, (lower, upper): (f64, f64)) -> Law {
        let mut law = Law { kind, scale: 1.0, add: 0.0, mean: 0.0, variance: 0.0, lower, upper };
        (law.mean, law.variance) = match &law.kind {
            Kind::Nested(nested) => {
                let mean = nested.expect(&mut |shape, scale, add| scale * shape.mean() + add);
                let variance = nested.expect(&mut |shape, scale, add| {
                    let distance = scale * shape.mean() + add - mean;
                    scale * scale * shape.variance() + distance * distance
                });
                (mean, variance)
            }
            // Two integrals for its variance: left until somebody asks.
            Kind::OwnResidual(own) => (own.expect(&mut |residual| residual.mean()), f64::NAN),
            _ => {
                let mean = law.expect(&mut |x| x);
                (mean, law.expect(&mut |x| (x - mean) * (x - mean)))
            }
        };
        if law.mean.abs() > LARGEST_MEAN {
            law.mean = law.mean.signum() * f64::INFINITY;
        }
        if law.variance.is_nan() && !matches!(law.kind, Kind::OwnResidual(_)) {
            // An infinite mean leaves no distance to square.
            law.variance = f64::INFINITY;
        }
        law
    }

    /// Returns `scale` times this law plus `add`, compiled in.
    #[must_use]
    pub fn affine(&self, scale: f64, add: f64) -> Law {
        if scale == 0.0 {
            return Law::constant(add);
        }
        let ends = (scale * self.lower + add, scale * self.upper + add);
        Law {
            kind: self.kind.clone(),
            scale: scale * self.scale,
            add: scale * self.add + add,
            mean: scale * self.mean + add,
            variance: scale * scale * self.variance,
            lower: ends.0.min(ends.1),
            upper: ends.0.max(ends.1),
        }
    }

    /// Draws a variate.
    ///
    /// # Randomness
    ///
    /// One uniform number, at this address; none for a constant. A nested law takes one more at its own address,
    /// the same for every draw of a customer.
    #[inline]
    #[must_use]
    pub fn draw(&self, key: &Key, purpose: u32, index: u32) -> f64 {
        match &self.kind {
            Kind::Direct(Shape::Constant) => self.add,
            _ => self.draw_varying(key, purpose, index),
        }
    }

    /// Kept in one place: copied into every place that draws, it would push the loop out of the first cache.
    #[inline(never)]
    fn draw_varying(&self, key: &Key, purpose: u32, index: u32) -> f64 {
        match &self.kind {
            // The commonest law, without a further branch.
            Kind::Direct(Shape::Exponential) => self.scale * -ln_of_draw(1.0 - key.uniform(purpose, index)) + self.add,
            Kind::Nested(nested) => self.scale * nested.draw(key, purpose, index) + self.add,
            Kind::OwnResidual(_) => self.at(key, key.uniform(purpose, index)),
            kind => self.scale * kind.at(key.uniform(purpose, index)) + self.add,
        }
    }

    /// Returns the quantile at `u` of a customer's own law, as [`Law::draw`] would with that uniform number. A `u` that was rounded to 1 counts
    /// as the largest number below it, where a quantile is still finite.
    ///
    /// # Randomness
    ///
    /// None, but for nested laws at their own addresses.
    #[must_use]
    pub fn at(&self, key: &Key, u: f64) -> f64 {
        let u = u.min(1.0 - 0.5 * f64::EPSILON);
        match &self.kind {
            Kind::Direct(Shape::Constant) => self.add,
            Kind::Nested(nested) => self.scale * nested.at(key, || u) + self.add,
            Kind::OwnResidual(own) => self.scale * own.of(key).quantile(u, 1.0 - u) + self.add,
            kind => self.scale * kind.at(u) + self.add,
        }
    }

    /// Returns the probability that a draw of this customer is at most `x`: the inverse of [`Law::at`].
    ///
    /// # Randomness
    ///
    /// None, but for nested laws at their own addresses.
    #[must_use]
    pub fn own_cdf(&self, key: &Key, x: f64) -> f64 {
        let standard = |x: f64| match &self.kind {
            Kind::Nested(nested) => nested.own_cdf(key, x),
            Kind::OwnResidual(own) => own.of(key).cdf(x).0,
            _ => self.standard_cdf(x),
        };
        if self.scale < 0.0 {
            return 1.0 - standard(((x - self.add) / self.scale).next_down());
        }
        standard((x - self.add) / self.scale)
    }

    /// Returns the mean over customers; infinite if it does not exist, never NaN.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// Returns the variance over customers and draws; infinite if it does not exist, never NaN.
    #[must_use]
    pub fn variance(&self) -> f64 {
        if self.variance.is_nan() {
            let mean = self.mean;
            return self.expect(&mut |x| (x - mean) * (x - mean));
        }
        self.variance
    }

    /// Returns the lower end of the support.
    #[must_use]
    pub fn lower(&self) -> f64 {
        self.lower
    }

    /// Returns the upper end of the support.
    #[must_use]
    pub fn upper(&self) -> f64 {
        self.upper
    }

    /// Tells whether every draw is the same number.
    #[must_use]
    pub fn is_constant(&self) -> bool {
        self.lower == self.upper
    }

    /// Tells whether every draw is a whole number.
    pub(super) fn is_whole(&self) -> bool {
        let whole = |x: f64| (self.scale * x + self.add).fract() == 0.0;
        match &self.kind {
            Kind::Direct(Shape::Constant) => self.add.fract() == 0.0,
            Kind::Direct(Shape::Poisson { .. }) => self.scale.fract() == 0.0 && self.add.fract() == 0.0,
            Kind::Steps(steps, _) => steps.all(whole),
            _ => false,
        }
    }

    /// Returns the probability that a draw is at most `x`, over customers and draws.
    #[must_use]
    pub fn cdf(&self, x: f64) -> f64 {
        if self.scale < 0.0 {
            // Continuous laws only lose a point of probability zero; lists are asked just below.
            return 1.0 - self.standard_cdf(((x - self.add) / self.scale).next_down());
        }
        self.standard_cdf((x - self.add) / self.scale)
    }

    fn standard_cdf(&self, x: f64) -> f64 {
        match &self.kind {
            Kind::Direct(shape) | Kind::Steps(_, Some(shape)) => shape.cdf(x).0,
            Kind::Table(table) => match table.exact() {
                Exact::Shape(shape) => shape.cdf(x).0,
                Exact::Residual(residual) => residual.cdf(x).0,
            },
            Kind::Steps(steps, None) => steps.cdf(x),
            Kind::Segments(segments) => segments.cdf(x),
            Kind::Nested(nested) => nested.cdf(x),
            Kind::OwnResidual(own) => own.expect(&mut |residual| residual.cdf(x).0),
        }
    }

    /// Returns the expectation of `f`; infinite if it does not converge, never NaN.
    #[must_use]
    pub fn expect(&self, f: &mut dyn FnMut(f64) -> f64) -> f64 {
        let (scale, add) = (self.scale, self.add);
        let mut f = |x: f64| f(scale * x + add);
        let value = match &self.kind {
            Kind::Direct(Shape::Constant) => f(0.0),
            Kind::Direct(Shape::Poisson { mean }) if *mean <= LARGE_MEAN => listed_poisson(*mean).expect(&mut f),
            Kind::Direct(shape) => or_infinite(integrate_unit(|p, q| f(shape.quantile(p, q)))),
            Kind::Table(table) => or_infinite(integrate_unit(|p, q| f(table.exact().quantile(p, q)))),
            Kind::Steps(steps, _) => steps.expect(&mut f),
            Kind::Segments(segments) => segments.expect(&mut f),
            Kind::Nested(nested) => {
                nested.expect(&mut |shape, scale, add| shape_expectation(shape, scale, add, &mut f))
            }
            Kind::OwnResidual(own) => {
                own.expect(&mut |residual| or_infinite(integrate_unit(|p, q| f(residual.quantile(p, q)))))
            }
        };
        if value.is_nan() { f64::INFINITY } else { value }
    }
}

#[cfg(test)]
#[path = "law_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "law_edge_tests.rs"]
mod edge_tests;
