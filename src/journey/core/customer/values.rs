//! What a customer lives by: the values of the kind, and the touchpoints of a visit.

use crate::engine::calendar::{Event, MAX_ORDER};
use crate::journey::core::activity::Activity;
use crate::journey::core::cell::Cell;
use crate::journey::core::customer::record::Customer;
use crate::journey::core::purpose;
use crate::journey::core::rank;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;
use crate::journey::model::{Attribute, Drawn, Kinds, Model, Profile, TouchId, Touchpoint};
use crate::random::Key;
use crate::units::SimTime;

impl Attribute {
    /// The kind of somebody who has this attribute as it is drawn for the key.
    ///
    /// # Randomness
    /// One word at `ATTRIBUTE` and its address.
    fn put(&self, kind: u32, key: &Key) -> u32 {
        let purpose = purpose::ATTRIBUTE | self.address;
        let cell = match &self.drawn {
            Drawn::Values { upto, cell } => {
                let u = key.uniform(purpose, 0);
                cell[upto.partition_point(|&upto| upto <= u).min(cell.len() - 1)].into()
            }
            Drawn::Number { law, edges } => {
                let x = law.draw(key, purpose, 0);
                edges.partition_point(|&edge| edge <= x) as u32
            }
        };
        self.digit.put(kind, cell)
    }
}

impl Kinds {
    /// What is drawn of somebody, and kept for ever.
    pub(crate) fn attributes_of(&self, key: &Key) -> u32 {
        self.attributes.iter().fold(0, |kind, attribute| attribute.put(kind, key))
    }

    /// The kind of somebody who is a customer from now on, before any purchase.
    pub(crate) fn newcomer(&self, key: &Key, segment: usize, source: u16, stage: u8, tenure: u64) -> u32 {
        let kind = self.segment.put(self.attributes_of(key), segment);
        let kind = self.stage.put(self.source.put(kind, usize::from(source)), usize::from(stage));
        self.tenure.put(kind, tenure)
    }

    /// The kind of somebody who comes back in a stage: what the firm knew and what was held is gone.
    pub(crate) fn returnee(&self, c: &Customer, stage: u8) -> u32 {
        let kind = self.newcomer(&c.key, usize::from(c.segment), c.source, stage, 0);
        self.purchases.put(kind, u64::from(c.purchases))
    }
}

impl Model {
    /// The values of a kind of customers.
    #[inline]
    #[must_use]
    pub fn values_of(&self, kind: u32) -> &Profile {
        &self.profiles[usize::from(self.kinds.profile[kind as usize])]
    }
}

impl Customer {
    /// Is of this kind from now on.
    #[inline]
    pub(crate) fn set_kind(&mut self, kind: u32, model: &Model) {
        (self.kind, self.profile) = (kind, model.kinds.profile[kind as usize]);
    }
}

