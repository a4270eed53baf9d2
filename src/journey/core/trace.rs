//! Watching lives: the hook that `replay` and the event log use. Off, it costs nothing.

use super::activity::Activity;
use crate::units::SimTime;

/// Receives what happens to entities, in the order in which the engine settles it.
pub trait Trace {
    /// Whether events are wanted at all; `false` compiles them away.
    const ON: bool;
    /// One event of somebody's life.
    fn note(&mut self, event: LifeEvent);
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

/// Wants nothing.
#[derive(Debug, Default, Clone, Copy)]
pub struct NoTrace;

impl Trace for NoTrace {
    const ON: bool = false;
    fn note(&mut self, _: LifeEvent) {}
}

/// Keeps every event of one entity, or of all.
#[derive(Debug, Clone)]
pub struct LifeTrace {
    only: Option<Who>,
    events: Vec<LifeEvent>,
}

impl LifeTrace {
    /// Follows one entity.
    #[must_use]
    pub fn of(who: Who) -> Self {
        LifeTrace { only: Some(who), events: Vec::new() }
    }

    /// Follows everybody.
    #[must_use]
    pub fn of_all() -> Self {
        LifeTrace { only: None, events: Vec::new() }
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
        if self.only.is_none_or(|who| who == event.who) {
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
    fn one_life_or_all() {
        for (mut trace, kept) in
            [(LifeTrace::of(Who::Visitor(0, 1)), 1), (LifeTrace::of(Who::Customer(0, 1)), 0), (LifeTrace::of_all(), 1)]
        {
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
