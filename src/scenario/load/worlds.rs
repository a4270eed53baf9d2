//! The check of every world that a document describes, at full effect.

use crate::scenario::check::{self, Lasting};
use crate::scenario::compile::structure;
use crate::scenario::compile::timeline::Timeline;
use crate::scenario::grammar::conform::conform;
use crate::scenario::grammar::value::Item;
use crate::scenario::grammar::{Named, ROOT, Root, STAGES, Segment, Treatment, enabled};
use crate::scenario::read::patch::{Weighted, apply};
use crate::scenario::text::diagnostic::{Diagnostic, shown};
use crate::scenario::text::node::Node;

/// Most work in checking worlds [values read].
const MOST_WORK: usize = 500_000;

/// Checks every world the document describes, at full effect: each segment, shock and intervention changes it, and the result must hold
/// as a document. A change that reaches some customers only is checked on theirs.
pub(super) fn worlds(root: &Root<'_>, tree: &Node, problems: &mut Vec<Diagnostic>) {
    let mut checker = Checker { tree, size: tree.count(), work: 0, problems };
    for segment in root.segment.iter() {
        let changes: Vec<Weighted<'_>> = segment.change.iter().map(Weighted::full).collect();
        if checker.document(segment, &changes, Lasting::ForSome).is_none() {
            return;
        }
    }
    for rule in enabled(&root.rule) {
        let who = rule.who();
        let may_be_in =
            |segment: &&Segment<'_>| who.segment.as_ref().is_none_or(|names| names.contains(&segment.name()));
        let mut segments: Vec<Option<&Segment<'_>>> = enabled(&root.segment).filter(may_be_in).map(Some).collect();
        if segments.is_empty() {
            segments.push(None);
        }
        for segment in segments {
            let own = segment.map(|segment| *segment.change).unwrap_or_default();
            let changes: Vec<Weighted<'_>> = own.iter().chain(*rule.change).map(Weighted::full).collect();
            if checker.document(rule, &changes, Lasting::ForSome).is_none() {
                return;
            }
        }
    }
    let shocks = root.shock.iter().map(|entry| (entry, vec![entry]));
    let carried = root.intervention.iter().map(|entry| (entry, check::carried(root, entry.name())));
    for (entry, active) in shocks.chain(carried) {
        let under = |acts: fn(&Treatment<'_>) -> bool| -> Vec<Weighted<'_>> {
            active.iter().filter(|active| acts(active)).flat_map(|active| *active.change).map(Weighted::full).collect()
        };
        let general = under(|active| active.reaches_all());
        let Some(mut world) = checker.document(entry, &general, lasting(root, &active)) else { return };
        // An offer is of whoever it touches, while it lasts.
        if active.iter().any(|active| active.on.is_there() && !active.is_limited()) {
            let offered = under(|active| !active.is_limited());
            let Some(with_offers) = checker.document(entry, &offered, Lasting::ForSome) else { return };
            world = with_offers;
        }
        if let Some(world) = world
            && checker.structure(entry, root, &world, &active).is_none()
        {
            return;
        }
        for (segment, own) in limited_to(root, &active) {
            let segment = segment.map(|segment| *segment.change);
            let changes = segment.into_iter().chain(own.iter().map(|entry| *entry.change)).flatten();
            let changes: Vec<Weighted<'_>> = changes.map(Weighted::full).collect();
            if checker.document(entry, &changes, Lasting::ForSome).is_none() {
                return;
            }
        }
    }
}

/// Customers who are reached by other entries than everybody is: their segment, if there are any, and what reaches them; each set once.
fn limited_to<'a>(
    root: &'a Root<'a>,
    active: &[&'a Treatment<'a>],
) -> Vec<(Option<&'a Segment<'a>>, Vec<&'a Treatment<'a>>)> {
    let mut segments: Vec<Option<&Segment<'_>>> = enabled(&root.segment).map(Some).collect();
    if segments.is_empty() {
        segments.push(None);
    }
    let mut out: Vec<(Option<&Segment<'_>>, Vec<&Treatment<'_>>)> = Vec::new();
    for segment in segments {
        let first = out.len();
        for stage in STAGES {
            // What else is asked may be so.
            let reached = |entry: &&&Treatment<'_>| {
                let who = entry.who();
                let of_segment = |names: &Vec<&str>| segment.is_some_and(|segment| names.contains(&segment.name()));
                who.segment.as_ref().is_none_or(of_segment)
                    && who.stage.as_ref().is_none_or(|names| names.contains(&stage))
            };
            let own: Vec<&Treatment<'_>> = active.iter().filter(reached).copied().collect();
            let known = |(_, other): &(_, Vec<&Treatment<'_>>)| {
                other.len() == own.len() && other.iter().zip(&own).all(|(a, b)| std::ptr::eq(*a, *b))
            };
            if own.iter().any(|entry| entry.is_limited()) && !out[first..].iter().any(known) {
                out.push((segment, own));
            }
        }
    }
    out
}

