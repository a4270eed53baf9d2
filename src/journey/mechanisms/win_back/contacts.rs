//! Contacting those who are gone, or seem to be.

use super::spec::{Comeback, Contacts};
use super::state::{CONTACT_BITS, LIFE_BITS, Lapsed};
use crate::engine::calendar::{Event, MAX_ORDER};
use crate::journey::core::activity::Activity;
use crate::journey::core::cell::Cell;
use crate::journey::core::customer::record::Customer;
use crate::journey::core::memory::drift::Fading;
use crate::journey::core::money::ledger::Line;
use crate::journey::core::purpose;
use crate::journey::core::rank;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;
use crate::journey::mechanisms::classes::register::Register;
use crate::journey::model::{ChannelMode, HoleId};
use crate::units::SimTime;

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// Whether somebody may come back here.
    #[inline(always)]
    pub(crate) fn wins_back(&self) -> bool {
        S::EVERYTHING && self.win_back.on
    }

    /// Somebody leaves now by a hole. Returns whether the firm may see them again: then their account stays open.
    ///
    /// # Randomness
    /// With rates: two words at (`WIN_BACK`, life), the second the allowance.
    pub(crate) fn lapse(&mut self, slot: u32, hole: HoleId) -> bool {
        if !self.wins_back() {
            return false;
        }
        let now = self.now;
        let c = self.customers[slot];
        let Some(&life) = self.win_back.of(slot) else { return false };
        let per_day = if self.chooses() { self.expected_pace(&c, &life) } else { 0.0 };
        let made = if life.quiet_since == c.last_purchase { life.contacts } else { 0 };
        let mut lapsed = Lapsed {
            customer: c,
            life,
            hole,
            left: now,
            seen: match life.is_silent_since(c.last_purchase, now) {
                true => life.gone_at,
                false => self.silence_is_seen(&c).unwrap_or(now),
            },
            contact: made,
            asked: made,
            remaining: c.key.exponential(purpose::WIN_BACK, (life.number << LIFE_BITS) + 1),
            since: now,
            due: SimTime::NEVER,
            per_day,
            blame: Vec::new(),
            mark: self.flow_mark(slot),
            categories: self.categories_of(slot),
            deal: self.past_deal(slot),
            register: Register::default(),
        };
        if self.is_out_of_reach(&lapsed) {
            return false;
        }
        lapsed.register = self.close_register(slot);
        let holes = self.model.service_holes;
        lapsed.blame = self.bucket.blame[slot as usize * holes..][..holes].to_vec();
        self.wait_for(Box::new(lapsed));
        true
    }

    /// Whether nothing more will come of somebody who left, whatever the world does later.
    fn is_out_of_reach(&self, lapsed: &Lapsed) -> bool {
        self.now >= self.win_back.settled && self.next_of(lapsed).is_none()
    }

    /// When something next comes of somebody who left, under the model in force: a contact, or the end of the allowance.
    pub(super) fn next_of(&self, lapsed: &Lapsed) -> Option<SimTime> {
        match &self.model.win_back.as_ref()?.way {
            Comeback::Contacts(contacts) => {
                let after = contacts.after.get(lapsed.contact as usize).filter(|_| contacts.asks(lapsed.hole))?;
                Some(lapsed.seen.saturating_add(*after).max(self.now))
            }
            &Comeback::Rates { returns, gone } => {
                let rate = returns + gone;
                let days = lapsed.remaining.max(0.0) / rate;
                (rate > 0.0).then(|| lapsed.since.saturating_add(SimTime::from_days(days)).max(self.now))
            }
        }
    }

    fn wait_for(&mut self, lapsed: Box<Lapsed>) {
        let slot = self.win_back.lapsed.insert(Some(lapsed));
        self.aim_lapsed(slot);
    }

    /// Puts what next comes of somebody who left into the calendar.
    fn aim_lapsed(&mut self, slot: u32) {
        let Some(lapsed) = &self.win_back.lapsed[slot] else { return };
        let (at, order) = (self.next_of(lapsed).unwrap_or(SimTime::NEVER), lapsed.customer.order);
        if let Some(lapsed) = &mut self.win_back.lapsed[slot] {
            lapsed.due = at;
        }
        if at < self.model.horizon {
            self.calendar.schedule(Event { at, rank: rank::WIN_BACK, order, slot });
        }
    }

    /// The world is about to change: spends what runs for those who left, at the present rates.
    pub(crate) fn spend_lapsed(&mut self) {
        let now = self.now;
        let rate = match self.model.win_back.as_ref().map(|spec| &spec.way) {
            Some(&Comeback::Rates { returns, gone }) => returns + gone,
            _ => 0.0,
        };
        for slot in 0..self.win_back.lapsed.capacity_used() as u32 {
            if let Some(lapsed) = &mut self.win_back.lapsed[slot] {
                lapsed.remaining -= rate * now.since(lapsed.since).days();
                lapsed.since = now;
            }
        }
    }

    /// The world has changed: those who left, and those who only seem to have, wait for what is to come now. Of a plan of contacts that is the
    /// dates which are not over.
    pub(crate) fn replan_win_back(&mut self) {
        let now = self.now;
        let model = self.model;
        let plan = match model.win_back.as_ref().map(|spec| &spec.way) {
            Some(Comeback::Contacts(contacts)) => Some(contacts),
            _ => None,
        };
        for slot in 0..self.win_back.lapsed.capacity_used() as u32 {
            let Some(mut lapsed) = self.win_back.lapsed[slot].take() else { continue };
            if lapsed.seen > now {
                lapsed.seen = self.silence_is_seen(&lapsed.customer).unwrap_or(now).max(now);
            }
            lapsed.contact = plan.map_or(0, |plan| plan.over(lapsed.seen, now));
            if self.is_out_of_reach(&lapsed) {
                self.win_back.lapsed.remove(slot);
                self.settle_lapsed(&lapsed);
            } else {
                self.win_back.lapsed[slot] = Some(lapsed);
                self.aim_lapsed(slot);
            }
        }
        for slot in 0..self.customers.capacity_used() as u32 {
            if self.customers[slot].alive
                && let Some(plan) = plan
                && let c = self.at_present_rate(slot)
                && let Some(seen) = self.silence_is_seen(&c)
            {
                let (last, over) = (c.last_purchase, plan.over(seen, now));
                let life = &mut self.win_back.lives[slot as usize];
                (life.quiet_since, life.contacts) = (last, over);
            }
        }
    }

    /// It is time to contact somebody who left, or for them to come back by themselves or be gone for good.
    ///
    /// # Randomness
    /// With contacts: one word at (`WIN_BACK`, contact of this life). With rates: one at (`WIN_BACK`, life), for which of the two it is.
    pub(crate) fn meet_lapsed(&mut self, event: Event) {
        let expected =
            |lapsed: &Lapsed| lapsed.due == event.at && lapsed.customer.order & (MAX_ORDER - 1) == event.order;
        if !self.win_back.lapsed[event.slot].as_deref().is_some_and(expected) {
            return;
        }
        let Some(mut lapsed) = self.win_back.lapsed[event.slot].take() else { return };
        self.win_back.lapsed.remove(event.slot);
        let now = self.now;
        let who = lapsed.customer.who();
        let key = lapsed.customer.key;
        let life = lapsed.life.number << LIFE_BITS;
        let Some(spec) = &self.model.win_back else { return self.wait_for(lapsed) };
        let contacts = match &spec.way {
            &Comeback::Rates { returns, gone } => {
                if key.uniform(purpose::WIN_BACK, life) * (returns + gone) < returns {
                    return self.come_back(&lapsed);
                }
                self.note(now, who, || Activity::IsGone);
                return self.settle_lapsed(&lapsed);
            }
            Comeback::Contacts(contacts) => contacts,
        };
        let days = now.since(lapsed.seen).days();
        let chance = contacts.chance(self.success_with_new(lapsed.customer.source, contacts), lapsed.hole, days);
        if self.worth_a_contact(contacts, lapsed.per_day, chance) {
            let won = key.uniform(purpose::WIN_BACK, life | (lapsed.asked & ((1 << CONTACT_BITS) - 1))) < chance;
            self.pay_contact(contacts.cost, false);
            self.note(now, who, || Activity::IsAskedBack { chance, accepts: won });
            if won {
                self.keep_expectation(lapsed.per_day);
                return self.come_back(&lapsed);
            }
        } else {
            self.note(now, who, || Activity::IsNotAskedBack { left: true });
        }
        (lapsed.contact, lapsed.asked) = (lapsed.contact + 1, lapsed.asked + 1);
        if self.is_out_of_reach(&lapsed) {
            return self.settle_lapsed(&lapsed);
        }
        self.wait_for(lapsed);
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
    fn silence_is_seen(&self, c: &Customer) -> Option<SimTime> {
        let (_, silence) = self.silence(c);
        silence.map(|s| if s.lost < u64::MAX as f64 { SimTime(s.lost.max(0.0) as u64) } else { SimTime::NEVER })
    }

    /// Sets when the firm next contacts a customer who is there, but silent for so long that it believes otherwise.
    /// Returns when that is, if the silence is long enough before the next look.
    pub(crate) fn aim_contact(&mut self, slot: u32, fading: &Fading, look: f64) -> SimTime {
        let due = self.next_contact(slot, fading, look).unwrap_or(SimTime::NEVER);
        self.win_back.lives[slot as usize].contact_due = due;
        due
    }

    fn next_contact(&mut self, slot: u32, fading: &Fading, look: f64) -> Option<SimTime> {
        let Comeback::Contacts(contacts) = &self.model.win_back.as_ref()?.way else { return None };
        let (now, c) = (self.now, &self.customers[slot]);
        // Where the firm sees the exit itself it believes nothing else.
        self.silence_is_seen(c)?;
        let last = c.last_purchase;
        let life = *self.win_back.of(slot)?;
        let seen = if life.is_silent_since(last, now) {
            life.gone_at
        } else {
            let at = self.silent_for(slot, 2.0 * self.warning_gaps(c), fading, look).unwrap_or(SimTime::NEVER);
            // Not before it was looked for in vain: then the rate has risen just now.
            let seen = if life.silent_since == last { at.max(now) } else { at };
            let life = &mut self.win_back.lives[slot as usize];
            (life.silent_since, life.gone_at) = (last, seen);
            seen
        };
        let made = if life.quiet_since == last { life.contacts } else { 0 };
        let after = contacts.after.get(made as usize)?;
        Some(seen.saturating_add(*after).max(SimTime(now.0 + 1)))
    }

    /// Contacts a customer who never left: nothing comes of it.
    pub(crate) fn contact_in_vain(&mut self, slot: u32) {
        let now = self.now;
        let c = &self.customers[slot];
        let (last, who) = (c.last_purchase, c.who());
        let life = &mut self.win_back.lives[slot as usize];
        if life.contact_due > now {
            return;
        }
        life.contacts = if life.quiet_since == last { life.contacts + 1 } else { 1 };
        (life.quiet_since, life.contact_due) = (last, SimTime::NEVER);
        let Some(Comeback::Contacts(contacts)) = self.model.win_back.as_ref().map(|spec| &spec.way) else { return };
        if self.chooses() {
            self.post_earnings_so_far(slot);
            let (c, life) = (self.customers[slot], self.win_back.lives[slot as usize]);
            // The firm knows of no cause: nothing has happened.
            let days = if life.is_silent_since(last, now) { now.since(life.gone_at).days() } else { 0.0 };
            let fresh = contacts.ratio * self.success_with_new(c.source, contacts);
            let chance = contacts.faded(fresh, days);
            if !self.worth_a_contact(contacts, self.expected_pace(&c, &life), chance) {
                return self.note(now, who, || Activity::IsNotAskedBack { left: false });
            }
        }
        self.pay_contact(contacts.cost, true);
        self.note(now, who, || Activity::IsAskedBackByMistake);
    }
}
