//! Joining: who a customer is, and the first term of a contract.

use super::own::{count_term, pick};
use super::record::Customer;
use crate::journey::core::activity::Activity;
use crate::journey::core::cell::Cell;
use crate::journey::core::money::ledger::Line;
use crate::journey::core::observations::counters::change;
use crate::journey::core::purpose;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;
use crate::journey::mechanisms::contracts::renewals::unlocked_for;
use crate::journey::model::{Contract, Start, Trigger};
use crate::laws::Law;
use crate::random::Key;
use crate::units::SimTime;

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// Puts a customer of day 0 into the cell.
    pub(crate) fn admit_day_zero(&mut self, number: u64) {
        self.now = SimTime::ZERO;
        self.admit(0, number, self.model.history.is_some());
    }

    /// Puts somebody who joins now into the cell.
    pub(crate) fn admit_newcomer(&mut self, channel: usize, number: u64, at: SimTime) {
        self.now = at;
        if !self.may_join(channel) {
            return;
        }
        if self.observed(at) {
            self.obs.inflow[channel] += 1;
        }
        self.admit(channel as u16 + 1, number, false);
    }

    /// # Randomness
    /// Once per customer: segment, quality offset, purchase rate, flow, first allowances; with a past also stage,
    /// tenure, recency and phase of the contract.
    fn admit(&mut self, source: u16, number: u64, existing: bool) {
        let model = self.model;
        let now = self.now;
        let key = self.customer_key(u32::from(source), number);
        let segment = self.draw_segment(&key, source);
        let history = model.history.as_ref().filter(|_| existing);
        let tenure = history
            .and_then(|h| h.tenure.as_ref())
            .map_or(0, |law| SimTime::from_days(law.draw(&key, purpose::TENURE, 0)).0.min(i64::MAX as u64 / 4) as i64);
        let stage =
            history.and_then(|h| h.stages).map_or(0, |shares| pick(&shares, key.uniform(purpose::STAGE, 0)) as u8);
        let mut kind = model.kinds.newcomer(&key, segment, source, stage, tenure as u64);
        let mut purchases = 0;
        if history.is_some() {
            let full = model.values_of(kind).lifecycle.climax_purchases;
            purchases = [1, 2, full, full][usize::from(stage)];
            kind = model.kinds.purchases.put(kind, u64::from(purchases));
        }
        // Who joins may be reached by an offer, and then joins by its values.
        let joins = !existing && self.has_offers();
        let offer = if joins { self.fitting_offer(kind, Trigger::Join) } else { None };
        if let Some(index) = offer {
            kind = model.kinds.offer.put(kind, index as u32 + 1);
        }
        let profile = model.values_of(kind);
        let rate = profile.own_purchase_rate(&key);
        let offset =
            if model.loyalty { profile.experience.sd_between * key.normal(purpose::QUALITY_OFFSET, 0) } else { 0.0 };
        let mut quiet = 0i64;
        let mut expectation = self.market(now);
        if source > 0 {
            expectation += model.channels[usize::from(source) - 1].promise_inflation;
        }
        if history.is_some() {
            if rate > 0.0 {
                quiet =
                    SimTime::from_days(key.exponential(purpose::RECENCY, 0) / rate).0.min(i64::MAX as u64 / 4) as i64;
            }
            if let Some(usual) = self.usual_performance[usize::from(model.kinds.way[kind as usize])] {
                let e = &profile.experience;
                expectation = (1.0 - e.adaptation) * expectation + e.adaptation * (usual + offset);
            }
        }
        let lifecycle = model.lifecycle;
        self.stamps = self.stamps.wrapping_add(1);
        let begun = now.0 as i64;
        let c = Customer {
            number,
            order: self.customer_order(u32::from(source), number),
            joined: begun - tenure,
            existing,
            source,
            purchases,
            encounters: purchases,
            impressed: purchases > 0,
            offset,
            expectation,
            rate,
            last_purchase: begun - quiet,
            last_touch: begun - quiet,
            earned_to: begun - tenure,
            offer: offer.map_or(0, |index| index as u8 + 1),
            ..Customer::fresh(key, kind, [segment as u8, stage], now, 0, self.stamps, model)
        };
        let who = c.who();
        let slot = self.customers.insert(c);
        self.pass_time_in_books();
        self.active += 1;
        if profile.reviews_value() {
            let year = SimTime::from_days(365.0).0;
            self.customers[slot].anniversary = now.saturating_add(SimTime(year - tenure as u64 % year));
        }
        self.open_life(slot);
        self.open_side_tables(slot);
        self.open_start_clocks(slot);
        self.flow_begins(slot);
        let at = self.grid.report_index(now);
        change(&mut self.obs.level, at, 1);
        if lifecycle {
            change(&mut self.obs.stages[usize::from(stage)], at, 1);
        }
        self.note(now, who, || match existing {
            true => Activity::IsCustomer { segment: segment as u8, stage },
            false => Activity::Joins { segment: segment as u8 },
        });
        self.note_rules(slot, None);
        self.await_tenure(slot);
        self.note_deal(slot);
        if source > 0 {
            let channel = usize::from(source) - 1;
            let cost = model.channels[channel].cost_per_customer + model.channels[channel].gift;
            self.post_customer(slot, Line::Acquisition, -cost, now);
            self.customers[slot].acquired_for = if self.observed(now) { cost } else { 0.0 };
            self.spend_on(channel, cost, now);
            if self.observed(now) {
                self.obs.sources[channel].given.post(cost);
            }
        }
        self.charge_newcomer(slot);
        if let Some(index) = offer {
            self.begin_offer(slot, index);
        }
        if let Some(contract) = &profile.contract {
            self.sign_contract(slot, contract, existing);
        }
        if !existing {
            if let Some(p) = &profile.purchase
                && p.at_join
            {
                self.first_purchase(slot);
            }
            for (j, journey) in model.journeys.iter().enumerate() {
                if matches!(journey.start, Start::Join) {
                    self.start_some_visits(slot, j as u16, 0);
                }
            }
        }
        self.reassess(slot);
    }

    fn draw_segment(&self, key: &Key, source: u16) -> usize {
        let segments = &self.model.segments;
        if segments.len() == 1 {
            return 0;
        }
        let u = key.uniform(purpose::SEGMENT, 0);
        let mix = if source > 0 { &self.model.channels[usize::from(source) - 1].mix[..] } else { &[] };
        if mix.is_empty() {
            let mut left = u;
            for (i, s) in segments.iter().enumerate() {
                left -= s.share;
                if left < 0.0 {
                    return i;
                }
            }
            segments.len() - 1
        } else {
            pick(mix, u)
        }
    }

    /// Begins the first term of a contract. Who was there before day 0 is somewhere within the present term, which is paid.
    pub(crate) fn sign_contract(&mut self, slot: u32, contract: &Contract, existing: bool) {
        let now = self.now;
        if !self.win_back.is_back(slot) {
            count_term(&mut self.obs.terms, 1);
        }
        let c = &mut self.customers[slot];
        let (mut length, mut into) = (contract.term, SimTime::ZERO);
        if existing {
            let tenure = c.tenure(now);
            let beyond = tenure.since(contract.term);
            if tenure == SimTime::ZERO || contract.renews_for == SimTime::ZERO {
                let left = ((1.0 - c.key.uniform(purpose::PHASE, 0x8000)) * contract.term.0 as f64) as u64;
                into = contract.term.since(SimTime(left));
            } else if tenure < contract.term {
                into = tenure;
            } else {
                c.term = (2 + beyond.0 / contract.renews_for.0).min(u64::from(u16::MAX)) as u16;
                let ended = if c.term == 2 { contract.term } else { contract.renews_for };
                (length, into) = (contract.renews_for, SimTime(beyond.0 % contract.renews_for.0));
                // It opened at the last renewal, as for whoever has lived through that.
                c.unlocked_until = now.saturating_add(unlocked_for(ended)).since(into);
            }
        }
        c.renewal_due = now.saturating_add(length.since(into).max(SimTime(1)));
        let at = slot as usize;
        if self.contracts.lengths.len() <= at {
            self.contracts.lengths.resize(at + 1, SimTime::ZERO);
        }
        self.contracts.lengths[at] = length;
        if !existing {
            self.pay(slot, contract);
        } else if let Some(bill) = contract.bill {
            let c = &mut self.customers[slot];
            let next = now.saturating_add(SimTime(bill.0 - into.0 % bill.0));
            c.bill_due = if next < c.renewal_due { next } else { SimTime::NEVER };
        }
    }

    /// One payment of the contract, now; sets the next one within the term.
    pub(crate) fn pay(&mut self, slot: u32, contract: &Contract) {
        let now = self.now;
        let c = &mut self.customers[slot];
        let term = usize::from(c.term) - 1;
        // One draw per payment: the time of the payment [min] tells them apart.
        let index = (now.0 / 60_000_000_000) as u32;
        let key = c.key;
        let by_term = |list: &[Law], purpose: u32| {
            list.get(term).or(list.last()).map_or(0.0, |law| law.draw(&key, purpose, index))
        };
        let price = by_term(&contract.price, purpose::PAYMENT);
        let cost = by_term(&contract.cost, purpose::PAYMENT_COST);
        c.bill_due = match contract.bill {
            Some(bill) if now.saturating_add(bill) < c.renewal_due => now.saturating_add(bill),
            _ => SimTime::NEVER,
        };
        let factor = self.profile(slot).margin_factor * self.own_margin(slot, now);
        self.post_customer(slot, Line::ContractPayments, price * factor, now);
        self.post_customer(slot, Line::ContractCosts, -cost * self.profile(slot).cost_factor, now);
        self.customers[slot].spend += if self.observed(now) { price } else { 0.0 };
    }
}
