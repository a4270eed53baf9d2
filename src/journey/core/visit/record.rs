//! What is kept of one visit.

use crate::journey::model::{JourneyId, Model, TouchId};
use crate::random::Key;
use crate::units::SimTime;

pub(crate) const NO_CUSTOMER: u32 = u32::MAX;

pub(crate) const NO_TOUCH: TouchId = TouchId::MAX;

/// What a visit is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Walking,
    Waiting,
    InService,
    /// Has yet to begin, at the next opening: no encounter so far.
    ToBegin,
    /// Paused over a change of the world: to be served without staff,
    ToServe,
    /// to give up a sampled wait,
    ToGiveUp,
    /// or to finish a service without staff, under way since `served`.
    ToFinish,
}

/// How a visit ends: by the last way taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// By `next`, or past all that does not take place.
    Done,
    /// By `on_fail`.
    Failed,
    /// By giving up waiting or finding a queue full; or by leaving for good before what was to come after the departure.
    GaveUp,
    /// At `max_visits`.
    CutOff,
}

/// Whether some touchpoint of a visit failed since its start, or since its departure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failed {
    No,
    /// While no transaction was complete.
    BeforePurchase,
    AfterPurchase,
}

/// One visit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Visit {
    pub(crate) key: Key,
    pub(crate) order: u64,
    pub(crate) started: SimTime,
    /// Arrival at the present touchpoint.
    pub(crate) touched: SimTime,
    /// Arrival at the queue of its resource.
    pub(crate) queued: SimTime,
    /// Start of service.
    pub(crate) served: SimTime,
    /// Time in service at its resource.
    pub(crate) service: SimTime,
    /// What the calendar expects.
    pub(crate) due: SimTime,
    /// Discounted value so far, from the start of the visit.
    pub(crate) value: f64,
    /// When the transaction was completed, if it was.
    pub(crate) bought: SimTime,
    pub(crate) customer: u32,
    /// Kind of the customer, or of the visitor, as the visit began: a number of `Kinds`.
    pub(crate) kind: u32,
    pub(crate) stamp: u32,
    pub(crate) ticket: u32,
    /// Number of the visit within customer and journey.
    pub(crate) number: u32,
    pub(crate) starter: u16,
    pub(crate) journey: JourneyId,
    pub(crate) touch: TouchId,
    /// Where to go on after the departure, or after a delay.
    pub(crate) resume: TouchId,
    pub(crate) pass: u16,
    pub(crate) due_rank: u8,
    pub(crate) state: State,
    pub(crate) alive: bool,
    pub(crate) departed: bool,
    /// A purchase hangs on it.
    pub(crate) buys: bool,
    /// How it ends if it ends now.
    pub(crate) ending: Ending,
    /// Some touchpoint failed that no offer has answered yet.
    pub(crate) failed: Failed,
    /// A step off the path for this visit's slot; the rest of the record is its parent's.
    pub(crate) parent: u32,
}

/// What a visit must remember about one touchpoint of its journey.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scratch {
    pub(crate) passes: u16,
    /// When the step off the path is ready; never while it is not.
    pub(crate) ready: SimTime,
    /// It has been started for the present pass.
    pub(crate) begun: bool,
    /// The step off the path failed, and no touch that requires it has suffered from it yet.
    pub(crate) failed: bool,
}

pub(crate) const NOT_BEGUN: Scratch = Scratch { passes: 0, ready: SimTime::NEVER, begun: false, failed: false };

pub(crate) const NO_PARENT: u32 = u32::MAX;

impl Visit {
    pub(crate) fn journey(&self) -> JourneyId {
        self.journey
    }

    /// Whether it has yet to begin.
    pub(crate) fn waits_for_opening(&self) -> bool {
        self.state == State::ToBegin
    }
}

/// What visits of a cell must remember beside their records.
#[derive(Debug)]
pub(crate) struct Scratches {
    /// Pass counts and readiness, `stride` for each visit slot.
    pub(crate) notes: Vec<Scratch>,
    /// 0 where no journey loops or has steps off the path.
    pub(crate) stride: usize,
}

impl Scratches {
    pub(crate) fn of(world: &Model) -> Self {
        let needed = world.regimes().flat_map(|m| m.journeys.iter().filter(|j| j.needs_scratch(m)));
        Scratches { notes: Vec::new(), stride: needed.map(|j| j.touchpoints.len()).max().unwrap_or(0) }
    }
}
