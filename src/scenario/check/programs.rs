//! Loyalty programs: cards that can be filled, tiers that rise, and what can have no effect.

use super::effects::warn_if_written;
use crate::scenario::diagnostic::{Diagnostic, shown};
use crate::scenario::value::{Item, Value};

pub(super) fn check(root: &Item, problems: &mut Vec<Diagnostic>) {
    let Some(program) = root.opt("program") else { return };
    if let Some(card) = program.opt("punch_card")
        && let (Some(stamps), Some(given)) = (card.opt_number("stamps"), card.opt("prefilled"))
        && given.as_number().is_some_and(|given| given >= stamps)
    {
        let message = format!("a card of {stamps} stamps that comes with as many is a gift; `prefilled` must be below");
        problems.push(Diagnostic::error("out-of-range", "program.punch_card.prefilled", message).at(given.span));
    }
    let tiers: Vec<&Item> = program.list("tier").collect();
    for pair in tiers.windows(2) {
        if let (Some(below), Some(from)) = (pair[0].opt_number("from"), pair[1].opt("from"))
            && from.as_number().is_some_and(|from| from <= below)
        {
            let message =
                format!("tiers must rise: {} takes no more than {}", shown(pair[1].name()), shown(pair[0].name()));
            let path = format!("program.tier.{}.from", pair[1].name());
            problems.push(Diagnostic::error("out-of-order", path, message).at(from.span));
        }
    }
    if let Some(mode) =
        program.opt("mode").filter(|mode| matches!(&mode.value, Value::Texts(modes) if modes.is_empty()))
    {
        problems.push(
            Diagnostic::error("out-of-range", "program.mode", "an empty list names no mode")
                .at(mode.span)
                .help("write one, such as \"quantity\", or several: [\"quantity\", \"social\"]"),
        );
    }
    effects(root, program, problems);
}

/// Warnings for keys that can have no effect beside the others.
fn effects(root: &Item, program: &Item, problems: &mut Vec<Diagnostic>) {
    for (key, mode) in [("benefit", "benefit"), ("experience", "experience"), ("tells", "social")] {
        if !program.says("mode", mode) {
            warn_if_written(program, key, "program", &format!("it belongs to mode \"{mode}\""), problems);
        }
    }
    if !["points", "punch_card", "voucher", "target"].iter().any(|currency| program.has(currency)) {
        for key in ["transfer", "fraud", "breakage"] {
            warn_if_written(program, key, "program", "there is nothing to collect", problems);
        }
    }
    if !root.list("resource").any(|resource| resource.opt("discipline").and_then(Item::as_text) == Some("priority")) {
        let reason = "no resource has `discipline = \"priority\"`";
        if program.says("mode", "benefit") {
            warn_if_written(program.at("benefit"), "priority", "program.benefit", reason, problems);
        }
        for tier in program.list("tier") {
            warn_if_written(tier, "priority", &format!("program.tier.{}", tier.name()), reason, problems);
        }
    }
}
