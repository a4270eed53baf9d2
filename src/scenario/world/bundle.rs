//! Which interventions go together into one world.

use crate::scenario::Diagnostic;
use crate::scenario::check::carried;
use crate::scenario::grammar::{Named as _, Root, Treatment, enabled, entry};
use crate::scenario::text::diagnostic::{nearest, shown};

/// The interventions asked for and all that they carry along, each once.
pub(in crate::scenario) fn chosen<'a>(
    root: &Root<'a>,
    names: &[&str],
    problems: &mut Vec<Diagnostic>,
) -> Vec<Treatment<'a>> {
    let mut chosen: Vec<Treatment<'a>> = Vec::new();
    for name in names {
        match entry(&root.intervention, name) {
            Some(entry) if entry.is_enabled() => {
                for carried in carried(root, entry.name()) {
                    if !chosen.iter().any(|known| known.name() == carried.name()) {
                        chosen.push(carried.clone());
                    }
                }
            }
            Some(entry) => {
                let message = format!("intervention {} is not enabled", shown(name));
                let problem =
                    Diagnostic::error("unknown-intervention", format!("intervention.{name}.enabled"), message);
                problems.push(problem.at(entry.enabled.span().unwrap_or(entry.item.span)));
            }
            None => {
                let message = format!("there is no intervention called {}", shown(name));
                let known: Vec<&str> = enabled(&root.intervention).map(|entry| *entry.name).collect();
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
pub(in crate::scenario) fn refuse_excluded(chosen: &[Treatment<'_>], problems: &mut Vec<Diagnostic>) {
    for entry in chosen {
        for other in entry.excludes.iter() {
            if other != entry.name() && chosen.iter().any(|known| known.name() == other) {
                let message = format!(
                    "{} and {} exclude each other: they cannot be in one world",
                    shown(entry.name()),
                    shown(other)
                );
                let path = format!("intervention.{}.excludes", entry.name());
                let span = entry.excludes.span().unwrap_or(entry.item.span);
                problems.push(
                    Diagnostic::error("excluded", path, message).at(span).help("compare them in worlds of their own"),
                );
            }
        }
    }
}