/// How long all of these are in full force together.
fn lasting(root: &Root<'_>, active: &[&Treatment<'_>]) -> Lasting {
    let horizon = root.run.horizon.known().unwrap_or(f64::INFINITY);
    let last_days = |entry: &&Treatment<'_>| Timeline::of(entry).last_days(horizon);
    Lasting::of(active.iter().filter(|entry| !entry.on.is_there()).map(last_days).fold(horizon, f64::min))
}

struct Checker<'a> {
    tree: &'a Node,
    size: usize,
    work: usize,
    problems: &'a mut Vec<Diagnostic>,
}

impl Checker<'_> {
    /// Refuses changes that would make entries come or go in the course of a run. `None` once there is too much to check.
    fn structure(
        &mut self,
        entry: &Treatment<'_>,
        root: &Root<'_>,
        world: &Item,
        active: &[&Treatment<'_>],
    ) -> Option<()> {
        let always = |active: &&Treatment<'_>| Timeline::of(active).is_constant() && active.reaches_all();
        let after = structure::of(&Root::read(world));
        if active.iter().all(always) || structure::of(root) == after {
            return Some(());
        }
        let from_day_0 = active.iter().filter(|entry| always(entry)).flat_map(|entry| *entry.change);
        let from_day_0: Vec<Weighted<'_>> = from_day_0.map(Weighted::full).collect();
        let start = self.document(entry, &from_day_0, Lasting::ToTheEnd)?;
        let before = match &start {
            Some(start) => structure::of(&Root::read(start)),
            None => structure::of(root),
        };
        if let Some(what) = structure::difference(&before, &after) {
            let later = active.iter().filter(|active| !always(active));
            let change = structure::suspect(later.flat_map(|entry| *entry.change));
            self.problems.push(structure::refusal(&format!("with {}", shown(entry.name())), what, change));
        }
        Some(())
    }

    /// Checks one changed document; nothing if nothing changes. `None` once there is too much to check.
    fn document(&mut self, entry: &dyn Named, changes: &[Weighted<'_>], lasting: Lasting) -> Option<Option<Item>> {
        if changes.is_empty() {
            return Some(None);
        }
        let mut changed = self.tree.clone();
        let mut found = Vec::new();
        self.work += self.size + apply(&mut changed, changes, &mut found);
        if self.work > MOST_WORK {
            let message = format!("the changed worlds are too many to check: more than {MOST_WORK} values in all");
            self.problems.push(Diagnostic::error("too-large", "", message).at(entry.span()));
            return None;
        }
        let world = conform(ROOT, &changed, &mut found);
        check::document(&Root::read(&world), &changed, lasting, &mut found);
        for mut problem in found.into_iter().filter(Diagnostic::is_error) {
            problem.message = format!("with {}: {}", shown(entry.name()), problem.message);
            if problem.related.is_none() {
                problem.related = Some((entry.name_span(), "in the world of this change".to_owned()));
            }
            self.problems.push(problem);
        }
        Some(Some(world))
    }
}
