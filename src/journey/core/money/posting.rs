//! Money: every posting goes to its ledger line, to the firm's net present value and, if a customer brought or
//! cost it, to that customer.
//!
//! The firm discounts to day 0; a customer's lifetime value is discounted to the day of joining, or to the end of the
//! warm-up if that is later (to day 0 for customers who were there before, without a warm-up).

use super::ledger::Line;
use crate::journey::core::cell::Cell;
use crate::journey::core::observations::counters::post_at;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;
use crate::num;
use crate::units::{NANOS_PER_DAY, SimTime};

/// A flow at a margin that falls is posted at the mean of each such piece: so its discounting is right to a part in a million.
const MARGIN_PIECE: SimTime = SimTime(30 * NANOS_PER_DAY);

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// Whether something at `at` is observed: after the warm-up and before the horizon.
    #[inline]
    pub(crate) fn observed(&self, at: SimTime) -> bool {
        at >= self.model.warm_up && at < self.model.horizon
    }

    /// Discount factor of a day.
    #[inline]
    fn discount(&self, at: SimTime) -> f64 {
        if self.model.discount == 0.0 { 1.0 } else { num::exp(-self.model.discount * at.days()) }
    }

    /// Days from now on, each discounted to their beginning.
    pub(crate) fn discounted_days(&self, days: f64) -> f64 {
        let delta = self.model.discount;
        if delta == 0.0 { days } else { -num::exp_m1(-delta * days) / delta }
    }

    /// Keeps a discounted amount for the course of money over time.
    #[inline]
    fn keep_cash(&mut self, line: Line, discounted: f64, at: SimTime) {
        if line.is_outlay() {
            self.obs.outlay.post(-discounted);
        }
        if self.fates.money {
            let index = self.grid.report_index(at);
            post_at(&mut self.obs.cash, index, discounted);
        }
    }

    /// The same for a flow, cut at the report days.
    fn keep_cash_flow(&mut self, per_day: f64, from: SimTime, to: SimTime) {
        if !self.fates.money {
            return;
        }
        let delta = self.model.discount;
        let mut at = from;
        while at < to {
            let index = (at.0 / self.grid.report.0) as usize + 1;
            let end = SimTime((index as u64).saturating_mul(self.grid.report.0)).min(to);
            let days = end.since(at).days();
            let present = if delta == 0.0 {
                per_day * days
            } else {
                per_day * self.discount(at) * -num::exp_m1(-delta * days) / delta
            };
            post_at(&mut self.obs.cash, index, present);
            at = end;
        }
    }

    /// When something incurred now is paid: after its fulfilment lag, but within the run, so that nothing stays owed.
    pub(crate) fn paid_at(&self, incurred: SimTime, lag: SimTime) -> SimTime {
        let last = SimTime(self.model.horizon.0.saturating_sub(1));
        if lag == SimTime::ZERO { incurred } else { incurred.saturating_add(lag).min(last.max(incurred)) }
    }

    /// Posts money that no single customer brought. Returns it discounted to day 0, as far as it is observed.
    pub(crate) fn post_firm(&mut self, line: Line, amount: f64, at: SimTime) -> f64 {
        if amount == 0.0 || !self.observed(at) {
            return 0.0;
        }
        self.obs.ledger[line as usize].post(amount);
        let discounted = amount * self.discount(at);
        self.obs.npv.post(discounted);
        self.keep_cash(line, discounted, at);
        discounted
    }

    /// Notes money spent on a source of newcomers; it is posted where it is paid.
    pub(crate) fn spend_on(&mut self, channel: usize, amount: f64, at: SimTime) {
        if amount != 0.0 && self.observed(at) {
            self.obs.sources[channel].spent.post(amount);
        }
    }

    /// Posts money of one customer. Returns it discounted to day 0, as far as it is observed.
    pub(crate) fn post_customer(&mut self, slot: u32, line: Line, amount: f64, at: SimTime) -> f64 {
        self.register_money(slot, line, amount, at);
        self.book_money(slot, line, amount);
        // The firm knows what a year brought, whether or not it is observed.
        if S::EVERYTHING && at < self.model.horizon {
            self.customers[slot].count_for_the_year(amount);
        }
        if amount == 0.0 || !self.observed(at) {
            return 0.0;
        }
        let to_day_zero = self.discount(at);
        let discounted = amount * to_day_zero;
        self.obs.ledger[line as usize].post(amount);
        self.obs.npv.post(discounted);
        self.keep_cash(line, discounted, at);
        if line != Line::Acquisition {
            self.obs.contribution.post(amount);
        }
        let c = &mut self.customers[slot];
        c.value += discounted * c.undiscount;
        discounted
    }

    /// Posts a flow of `per_day` between two times, discounted continuously.
    pub(crate) fn post_flow(&mut self, slot: Option<u32>, line: Line, per_day: f64, from: SimTime, to: SimTime) -> f64 {
        if let Some(slot) = slot {
            self.register_flow(slot, per_day, from, to);
            let amount = per_day * to.min(self.model.horizon).since(from).days();
            self.book_money(slot, line, amount);
            if S::EVERYTHING {
                self.customers[slot].count_for_the_year(amount);
            }
        }
        let from = from.max(self.model.warm_up);
        let to = to.min(self.model.horizon);
        if per_day == 0.0 || to <= from {
            return 0.0;
        }
        let delta = self.model.discount;
        let days = to.since(from).days();
        let amount = per_day * days;
        let present =
            if delta == 0.0 { amount } else { per_day * self.discount(from) * -num::exp_m1(-delta * days) / delta };
        self.obs.ledger[line as usize].post(amount);
        self.obs.npv.post(present);
        if line.is_outlay() {
            self.obs.outlay.post(-present);
        }
        self.keep_cash_flow(per_day, from, to);
        if let Some(slot) = slot {
            self.obs.contribution.post(amount);
            let c = &mut self.customers[slot];
            c.value += present * c.undiscount;
        }
        present
    }

    /// Posts what a customer brings at a rate, at the customer's margins.
    pub(crate) fn post_margin_flow(&mut self, slot: u32, line: Line, per_day: f64, from: SimTime, to: SimTime) {
        let per_day = per_day * self.profile(slot).margin_factor;
        let piece = if self.is_referred(slot) { MARGIN_PIECE } else { to.since(from) };
        let mut at = from;
        while at < to {
            let end = at.saturating_add(piece).min(to);
            let factor = self.mean_margin(slot, at, end);
            self.post_flow(Some(slot), line, per_day * factor, at, end);
            at = end;
        }
    }

    /// Posts what the firm pays all the time (wages, fixed costs, budgets) and what interventions cost it. Once per replication. Where customers run alone
    /// (`ran_all` false) nobody uses a resource, and that is posted here too.
    pub fn post_fixed_costs(&mut self, ran_all: bool) {
        if !ran_all {
            let idle = self.model.horizon.since(self.model.warm_up).0;
            self.obs.resources.iter_mut().for_each(|r| r.idle += u128::from(idle));
        }
        let world = self.world;
        for (from, to, model) in world.periods() {
            self.post_wages(model, from, to);
            self.post_flow(None, Line::Overhead, -model.overhead, from, to);
            self.post_running_costs(model, from, to);
            let budgets: f64 = model.channels.iter().map(|c| c.budget_per_day).sum();
            self.post_flow(None, Line::Contacts, -budgets, from, to);
            let days = to.min(world.horizon).since(from.max(world.warm_up)).days();
            for (source, channel) in self.obs.sources.iter_mut().zip(&model.channels) {
                source.spent.post(channel.budget_per_day * days);
            }
        }
        for charge in &world.charges {
            if charge.from < world.horizon {
                // What is paid once before the observed period counts at its beginning: a plan is not free for having a warm-up.
                let once = self.paid_at(charge.from.max(world.warm_up), charge.lag);
                self.post_firm(Line::Interventions, -charge.once, once);
                let later = |at: SimTime| at.saturating_add(charge.lag);
                self.post_flow(None, Line::Interventions, -charge.per_day, later(charge.from), later(charge.to));
                // What accrued within the lag before the horizon is owed there.
                let accrued = charge.to.min(world.horizon).since(charge.from);
                let paid = world.horizon.min(later(charge.to)).since(later(charge.from));
                let owed = charge.per_day * SimTime(accrued.0.saturating_sub(paid.0)).days();
                self.post_firm(Line::Interventions, -owed, SimTime(world.horizon.0.saturating_sub(1)));
            }
        }
    }
}
