//! One customer: state, joining, the passing of time, and leaving.

use super::cell::{Cell, Fate, rank};
use super::memory;
use super::model::{Contract, HoleId, Model, Profile, Start, Trigger};
use super::observations::{Line, change, count};
use super::purpose;
use super::stream::newcomers;
use super::trace::{Trace, Who};
use super::win_back::Origin;
use crate::engine::calendar::Event;
use crate::engine::clock::ExposureClock;
use crate::num;
use crate::random::{Key, Law};
use crate::units::SimTime;

/// Days after which nobody having touched a customer counts as neglect.
pub(crate) const UNTOUCHED_DAYS: f64 = 180.0;
/// Names of the stages.
pub(crate) const STAGES: [&str; 4] = ["Acquisition", "Build-up", "Climax", "Decline"];
const DECLINE: u8 = 3;
const CLIMAX: u8 = 2;
pub(crate) const BUILD_UP: u8 = 1;

/// No hole.
pub(crate) const NO_HOLE: HoleId = HoleId::MAX;
const NO_VISIT: u32 = u32::MAX;

/// Clock of one hole for one customer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HoleClock {
    pub(crate) clock: ExposureClock,
    /// The customer's own hazard before supports [per day].
    pub(crate) base: f64,
    /// Hazard now [per day].
    pub(crate) rate: f64,
    /// Spent up to here.
    pub(crate) since: SimTime,
    /// Next point at the present hazard.
    pub(crate) due: SimTime,
}

/// A customer. Times before day 0 are negative: plain nanoseconds, signed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Customer {
    pub(crate) key: Key,
    pub(crate) number: u64,
    pub(crate) order: u64,
    pub(crate) joined: i64,
    /// State is decayed and spent up to here.
    pub(crate) since: SimTime,
    /// Next event of this life.
    due: SimTime,
    /// Earliest live entry in the calendar; never later than `due`.
    scheduled: SimTime,
    scheduled_rank: u8,
    due_rank: u8,
    pub(crate) alive: bool,
    /// Was there before day 0.
    pub(crate) existing: bool,
    pub(crate) stage: u8,
    pub(crate) segment: u8,
    pub(crate) source: u16,
    /// Visits between start and departure.
    pub(crate) busy: u16,
    /// A cause that waits for the departure or the renewal.
    pub(crate) pending: HoleId,
    /// The pending exit waits for the renewal, not for the departure.
    pub(crate) waits_for_renewal: bool,
    /// How the pending exit divides: 0 prior blame, 1 dissatisfaction; 2 no service hole.
    pub(crate) pending_split: u8,
    pub(crate) term: u16,
    /// Distinguishes this life of the slot.
    pub(crate) stamp: u32,
    /// Visit whose last end is still to come.
    pub(crate) open_visit: u32,
    pub(crate) purchases: u32,
    /// Purchases in the observed period.
    bought: u32,
    pub(crate) encounters: u32,
    pub(crate) offset: f64,
    pub(crate) expectation: f64,
    pub(crate) memory: f64,
    pub(crate) trust: f64,
    pub(crate) satisfaction_clock: ExposureClock,
    pub(crate) satisfaction_hazard: f64,
    satisfaction_due: SimTime,
    stage_clock: ExposureClock,
    stage_hazard: f64,
    stage_due: SimTime,
    /// In Decline: since when memory is good again; `i64::MAX` if it is not.
    recovering: i64,
    pub(crate) refresh_due: SimTime,
    pub(crate) renewal_due: SimTime,
    pub(crate) bill_due: SimTime,
    pub(crate) anniversary: SimTime,
    /// `lock_end` is open until here.
    pub(crate) unlocked_until: SimTime,
    pub(crate) rate: f64,
    pub(crate) multiplier: f64,
    pub(crate) last_purchase: i64,
    pub(crate) last_touch: i64,
    pub(crate) earns: f64,
    /// The flow of `earns` is posted up to here, signed.
    pub(crate) earned_to: i64,
    /// Offer that acts on this customer, counted from 1; 0: none.
    pub(crate) offer: u8,
    /// When it ends.
    pub(crate) offer_until: SimTime,
    /// When the present silence becomes a warning, where an offer waits for it.
    pub(crate) warning_at: SimTime,
    /// Last purchase before the silence that was warned of.
    pub(crate) warned: i64,
    /// Price level the customer is used to.
    pub(crate) reference_price: f64,
    /// Turns money discounted to day 0 into money of the day of joining (or of the end of the warm-up, if later).
    pub(crate) undiscount: f64,
    pub(crate) value: f64,
    pub(crate) value_year: f64,
    pub(crate) spend: f64,
}

