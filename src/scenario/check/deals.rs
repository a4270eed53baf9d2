//! What gifts to newcomers and self-service need around them.

use crate::scenario::diagnostic::{Diagnostic, shown};
use crate::scenario::value::{Amount, Item};

pub(super) fn check(root: &Item, problems: &mut Vec<Diagnostic>) {
    gifts(root, problems);
    self_service(root, problems);
}

/// Mean money of a purchase; 0 where nobody buys.
pub fn mean_basket(root: &Item) -> f64 {
    let amount = |p: &Item| p.opt("basket").and_then(Item::as_amount).map_or(0.0, Amount::mean);
    root.opt("purchase").map_or(0.0, |p| amount(p) * p.opt_number("price").unwrap_or(1.0))
}

/// The size of a gift is measured by a basket, or by what the file says.
fn gifts(root: &Item, problems: &mut Vec<Diagnostic>) {
    for source in root.list("acquisition") {
        let gives = source.opt_number("gift").is_some_and(|gift| gift > 0.0);
        let scale = source.opt("deal_seekers").is_some_and(|block| block.has("scale"));
        if gives && !scale && mean_basket(root) <= 0.0 {
            let path = format!("acquisition.{}.deal_seekers.scale", source.name());
            let message = format!(
                "the gift of {} has no basket to be measured by: who comes for it cannot be said",
                shown(source.name())
            );
            let span = source.slot("gift").map_or(source.span, |slot| slot.key_span);
            problems.push(Diagnostic::error("missing-key", path, message).at(span).help(
                "write `deal_seekers = { scale = ... }`, the gift that turns 63 % of the others into deal seekers",
            ));
        }
    }
}

/// Who does not manage alone needs staff to go to.
fn self_service(root: &Item, problems: &mut Vec<Diagnostic>) {
    let serves_itself = |name: &str| {
        let channel = root.entry("channel", name).filter(|channel| channel.is_enabled());
        channel.and_then(|c| c.opt("self_service")).and_then(Item::as_bool) == Some(true)
    };
    for journey in root.list("journey") {
        let required: Vec<&str> = journey.list("touchpoint").flat_map(|t| t.names("requires")).collect();
        for touchpoint in journey.list("touchpoint") {
            let Some(item) = touchpoint.opt("channel").filter(|c| c.as_text().is_some_and(serves_itself)) else {
                continue;
            };
            let path = format!("journey.{}.{}.channel", journey.name(), touchpoint.name());
            if required.contains(&touchpoint.name()) {
                let message = format!(
                    "customers do not come to {}: they cannot serve themselves there",
                    shown(touchpoint.name())
                );
                problems
                    .push(Diagnostic::error("exclusive-keys", path, message).at(item.span).help("drop its `channel`"));
            } else if !touchpoint.has("resource") {
                let message = format!(
                    "whoever does not manage {} alone has no staff to go to: a self-service touchpoint needs a `resource`",
                    shown(touchpoint.name())
                );
                problems.push(
                    Diagnostic::error("missing-key", path, message)
                        .at(item.span)
                        .help("give it the `resource` that helps, or another channel"),
                );
            }
        }
    }
}
