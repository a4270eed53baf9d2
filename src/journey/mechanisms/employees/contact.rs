//! Contact persons: staff who have clients, and take some of their loyalty along when they leave.

use super::state::{ContactPerson, contact_index};
use crate::journey::core::activity::Activity;
use crate::journey::core::cell::Cell;
use crate::journey::core::purpose;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;
use crate::units::SimTime;

/// How long clients are easier to win over after their contact person left [days], and how much easier.
const HANDOVER_DAYS: f64 = 90.0;

const HANDOVER_PULL: f64 = 2.0;

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// Whether staff have clients here.
    #[inline(always)]
    pub(crate) fn has_contact_persons(&self) -> bool {
        S::EVERYTHING && !self.employees.contacts.is_empty()
    }

    /// Those whose allowance is spent leave; another takes their clients over.
    pub(super) fn contacts_leave(&mut self, backup: bool) {
        let now = self.now;
        let key = self.replication.customer(0);
        let observed = self.observed(now);
        let mut touched = false;
        for (number, person) in self.employees.contacts.iter_mut().enumerate().filter(|(_, p)| p.remaining <= 0.0) {
            person.remaining = key.exponential(purpose::CONTACT_LEAVES, contact_index(number, person.drawn));
            person.drawn += 1;
            self.obs.teams[person.resource].departures += u64::from(observed);
            if !backup {
                person.handover = now.saturating_add(SimTime::from_days(HANDOVER_DAYS));
                touched = true;
            }
        }
        if !touched {
            return;
        }
        for slot in 0..self.customers.capacity_used() as u32 {
            if self.customers[slot].alive && self.is_just_handed_over(slot) {
                let who = self.customers[slot].who();
                self.note(now, who, || Activity::LosesContactPerson);
                self.refresh(slot);
                self.reassess(slot);
            }
        }
    }

    fn is_just_handed_over(&self, slot: u32) -> bool {
        let until = self.now.saturating_add(SimTime::from_days(HANDOVER_DAYS));
        self.contacts_of(slot).any(|person| person.handover == until)
    }

    /// The contact persons of a customer, one at each resource that has them.
    ///
    /// # Randomness
    /// One word at (`CONTACT_PERSON`, resource), once per customer.
    fn contacts_of(&self, slot: u32) -> impl Iterator<Item = &ContactPerson> {
        let key = &self.customers[slot].key;
        self.employees.teams.iter().enumerate().filter(|(_, team)| team.contacts > 0).map(move |(r, team)| {
            let place = (key.uniform(purpose::CONTACT_PERSON, r as u32) * team.contacts as f64) as usize;
            &self.employees.contacts[team.first + place.min(team.contacts - 1)]
        })
    }

    /// Factor on the pull of a hole while a customer's contact person has just left, and until when it holds.
    pub(crate) fn handover_pull(&self, slot: u32, hole: usize) -> (f64, SimTime) {
        if !self.has_contact_persons() || self.model.rival_hole.map(usize::from) != Some(hole) {
            return (1.0, SimTime::NEVER);
        }
        match self.contacts_of(slot).map(|person| person.handover).max().filter(|&until| self.now < until) {
            Some(until) => (HANDOVER_PULL, until),
            None => (1.0, SimTime::NEVER),
        }
    }
}
