//! Leaving, and what is posted once for every customer.

use super::record::Customer;
use super::record::NO_HOLE;
use crate::engine::sum::Sum;
use crate::journey::core::activity::Activity;
use crate::journey::core::arrivals::stream::newcomers;
use crate::journey::core::cell::Cell;
use crate::journey::core::fate::Fate;
use crate::journey::core::lived::Lived;
use crate::journey::core::memory;
use crate::journey::core::money::ledger::Line;
use crate::journey::core::observations::counters::change;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;
use crate::journey::mechanisms::win_back::state::Origin;
use crate::journey::model::HoleId;
use crate::stats::Place;
use crate::units::SimTime;

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// The relationship ends now.
    pub(crate) fn churn(&mut self, slot: u32, hole: HoleId, split: u8) {
        let now = self.now;
        self.refresh(slot);
        let c = self.customers[slot];
        let h = usize::from(hole);
        // One window for those who leave and for those who can: see `was_seen`.
        let seen = self.was_seen(&c, now);
        if seen {
            self.obs.outflow[h] += 1;
            if h < self.model.service_holes && split < 2 {
                self.obs.split[h][usize::from(split)] += 1;
                if memory::satisfaction(c.memory) >= 3.0 {
                    self.obs.split[h][2] += 1;
                }
            }
            let expected = c.rate * c.multiplier;
            let gap = (now.0 as i64 - c.last_purchase) as f64 / crate::units::NANOS_PER_DAY as f64;
            if expected > 0.0 && c.purchases > 0 && gap > self.profile(slot).lifecycle.warning / expected {
                self.obs.warnings += 1;
            }
        }
        self.flow_leaves(slot);
        let at = self.grid.report_index(now);
        change(&mut self.obs.level, at, -1);
        if self.model.lifecycle {
            change(&mut self.obs.stages[usize::from(c.stage)], at, -1);
        }
        self.note(now, c.who(), || Activity::Leaves { hole });
        self.forfeit(slot);
        self.close_spell(slot, now, Some(hole));
        self.close_life(slot, now);
        let c = self.customers[slot];
        self.label_gone(&c, 1);
        self.book_exit(slot, hole);
        if !self.lapse(slot, hole) {
            let origin = self.win_back.origin(slot, &c);
            self.settle_account(&c, self.categories_of(slot), origin, now, true);
            self.keep_fate(&c, origin.joined, now, hole);
        }
        self.customers[slot].alive = false;
        self.active -= 1;
        self.customers.remove(slot);
    }

    /// Posts the flow of contribution of a customer up to now.
    pub(crate) fn post_earnings_so_far(&mut self, slot: u32) {
        self.post_earnings_until(slot, self.now);
    }

    fn post_earnings_until(&mut self, slot: u32, until: SimTime) {
        let c = self.customers[slot];
        let from = SimTime(c.earned_to.max(0) as u64);
        self.post_margin_flow(slot, Line::Flows, c.earns, from, until);
        self.customers[slot].earned_to = until.0 as i64;
    }

    /// Number of a customer that is the same in all worlds of a replication.
    pub(crate) fn identity(&self, customer: &Customer) -> u64 {
        match customer.source {
            0 => customer.number,
            source => newcomers(&self.world.channels[usize::from(source) - 1]) | customer.number,
        }
    }

    /// Keeps how a customer ended. `joined`: at the beginning of the first life.
    pub(crate) fn keep_fate(&mut self, customer: &Customer, joined: i64, left: SimTime, hole: HoleId) {
        if !self.fates.on {
            return;
        }
        let id = self.identity(customer);
        let &Customer { source, segment, stage, undiscount, .. } = customer;
        let value = customer.contribution() / undiscount;
        self.fates.list.push(Fate { id, source, joined, left, hole, segment, stage, value });
    }

    /// Whether a life that ends at `until` was seen in the observed period at all. Leaving is observed after the end of the warm-up, up to and with
    /// the horizon; what begins, from the end of the warm-up on. So whoever leaves at the very end of a warm-up is gone when observing begins.
    fn was_seen(&self, c: &Customer, until: SimTime) -> bool {
        let warm_up = self.model.warm_up;
        warm_up == SimTime::ZERO || until > warm_up || c.joined >= warm_up.0 as i64
    }

    /// Posts what is kept per time as customer, which without win-back is once per customer. `hole`: by which a customer leaves; `None` at the
    /// horizon.
    fn close_spell(&mut self, slot: u32, until: SimTime, hole: Option<HoleId>) {
        let warm_up = self.model.warm_up;
        self.post_earnings_until(slot, until);
        self.keep_pairs(slot);
        let c = &self.customers[slot];
        let from = SimTime(c.joined.max(0) as u64);
        if !self.was_seen(c, until) {
            return;
        }
        let before = c.existing || from < warm_up || (from == SimTime::ZERO && c.source == 0);
        self.obs.start += u64::from(before);
        let begun = from.max(warm_up);
        let days = until.since(begun).days();
        self.obs.active_days.post(days);
        if self.lives.on() {
            let life = self.lived(slot, until, hole);
            self.lives.push(Lived { tenure_from: c.tenure(begun), at_start: before, ..life });
        }
        // Survival knows first lives only, and of these what was seen: numerator and risk set through the same window.
        if !self.win_back.is_back(slot) {
            self.obs.lifetime.post(c.tenure(until).days());
            self.obs.base[0] += u64::from(before);
            self.obs.tenure.enter(self.survival.tenures.place(c.tenure(begun)));
            // Nobody has left at tenure zero: at the earliest right after it.
            let at = self.survival.tenures.place(c.tenure(until));
            match hole {
                Some(hole) => {
                    self.obs.base[1] += u64::from(before && until <= self.survival.base_until);
                    self.obs.tenure.exit(Place { bin: at.bin.max(1), ..at }, usize::from(hole));
                }
                None => self.obs.tenure.censor(at),
            }
        }
    }

    /// A life that ends at `until`, as if it had been seen from its beginning.
    fn lived(&self, slot: u32, until: SimTime, hole: Option<HoleId>) -> Lived {
        let c = &self.customers[slot];
        let life = self.win_back.of(slot);
        Lived {
            source: c.source,
            number: c.number,
            earlier_lives: life.map_or(0, |life| life.number),
            segment: c.segment,
            stage: c.stage,
            hole,
            joined: c.joined,
            until,
            tenure_from: SimTime::ZERO,
            tenure: c.tenure(until),
            at_start: false,
            before: self.was_before(self.win_back.origin(slot, c)),
            // Parts of what is posted of the person, so that they add up to it.
            value: Sum::rounded(c.value) - life.map_or(0.0, |life| Sum::rounded(life.value)),
            purchases: c.bought - life.map_or(0, |life| life.bought),
            satisfaction: memory::satisfaction(c.memory),
        }
    }

    /// Whether somebody was a customer before observing began: then what they bring is a remaining value, and no lifetime value.
    fn was_before(&self, origin: Origin) -> bool {
        origin.existing || SimTime(origin.joined.max(0) as u64) < self.model.warm_up
    }

    /// Posts what is kept per customer: value, spend, time as customer.
    /// `left`: the customer is gone, and not only cut off by the horizon.
    pub(crate) fn settle_account(&mut self, c: &Customer, categories: u64, origin: Origin, until: SimTime, left: bool) {
        let before = self.was_before(origin);
        if !self.was_seen(c, until) {
            return;
        }
        let time = origin.time + self.time_as_customer(origin.joined, c.joined, until);
        if left {
            self.obs.leavers.post(c.contribution(), time);
        }
        if !before {
            self.obs.joiners.post(c.contribution(), time);
        }
        if before {
            self.obs.remaining.post(c.value);
        } else {
            self.obs.ltv.post(c.value);
            self.obs.ltvs.record(c.value);
            if c.source > 0 {
                let source = &mut self.obs.sources[usize::from(c.source) - 1];
                source.value.post(c.value);
                source.time.post(time);
            }
        }
        self.obs.spend.post(c.spend);
        let bought = f64::from(c.bought);
        self.obs.purchases.post(bought);
        if bought == 0.0 {
            self.obs.without_purchase += 1;
        }
        self.obs.bought_again += u64::from(bought > 1.0);
        if self.sells_across() {
            self.obs.crossed += u64::from(categories != 0);
            self.obs.categories.post(f64::from(categories.count_ones()));
        }
    }

    /// Time as customer in one life that began at `began`, discounted like the money of the account: to joining for the first time, to day 0 or to
    /// the end of the warm-up, whichever is the latest [days].
    pub(crate) fn time_as_customer(&self, joined: i64, began: i64, until: SimTime) -> f64 {
        let day = |at: i64| SimTime(at.max(0) as u64).max(self.model.warm_up);
        let opened = day(joined);
        let upto = |at: SimTime| self.discounted_days(at.since(opened).days());
        upto(until.max(opened)) - upto(day(began))
    }

    /// At the horizon: customers who are still there are censored.
    pub(crate) fn close_customers(&mut self) {
        let horizon = self.model.horizon;
        for slot in 0..self.customers.capacity_used() as u32 {
            if !self.customers[slot].alive {
                continue;
            }
            self.refresh(slot);
            self.count_in_census(slot);
            self.flow_ends(slot);
            self.book_outstanding(slot);
            self.close_spell(slot, horizon, None);
            self.close_life(slot, horizon);
            let c = self.customers[slot];
            let origin = self.win_back.origin(slot, &c);
            self.settle_account(&c, self.categories_of(slot), origin, horizon, false);
            self.keep_fate(&c, origin.joined, SimTime::NEVER, NO_HOLE);
            self.customers[slot].alive = false;
            self.obs.end += 1;
        }
    }
}
