//! The canonical text of a scenario: what it means, without how it was written.
//!
//! One line per value, in the order of the grammar, numbers in base units: `"6 min"` and `"360 s"` are the same, as are a default and the
//! same value written out. Its hash names the scenario in results.

use crate::laws::{LawSpec, Param};
use crate::scenario::grammar::quantity::{DAYS_PER_YEAR, Unit, read};
use crate::scenario::grammar::value::{Action, Amount, Item, Value};
use crate::scenario::text::node::{Content, Node};

/// Sections that are read by people only.
const PROSE: [&str; 3] = ["question", "about", "sources"];

/// Writes the canonical text of a scenario.
pub fn write(root: &Item, out: &mut String) {
    let mut path = String::new();
    for slot in root.slots().iter().filter(|slot| !PROSE.contains(&slot.spec.key) && slot.spec.key != "extends") {
        path.clear();
        path.push_str(slot.spec.key);
        item(&slot.item, &mut path, out);
    }
}

/// The canonical text of one value; equal for values that mean the same.
pub fn text_of(value: &Item) -> String {
    let mut out = String::new();
    item(value, &mut String::new(), &mut out);
    out
}

fn item(value: &Item, path: &mut String, out: &mut String) {
    let length = path.len();
    match &value.value {
        Value::Block(slots) => {
            line(path, "{}", out);
            for slot in slots {
                path.push('.');
                path.push_str(slot.spec.key);
                item(&slot.item, path, out);
                path.truncate(length);
            }
        }
        Value::Entries(entries) => {
            for (index, entry) in entries.iter().enumerate() {
                path.push_str(&format!("[{index}]"));
                item(entry, path, out);
                path.truncate(length);
            }
        }
        Value::Map(map) => {
            for (key, entry) in map {
                path.push_str(&format!(".{key:?}"));
                item(entry, path, out);
                path.truncate(length);
            }
        }
        other => {
            let text = leaf(other);
            line(path, &text, out);
        }
    }
}

fn line(path: &str, text: &str, out: &mut String) {
    out.push_str(path);
    out.push_str(" = ");
    out.push_str(text);
    out.push('\n');
}

fn leaf(value: &Value) -> String {
    match value {
        Value::Text(text) => format!("{text:?}"),
        Value::Bool(value) => value.to_string(),
        Value::Amount(_, amount) => self::amount(amount),
        Value::Vector(_, values) => format!("{values:?}"),
        Value::Texts(texts) => format!("{:?}", texts.iter().map(|(text, _)| text).collect::<Vec<_>>()),
        Value::Route(route) => format!(
            "{} {:?}",
            route.races,
            route.targets.iter().map(|(name, number, _)| (name, number)).collect::<Vec<_>>()
        ),
        Value::Hours(hours) => format!("{hours:?}"),
        Value::Peaks(peaks) => {
            format!("{:?}", peaks.iter().map(|peak| (peak.from, peak.to, peak.weight)).collect::<Vec<_>>())
        }
        Value::Changes(changes) => {
            let one = |action: &Action| match action {
                Action::Set(node) => format!("set {}", meant(node)),
                Action::Add(node) => format!("add {}", meant(node)),
                Action::Scale(factor) => format!("scale {factor:?}"),
                Action::Raise(by) => format!("raise {by:?}"),
            };
            format!("{:?}", changes.iter().map(|change| (&change.path, one(&change.action))).collect::<Vec<_>>())
        }
        Value::Any(node) => meant(node),
        Value::Invalid | Value::Map(_) | Value::Block(_) | Value::Entries(_) => String::new(),
    }
}

/// A value of a change without its way of writing: a number as such, a quantity in base units.
///
/// What the path leads to is not known here, so a text that reads as a quantity is taken for one; as hazards and rates have
/// the same base unit, their order does not matter.
fn meant(node: &Node) -> String {
    let quantity =
        |text: &str| [Unit::Duration, Unit::Hazard, Unit::Percent].into_iter().find_map(|unit| read(unit, text).ok());
    match &node.content {
        Content::Text(text) => {
            quantity(text).map_or_else(|| format!("{text:?}"), |value| format!("{} base", number(value)))
        }
        Content::Integer(value) => number(*value as f64),
        Content::Float(value) => number(*value),
        Content::List(list) => format!("{:?}", list.iter().map(meant).collect::<Vec<_>>()),
        Content::Table(fields) => {
            let mut fields: Vec<(&str, String)> = fields.iter().map(|f| (f.key.as_str(), meant(&f.node))).collect();
            fields.sort();
            format!("{fields:?}")
        }
        Content::Bool(_) | Content::Date(_) => node.to_toml(),
    }
}

/// A number to thirteen figures, long whole ones as they are: the same time in another unit may differ in its last bit.
fn number(value: f64) -> String {
    if value.abs() >= 1e12 { format!("{value:?}") } else { format!("{value:.12e}") }
}

fn amount(amount: &Amount) -> String {
    match amount {
        Amount::Fixed(value) => number(*value),
        Amount::Law(law) => self::law(law.spec()),
        Amount::ByTenure(values) => by_tenure(values),
        // A bare list goes by year.
        Amount::ByStep { every, values } if number(*every) == number(DAYS_PER_YEAR) => by_tenure(values),
        Amount::ByStep { every, values } => format!("step {} {}", number(*every), by_tenure(values)),
        Amount::Week(table) => format!("week {:?}", table.changes),
        Amount::ByFee(curve) => {
            format!("by fee {:?}", curve.points.iter().map(|(fee, x)| (number(*fee), number(*x))).collect::<Vec<_>>())
        }
    }
}

fn by_tenure(values: &[f64]) -> String {
    format!("tenure {:?}", values.iter().map(|v| number(*v)).collect::<Vec<_>>())
}

fn law(law: &LawSpec) -> String {
    let mut params: Vec<String> = law
        .params()
        .map(|(name, param)| match param {
            Param::Fixed(value) => format!("{name} {}", number(*value)),
            Param::List(values) => {
                format!("{name} {:?}", values.iter().map(|v| number(*v)).collect::<Vec<_>>())
            }
            Param::Law(inner) => format!("{name} {}", self::law(inner)),
        })
        .collect();
    params.sort();
    format!("{}({}) * {:?} + {:?}", law.family().name, params.join(", "), law.scale(), law.add())
}
