//! How long a large run may take, said before it starts.

use std::time::{Duration, Instant};

use super::progress::span;
use crate::experiment::Plan;
use crate::journey::cell::Cell;
use crate::journey::model::Model;
use crate::journey::trace::NoTrace;

/// Lives from which on an estimate is worth its sample.
const MANY_LIVES: u64 = 10_000_000;
/// Customers in one shared cell from which on memory is worth a word.
const LARGE_CELL: u64 = 1_000_000;
/// Customers tried at a time.
const SAMPLE: u64 = 100;
/// Time spent trying.
const PATIENCE: Duration = Duration::from_millis(100);

/// A line about a large run, or nothing.
///
/// Independent customers are timed on a sample of the real ones. Customers who share a queue cannot be tried alone, so only the size
/// of their cell is said.
pub(super) fn estimate(model: &Model, plan: &Plan) -> Option<String> {
    let customers = model.customers;
    if !model.is_independent() {
        let threads = plan.threads as u64;
        return (customers >= LARGE_CELL).then(|| {
            format!(
                "large run: {customers} customers share one cell, and up to {} such cells are in memory at once",
                threads.min(plan.replications)
            )
        });
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
