//! Warnings for keys that can have no effect in this scenario: an accepted key should change the simulation.

use std::collections::BTreeSet;

use super::by_name;
use crate::scenario::diagnostic::{Diagnostic, shown};
use crate::scenario::node::Origin;
use crate::scenario::value::{Item, Slot, Value};

pub(super) fn check(root: &Item, problems: &mut Vec<Diagnostic>) {
    let mut path = Vec::new();
    sections(root, root, &mut path, problems);
    touchpoints(root, problems);
    resources(root, problems);
    for source in root.list("acquisition").filter(|source| source.has("joins")) {
        for key in ["success_per_contact", "max_contacts", "between_contacts", "fit", "cost_per_contact"] {
            warn_if_written(
                source,
                key,
                &format!("acquisition.{}", source.name()),
                "`joins` counts customers, not people approached",
                problems,
            );
        }
    }
    for source in root.list("acquisition").filter(|source| source.has("adoption")) {
        for key in ["success_per_contact", "max_contacts", "between_contacts", "fit", "cost_per_contact"] {
            let reason = "those who adopt come by themselves";
            warn_if_written(source, key, &format!("acquisition.{}", source.name()), reason, problems);
        }
    }
    if let Some(memory) = root.opt("memory") {
        let acclimates = memory.opt("rule").and_then(Item::as_text) == Some("acclimation");
        let idle: &[&str] = if acclimates { &["weight", "nu_p"] } else { &["alpha", "w"] };
        let reason =
            if acclimates { "it belongs to `rule = \"peak_end\"`" } else { "it belongs to `rule = \"acclimation\"`" };
        for key in idle {
            warn_if_written(memory, key, "memory", reason, problems);
        }
    }
    if let Some(slot) = root.slot("lifecycle").filter(|slot| is_written(slot) && !root.has("purchase")) {
        problems.push(
            Diagnostic::warning(
                "no-effect",
                "lifecycle",
                "`[lifecycle]` has no effect without [purchase]: stages follow purchases",
            )
            .at(slot.key_span),
        );
    }
}

/// Walks all blocks for keys whose sections are off.
fn sections(root: &Item, item: &Item, path: &mut Vec<String>, problems: &mut Vec<Diagnostic>) {
    for slot in item.slots() {
        path.push(slot.spec.key.to_owned());
        let needs = slot.spec.needs;
        if is_written(slot) && !needs.is_empty() && !needs.iter().any(|section| root.has(section)) {
            let sections: Vec<String> = needs.iter().map(|section| format!("[{section}]")).collect();
            let message = format!("`{}` has no effect without {}", slot.spec.key, sections.join(" or "));
            problems.push(Diagnostic::warning("no-effect", path.join("."), message).at(slot.key_span));
        }
        match &slot.item.value {
            Value::Block(_) => sections(root, &slot.item, path, problems),
            Value::Entries(entries) => {
                for entry in entries {
                    let hidden = if slot.spec.key == "touchpoint" { path.pop() } else { None };
                    path.push(entry.name().to_owned());
                    sections(root, entry, path, problems);
                    path.pop();
                    path.extend(hidden);
                }
            }
            _ => {}
        }
        path.pop();
    }
}

pub(super) fn is_written(slot: &Slot) -> bool {
    matches!(slot.item.origin, Origin::File | Origin::Set)
}

pub(super) fn warn_if_written(item: &Item, key: &str, path: &str, reason: &str, problems: &mut Vec<Diagnostic>) {
    if let Some(slot) = item.slot(key).filter(|slot| is_written(slot)) {
        problems.push(
            Diagnostic::warning("no-effect", format!("{path}.{key}"), format!("`{key}` has no effect here: {reason}"))
                .at(slot.key_span),
        );
    }
}

fn touchpoints(root: &Item, problems: &mut Vec<Diagnostic>) {
    let resources = by_name(root, "resource");
    for journey in root.list("journey") {
        for touchpoint in journey.list("touchpoint") {
            let path = format!("journey.{}.{}", journey.name(), touchpoint.name());
            let mut warn = |key: &str, reason: &str| warn_if_written(touchpoint, key, &path, reason, problems);
            let queue =
                touchpoint.opt("resource").and_then(Item::as_text).and_then(|name| resources.get(name).copied());
            let waits = touchpoint.has("resource") || touchpoint.has("wait") || touchpoint.has("requires");
            if !waits && touchpoint.has("patience") {
                warn("on_renege", "there is nothing to wait for");
            }
            if !waits {
                warn("patience", "there is nothing to wait for");
                warn("wait_modifiers", "there is nothing to wait for");
            }
            if !touchpoint.has("patience") {
                warn("on_renege", "without `patience` nobody gives up");
            }
            if !touchpoint.has("resource") {
                warn("priority", "there is no queue");
            }
            if queue.is_none_or(|resource| !resource.has("queue_limit")) {
                warn("on_full", "the queue has no `queue_limit`");
            }
            if let Some(resource) = queue
                && resource.opt("discipline").and_then(Item::as_text) == Some("fifo")
            {
                warn(
                    "priority",
                    &format!(
                        "resource {} serves in order of arrival; write `discipline = \"priority\"` there",
                        shown(resource.name())
                    ),
                );
            }
            let may_fail = touchpoint.has("fail_prob");
            if !may_fail {
                warn("on_fail", "without `fail_prob` nothing fails here");
                warn("fail_drop", "without `fail_prob` nothing fails here");
                warn("severity", "without `fail_prob` nothing fails here");
            }
            if journey.has("arrivals") {
                for key in ["quality", "scores", "hole", "exit_prob", "end", "salience", "wait_modifiers"] {
                    warn(key, "anonymous visitors have no relationship");
                }
            } else if matches!(touchpoint.opt("lane").and_then(Item::as_text), Some("backstage" | "support")) {
                for key in ["quality", "scores", "salience", "end"] {
                    warn(key, "backstage and support steps make no moment");
                }
            }
        }
    }
}

fn resources(root: &Item, problems: &mut Vec<Diagnostic>) {
    let named: BTreeSet<&str> = root
        .list("journey")
        .flat_map(|journey| journey.list("touchpoint"))
        .filter_map(|touchpoint| touchpoint.opt("resource").and_then(Item::as_text))
        .collect();
    // A misspelt resource is reported already; the one that was meant is not unused.
    if named.iter().any(|name| root.entry("resource", name).is_none()) {
        return;
    }
    for resource in root.enabled("resource").filter(|resource| !resource.name().is_empty()) {
        if !named.contains(resource.name()) {
            let message = format!("no touchpoint uses resource {}", shown(resource.name()));
            let span = resource.opt("name").map_or(resource.span, |name| name.span);
            problems.push(Diagnostic::warning("no-effect", format!("resource.{}", resource.name()), message).at(span));
        }
    }
}
