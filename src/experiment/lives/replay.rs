//! One life, event by event.

use crate::experiment::run::RunError;
use crate::journey::cell::Cell;
use crate::journey::model::{JourneyId, Model};
use crate::journey::trace::{LifeEvent, LifeTrace, Who};

/// One customer's or visitor's life, event by event, sorted by time. Empty when there is no such person.
///
/// # Errors
/// [`RunError::Cell`] when the replication cannot reach the horizon.
pub fn replay(model: &Model, seed: u64, replication: u64, who: Who) -> Result<Vec<LifeEvent>, RunError> {
    let mut cell = Cell::new(model, seed, replication, LifeTrace::of(who));
    let run = if model.is_independent() {
        match who {
            // Who was brought by somebody lives with that customer.
            Who::Customer(c, _) if model.voices.as_ref().is_some_and(|v| v.channel + 1 == c as usize) => cell.run_all(),
            Who::Customer(0, n) if n < model.customers => cell.run_customers(n..n + 1),
            Who::Customer(c, _) if c > 0 && (c as usize) <= model.channels.len() => cell.run_channel(c as usize - 1),
            Who::Visitor(j, _) if (j as usize) < model.journeys.len() => cell.run_visitors(j as JourneyId),
            _ => Ok(()),
        }
    } else {
        cell.run_all()
    };
    run.map_err(|source| RunError::Cell { replication, source })?;
    let mut life = cell.into_observations().1.into_events();
    // A visit walks ahead of the calendar, so events are settled out of order; the sort is stable.
    life.sort_by_key(|event| event.at);
    Ok(life)
}
