//! What happened to everybody in one replication, as cases and activities that process-mining tools read.

use super::wording::{Wording, wording};
use crate::experiment::run::RunError;
use crate::experiment::run::parts::{parts, run_part};
use crate::journey::cell::{Cell, CellError};
use crate::journey::model::Model;
use crate::journey::trace::{LifeEvent, LifeTrace, Who};
use crate::units::SimTime;

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedEvent {
    /// Whose life it belongs to: "customer 17", "web 3", "visit 12".
    pub case: String,
    /// When.
    pub at: SimTime,
    /// What, without numbers: "starts branch visit", "counter", "complains formally".
    pub activity: String,
    /// The rest of what is known of it; may be empty.
    pub detail: String,
}

/// The event log of one replication, case by case in order of time: the same lives that `replay` tells.
///
/// # Errors
/// [`RunError::Cell`] when the replication cannot reach the horizon.
pub fn event_log(model: &Model, seed: u64, replication: u64) -> Result<Vec<LoggedEvent>, RunError> {
    Ok(event_log_until(model, seed, replication, &|| false)?.unwrap_or_default())
}

/// The same; nothing when asked to `stop`.
///
/// # Errors
/// As [`event_log`].
pub fn event_log_until(
    model: &Model,
    seed: u64,
    replication: u64,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Option<Vec<LoggedEvent>>, RunError> {
    let mut events = Vec::new();
    for (p, part) in parts(model, false).into_iter().enumerate() {
        let cell = Cell::new(model, seed, replication, LifeTrace::of_all()).stopping_when(stop);
        let cell = match run_part(cell, part, p == 0) {
            Err(CellError::Stopped) => return Ok(None),
            other => other.map_err(|source| RunError::Cell { replication, source })?,
        };
        events.append(&mut cell.into_observations().1.into_events());
    }
    // A visit walks ahead of the calendar, so events are settled out of order; the sort is stable.
    events.sort_by_key(|event| (event.who, event.at));
    Ok(Some(events.iter().map(|event| logged(model, event)).collect()))
}

fn logged(model: &Model, event: &LifeEvent) -> LoggedEvent {
    let Wording { activity, detail, .. } = wording(model, event);
    LoggedEvent { case: case(model, event.who), at: event.at, activity, detail }
}

fn case(model: &Model, who: Who) -> String {
    match who {
        Who::Customer(0, n) => format!("customer {n}"),
        Who::Customer(c, n) => format!("{} {n}", model.channels[c as usize - 1].name),
        Who::Visitor(j, n) => format!("{} {n}", model.journeys[j as usize].name),
    }
}
