//! What interventions cost, and those that touch one customer at a time.

use crate::journey::model::{Charge, Model, Offer, Trigger};
use crate::journey::program::{Members, Program};
use crate::scenario::compile::timeline::Timeline;
use crate::scenario::grammar::quantity::DAYS_PER_YEAR;
use crate::scenario::grammar::{self, Named as _, Treatment};
use crate::scenario::who::{Condition, ToldApart};
use crate::units::SimTime;

/// The cost of an entry beyond what the model counts already; `None` if it is free, or starts too late.
pub(in crate::scenario) fn charge(
    entry: &Treatment<'_>,
    reach: Option<Condition>,
    told_apart: &ToldApart,
    world: &Model,
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
        of_programs: programs_alone(entry, world),
    };
    let costs = charge.once != 0.0 || charge.per_day != 0.0 || charge.per_customer != 0.0;
    (costs && from < world.horizon).then_some(charge)
}

/// The loyalty programs that an entry changes, if it changes nothing else.
fn programs_alone(entry: &Treatment<'_>, world: &Model) -> Members {
    let programs: Vec<&Program> = world.regimes().flat_map(|model| model.programs.iter()).collect();
    let of = |path: &str| -> Option<Members> {
        let mut parts = path.split('.');
        let is_program = parts.next() == Some(grammar::Program::SPEC.name);
        let named = parts.next().unwrap_or_default();
        if !is_program {
            return None;
        }
        // The one that stands alone is the first.
        let is_meant = |name: &str| named == name || named == "*";
        let meant = programs.iter().filter(|program| program.name.as_deref().is_some_and(is_meant));
        let alone = Members::from(programs.iter().all(|program| program.name.is_none()));
        Some(meant.fold(alone, |all, program| all | 1 << program.place))
    };
    let changed: Option<Vec<Members>> = entry.change.iter().map(|change| of(&change.path)).collect();
    changed.unwrap_or_default().into_iter().fold(0, |all, one| all | one)
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
