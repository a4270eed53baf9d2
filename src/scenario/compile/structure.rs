//! What must stay the same while a world runs: who and what there is, and in which order.
//!
//! The engine keeps indices, queues and clocks from day 0 to the horizon, so that entries may come and go with day 0 only. In the course
//! of a run a patch moves numbers: a factor, a probability, a rate, the staff.

use super::laws::Laws;
use super::{directory, program};
use crate::scenario::grammar::value::{Change, Item};
use crate::scenario::grammar::{Either, Journey, Root, Word as _, enabled};
use crate::scenario::text::diagnostic::{Diagnostic, shown};

/// Everything whose presence, order or kind the engine relies on, in words.
pub(in crate::scenario) fn of(root: &Root<'_>) -> Vec<String> {
    let mut parts = Vec::new();
    let directory = directory::directory(root, &directory::priorities(root), &mut Laws::default());
    for (index, hole) in directory.holes.iter().enumerate() {
        let service = if index < directory.service_holes { ", blamed" } else { "" };
        parts.push(format!("hole {} ({:?}{service})", shown(&hole.name), hole.kind).to_lowercase());
    }
    for segment in enabled(&root.segment) {
        parts.push(format!("segment {}", shown(&segment.name)));
    }
    for source in enabled(&root.acquisition) {
        let way = if source.joins.is_some() {
            "customers who join"
        } else if source.adoption.is_some() {
            "those left in the market"
        } else {
            "people approached"
        };
        parts.push(format!("acquisition {} ({way})", shown(&source.name)));
    }
    for resource in enabled(&root.resource) {
        let clients = if *resource.key_contacts { ", with clients" } else { "" };
        parts.push(format!("resource {} ({}{clients})", shown(&resource.name), resource.discipline.word()));
    }
    for journey in enabled(&root.journey) {
        parts.push(format!("journey {} ({})", shown(&journey.name), start(journey)));
        for touchpoint in journey.touchpoint.iter() {
            let name = format!("touchpoint {} of {}", shown(&touchpoint.name), shown(&journey.name));
            let queue = if touchpoint.resource.is_some() { " with a queue" } else { "" };
            let mut part = format!("{name}{queue}");
            if let Some(with) = *touchpoint.starts_with {
                part.push_str(&format!(" starting with {}", shown(with)));
            }
            for required in touchpoint.requires.iter() {
                part.push_str(&format!(" requiring {}", shown(required)));
            }
            parts.push(part);
        }
    }
    for block in root.program.iter() {
        let (program, of) = match *block.name {
            Some(name) => (format!("program {}", shown(name)), format!(" of program {}", shown(name))),
            None => ("a program".to_owned(), String::new()),
        };
        parts.push(format!("{program} with {} to collect", program::collected(block)));
        parts.extend(block.tier.iter().map(|tier| format!("tier {}{of}", shown(&tier.name))));
        parts.extend(block.partner.iter().map(|partner| format!("partner {}{of}", shown(&partner.name))));
    }
    if root.market.as_ref().is_some_and(|market| market.size.is_some()) {
        parts.push("a finite market".to_owned());
    }
    for channel in enabled(&root.channel) {
        parts.push(format!("channel {}", shown(&channel.name)));
    }
    if let Some(voices) = &*root.word_of_mouth {
        let way = voices.referrals.as_ref().map_or("tells", |referrals| form(referrals.item));
        parts.push(format!("word of mouth by `{way}`"));
    }
    if let Some(block) = &*root.feedback {
        // Dates of surveys are counted from day 0.
        parts.push(format!("surveys every {} days", *block.every));
    }
    if root.employees.is_some() {
        parts.push("employees".to_owned());
    }
    if let Some(block) = &*root.win_back {
        parts.push(format!("win-back by {}", if block.return_rate.is_some() { "`return_rate`" } else { "`contacts`" }));
    }
    if has_term(root) {
        parts.push("the term of the contract".to_owned());
    }
    parts
}

/// What starts a journey. A rate may become a timetable; the other ways keep clocks of their own.
fn start(journey: &Journey<'_>) -> String {
    match (&*journey.arrivals, &*journey.start) {
        (Some(Either::One(_)), _) => "arrivals by rate".to_owned(),
        (Some(Either::Other(arrivals)), _) => format!("arrivals by {}", form(arrivals.item)),
        (None, Some(Either::One(occasion))) => occasion.word().to_owned(),
        (None, Some(Either::Other(start))) => form(start.item).to_owned(),
        (None, None) => String::new(),
    }
}

/// Which of several forms a block is written in: the first key that it has.
fn form(block: &Item) -> &'static str {
    block.slots().first().map_or("rate", |slot| slot.spec.key)
}

/// Whether customers are bound for terms.
pub(in crate::scenario) fn has_term(root: &Root<'_>) -> bool {
    root.contract.as_ref().is_some_and(|contract| contract.term.is_some())
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
