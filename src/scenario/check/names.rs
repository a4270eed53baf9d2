//! References by name: resources, holes, segments, interventions, worlds.

use std::collections::{BTreeMap, BTreeSet};

use super::by_name;
use crate::scenario::diagnostic::{Diagnostic, ENOUGH, nearest, shown};
use crate::scenario::source::Span;
use crate::scenario::value::{Item, Value};

pub(super) fn check(root: &Item, problems: &mut Vec<Diagnostic>) {
    touchpoints(root, problems);
    segments(root, problems);
    for list in ["intervention", "shock"] {
        worlds(root, list, problems);
    }
}

pub(super) fn unknown<'a>(
    code: &'static str,
    what: &str,
    item: &Item,
    path: &str,
    known: impl Iterator<Item = &'a str>,
) -> Diagnostic {
    unknown_name(code, what, item.as_text().unwrap_or_default(), item.span, path, known)
}

pub(super) fn unknown_name<'a>(
    code: &'static str,
    what: &str,
    name: &str,
    span: Span,
    path: &str,
    known: impl Iterator<Item = &'a str>,
) -> Diagnostic {
    let known: Vec<&str> = known.filter(|name| !name.is_empty()).collect();
    let problem = Diagnostic::error(code, path, format!("there is no {what} called {}", shown(name))).at(span);
    match nearest(name, known.iter().copied()) {
        Some(meant) => problem.help(format!("did you mean `{meant}`?")),
        None if known.is_empty() => problem,
        None => problem.help(format!("known here: {}", known.iter().take(30).copied().collect::<Vec<_>>().join(", "))),
    }
}

fn touchpoints(root: &Item, problems: &mut Vec<Diagnostic>) {
    let resources = by_name(root, "resource");
    let holes = by_name(root, "hole");
    for journey in root.list("journey") {
        for touchpoint in journey.list("touchpoint") {
            if problems.len() >= ENOUGH {
                return;
            }
            let path = |key: &str| format!("journey.{}.{}.{key}", journey.name(), touchpoint.name());
            if let Some(item) = touchpoint.opt("resource")
                && let Some(name) = item.as_text()
            {
                match resources.get(name) {
                    None => problems.push(unknown(
                        "unknown-resource",
                        "resource",
                        item,
                        &path("resource"),
                        resources.keys().copied(),
                    )),
                    Some(resource) if !resource.is_enabled() => {
                        let message =
                            format!("resource {} is not enabled, so nobody would ever be served here", shown(name));
                        problems.push(Diagnostic::error("unknown-resource", path("resource"), message).at(item.span));
                    }
                    Some(_) => {}
                }
            }
            if let Some(item) = touchpoint.opt("hole")
                && let Some(name) = item.as_text()
                && !holes.contains_key(name)
            {
                let problem = unknown("unknown-hole", "hole", item, &path("hole"), holes.keys().copied());
                problems.push(if root.has("loyalty") || problem.help.is_some() {
                    problem
                } else {
                    problem.help("write [loyalty] for the standard holes, or a [[hole]] of this name")
                });
            }
        }
    }
}

fn segments(root: &Item, problems: &mut Vec<Diagnostic>) {
    let segments = by_name(root, "segment");
    for source in root.list("acquisition") {
        for (name, share) in source.opt("mix").and_then(Item::as_map).unwrap_or(&[]) {
            if !segments.contains_key(name.as_str()) && !segments.is_empty() {
                let path = format!("acquisition.{}.mix", source.name());
                problems.push(unknown_name(
                    "unknown-segment",
                    "segment",
                    name,
                    share.span,
                    &path,
                    segments.keys().copied(),
                ));
            }
        }
    }
}

