//! References by name: resources, holes, segments, interventions, worlds.

use std::collections::{BTreeMap, BTreeSet};

use super::by_name;
use crate::scenario::grammar::{Named as _, Root, Treatment};
use crate::scenario::text::diagnostic::{Diagnostic, ENOUGH, nearest, shown};
use crate::scenario::text::source::Span;

pub(super) fn check(root: &Root<'_>, problems: &mut Vec<Diagnostic>) {
    touchpoints(root, problems);
    segments(root, problems);
    interventions(root, problems);
}

/// The problem of a name that nothing has, with the nearest that something has.
pub(super) fn unknown<'a>(
    code: &'static str,
    what: &str,
    name: &str,
    span: impl Into<Option<Span>>,
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

fn touchpoints(root: &Root<'_>, problems: &mut Vec<Diagnostic>) {
    let resources = by_name(&root.resource);
    let holes = by_name(&root.hole);
    for journey in root.journey.iter() {
        for touchpoint in journey.touchpoint.iter() {
            if problems.len() >= ENOUGH {
                return;
            }
            let path = |key: &str| format!("journey.{}.{}.{key}", journey.name(), touchpoint.name());
            if let Some(name) = *touchpoint.resource {
                let (path, span) = (path("resource"), touchpoint.resource.span());
                match resources.get(name) {
                    None => {
                        let known = resources.keys().copied();
                        problems.push(unknown("unknown-resource", "resource", name, span, &path, known));
                    }
                    Some(resource) if !resource.is_enabled() => {
                        let message =
                            format!("resource {} is not enabled, so nobody would ever be served here", shown(name));
                        problems.push(Diagnostic::error("unknown-resource", path, message).at(span));
                    }
                    Some(_) => {}
                }
            }
            if let Some(name) = touchpoint.hole.filter(|name| !holes.contains_key(name)) {
                let span = touchpoint.hole.span();
                let problem = unknown("unknown-hole", "hole", name, span, &path("hole"), holes.keys().copied());
                problems.push(if root.loyalty.is_there() || problem.help.is_some() {
                    problem
                } else {
                    problem.help("write [loyalty] for the standard holes, or a [[hole]] of this name")
                });
            }
        }
    }
}

fn segments(root: &Root<'_>, problems: &mut Vec<Diagnostic>) {
    let known = by_name(&root.segment);
    for source in root.acquisition.iter().filter(|_| !known.is_empty()) {
        let path = format!("acquisition.{}.mix", source.name());
        for (name, share) in source.mix.iter().filter(|(name, _)| !known.contains_key(name.as_str())) {
            problems.push(unknown("unknown-segment", "segment", name, share.span, &path, known.keys().copied()));
        }
    }
}

fn interventions(root: &Root<'_>, problems: &mut Vec<Diagnostic>) {
    let interventions = by_name(&root.intervention);
    for entry in root.intervention.iter() {
        if problems.len() >= ENOUGH {
            return;
        }
        let path = |key: &str| format!("intervention.{}.{key}", entry.name());
        for given in [&entry.needs, &entry.excludes] {
            let path = path(given.slot().map_or("", |slot| slot.spec.key));
            for (name, span) in given.placed().filter(|(name, _)| !interventions.contains_key(name)) {
                let known = interventions.keys().copied();
                problems.push(unknown("unknown-intervention", "intervention", name, span, &path, known));
            }
        }
        let needs = entry.needs.span();
        match with_needs(&interventions, entry.name()) {
            Err(cycle) => {
                let message = if cycle == entry.name() {
                    format!("{} needs itself", shown(entry.name()))
                } else {
                    format!("the needs of {} run in a circle, closed by {}", shown(entry.name()), shown(&cycle))
                };
                problems.push(Diagnostic::error("needs-cycle", path("needs"), message).at(needs));
            }
            Ok(all) => {
                for (name, span) in entry.excludes.placed() {
                    if name != entry.name() && all.iter().any(|carried| carried == name) {
                        let message = format!("{} both needs and excludes {}", shown(entry.name()), shown(name));
                        problems.push(Diagnostic::error("excluded", path("excludes"), message).at(span));
                    }
                }
                for carried in &all {
                    let excluded = interventions.get(carried.as_str()).map(|entry| entry.excludes.iter());
                    for other in excluded.into_iter().flatten() {
                        if all.iter().any(|name| name == other) && other != carried && carried != entry.name() {
                            let message = format!(
                                "{} carries both {} and {}, which exclude each other",
                                shown(entry.name()),
                                shown(carried),
                                shown(other)
                            );
                            problems.push(Diagnostic::error("excluded", path("needs"), message).at(needs));
                        }
                    }
                }
            }
        }
    }
}

/// An intervention and all that it carries along, itself last; or the name that closes a circle of `needs`.
///
/// # Errors
///
/// The name of the intervention whose `needs` closes the circle.
pub fn with_needs<'e>(
    interventions: &BTreeMap<&'e str, &'e Treatment<'_>>,
    name: &'e str,
) -> Result<Vec<String>, String> {
    // Depth first with an explicit trail: a chain of needs may be long.
    let needs = |name: &str, at: usize| interventions.get(name).and_then(|entry| entry.needs.iter().nth(at));
    let mut done: BTreeSet<&str> = BTreeSet::new();
    let mut order: Vec<String> = Vec::new();
    let mut open: BTreeSet<&str> = BTreeSet::from([name]);
    let mut trail: Vec<(&str, usize)> = vec![(name, 0)];
    while let Some((at, next)) = trail.last_mut() {
        let Some(needed) = needs(at, *next) else {
            open.remove(*at);
            if done.insert(at) {
                order.push((*at).to_owned());
            }
            trail.pop();
            continue;
        };
        *next += 1;
        if open.contains(needed) {
            return Err((*at).to_owned());
        }
        if !done.contains(needed) {
            open.insert(needed);
            trail.push((needed, 0));
        }
    }
    Ok(order)
}

/// An intervention and all that it carries along, itself last.
pub fn carried<'e, 'a>(root: &'e Root<'a>, name: &str) -> Vec<&'e Treatment<'a>> {
    let interventions = by_name(&root.intervention);
    let Some((&name, _)) = interventions.get_key_value(name) else { return Vec::new() };
    let names = with_needs(&interventions, name).unwrap_or_default();
    names.iter().filter_map(|name| interventions.get(name.as_str()).copied()).collect()
}

/// The first two of some interventions, with all that they carry along, of which one excludes the other.
pub fn conflict(root: &Root<'_>, names: &[&str]) -> Option<(String, String)> {
    let all: Vec<&Treatment<'_>> = names.iter().flat_map(|name| carried(root, name)).collect();
    let excludes = |one: &&Treatment<'_>| {
        let mut others = one.excludes.iter();
        let other = others.find(|other| *other != one.name() && all.iter().any(|known| known.name() == *other));
        other.map(|other| (one.name().to_owned(), other.to_owned()))
    };
    all.iter().find_map(excludes)
}
