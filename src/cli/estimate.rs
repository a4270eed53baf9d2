//! How long a large run may take and what it takes of memory, said before it starts.

use std::time::{Duration, Instant};

use anyhow::anyhow;

use super::exit::{Exit, Failure};
use super::machine::spoken;
use super::progress::span;
use crate::experiment::{Plan, memory_bound, memory_of};
use crate::journey::cell::Cell;
use crate::journey::model::Model;
use crate::journey::trace::NoTrace;

/// Lives from which on an estimate is worth its sample.
const MANY_LIVES: u64 = 10_000_000;
/// Memory of all replications at once from which on it is worth a word [bytes].
const MUCH: u64 = 512 << 20;
/// Customers tried at a time.
const SAMPLE: u64 = 100;
/// Time spent trying.
const PATIENCE: Duration = Duration::from_millis(100);

/// What the replications of some worlds, the baseline first, take of memory, and how many run at once; nothing when it is little.
///
/// # Errors
/// When not even one fits.
pub(super) fn room<'m>(
    models: impl IntoIterator<Item = &'m Model>,
    (threads, units): (usize, u64),
    compared: bool,
) -> Result<Option<String>, Failure> {
    let each = memory_of(models, compared);
    let Some(bound) = memory_bound().filter(|_| each > 0) else { return Ok(None) };
    let wanted = (threads as u64).min(units).max(1);
    let at_once = (bound / each).clamp(1, wanted);
    if each > bound {
        return Err(Failure::Untold {
            exit: Exit::Memory,
            error: anyhow!(
                "one replication takes about {} of memory, and there are {}: take fewer customers, or a machine or a limit with more",
                spoken(each),
                spoken(bound)
            ),
        });
    }
    if at_once == wanted && each.saturating_mul(wanted) < MUCH {
        return Ok(None);
    }
    let fewer = if at_once < wanted { format!(", fewer than the {threads} threads could run") } else { String::new() };
    Ok(Some(format!(
        "memory: about {} for each replication, whose customers share queues; {at_once} at once in {}{fewer}",
        spoken(each),
        spoken(bound)
    )))
}

/// A line about a large run of independent customers, by a sample of the real ones, or nothing.
pub(super) fn estimate(model: &Model, plan: &Plan) -> Option<String> {
    let customers = model.customers;
    if !model.is_independent() {
        return None;
    }
    let lives = customers.saturating_mul(plan.replications);
    if lives < MANY_LIVES {
        return None;
    }
    let (tried, took) = sample(model, plan.seed);
    let seconds = took.as_secs_f64() / tried as f64 * lives as f64 / plan.threads as f64;
    let left = Duration::try_from_secs_f64(seconds).map_or_else(|_| "years".to_owned(), span);
    Some(format!("large run: {lives} lives, about {left} on {} threads by a sample of {tried}", plan.threads))
}

fn sample(model: &Model, seed: u64) -> (u64, Duration) {
    let started = Instant::now();
    let mut cell = Cell::new(model, seed, 0, NoTrace);
    let mut tried = 0;
    while tried + SAMPLE <= model.customers && started.elapsed() < PATIENCE {
        // A cell that cannot reach its horizon is reported by the run itself, with its place.
        if cell.run_customers(tried..tried + SAMPLE).is_err() {
            break;
        }
        tried += SAMPLE;
    }
    (tried.max(1), started.elapsed())
}
