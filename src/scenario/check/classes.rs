//! Value classes: cut-offs that rise, reviews that take place, records that fit into memory, and offers by class.

use super::workload::Workload;
use crate::journey::model::Trigger;
use crate::scenario::grammar::quantity::written_days;
use crate::scenario::grammar::{Named as _, Root, Treatment};
use crate::scenario::text::diagnostic::{Diagnostic, shown};

/// Most records of one replication, customers times reviews: 240 MB.
const MOST_RECORDS: f64 = 4e6;

pub(super) fn check(root: &Root<'_>, problems: &mut Vec<Diagnostic>) {
    for (list, entries) in [("intervention", &root.intervention), ("shock", &root.shock)] {
        for entry in entries.iter() {
            meant_for(root, list, entry, problems);
        }
    }
    let Some(block) = root.value_classes.as_ref() else { return };
    for cuts in [&block.recency, &block.frequency, &block.money, &block.abc] {
        if let Some(slot) = cuts.slot()
            && cuts.windows(2).any(|pair| pair[1] <= pair[0])
        {
            let key = slot.spec.key;
            let message = format!("the cut-offs of `{key}` must rise from each to the next");
            let problem = Diagnostic::error("out-of-order", format!("value_classes.{key}"), message);
            problems.push(problem.at(slot.item.span));
        }
    }
    if let (Some(review), Some(horizon)) = (block.review.known(), root.run.horizon.known())
        && review > 0.0
    {
        let last = (horizon / review).floor() * review;
        if last <= 0.0 || last < root.run.warm_up.known().unwrap_or(0.0) {
            let message = format!(
                "no review falls into the observed time: reviews come every {}, and the run of {} ends before one is seen",
                written_days(review),
                written_days(horizon)
            );
            problems.push(
                Diagnostic::error("out-of-range", "value_classes.review", message)
                    .at(block.review.span())
                    .help("review more often, or lengthen the horizon"),
            );
        }
    }
}

/// Refuses more records than memory holds.
pub(super) fn size(root: &Root<'_>, load: &Workload, problems: &mut Vec<Diagnostic>) {
    let Some(block) = root.value_classes.as_ref() else { return };
    let Some(review) = block.review.known().filter(|review| *review > 0.0) else { return };
    let people = load.people.iter().map(|part| part.amount).sum::<f64>().max(1.0);
    let reviews = (load.horizon.value / review).floor();
    if people * reviews > MOST_RECORDS {
        let message = format!(
            "{people:.0} customers at {reviews:.0} reviews make {:.1} million records in each replication; at most {:.0} million are allowed",
            people * reviews / 1e6,
            MOST_RECORDS / 1e6
        );
        problems.push(
            Diagnostic::error("too-large", "value_classes.review", message)
                .at(block.review.span())
                .help("review less often, or simulate fewer customers"),
        );
    }
}

/// Lists of classes go with reviews, and reviews with [value_classes].
fn meant_for(root: &Root<'_>, list: &str, entry: &Treatment<'_>, problems: &mut Vec<Diagnostic>) {
    let path = |key: &str| format!("{list}.{}.{key}", entry.name());
    let at_review = *entry.on == Some(Trigger::Review);
    if at_review && !root.value_classes.is_there() {
        let message = "`on = \"review\"` needs [value_classes]: without it the firm never sorts its customers";
        problems.push(Diagnostic::error("missing-block", path("on"), message).at(entry.on.span()));
    }
    for classes in [&entry.recency, &entry.frequency, &entry.money] {
        let Some(slot) = classes.slot() else { continue };
        let key = slot.spec.key;
        if !at_review {
            let message = format!("`{key}` needs `on = \"review\"`: {} never asks for a class", shown(entry.name()));
            problems.push(Diagnostic::error("missing-key", path(key), message).at(slot.key_span));
        }
        if classes.known().is_some_and(<[f64]>::is_empty) {
            let message = format!("`{key}` lists no class, so {} reaches nobody", shown(entry.name()));
            problems.push(
                Diagnostic::error("out-of-range", path(key), message)
                    .at(slot.item.span)
                    .help("list some of 1 to 5, or leave it out for all"),
            );
        }
    }
}
