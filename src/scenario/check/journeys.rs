//! Journeys: their graph, their steps off the path, and what a touchpoint may be called.

use super::Lasting;
use crate::scenario::blueprint::graph::Graph;
use crate::scenario::grammar::value::{Action, Change};
use crate::scenario::grammar::{Journey, Named as _, Root, Touchpoint};
use crate::scenario::text::diagnostic::{Diagnostic, ENOUGH, nearest, shown};
use crate::scenario::text::source::Span;

pub(super) fn check(root: &Root<'_>, graphs: &[Graph<'_>], lasting: Lasting, problems: &mut Vec<Diagnostic>) {
    for graph in graphs {
        names(graph, problems);
        routes(graph, problems);
        required(graph, problems);
        shape(graph, problems);
        // What holds for some customers only leads the others elsewhere.
        if lasting != Lasting::ForSome {
            unreached(root, graph, problems);
        }
    }
}

fn unreached(root: &Root<'_>, graph: &Graph<'_>, problems: &mut Vec<Diagnostic>) {
    if graph.first.is_none() {
        return;
    }
    for (step, reached) in graph.steps.iter().zip(graph.reachable_besides(opened(root, graph))) {
        let touchpoint = step.touchpoint;
        // What is switched off may be led round.
        if !reached && touchpoint.is_enabled() {
            let message = format!("nobody reaches touchpoint {}", shown(touchpoint.name()));
            let off = path(graph, touchpoint, "enabled");
            let help = format!(
                "name it in a `next`, `on_fail`, `on_renege` or `on_full`, or put it where the omitted `next` of the one before leads to it; \
                 a step that is led round on purpose is switched off as well: `enabled = false`, in a change `\"{off}\" = {{ set = false }}`"
            );
            problems.push(
                Diagnostic::error("unreachable", path(graph, touchpoint, "name"), message)
                    .at(touchpoint.name_span())
                    .help(help),
            );
        }
    }
}

/// Touchpoints to which some customers are led by a change that is theirs.
fn opened(root: &Root<'_>, graph: &Graph<'_>) -> Vec<usize> {
    let leads = |change: &&Change| {
        let parts: Vec<&str> = change.path.split('.').collect();
        matches!(parts[..], ["journey", journey, _, "next" | "on_fail" | "on_renege" | "on_full"]
            if journey == "*" || journey == graph.journey.name())
    };
    let mut out = Vec::new();
    let some = root.changing().filter(|changing| changing.entry.is_enabled() && changing.is_for_some());
    for change in some.flat_map(|changing| changing.changes).filter(leads) {
        let Action::Set(node) = &change.action else { continue };
        let named = node.text().into_iter().chain(node.fields().unwrap_or(&[]).iter().map(|field| field.key.as_str()));
        out.extend(named.filter_map(|name| graph.index.get(name).copied()));
    }
    out
}

fn path(graph: &Graph<'_>, touchpoint: &Touchpoint<'_>, key: &str) -> String {
    format!("journey.{}.{}.{key}", graph.journey.name(), touchpoint.name())
}

fn names(graph: &Graph<'_>, problems: &mut Vec<Diagnostic>) {
    for touchpoint in graph.journey.touchpoint.iter() {
        let text = touchpoint.name();
        let message = if text == "done" {
            "a touchpoint cannot be called `done`: that word ends a journey".to_owned()
        } else if Journey::SPEC.key(text).is_some() {
            format!(
                "a touchpoint cannot be called {}: a path could not tell it from that key of its journey",
                shown(text)
            )
        } else {
            continue;
        };
        problems
            .push(Diagnostic::error("bad-name", path(graph, touchpoint, "name"), message).at(touchpoint.name.span()));
    }
}

fn routes(graph: &Graph<'_>, problems: &mut Vec<Diagnostic>) {
    for touchpoint in graph.journey.touchpoint.iter() {
        let routes = [&touchpoint.next, &touchpoint.on_fail, &touchpoint.on_renege, &touchpoint.on_full];
        for (route, slot) in routes.into_iter().filter_map(|given| (**given).zip(given.slot())) {
            let key = slot.spec.key;
            for (name, _, span) in &route.targets {
                if problems.len() >= ENOUGH {
                    return;
                }
                let problem = match graph.index.get(name.as_str()) {
                    Some(&to) if graph.steps[to].off_path => {
                        let message = format!(
                            "`{key}` leads to {}, which is required by a touchpoint and so off the customer's path",
                            shown(name)
                        );
                        Diagnostic::error("off-path", path(graph, touchpoint, key), message)
                    }
                    None if name != "done" => unknown(graph, name, key, path(graph, touchpoint, key)),
                    _ => continue,
                };
                // A name that a default wrote has no place of its own.
                problems.push(problem.at(if *span == Span::default() { slot.item.span } else { *span }));
            }
        }
    }
}