impl Customer {
    pub(crate) fn who(&self) -> Who {
        Who::Customer(u32::from(self.source), self.number)
    }

    /// One word of each cache line of the record, folded into one.
    pub(crate) fn word_of_each_line(&self) -> u64 {
        self.number
            ^ self.due.0
            ^ u64::from(self.stamp)
            ^ self.offset.to_bits()
            ^ self.satisfaction_hazard.to_bits()
            ^ self.stage_hazard.to_bits()
            ^ self.renewal_due.0
            ^ self.last_touch as u64
            ^ self.reference_price.to_bits()
            ^ self.spend.to_bits()
    }

    /// Begins another life now, with the person's own draws and memory, and none of the clocks and dates of the last one.
    /// `first`: first index of its draws.
    ///
    /// # Randomness
    /// First allowances; the flow of money once more from the same word.
    pub(crate) fn begin_again(&mut self, now: SimTime, first: u32, stamp: u32, model: &Model) {
        let profile = &model.segments[usize::from(self.segment)].profile;
        let clock = |on: bool, purpose: u32| {
            if on {
                ExposureClock::start_at(&self.key, purpose, first)
            } else {
                ExposureClock { remaining: 0.0, drawn: 0 }
            }
        };
        *self = Customer {
            joined: now.0 as i64,
            since: now,
            due: SimTime::NEVER,
            scheduled: SimTime::NEVER,
            scheduled_rank: u8::MAX,
            due_rank: u8::MAX,
            alive: true,
            existing: false,
            busy: 0,
            pending: NO_HOLE,
            waits_for_renewal: false,
            pending_split: 2,
            term: 1,
            stamp,
            open_visit: NO_VISIT,
            satisfaction_clock: clock(model.loyalty, purpose::SATISFACTION),
            satisfaction_hazard: 0.0,
            satisfaction_due: SimTime::NEVER,
            stage_clock: clock(model.lifecycle, purpose::STAGE_CLOCK),
            stage_hazard: 0.0,
            stage_due: SimTime::NEVER,
            recovering: i64::MAX,
            refresh_due: SimTime::NEVER,
            renewal_due: SimTime::NEVER,
            bill_due: SimTime::NEVER,
            anniversary: SimTime::NEVER,
            unlocked_until: SimTime::ZERO,
            multiplier: 1.0,
            last_purchase: now.0 as i64,
            last_touch: now.0 as i64,
            earns: profile.earns.as_ref().map_or(0.0, |e| e.draw(&self.key, purpose::EARNS, 0)),
            earned_to: now.0 as i64,
            offer: 0,
            offer_until: SimTime::NEVER,
            warning_at: SimTime::NEVER,
            warned: i64::MIN,
            value_year: 0.0,
            ..*self
        };
    }

    /// Time since joining.
    pub(crate) fn tenure(&self, now: SimTime) -> SimTime {
        SimTime((now.0 as i64 - self.joined).max(0) as u64)
    }
}

impl Profile {
    /// A customer's own purchase rate [per day], the response to the price level included.
    ///
    /// # Randomness
    /// One word at `PURCHASE_RATE` where the rate is a law.
    pub(crate) fn own_purchase_rate(&self, key: &Key) -> f64 {
        self.purchase.as_ref().map_or(0.0, |p| {
            let own = p.rate.draw(key, purpose::PURCHASE_RATE, 0).max(0.0);
            if p.price == 1.0 { own } else { own * num::pow(p.price, -p.elasticity * self.price_sensitivity) }
        })
    }
}

