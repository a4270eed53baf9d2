//! Laws: families, the forms of their parameters, and the range they stay in.

use super::amount::{Shift, in_base};
use super::{Reader, nearest, shown};
use crate::laws::LawError;
use crate::scenario::grammar::Quantity;
use crate::scenario::law::{Dimension, FAMILIES, Family, Law, Param, family, inverse};
use crate::scenario::node::{Field, Node, plain};
use crate::scenario::quantity::Unit;
use crate::scenario::source::Span;

/// Laws inside each other: moments of one are integrals over the next, so that work grows with each by a factor of some hundred.
const DEEPEST: usize = 3;

impl Reader<'_> {
    /// Reads `{ family = { parameters } }`.
    pub(super) fn law(&mut self, quantity: &Quantity, node: &Node, shift: &Shift) -> Option<Law> {
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
        if quantity.unit == Unit::Probability
            && !matches!(family.name, "constant" | "uniform" | "triangular" | "pert" | "beta" | "empirical")
        {
            let help = "laws within 0 to 1: constant, uniform, triangular, pert, beta, empirical";
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
        let law = Law { family: family.name, params: params?, scale: shift.scale, add: shift.add };
        if law.depth() > DEEPEST {
            let message = format!("{DEEPEST} laws inside each other are the most, and there are more here");
            let help = "nobody knows a spread of spreads of spreads: give a number";
            self.report_with_help("law-parameters", field.key_span, message, help);
            return None;
        }
        if (law.is_nested() || family.name == "residual")
            && let Err(error) = law.variates()
        {
            self.undrawable(&law, field, error);
            return None;
        }
        self.law_in_range(quantity, &law, field.key_span).then_some(law)
    }

    /// Reports a law that cannot be drawn from for every customer.
    fn undrawable(&mut self, law: &Law, field: &Field, error: LawError) {
        let once = "a law inside a law is drawn once per customer";
        let (parameter, help) = match error {
            LawError::OutOfRange { parameter, .. } => {
                (parameter, format!("{once}: give `{parameter}` a number, or a law that keeps to this for everyone"))
            }
            LawError::Order { first, second } => {
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
        self.report_with_help("law-parameters", span, format!("`{}` cannot be drawn from: {error}", law.family), help);
    }

    fn params(
        &mut self,
        family: &'static Family,
        quantity: &Quantity,
        field: &Field,
    ) -> Option<Vec<(&'static str, Param)>> {
        // `constant` and `residual` may hold their only parameter directly.
        let direct = match family.name {
            "constant" => field.node.fields().is_none_or(|fields| !fields.iter().any(|field| field.key == "value")),
            "residual" => field.node.get("of").is_none(),
            _ => false,
        };
        if direct {
            let name = family.forms[0][0];
            return Some(vec![(name, self.param(family, name, quantity, &field.node)?)]);
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
            let Some(spec) = family.param(&given.key) else {
                let known = family.forms.iter().flat_map(|form| form.iter()).copied();
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
            names.push(spec.name);
            self.path.push(spec.name.to_owned());
            let param = self.param(family, spec.name, quantity, &given.node);
            self.path.pop();
            params.extend(param.map(|param| (spec.name, param)));
        }
        let fits =
            family.forms.iter().any(|form| form.len() == names.len() && form.iter().all(|name| names.contains(name)));
        if before == self.problems.len() && !fits {
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

    fn param(&mut self, family: &Family, name: &'static str, quantity: &Quantity, node: &Node) -> Option<Param> {
        let spec = family.param(name)?;
        let list_of = |unit| Quantity::new(unit, f64::NEG_INFINITY, f64::INFINITY);
        let (unit, low, above) = match spec.dimension {
            Dimension::Values | Dimension::Weights => {
                let unit = if spec.dimension == Dimension::Values { quantity.unit } else { Unit::Number };
                let Some(elements) = node.elements().filter(|elements| !elements.is_empty()) else {
                    self.report(
                        "wrong-type",
                        node.span,
                        format!(
                            "`{name}` must be a list with at least one value, found {}",
                            if node.elements().is_some() { "an empty list".to_owned() } else { node.found() }
                        ),
                    );
                    return None;
                };
                let values: Vec<Option<f64>> =
                    elements.iter().map(|element| self.fixed(&list_of(unit), element, &Shift::NONE)).collect();
                return values.into_iter().collect::<Option<Vec<f64>>>().map(Param::List);
            }
            Dimension::Same if matches!(name, "low" | "high" | "mode" | "value" | "mu") => {
                (quantity.unit, f64::NEG_INFINITY, false)
            }
            Dimension::Same if name == "sd" || family.name == "poisson" => (quantity.unit, 0.0, false),
            Dimension::Same if family.name == "normal" || name == "of" => (quantity.unit, f64::NEG_INFINITY, false),
            Dimension::Same => (quantity.unit, 0.0, true),
            Dimension::Inverse => (inverse(quantity.unit), 0.0, true),
            Dimension::Positive => (Unit::Number, 0.0, true),
            Dimension::Whole => (Unit::Integer, 1.0, false),
            Dimension::Any if quantity.unit.is_text() => {
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
            Dimension::Any => (Unit::Number, f64::NEG_INFINITY, false),
        };
        let bounds = Quantity { above_low: above, ..Quantity::new(unit, low, f64::MAX).law() };
        let shift = self.shift(&bounds, node)?;
        if node.fields().is_some() {
            return self.law(&bounds, node, &shift).map(|law| Param::Law(Box::new(law)));
        }
        self.fixed(&bounds, node, &shift).map(Param::Fixed)
    }

    /// Checks what holds between the parameters, and that the law stays within the range of its quantity.
    fn law_in_range(&mut self, quantity: &Quantity, law: &Law, span: Span) -> bool {
        let number = |name: &str| match law.param(name) {
            Some(Param::Fixed(value)) => Some(*value),
            _ => None,
        };
        let problem = match law.family {
            "uniform" | "triangular" | "pert"
                if number("low").zip(number("high")).is_some_and(|(low, high)| low >= high) =>
            {
                Some("`low` must be below `high`".to_owned())
            }
            "triangular" | "pert"
                if number("mode").is_some_and(|mode| {
                    number("low").is_some_and(|low| mode < low) || number("high").is_some_and(|high| mode > high)
                }) =>
            {
                Some("`mode` must lie between `low` and `high`".to_owned())
            }
            "beta" => number("mean")
                .and_then(|mean| beta_problem(mean, number("sd").or_else(|| number("cv").map(|cv| cv * mean)))),
            "weibull" if law.is_nested() => None,
            "weibull" => number("cv")
                .or_else(|| Some(number("sd")? / number("mean")?))
                .filter(|cv| !(0.01..=50.0).contains(cv))
                .map(|cv| format!("`cv` must be 0.01 to 50 (`sd` that of `mean`), found {}", plain(cv))),
            "empirical" => match (law.param("values"), law.param("weights")) {
                (Some(Param::List(values)), Some(Param::List(weights))) => empirical_problem(values, weights),
                _ => None,
            },
            _ => None,
        };
        if let Some(problem) = problem {
            self.report("law-parameters", span, format!("`{}`: {problem}", law.family));
            return false;
        }
        let bounds = law_bounds(law);
        let key = self.path.last().cloned().unwrap_or_default();
        let mean = law.mean();
        // Who draws from a law of infinite mean draws numbers all the same.
        for value in bounds.into_iter().chain([mean]).filter(|value| !value.is_infinite()) {
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

/// The ends of a bounded law, after scaling and shifting.
fn law_bounds(law: &Law) -> Vec<f64> {
    let bounded = matches!(law.family, "constant" | "uniform" | "triangular" | "pert" | "beta");
    if bounded && law.is_nested() || law.family == "uniform" && law.param("low").is_none() {
        return law.variates().map_or(Vec::new(), |law| vec![law.lower(), law.upper()]);
    }
    let ends = match law.family {
        "uniform" | "triangular" | "pert" => vec![law.number("low"), law.number("high")],
        "empirical" => match law.param("values") {
            Some(Param::List(values)) => values.iter().copied().map(Some).collect(),
            _ => Vec::new(),
        },
        "beta" => vec![Some(0.0), Some(1.0)],
        _ => Vec::new(),
    };
    ends.into_iter().flatten().map(|value| value * law.scale + law.add).collect()
}

fn beta_problem(mean: f64, sd: Option<f64>) -> Option<String> {
    if !(mean > 0.0 && mean < 1.0) {
        return Some(format!("the mean must lie between 0 and 1, found {}", plain(mean)));
    }
    let limit = (mean * (1.0 - mean)).sqrt();
    sd.filter(|sd| *sd >= limit || *sd <= 0.0).map(|sd| {
        format!("the standard deviation must be above 0 and below {} for this mean, found {}", plain(limit), plain(sd))
    })
}

fn empirical_problem(values: &[f64], weights: &[f64]) -> Option<String> {
    if values.len() != weights.len() {
        return Some(format!("{} values need as many weights, found {}", values.len(), weights.len()));
    }
    if weights.iter().any(|weight| *weight < 0.0) || weights.iter().sum::<f64>() <= 0.0 {
        return Some("weights must be 0 or more, and not all 0".to_owned());
    }
    None
}
