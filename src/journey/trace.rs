//! Watching a life: the hook that `replay` uses. Off, it costs nothing.

use crate::units::SimTime;

/// Receives what happens to entities, in the order in which the engine settles it.
pub trait Trace {
    /// Whether notes are wanted at all; `false` compiles them away.
    const ON: bool;
    /// One thing that happened to the entity with this number (its customer number or visitor number).
    fn note(&mut self, at: SimTime, who: Who, text: String);
}

/// Whose life a note belongs to.
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
    fn note(&mut self, _: SimTime, _: Who, _: String) {}
}

/// Keeps every note of one entity.
#[derive(Debug, Clone)]
pub struct LifeTrace {
    who: Who,
    /// What happened, in the order of settling.
    pub notes: Vec<(SimTime, String)>,
}

impl LifeTrace {
    /// Follows one entity.
    #[must_use]
    pub fn of(who: Who) -> Self {
        LifeTrace { who, notes: Vec::new() }
    }
}

impl Trace for LifeTrace {
    const ON: bool = true;
    fn note(&mut self, at: SimTime, who: Who, text: String) {
        if who == self.who {
            self.notes.push((at, text));
        }
    }
}
