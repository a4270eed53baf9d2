//! Laws: families, the forms of their parameters, and the range they stay in.

use super::{Reader, nearest, shown};
use crate::laws::{CheckedLaw, Dimension, FAMILIES, Family, LawError, LawSpec, Param, Parameter, family};
use crate::scenario::grammar::conform::amount::{Shift, in_base};
use crate::scenario::grammar::kinds::Quantity;
use crate::scenario::grammar::quantity::Unit;
use crate::scenario::text::node::{Field, Node};
use crate::scenario::text::source::Span;

/// Laws inside each other: moments of one are integrals over the next, so that work grows with each by a factor of some hundred.
const DEEPEST: usize = 3;

impl Reader<'_> {
    /// Reads `{ family = { parameters } }`.
    pub(super) fn law(&mut self, quantity: &Quantity, node: &Node, shift: &Shift) -> Option<CheckedLaw> {
        let key = self.path.last().cloned().unwrap_or_default();
        let fields = node.fields()?;
        let [field] = fields else {
            let expected = self.forms_of(quantity);
            self.report(
                "wrong-type",
                node.span,
                format!("{} must be {expected}, found a table with {} keys", shown(&key), fields.len()),
            );
            return None;
        };
        if !quantity.forms.law {
            let expected = self.forms_of(quantity);
            self.report("wrong-type", node.span, format!("{} must be {expected}, found a table", shown(&key)));
            return None;
        }
        if field.key == "timetable" {
            let message = format!("{} does not go by timetable", shown(&key));
            let expected = self.forms_of(quantity);
            self.report_with_help("wrong-type", field.key_span, message, format!("write {expected}"));
            return None;
        }
        let Some(family) = family(&field.key) else {
            let names = FAMILIES.iter().map(|family| family.name);
            let item = self.report("unknown-law", field.key_span, format!("unknown law {}", shown(&field.key)));
            item.help = Some(match nearest(&field.key, names.clone()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("known laws: {}", names.collect::<Vec<_>>().join(", ")),
            });
            return None;
        };
        if quantity.unit == Unit::Probability && !family.bounded {
            let within: Vec<&str> = FAMILIES.iter().filter(|family| family.bounded).map(|family| family.name).collect();
            let help = format!("laws within 0 to 1: {}", within.join(", "));
            self.report_with_help(
                "law-range",
                field.key_span,
                format!("`{}` can leave the range 0 to 1 of a probability", family.name),
                help,
            );
            return None;
        }
        if family.plain_only && quantity.unit.is_text() {
            self.report(
                "law-range",
                field.key_span,
                format!("`{}` has no unit: it cannot be the law of {}", family.name, quantity.unit.example()),
            );
            return None;
        }
        self.path.push(family.name.to_owned());
        let params = self.params(family, quantity, field);
        self.path.pop();
        let law = LawSpec::new(family, params?)?.affine(shift.scale, shift.add);
        if law.depth() > DEEPEST {
            let message = format!("{DEEPEST} laws inside each other are the most, and there are more here");
            let help = "nobody knows a spread of spreads of spreads: give a number";
            self.report_with_help("law-parameters", field.key_span, message, help);
            return None;
        }
        let has_law_inside = law.depth() > 1;
        match law.check() {
            Ok(law) => self.law_in_range(quantity, &law, field.key_span).then_some(law),
            Err(error) if has_law_inside => {
                self.undrawable(family, field, error);
                None
            }
            Err(error) => {
                self.report("law-parameters", field.key_span, format!("`{}`: {error}", family.name));
                None
            }
        }
    }

    /// Reports a law that cannot be drawn from for every customer.
    fn undrawable(&mut self, family: &Family, field: &Field, error: LawError) {
        let once = "a law inside a law is drawn once per customer";
        let (parameter, help) = match error {
            LawError::OutOfRange { parameter, .. } | LawError::TooSpread { parameter, .. } => {
                (parameter, format!("{once}: give `{parameter}` a number, or a law that keeps to this for everyone"))
            }
            LawError::Order { first, second } | LawError::Width { first, second } => {
                (first, format!("{once}: let all of `{first}` lie below all of `{second}`"))
            }
            LawError::MustBeWhole { parameter } => (
                parameter,
                format!(
                    "{once}: give `{parameter}` a number or {{ empirical = {{ values = [1, 2, 3] }} }}; `gamma` takes any shape above 0"
                ),
            ),
            LawError::ResidualOfCompound => ("of", "give the law of the interval itself".to_owned()),
            LawError::ResidualOf => {
                ("of", "give an interval that is never negative, such as a gamma or a lognormal".to_owned())
            }
            _ => ("", "give numbers".to_owned()),
        };
        let span = field.node.get(parameter).map_or(field.key_span, |node| node.span);
        self.report_with_help("law-parameters", span, format!("`{}` cannot be drawn from: {error}", family.name), help);
    }

    fn params(
        &mut self,
        family: &'static Family,
        quantity: &Quantity,
        field: &Field,
    ) -> Option<Vec<(&'static str, Param)>> {
        if family.direct {
            let only = &family.forms[0].parameters[0];
            if field.node.get(only.name).is_none() {
                return Some(vec![(only.name, self.param(only, quantity, &field.node)?)]);
            }
        }
        let Some(fields) = field.node.fields() else {
            self.report(
                "wrong-type",
                field.node.span,
                format!(
                    "`{}` must be a table with {}, found {}",
                    family.name,
                    family.forms_in_words(),
                    field.node.found()
                ),
            );
            return None;
        };
        let before = self.problems.len();
        let mut params: Vec<(&'static str, Param)> = Vec::new();
        let mut names: Vec<&str> = Vec::new();
        for given in fields {
            let Some(parameter) = family.parameter(&given.key) else {
                let known = family.parameters().map(|parameter| parameter.name);
                let item = self.report(
                    "unknown-key",
                    given.key_span,
                    format!("unknown parameter {} of `{}`", shown(&given.key), family.name),
                );
                item.help = Some(match nearest(&given.key, known) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => format!("give {}", family.forms_in_words()),
                });
                continue;
            };
            names.push(parameter.name);
            self.path.push(parameter.name.to_owned());
            let param = self.param(parameter, quantity, &given.node);
            self.path.pop();
            params.extend(param.map(|param| (parameter.name, param)));
        }
        if before == self.problems.len() && family.form(&names).is_none() {
            let found = if names.is_empty() {
                "none".to_owned()
            } else {
                names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and ")
            };
            self.report(
                "law-parameters",
                field.key_span,
                format!("`{}` needs {}; found {found}", family.name, family.forms_in_words()),
            );
        }
        (before == self.problems.len()).then_some(params)
    }

    fn param(&mut self, parameter: &Parameter, quantity: &Quantity, node: &Node) -> Option<Param> {
        let unit = match parameter.dimension {
            Dimension::Same => quantity.unit,
            Dimension::Inverse => quantity.unit.inverse(),
            Dimension::Whole => Unit::Integer,
            Dimension::Values => return self.list(parameter, quantity.unit, node),
            Dimension::Weights => return self.list(parameter, Unit::Number, node),
            Dimension::Logarithm if quantity.unit.is_text() => {
                self.report_with_help(
                    "law-parameters",
                    node.span,
                    format!(
                        "`mu` is the mean of a logarithm and has no unit: it cannot give {}",
                        quantity.unit.example()
                    ),
                    "give `median` (exp(mu), with its unit) and `sigma`",
                );
                return None;
            }
            Dimension::Number | Dimension::Logarithm => Unit::Number,
        };
        let (low, above) = (parameter.range.low(), parameter.range.is_above_low());
        let bounds = Quantity { above_low: above, ..Quantity::new(unit, low, f64::MAX).law() };
        let shift = self.shift(&bounds, node)?;
        if node.fields().is_some() {
            return self.law(&bounds, node, &shift).map(|law| law.spec().clone().into());
        }
        self.fixed(&bounds, node, &shift).map(Param::Fixed)
    }

    fn list(&mut self, parameter: &Parameter, unit: Unit, node: &Node) -> Option<Param> {
        let Some(elements) = node.elements().filter(|elements| !elements.is_empty()) else {
            let found = if node.elements().is_some() { "an empty list".to_owned() } else { node.found() };
            let message = format!("`{}` must be a list with at least one value, found {found}", parameter.name);
            self.report("wrong-type", node.span, message);
            return None;
        };
        let any = Quantity::new(unit, f64::NEG_INFINITY, f64::INFINITY);
        let values: Vec<Option<f64>> =
            elements.iter().map(|element| self.element(&any, element, &Shift::NONE)).collect();
        values.into_iter().collect::<Option<Vec<f64>>>().map(Param::List)
    }

    /// Checks that the law stays within the range of its quantity.
    fn law_in_range(&mut self, quantity: &Quantity, law: &CheckedLaw, span: Span) -> bool {
        let key = self.path.last().cloned().unwrap_or_default();
        let mean = law.mean();
        // Who draws from a law of infinite mean draws numbers all the same.
        for value in law.ends().into_iter().flatten().chain([mean]).filter(|value| !value.is_infinite()) {
            // A law without mass below its bound touches the bound only in the limit, which an open bound allows.
            let inside = quantity.allows(value) || (value == quantity.low && value < mean);
            if !inside {
                let what = if value == mean { "its mean is" } else { "it reaches" };
                self.report(
                    "out-of-range",
                    span,
                    format!(
                        "{} must be {}; {what} {}",
                        shown(&key),
                        quantity.wanted(value),
                        in_base(quantity.unit, value)
                    ),
                );
                return false;
            }
        }
        true
    }
}
