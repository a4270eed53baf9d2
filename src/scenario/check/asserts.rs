//! Asserts: worlds that there are, rules that can hold, and paths that begin like one of `results.json`.
//!
//! Whether a path exists to its end is known once the world is compiled; that is asked where experiments are at hand.

use super::names::unknown;
use crate::scenario::grammar::{Assert, Named as _, Root, entry};
use crate::scenario::text::diagnostic::{Diagnostic, shown};

/// What a path in a world of `results.json` may begin with.
const PARTS: [&str; 20] = [
    "metrics",
    "ledger",
    "survival",
    "survivors",
    "bucket",
    "journeys",
    "touchpoints",
    "resources",
    "program",
    "observed",
    "classes",
    "behaviours",
    "complaints",
    "complaint_share",
    "difference",
    "twins",
    "cost",
    "return",
    "payback_days",
    "uncertainty",
];
/// Those that compare a world with the baseline.
const COMPARED: [&str; 5] = ["difference", "twins", "cost", "return", "payback_days"];
/// Those that are values themselves.
const WHOLE: [&str; 3] = ["cost", "return", "payback_days"];

pub(super) fn check(root: &Root<'_>, problems: &mut Vec<Diagnostic>) {
    for assert in root.assert.iter() {
        world(root, assert, problems);
        rule(assert, problems);
        metric(assert, problems);
    }
}

fn path(assert: &Assert<'_>, key: &str) -> String {
    format!("assert.{}.{key}", assert.name())
}

fn world(root: &Root<'_>, assert: &Assert<'_>, problems: &mut Vec<Diagnostic>) {
    let Some(name) = assert.world.known().filter(|name| *name != "baseline") else { return };
    let (path, span) = (path(assert, "world"), assert.world.span());
    match entry(&root.intervention, name) {
        None => {
            let known = root.intervention.iter().map(|entry| entry.name()).chain(["baseline"]);
            problems.push(unknown("unknown-world", "world", name, span, &path, known));
        }
        Some(entry) if !entry.is_enabled() && assert.is_enabled() => {
            let message = format!("intervention {} is not enabled, so there is no world to judge", shown(name));
            problems.push(
                Diagnostic::error("unknown-world", path, message)
                    .at(span)
                    .help("enable the intervention, or write `enabled = false` in the assert"),
            );
        }
        Some(_) => {}
    }
}

fn rule(assert: &Assert<'_>, problems: &mut Vec<Diagnostic>) {
    let (low, most) = (&assert.at_least, &assert.at_most);
    if !(assert.equals.is_there() || low.is_there() || most.is_there()) {
        let message = "an assertion needs `equals` with `within`, `at_least` or `at_most`";
        let problem = Diagnostic::error("missing-key", format!("assert.{}", assert.name()), message);
        problems.push(problem.at(assert.item.span));
    }
    if let (Some(low), Some(most)) = (**low, **most)
        && most < low
    {
        let message = format!("no value is at least {low} and at most {most}");
        problems.push(
            Diagnostic::error("out-of-order", path(assert, "at_most"), message)
                .at(assert.at_most.span())
                .help("`at_least` is the smaller of the two"),
        );
    }
}

fn metric(assert: &Assert<'_>, problems: &mut Vec<Diagnostic>) {
    let Some(text) = assert.metric.known() else { return };
    let span = assert.metric.span();
    let (head, rest) = text.split_once('.').unwrap_or((text, ""));
    let path = path(assert, "metric");
    if !PARTS.contains(&head) {
        let problem = unknown("unknown-metric", "part of a world", head, span, &path, PARTS.into_iter());
        // A metric by its id alone, as other options take it.
        let alone = rest.is_empty() && problem.help.as_ref().is_none_or(|help| help.starts_with("known here"));
        problems.push(if alone {
            problem.help(format!("write the whole path, such as `metrics.{text}`"))
        } else {
            problem
        });
    } else if rest.is_empty() != WHOLE.contains(&head) {
        let message = if rest.is_empty() {
            format!("`{head}` is no value but a group of them")
        } else {
            format!("`{head}` is a value: nothing follows it")
        };
        problems.push(
            Diagnostic::error("unknown-metric", path, message)
                .at(span)
                .help("`metric` is the path of a value in a world of results.json, such as `metrics.ltv`"),
        );
    } else if COMPARED.contains(&head) && *assert.world == "baseline" {
        let message = format!("`{head}` compares a world with the baseline: the baseline has none");
        problems.push(
            Diagnostic::error("unknown-metric", path, message)
                .at(span)
                .help("name an intervention as the `world` of the assert"),
        );
    }
}
