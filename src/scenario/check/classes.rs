//! Value classes: cut-offs that rise, reviews that take place, records that fit into memory, and offers by class.

use super::workload::Workload;
use crate::journey::classes::DIMENSIONS;
use crate::scenario::diagnostic::{Diagnostic, shown};
use crate::scenario::quantity::written_days;
use crate::scenario::value::Item;

/// Most records of one replication, customers times reviews: 240 MB.
const MOST_RECORDS: f64 = 4e6;

pub(super) fn check(root: &Item, problems: &mut Vec<Diagnostic>) {
    for list in ["intervention", "shock"] {
        for entry in root.list(list) {
            meant_for(root, list, entry, problems);
        }
    }
    let Some(block) = root.opt("value_classes") else { return };
    for key in ["recency", "frequency", "money", "abc"] {
        if let Some(item) = block.opt(key)
            && item.as_vector().is_some_and(|cuts| cuts.windows(2).any(|pair| pair[1] <= pair[0]))
        {
            let message = format!("the cut-offs of `{key}` must rise from each to the next");
            problems.push(Diagnostic::error("out-of-order", format!("value_classes.{key}"), message).at(item.span));
        }
    }
    let run = root.opt("run");
    let days = |key: &str| run.and_then(|run| run.opt_number(key));
    if let (Some(item), Some(horizon)) = (block.opt("review"), days("horizon"))
        && let Some(review) = item.as_number().filter(|review| *review > 0.0)
    {
        let last = (horizon / review).floor() * review;
        if last <= 0.0 || last < days("warm_up").unwrap_or(0.0) {
            let message = format!(
                "no review falls into the observed time: reviews come every {}, and the run of {} ends before one is seen",
                written_days(review),
                written_days(horizon)
            );
            problems.push(
                Diagnostic::error("out-of-range", "value_classes.review", message)
                    .at(item.span)
                    .help("review more often, or lengthen the horizon"),
            );
        }
    }
}

/// Refuses more records than memory holds.
pub(super) fn size(root: &Item, load: &Workload, problems: &mut Vec<Diagnostic>) {
    let Some(item) = root.opt("value_classes").and_then(|block| block.opt("review")) else { return };
    let Some(review) = item.as_number().filter(|review| *review > 0.0) else { return };
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
                .at(item.span)
                .help("review less often, or simulate fewer customers"),
        );
    }
}

/// Lists of classes go with reviews, and reviews with [value_classes].
fn meant_for(root: &Item, list: &str, entry: &Item, problems: &mut Vec<Diagnostic>) {
    let path = |key: &str| format!("{list}.{}.{key}", entry.name());
    let on = entry.opt("on");
    let at_review = on.and_then(Item::as_text) == Some("review");
    if let Some(on) = on.filter(|_| at_review && !root.has("value_classes")) {
        let message = "`on = \"review\"` needs [value_classes]: without it the firm never sorts its customers";
        problems.push(Diagnostic::error("missing-block", path("on"), message).at(on.span));
    }
    for key in DIMENSIONS {
        let Some(slot) = entry.slot(key) else { continue };
        if !at_review {
            let message = format!("`{key}` needs `on = \"review\"`: {} never asks for a class", shown(entry.name()));
            problems.push(Diagnostic::error("missing-key", path(key), message).at(slot.key_span));
        }
        if slot.item.as_vector().is_some_and(<[f64]>::is_empty) {
            let message = format!("`{key}` lists no class, so {} reaches nobody", shown(entry.name()));
            problems.push(
                Diagnostic::error("out-of-range", path(key), message)
                    .at(slot.item.span)
                    .help("list some of 1 to 5, or leave it out for all"),
            );
        }
    }
}
