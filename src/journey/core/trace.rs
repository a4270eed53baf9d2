//! Watching lives: the hook that `replay` and the event log use. Off, it costs nothing.

use super::activity::{Activity, Ending};
use crate::journey::model::{JourneyId, ResourceId, TouchId};
use crate::units::SimTime;

/// Receives what happens to entities, in the order in which the engine settles it.
pub trait Trace {
    /// Whether events are wanted at all; `false` compiles them away.
    const ON: bool;
    /// One event of somebody's life.
    fn note(&mut self, event: LifeEvent);
    /// One event of the visit in a slot of the cell.
    fn note_in_visit(&mut self, _slot: u32, event: LifeEvent) {
        self.note(event);
    }
    /// How the visit in a slot goes on. Steps of a visit come in their order, each as soon as the engine knows of it.
    fn step(&mut self, _slot: u32, _step: Step) {}
    /// What is noted from now on comes of the visit in this slot, as far as it happens to whoever makes it; nothing: of none.
    fn settles(&mut self, _slot: Option<u32>) {}
}

/// One thing that happened to somebody: in an event log, the event of a case.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LifeEvent {
    /// Whose life it belongs to: the case.
    pub who: Who,
    /// When.
    pub at: SimTime,
    /// How many of the changes in [`Model::later`](crate::journey::model::Model::later) had come: whose indices and names hold.
    pub regime: usize,
    /// In which loyalty program, by its place; nothing where it has to do with none.
    pub program: Option<usize>,
    /// What.
    pub activity: Activity,
}

/// Whose life an event belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Who {
    /// A customer: source 0 was there on day 0, source `c + 1` is acquisition channel `c`; then the number within it.
    Customer(u32, u64),
    /// An anonymous visitor of a journey.
    Visitor(u32, u64),
}

/// How a visit goes on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Step {
    /// It begins.
    Begins {
        /// Whose it is.
        who: Who,
        /// Of this journey.
        journey: JourneyId,
        /// When.
        at: SimTime,
    },
    /// It comes to a touchpoint.
    Comes {
        /// Which.
        touchpoint: TouchId,
        /// Which names hold: as in [`LifeEvent::regime`].
        regime: usize,
        /// When.
        at: SimTime,
    },
    /// Work off the path of the visit in `parent` begins, in a slot of its own.
    Branches {
        /// The visit that it is for.
        parent: u32,
        /// The step.
        touchpoint: TouchId,
        /// As in [`LifeEvent::regime`].
        regime: usize,
        /// When.
        at: SimTime,
    },
    /// It joins the line of a resource, or finds a free server there.
    Queues {
        /// Which.
        resource: ResourceId,
        /// When.
        at: SimTime,
    },
    /// Service starts.
    Starts {
        /// When.
        at: SimTime,
    },
    /// Service is settled.
    Ends {
        /// When it ends.
        at: SimTime,
        /// Whether it failed.
        failed: bool,
    },
    /// Work off the path of this visit that needs no resource, settled at once.
    Prepares {
        /// The step.
        touchpoint: TouchId,
        /// As in [`LifeEvent::regime`].
        regime: usize,
        /// When it was asked for, when it starts, and when it ends.
        times: [SimTime; 3],
        /// Whether it failed.
        failed: bool,
    },
    /// The visit is over.
    Over {
        /// How.
        ending: Ending,
        /// When.
        at: SimTime,
    },
}

/// Wants nothing.
#[derive(Debug, Default, Clone, Copy)]
pub struct NoTrace;

impl Trace for NoTrace {
    const ON: bool = false;
    fn note(&mut self, _: LifeEvent) {}
}

/// Keeps every event of one entity.
#[derive(Debug, Clone)]
pub struct LifeTrace {
    only: Who,
    events: Vec<LifeEvent>,
}

impl LifeTrace {
    /// Follows one entity.
    #[must_use]
    pub fn of(who: Who) -> Self {
        LifeTrace { only: who, events: Vec::new() }
    }

    /// What happened, in the order of settling.
    #[must_use]
    pub fn into_events(self) -> Vec<LifeEvent> {
        self.events
    }
}

impl Trace for LifeTrace {
    const ON: bool = true;
    fn note(&mut self, event: LifeEvent) {
        if self.only == event.who {
            self.events.push(event);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::core::cell::Cell;
    use crate::journey::fixtures::mm1;

    const EVENT: LifeEvent = LifeEvent {
        who: Who::Visitor(0, 1),
        at: SimTime::ZERO,
        regime: 0,
        program: Some(0),
        activity: Activity::Enrols,
    };

    #[test]
    fn one_life_and_no_other() {
        for (mut trace, kept) in [(LifeTrace::of(Who::Visitor(0, 1)), 1), (LifeTrace::of(Who::Customer(0, 1)), 0)] {
            trace.note(EVENT);
            assert_eq!(trace.into_events().len(), kept);
        }
    }

    #[test]
    fn nothing_is_made_for_who_wants_nothing() {
        let model = mm1(0.5, 1.0);
        let mut cell = Cell::new(&model, 1, 0, NoTrace);
        cell.note(EVENT.at, EVENT.who, || panic!("an activity was made"));
    }
}
