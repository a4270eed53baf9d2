//! Uncertain inputs as people call them, and their values in their own unit.

use crate::experiment::results::uncertainty::{SaidOfInput, UncertainInput, Uncertainty};
use crate::report::words::format::{brief, magnitude, places, plus, printed_unit, rounded};
use crate::report::words::names::{distinct, visible};

/// Names of the inputs in their order: the one that the file gives, else what the path is called; no two alike, each in at most
/// so many columns.
pub(in crate::report) fn input_names(found: &Uncertainty, cells: usize) -> Vec<String> {
    let called: Vec<String> = found.inputs.iter().map(called).collect();
    let alike = |at: usize| (0..called.len()).any(|other| other != at && called[other] == called[at]);
    let told: Vec<&str> = (0..called.len())
        .map(|at| if alike(at) { found.inputs[at].name.as_str() } else { called[at].as_str() })
        .collect();
    distinct(&told, cells)
}

fn called(input: &UncertainInput) -> String {
    match &input.said {
        // Without a name of its own an input is called by operation and path.
        Some(said) if input.name == said.path || input.name == format!("{} {}", said.operation, said.path) => {
            said.label.replacen(", ", " of ", 1)
        }
        _ => input.name.clone(),
    }
}

/// What an operation makes of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Acts {
    /// It is the value.
    Sets,
    /// The value of the file is multiplied.
    Scales,
    /// It is added to the value of the file.
    Adds,
}

pub(super) fn acts(input: &UncertainInput) -> Acts {
    match input.said.as_ref().map(|said| said.operation.as_str()) {
        Some("scale") => Acts::Scales,
        Some("add") => Acts::Adds,
        _ => Acts::Sets,
    }
}

/// A value of an input without what its operation makes of it: "8.1 %", "12 min", "0.71", "+2 min". As many digits as an interval allows, or
/// the width of the law.
pub(super) fn number_of(input: &UncertainInput, value: f64, within: Option<[f64; 2]>) -> String {
    let shown = plain_number(input, value, within);
    match input.said.as_ref().map(|said| unit_of(said).1) {
        None | Some("") => shown,
        Some(unit) => format!("{shown} {}", visible(unit, 16)),
    }
}

/// The same without its unit.
pub(super) fn plain_number(input: &UncertainInput, value: f64, within: Option<[f64; 2]>) -> String {
    let Some(said) = &input.said else { return brief(value) };
    let (factor, _) = unit_of(said);
    let width = within.or_else(|| said.quantiles.map(|[low, _, high]| [low, high]));
    let width = width.map(|ends| ends.map(|end| end * factor)).filter(|[low, high]| high > low);
    let shown = match width {
        Some(_) => {
            let place = places(value * factor, width);
            rounded(value * factor, if value == 0.0 { place } else { place.max(-magnitude(value * factor)) })
        }
        None => brief(value * factor),
    };
    if acts(input) == Acts::Adds { plus(&shown) } else { shown }
}

/// Factor and unit of an input's numbers; a factor has none.
pub(in crate::report) fn unit_of(said: &SaidOfInput) -> (f64, &str) {
    if said.operation == "scale" { (1.0, "") } else { printed_unit(&said.unit) }
}

/// A value of an input that stands alone: "8.1 %", "× 0.71", "+2 min".
pub(in crate::report) fn value_of(input: &UncertainInput, value: f64, within: Option<[f64; 2]>) -> String {
    let number = number_of(input, value, within);
    if acts(input) == Acts::Scales { format!("× {number}") } else { number }
}