impl<'m, T: Trace> Cell<'m, T> {
    /// The customer's own values: those of the segment, or of an offer that acts on this customer.
    #[inline]
    pub(crate) fn profile(&self, slot: u32) -> &'m Profile {
        let c = &self.customers[slot];
        let segment = usize::from(c.segment);
        if c.offer > 0
            && let Some(profile) = &self.model.offers[usize::from(c.offer) - 1].profiles[segment]
        {
            return profile;
        }
        &self.model.segments[segment].profile
    }

    /// Market standard of performance on a day.
    pub(crate) fn market(&self, at: SimTime) -> f64 {
        self.model.market_standard + self.model.market_progress * at.days() / 365.0
    }

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
        let profile = &model.segments[segment].profile;
        let rate = profile.own_purchase_rate(&key);
        let offset =
            if model.loyalty { profile.experience.sd_between * key.normal(purpose::QUALITY_OFFSET, 0) } else { 0.0 };
        let mut tenure = 0i64;
        let (mut stage, mut purchases, mut quiet) = (0u8, 0u32, 0i64);
        let mut expectation = self.market(now);
        if source > 0 {
            expectation += model.channels[usize::from(source) - 1].promise_inflation;
        }
        if existing && let Some(history) = &model.history {
            if let Some(law) = &history.tenure {
                tenure = SimTime::from_days(law.draw(&key, purpose::TENURE, 0)).0.min(i64::MAX as u64 / 4) as i64;
            }
            if let Some(shares) = history.stages {
                stage = pick(&shares, key.uniform(purpose::STAGE, 0)) as u8;
            }
            let full = profile.lifecycle.climax_purchases;
            purchases = [1, 2, full, full][usize::from(stage)];
            if rate > 0.0 {
                quiet =
                    SimTime::from_days(key.exponential(purpose::RECENCY, 0) / rate).0.min(i64::MAX as u64 / 4) as i64;
            }
            if let Some(usual) = self.usual_performance {
                let e = &profile.experience;
                expectation = (1.0 - e.adaptation) * expectation + e.adaptation * (usual + offset);
            }
        }
        let lifecycle = model.lifecycle;
        self.stamps = self.stamps.wrapping_add(1);
        let stamp = self.stamps;
        let c = Customer {
            key,
            number,
            order: self.customer_order(u32::from(source), number),
            joined: now.0 as i64 - tenure,
            since: now,
            due: SimTime::NEVER,
            scheduled: SimTime::NEVER,
            scheduled_rank: u8::MAX,
            due_rank: u8::MAX,
            alive: true,
            existing,
            stage,
            segment: segment as u8,
            source,
            busy: 0,
            pending: NO_HOLE,
            waits_for_renewal: false,
            pending_split: 2,
            term: 1,
            stamp,
            open_visit: NO_VISIT,
            purchases,
            bought: 0,
            encounters: purchases,
            offset,
            expectation,
            memory: profile.memory.baseline,
            trust: profile.loyalty.trust_start,
            satisfaction_clock: if model.loyalty {
                ExposureClock::start(&key, purpose::SATISFACTION)
            } else {
                ExposureClock { remaining: 0.0, drawn: 0 }
            },
            satisfaction_hazard: 0.0,
            satisfaction_due: SimTime::NEVER,
            stage_clock: if lifecycle {
                ExposureClock::start(&key, purpose::STAGE_CLOCK)
            } else {
                ExposureClock { remaining: 0.0, drawn: 0 }
            },
            stage_hazard: 0.0,
            stage_due: SimTime::NEVER,
            recovering: i64::MAX,
            refresh_due: SimTime::NEVER,
            renewal_due: SimTime::NEVER,
            bill_due: SimTime::NEVER,
            anniversary: SimTime::NEVER,
            unlocked_until: SimTime::ZERO,
            rate,
            multiplier: 1.0,
            last_purchase: now.0 as i64 - quiet,
            last_touch: now.0 as i64 - quiet,
            earns: profile.earns.as_ref().map_or(0.0, |e| e.draw(&key, purpose::EARNS, 0)),
            earned_to: now.0 as i64 - tenure,
            offer: 0,
            offer_until: SimTime::NEVER,
            warning_at: SimTime::NEVER,
            warned: i64::MIN,
            reference_price: 1.0,
            undiscount: num::exp(model.discount * now.max(model.warm_up).days()),
            value: 0.0,
            value_year: 0.0,
            spend: 0.0,
        };
        let who = c.who();
        let slot = self.customers.insert(c);
        self.active += 1;
        self.lives.open(slot, &c, now);
        if profile.hazards.iter().any(|h| h.value_below.is_some()) {
            self.customers[slot].anniversary = now.saturating_add(SimTime::from_days(365.0));
        }
        self.open_deal(slot);
        self.open_categories(slot);
        self.open_side_tables(slot);
        self.open_voice(slot);
        self.open_case_file(slot);
        self.open_start_clocks(slot);
        self.flow_begins(slot);
        self.open_member(slot);
        self.open_register(slot);
        let at = self.grid.report_index(now);
        change(&mut self.obs.level, at, 1);
        if lifecycle {
            change(&mut self.obs.stages[usize::from(stage)], at, 1);
        }
        self.note(now, who, || {
            let segment = &model.segments[segment].name;
            if existing {
                format!("is a customer of segment {segment}, in {}", STAGES[usize::from(stage)])
            } else {
                format!("joins, segment {segment}")
            }
        });
        self.note_deal(slot);
        if source > 0 {
            let channel = usize::from(source) - 1;
            let cost = model.channels[channel].cost_per_customer + model.channels[channel].gift;
            self.post_customer(slot, Line::Acquisition, -cost, now);
            self.spend_on(channel, cost, now);
            if self.observed(now) {
                self.obs.sources[channel].given.post(cost);
            }
        }
        self.charge_newcomer(slot);
        if let Some(contract) = &profile.contract {
            self.sign_contract(slot, contract, existing);
        }
        if !existing {
            self.offer(slot, Trigger::Join);
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

    pub(crate) fn sign_contract(&mut self, slot: u32, contract: &Contract, existing: bool) {
        let now = self.now;
        if !self.lives.is_back(slot) {
            count_term(&mut self.obs.terms, 1);
        }
        let mut ends = now.saturating_add(contract.term);
        if existing {
            // Somewhere within the present term; the payment of this term is in the past.
            let c = &mut self.customers[slot];
            let tenure = c.tenure(now);
            let left = if tenure.0 > 0 && contract.renews_for.0 > 0 {
                let beyond = tenure.0.saturating_sub(contract.term.0);
                if tenure.0 < contract.term.0 {
                    contract.term.0 - tenure.0
                } else {
                    c.term = (2 + beyond / contract.renews_for.0).min(u64::from(u16::MAX)) as u16;
                    contract.renews_for.0 - beyond % contract.renews_for.0
                }
            } else {
                ((1.0 - c.key.uniform(purpose::PHASE, 0x8000)) * contract.term.0 as f64) as u64
            };
            ends = now.saturating_add(SimTime(left.max(1)));
            c.renewal_due = ends;
            if let Some(bill) = contract.bill {
                let c = &mut self.customers[slot];
                let length = if c.term == 1 { contract.term } else { contract.renews_for };
                let into = length.0.saturating_sub(left);
                c.bill_due = now.saturating_add(SimTime(bill.0 - into % bill.0));
                if c.bill_due >= ends {
                    c.bill_due = SimTime::NEVER;
                }
            }
            return;
        }
        self.customers[slot].renewal_due = ends;
        self.pay(slot, contract);
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

    /// Lets time pass for one customer: memory and blame decay, hazards are spent.
    pub(crate) fn refresh(&mut self, slot: u32) {
        let now = self.now;
        let profile = self.profile(slot);
        let (loyalty, warm_up) = (self.model.loyalty, self.model.warm_up);
        let c = &mut self.customers[slot];
        let dt = now.since(c.since).days();
        if dt <= 0.0 {
            return;
        }
        let seen = now.since(c.since.max(warm_up)).days();
        c.since = now;
        c.stage_clock.spend(c.stage_hazard * dt);
        if !loyalty {
            if self.uses_term_exposure {
                self.expose_term(slot, dt);
            }
            return;
        }
        if seen > 0.0 {
            self.obs.satisfaction.post(memory::satisfaction(c.memory) * seen);
            self.obs.satisfied_days.post(seen);
        }
        c.satisfaction_clock.spend(c.satisfaction_hazard * dt);
        if self.uses_term_exposure {
            self.expose_term(slot, dt);
        }
        let m = &profile.memory;
        let c = &mut self.customers[slot];
        let fade = half_life_factor(dt, m.half_life);
        c.memory = m.baseline + (c.memory - m.baseline) * fade;
        let fade =
            (if m.blame_half_life == m.half_life { fade } else { half_life_factor(dt, m.blame_half_life) }) as f32;
        let holes = self.model.service_holes;
        let from = slot as usize * holes;
        self.blame[from..from + holes].iter_mut().for_each(|n| *n *= fade);
    }

    /// After a change of state: stage, hazards, rates, and the next event of this customer.
    pub(crate) fn reassess(&mut self, slot: u32) {
        let now = self.now;
        if self.model.lifecycle {
            self.reassess_stage(slot);
        }
        let refresh = self.reassess_hazards(slot);
        let own = self.purchase_multiplier(slot) * self.pace_after_deal(slot);
        let multiplier = own * self.program_pace(slot, own);
        self.customers[slot].multiplier = multiplier;
        self.set_purchase_rate(slot, multiplier);
        let c = &mut self.customers[slot];
        c.satisfaction_due = if c.satisfaction_hazard > 0.0 {
            c.satisfaction_clock.due(now, c.satisfaction_hazard)
        } else {
            SimTime::NEVER
        };
        c.stage_due = if c.stage_hazard > 0.0 { c.stage_clock.due(now, c.stage_hazard) } else { SimTime::NEVER };
        let periodic = if self.model.loyalty || self.model.lifecycle {
            now.saturating_add(self.model.refresh_every)
        } else {
            SimTime::NEVER
        };
        c.refresh_due = refresh.min(periodic).min(c.anniversary).min(c.offer_until);
        if self.has_program {
            let due = self.program_due(slot);
            self.customers[slot].refresh_due = self.customers[slot].refresh_due.min(due);
        }
        if self.has_deals {
            let due = self.deal_due(slot);
            self.customers[slot].refresh_due = self.customers[slot].refresh_due.min(due);
        }
        if !self.model.offers.is_empty() {
            let warning = self.warning_due(slot);
            let c = &mut self.customers[slot];
            c.warning_at = warning;
            c.refresh_due = c.refresh_due.min(warning);
        }
        self.aim_voice(slot);
        if self.lives.on {
            let contact = self.aim_contact(slot);
            let c = &mut self.customers[slot];
            c.refresh_due = c.refresh_due.min(contact);
        }
        self.schedule_customer(slot);
    }

    /// When the clocks take this customer away, and whether they may at all.
    fn exit_due(&self, slot: u32) -> SimTime {
        let c = &self.customers[slot];
        let by_table =
            self.uses_term_exposure && self.profile(slot).contract.as_ref().is_some_and(|k| k.retention.is_some());
        if c.pending != NO_HOLE || by_table {
            return SimTime::NEVER;
        }
        self.next_hole(slot).min(c.satisfaction_due)
    }

    /// Puts the customer's earliest event into the calendar.
    pub(crate) fn schedule_customer(&mut self, slot: u32) {
        let exit = self.exit_due(slot);
        let start = self.next_start(slot);
        let c = &mut self.customers[slot];
        let at = start.min(exit).min(c.refresh_due).min(c.stage_due).min(c.renewal_due.min(c.bill_due));
        // At one instant the smallest rank comes first.
        let rank = match at {
            at if at == start => rank::START,
            at if at == c.renewal_due => rank::RENEWAL,
            at if at == c.bill_due => rank::BILL,
            at if at == c.stage_due => rank::STAGE,
            at if at == exit => rank::EXIT,
            _ => rank::REFRESH,
        };
        (c.due, c.due_rank) = (at, rank);
        // An entry that comes too early is put right when it is taken out; only an earlier event needs a new one.
        if (at, rank) < (c.scheduled, c.scheduled_rank) {
            (c.scheduled, c.scheduled_rank) = (at, rank);
            if at < self.model.horizon {
                let order = c.order;
                self.calendar.schedule(Event { at, rank, order, slot });
            }
        }
    }

    /// An event of a customer's own life.
    pub(crate) fn customer_event(&mut self, event: Event) {
        let slot = event.slot;
        let c = &mut self.customers[slot];
        let order = c.order & (crate::engine::calendar::MAX_ORDER - 1);
        if !c.alive || c.scheduled != event.at || c.scheduled_rank != event.rank || order != event.order {
            return;
        }
        (c.scheduled, c.scheduled_rank) = (SimTime::NEVER, u8::MAX);
        if (c.due, c.due_rank) != (event.at, event.rank) {
            return self.schedule_customer(slot);
        }
        match event.rank {
            rank::START => {
                self.fire_start(slot);
                if self.customers[slot].alive {
                    self.schedule_customer(slot);
                }
            }
            rank::RENEWAL => self.renew(slot),
            rank::BILL => {
                if let Some(contract) = &self.profile(slot).contract {
                    self.pay(slot, contract);
                }
                self.schedule_customer(slot);
            }
            rank::STAGE => {
                self.refresh(slot);
                self.decline(slot);
                self.reassess(slot);
            }
            rank::EXIT => {
                self.refresh(slot);
                self.exit_point(slot);
            }
            _ => {
                self.refresh(slot);
                if self.customers[slot].anniversary == self.now {
                    self.review_value(slot);
                }
                if self.customers[slot].alive && self.has_program {
                    self.meet_program(slot);
                }
                if self.customers[slot].alive && !self.model.offers.is_empty() {
                    self.end_offer_when_due(slot);
                    self.warn_when_due(slot);
                }
                if self.customers[slot].alive && self.lives.on {
                    self.contact_in_vain(slot);
                }
                if self.customers[slot].alive {
                    self.end_deal_when_due(slot);
                    self.refer_when_due(slot);
                    self.reassess(slot);
                }
            }
        }
    }

    /// Whether the dissatisfaction clock is the one that is due now.
    pub(crate) fn satisfaction_is_due(&self, slot: u32) -> bool {
        self.customers[slot].satisfaction_due == self.now
    }

    /// Leave (fired) when the last twelve months brought less than a hole's threshold.
    fn review_value(&mut self, slot: u32) {
        let now = self.now;
        let profile = self.profile(slot);
        let c = &mut self.customers[slot];
        // Flows are posted when the account closes; here they count for the year.
        let brought = c.value_year + c.earns * profile.margin_factor * 365.0;
        c.value_year = 0.0;
        c.anniversary = now.saturating_add(SimTime::from_days(365.0));
        let fired =
            profile.hazards.iter().position(|h| h.factor > 0.0 && h.value_below.is_some_and(|limit| brought < limit));
        if let Some(hole) = fired {
            self.leave(slot, hole as HoleId, 2, true);
        }
    }

    fn purchase_multiplier(&self, slot: u32) -> f64 {
        let c = &self.customers[slot];
        let profile = self.profile(slot);
        let stage = if self.model.lifecycle { profile.lifecycle.multiplier[usize::from(c.stage)] } else { 1.0 };
        match &profile.purchase {
            Some(p) if self.model.loyalty && p.wallet_response > 0.0 => {
                // sh(M) / sh(0), so that the stated rate is the rate at M = 0.
                let other = p.rivals * num::exp(p.wallet_response * p.rival_memory);
                let own = num::exp(p.wallet_response * c.memory);
                stage * own * (1.0 + other) / (own + other)
            }
            _ => stage,
        }
    }

    // --- stages -----------------------------------------------------------------------------------------------

    fn move_to_stage(&mut self, slot: u32, stage: u8) {
        self.flow_settles(slot, self.now);
        let at = self.grid.report_index(self.now);
        let c = &mut self.customers[slot];
        let old = c.stage;
        c.stage = stage;
        let who = c.who();
        change(&mut self.obs.stages[usize::from(old)], at, -1);
        change(&mut self.obs.stages[usize::from(stage)], at, 1);
        self.note(self.now, who, || format!("moves to {}", STAGES[usize::from(stage)]));
    }

    fn reassess_stage(&mut self, slot: u32) {
        let life = &self.profile(slot).lifecycle;
        let now = self.now.0 as i64;
        let c = self.customers[slot];
        let ripe = c.purchases >= life.climax_purchases && c.memory >= life.climax_memory;
        match c.stage {
            0 if c.purchases >= 2 => self.move_to_stage(slot, if ripe { CLIMAX } else { BUILD_UP }),
            BUILD_UP if ripe => self.move_to_stage(slot, CLIMAX),
            DECLINE => {
                if c.memory < life.decline_memory {
                    self.customers[slot].recovering = i64::MAX;
                } else if c.recovering == i64::MAX {
                    self.customers[slot].recovering = now;
                } else if (now - c.recovering).unsigned_abs() >= life.recovery.0 {
                    self.customers[slot].recovering = i64::MAX;
                    self.move_to_stage(slot, if ripe { CLIMAX } else { BUILD_UP });
                }
            }
            _ => {}
        }
        let c = &mut self.customers[slot];
        c.stage_hazard = if c.stage == CLIMAX {
            life.decline_rate * (1.0 + life.decline_response * (life.decline_memory - c.memory).max(0.0))
                + life.life_events
        } else {
            0.0
        };
    }

    fn decline(&mut self, slot: u32) {
        let c = &mut self.customers[slot];
        let key = c.key;
        c.stage_clock.renew(&key, purpose::STAGE_CLOCK);
        self.move_to_stage(slot, DECLINE);
    }

    // --- buying -----------------------------------------------------------------------------------------------

    pub(crate) fn first_purchase(&mut self, slot: u32) {
        let shares: Vec<f64> = self
            .starters
            .iter()
            .map(|s| if let super::starts::StarterKind::Purchase(share) = s.kind { share } else { 0.0 })
            .collect();
        let s = pick(&shares, self.customers[slot].key.uniform(purpose::FIRST_JOURNEY, 0));
        match self.starters[s].journey {
            Some(journey) => self.start_visit(slot, journey, self.lives.first_draw(slot), true),
            None => self.buy(slot, self.now, s as u32, self.lives.first_draw(slot), false),
        }
    }

    /// A purchase: its money, and its place in the relationship. `tossed`: holes with a chance per purchase act.
    ///
    /// # Randomness
    /// Basket and margin at the number of the start.
    pub(crate) fn buy(&mut self, slot: u32, at: SimTime, starter: u32, number: u32, tossed: bool) {
        let profile = self.profile(slot);
        let Some(purchase) = &profile.purchase else { return };
        let key = self.customers[slot].key;
        let address = self.starters[starter as usize].address;
        if at >= self.model.horizon {
            return;
        }
        let wider = purchase.cross_sell.as_ref().map_or(1.0, |spec| self.adopt_categories(slot, spec));
        let revenue = purchase.basket.draw(&key, purpose::BASKET | address, number).max(0.0)
            * purchase.price
            * purchase.upsell
            * wider;
        let margin = purchase.margin.draw(&key, purpose::MARGIN | address, number);
        let factor = profile.margin_factor * self.own_margin(slot, at);
        self.post_customer(slot, Line::Purchases, revenue * margin * factor, at);
        let observed = self.observed(at);
        let c = &mut self.customers[slot];
        let who = c.who();
        c.purchases += 1;
        if observed {
            c.spend += revenue;
            self.obs.basket.post(revenue);
            c.bought += 1;
        }
        let gap = (at.0 as i64 - c.last_purchase) as f64 / crate::units::NANOS_PER_DAY as f64;
        c.last_purchase = at.0 as i64;
        c.last_touch = c.last_touch.max(at.0 as i64);
        let expected = c.rate * c.multiplier;
        if observed && c.purchases > 1 && expected > 0.0 {
            self.obs.gaps += 1;
            if gap > profile.lifecycle.warning / expected {
                self.obs.warnings += 1;
                self.obs.false_alarms += 1;
            }
        }
        self.note(at, who, || format!("buys for {revenue:.2}"));
        self.register_purchase(slot, revenue, starter, at);
        self.program_purchase(slot, revenue, at);
        if tossed {
            self.toss_after_purchase(slot);
        }
    }

    // --- leaving ----------------------------------------------------------------------------------------------

    /// The relationship ends now.
    pub(crate) fn churn(&mut self, slot: u32, hole: HoleId, split: u8) {
        let now = self.now;
        self.refresh(slot);
        let c = self.customers[slot];
        let h = usize::from(hole);
        if self.observed(now) {
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
        // Survival knows first exits only.
        if !self.lives.is_back(slot) {
            let bin = self.grid.tenure_index(c.tenure(now)).max(1);
            count(&mut self.obs.exits[h], bin);
        }
        let at = self.grid.report_index(now);
        change(&mut self.obs.level, at, -1);
        if self.model.lifecycle {
            change(&mut self.obs.stages[usize::from(c.stage)], at, -1);
        }
        let name = &self.model.holes[h].name;
        self.note(now, c.who(), || format!("leaves by {name}"));
        self.forfeit(slot);
        self.close_spell(slot, now);
        self.close_life(slot, now);
        let c = self.customers[slot];
        self.label_gone(&c, 1);
        if !self.lapse(slot, hole) {
            self.settle_account(&c, self.categories_of(slot), self.lives.origin(slot, &c), now);
            self.keep_fate(&c, now, hole);
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
        self.post_flow(Some(slot), Line::Flows, c.earns * self.profile(slot).margin_factor, from, until);
        self.customers[slot].earned_to = until.0 as i64;
    }

    /// Number of a customer that is the same in all worlds of a replication.
    pub(crate) fn identity(&self, customer: &Customer) -> u64 {
        match customer.source {
            0 => customer.number,
            source => newcomers(&self.world.channels[usize::from(source) - 1]) | customer.number,
        }
    }

    pub(crate) fn keep_fate(&mut self, customer: &Customer, left: SimTime, hole: HoleId) {
        if !self.tracks {
            return;
        }
        let id = self.identity(customer);
        let &Customer { source, segment, stage, value, undiscount, .. } = customer;
        self.fates.push(Fate { id, source, left, hole, segment, stage, value: value / undiscount });
    }

    /// Posts what is kept per time as customer, which without win-back is once per customer.
    fn close_spell(&mut self, slot: u32, until: SimTime) {
        let warm_up = self.model.warm_up;
        self.post_earnings_until(slot, until);
        let c = &self.customers[slot];
        let from = SimTime(c.joined.max(0) as u64);
        if until <= warm_up && warm_up > SimTime::ZERO {
            return;
        }
        if c.existing || from < warm_up || (from == SimTime::ZERO && c.source == 0) {
            self.obs.start += 1;
        }
        let days = until.since(from.max(warm_up)).days();
        self.obs.active_days.post(days);
        if !self.lives.is_back(slot) {
            let entry =
                if c.existing && c.joined < 0 { self.grid.tenure_index(SimTime(c.joined.unsigned_abs())) } else { 0 };
            count(&mut self.obs.entered, entry);
        }
    }

    /// Posts what is kept per customer: value, spend, time as customer.
    pub(crate) fn settle_account(&mut self, c: &Customer, categories: u64, origin: Origin, until: SimTime) {
        let warm_up = self.model.warm_up;
        let from = SimTime(origin.joined.max(0) as u64);
        let before = origin.existing || (warm_up > SimTime::ZERO && from < warm_up);
        if until <= warm_up && warm_up > SimTime::ZERO {
            return;
        }
        if before {
            self.obs.remaining.post(c.value);
        } else {
            self.obs.ltv.post(c.value);
            self.obs.ltvs.record(c.value);
            if c.source > 0 {
                let source = &mut self.obs.sources[usize::from(c.source) - 1];
                source.value.post(c.value);
                source.days.post(c.tenure(until).days());
            }
        }
        self.obs.lifetime.post(origin.days + c.tenure(until).days());
        self.obs.spend.post(c.spend);
        let bought = f64::from(c.bought);
        self.obs.purchases.post(bought);
        if bought == 0.0 {
            self.obs.without_purchase += 1;
        }
        if self.sells_across {
            self.obs.categories.post(f64::from(categories.count_ones()));
        }
    }

    /// At the horizon: customers who are still there are censored.
    pub(crate) fn close_customers(&mut self) {
        let horizon = self.model.horizon;
        for slot in 0..self.customers.capacity_used() as u32 {
            if !self.customers[slot].alive {
                continue;
            }
            self.refresh(slot);
            self.flow_ends(slot);
            self.book_outstanding(slot);
            self.close_spell(slot, horizon);
            self.close_life(slot, horizon);
            let c = self.customers[slot];
            self.settle_account(&c, self.categories_of(slot), self.lives.origin(slot, &c), horizon);
            self.keep_fate(&c, SimTime::NEVER, NO_HOLE);
            self.customers[slot].alive = false;
            let bin = (c.tenure(horizon).0 / self.grid.tenure_bin.0) as usize + 1;
            if !self.lives.is_back(slot) {
                count(&mut self.obs.censored, bin);
            }
            self.obs.end += 1;
        }
    }
}

/// Index drawn from weights that sum to 1.
pub(crate) fn pick(weights: &[f64], u: f64) -> usize {
    let mut left = u;
    for (i, w) in weights.iter().enumerate() {
        left -= w;
        if left < 0.0 {
            return i;
        }
    }
    weights.iter().rposition(|&w| w > 0.0).unwrap_or(0)
}

/// Share that is left after `days` of decay.
pub(crate) fn half_life_factor(days: f64, half_life: f64) -> f64 {
    if half_life.is_infinite() { 1.0 } else { num::exp(-std::f64::consts::LN_2 * days / half_life) }
}

pub(crate) fn count_term(terms: &mut Vec<u64>, term: u16) {
    count(terms, usize::from(term));
}
