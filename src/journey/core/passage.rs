//! Passages: what an event log keeps of visits, one record for each time that a visit comes to a touchpoint.
//!
//! The engine tells the steps of a visit by the slot that the visit has in its cell; here they become one record of the passage. A visit walks
//! ahead of the calendar, so times beyond the horizon come along: whoever reads a record knows the horizon, and leaves out what lies beyond.

use super::activity::{Activity, Ending};
use super::trace::{LifeEvent, Step, Trace, Who};
use crate::journey::model::{JourneyId, ResourceId, TouchId};
use crate::units::SimTime;

/// A visit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VisitMade {
    /// Whose it is.
    pub who: Who,
    /// Of this journey.
    pub journey: JourneyId,
    /// When it began.
    pub began: SimTime,
    /// How and when it ended, if it did.
    pub ended: Option<(Ending, SimTime)>,
}

/// How a passage went, as far as its times leave that open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fared {
    /// Nothing stood in its way.
    Well,
    /// It failed.
    Failed,
    /// Gave up waiting.
    Reneged,
    /// Found the queue full.
    Baulked,
}

/// How a touchpoint was held against what was expected.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judgement {
    /// Points.
    pub performance: f64,
    /// Points.
    pub expected: f64,
    /// Utility, -1..1.
    pub moment: f64,
}

/// One time that a visit came to a touchpoint, or that work off its path was asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Passage {
    /// Which visit: index in [`Passages::visits`].
    pub visit: u32,
    /// As in [`LifeEvent::regime`].
    pub regime: usize,
    /// Where.
    pub touchpoint: TouchId,
    /// Not on the path of the visit, but work for it.
    pub off_path: bool,
    /// When it came there.
    pub enabled: SimTime,
    /// Where it queued, and since when.
    pub queued: Option<(ResourceId, SimTime)>,
    /// Start of service; [`SimTime::NEVER`]: none.
    pub start: SimTime,
    /// End of service, or of waiting; [`SimTime::NEVER`]: none.
    pub end: SimTime,
    /// How it went.
    pub fared: Fared,
    /// Time lost by trying to do without the staff.
    pub attempt: Option<SimTime>,
    /// Had to say everything again.
    pub again: bool,
    /// Had enough of the firm here.
    pub enough: bool,
    /// How it was judged, if it was.
    pub judged: Option<Judgement>,
}

/// What a slot of the cell holds.
#[derive(Debug, Clone, Copy)]
struct Place {
    visit: u32,
    passage: u32,
}

const NONE: u32 = u32::MAX;

/// Everything that happens to everybody.
#[derive(Debug, Clone, Default)]
pub struct Passages {
    /// Visits, in the order in which they began in their cells.
    pub visits: Vec<VisitMade>,
    /// Passages, those of a visit in the order in which they began.
    pub passages: Vec<Passage>,
    /// What happens to customers beside the passages of their visits, in the order of settling; with the visit that it comes of, if of one.
    pub lives: Vec<(LifeEvent, Option<u32>)>,
    places: Vec<Place>,
    settled: Option<u32>,
}

impl Passages {
    fn place(&mut self, slot: u32) -> &mut Place {
        let at = slot as usize;
        if self.places.len() <= at {
            self.places.resize(at + 1, Place { visit: NONE, passage: NONE });
        }
        &mut self.places[at]
    }

    /// The passage under way in a slot.
    fn open(&mut self, slot: u32) -> Option<&mut Passage> {
        let at = self.place(slot).passage;
        self.passages.get_mut(at as usize)
    }

    fn add(&mut self, slot: u32, visit: u32, regime: usize, touchpoint: TouchId, at: SimTime) -> &mut Passage {
        *self.place(slot) = Place { visit, passage: self.passages.len() as u32 };
        self.passages.push(Passage::at(visit, regime, touchpoint, at));
        self.passages.last_mut().expect("just pushed")
    }
}

impl Passage {
    fn at(visit: u32, regime: usize, touchpoint: TouchId, enabled: SimTime) -> Passage {
        Passage {
            visit,
            regime,
            touchpoint,
            off_path: false,
            enabled,
            queued: None,
            start: SimTime::NEVER,
            end: SimTime::NEVER,
            fared: Fared::Well,
            attempt: None,
            again: false,
            enough: false,
            judged: None,
        }
    }

    /// Waiting ends without service.
    fn breaks_off(&mut self, at: SimTime, fared: Fared) {
        (self.start, self.end, self.fared) = (SimTime::NEVER, at, fared);
    }
}

impl Trace for Passages {
    const ON: bool = true;

    fn note(&mut self, event: LifeEvent) {
        let visit = self.settled.filter(|&visit| self.visits[visit as usize].who == event.who);
        self.lives.push((event, visit));
    }

    fn note_in_visit(&mut self, slot: u32, event: LifeEvent) {
        let Some(passage) = self.open(slot) else { return };
        match event.activity {
            Activity::FindsQueueFull { .. } => passage.breaks_off(event.at, Fared::Baulked),
            Activity::Reneges { .. } => passage.breaks_off(event.at, Fared::Reneged),
            Activity::SaysAgain { .. } => passage.again = true,
            Activity::AsksStaff { .. } => {
                passage.attempt = Some(event.at.since(passage.start));
                passage.start = SimTime::NEVER;
            }
            Activity::Judges { performance, expected, moment, .. } => {
                passage.judged = Some(Judgement { performance, expected, moment });
            }
            Activity::HasHadEnough { .. } => passage.enough = true,
            // The rest is told by steps.
            _ => {}
        }
    }

    fn step(&mut self, slot: u32, step: Step) {
        match step {
            Step::Begins { who, journey, at } => {
                *self.place(slot) = Place { visit: self.visits.len() as u32, passage: NONE };
                self.visits.push(VisitMade { who, journey, began: at, ended: None });
            }
            Step::Comes { touchpoint, regime, at } => {
                let visit = self.place(slot).visit;
                self.add(slot, visit, regime, touchpoint, at);
            }
            Step::Branches { parent, touchpoint, regime, at } => {
                let visit = self.place(parent).visit;
                self.add(slot, visit, regime, touchpoint, at).off_path = true;
            }
            Step::Queues { resource, at } => {
                if let Some(passage) = self.open(slot) {
                    passage.queued = Some((resource, at));
                }
            }
            Step::Starts { at } => {
                if let Some(passage) = self.open(slot) {
                    passage.start = at;
                }
            }
            Step::Ends { at, failed } => {
                if let Some(passage) = self.open(slot) {
                    passage.end = at;
                    passage.fared = if failed { Fared::Failed } else { Fared::Well };
                }
            }
            Step::Prepares { touchpoint, regime, times: [enabled, start, end], failed } => {
                let visit = self.place(slot).visit;
                let fared = if failed { Fared::Failed } else { Fared::Well };
                let passage = Passage::at(visit, regime, touchpoint, enabled);
                self.passages.push(Passage { off_path: true, start, end, fared, ..passage });
            }
            Step::Over { ending, at } => {
                let place = self.place(slot);
                place.passage = NONE;
                let visit = place.visit as usize;
                self.visits[visit].ended = Some((ending, at));
            }
        }
    }

    fn settles(&mut self, slot: Option<u32>) {
        self.settled = slot.map(|slot| self.place(slot).visit).filter(|&visit| visit != NONE);
    }
}
