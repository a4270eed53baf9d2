//! Asserts: worlds that there are, rules that can hold, and paths that begin like one of `results.json`.
//!
//! Whether a path exists to its end is known once the world is compiled; that is asked where experiments are at hand.

use super::names::{unknown, unknown_name};
use crate::scenario::diagnostic::{Diagnostic, shown};
use crate::scenario::value::Item;

/// What a path in a world of `results.json` may begin with.
const PARTS: [&str; 19] = [
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
];
/// Those that compare a world with the baseline.
const COMPARED: [&str; 5] = ["difference", "twins", "cost", "return", "payback_days"];
/// Those that are values themselves.
const WHOLE: [&str; 3] = ["cost", "return", "payback_days"];

pub(super) fn check(root: &Item, problems: &mut Vec<Diagnostic>) {
    for item in root.list("assert") {
        world(root, item, problems);
        rule(item, problems);
        metric(item, problems);
    }
}

fn path(item: &Item, key: &str) -> String {
    format!("assert.{}.{key}", item.name())
}

fn world(root: &Item, item: &Item, problems: &mut Vec<Diagnostic>) {
    let Some(world) = item.opt("world") else { return };
    let Some(name) = world.as_text().filter(|name| *name != "baseline") else { return };
    match root.entry("intervention", name) {
        None => {
            let known = root.list("intervention").map(Item::name).chain(["baseline"]);
            problems.push(unknown("unknown-world", "world", world, &path(item, "world"), known));
        }
        Some(entry) if !entry.is_enabled() && item.is_enabled() => {
            let message = format!("intervention {} is not enabled, so there is no world to judge", shown(name));
            problems.push(
                Diagnostic::error("unknown-world", path(item, "world"), message)
                    .at(world.span)
                    .help("enable the intervention, or write `enabled = false` in the assert"),
            );
        }
        Some(_) => {}
    }
}

fn rule(item: &Item, problems: &mut Vec<Diagnostic>) {
    if !["equals", "at_least", "at_most"].iter().any(|key| item.has(key)) {
        let message = "an assertion needs `equals` with `within`, `at_least` or `at_most`";
        problems.push(Diagnostic::error("missing-key", format!("assert.{}", item.name()), message).at(item.span));
    }
    if let (Some(low), Some(high)) = (item.opt_number("at_least"), item.opt("at_most"))
        && let Some(most) = high.as_number().filter(|most| *most < low)
    {
        let message = format!("no value is at least {low} and at most {most}");
        problems.push(
            Diagnostic::error("out-of-order", path(item, "at_most"), message)
                .at(high.span)
                .help("`at_least` is the smaller of the two"),
        );
    }
}

fn metric(item: &Item, problems: &mut Vec<Diagnostic>) {
    let Some(metric) = item.opt("metric") else { return };
    let Some(text) = metric.as_text() else { return };
    let (head, rest) = text.split_once('.').unwrap_or((text, ""));
    let path = path(item, "metric");
    if !PARTS.contains(&head) {
        let problem = unknown_name("unknown-metric", "part of a world", head, metric.span, &path, PARTS.into_iter());
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
                .at(metric.span)
                .help("`metric` is the path of a value in a world of results.json, such as `metrics.ltv`"),
        );
    } else if COMPARED.contains(&head) && item.opt("world").and_then(Item::as_text) == Some("baseline") {
        let message = format!("`{head}` compares a world with the baseline: the baseline has none");
        problems.push(
            Diagnostic::error("unknown-metric", path, message)
                .at(metric.span)
                .help("name an intervention as the `world` of the assert"),
        );
    }
}
