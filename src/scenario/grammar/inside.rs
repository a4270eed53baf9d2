//! What the numbers inside the value of a key are: elements of lists, hours of a timetable, parameters of laws.

use super::kinds::{Forms, Quantity, STEP, UNLIMITED};
use super::quantity::Unit;
use crate::laws::{self, Dimension, Parameter};

impl Quantity {
    /// The quantity at the end of keys inside a value of it: an element, an hour of a timetable, the parameter of a law; `None` for what is
    /// no single number.
    pub fn inside(self, keys: &[&str]) -> Option<Self> {
        let plain = Self { forms: Forms::default(), ..self };
        match keys {
            [] => Some(self),
            ["timetable" | "at" | "values", _] => Some(plain),
            ["every"] if self.forms.step => Some(STEP),
            [one] => match laws::family(one) {
                Some(family) => plain.parameter(family.parameters().next().filter(|_| family.direct)?),
                None => Some(plain),
            },
            [family, parameter, rest @ ..] => self.parameter(laws::family(family)?.parameter(parameter)?)?.inside(rest),
        }
    }

    /// What the parameter of a law of it is.
    fn parameter(self, parameter: &Parameter) -> Option<Self> {
        let (low, above_low) = (parameter.range.low(), parameter.range.is_above_low());
        let unit = match parameter.dimension {
            // Ends, means and spreads of a law lie within the bounds of its key.
            Dimension::Same => return Some(Self { low: self.low.max(low), above_low, ..self }),
            Dimension::Inverse => self.unit.inverse(),
            Dimension::Number | Dimension::Logarithm => Unit::Number,
            Dimension::Whole => Unit::Integer,
            Dimension::Values | Dimension::Weights => return None,
        };
        Some(Self { above_low, ..Self::new(unit, low, UNLIMITED) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::grammar::family::Shape;
    use crate::scenario::grammar::kinds::{HAZARD, PROBABILITY, SIGNED_MONEY, SPAN, integer};

    #[test]
    fn what_stands_inside_a_value_has_a_family_of_its_own() {
        let inside = |quantity: Quantity, keys: &str| {
            let keys: Vec<&str> = keys.split('.').collect();
            quantity.inside(&keys).map(|inside| (inside.unit, inside.family().shape))
        };
        assert_eq!(inside(SPAN, "lognormal.mean"), Some((Unit::Duration, Shape::Lognormal)));
        assert_eq!(inside(SPAN, "lognormal.cv"), Some((Unit::Number, Shape::Lognormal)));
        assert_eq!(inside(SPAN, "constant"), Some((Unit::Duration, Shape::Lognormal)));
        assert_eq!(inside(SPAN, "uniform.low"), Some((Unit::Duration, Shape::Lognormal)));
        assert_eq!(inside(PROBABILITY, "beta.mean"), Some((Unit::Probability, Shape::LogitNormal)));
        assert_eq!(inside(PROBABILITY, "beta.alpha"), Some((Unit::Number, Shape::Lognormal)));
        assert_eq!(inside(SIGNED_MONEY, "normal.mean"), Some((Unit::Money, Shape::Normal)));
        assert_eq!(inside(SIGNED_MONEY, "normal.sd"), Some((Unit::Money, Shape::Lognormal)));
        assert_eq!(inside(PROBABILITY, "2"), Some((Unit::Probability, Shape::LogitNormal)));
        assert_eq!(inside(integer(0.0, 9.0).week(), "timetable.08:00"), Some((Unit::Integer, Shape::Whole)));
        assert_eq!(inside(HAZARD.step(), "every"), Some((Unit::Duration, Shape::Lognormal)));
        assert_eq!(inside(HAZARD, "gamma.mean.lognormal.cv"), Some((Unit::Number, Shape::Lognormal)));
        assert_eq!(inside(SPAN, "empirical.values"), None);
    }
}
