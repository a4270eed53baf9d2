//! One value.

use crate::laws::distribution::Distribution;
use crate::laws::family::{Family, Form, Standard};
use crate::laws::parameter::{Dimension, Parameter, Range};
use crate::laws::spec::{LawSpec, Param};

const VALUE: Parameter = Parameter::new("value", Dimension::Same, Range::Any);

pub(super) static FAMILY: Family =
    Family::new("constant", "One value.", &[Form::new(&[VALUE], &[], |&[value, ..]| Standard::constant(value))])
        .bounded()
        .direct();

/// Always 0: the location alone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::laws) struct Constant;

impl Distribution for Constant {
    fn quantile(&self, _: f64, _: f64) -> f64 {
        0.0
    }

    fn cdf(&self, _: f64) -> (f64, f64) {
        (1.0, 0.0)
    }

    fn partial_mean(&self, _: f64) -> (f64, f64) {
        (0.0, 0.0)
    }

    fn mean(&self) -> f64 {
        0.0
    }

    fn variance(&self) -> f64 {
        0.0
    }

    fn upper(&self) -> f64 {
        0.0
    }

    fn expect(&self, f: &mut dyn FnMut(f64) -> f64) -> f64 {
        f(0.0)
    }
}

impl LawSpec {
    /// One value; a law here is drawn once per customer.
    #[must_use]
    pub fn constant(value: impl Into<Param>) -> Self {
        Self::of_form(&FAMILY, [("value", value.into())])
    }
}
