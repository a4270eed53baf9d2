//! What is left of an interval at a random instant.

use crate::laws::family::{Family, Form, Making};
use crate::laws::parameter::{Dimension, Parameter, Range};
use crate::laws::spec::{LawSpec, Param};

const OF: Parameter = Parameter::new("of", Dimension::Same, Range::Any);

pub(super) static FAMILY: Family = Family::new(
    "residual",
    "The time to the next of what happens at these intervals, seen at a random instant.",
    &[Form::special(&[OF], Making::Residual)],
)
.direct();

impl LawSpec {
    /// Time to the next epoch seen at a random instant, when epochs are `of` apart.
    #[must_use]
    pub fn residual(of: impl Into<Param>) -> Self {
        Self::of_form(&FAMILY, [("of", of.into())])
    }
}
