//! Loyalty programs: cards that can be filled, and tiers that rise.

use crate::scenario::diagnostic::{Diagnostic, shown};
use crate::scenario::value::Item;

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
}
