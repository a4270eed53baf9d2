//! Patches as written: where their paths lead, what they make of single values, and whether that can come slowly.

use super::conform::conform_value;
use super::diagnostic::{Diagnostic, ENOUGH, shown};
use super::grammar::ROOT;
use super::node::Node;
use super::patch::{MOST_TARGETS, blends, changed, targets};
use super::path::{Target, find, resolve};
use super::value::{Change, Item};

/// Follows the path of every patch, even when the document has other problems. Then what the patches write is read by itself, as no world is
/// made that would show what is wrong with it.
pub(super) fn paths(root: &Item, tree: &Node, problems: &mut Vec<Diagnostic>) {
    let mut found = 0;
    let broken = problems.iter().any(Diagnostic::is_error);
    for (list, entry) in ["segment", "intervention", "shock"]
        .into_iter()
        .flat_map(|list| root.list(list).map(move |entry| (list, entry)))
    {
        let changes = entry.opt("change").and_then(Item::as_changes).unwrap_or(&[]);
        for change in changes {
            if problems.len() >= ENOUGH || found > MOST_TARGETS {
                return;
            }
            match targets(tree, change) {
                Ok(targets) => {
                    found += targets.len();
                    if broken {
                        written(tree, entry, change, &targets, problems);
                    }
                }
                Err(problem)
                    if problems.iter().any(|known| known.span == problem.span && known.code == problem.code) => {}
                Err(problem) => problems.push(*problem),
            }
        }
        if !changes.is_empty() && !changes.iter().any(|change| targets(tree, change).is_err() || blends(tree, change)) {
            at_once(list, entry, problems);
        }
    }
}

/// Reads what a patch makes of whole values, where those were right before.
fn written(tree: &Node, entry: &Item, change: &Change, targets: &[Target], problems: &mut Vec<Diagnostic>) {
    for target in targets.iter().filter(|target| target.is_whole()) {
        let read = |node: &Node| {
            let mut found = Vec::new();
            conform_value(Some(ROOT), &target.spec.kind, node, &change.path, &mut found);
            found
        };
        let Some(node) = changed(tree, target, change) else { continue };
        if find(tree, &target.steps).is_some_and(|old| !read(old).is_empty()) {
            continue;
        }
        for mut problem in read(&node) {
            problem.message = format!("with {}: {}", shown(entry.name()), problem.message);
            let known = |known: &Diagnostic| known.span == problem.span && known.message == problem.message;
            if problem.is_error() && !problems.iter().any(known) {
                problems.push(problem);
            }
        }
    }
}

/// Warns of a course in time that nothing of an entry can take.
fn at_once(list: &str, entry: &Item, problems: &mut Vec<Diagnostic>) {
    const HELP: &str = "a law, a list, a timetable, a text or a switch is there or not; only plain numbers move slowly";
    for (key, instead) in [
        ("ramp", "all that it changes is changed at once, when the ramp begins"),
        ("fade", "all that it changes stays changed for six half-lives, and is then as before"),
    ] {
        if let Some(slot) = entry.slot(key) {
            let message = format!("`{key}` of {} has no slow effect: {instead}", shown(entry.name()));
            let path = format!("{list}.{}.{key}", entry.name());
            problems.push(Diagnostic::warning("no-effect", path, message).at(slot.key_span).help(HELP));
        }
    }
}

/// Follows the path of every parameter of the sweep.
pub(super) fn sweep_paths(root: &Item, tree: &Node, problems: &mut Vec<Diagnostic>) {
    for parameter in root.opt("sweep").into_iter().flat_map(|sweep| sweep.list("parameter")) {
        if let Some(item) = parameter.opt("path")
            && let Some(path) = item.as_text()
            && let Err(error) = resolve(tree, path)
        {
            problems.push(Diagnostic {
                help: error.help,
                ..Diagnostic::error(error.code, path, error.message).at(item.span)
            });
        }
    }
}
