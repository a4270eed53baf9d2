//! What must stay the same while a world runs: who and what there is, and in which order.
//!
//! The engine keeps indices, queues and clocks from day 0 to the horizon, so that entries may come and go with day 0 only. In the course
//! of a run a patch moves numbers: a factor, a probability, a rate, the staff.

use super::laws::Laws;
use super::{firm, program};
use crate::scenario::diagnostic::{Diagnostic, shown};
use crate::scenario::value::{Change, Item};

/// Everything whose presence, order or kind the engine relies on, in words.
pub(in crate::scenario) fn of(root: &Item) -> Vec<String> {
    let mut parts = Vec::new();
    let directory = firm::directory(root, &firm::priorities(root), &mut Laws::default());
    for (index, hole) in directory.holes.iter().enumerate() {
        let service = if index < directory.service_holes { ", blamed" } else { "" };
        parts.push(format!("hole {} ({:?}{service})", shown(&hole.name), hole.kind).to_lowercase());
    }
    for segment in root.enabled("segment") {
        parts.push(format!("segment {}", shown(segment.name())));
    }
    for source in root.enabled("acquisition") {
        let way = if source.has("joins") {
            "customers who join"
        } else if source.has("adoption") {
            "those left in the market"
        } else {
            "people approached"
        };
        parts.push(format!("acquisition {} ({way})", shown(source.name())));
    }
    for resource in root.enabled("resource") {
        let discipline = resource.opt("discipline").and_then(Item::as_text).unwrap_or_default();
        let clients =
            if resource.opt("key_contacts").is_some() && resource.flag("key_contacts") { ", with clients" } else { "" };
        parts.push(format!("resource {} ({discipline}{clients})", shown(resource.name())));
    }
    for journey in root.enabled("journey") {
        parts.push(format!("journey {} ({})", shown(journey.name()), start(journey)));
        for touchpoint in journey.list("touchpoint") {
            let name = format!("touchpoint {} of {}", shown(touchpoint.name()), shown(journey.name()));
            let queue = if touchpoint.has("resource") { " with a queue" } else { "" };
            let mut part = format!("{name}{queue}");
            if let Some(with) = touchpoint.opt("starts_with").and_then(Item::as_text) {
                part.push_str(&format!(" starting with {}", shown(with)));
            }
            for required in touchpoint.names("requires") {
                part.push_str(&format!(" requiring {}", shown(required)));
            }
            parts.push(part);
        }
    }
    if let Some(block) = root.opt("program") {
        let currency = program::CURRENCIES.iter().find(|key| block.has(key)).copied().unwrap_or("nothing");
        parts.push(format!("a program with {} to collect", currency.replace('_', " ")));
        parts.extend(block.list("tier").map(|tier| format!("tier {}", shown(tier.name()))));
        parts.extend(block.list("partner").map(|partner| format!("partner {}", shown(partner.name()))));
    }
    if root.opt("market").is_some_and(|market| market.has("size")) {
        parts.push("a finite market".to_owned());
    }
    for channel in root.enabled("channel") {
        parts.push(format!("channel {}", shown(channel.name())));
    }
    if let Some(voices) = root.opt("word_of_mouth") {
        let way = voices.opt("referrals").and_then(|r| r.slots().first()).map_or("tells", |slot| slot.spec.key);
        parts.push(format!("word of mouth by `{way}`"));
    }
    if let Some(block) = root.opt("feedback") {
        // Dates of surveys are counted from day 0.
        parts.push(format!("surveys every {} days", block.days("every")));
    }
    if root.has("employees") {
        parts.push("employees".to_owned());
    }
    if let Some(block) = root.opt("win_back") {
        parts.push(format!("win-back by {}", if block.has("return_rate") { "`return_rate`" } else { "`contacts`" }));
    }
    if root.opt("contract").is_some_and(|contract| contract.has("term")) {
        parts.push("the term of the contract".to_owned());
    }
    parts
}

/// What starts a journey. A rate may become a timetable; the other ways keep clocks of their own.
fn start(journey: &Item) -> String {
    let form = |item: &Item| item.slots().first().map_or("rate", |slot| slot.spec.key).to_owned();
    match (journey.opt("arrivals"), journey.opt("start")) {
        (Some(arrivals), _) if arrivals.as_amount().is_some() => "arrivals by rate".to_owned(),
        (Some(arrivals), _) => format!("arrivals by {}", form(arrivals)),
        (None, Some(item)) => item.as_text().map_or_else(|| form(item), str::to_owned),
        (None, None) => String::new(),
    }
}

/// The first part that only one of two has, or whose place differs.
pub(in crate::scenario) fn difference<'a>(before: &'a [String], after: &'a [String]) -> Option<&'a str> {
    before
        .iter()
        .find(|part| !after.contains(part))
        .or_else(|| after.iter().find(|part| !before.contains(part)))
        .or_else(|| before.iter().zip(after).find(|(before, after)| before != after).map(|(before, _)| before))
        .map(String::as_str)
}

/// The refusal of a change of structure in the course of a run.
pub(in crate::scenario) fn refusal(who: &str, what: &str, change: Option<&Change>) -> Diagnostic {
    let message = format!("{who}: in the course of a run this would change what there is, here {what}");
    let mut problem = Diagnostic::error("structure-changes", change.map_or("", |change| &change.path), message)
        .help("entries come and go only from day 0, without `ramp`, `fade` or `end`; patch a factor, a probability, a rate or staff instead");
    problem.span = change.map(|change| change.span);
    problem
}

/// The change most likely behind it: one that switches, else the first.
pub(in crate::scenario) fn suspect<'a>(changes: impl Iterator<Item = &'a Change>) -> Option<&'a Change> {
    const SWITCHES: [&str; 7] = ["enabled", "discipline", "requires", "starts_with", "start", "hole", "term"];
    let changes: Vec<&Change> = changes.collect();
    let switches = |change: &&&Change| change.path.rsplit('.').next().is_some_and(|key| SWITCHES.contains(&key));
    changes.iter().find(switches).or_else(|| changes.first()).copied()
}
