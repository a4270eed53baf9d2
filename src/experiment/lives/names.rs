//! The names behind the indices of what happens, as they are when it does.

use crate::journey::model::{HoleId, JourneyId, Model, ResourceId, TouchId};
use crate::journey::program::{Currency, Program};
use crate::journey::trace::Who;

/// The names behind the indices of an event.
pub(super) struct Names<'m> {
    pub(super) world: &'m Model,
    pub(super) regime: usize,
    /// Place of the program that it happens in, if in one.
    pub(super) place: usize,
}

impl<'m> Names<'m> {
    fn model(&self) -> &'m Model {
        self.world.regime(self.regime)
    }

    pub(super) fn journey(&self, id: JourneyId) -> &'m str {
        &self.model().journeys[usize::from(id)].name
    }

    pub(super) fn touchpoint(&self, id: TouchId) -> &'m str {
        &self.model().touchpoints[usize::from(id)].name
    }

    pub(super) fn resource(&self, id: ResourceId) -> &'m str {
        &self.model().resources[usize::from(id)].name
    }

    pub(super) fn hole(&self, id: HoleId) -> &'m str {
        &self.model().holes[usize::from(id)].name
    }

    pub(super) fn segment(&self, segment: u8) -> &'m str {
        &self.model().segments[usize::from(segment)].name
    }

    /// A customer who was brought by another.
    pub(super) fn referred(&self, number: u64) -> Option<String> {
        let channel = self.world.voices.as_ref()?.channel;
        Some(who_is(self.world, Who::Customer(channel as u32 + 1, number)))
    }

    pub(super) fn rule(&self, rule: u16) -> &'m str {
        &self.model().kinds.rules[usize::from(rule)].name
    }

    pub(super) fn offer(&self, offer: u8) -> &'m str {
        &self.model().offers[usize::from(offer)].name
    }

    fn program(&self) -> &'m Program {
        self.world.terms(self.regime, self.place).expect("what happens in a program happens after its start")
    }

    /// What units count in: what is held outlives a program that collects nothing any more.
    fn currency(&self) -> &'m Currency {
        let collected = |regime| self.world.regime(regime).programs.at(self.place)?.currency.as_ref();
        (0..=self.regime).rev().find_map(collected).expect("units are those of a currency")
    }

    pub(super) fn contact(&self, contact: u16) -> &'m str {
        &self.program().contacts[usize::from(contact)].name
    }

    pub(super) fn partner(&self, partner: u16) -> &'m str {
        &self.program().partners[usize::from(partner)].name
    }

    pub(super) fn tier(&self, tier: Option<u8>) -> &'m str {
        tier.map_or("no tier", |tier| &self.program().tiers[usize::from(tier)].name)
    }

    /// Units of the program as people count them.
    pub(super) fn shown(&self, units: u64) -> f64 {
        units as f64 / self.currency().per_shown
    }

    /// Units of the program: `1 stamp`, `120 points`, `45.00 spent`.
    pub(super) fn units(&self, units: u64) -> String {
        let currency = self.currency();
        if currency.per_shown != 1.0 {
            return format!("{:.2} spent", self.shown(units));
        }
        match units {
            1 => format!("1 {}", currency.unit.trim_end_matches('s')),
            _ => format!("{units} {}", currency.unit),
        }
    }

    /// How far somebody is: `3 of 10 stamps`.
    pub(super) fn progress(&self, balance: u64) -> String {
        let Currency { per_shown, goal, .. } = *self.currency();
        if per_shown != 1.0 {
            return format!("{:.2} of {}", self.shown(balance), self.units(goal));
        }
        format!("{balance} of {}", self.units(goal))
    }
}

/// Somebody as records call them: "customer 17" was there on day 0, "web 3" came by that acquisition, "visit 12" is a visitor of that journey.
#[must_use]
pub fn who_is(model: &Model, who: Who) -> String {
    match who {
        Who::Customer(0, n) => format!("customer {n}"),
        Who::Customer(c, n) => format!("{} {n}", model.channels[c as usize - 1].name),
        Who::Visitor(j, n) => format!("{} {n}", model.journeys[j as usize].name),
    }
}