impl<'m, T: Trace, S: Scope> Cell<'m, T, S> {
    /// The customer's own values.
    #[inline]
    pub(crate) fn profile(&self, slot: u32) -> &'m Profile {
        &self.model.profiles[usize::from(self.customers[slot].profile)]
    }

    /// A touchpoint as it is in this visit: that of everybody, or the customer's own by the kind with which the visit began.
    #[inline(always)]
    pub(crate) fn touchpoint(&self, slot: u32, id: TouchId) -> &'m Touchpoint {
        self.touchpoint_in(self.model, slot, id)
    }

    /// The same in another regime of the world.
    #[inline(always)]
    pub(crate) fn touchpoint_in(&self, model: &'m Model, slot: u32, id: TouchId) -> &'m Touchpoint {
        let shared = &model.touchpoints[usize::from(id)];
        if S::EVERYTHING && shared.varies { self.own_touchpoint(model, slot, shared) } else { shared }
    }

    #[inline(never)]
    fn own_touchpoint(&self, model: &'m Model, slot: u32, shared: &'m Touchpoint) -> &'m Touchpoint {
        let v = &self.visits[slot];
        let ways = if S::relates(v.customer) { &model.kinds.way } else { &model.kinds.visitor_way };
        let way = &model.ways[usize::from(ways[v.kind as usize])];
        way.get(usize::from(shared.id)).and_then(Option::as_deref).unwrap_or(shared)
    }

    /// Makes somebody one of another kind: what runs at a rate is spent up to now and goes on by the new values, where life is another by
    /// them. `turn` does what goes with it, between the two. Stage, hazards and purchases are left to the caller, where it returns that life is another.
    pub(crate) fn turn_into(&mut self, slot: u32, kind: u32, turn: impl FnOnce(&mut Self)) -> bool {
        let other_values = S::EVERYTHING && self.lives_otherwise(slot, kind);
        if other_values {
            self.close_rates(slot);
        }
        turn(self);
        self.take_kind(slot, kind);
        if other_values {
            self.open_rates(slot);
        }
        other_values
    }

    /// Is of another kind, with rates closed or alike; tells which rules took hold.
    pub(crate) fn take_kind(&mut self, slot: u32, kind: u32) {
        let model = self.model;
        let c = &mut self.customers[slot];
        let before = c.kind;
        c.set_kind(kind, model);
        if S::EVERYTHING && before != kind {
            self.note_rules(slot, Some(before));
            self.charge_for_kind(slot, before);
        }
    }

    /// Puts the next edge of tenure at which some change asks into the calendar.
    pub(crate) fn await_tenure(&mut self, slot: u32) {
        if !S::EVERYTHING || !self.model.kinds.tenure.digit.is_asked() {
            return;
        }
        let c = &self.customers[slot];
        if let Some(edge) = self.model.kinds.tenure.after(c.tenure(self.now).0) {
            let at = SimTime((c.joined + edge as i64).max(0) as u64);
            if at < self.model.horizon {
                self.calendar.schedule(Event { at, rank: rank::OWN_SWITCH, order: c.order, slot });
            }
        }
    }

    /// An offer is over, or tenure comes to an edge, if it is still this customer.
    pub(crate) fn meet_own_switch(&mut self, event: Event) {
        let slot = event.slot;
        let is_same = |c: &Customer| c.alive && c.order & (MAX_ORDER - 1) == event.order;
        if is_same(&self.customers[slot]) {
            self.end_offer(slot);
        }
        let c = &self.customers[slot];
        if is_same(c) {
            let kind = self.model.kinds.tenure.put(c.kind, c.tenure(self.now).0);
            if kind != c.kind {
                let lives_otherwise = self.turn_into(slot, kind, |_| {});
                self.await_tenure(slot);
                if lives_otherwise {
                    self.reassess(slot);
                }
            }
        }
    }

    /// Sees what has become of a customer: purchases, membership, tier.
    pub(crate) fn follow(&mut self, slot: u32) {
        let kinds = &self.model.kinds;
        let c = &self.customers[slot];
        let mut kind = kinds.purchases.put(c.kind, u64::from(c.purchases));
        if !kinds.member.is_empty() || !kinds.tier.is_empty() {
            let standing = |place| self.standing(slot, place);
            let members = kinds.member.iter().enumerate();
            kind = members.fold(kind, |kind, (place, names)| names.put(kind, standing(place)[0]));
            let tiers = kinds.tier.iter().enumerate();
            kind = tiers.fold(kind, |kind, (place, names)| names.put(kind, standing(place)[1]));
        }
        if kind != self.customers[slot].kind {
            self.turn_into(slot, kind, |_| {});
        }
    }

    /// Tells which rules hold from now on and which no longer do.
    pub(crate) fn note_rules(&mut self, slot: u32, before: Option<u32>) {
        if T::ON {
            let (now, model) = (self.now, self.model);
            let c = &self.customers[slot];
            let (kind, who) = (c.kind as usize, c.who());
            for (rule, spec) in model.kinds.rules.iter().enumerate() {
                let held = before.is_some_and(|before| spec.holds[before as usize]);
                if spec.holds[kind] != held {
                    let rule = rule as u16;
                    self.note(
                        now,
                        who,
                        || if held { Activity::RuleEnds { rule } } else { Activity::RuleHolds { rule } },
                    );
                }
            }
        }
    }

    /// Whether a customer would live by other values as one of another kind.
    pub(crate) fn lives_otherwise(&self, slot: u32, kind: u32) -> bool {
        let here = usize::from(self.customers[slot].profile);
        let there = usize::from(self.model.kinds.profile[kind as usize]);
        here != there && !self.model.profiles[here].lives_like(&self.model.profiles[there])
    }

    /// Market standard of performance on a day.
    pub(crate) fn market(&self, at: SimTime) -> f64 {
        self.model.market_standard + self.model.market_progress * at.days() / 365.0
    }
}
