//! A trial of what a sweep varies: whether any figure differs between its values before thousands of points are spent on it.
//!
//! The same customers live at every point, so a key that acts moves a digit somewhere in the first replications. One that moves none in any
//! replication that the sweep would have gives equal rows.

use std::collections::BTreeSet;

use super::plan::Plan;
use super::work::{compile_values, evaluate};
use crate::experiment::run::Monitor;
use crate::scenario::Scenario;

/// Most values of one parameter that are tried, of a long table.
const MOST_VALUES: usize = 200;

/// At most so many of them, evenly, first and last included.
pub(crate) fn spread<T>(all: &[T], most: usize) -> Vec<&T> {
    let n = all.len().min(most);
    (0..n).map(|i| &all[if n > 1 { i * (all.len() - 1) / (n - 1) } else { 0 }]).collect()
}

/// What varying one parameter did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tried {
    /// A figure differs, or it cannot be said.
    Acts,
    /// No figure differs in any of these replications.
    Nothing {
        /// Replications tried.
        replications: u64,
        /// They are all that a point of the sweep has.
        all: bool,
    },
}

impl Plan {
    /// The values of a parameter that are tried: both ends of a range and its middle, all of a list or of its column in the table. A key may act
    /// at its last value only, such as the smallest of some queue limits.
    #[must_use]
    pub fn tried_values(&self, column: usize) -> Vec<String> {
        let listed = match self.parameters[column].levels.tried() {
            Some(values) => values,
            None => self.points.iter().filter_map(|point| point.values.get(column).cloned()).collect(),
        };
        let mut seen = BTreeSet::new();
        let distinct: Vec<String> = listed.into_iter().filter(|value| seen.insert(value.clone())).collect();
        spread(&distinct, MOST_VALUES).into_iter().cloned().collect()
    }

    /// The values of all parameters while one of them is tried: the others as in the file, at their first values, and at their last.
    pub fn beside(&self, column: usize) -> impl Iterator<Item = Vec<String>> + '_ {
        let all: Vec<Vec<String>> = (0..self.parameters.len()).map(|other| self.tried_values(other)).collect();
        let last = if self.parameters.len() > 1 { 3 } else { 1 };
        (0..last).map(move |arrangement| {
            let of = |(other, values): (usize, &Vec<String>)| match arrangement {
                _ if other == column => None,
                0 => None,
                1 => values.first().cloned(),
                _ => values.last().cloned(),
            };
            all.iter().enumerate().map(|pair| of(pair).unwrap_or_default()).collect()
        })
    }

    /// Runs a parameter at its values, whatever the others are, in each world, until a figure differs, the replications are over, or the monitor stops.
    #[must_use]
    pub fn tried(&self, scenario: &Scenario, column: usize, threads: usize, monitor: &dyn Monitor) -> Tried {
        let values = self.tried_values(column);
        if values.len() < 2 {
            return Tried::Acts;
        }
        let mut done = 0;
        // One replication tells nearly always; only what was silent in it is asked further.
        for range in [(0, 1), (1, self.replications)] {
            if range.0 >= range.1 {
                break;
            }
            let everywhere = |others: Vec<String>| (0..=self.worlds.len()).map(move |world| (others.clone(), world));
            for (others, world) in self.beside(column).flat_map(everywhere) {
                let run = |value: &String| {
                    let mut at = others.clone();
                    at[column].clone_from(value);
                    // What is refused there is told where it is run.
                    let model = compile_values(self, scenario, &at, world).ok()?.model;
                    evaluate(&model, &self.columns, self.seed, range, threads, monitor).ok()?
                };
                // First and last differ soonest.
                let first = run(&values[0]);
                let mut further = values[1..].iter().rev().map(run);
                if monitor.is_cancelled() {
                    let all = false;
                    return if done > 0 { Tried::Nothing { replications: done, all } } else { Tried::Acts };
                }
                if first.is_none() || further.any(|other| other != first) && !monitor.is_cancelled() {
                    return Tried::Acts;
                }
            }
            done = range.1;
        }
        Tried::Nothing { replications: done, all: true }
    }
}
