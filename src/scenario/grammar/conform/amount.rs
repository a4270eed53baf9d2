//! Quantities: numbers with units, lists by tenure, timetables and laws, with the changes of patches.

use super::{Reader, shown};
use crate::scenario::grammar::kinds::{Quantity, STEP, STEP_KEYS};
use crate::scenario::grammar::quantity::{Unit, read, written_days};
use crate::scenario::grammar::value::{Amount, Value};
use crate::scenario::grammar::week::Timetable;
use crate::scenario::text::diagnostic::nearest;
use crate::scenario::text::node::{Adjust, Content, Field, Node, plain};

/// The changes of a quantity by patches: the latest value set, then every factor, then every sum.
pub(super) struct Shift {
    pub(super) scale: f64,
    pub(super) add: f64,
    /// Where the value itself is on its way to, in order.
    base: Vec<Base>,
    changed: bool,
    /// Whether what is whole is rounded: some change is in force in part only, or was chosen by nobody.
    rounds: bool,
}

/// A change of the value before every factor and sum.
#[derive(Clone, Copy)]
enum Base {
    Toward(f64, f64),
    Raise(f64),
}

impl Shift {
    pub(super) const NONE: Self = Self { scale: 1.0, add: 0.0, base: Vec::new(), changed: false, rounds: false };

    fn on(&self, value: f64) -> f64 {
        if !self.changed {
            return value;
        }
        let value = self.base.iter().fold(value, |value, change| match change {
            Base::Toward(to, weight) => value + weight * (to - value),
            Base::Raise(by) => value + by,
        });
        value * self.scale + self.add
    }
}

