//! What win-back, employees and surveys need around them.

use super::by_name;
use crate::scenario::grammar::{Root, enabled};
use crate::scenario::text::diagnostic::{Diagnostic, nearest, shown};

/// Most contacts with one person.
const MOST_CONTACTS: usize = 100;
/// Most surveys in a run.
const MOST_SURVEYS: f64 = 100_000.0;

pub(super) fn check(root: &Root<'_>, problems: &mut Vec<Diagnostic>) {
    win_back(root, problems);
    employees(root, problems);
    feedback(root, problems);
}

fn feedback(root: &Root<'_>, problems: &mut Vec<Diagnostic>) {
    let Some(block) = root.feedback.as_ref() else { return };
    if let (Some(every), Some(horizon)) = (block.every.known(), root.run.horizon.known())
        && horizon / every > MOST_SURVEYS
    {
        let message = format!("{:.0} surveys; at most {MOST_SURVEYS} fit into a run", horizon / every);
        let problem = Diagnostic::error("too-large", "feedback.every", message);
        problems.push(problem.at(block.every.span()).help("ask less often"));
    }
    let Some(act) = block.act.as_ref() else { return };
    let unknown = |code: &'static str, key: &str, name: &str, list: &str, known: &[&str]| {
        let message = format!("there is no {key} called {}", shown(name));
        let problem = Diagnostic::error(code, format!("feedback.act.{key}"), message);
        match nearest(name, known.iter().copied()) {
            Some(meant) => problem.help(format!("did you mean `{meant}`?")),
            None => problem.help(format!("write a [[{list}]] of this name")),
        }
    };
    if let Some(name) = *act.resource {
        let known = by_name(&root.resource);
        if !known.contains_key(name) {
            let known: Vec<&str> = known.into_keys().collect();
            let problem = unknown("unknown-resource", "resource", name, "resource", &known);
            problems.push(problem.at(act.resource.span()));
        }
    }
    if let Some(name) = *act.source {
        let known = by_name(&root.acquisition);
        let problem = match known.get(name) {
            Some(source) if source.budget.is_there() => return,
            Some(_) => {
                let message = format!("{} has no `budget` that could be changed", shown(name));
                Diagnostic::error("missing-key", "feedback.act.source", message)
                    .help("write `budget`, `max_prospects` and `budget_scale`")
            }
            None => {
                let known: Vec<&str> = known.into_keys().collect();
                unknown("unknown-source", "source", name, "acquisition", &known)
            }
        };
        problems.push(problem.at(act.source.span()));
    }
}

/// Staff whom nobody meets move nothing.
fn employees(root: &Root<'_>, problems: &mut Vec<Diagnostic>) {
    if !root.employees.is_there() {
        return;
    }
    let mut touchpoints = enabled(&root.journey).flat_map(|journey| journey.touchpoint.iter());
    if !touchpoints.any(|touchpoint| touchpoint.resource.is_there()) {
        let message = "`[employees]` has no effect: no touchpoint names a resource";
        problems.push(Diagnostic::warning("no-effect", "employees", message).at(root.employees.key_span()));
    }
}

fn win_back(root: &Root<'_>, problems: &mut Vec<Diagnostic>) {
    let Some(block) = root.win_back.as_ref() else { return };
    if block.return_rate.is_there() {
        let of_contacts = [
            block.contacts.written(),
            block.ratio.written(),
            block.fade.written(),
            block.cause_factor.written(),
            block.offer_cost.written(),
            block.value_above.written(),
            block.break_even.written(),
        ];
        for slot in of_contacts.into_iter().flatten() {
            let key = slot.spec.key;
            let message =
                format!("`{key}` and `return_rate` exclude each other: people are asked, or come by themselves");
            let problem = Diagnostic::error("exclusive-keys", format!("win_back.{key}"), message);
            problems.push(problem.at(slot.key_span));
        }
    }
    if let Some(contacts) = block.contacts.known().map(<[f64]>::len)
        && !(1..=MOST_CONTACTS).contains(&contacts)
    {
        let message = format!("{contacts} contacts; 1 to {MOST_CONTACTS} are allowed");
        problems.push(
            Diagnostic::error("out-of-range", "win_back.contacts", message)
                .at(block.contacts.span())
                .help("write `enabled = false` to ask nobody"),
        );
    }
    if block.cause_factor.is_written() {
        let known = by_name(&root.hole);
        for (name, factor) in block.cause_factor.iter().filter(|(name, _)| !known.contains_key(name.as_str())) {
            let message = format!("there is no hole called {}", shown(name));
            let problem = Diagnostic::error("unknown-hole", "win_back.cause_factor", message).at(factor.span);
            problems.push(match nearest(name, known.keys().copied()) {
                Some(meant) => problem.help(format!("did you mean `{meant}`?")),
                None => problem.help("write a [[hole]] of this name"),
            });
        }
    }
}
