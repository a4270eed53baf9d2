//! Warnings for resources that nobody uses: they may cost, and serve nobody.

use std::collections::BTreeSet;

use crate::scenario::diagnostic::{Diagnostic, shown};
use crate::scenario::value::Item;

pub(super) fn check(root: &Item, problems: &mut Vec<Diagnostic>) {
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
