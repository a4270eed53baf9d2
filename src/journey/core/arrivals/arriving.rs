//! Who arrives: anonymous visitors, and prospects who are approached until they join.

use super::stream::Stream;
use crate::engine::calendar::Event;
use crate::journey::core::cell::Cell;
use crate::journey::core::money::ledger::Line;
use crate::journey::core::purpose;
use crate::journey::core::rank;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;
use crate::journey::model::{ChannelMode, JourneyId, Start};
use crate::units::SimTime;

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    pub(crate) fn open_streams(&mut self) {
        self.streams =
            (0..self.model.channels.len()).map(|c| Stream::of_channel(self.model, c, self.replication)).collect();
        for c in 0..self.streams.len() {
            self.schedule_prospect(c);
        }
        let journeys: Vec<JourneyId> = (0..self.model.journeys.len() as JourneyId)
            .filter(|&j| matches!(self.model.journeys[usize::from(j)].start, Start::Arrivals(_)))
            .collect();
        for j in journeys {
            self.streams.push(Stream::of_journey(self.model, j, self.replication));
            self.schedule_visitor(self.streams.len() - 1);
        }
    }

    /// Draws the next person approached by a source, and puts it into the calendar.
    pub(crate) fn schedule_prospect(&mut self, channel: usize) {
        self.feedback.control.keep(channel, self.streams[channel]);
        if let Some((number, at)) = self.streams[channel].next_before(self.world, self.replication) {
            self.streams[channel].pending = number;
            self.calendar.schedule(Event { at, rank: rank::ACQUIRE, order: number, slot: channel as u32 });
        }
    }

    pub(crate) fn prospect_arrives(&mut self, slot: u32) {
        let channel = slot as usize;
        // A budget that has changed since moved this arrival to another time.
        if !self.streams[channel].is_due(self.now) {
            return;
        }
        let number = self.streams[channel].pending;
        if let Some(joined) = self.approach(channel, number, self.now) {
            self.calendar.schedule(Event { at: joined, rank: rank::JOIN, order: number, slot });
        }
        self.schedule_prospect(channel);
    }

    fn schedule_visitor(&mut self, stream: usize) {
        if let Some((number, at)) = self.streams[stream].next_before(self.world, self.replication) {
            self.streams[stream].pending = number;
            self.calendar.schedule(Event { at, rank: rank::ARRIVAL, order: number, slot: stream as u32 });
        }
    }

    #[inline(never)]
    pub(crate) fn visitor_arrives(&mut self, slot: u32) {
        let stream = &self.streams[slot as usize];
        let (journey, key, number) = (stream.journey, stream.key, stream.pending);
        self.admit_visitor(journey, key, number, self.now);
        self.schedule_visitor(slot as usize);
    }

    /// Contacts with one prospect from `at` on, each under the world of its own time: posts their costs and returns when the prospect
    /// joins.
    pub(crate) fn approach(&mut self, channel: usize, number: u64, at: SimTime) -> Option<SimTime> {
        let world = self.world;
        let favour = self.favour();
        let (mut when, mut contact) = (at, 0);
        loop {
            if when >= world.horizon {
                return None;
            }
            let (success, most, between, fit, cost) = match &world.at(when).channels[channel].mode {
                ChannelMode::Joins(_) => return Some(at),
                // Nobody is approached: they come by themselves, or are brought.
                ChannelMode::Adoption(_) | ChannelMode::Referral => return None,
                &ChannelMode::Prospects { success, max_contacts, between, fit, cost_per_contact, .. } => {
                    (success * favour, max_contacts, between, fit, cost_per_contact)
                }
            };
            if contact >= most {
                return None;
            }
            self.post_firm(Line::Contacts, -cost, when);
            self.spend_on(channel, cost, when);
            let key = self.customer_key(channel as u32 + 1, number);
            let fits = fit >= 1.0 || key.uniform(purpose::FIT, 0) < fit;
            if fits && key.uniform(purpose::CONTACT, contact) < success {
                return Some(when);
            }
            when = when.saturating_add(between);
            contact += 1;
        }
    }
}