fn unknown(graph: &Graph<'_>, name: &str, key: &str, path: String) -> Diagnostic {
    let message =
        format!("`{key}` names {}, but journey {} has no such touchpoint", shown(name), shown(graph.journey.name()));
    let end = (key != "requires" && key != "starts_with").then_some("done");
    let known = graph.index.keys().copied().chain(end);
    let help = match nearest(name, known.clone()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("known here: {}", known.take(30).collect::<Vec<_>>().join(", ")),
    };
    Diagnostic::error("unknown-touchpoint", path, message).help(help)
}

fn required(graph: &Graph<'_>, problems: &mut Vec<Diagnostic>) {
    let steps = |at: &usize| graph.steps[*at].touchpoint;
    if let Some(cycle) = graph.requires_cycle()
        && let Some(first) = cycle.first().map(steps)
    {
        let names: Vec<String> = cycle.iter().take(8).map(|at| shown(steps(at).name())).collect();
        let message = format!("these steps require one another, so none would ever start: {}", names.join(" → "));
        let problem = Diagnostic::error("requires-cycle", path(graph, first, "requires"), message);
        problems.push(problem.at(first.requires.span()));
    }
    for step in &graph.steps {
        let touchpoint = step.touchpoint;
        for (name, span) in touchpoint.requires.placed() {
            if problems.len() >= ENOUGH {
                return;
            }
            if !graph.index.contains_key(name) {
                problems.push(unknown(graph, name, "requires", path(graph, touchpoint, "requires")).at(span));
            }
        }
        if let Some(name) = *touchpoint.starts_with {
            let (here, span) = (path(graph, touchpoint, "starts_with"), touchpoint.starts_with.span());
            if !step.off_path {
                let message = format!(
                    "`starts_with` is for steps that another requires; nothing requires {}",
                    shown(touchpoint.name())
                );
                problems.push(Diagnostic::error("off-path", here, message).at(span));
            } else {
                match graph.index.get(name) {
                    None => problems.push(unknown(graph, name, "starts_with", here).at(span)),
                    Some(&to) if graph.steps[to].off_path => {
                        let message = format!("`starts_with` names {}, which is off the customer's path", shown(name));
                        problems.push(Diagnostic::error("off-path", here, message).at(span));
                    }
                    Some(_) => {}
                }
            }
        }
    }
}

fn shape(graph: &Graph<'_>, problems: &mut Vec<Diagnostic>) {
    if graph.steps.is_empty() {
        return;
    }
    let journey = format!("journey.{}", graph.journey.name());
    if graph.first.is_none() {
        let message = format!(
            "journey {} has no touchpoint on the customer's path: each is required by another",
            shown(graph.journey.name())
        );
        problems.push(Diagnostic::error("off-path", journey, message).at(graph.journey.item.span));
        return;
    }
    if let Some(names) = graph.zero_time_loop() {
        let names: Vec<String> = names.into_iter().take(8).map(shown).collect();
        let message = format!("a loop in which no time passes: {}", names.join(" → "));
        let at = graph
            .index
            .get(names.first().map_or("", |name| name.trim_matches('`')))
            .map_or(graph.journey.item.span, |at| graph.steps[*at].touchpoint.item.span);
        problems.push(
            Diagnostic::error("zero-time-loop", journey, message)
                .at(at)
                .help("give one of these touchpoints a `time`, `wait` or `after`"),
        );
    } else if graph.visits().is_none() {
        let message =
            format!("journey {} has no way out: customers go round until the visit cap", shown(graph.journey.name()));
        problems.push(
            Diagnostic::warning("endless-journey", journey, message)
                .at(graph.journey.item.span)
                .help("lead a touchpoint to `done`"),
        );
    }
}
