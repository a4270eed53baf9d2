//! What gifts to newcomers and self-service need around them.

use crate::scenario::grammar::value::Amount;
use crate::scenario::grammar::{Named as _, Root, entry};
use crate::scenario::text::diagnostic::{Diagnostic, shown};

pub(super) fn check(root: &Root<'_>, problems: &mut Vec<Diagnostic>) {
    gifts(root, problems);
    self_service(root, problems);
}

/// Mean money of a purchase; 0 where nobody buys.
pub fn mean_basket(root: &Root<'_>) -> f64 {
    root.purchase.as_ref().map_or(0.0, |purchase| {
        purchase.basket.known().map_or(0.0, Amount::mean) * purchase.price.known().unwrap_or(1.0)
    })
}

/// The size of a gift is measured by a basket, or by what the file says.
fn gifts(root: &Root<'_>, problems: &mut Vec<Diagnostic>) {
    for source in root.acquisition.iter() {
        let gives = source.gift.known().is_some_and(|gift| gift > 0.0);
        if gives && !source.deal_seekers.scale.is_there() && mean_basket(root) <= 0.0 {
            let path = format!("acquisition.{}.deal_seekers.scale", source.name());
            let message = format!(
                "the gift of {} has no basket to be measured by: who comes for it cannot be said",
                shown(source.name())
            );
            problems.push(Diagnostic::error("missing-key", path, message).at(source.gift.key_span()).help(
                "write `deal_seekers = { scale = ... }`, the gift that turns 63 % of the others into deal seekers",
            ));
        }
    }
}

/// Who does not manage alone needs staff to go to.
fn self_service(root: &Root<'_>, problems: &mut Vec<Diagnostic>) {
    let serves_itself =
        |name: &str| entry(&root.channel, name).is_some_and(|channel| channel.is_enabled() && *channel.self_service);
    for journey in root.journey.iter() {
        let required: Vec<&str> = journey.touchpoint.iter().flat_map(|touchpoint| touchpoint.requires.iter()).collect();
        for touchpoint in journey.touchpoint.iter() {
            let channel = &touchpoint.channel;
            if !channel.is_some_and(serves_itself) {
                continue;
            }
            let path = format!("journey.{}.{}.channel", journey.name(), touchpoint.name());
            if required.contains(&touchpoint.name()) {
                let message = format!(
                    "customers do not come to {}: they cannot serve themselves there",
                    shown(touchpoint.name())
                );
                problems.push(
                    Diagnostic::error("exclusive-keys", path, message).at(channel.span()).help("drop its `channel`"),
                );
            } else if !touchpoint.resource.is_there() {
                let message = format!(
                    "whoever does not manage {} alone has no staff to go to: a self-service touchpoint needs a `resource`",
                    shown(touchpoint.name())
                );
                problems.push(
                    Diagnostic::error("missing-key", path, message)
                        .at(channel.span())
                        .help("give it the `resource` that helps, or another channel"),
                );
            }
        }
    }
}
