//! What word of mouth, a finite market and complaints as journeys need around them.

use super::by_name;
use super::idle::is_written;
use crate::scenario::diagnostic::{Diagnostic, nearest, shown};
use crate::scenario::value::Item;

/// Most channels.
const MOST_CHANNELS: usize = 200;

pub(super) fn check(root: &Item, problems: &mut Vec<Diagnostic>) {
    market(root, problems);
    word_of_mouth(root, problems);
    complaints(root, problems);
    channels(root, problems);
}

fn market(root: &Item, problems: &mut Vec<Diagnostic>) {
    let size = root.opt("market").and_then(|market| market.opt("size"));
    let customers = root.opt("population").and_then(|block| block.opt_number("customers")).unwrap_or(0.0);
    if let Some(item) = size
        && item.as_number().is_some_and(|size| size < customers)
    {
        let message = format!("the market holds fewer people than the {customers} customers of day 0");
        problems.push(
            Diagnostic::error("out-of-range", "market.size", message)
                .at(item.span)
                .help("`size` counts everyone who might ever buy, customers included"),
        );
    }
    for source in root.list("acquisition").filter(|source| size.is_none() && source.has("adoption")) {
        let span = source.slot("adoption").map_or(source.span, |slot| slot.key_span);
        let path = format!("acquisition.{}.adoption", source.name());
        problems.push(
            Diagnostic::error(
                "missing-key",
                path,
                "`adoption` needs a market with a `size`: it counts those not yet won",
            )
            .at(span)
            .help("write `size` in [market], or use `joins`"),
        );
    }
}

fn word_of_mouth(root: &Item, problems: &mut Vec<Diagnostic>) {
    let Some(block) = root.opt("word_of_mouth") else { return };
    let span = root.slot("word_of_mouth").map_or(block.span, |slot| slot.key_span);
    let direct = block.has("referrals");
    if !direct && !root.has("loyalty") {
        let message = "word of mouth needs [loyalty]: customers tell by how satisfied they are";
        problems.push(
            Diagnostic::error("missing-block", "word_of_mouth", message)
                .at(span)
                .help("write `[loyalty]`, or say how many they bring: `referrals = { rate = \"1 per y\" }`"),
        );
    }
    for key in ["tells", "conversion"] {
        if let Some(slot) = block.slot(key).filter(|slot| direct && is_written(slot)) {
            let message = format!("`{key}` and `referrals` exclude each other: people are told, or brought directly");
            problems
                .push(Diagnostic::error("exclusive-keys", format!("word_of_mouth.{key}"), message).at(slot.key_span));
        }
    }
}

fn is_complaint(journey: &Item) -> bool {
    journey.opt("start").and_then(Item::as_text) == Some("complaint")
}

fn complaints(root: &Item, problems: &mut Vec<Diagnostic>) {
    let taken: f64 = root.enabled("journey").filter(|j| is_complaint(j)).filter_map(|j| j.opt_number("share")).sum();
    for journey in root.list("journey") {
        let path = |key: &str| format!("journey.{}.{key}", journey.name());
        let settles = journey.list("touchpoint").any(|touchpoint| touchpoint.has("settle"));
        if is_complaint(journey) {
            let start = journey.opt("start").map_or(journey.span, |start| start.span);
            for section in ["complaint", "loyalty"].into_iter().filter(|section| !root.has(section)) {
                let message = format!("a journey that starts at a complaint needs [{section}]");
                problems.push(
                    Diagnostic::error("missing-block", path("start"), message)
                        .at(start)
                        .help(format!("write `[{section}]`; an empty block has defaults")),
                );
            }
            if !settles {
                let message = format!("journey {} never settles the complaint", shown(journey.name()));
                problems.push(
                    Diagnostic::error("missing-key", path("start"), message)
                        .at(start)
                        .help("give a touchpoint `settle = \"resolved\"`"),
                );
            }
            if taken > 1.0 + 1e-6 {
                let message = format!("journeys that start at a complaint take {taken} of them; at most 1 is possible");
                problems.push(Diagnostic::error("sum", path("share"), message).at(start).help("give each its `share`"));
            }
            continue;
        }
        for touchpoint in journey.list("touchpoint") {
            if let Some(slot) = touchpoint.slot("settle") {
                let message = "`settle` ends a complaint, and this journey is none";
                problems.push(
                    Diagnostic::error("exclusive-keys", path(&format!("{}.settle", touchpoint.name())), message)
                        .at(slot.key_span)
                        .help("write `start = \"complaint\"`, or drop it"),
                );
            }
        }
    }
}

fn channels(root: &Item, problems: &mut Vec<Diagnostic>) {
    let known = by_name(root, "channel");
    if known.len() > MOST_CHANNELS {
        let message = format!("{} channels; at most {MOST_CHANNELS} are allowed", known.len());
        problems.push(Diagnostic::error("too-large", "channel", message));
    }
    for journey in root.list("journey") {
        for touchpoint in journey.list("touchpoint") {
            let Some(item) = touchpoint.opt("channel") else { continue };
            let Some(name) = item.as_text().filter(|name| !known.contains_key(name)) else { continue };
            let path = format!("journey.{}.{}.channel", journey.name(), touchpoint.name());
            let message = format!("there is no channel called {}", shown(name));
            let problem = Diagnostic::error("unknown-channel", path, message).at(item.span);
            problems.push(match nearest(name, known.keys().copied()) {
                Some(meant) => problem.help(format!("did you mean `{meant}`?")),
                None => problem.help("write a [[channel]] of this name"),
            });
        }
    }
}
