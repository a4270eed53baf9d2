//! What gifts to newcomers, compensation and self-service need around them.

use super::effects::is_written;
use crate::scenario::diagnostic::{Diagnostic, shown};
use crate::scenario::value::{Amount, Item};

pub(super) fn check(root: &Item, problems: &mut Vec<Diagnostic>) {
    gifts(root, problems);
    self_service(root, problems);
    sales_contacts(root, problems);
    let Some(complaint) = root.opt("complaint") else { return };
    if complaint.opt_number("compensation") == Some(0.0)
        && let Some(slot) = complaint.slot("compensation_effect").filter(|slot| is_written(slot))
    {
        let message = "`compensation_effect` has no effect here: nothing is paid";
        problems.push(
            Diagnostic::warning("no-effect", "complaint.compensation_effect", message)
                .at(slot.key_span)
                .help("write `compensation`, the money of a case"),
        );
    }
}

/// A sales contact is felt in the visit of a purchase, and worse while a complaint takes its time.
fn sales_contacts(root: &Item, problems: &mut Vec<Diagnostic>) {
    let Some(contact) = root.opt("purchase").and_then(|purchase| purchase.opt("sales_contact")) else { return };
    let starts = |what: &str| root.enabled("journey").any(|j| j.opt("start").and_then(Item::as_text) == Some(what));
    let idle = [
        ("annoyance", "purchase", "a purchase is no visit here, in which it could be felt"),
        ("open_complaint", "complaint", "complaints are no journey here, so that none stays open"),
    ];
    for (key, start, reason) in idle {
        if let Some(slot) = contact.slot(key).filter(|slot| is_written(slot) && !starts(start)) {
            let message = format!("`{key}` has no effect here: {reason}");
            let path = format!("purchase.sales_contact.{key}");
            problems.push(
                Diagnostic::warning("no-effect", path, message)
                    .at(slot.key_span)
                    .help(format!("write a journey with `start = \"{start}\"`")),
            );
        }
    }
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
    for channel in root.list("channel") {
        let alone = channel.opt("self_service").and_then(Item::as_bool) == Some(true);
        for key in ["success", "cost_factor"] {
            if let Some(slot) = channel.slot(key).filter(|slot| !alone && is_written(slot)) {
                let message = format!("`{key}` has no effect here: the staff serve in this channel");
                let path = format!("channel.{}.{key}", channel.name());
                problems.push(
                    Diagnostic::warning("no-effect", path, message)
                        .at(slot.key_span)
                        .help("write `self_service = true`"),
                );
            }
        }
    }
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
