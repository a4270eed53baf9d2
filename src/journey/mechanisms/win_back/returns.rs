//! Coming back, and the accounts of those who do not.

use super::state::{LIFE_BITS, Lapsed, Life};
use crate::journey::core::activity::Activity;
use crate::journey::core::cell::Cell;
use crate::journey::core::customer::own::half_life_factor;
use crate::journey::core::customer::record::BUILD_UP;
use crate::journey::core::observations::counters::change;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;
use crate::num;
use crate::units::SimTime;

/// Share of the trust that is left to somebody who comes back.
const TRUST_LEFT: f64 = 0.5;

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// Somebody who left begins another life, with the old memory and blame decayed, an expectation like everybody's,
    /// half the trust, no points, and fresh allowances.
    pub(super) fn come_back(&mut self, lapsed: &Lapsed) {
        let (now, model) = (self.now, self.model);
        let mut c = lapsed.customer;
        self.label_gone(&c, -1);
        let away = now.since(lapsed.left).days();
        let number = lapsed.life.number + 1;
        let kind = model.kinds.returnee(&c, BUILD_UP);
        let profile = model.values_of(kind);
        self.stamps = self.stamps.wrapping_add(1);
        c.begin_again(kind, BUILD_UP, now, number << LIFE_BITS, self.stamps, model);
        c.rate = profile.own_purchase_rate(&c.key);
        let m = &profile.memory;
        c.memory = m.baseline + (c.memory - m.baseline) * half_life_factor(away, m.half_life);
        c.trust *= TRUST_LEFT;
        c.expectation = self.market(now);
        let who = c.who();
        let slot = self.customers.insert(c);
        let mut account = lapsed.life.account;
        account.days += lapsed.left.since(lapsed.life.began).days();
        self.book_return();
        let earlier = self.time_as_customer(lapsed.life.joined, lapsed.customer.joined, lapsed.left);
        let life = Life {
            number,
            account,
            time: lapsed.life.time + earlier,
            value: c.value,
            bought: c.bought,
            ..Life::first(lapsed.life.existing, lapsed.life.joined, now)
        };
        self.win_back.set(slot, life);
        if profile.reviews_value() {
            self.customers[slot].anniversary = now.saturating_add(SimTime::from_days(365.0));
        }
        self.active += 1;
        self.reopen_life(slot, lapsed);
        self.open_side_tables(slot);
        let fade = half_life_factor(away, m.blame_half_life) as f32;
        let from = slot as usize * model.service_holes;
        self.bucket.blame[from..].iter_mut().zip(&lapsed.blame).for_each(|(n, old)| *n = old * fade);
        self.open_start_clocks(slot);
        self.flow_returns(slot, lapsed.mark);
        let at = self.grid.report_index(now);
        change(&mut self.obs.level, at, 1);
        if model.lifecycle {
            change(&mut self.obs.stages[usize::from(BUILD_UP)], at, 1);
        }
        if self.observed(now) {
            self.obs.win_back.returned += 1;
        }
        self.note(now, who, || Activity::ComesBack { away: now.since(lapsed.left), life: number + 1 });
        self.note_rules(slot, None);
        self.await_tenure(slot);
        self.charge_returnee(slot, lapsed.left);
        if let Some(contract) = &profile.contract {
            self.sign_contract(slot, contract, false);
        }
        if profile.purchase.as_ref().is_some_and(|p| p.at_join) {
            self.first_purchase(slot);
        }
        if self.customers[slot].alive {
            self.reassess(slot);
        }
    }

    /// Posts what a life brought that was not the first.
    pub(crate) fn close_life(&mut self, slot: u32, until: SimTime) {
        let Some(&life) = self.win_back.of(slot).filter(|life| life.number > 0) else { return };
        if life.began < self.model.warm_up {
            return;
        }
        let c = &self.customers[slot];
        let since = num::exp(self.model.discount * life.began.days());
        self.obs.win_back.value.post((c.value - life.value) / c.undiscount * since);
        self.obs.win_back.days.post(c.tenure(until).days());
    }

    /// Somebody is not won back any more: the account is closed as of the day of leaving.
    pub(super) fn settle_lapsed(&mut self, lapsed: &Lapsed) {
        let origin = lapsed.life.origin();
        self.settle_account(&lapsed.customer, lapsed.categories, origin, lapsed.left, true);
        self.keep_fate(&lapsed.customer, origin.joined, lapsed.left, lapsed.hole);
    }

    /// At the horizon: those who may still come back.
    pub(crate) fn close_lapsed(&mut self) {
        for slot in 0..self.win_back.lapsed.capacity_used() as u32 {
            if let Some(lapsed) = self.win_back.lapsed[slot].take() {
                self.obs.win_back.lapsed += u64::from(self.next_of(&lapsed).is_some());
                self.settle_lapsed(&lapsed);
            }
        }
    }

    /// The hazards of a returnee beside those of others.
    #[inline]
    pub(crate) fn hazard_of_life(&self, slot: u32) -> f64 {
        match &self.model.win_back {
            Some(spec) if self.win_back.is_back(slot) => spec.hazard,
            _ => 1.0,
        }
    }
}
