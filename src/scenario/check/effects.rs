//! Warnings for resources that nobody uses: they may cost, and serve nobody.

use std::collections::BTreeSet;

use crate::scenario::grammar::{Named as _, Root, enabled, entry};
use crate::scenario::text::diagnostic::{Diagnostic, shown};

pub(super) fn check(root: &Root<'_>, problems: &mut Vec<Diagnostic>) {
    let touchpoints = root.journey.iter().flat_map(|journey| journey.touchpoint.iter());
    let named: BTreeSet<&str> = touchpoints.filter_map(|touchpoint| *touchpoint.resource).collect();
    // A misspelt resource is reported already; the one that was meant is not unused.
    if named.iter().any(|name| entry(&root.resource, name).is_none()) {
        return;
    }
    for resource in enabled(&root.resource).filter(|resource| !resource.name().is_empty()) {
        let name = resource.name();
        if !named.contains(name) {
            let message = format!("no touchpoint uses resource {}", shown(name));
            let problem = Diagnostic::warning("no-effect", format!("resource.{name}"), message);
            problems.push(problem.at(resource.name.span()));
        }
    }
}
