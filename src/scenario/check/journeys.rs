//! Journeys: their graph, their steps off the path, and what a touchpoint may be called.

use super::graph::Graph;
use crate::scenario::diagnostic::{Diagnostic, ENOUGH, nearest, shown};
use crate::scenario::grammar::ROOT;
use crate::scenario::source::Span;
use crate::scenario::value::Item;

pub(super) fn check(graphs: &[Graph<'_>], problems: &mut Vec<Diagnostic>) {
    for graph in graphs {
        names(graph, problems);
        routes(graph, problems);
        required(graph, problems);
        shape(graph, problems);
    }
}

fn path(graph: &Graph<'_>, item: &Item, key: &str) -> String {
    format!("journey.{}.{}.{key}", graph.journey.name(), item.name())
}

fn names(graph: &Graph<'_>, problems: &mut Vec<Diagnostic>) {
    let keys = ROOT.key("journey").and_then(|key| key.block()).map_or(&[] as &[_], |block| block.keys);
    for step in &graph.steps {
        let Some(name) = step.item.opt("name") else {
            continue;
        };
        let text = step.item.name();
        if text == "done" {
            let problem = Diagnostic::error(
                "bad-name",
                path(graph, step.item, "name"),
                "a touchpoint cannot be called `done`: that word ends a journey",
            );
            problems.push(problem.at(name.span));
        } else if keys.iter().any(|key| key.key == text) {
            let message = format!(
                "a touchpoint cannot be called {}: a path could not tell it from that key of its journey",
                shown(text)
            );
            problems.push(Diagnostic::error("bad-name", path(graph, step.item, "name"), message).at(name.span));
        }
    }
}

fn routes(graph: &Graph<'_>, problems: &mut Vec<Diagnostic>) {
    for step in &graph.steps {
        for key in ["next", "on_fail", "on_renege", "on_full"] {
            let Some(route) = step.item.opt(key).and_then(Item::as_route) else {
                continue;
            };
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
                        Diagnostic::error("off-path", path(graph, step.item, key), message)
                    }
                    None if name != "done" => unknown(graph, name, key, path(graph, step.item, key)),
                    _ => continue,
                };
                problems.push(problem.at(span_of(*span, step.item, key)));
            }
        }
    }
}

/// A name that a default wrote has no place of its own.
fn span_of(span: Span, item: &Item, key: &str) -> Span {
    if span == Span::default() { item.opt(key).map_or(item.span, |item| item.span) } else { span }
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
    if let Some(cycle) = graph.requires_cycle()
        && let Some(first) = cycle.first().map(|at| graph.steps[*at].item)
    {
        let names: Vec<String> = cycle.iter().take(8).map(|at| shown(graph.steps[*at].item.name())).collect();
        let message = format!("these steps require one another, so none would ever start: {}", names.join(" → "));
        let span = first.opt("requires").map_or(first.span, |item| item.span);
        problems.push(Diagnostic::error("requires-cycle", path(graph, first, "requires"), message).at(span));
    }
    for step in &graph.steps {
        if let Some(item) = step.item.opt("requires")
            && let crate::scenario::value::Value::Texts(names) = &item.value
        {
            for (name, span) in names {
                if problems.len() >= ENOUGH {
                    return;
                }
                let here = path(graph, step.item, "requires");
                if !graph.index.contains_key(name.as_str()) {
                    problems.push(unknown(graph, name, "requires", here).at(*span));
                }
            }
        }
        if let Some(given) = step.item.opt("starts_with")
            && let Some(name) = given.as_text()
        {
            let here = path(graph, step.item, "starts_with");
            if !step.off_path {
                let message = format!(
                    "`starts_with` is for steps that another requires; nothing requires {}",
                    shown(step.item.name())
                );
                problems.push(Diagnostic::error("off-path", here, message).at(given.span));
            } else {
                match graph.index.get(name) {
                    None => problems.push(unknown(graph, name, "starts_with", here).at(given.span)),
                    Some(&to) if graph.steps[to].off_path => {
                        let message = format!("`starts_with` names {}, which is off the customer's path", shown(name));
                        problems.push(Diagnostic::error("off-path", here, message).at(given.span));
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
        problems.push(Diagnostic::error("off-path", journey, message).at(graph.journey.span));
        return;
    }
    for (step, reached) in graph.steps.iter().zip(graph.reachable()) {
        // What is switched off may be led round.
        if !reached && step.item.is_enabled() {
            let message = format!("nobody reaches touchpoint {}", shown(step.item.name()));
            let span = step.item.opt("name").map_or(step.item.span, |name| name.span);
            let off = path(graph, step.item, "enabled");
            let help = format!(
                "name it in a `next`, `on_fail`, `on_renege` or `on_full`, or put it where the omitted `next` of the one before leads to it; \
                 a step that is led round on purpose is switched off as well: `enabled = false`, in a change `\"{off}\" = {{ set = false }}`"
            );
            problems
                .push(Diagnostic::error("unreachable", path(graph, step.item, "name"), message).at(span).help(help));
        }
    }
    if let Some(names) = graph.zero_time_loop() {
        let names: Vec<String> = names.into_iter().take(8).map(shown).collect();
        let message = format!("a loop in which no time passes: {}", names.join(" → "));
        let at = graph
            .index
            .get(names.first().map_or("", |name| name.trim_matches('`')))
            .map_or(graph.journey.span, |at| graph.steps[*at].item.span);
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
                .at(graph.journey.span)
                .help("lead a touchpoint to `done`"),
        );
    }
}
