//! Values by fee: points of a line.

use super::amount::Shift;
use super::{Reader, shown};
use crate::scenario::grammar::kinds::Quantity;
use crate::scenario::grammar::value::{Amount, Curve};
use crate::scenario::text::node::{Field, Node};

/// Most points of a line.
const MOST_POINTS: usize = 1000;

impl Reader<'_> {
    /// Reads `{ at = { "0" = 0.4, "10" = 0.15 } }`.
    pub(super) fn curve(&mut self, quantity: &Quantity, node: &Node, shift: &Shift) -> Option<Curve> {
        let fields = node.fields()?;
        if let Some(other) = fields.iter().find(|field| field.key != "at") {
            self.report("unknown-key", other.key_span, format!("unknown key {} beside `at`", shown(&other.key)));
            return None;
        }
        let table = node.get("at")?;
        let Some(fields) = table.fields() else {
            let message = format!("`at` is a table such as {{ \"0\" = 0.4, \"10\" = 0.15 }}, found {}", table.found());
            self.report("wrong-type", table.span, message);
            return None;
        };
        if fields.len() < 2 {
            let key = self.path.last().cloned().unwrap_or_default();
            let message = format!("{} by fee needs at least two points, found {}", shown(&key), fields.len());
            let help = "a line goes from one fee to another; a number alone holds at every fee";
            self.report_with_help("wrong-length", table.span, message, help);
            return None;
        }
        if fields.len() > MOST_POINTS {
            let message = format!("{} points by fee; at most {MOST_POINTS} are allowed", fields.len());
            self.report("too-large", table.span, message);
            return None;
        }
        let before = self.problems.len();
        let mut points: Vec<(f64, f64, &Field)> = Vec::new();
        for field in fields {
            if let Some((fee, value)) = self.point(quantity, field, shift) {
                match points.iter().find(|point| point.0 == fee) {
                    Some(point) => {
                        let message = format!("the fee {fee} stands twice: {}", shown(&field.key));
                        self.report("duplicate-name", field.key_span, message).related =
                            Some((point.2.key_span, format!("{} is here", shown(&point.2.key))));
                    }
                    None => points.push((fee, value, field)),
                }
            }
        }
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        let points = points.into_iter().map(|(fee, value, _)| (fee, value)).collect();
        (before == self.problems.len()).then_some(Curve { points })
    }

    /// One point: the fee, and the value there under the changes of the whole.
    fn point(&mut self, quantity: &Quantity, field: &Field, shift: &Shift) -> Option<(f64, f64)> {
        let fee = field.key.trim().parse().ok().filter(|fee: &f64| fee.is_finite() && *fee >= 0.0);
        let Some(fee) = fee else {
            let message = format!("`at` goes by fee, at least 0, found {}", shown(&field.key));
            self.report_with_help("wrong-type", field.key_span, message, "write the money as the key: \"10\" = 0.15");
            return None;
        };
        if field.node.fields().is_some() {
            let message = format!("the fee {} is cut off at its point", shown(&field.key));
            let help = "put the whole fee in quotes, such as \"9.99\" = 0.15";
            self.report_with_help("wrong-type", field.key_span, message, help);
            return None;
        }
        let scalar = Quantity { forms: Default::default(), ..*quantity };
        let Amount::Fixed(value) = self.amount(&scalar, &field.node)? else { return None };
        Some((fee, self.checked(quantity, value, shift, &field.node)?))
    }
}
