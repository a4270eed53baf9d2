//! What an intervention or a shock changes, when, and for whom.

use crate::scenario::compile::timeline::Timeline;
use crate::scenario::grammar::Treatment;
use crate::scenario::grammar::value::Change;
use crate::units::SimTime;

/// A change with its course in time.
pub(in crate::scenario) struct Effect<'a> {
    pub(in crate::scenario) name: &'a str,
    pub(in crate::scenario) start: f64,
    pub(in crate::scenario) changes: Vec<Change>,
    pub(in crate::scenario) steps: Vec<(SimTime, f64)>,
    /// Whom it reaches; `None`: it is one of the scenario as a whole.
    pub(in crate::scenario) reach: Option<Reach>,
}

/// Customers of some segments, in some stages.
pub(in crate::scenario) struct Reach {
    /// By segment; `None`: all.
    pub(in crate::scenario) segments: Option<Vec<bool>>,
    /// By stage; `None`: all.
    pub(in crate::scenario) stages: Option<[bool; 4]>,
}

impl Reach {
    /// `stage`: `None` for those at which nothing is aimed.
    pub(in crate::scenario) fn holds(&self, segment: usize, stage: Option<usize>) -> bool {
        self.segments.as_ref().is_none_or(|reached| reached.get(segment) == Some(&true))
            && self.stages.is_none_or(|reached| stage.is_some_and(|stage| reached[stage]))
    }
}

impl<'a> Effect<'a> {
    /// The changes of an entry over time; `None` if there are none before the horizon.
    pub(in crate::scenario) fn of(
        entry: &Treatment<'a>,
        line: Timeline,
        changes: Vec<Change>,
        reach: Option<Reach>,
        horizon: SimTime,
    ) -> Option<Self> {
        let steps = line.steps(horizon.days()).into_iter().map(|(day, weight)| (SimTime::written(day), weight));
        let steps: Vec<(SimTime, f64)> = steps.filter(|step| step.0 < horizon).collect();
        let acts = !changes.is_empty() && !steps.is_empty();
        acts.then_some(Effect { name: *entry.name, start: line.start, changes, steps, reach })
    }

    pub(in crate::scenario) fn weight(&self, at: SimTime) -> f64 {
        let passed = self.steps.partition_point(|step| step.0 <= at);
        passed.checked_sub(1).map_or(0.0, |last| self.steps[last].1)
    }

    pub(in crate::scenario) fn reaches(&self, segment: usize, stage: Option<usize>) -> bool {
        self.reach.as_ref().is_none_or(|reach| reach.holds(segment, stage))
    }
}
