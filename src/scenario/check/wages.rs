//! Wages that read like salaries.

use crate::scenario::grammar::quantity::{Unit, per_days, read};
use crate::scenario::text::diagnostic::{Diagnostic, shown};
use crate::scenario::text::node::{Node, plain};

/// Hours of a day.
const HOURS: f64 = 24.0;

/// Warns of wages given per day or longer, in the file and in the changes of its worlds: they are for time on duty all the same.
pub fn wages(tree: &Node, problems: &mut Vec<Diagnostic>) {
    let entries = |list: &str| tree.get(list).and_then(Node::elements).unwrap_or_default();
    for resource in entries("resource") {
        let name = resource.get("name").and_then(Node::text).unwrap_or_default();
        if let Some(wage) = resource.get("wage") {
            warn(&format!("resource.{name}.wage"), wage, problems);
        }
    }
    for entry in ["intervention", "shock"].into_iter().flat_map(entries) {
        for change in entry.get("change").and_then(Node::fields).unwrap_or_default() {
            if change.key.starts_with("resource.") && change.key.ends_with(".wage") {
                let parts = change.node.fields().unwrap_or_default().iter().map(|part| &part.node);
                parts.chain([&change.node]).for_each(|value| warn(&change.key, value, problems));
            }
        }
    }
}

fn warn(path: &str, value: &Node, problems: &mut Vec<Diagnostic>) {
    let Some(text) = value.text() else { return };
    let (Some(days), Ok(per_day)) = (per_days(text), read(Unit::MoneyRate, text)) else { return };
    if days < 1.0 {
        return;
    }
    let per_hour = per_day / HOURS;
    let message = format!(
        "{} = {} is a wage of {} per h on duty, whatever its unit: nobody is paid for hours off duty",
        shown(path),
        shown(text),
        plain((per_hour * 100.0).round() / 100.0)
    );
    let help =
        format!("for pay that does not depend on the hours worked write `salary = {text:?}`; else say the wage per h");
    problems.push(Diagnostic::warning("long-wage", path, message).at(value.span).help(help));
}
