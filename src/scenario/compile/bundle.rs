//! Which interventions go together into one world.

use crate::scenario::Diagnostic;
use crate::scenario::check::carried;
use crate::scenario::diagnostic::{nearest, shown};
use crate::scenario::value::Item;

/// The interventions asked for and all that they carry along, each once.
pub(super) fn chosen<'a>(root: &'a Item, names: &[&str], problems: &mut Vec<Diagnostic>) -> Vec<&'a Item> {
    let mut chosen: Vec<&Item> = Vec::new();
    for name in names {
        match root.entry("intervention", name) {
            Some(entry) if entry.is_enabled() => {
                for carried in carried(root, entry.name()) {
                    if !chosen.iter().any(|known| known.name() == carried.name()) {
                        chosen.push(carried);
                    }
                }
            }
            Some(entry) => {
                let message = format!("intervention {} is not enabled", shown(name));
                let problem =
                    Diagnostic::error("unknown-intervention", format!("intervention.{name}.enabled"), message);
                problems.push(problem.at(entry.opt("enabled").map_or(entry.span, |item| item.span)));
            }
            None => {
                let message = format!("there is no intervention called {}", shown(name));
                let known: Vec<&str> = root.enabled("intervention").map(Item::name).collect();
                let problem = Diagnostic::error("unknown-intervention", "intervention", message);
                problems.push(match nearest(name, known.iter().copied()) {
                    Some(meant) => problem.help(format!("did you mean `{meant}`?")),
                    None if known.is_empty() => problem,
                    None => problem.help(format!("known here: {}", known.join(", "))),
                });
            }
        }
    }
    chosen
}

/// Refuses members that exclude each other, whoever says so.
pub(super) fn refuse_excluded(chosen: &[&Item], problems: &mut Vec<Diagnostic>) {
    for entry in chosen {
        for other in entry.names("excludes") {
            if other != entry.name() && chosen.iter().any(|known| known.name() == other) {
                let message = format!(
                    "{} and {} exclude each other: they cannot be in one world",
                    shown(entry.name()),
                    shown(other)
                );
                let path = format!("intervention.{}.excludes", entry.name());
                let span = entry.opt("excludes").map_or(entry.span, |item| item.span);
                problems.push(
                    Diagnostic::error("excluded", path, message).at(span).help("compare them in worlds of their own"),
                );
            }
        }
    }
}
