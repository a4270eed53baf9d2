//! What word of mouth, a finite market and complaints as journeys need around them.

use super::by_name;
use crate::scenario::grammar::{Journey, Named as _, Occasion, Root, enabled};
use crate::scenario::text::diagnostic::{Diagnostic, nearest, shown};

/// Most channels.
const MOST_CHANNELS: usize = 200;

pub(super) fn check(root: &Root<'_>, problems: &mut Vec<Diagnostic>) {
    market(root, problems);
    word_of_mouth(root, problems);
    complaints(root, problems);
    channels(root, problems);
}

fn market(root: &Root<'_>, problems: &mut Vec<Diagnostic>) {
    let size = root.market.as_ref().map(|market| &market.size);
    let customers = root.population.as_ref().and_then(|block| block.customers.known()).unwrap_or(0);
    if let Some(size) = size
        && size.is_some_and(|size| size < customers)
    {
        let message = format!("the market holds fewer people than the {customers} customers of day 0");
        problems.push(
            Diagnostic::error("out-of-range", "market.size", message)
                .at(size.span())
                .help("`size` counts everyone who might ever buy, customers included"),
        );
    }
    let finite = size.is_some_and(|size| size.is_there());
    for source in root.acquisition.iter().filter(|source| !finite && source.adoption.is_there()) {
        let path = format!("acquisition.{}.adoption", source.name());
        problems.push(
            Diagnostic::error(
                "missing-key",
                path,
                "`adoption` needs a market with a `size`: it counts those not yet won",
            )
            .at(source.adoption.key_span())
            .help("write `size` in [market], or use `joins`"),
        );
    }
}

fn word_of_mouth(root: &Root<'_>, problems: &mut Vec<Diagnostic>) {
    let Some(block) = root.word_of_mouth.as_ref() else { return };
    let direct = block.referrals.is_there();
    if !direct && !root.loyalty.is_there() {
        let message = "word of mouth needs [loyalty]: customers tell by how satisfied they are";
        problems.push(
            Diagnostic::error("missing-block", "word_of_mouth", message)
                .at(root.word_of_mouth.key_span())
                .help("write `[loyalty]`, or say how many they bring: `referrals = { rate = \"1 per y\" }`"),
        );
    }
    for slot in [block.tells.written(), block.conversion.written()].into_iter().flatten().filter(|_| direct) {
        let key = slot.spec.key;
        let message = format!("`{key}` and `referrals` exclude each other: people are told, or brought directly");
        let problem = Diagnostic::error("exclusive-keys", format!("word_of_mouth.{key}"), message);
        problems.push(problem.at(slot.key_span));
    }
}

fn complaints(root: &Root<'_>, problems: &mut Vec<Diagnostic>) {
    let is_complaint = |journey: &&Journey<'_>| journey.occasion() == Some(Occasion::Complaint);
    let complaints = enabled(&root.journey).filter(is_complaint);
    let taken: f64 = complaints.filter_map(|journey| journey.share.known()).sum();
    for journey in root.journey.iter() {
        let path = |key: &str| format!("journey.{}.{key}", journey.name());
        if is_complaint(&journey) {
            let start = journey.start.span();
            for (section, is_there) in [("complaint", root.complaint.is_there()), ("loyalty", root.loyalty.is_there())]
            {
                if is_there {
                    continue;
                }
                let message = format!("a journey that starts at a complaint needs [{section}]");
                problems.push(
                    Diagnostic::error("missing-block", path("start"), message)
                        .at(start)
                        .help(format!("write `[{section}]`; an empty block has defaults")),
                );
            }
            if !journey.touchpoint.iter().any(|touchpoint| touchpoint.settle.is_there()) {
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
        for touchpoint in journey.touchpoint.iter().filter(|touchpoint| touchpoint.settle.is_there()) {
            let message = "`settle` ends a complaint, and this journey is none";
            problems.push(
                Diagnostic::error("exclusive-keys", path(&format!("{}.settle", touchpoint.name())), message)
                    .at(touchpoint.settle.key_span())
                    .help("write `start = \"complaint\"`, or drop it"),
            );
        }
    }
}

fn channels(root: &Root<'_>, problems: &mut Vec<Diagnostic>) {
    let known = by_name(&root.channel);
    if known.len() > MOST_CHANNELS {
        let message = format!("{} channels; at most {MOST_CHANNELS} are allowed", known.len());
        problems.push(Diagnostic::error("too-large", "channel", message));
    }
    for journey in root.journey.iter() {
        for touchpoint in journey.touchpoint.iter() {
            let Some(name) = touchpoint.channel.filter(|name| !known.contains_key(name)) else { continue };
            let path = format!("journey.{}.{}.channel", journey.name(), touchpoint.name());
            let message = format!("there is no channel called {}", shown(name));
            let problem = Diagnostic::error("unknown-channel", path, message).at(touchpoint.channel.span());
            problems.push(match nearest(name, known.keys().copied()) {
                Some(meant) => problem.help(format!("did you mean `{meant}`?")),
                None => problem.help("write a [[channel]] of this name"),
            });
        }
    }
}
