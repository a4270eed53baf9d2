//! What a rule, an intervention or a shock changes, when, and for whom.

use crate::scenario::compile::timeline::Timeline;
use crate::scenario::grammar::value::Change;
use crate::scenario::who::{Condition, Person};
use crate::units::SimTime;

/// A change with its course in time.
pub(in crate::scenario) struct Effect<'a> {
    pub(in crate::scenario) name: &'a str,
    pub(in crate::scenario) start: f64,
    pub(in crate::scenario) changes: Vec<Change>,
    pub(in crate::scenario) steps: Vec<(SimTime, f64)>,
    /// Whom it reaches; `None`: it is one of the scenario as a whole.
    pub(in crate::scenario) reach: Option<Condition>,
}

impl<'a> Effect<'a> {
    /// Changes over time; `None` if there are none before the horizon.
    pub(in crate::scenario) fn of(
        name: &'a str,
        line: Timeline,
        changes: Vec<Change>,
        reach: Option<Condition>,
        horizon: SimTime,
    ) -> Option<Self> {
        let steps = line.steps(horizon.days()).into_iter().map(|(day, weight)| (SimTime::written(day), weight));
        let steps: Vec<(SimTime, f64)> = steps.filter(|step| step.0 < horizon).collect();
        let acts = !changes.is_empty() && !steps.is_empty();
        acts.then_some(Effect { name, start: line.start, changes, steps, reach })
    }

    /// Changes for some customers that are in force all the time, under all that begins at some time.
    pub(in crate::scenario) fn always(name: &'a str, changes: Vec<Change>, reach: Condition) -> Self {
        Effect { name, start: f64::NEG_INFINITY, changes, steps: vec![(SimTime::ZERO, 1.0)], reach: Some(reach) }
    }

    /// Whether it is a rule: in force all the time.
    pub(in crate::scenario) fn is_rule(&self) -> bool {
        self.start == f64::NEG_INFINITY
    }

    pub(in crate::scenario) fn weight(&self, at: SimTime) -> f64 {
        let passed = self.steps.partition_point(|step| step.0 <= at);
        passed.checked_sub(1).map_or(0.0, |last| self.steps[last].1)
    }

    pub(in crate::scenario) fn reaches(&self, person: &Person) -> bool {
        self.reach.as_ref().is_none_or(|reach| reach.holds(person))
    }

    /// Whether it reaches everybody in a segment.
    pub(in crate::scenario) fn reaches_all_of(&self, segment: usize) -> bool {
        self.reach.as_ref().is_none_or(|reach| reach.holds_in_all_of(segment))
    }

    /// Whether it reaches people by something that changes in the course of a life.
    pub(in crate::scenario) fn asks_anew(&self) -> bool {
        self.reach.as_ref().is_some_and(Condition::asks_anew)
    }
}
