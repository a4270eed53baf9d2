//! Where the parameters of a law can fall, for everybody who has one.

use super::error::LawError;
use super::parameter::{LARGEST, MOST_PARAMETERS, Parameter, Range};

/// Where a parameter can fall.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Reach {
    pub(super) low: f64,
    pub(super) high: f64,
    /// The same for everybody.
    pub(super) fixed: bool,
    /// Only whole numbers.
    pub(super) whole: bool,
}

impl Reach {
    /// The reach of a number.
    pub(super) fn point(value: f64) -> Self {
        Self { low: value, high: value, fixed: true, whole: value.fract() == 0.0 }
    }
}

/// The reaches of the parameters of a form.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reaches {
    parameters: &'static [Parameter],
    pub(super) of: [Reach; MOST_PARAMETERS],
}

impl Reaches {
    /// Starts with every parameter at zero.
    pub(super) fn new(parameters: &'static [Parameter]) -> Self {
        Self { parameters, of: [Reach::point(0.0); MOST_PARAMETERS] }
    }

    /// The reach of the parameter of this name.
    pub(super) fn get(&self, name: &str) -> Reach {
        let number = self.parameters.iter().position(|parameter| parameter.name == name);
        self.of[number.unwrap_or_else(|| panic!("the form has a parameter `{name}`"))]
    }

    /// Checks that every parameter stays within its range.
    pub(super) fn in_range(&self) -> Result<(), LawError> {
        for (parameter, reach) in self.parameters.iter().zip(&self.of) {
            let &Reach { low, high, fixed, whole } = reach;
            // A law inside may draw more; then it is cut.
            let computable = high <= LARGEST || !fixed;
            let inside = match parameter.range {
                Range::Any => true,
                Range::NotNegative => low >= 0.0,
                // A nested law touches its lower end with probability zero.
                Range::Positive => low > 0.0 || low == 0.0 && !fixed,
                Range::Shape => (low > 0.0 || low == 0.0 && !fixed) && computable,
                Range::Counting if !whole && !fixed => {
                    return Err(LawError::MustBeWhole { parameter: parameter.name });
                }
                Range::Counting => low >= 1.0 && whole && computable,
            };
            if !inside {
                let allowed = parameter.range.in_words();
                return Err(LawError::OutOfRange { parameter: parameter.name, value: low, allowed });
            }
        }
        Ok(())
    }

    /// Checks that one parameter never exceeds another.
    pub(super) fn ordered(&self, first: &'static str, second: &'static str) -> Result<(), LawError> {
        if self.get(first).high <= self.get(second).low { Ok(()) } else { Err(LawError::Order { first, second }) }
    }

    /// The same; that they are equal for everybody is refused too.
    pub(super) fn below(&self, first: &'static str, second: &'static str) -> Result<(), LawError> {
        let (low, high) = (self.get(first), self.get(second));
        if low.fixed && high.fixed && low.low >= high.high {
            return Err(LawError::Width { first, second });
        }
        self.ordered(first, second)
    }
}
