//! Where customers go next: a name, weights, or rates that race.

use super::{Reader, SUM_TOLERANCE, shown, tidy};
use crate::scenario::grammar::kinds::Quantity;
use crate::scenario::grammar::quantity::Unit;
use crate::scenario::grammar::value::{Amount, Route, Value};
use crate::scenario::text::node::{Content, Node};

impl Reader<'_> {
    pub(super) fn route(&mut self, node: &Node) -> Value {
        let fields = match &node.content {
            Content::Text(name) => {
                return Value::Route(Route { races: false, targets: vec![(name.clone(), 1.0, node.span)] });
            }
            Content::Table(fields) => fields,
            _ => return self.wrong_type(
                node,
                "the name of a touchpoint, weights such as { a = 0.3, b = 0.7 }, or rates such as { a = \"1 per wk\" }",
            ),
        };
        if fields.is_empty() {
            self.report("wrong-length", node.span, "a table of next touchpoints needs at least one");
            return Value::Invalid;
        }
        let races = fields.iter().any(|field| field.node.text().is_some());
        let quantity =
            if races { Quantity::new(Unit::Rate, 0.0, 8.64e8) } else { Quantity::new(Unit::Probability, 0.0, 1.0) };
        let before = self.problems.len();
        let mut targets = Vec::with_capacity(fields.len());
        for field in fields {
            self.path.push(field.key.clone());
            if races && field.node.text().is_none() {
                self.report_with_help(
                    "mixed-route",
                    field.node.span,
                    format!("{} is a weight among rates", shown(&field.key)),
                    "write all as rates (\"1 per wk\") or all as weights (0.5)",
                );
            } else if let Some(Amount::Fixed(number)) = self.amount(&quantity, &field.node) {
                targets.push((field.key.clone(), number, field.key_span));
            }
            self.path.pop();
        }
        if before != self.problems.len() {
            return Value::Invalid;
        }
        let sum: f64 = targets.iter().map(|(_, number, _)| number).sum();
        if races && sum <= 0.0 {
            self.report("sum", node.span, "all rates are 0: nobody would ever leave this touchpoint");
            return Value::Invalid;
        }
        if !races && (sum - 1.0).abs() > SUM_TOLERANCE {
            self.report("sum", node.span, format!("the weights sum to {}; they must sum to 1", tidy(sum)));
            return Value::Invalid;
        }
        Value::Route(Route { races, targets })
    }
}