fn worlds(root: &Item, list: &str, problems: &mut Vec<Diagnostic>) {
    let segments = by_name(root, "segment");
    let interventions = by_name(root, "intervention");
    for entry in root.list(list) {
        if problems.len() >= ENOUGH {
            return;
        }
        let path = |key: &str| format!("{list}.{}.{key}", entry.name());
        for (name, span) in texts(entry, "segments") {
            if !segments.contains_key(name.as_str()) {
                problems.push(unknown_name(
                    "unknown-segment",
                    "segment",
                    name,
                    *span,
                    &path("segments"),
                    segments.keys().copied(),
                ));
            }
        }
        for key in ["needs", "excludes"] {
            for (name, span) in texts(entry, key) {
                if !interventions.contains_key(name.as_str()) {
                    problems.push(unknown_name(
                        "unknown-intervention",
                        "intervention",
                        name,
                        *span,
                        &path(key),
                        interventions.keys().copied(),
                    ));
                }
            }
        }
        if list != "intervention" {
            continue;
        }
        match with_needs(&interventions, entry.name()) {
            Err(cycle) => {
                let span = entry.opt("needs").map_or(entry.span, |item| item.span);
                problems.push(
                    Diagnostic::error(
                        "needs-cycle",
                        path("needs"),
                        if cycle == entry.name() {
                            format!("{} needs itself", shown(entry.name()))
                        } else {
                            format!("the needs of {} run in a circle, closed by {}", shown(entry.name()), shown(&cycle))
                        },
                    )
                    .at(span),
                );
            }
            Ok(all) => {
                for (name, span) in texts(entry, "excludes") {
                    if name != entry.name() && all.iter().any(|carried| carried == name) {
                        let message = format!("{} both needs and excludes {}", shown(entry.name()), shown(name));
                        problems.push(Diagnostic::error("excluded", path("excludes"), message).at(*span));
                    }
                }
                for carried in &all {
                    for other in interventions.get(carried.as_str()).into_iter().flat_map(|item| item.names("excludes"))
                    {
                        if all.iter().any(|name| name == other) && other != carried && carried != entry.name() {
                            let message = format!(
                                "{} carries both {} and {}, which exclude each other",
                                shown(entry.name()),
                                shown(carried),
                                shown(other)
                            );
                            problems.push(
                                Diagnostic::error("excluded", path("needs"), message)
                                    .at(entry.opt("needs").map_or(entry.span, |item| item.span)),
                            );
                        }
                    }
                }
            }
        }
    }
}

fn texts<'a>(item: &'a Item, key: &str) -> &'a [(String, Span)] {
    match item.opt(key).map(|item| &item.value) {
        Some(Value::Texts(texts)) => texts,
        _ => &[],
    }
}

/// An intervention and all that it carries along, itself last; or the name that closes a circle of `needs`.
///
/// # Errors
///
/// The name of the intervention whose `needs` closes the circle.
pub fn with_needs<'a>(interventions: &BTreeMap<&'a str, &'a Item>, name: &'a str) -> Result<Vec<String>, String> {
    // Depth first with an explicit trail: a chain of needs may be long.
    let needs = |name: &str| interventions.get(name).map_or(&[] as &[(String, Span)], |item| texts(item, "needs"));
    let mut done: BTreeSet<&str> = BTreeSet::new();
    let mut order: Vec<String> = Vec::new();
    let mut open: BTreeSet<&str> = BTreeSet::from([name]);
    let mut trail: Vec<(&str, usize)> = vec![(name, 0)];
    while let Some((at, next)) = trail.last_mut() {
        let Some((needed, _)) = needs(at).get(*next) else {
            open.remove(*at);
            if done.insert(at) {
                order.push((*at).to_owned());
            }
            trail.pop();
            continue;
        };
        *next += 1;
        if open.contains(needed.as_str()) {
            return Err((*at).to_owned());
        }
        if !done.contains(needed.as_str()) {
            open.insert(needed);
            trail.push((needed, 0));
        }
    }
    Ok(order)
}

/// An intervention and all that it carries along, itself last.
pub fn carried<'a>(root: &'a Item, name: &str) -> Vec<&'a Item> {
    let interventions = by_name(root, "intervention");
    let names = with_needs(&interventions, name).unwrap_or_default();
    names.iter().filter_map(|name| interventions.get(name.as_str()).copied()).collect()
}

/// The first two of some interventions, with all that they carry along, of which one excludes the other.
pub fn conflict(root: &Item, names: &[&str]) -> Option<(String, String)> {
    let all: Vec<&Item> = names.iter().flat_map(|name| carried(root, name)).collect();
    let excludes = |one: &&Item| {
        let other =
            one.names("excludes").find(|other| *other != one.name() && all.iter().any(|known| known.name() == *other));
        other.map(|other| (one.name().to_owned(), other.to_owned()))
    };
    all.iter().find_map(excludes)
}
