//! What interventions cost, and those that touch one customer at a time.

use crate::journey::model::{Charge, Offer, Trigger};
use crate::scenario::compile::timeline::Timeline;
use crate::scenario::grammar::quantity::DAYS_PER_YEAR;
use crate::scenario::grammar::{Named as _, Treatment};
use crate::scenario::who::{Condition, ToldApart};
use crate::units::SimTime;

/// The cost of an entry beyond what the model counts already; `None` if it is free, or starts too late.
pub(in crate::scenario) fn charge(
    entry: &Treatment<'_>,
    reach: Option<Condition>,
    told_apart: &ToldApart,
    horizon: SimTime,
) -> Option<Charge> {
    let (from, to) = span(entry);
    let charge = Charge {
        name: entry.name().to_owned(),
        from,
        to,
        once: *entry.cost.once,
        per_day: *entry.cost.per_month * 12.0 / DAYS_PER_YEAR,
        per_customer: *entry.cost.per_customer,
        lag: lag(entry),
        asks_anew: reach.as_ref().is_some_and(Condition::asks_anew),
        reached: reach.map(|reach| reached(&reach, told_apart)),
        of_program: changes_program_alone(entry),
    };
    let costs = charge.once != 0.0 || charge.per_day != 0.0 || charge.per_customer != 0.0;
    (costs && from < horizon).then_some(charge)
}

/// Tells whether an entry changes the loyalty program, and nothing else.
fn changes_program_alone(entry: &Treatment<'_>) -> bool {
    let mut changes = entry.change.iter().map(|change| change.path.split('.').next()).peekable();
    changes.peek().is_some() && changes.all(|section| section == Some("program"))
}

/// The kinds of customers, without their offers, for whom a condition holds.
pub(in crate::scenario) fn reached(reach: &Condition, told_apart: &ToldApart) -> Vec<bool> {
    (0..told_apart.count()).map(|kind| reach.holds(&told_apart.customer(kind))).collect()
}

/// First instant and end of an entry.
fn span(entry: &Treatment<'_>) -> (SimTime, SimTime) {
    let line = Timeline::of(entry);
    (SimTime::written(line.start), SimTime::written(line.end))
}

/// Fulfilment lag of its cost.
fn lag(entry: &Treatment<'_>) -> SimTime {
    SimTime::written(*entry.cost.lag)
}

/// An offer, and whom it reaches; without `lasts` it acts until the horizon.
pub(in crate::scenario) fn offer(entry: &Treatment<'_>, on: Trigger, reached: Vec<bool>, horizon: SimTime) -> Offer {
    let (from, to) = span(entry);
    Offer {
        name: entry.name().to_owned(),
        on,
        from,
        to,
        lasts: entry.lasts.map_or(horizon, |days| SimTime::written(days).min(horizon)),
        per_use: *entry.cost.per_use,
        lag: lag(entry),
        reached,
    }
}
