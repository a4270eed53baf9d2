//! What interventions cost, and those that touch one customer at a time.

use super::model::Offered;
use super::timeline::Timeline;
use crate::journey::model::{Charge, Offer, Trigger};
use crate::scenario::grammar::STAGES;
use crate::scenario::load::full;
use crate::scenario::quantity::DAYS_PER_YEAR;
use crate::scenario::value::Item;
use crate::units::SimTime;

/// The cost of an entry beyond what the model counts already; `None` if it is free, or starts too late.
pub(super) fn charge(entry: &Item, segments: Option<Vec<bool>>, horizon: SimTime) -> Option<Charge> {
    let cost = |key: &str| entry.opt("cost").and_then(|cost| cost.opt_number(key)).unwrap_or(0.0);
    let (from, to) = span(entry);
    let charge = Charge {
        name: entry.name().to_owned(),
        from,
        to,
        once: cost("once"),
        per_day: cost("per_month") * 12.0 / DAYS_PER_YEAR,
        per_customer: cost("per_customer"),
        lag: lag(entry),
        segments,
        stages: stages(entry),
        of_program: changes_program_alone(entry),
    };
    let costs = charge.once != 0.0 || charge.per_day != 0.0 || charge.per_customer != 0.0;
    (costs && from < horizon).then_some(charge)
}

/// Tells whether an entry changes the loyalty program, and nothing else.
fn changes_program_alone(entry: &Item) -> bool {
    let mut changes = full(entry).map(|weighted| weighted.change.path.split('.').next()).peekable();
    changes.peek().is_some() && changes.all(|section| section == Some("program"))
}

/// The stages at which an entry is aimed, by index; `None`: at all.
pub(super) fn stages(entry: &Item) -> Option<[bool; 4]> {
    entry.has("stages").then(|| STAGES.map(|stage| entry.names("stages").any(|named| named == stage)))
}

/// First instant and end of an entry.
fn span(entry: &Item) -> (SimTime, SimTime) {
    let line = Timeline::of(entry);
    (SimTime::written(line.start), SimTime::written(line.end))
}

/// Fulfilment lag of its cost.
fn lag(entry: &Item) -> SimTime {
    SimTime::written(entry.opt("cost").and_then(|cost| cost.opt_number("lag")).unwrap_or(0.0))
}

/// Cost of each use.
pub(super) fn per_use(entry: &Item) -> f64 {
    entry.opt("cost").and_then(|cost| cost.opt_number("per_use")).unwrap_or(0.0)
}

/// What sets an entry off, if it touches one customer at a time.
pub(super) fn trigger(entry: &Item) -> Option<Trigger> {
    Some(match entry.opt("on").and_then(Item::as_text)? {
        "join" => Trigger::Join,
        "warning" => Trigger::Warning,
        "failure" => Trigger::Failure,
        "complaint" => Trigger::Complaint,
        "review" => Trigger::Review,
        _ => Trigger::Renewal,
    })
}

/// An offer with the values of the customers it touches; without `lasts` it acts until the horizon.
pub(super) fn offer(entry: &Item, on: Trigger, profiles: Offered, horizon: SimTime) -> Offer {
    let (from, to) = span(entry);
    Offer {
        name: entry.name().to_owned(),
        on,
        from,
        to,
        lasts: entry.opt_number("lasts").map_or(horizon, |days| SimTime::written(days).min(horizon)),
        per_use: per_use(entry),
        lag: lag(entry),
        classes: super::classes::meant_for(entry),
        stages: stages(entry).unwrap_or([true; 4]),
        profiles,
    }
}
