//! Compiled laws: one uniform number, one variate.

use std::sync::Arc;

use super::distribution::or_infinite;
use super::families::{Constant, Shape};
use super::nested::{Nested, OwnResidual};
use super::residual::Residual;
use super::steps::{Segments, Steps};
use super::table::{Exact, QuantileTable};
use crate::num::{integrate_unit, ln_of_draw};
use crate::random::Key;

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
    /// The residual of a law; it has a table once it is drawn from.
    Residual(Box<Residual>),
    /// The residual of a law with such parameters: each customer has the residual of the own interval.
    OwnResidual(OwnResidual),
}

impl Kind {
    /// Returns the standardised quantile of a uniform draw.
    #[inline]
    pub(super) fn at(&self, u: f64) -> f64 {
        match self {
            Kind::Direct(shape) => shape.at(u),
            Kind::Table(table) => table.at(u),
            Kind::Steps(steps, _) => steps.at(u),
            Kind::Segments(segments) => segments.at(u),
            Kind::Residual(residual) => residual.quantile(u, 1.0 - u),
            Kind::Nested(_) | Kind::OwnResidual(_) => unreachable!("a law with nested laws is drawn with a key"),
        }
    }
}

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
    pub(super) kind: Kind,
    pub(super) scale: f64,
    pub(super) add: f64,
    pub(super) mean: f64,
    /// NaN when nobody has asked for it yet, and it takes long.
    pub(super) variance: f64,
    pub(super) lower: f64,
    pub(super) upper: f64,
}

impl Law {
    /// Makes the law of one value.
    #[must_use]
    pub fn constant(value: f64) -> Law {
        Law {
            kind: Kind::Direct(Constant.into()),
            scale: 1.0,
            add: value,
            mean: value,
            variance: 0.0,
            lower: value,
            upper: value,
        }
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
            Kind::Direct(Shape::Constant(_)) => self.add,
            _ => self.draw_varying(key, purpose, index),
        }
    }

    /// Kept in one place: copied into every place that draws, it would push the loop out of the first cache.
    #[inline(never)]
    fn draw_varying(&self, key: &Key, purpose: u32, index: u32) -> f64 {
        match &self.kind {
            // The commonest law, without a further branch.
            Kind::Direct(Shape::Exponential(_)) => {
                self.scale * -ln_of_draw(1.0 - key.uniform(purpose, index)) + self.add
            }
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
            Kind::Direct(Shape::Constant(_)) => self.add,
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
            Kind::Direct(Shape::Constant(_)) => self.add.fract() == 0.0,
            Kind::Direct(shape) if shape.is_whole() => self.scale.fract() == 0.0 && self.add.fract() == 0.0,
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
            Kind::Residual(residual) => residual.cdf(x).0,
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
            Kind::Direct(shape) => shape.expect(&mut f),
            Kind::Residual(residual) => residual.expect(&mut f),
            Kind::Table(table) => or_infinite(integrate_unit(|p, q| f(table.exact().quantile(p, q)))),
            Kind::Steps(steps, _) => steps.expect(&mut f),
            Kind::Segments(segments) => segments.expect(&mut f),
            Kind::Nested(nested) => nested.expect(&mut |own| own.expect(&mut f)),
            Kind::OwnResidual(own) => own.expect(&mut |residual| residual.expect(&mut f)),
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