impl Reader<'_> {
    pub(super) fn amount(&mut self, quantity: &Quantity, node: &Node) -> Option<Amount> {
        let shift = self.shift(quantity, node)?;
        match &node.content {
            Content::Table(fields) if quantity.forms.week && fields.iter().any(|field| field.key == "timetable") => {
                let entries = self.timetable_entries(quantity, node)?;
                let mut table = Timetable::from_entries(&entries);
                for (_, level) in &mut table.changes {
                    *level = self.checked(quantity, *level, &shift, node)?;
                }
                Some(Amount::Week(table))
            }
            Content::Table(fields)
                if quantity.forms.step && fields.iter().any(|field| STEP_KEYS.contains(&field.key.as_str())) =>
            {
                self.by_step(quantity, node, fields, &shift)
            }
            Content::Table(fields) if quantity.forms.by_fee && fields.iter().any(|field| field.key == "at") => {
                self.curve(quantity, node, &shift).map(Amount::ByFee)
            }
            Content::Table(_) => self.law(quantity, node, &shift).map(Amount::Law),
            Content::List(elements) if quantity.forms.tenure => {
                self.by_tenure(quantity, node, elements, &shift).map(Amount::ByTenure)
            }
            _ => self.fixed(quantity, node, &shift).map(Amount::Fixed),
        }
    }

    fn by_tenure(&mut self, quantity: &Quantity, node: &Node, elements: &[Node], shift: &Shift) -> Option<Vec<f64>> {
        if elements.is_empty() {
            self.report("out-of-range", node.span, "a list by tenure needs at least one value");
            return None;
        }
        let values: Vec<Option<f64>> = elements.iter().map(|element| self.element(quantity, element, shift)).collect();
        values.into_iter().collect()
    }

    /// Reads `{ every = "1 mo", values = [...] }`.
    fn by_step(&mut self, quantity: &Quantity, node: &Node, fields: &[Field], shift: &Shift) -> Option<Amount> {
        let key = self.path.last().cloned().unwrap_or_default();
        let before = self.problems.len();
        for field in fields.iter().filter(|field| !STEP_KEYS.contains(&field.key.as_str())) {
            let message = format!("unknown key {} in {}", shown(&field.key), shown(&key));
            let help = nearest(&field.key, STEP_KEYS).map_or_else(
                || format!("known keys: {}", STEP_KEYS.join(", ")),
                |meant| format!("did you mean `{meant}`?"),
            );
            self.report_with_help("unknown-key", field.key_span, message, help);
        }
        let unknown = self.problems.len() > before;
        let [every, values] = STEP_KEYS.map(|key| node.get(key));
        let every = match every {
            Some(given) => {
                self.path.push(STEP_KEYS[0].to_owned());
                let every = self.shift(&STEP, given).and_then(|shift| self.fixed(&STEP, given, &shift));
                self.path.pop();
                every
            }
            // Perhaps the unknown one was meant.
            None if unknown => None,
            None => {
                let help = "write every = \"1 mo\"; a list by year is written without a table";
                self.report_with_help(
                    "missing-key",
                    node.span,
                    format!("{} needs `every`, how long each of its values holds", shown(&key)),
                    help,
                );
                None
            }
        };
        let values = match values.map(|given| (given, given.elements())) {
            Some((given, Some(elements))) => {
                self.path.push(STEP_KEYS[1].to_owned());
                let values =
                    self.shift(quantity, given).and_then(|own| self.by_tenure(quantity, given, elements, &own));
                self.path.pop();
                values
            }
            Some((given, None)) => {
                let message =
                    format!("`values` must be a list, each {}, found {}", quantity.unit.example(), given.found());
                self.report("wrong-type", given.span, message);
                None
            }
            None if unknown => None,
            None => {
                self.report(
                    "missing-key",
                    node.span,
                    format!("{} needs `values`, a list by steps of `every`", shown(&key)),
                );
                None
            }
        };
        let (every, mut values) = (every?, values?);
        for value in &mut values {
            *value = self.checked(quantity, *value, shift, node)?;
        }
        (before == self.problems.len()).then_some(Amount::ByStep { every, values })
    }

    pub(super) fn vector(&mut self, quantity: &Quantity, length: Option<usize>, node: &Node) -> Value {
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
                format!(
                    "{} must be {expected}, found {}",
                    shown(&self.path.last().cloned().unwrap_or_default()),
                    elements.len()
                ),
            );
            return Value::Invalid;
        }
        let Some(shift) = self.shift(quantity, node) else {
            return Value::Invalid;
        };
        let values: Vec<Option<f64>> = elements.iter().map(|element| self.element(quantity, element, &shift)).collect();
        values
            .into_iter()
            .collect::<Option<Vec<f64>>>()
            .map_or(Value::Invalid, |values| Value::Vector(quantity.unit, values))
    }

    /// Reads the changes that patches left on a node.
    pub(super) fn shift(&mut self, quantity: &Quantity, node: &Node) -> Option<Shift> {
        let mut shift = Shift { changed: !node.adjust.is_empty(), ..Shift::NONE };
        for change in &node.adjust {
            shift.rounds |= change.rounds();
            match change {
                Adjust::Toward(node, weight) => {
                    shift.base.push(Base::Toward(self.fixed(quantity, node, &Shift::NONE)?, *weight));
                }
                Adjust::Raise(by) => shift.base.push(Base::Raise(*by)),
                // In full, the factor and the sum themselves, to the last bit.
                Adjust::Scale { factor, weight: 1.0, .. } => shift.scale *= factor,
                Adjust::Scale { factor, weight, .. } => shift.scale *= 1.0 + weight * (factor - 1.0),
                Adjust::Add { amount, weight } => shift.add += weight * self.scalar(quantity.unit, amount)?,
            }
        }
        Some(shift)
    }

    /// Reads an element of a list, with the changes of it alone and then those of the list.
    pub(super) fn element(&mut self, quantity: &Quantity, node: &Node, shift: &Shift) -> Option<f64> {
        if node.adjust.is_empty() {
            return self.fixed(quantity, node, shift);
        }
        let own = self.shift(quantity, node)?;
        let value = self.fixed(quantity, node, &own)?;
        self.checked(quantity, value, shift, node)
    }

    pub(super) fn fixed(&mut self, quantity: &Quantity, node: &Node, shift: &Shift) -> Option<f64> {
        let value = self.scalar(quantity.unit, node)?;
        self.checked(quantity, value, shift, node)
    }

    /// Applies the changes of patches and checks the range.
    ///
    /// A whole number on its way by a ramp or a fade is the nearest one: three servers more come one by one.
    pub(super) fn checked(&mut self, quantity: &Quantity, value: f64, shift: &Shift, node: &Node) -> Option<f64> {
        let mut changed = shift.on(value);
        if shift.rounds && quantity.unit == Unit::Integer {
            changed = changed.round();
        }
        let whole = quantity.unit != Unit::Integer || changed.fract() == 0.0;
        if quantity.allows(changed) && whole {
            return Some(changed);
        }
        let key = self.path.last().cloned().unwrap_or_default();
        let span = node.adjust.last().map_or(node.span, |change| match change {
            Adjust::Scale { span, .. } => *span,
            Adjust::Add { amount: to, .. } | Adjust::Toward(to, _) => to.span,
            Adjust::Raise(_) => node.span,
        });
        let found = if shift.changed {
            format!("the change makes it {}", in_base(quantity.unit, changed))
        } else {
            format!("found {}", node.to_toml())
        };
        if value == f64::INFINITY {
            self.report("out-of-range", span, format!("{} cannot be \"forever\"", shown(&key)));
        } else if quantity.allows(changed) {
            self.report("out-of-range", span, format!("{} must be a whole number, {found}", shown(&key)));
        } else {
            self.report("out-of-range", span, format!("{} must be {}, {found}", shown(&key), quantity.wanted(changed)));
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
                    (Content::Text(text), Unit::Probability) if text.trim_end().ends_with('%') => text
                        .trim_end_matches(['%', ' '])
                        .parse::<f64>()
                        .ok()
                        .map(|percent| format!("write {}", plain(percent / 100.0))),
                    (Content::Text(text), Unit::Money | Unit::Number | Unit::Integer | Unit::Probability) => text
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
                    format!("{} must be {}, found {}{form}", shown(&key), unit.example(), node.found()),
                );
                item.help = help;
                return None;
            }
        };
        if !number.is_finite() {
            self.report(
                "not-finite",
                node.span,
                format!("{} is {}; numbers must be finite", shown(&key), plain(number)),
            );
            return None;
        }
        if unit.is_text() {
            let help = match unit {
                Unit::Duration => {
                    format!("say the unit: \"{number} min\", or another of ms, s, h, d, wk, mo, y")
                }
                Unit::Hazard => {
                    format!("write \"{number} per y\" for the hazard itself, or a loss such as \"20 % per y\"")
                }
                Unit::Percent => format!("write \"{} %\"", plain(number * 100.0)),
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
                format!("{} must be a whole number, found {}", shown(&key), plain(number)),
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

    pub(super) fn forms_of(&self, quantity: &Quantity) -> String {
        let mut forms = quantity.unit.example().to_owned();
        if quantity.forms.law {
            forms.push_str(", or a law such as { exponential = { mean = ... } }");
        }
        if quantity.forms.step {
            forms.push_str(", or { every = \"1 mo\", values = [...] }");
        }
        if quantity.forms.week {
            forms.push_str(", or { timetable = { \"08:00\" = ... } }");
        }
        if quantity.forms.by_fee {
            forms.push_str(", or by fee: { at = { \"0\" = ..., \"10\" = ... } }");
        }
        forms
    }
}

/// Writes a value that was computed, in its base unit.
pub(super) fn in_base(unit: Unit, value: f64) -> String {
    let rounded = if value.abs() < 1e12 { (value * 1e6).round() / 1e6 } else { value };
    match unit {
        Unit::Duration => written_days(value),
        Unit::Rate | Unit::Hazard | Unit::MoneyRate => format!("\"{} per d\"", plain(rounded)),
        _ => plain(rounded),
    }
}
