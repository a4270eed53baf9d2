//! Contacting those who are gone, or seem to be.

use super::{CONTACT_BITS, Comeback, Contacts, LIFE_BITS, Lapsed};
use crate::engine::calendar::Event;
use crate::journey::cell::{Cell, rank};
use crate::journey::ledger::Line;
use crate::journey::model::{ChannelMode, HoleId};
use crate::journey::purpose;
use crate::journey::scope::Scope;
use crate::journey::trace::Trace;
use crate::units::SimTime;

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// Somebody leaves now by a hole. Returns whether the firm may see them again: then their account stays open.
    ///
    /// # Randomness
    /// With rates: two words at (`WIN_BACK`, life).
    pub(crate) fn lapse(&mut self, slot: u32, hole: HoleId) -> bool {
        let Some(spec) = self.model.win_back.as_ref().filter(|_| self.lives.on) else { return false };
        let now = self.now;
        let c = self.customers[slot];
        let Some(&life) = self.lives.of(slot) else { return false };
        let draw = life.number << LIFE_BITS;
        let per_day = if self.chooses() { self.expected_pace(&c, &life) } else { 0.0 };
        let mut lapsed = Lapsed {
            customer: c,
            life,
            hole,
            left: now,
            seen: now,
            contact: 0,
            returns: false,
            per_day,
            blame: Vec::new(),
            mark: self.flow_mark(slot),
            categories: self.categories_of(slot),
            deal: self.past_deal(slot),
            register: self.close_register(slot),
        };
        let at = match &spec.way {
            Comeback::Contacts(contacts) => {
                if contacts.cause.get(usize::from(hole)).is_some_and(|&factor| factor == 0.0) {
                    return false;
                }
                lapsed.seen = self.silence_is_seen(slot).unwrap_or(now);
                if life.quiet_since == c.last_purchase {
                    lapsed.contact = life.contacts;
                }
                let Some(&after) = contacts.after.get(lapsed.contact as usize) else { return false };
                lapsed.seen.saturating_add(after).max(now)
            }
            &Comeback::Rates { returns, gone } => {
                let rate = returns + gone;
                if rate <= 0.0 {
                    return false;
                }
                lapsed.returns = c.key.uniform(purpose::WIN_BACK, draw) * rate < returns;
                now.saturating_add(SimTime::from_days(c.key.exponential(purpose::WIN_BACK, draw + 1) / rate))
            }
        };
        let holes = self.model.service_holes;
        lapsed.blame = self.blame[slot as usize * holes..][..holes].to_vec();
        self.wait_for(lapsed, at);
        true
    }

    fn wait_for(&mut self, lapsed: Lapsed, at: SimTime) {
        let order = lapsed.customer.order;
        let slot = self.lives.lapsed.insert(Some(Box::new(lapsed)));
        if at < self.model.horizon {
            self.calendar.schedule(Event { at, rank: rank::WIN_BACK, order, slot });
        }
    }

    /// It is time to contact somebody who left, or for them to come back by themselves or be gone for good.
    ///
    /// # Randomness
    /// With contacts: one word at (`WIN_BACK`, contact of this life).
    pub(crate) fn meet_lapsed(&mut self, slot: u32) {
        let Some(mut lapsed) = self.lives.lapsed[slot].take() else { return };
        self.lives.lapsed.remove(slot);
        let now = self.now;
        let who = lapsed.customer.who();
        let Some(spec) = &self.model.win_back else { return self.settle_lapsed(&lapsed) };
        let contacts = match &spec.way {
            Comeback::Rates { .. } if lapsed.returns => return self.come_back(&lapsed),
            Comeback::Rates { .. } => {
                self.note(now, who, || "is gone for good".to_owned());
                return self.settle_lapsed(&lapsed);
            }
            Comeback::Contacts(contacts) => contacts,
        };
        let days = now.since(lapsed.seen).days();
        let chance = contacts.chance(self.success_with_new(lapsed.customer.source, contacts), lapsed.hole, days);
        if self.worth_a_contact(contacts, lapsed.per_day, chance) {
            let draw = lapsed.life.number << LIFE_BITS | (lapsed.contact & ((1 << CONTACT_BITS) - 1));
            let won = lapsed.customer.key.uniform(purpose::WIN_BACK, draw) < chance;
            self.pay_contact(contacts.cost, false);
            self.note(now, who, || {
                format!("is asked back, accepts with {chance:.2}: {}", if won { "yes" } else { "no" })
            });
            if won {
                self.keep_expectation(lapsed.per_day);
                return self.come_back(&lapsed);
            }
        } else {
            self.note(now, who, || "is not worth asking back".to_owned());
        }
        lapsed.contact += 1;
        match contacts.after.get(lapsed.contact as usize) {
            Some(&after) => {
                let at = lapsed.seen.saturating_add(after).max(now);
                self.wait_for(*lapsed, at);
            }
            None => self.settle_lapsed(&lapsed),
        }
    }

    /// Success of a contact with somebody new, of the source that a customer came by.
    fn success_with_new(&self, source: u16, contacts: &Contacts) -> f64 {
        let own = usize::from(source).checked_sub(1).map(|channel| &self.model.channels[channel].mode);
        let success = match own {
            Some(ChannelMode::Prospects { success, .. }) => *success,
            _ => contacts.success,
        };
        success * self.favour()
    }

    fn pay_contact(&mut self, cost: f64, in_vain: bool) {
        self.post_firm(Line::WinBack, -cost, self.now);
        if self.observed(self.now) {
            self.obs.win_back.contacts += 1;
            self.obs.win_back.in_vain += u64::from(in_vain);
        }
    }

    /// When the firm takes a silence for an exit; `None` where it sees the exit itself. Never, for customers who do not buy.
    fn silence_is_seen(&self, slot: u32) -> Option<SimTime> {
        let (_, silence) = self.silence(&self.customers[slot]);
        silence.map(|s| if s.lost < u64::MAX as f64 { SimTime(s.lost.max(0.0) as u64) } else { SimTime::NEVER })
    }

    /// Sets when the firm next contacts a customer who is there, but silent for so long that it believes otherwise.
    /// Returns when that is.
    pub(crate) fn aim_contact(&mut self, slot: u32) -> SimTime {
        let now = self.now;
        let last = self.customers[slot].last_purchase;
        let due = match self.model.win_back.as_ref().map(|spec| &spec.way) {
            Some(Comeback::Contacts(contacts)) => self.silence_is_seen(slot).and_then(|seen| {
                let life = self.lives.of(slot)?;
                let made = if life.quiet_since == last { life.contacts } else { 0 };
                let after = contacts.after.get(made as usize)?;
                Some(seen.saturating_add(*after).max(SimTime(now.0 + 1)))
            }),
            _ => None,
        };
        let due = due.unwrap_or(SimTime::NEVER);
        self.lives.lives[slot as usize].contact_due = due;
        due
    }

    /// Contacts a customer who never left: nothing comes of it.
    pub(crate) fn contact_in_vain(&mut self, slot: u32) {
        let now = self.now;
        let c = &self.customers[slot];
        let (last, who) = (c.last_purchase, c.who());
        let life = &mut self.lives.lives[slot as usize];
        if life.contact_due > now {
            return;
        }
        life.contacts = if life.quiet_since == last { life.contacts + 1 } else { 1 };
        (life.quiet_since, life.contact_due) = (last, SimTime::NEVER);
        let Some(Comeback::Contacts(contacts)) = self.model.win_back.as_ref().map(|spec| &spec.way) else { return };
        if self.chooses() {
            self.post_earnings_so_far(slot);
            let (c, life) = (self.customers[slot], self.lives.lives[slot as usize]);
            // The firm knows of no cause: nothing has happened.
            let days = self.silence_is_seen(slot).map_or(0.0, |seen| now.since(seen).days());
            let fresh = contacts.ratio * self.success_with_new(c.source, contacts);
            let chance = contacts.faded(fresh, days);
            if !self.worth_a_contact(contacts, self.expected_pace(&c, &life), chance) {
                return self.note(now, who, || "is not worth asking back, and had never left".to_owned());
            }
        }
        self.pay_contact(contacts.cost, true);
        self.note(now, who, || "is asked back, and had never left".to_owned());
    }
}
