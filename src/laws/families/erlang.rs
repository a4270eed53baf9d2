//! A sum of exponential phases.

use super::gamma::{by_mean, by_rate, by_scale};
use crate::laws::family::{Family, Form};
use crate::laws::parameter::{Dimension, MEAN, Parameter, RATE, Range, SCALE};
use crate::laws::spec::{LawSpec, Param};

/// How many phases.
const PHASES: Parameter = Parameter::new("shape", Dimension::Whole, Range::Counting);

pub(super) static FAMILY: Family = Family::new(
    "erlang",
    "A sum of exponential phases; `mean` is that of the sum, `scale` that of one.",
    &[
        Form::new(&[PHASES, MEAN], &[0], by_mean),
        Form::new(&[PHASES, SCALE], &[0], by_scale),
        Form::new(&[PHASES, RATE], &[0], by_rate),
    ],
);

impl LawSpec {
    /// Sum of `shape` exponential phases with this total mean.
    #[must_use]
    pub fn erlang(shape: impl Into<Param>, mean: impl Into<Param>) -> Self {
        Self::of_form(&FAMILY, [("shape", shape.into()), ("mean", mean.into())])
    }
}
