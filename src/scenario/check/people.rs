//! What win-back, employees and surveys need around them.

use super::by_name;
use super::idle::is_written;
use crate::scenario::diagnostic::{Diagnostic, nearest, shown};
use crate::scenario::value::Item;

/// Most contacts with one person.
const MOST_CONTACTS: usize = 100;
/// Most surveys in a run.
const MOST_SURVEYS: f64 = 100_000.0;

pub(super) fn check(root: &Item, problems: &mut Vec<Diagnostic>) {
    win_back(root, problems);
    employees(root, problems);
    feedback(root, problems);
}

fn feedback(root: &Item, problems: &mut Vec<Diagnostic>) {
    let Some(block) = root.opt("feedback") else { return };
    let (every, horizon) = (block.opt_number("every"), root.opt("run").and_then(|run| run.opt_number("horizon")));
    if let (Some(every), Some(horizon)) = (every, horizon)
        && horizon / every > MOST_SURVEYS
    {
        let message = format!("{:.0} surveys; at most {MOST_SURVEYS} fit into a run", horizon / every);
        let span = block.opt("every").map_or(block.span, |item| item.span);
        problems.push(Diagnostic::error("too-large", "feedback.every", message).at(span).help("ask less often"));
    }
    let Some(act) = block.opt("act") else { return };
    for (key, list, code) in [("resource", "resource", "unknown-resource"), ("source", "acquisition", "unknown-source")]
    {
        let known = by_name(root, list);
        let Some(item) = act.opt(key) else { continue };
        let Some(name) = item.as_text() else { continue };
        let path = format!("feedback.act.{key}");
        match known.get(name) {
            None => {
                let problem = Diagnostic::error(code, path, format!("there is no {key} called {}", shown(name)));
                problems.push(match nearest(name, known.keys().copied()) {
                    Some(meant) => problem.at(item.span).help(format!("did you mean `{meant}`?")),
                    None => problem.at(item.span).help(format!("write a [[{list}]] of this name")),
                });
            }
            Some(entry) if key == "source" && !entry.has("budget") => problems.push(
                Diagnostic::error(
                    "missing-key",
                    path,
                    format!("{} has no `budget` that could be changed", shown(name)),
                )
                .at(item.span)
                .help("write `budget`, `max_prospects` and `budget_scale`"),
            ),
            Some(_) => {}
        }
    }
}

/// Staff whom nobody meets move nothing.
fn employees(root: &Item, problems: &mut Vec<Diagnostic>) {
    let Some(slot) = root.slot("employees") else { return };
    let meets = |touchpoint: &Item| touchpoint.has("resource");
    if !root.enabled("journey").any(|journey| journey.list("touchpoint").any(meets)) {
        let message = "`[employees]` has no effect: no touchpoint names a resource";
        problems.push(Diagnostic::warning("no-effect", "employees", message).at(slot.key_span));
    }
}

fn win_back(root: &Item, problems: &mut Vec<Diagnostic>) {
    let Some(block) = root.opt("win_back") else { return };
    if block.has("return_rate") {
        for key in ["contacts", "ratio", "fade", "cause_factor", "offer_cost", "value_above", "break_even"] {
            if let Some(slot) = block.slot(key).filter(|slot| is_written(slot)) {
                let message =
                    format!("`{key}` and `return_rate` exclude each other: people are asked, or come by themselves");
                problems
                    .push(Diagnostic::error("exclusive-keys", format!("win_back.{key}"), message).at(slot.key_span));
            }
        }
    }
    if let Some(item) = block.opt("contacts").filter(|item| item.as_vector().is_some()) {
        let contacts = block.vector("contacts").len();
        if contacts == 0 || contacts > MOST_CONTACTS {
            let message = format!("{contacts} contacts; 1 to {MOST_CONTACTS} are allowed");
            problems.push(
                Diagnostic::error("out-of-range", "win_back.contacts", message)
                    .at(item.span)
                    .help("write `enabled = false` to ask nobody"),
            );
        }
    }
    if let Some(slot) = block.slot("cause_factor").filter(|slot| is_written(slot)) {
        let known = by_name(root, "hole");
        for (name, factor) in slot.item.as_map().unwrap_or_default() {
            if known.contains_key(name.as_str()) {
                continue;
            }
            let message = format!("there is no hole called {}", shown(name));
            let problem = Diagnostic::error("unknown-hole", "win_back.cause_factor", message).at(factor.span);
            problems.push(match nearest(name, known.keys().copied()) {
                Some(meant) => problem.help(format!("did you mean `{meant}`?")),
                None => problem.help("write a [[hole]] of this name"),
            });
        }
    }
}
