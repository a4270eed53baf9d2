//! Patches as written: where their paths lead, what they make of single values, and whether that can come slowly.

use crate::scenario::grammar::conform::conform_value;
use crate::scenario::grammar::value::Change;
use crate::scenario::grammar::{Named as _, ROOT, Root, Treatment};
use crate::scenario::read::patch::{MOST_TARGETS, blends, changed, targets};
use crate::scenario::read::path::{Target, find, resolve};
use crate::scenario::text::diagnostic::{Diagnostic, ENOUGH, shown};
use crate::scenario::text::node::Node;

/// Follows the path of every patch, even when the document has other problems. Then what the patches write is read by itself, as no world is
/// made that would show what is wrong with it.
pub(in crate::scenario) fn paths(root: &Root<'_>, tree: &Node, problems: &mut Vec<Diagnostic>) {
    let mut found = 0;
    let broken = problems.iter().any(Diagnostic::is_error);
    for changing in root.changing() {
        let (name, changes) = (changing.entry.name(), changing.changes);
        for change in changes {
            if problems.len() >= ENOUGH || found > MOST_TARGETS {
                return;
            }
            match targets(tree, change) {
                Ok(targets) => {
                    found += targets.len();
                    if broken {
                        written(tree, name, change, &targets, problems);
                    }
                }
                Err(problem)
                    if problems.iter().any(|known| known.span == problem.span && known.code == problem.code) => {}
                Err(problem) => problems.push(*problem),
            }
        }
        if let Some(entry) = changing.treatment
            && !changes.is_empty()
            && !changes.iter().any(|change| targets(tree, change).is_err() || blends(tree, change))
        {
            at_once(changing.list, entry, problems);
        }
    }
}

/// Reads what a patch makes of whole values, where those were right before.
fn written(tree: &Node, name: &str, change: &Change, targets: &[Target], problems: &mut Vec<Diagnostic>) {
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
            problem.message = format!("with {}: {}", shown(name), problem.message);
            let known = |known: &Diagnostic| known.span == problem.span && known.message == problem.message;
            if problem.is_error() && !problems.iter().any(known) {
                problems.push(problem);
            }
        }
    }
}

/// Warns of a course in time that nothing of an entry can take.
fn at_once(list: &str, entry: &Treatment<'_>, problems: &mut Vec<Diagnostic>) {
    const HELP: &str = "a law, a list, a timetable, a text or a switch is there or not; only plain numbers move slowly";
    for (given, instead) in [
        (&entry.ramp, "all that it changes is changed at once, when the ramp begins"),
        (&entry.fade, "all that it changes stays changed for six half-lives, and is then as before"),
    ] {
        if let Some(slot) = given.slot() {
            let key = slot.spec.key;
            let message = format!("`{key}` of {} has no slow effect: {instead}", shown(entry.name()));
            let path = format!("{list}.{}.{key}", entry.name());
            problems.push(Diagnostic::warning("no-effect", path, message).at(slot.key_span).help(HELP));
        }
    }
}

/// Follows the path of every parameter of the sweep.
pub(in crate::scenario) fn sweep_paths(root: &Root<'_>, tree: &Node, problems: &mut Vec<Diagnostic>) {
    for parameter in root.sweep.iter().flat_map(|sweep| sweep.parameter.iter()) {
        if let Some(path) = parameter.path.known()
            && let Err(error) = resolve(tree, path)
        {
            problems.push(Diagnostic {
                help: error.help,
                ..Diagnostic::error(error.code, path, error.message).at(parameter.path.span())
            });
        }
    }
}
