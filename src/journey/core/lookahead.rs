//! Lookahead: what nobody else can see need not wait for its turn in the calendar.
//!
//! Between two visits a customer of the plain relationship is alone: memory fades, hazards are spent, a stage ends, somebody
//! leaves, and none of it meets a queue or another customer. The departure from a place is such an event too, and so is
//! what follows it, where no server is needed. So the next event of a life is settled right after the one that caused
//! it, as long as neither that customer nor the world has an earlier one. It never enters the calendar, and finds the
//! customer's record in the cache. Where nothing in the world has a server, whole lives pass that way.
//!
//! Every posting has its own time and sums are exact, so that the bytes of the results are those of the calendar. The engine
//! in full, where customers talk and firms look at their customers, waits for every event in turn.

use crate::engine::calendar::Event;
use crate::journey::model::{End, Journey, Model, TouchId};
use crate::units::SimTime;

/// What a cell knows of the events that it may settle ahead of the calendar.
#[derive(Debug)]
pub(crate) struct Lookahead {
    /// Settled next, if it goes unseen.
    pub(super) next: Option<Event>,
    /// The world changes here, and everybody with it.
    pub(super) until: SimTime,
    /// Journeys that need no server from the departure on.
    pub(super) apart: Vec<bool>,
    /// Nothing in the world has a server.
    pub(super) no_servers: bool,
}

impl Lookahead {
    pub(crate) fn of(world: &Model) -> Self {
        let apart = |j: usize| world.regimes().all(|m| m.journeys[j].parts_from_servers(m));
        Lookahead {
            next: None,
            until: SimTime::NEVER,
            apart: (0..world.journeys.len()).map(apart).collect(),
            no_servers: world.regimes().all(|m| m.resources.is_empty()),
        }
    }

    /// The world is as it is now until then, or ends.
    pub(crate) fn set_limit(&mut self, until: SimTime) {
        self.until = until;
    }
}

impl Journey {
    /// Whether nothing that comes with the departure or after it needs a server, nor any step off the path.
    fn parts_from_servers(&self, model: &Model) -> bool {
        let touch = |id: TouchId| &model.touchpoints[usize::from(id)];
        let mut after: Vec<TouchId> = Vec::new();
        for id in self.touchpoints.clone() {
            match touch(id).end {
                Some(End::After) => after.push(id),
                Some(End::Departure) => after.extend(model.successors(id)),
                _ => {}
            }
            if touch(id).off_path && touch(id).resource.is_some() {
                return false;
            }
        }
        let mut i = 0;
        while i < after.len() {
            if touch(after[i]).resource.is_some() {
                return false;
            }
            let next = model.successors(after[i]);
            after.extend(next.into_iter().filter(|id| !after.contains(id)).collect::<Vec<_>>());
            i += 1;
        }
        true
    }
}
