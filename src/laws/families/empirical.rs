//! One of the values that were observed.

use crate::laws::family::{Family, Form, Making};
use crate::laws::parameter::{Dimension, Parameter, Range};
use crate::laws::spec::{LawSpec, Param};

const VALUES: Parameter = Parameter::new("values", Dimension::Values, Range::Any);
const WEIGHTS: Parameter = Parameter::new("weights", Dimension::Weights, Range::NotNegative);

pub(super) static FAMILY: Family = Family::new(
    "empirical",
    "One of the values that were observed, equally likely or by weight.",
    &[Form::special(&[VALUES], Making::Values), Form::special(&[VALUES, WEIGHTS], Making::Values)],
)
.bounded();

impl LawSpec {
    /// One of the observed `values`, equally likely.
    #[must_use]
    pub fn empirical(values: Vec<f64>) -> Self {
        Self::of_form(&FAMILY, [("values", Param::List(values))])
    }

    /// One of the observed `values`, each as likely as its weight.
    #[must_use]
    pub fn empirical_weighted(values: Vec<f64>, weights: Vec<f64>) -> Self {
        Self::of_form(&FAMILY, [("values", Param::List(values)), ("weights", Param::List(weights))])
    }
}
