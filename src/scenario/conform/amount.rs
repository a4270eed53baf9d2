//! Quantities: numbers with units, lists by tenure, timetables and laws, with the changes of patches.

use super::{Reader, nearest, shown};
use crate::scenario::grammar::Quantity;
use crate::scenario::law::{Dimension, FAMILIES, Family, Law, Param, family, inverse};
use crate::scenario::node::{Adjust, Content, Field, Node, plain};
use crate::scenario::quantity::{Unit, read};
use crate::scenario::source::Span;
use crate::scenario::value::{Amount, Value};
use crate::scenario::week::Timetable;

/// The changes of a quantity by patches: every factor, then every sum.
#[derive(Clone, Copy)]
struct Shift {
    scale: f64,
    add: f64,
    changed: bool,
}

impl Shift {
    const NONE: Self = Self {
        scale: 1.0,
        add: 0.0,
        changed: false,
    };

    fn on(self, value: f64) -> f64 {
        if self.changed {
            value * self.scale + self.add
        } else {
            value
        }
    }
}

impl Reader<'_> {
    pub(super) fn amount(&mut self, quantity: &Quantity, node: &Node) -> Option<Amount> {
        let shift = self.shift(quantity, node)?;
        match &node.content {
            Content::Table(fields)
                if quantity.forms.week && fields.iter().any(|field| field.key == "timetable") =>
            {
                let entries = self.timetable_entries(quantity, node)?;
                let mut table = Timetable::from_entries(&entries);
                for (_, level) in &mut table.changes {
                    *level = self.checked(quantity, *level, shift, node)?;
                }
                Some(Amount::Week(table))
            }
            Content::Table(_) => self.law(quantity, node, shift).map(Amount::Law),
            Content::List(elements) if quantity.forms.tenure => {
                if elements.is_empty() {
                    self.report(
                        "out-of-range",
                        node.span,
                        "a list by tenure needs at least one value",
                    );
                    return None;
                }
                let values: Vec<Option<f64>> = elements
                    .iter()
                    .map(|element| self.fixed(quantity, element, shift))
                    .collect();
                values
                    .into_iter()
                    .collect::<Option<Vec<f64>>>()
                    .map(Amount::ByTenure)
            }
            _ => self.fixed(quantity, node, shift).map(Amount::Fixed),
        }
    }

    pub(super) fn vector(
        &mut self,
        quantity: &Quantity,
        length: Option<usize>,
        node: &Node,
    ) -> Value {
        let expected = match length {
            Some(length) => format!("a list of {length} numbers"),
            None => format!("a list, each {}", quantity.unit.example()),
        };
        let Some(elements) = node.elements() else {
            return self.wrong_type(node, &expected);
        };
        if length.is_some_and(|length| length != elements.len()) {
            self.report(
                "wrong-length",
                node.span,
                format!("expected {expected}, found {} of them", elements.len()),
            );
            return Value::Invalid;
        }
        let Some(shift) = self.shift(quantity, node) else {
            return Value::Invalid;
        };
        let values: Vec<Option<f64>> = elements
            .iter()
            .map(|element| self.fixed(quantity, element, shift))
            .collect();
        values
            .into_iter()
            .collect::<Option<Vec<f64>>>()
            .map_or(Value::Invalid, |values| {
                Value::Vector(quantity.unit, values)
            })
    }

    /// Reads the changes that patches left on a node.
    fn shift(&mut self, quantity: &Quantity, node: &Node) -> Option<Shift> {
        let mut shift = Shift {
            changed: !node.adjust.is_empty(),
            ..Shift::NONE
        };
        for change in &node.adjust {
            match change {
                Adjust::Scale(factor, _) => shift.scale *= factor,
                Adjust::Add(node) => shift.add += self.scalar(quantity.unit, node)?,
            }
        }
        Some(shift)
    }

    fn fixed(&mut self, quantity: &Quantity, node: &Node, shift: Shift) -> Option<f64> {
        let value = self.scalar(quantity.unit, node)?;
        self.checked(quantity, value, shift, node)
    }

    /// Applies the changes of patches and checks the range.
    fn checked(
        &mut self,
        quantity: &Quantity,
        value: f64,
        shift: Shift,
        node: &Node,
    ) -> Option<f64> {
        let changed = shift.on(value);
        let whole = quantity.unit != Unit::Integer || changed.fract() == 0.0;
        if quantity.allows(changed) && whole {
            return Some(changed);
        }
        let key = self.path.last().cloned().unwrap_or_default();
        let span = node.adjust.last().map_or(node.span, |change| match change {
            Adjust::Scale(_, span) => *span,
            Adjust::Add(node) => node.span,
        });
        let found = if shift.changed {
            format!("the change makes it {}", in_base(quantity.unit, changed))
        } else {
            format!("found {}", node.to_toml())
        };
        if value == f64::INFINITY {
            self.report(
                "out-of-range",
                span,
                format!("{} cannot be \"forever\"", shown(&key)),
            );
        } else if quantity.allows(changed) {
            self.report(
                "out-of-range",
                span,
                format!("{} must be a whole number, {found}", shown(&key)),
            );
        } else {
            self.report(
                "out-of-range",
                span,
                format!("{} must be {}, {found}", shown(&key), quantity.range()),
            );
        }
        None
    }

    /// Reads one number of a unit, without its range.
    pub(super) fn scalar(&mut self, unit: Unit, node: &Node) -> Option<f64> {
        let key = self.path.last().cloned().unwrap_or_default();
        let number = match &node.content {
            Content::Text(text) if unit.is_text() => match read(unit, text) {
                Ok(value) => return Some(value),
                Err(reason) => {
                    let item = self.report(
                        "bad-quantity",
                        node.span,
                        format!("{} = {}: {}", shown(&key), shown(text), reason.message),
                    );
                    item.help = reason.help;
                    return None;
                }
            },
            Content::Integer(number) => *number as f64,
            Content::Float(number) => *number,
            _ => {
                let help = match (&node.content, unit) {
                    (Content::Text(text), Unit::Probability) if text.trim_end().ends_with('%') => {
                        text.trim_end_matches(['%', ' '])
                            .parse::<f64>()
                            .ok()
                            .map(|percent| format!("write {}", plain(percent / 100.0)))
                    }
                    (
                        Content::Text(text),
                        Unit::Money | Unit::Number | Unit::Integer | Unit::Probability,
                    ) => text
                        .trim()
                        .parse::<f64>()
                        .ok()
                        .filter(|number| number.is_finite())
                        .map(|_| format!("write {} without quotes", text.trim())),
                    _ => None,
                };
                let form = self.form_help(node);
                let item = self.report(
                    "wrong-type",
                    node.span,
                    format!(
                        "{} must be {}, found {}{form}",
                        shown(&key),
                        unit.example(),
                        node.found()
                    ),
                );
                item.help = help;
                return None;
            }
        };
        if !number.is_finite() {
            self.report(
                "not-finite",
                node.span,
                format!(
                    "{} is {}; numbers must be finite",
                    shown(&key),
                    plain(number)
                ),
            );
            return None;
        }
        if unit.is_text() {
            let help = match unit {
                Unit::Duration => {
                    format!("write \"{number} d\", or another of ms, s, min, h, d, wk, mo, y")
                }
                Unit::Hazard => format!(
                    "write \"{number} per y\" for the hazard itself, or a loss such as \"20 % per y\""
                ),
                Unit::Percent => format!("write \"{number} %\""),
                _ => format!("say per what: \"{number} per mo\""),
            };
            self.report_with_help(
                "no-unit",
                node.span,
                format!("{} = {} has no unit", shown(&key), plain(number)),
                help,
            );
            return None;
        }
        if unit == Unit::Integer && number.fract() != 0.0 {
            self.report(
                "wrong-type",
                node.span,
                format!(
                    "{} must be a whole number, found {}",
                    shown(&key),
                    plain(number)
                ),
            );
            return None;
        }
        Some(number)
    }

    fn form_help(&self, node: &Node) -> &'static str {
        match node.content {
            Content::List(_) => "; it does not go by tenure",
            _ => "",
        }
    }

    /// Reads `{ family = { parameters } }`.
    fn law(&mut self, quantity: &Quantity, node: &Node, shift: Shift) -> Option<Law> {
        let key = self.path.last().cloned().unwrap_or_default();
        let fields = node.fields()?;
        let [field] = fields else {
            let expected = self.forms_of(quantity);
            self.report(
                "wrong-type",
                node.span,
                format!(
                    "{} must be {expected}, found a table with {} keys",
                    shown(&key),
                    fields.len()
                ),
            );
            return None;
        };
        if !quantity.forms.law {
            let expected = self.forms_of(quantity);
            self.report(
                "wrong-type",
                node.span,
                format!("{} must be {expected}, found a table", shown(&key)),
            );
            return None;
        }
        let Some(family) = family(&field.key) else {
            let names = FAMILIES.iter().map(|family| family.name);
            let item = self.report(
                "unknown-law",
                field.key_span,
                format!("unknown law {}", shown(&field.key)),
            );
            item.help = Some(match nearest(&field.key, names.clone()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("known laws: {}", names.collect::<Vec<_>>().join(", ")),
            });
            return None;
        };
        if quantity.unit == Unit::Probability
            && !matches!(
                family.name,
                "constant" | "uniform" | "triangular" | "pert" | "beta" | "empirical"
            )
        {
            let help = "laws within 0 to 1: constant, uniform, triangular, pert, beta, empirical";
            self.report_with_help(
                "law-range",
                field.key_span,
                format!(
                    "`{}` can leave the range 0 to 1 of a probability",
                    family.name
                ),
                help,
            );
            return None;
        }
        if family.plain_only && quantity.unit.is_text() {
            self.report(
                "law-range",
                field.key_span,
                format!(
                    "`{}` has no unit: it cannot be the law of {}",
                    family.name,
                    quantity.unit.example()
                ),
            );
            return None;
        }
        self.path.push(family.name.to_owned());
        let params = self.params(family, quantity, field);
        self.path.pop();
        let law = Law {
            family: family.name,
            params: params?,
            scale: shift.scale,
            add: shift.add,
        };
        self.law_in_range(quantity, &law, field.key_span)
            .then_some(law)
    }

    fn forms_of(&self, quantity: &Quantity) -> String {
        let mut forms = quantity.unit.example().to_owned();
        if quantity.forms.law {
            forms.push_str(", or a law such as { exponential = { mean = ... } }");
        }
        if quantity.forms.week {
            forms.push_str(", or { timetable = { \"08:00\" = ... } }");
        }
        forms
    }

    fn params(
        &mut self,
        family: &'static Family,
        quantity: &Quantity,
        field: &Field,
    ) -> Option<Vec<(&'static str, Param)>> {
        // `constant` and `residual` may hold their only parameter directly.
        let direct = match family.name {
            "constant" => field
                .node
                .fields()
                .is_none_or(|fields| !fields.iter().any(|field| field.key == "value")),
            "residual" => field.node.get("of").is_none(),
            _ => false,
        };
        if direct {
            let name = family.forms[0][0];
            return Some(vec![(
                name,
                self.param(family, name, quantity, &field.node)?,
            )]);
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
                    format!(
                        "unknown parameter {} of `{}`",
                        shown(&given.key),
                        family.name
                    ),
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
        let fits = family
            .forms
            .iter()
            .any(|form| form.len() == names.len() && form.iter().all(|name| names.contains(name)));
        if before == self.problems.len() && !fits {
            let found = if names.is_empty() {
                "none".to_owned()
            } else {
                names
                    .iter()
                    .map(|name| format!("`{name}`"))
                    .collect::<Vec<_>>()
                    .join(" and ")
            };
            self.report(
                "law-parameters",
                field.key_span,
                format!(
                    "`{}` needs {}; found {found}",
                    family.name,
                    family.forms_in_words()
                ),
            );
        }
        (before == self.problems.len()).then_some(params)
    }

    fn param(
        &mut self,
        family: &Family,
        name: &'static str,
        quantity: &Quantity,
        node: &Node,
    ) -> Option<Param> {
        let spec = family.param(name)?;
        let list_of = |unit| Quantity::new(unit, f64::NEG_INFINITY, f64::INFINITY);
        let (unit, low, above) = match spec.dimension {
            Dimension::Values | Dimension::Weights => {
                let unit = if spec.dimension == Dimension::Values {
                    quantity.unit
                } else {
                    Unit::Number
                };
                let Some(elements) = node.elements().filter(|elements| !elements.is_empty()) else {
                    self.report(
                        "wrong-type",
                        node.span,
                        format!(
                            "`{name}` must be a list with at least one value, found {}",
                            node.found()
                        ),
                    );
                    return None;
                };
                let values: Vec<Option<f64>> = elements
                    .iter()
                    .map(|element| self.fixed(&list_of(unit), element, Shift::NONE))
                    .collect();
                return values
                    .into_iter()
                    .collect::<Option<Vec<f64>>>()
                    .map(Param::List);
            }
            Dimension::Same if matches!(name, "low" | "high" | "mode" | "value" | "mu") => {
                (quantity.unit, f64::NEG_INFINITY, false)
            }
            Dimension::Same if name == "sd" || family.name == "poisson" => {
                (quantity.unit, 0.0, false)
            }
            Dimension::Same if family.name == "normal" || name == "of" => {
                (quantity.unit, f64::NEG_INFINITY, false)
            }
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
        let bounds = Quantity {
            above_low: above,
            ..Quantity::new(unit, low, f64::MAX).law()
        };
        let shift = self.shift(&bounds, node)?;
        if node.fields().is_some() {
            return self
                .law(&bounds, node, shift)
                .map(|law| Param::Law(Box::new(law)));
        }
        self.fixed(&bounds, node, shift).map(Param::Fixed)
    }

    /// Checks what holds between the parameters, and that the law stays within the range of its quantity.
    fn law_in_range(&mut self, quantity: &Quantity, law: &Law, span: Span) -> bool {
        let number = |name: &str| match law.param(name) {
            Some(Param::Fixed(value)) => Some(*value),
            _ => None,
        };
        let problem = match law.family {
            "uniform" | "triangular" | "pert"
                if number("low")
                    .zip(number("high"))
                    .is_some_and(|(low, high)| low >= high) =>
            {
                Some("`low` must be below `high`".to_owned())
            }
            "triangular" | "pert"
                if number("mode").is_some_and(|mode| {
                    number("low").is_some_and(|low| mode < low)
                        || number("high").is_some_and(|high| mode > high)
                }) =>
            {
                Some("`mode` must lie between `low` and `high`".to_owned())
            }
            "beta" => number("mean").and_then(|mean| {
                beta_problem(
                    mean,
                    number("sd").or_else(|| number("cv").map(|cv| cv * mean)),
                )
            }),
            "weibull" if number("cv").is_some_and(|cv| !(0.01..=100.0).contains(&cv)) => {
                Some("`cv` must be 0.01 to 100".to_owned())
            }
            "empirical" => match (law.param("values"), law.param("weights")) {
                (Some(Param::List(values)), Some(Param::List(weights))) => {
                    empirical_problem(values, weights)
                }
                _ => None,
            },
            _ => None,
        };
        if let Some(problem) = problem {
            self.report(
                "law-parameters",
                span,
                format!("`{}`: {problem}", law.family),
            );
            return false;
        }
        let bounds = law_bounds(law);
        let key = self.path.last().cloned().unwrap_or_default();
        let mean = law.mean();
        for value in bounds.into_iter().chain([mean]) {
            // A law without mass below its bound touches the bound only in the limit, which an open bound allows.
            let inside = quantity.allows(value) || (value == quantity.low && value < mean);
            if !inside {
                let what = if value == mean {
                    "its mean is"
                } else {
                    "it reaches"
                };
                self.report(
                    "out-of-range",
                    span,
                    format!(
                        "{} must be {}; {what} {}",
                        shown(&key),
                        quantity.range(),
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
    let ends = match law.family {
        "uniform" | "triangular" | "pert" => vec![law.number("low"), law.number("high")],
        "empirical" => match law.param("values") {
            Some(Param::List(values)) => values.iter().copied().map(Some).collect(),
            _ => Vec::new(),
        },
        "beta" => vec![Some(0.0), Some(1.0)],
        _ => Vec::new(),
    };
    ends.into_iter()
        .flatten()
        .map(|value| value * law.scale + law.add)
        .collect()
}

fn beta_problem(mean: f64, sd: Option<f64>) -> Option<String> {
    if !(mean > 0.0 && mean < 1.0) {
        return Some(format!(
            "the mean must lie between 0 and 1, found {}",
            plain(mean)
        ));
    }
    let limit = (mean * (1.0 - mean)).sqrt();
    sd.filter(|sd| *sd >= limit || *sd <= 0.0).map(|sd| {
        format!(
            "the standard deviation must be above 0 and below {} for this mean, found {}",
            plain(limit),
            plain(sd)
        )
    })
}

fn empirical_problem(values: &[f64], weights: &[f64]) -> Option<String> {
    if values.len() != weights.len() {
        return Some(format!(
            "{} values but {} weights",
            values.len(),
            weights.len()
        ));
    }
    if weights.iter().any(|weight| *weight < 0.0) || weights.iter().sum::<f64>() <= 0.0 {
        return Some("weights must be 0 or more, and not all 0".to_owned());
    }
    None
}

/// Writes a value that was computed, in its base unit.
fn in_base(unit: Unit, value: f64) -> String {
    let rounded = if value.abs() < 1e12 {
        (value * 1e6).round() / 1e6
    } else {
        value
    };
    match unit {
        Unit::Duration => format!("\"{} d\"", plain(rounded)),
        Unit::Rate | Unit::Hazard | Unit::MoneyRate => format!("\"{} per d\"", plain(rounded)),
        _ => plain(rounded),
    }
}
