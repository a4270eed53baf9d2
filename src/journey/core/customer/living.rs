//! The passing of time: decay, hazards, stages, and the next event of a customer.

use super::own::half_life_factor;
use super::record::{BUILD_UP, CLIMAX, NO_HOLE};
use crate::engine::calendar::Event;
use crate::journey::core::cell::Cell;
use crate::journey::core::memory;
use crate::journey::core::memory::ageing::{LOWEST, RESENTFUL, aged, fading};
use crate::journey::core::memory::drift::{Course, Fading, slope_of_satisfaction};
use crate::journey::core::rank;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;
use crate::journey::model::HoleId;
use crate::num;
use crate::units::SimTime;

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// Lets time pass for one customer: memory and blame decay, hazards and rates that follow memory are spent.
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
        if !loyalty {
            c.stage_clock.spend(c.stage_hazard * dt);
            if self.keeps_terms() {
                self.expose_term(slot, 0.0, dt);
            }
            return;
        }
        let m = &profile.memory;
        let resentment = if S::EVERYTHING { profile.resentment() } else { 0.0 };
        let fading = fading(c.memory, resentment, m);
        let fade = half_life_factor(dt, m.half_life);
        let u = fading.reached(dt, fade);
        let past = fading.integrals(dt, u);
        if seen > 0.0 {
            // Satisfaction is linear in memory up to the next look, and memory is `gap u` from where it was.
            let unseen = dt - seen;
            let before = if unseen > 0.0 { fading.integrals(unseen, fading.reach(unseen))[0] } else { 0.0 };
            let slope = slope_of_satisfaction(c.memory, fading.gap) * fading.gap;
            self.obs.satisfaction.post(memory::satisfaction(c.memory) * seen + slope * (past[0] - before));
            self.obs.satisfied_days.post(seen);
        }
        let decline = Course { level: c.stage_hazard, slope: f64::from(c.stage_clock.slope), bend: 0.0 };
        let leaving = c.dissatisfaction();
        let spent = leaving.integral(dt, past);
        c.stage_clock.spend(decline.integral(dt, past));
        c.satisfaction_clock.spend(spent);
        c.memory = aged(c.memory, fade, dt, resentment, m);
        if fading.moves() {
            c.stage_hazard = decline.at(u);
            c.stage_clock.slope = decline.from(u, &fading).slope as f32;
            c.set_dissatisfaction(leaving.from(u, &fading));
            if c.pace != 0.0 {
                self.spend_purchases(slot, &fading, dt, u);
            }
        }
        // What is spent of the shares of blame is spent at the mean of both ends.
        self.spend_by_blame(slot, 0.5 * spent, dt);
        let fade =
            (if m.blame_half_life == m.half_life { fade } else { half_life_factor(dt, m.blame_half_life) }) as f32;
        let holes = self.model.service_holes;
        let from = slot as usize * holes;
        self.bucket.blame[from..from + holes].iter_mut().for_each(|n| *n *= fade);
        self.spend_by_blame(slot, 0.5 * spent, 0.0);
    }

    /// After a change of state: stage, hazards, rates, and the next event of this customer.
    pub(crate) fn reassess(&mut self, slot: u32) {
        // First, since it enrols: pace and support are those of a member, or not, from this moment on.
        let program_due = if self.has_program() { self.program_due(slot) } else { SimTime::NEVER };
        self.refresh(slot);
        if S::EVERYTHING && self.model.kinds.follows() {
            self.follow(slot);
        }
        let now = self.now;
        let mut fading = self.fading(slot);
        let recovers = if self.model.lifecycle { self.reassess_stage(slot, &mut fading) } else { SimTime::NEVER };
        let look = self.next_look(slot, &fading);
        let refresh = self.reassess_hazards(slot, &fading, look);
        let others = self.stage_multiplier(slot) * self.pace_after_deal(slot);
        let (wallet, pace) = self.share_of_wallet(slot, &fading);
        let own = others * wallet;
        let multiplier = own * self.program_pace(slot, own);
        let c = &mut self.customers[slot];
        (c.multiplier, c.pace) = (multiplier, pace as f32);
        self.set_purchase_rate(slot, multiplier, &fading, look);
        let c = &mut self.customers[slot];
        let leaving = c.dissatisfaction();
        c.satisfaction_due = if leaving.slope != 0.0 {
            leaving.due(now, c.satisfaction_clock.remaining, &fading, look)
        } else {
            c.satisfaction_clock.due(now, leaving.level)
        };
        let slope = f64::from(c.stage_clock.slope);
        c.stage_due = if slope != 0.0 {
            let decline = Course { level: c.stage_hazard, slope, bend: 0.0 };
            decline.due(now, c.stage_clock.remaining, &fading, look)
        } else {
            c.stage_clock.due(now, c.stage_hazard)
        };
        let periodic = match self.model.loyalty {
            // Later than now, however fast memory fades.
            true => now.saturating_add(SimTime::from_days(look).max(SimTime(1))),
            false => SimTime::NEVER,
        };
        c.refresh_due = refresh.min(periodic).min(recovers).min(program_due);
        if S::EVERYTHING {
            c.refresh_due = c.refresh_due.min(c.anniversary);
        }
        if self.has_deals() {
            let due = self.deal_due(slot);
            self.customers[slot].refresh_due = self.customers[slot].refresh_due.min(due);
        }
        if self.has_offers() {
            let warning = self.warning_due(slot, &fading, look);
            let c = &mut self.customers[slot];
            c.warning_at = warning;
            c.refresh_due = c.refresh_due.min(warning);
        }
        self.aim_voice(slot);
        if self.wins_back() {
            let contact = self.aim_contact(slot, &fading, look);
            let c = &mut self.customers[slot];
            c.refresh_due = c.refresh_due.min(contact);
        }
        self.schedule_customer(slot);
    }

    /// At the horizon: what falls due at this very instant and ends a relationship is settled, in the usual order. Nothing begins any more: no visit, no
    /// payment, no further term. So a year of a yearly contract holds its renewal, and a hazard that takes somebody on the last day does.
    pub(crate) fn leave_at_horizon(&mut self) {
        let now = self.now;
        for slot in 0..self.customers.capacity_used() as u32 {
            let c = &self.customers[slot];
            if !c.alive || c.due != now {
                continue;
            }
            if S::EVERYTHING && c.renewal_due == now {
                let (_, values) = self.renewal_offer(slot);
                if values.contract.is_some() {
                    self.end_term(slot, values);
                }
            }
            // A point of a thinned clock takes nobody: then the next one may.
            for _ in 0..=self.bucket.clocked.len() {
                if self.customers[slot].alive && self.exit_due(slot) == now {
                    self.refresh(slot);
                    self.exit_point(slot);
                }
            }
            if S::EVERYTHING && self.customers[slot].alive && self.customers[slot].anniversary == now {
                self.refresh(slot);
                self.review_value(slot);
            }
        }
    }

    /// How the memory of a customer fades from now on.
    #[inline]
    pub(crate) fn fading(&self, slot: u32) -> Fading {
        if !self.model.loyalty {
            return Fading::NONE;
        }
        let profile = self.profile(slot);
        let resentment = if S::EVERYTHING { profile.resentment() } else { 0.0 };
        fading(self.customers[slot].memory, resentment, &profile.memory)
    }

    /// Days until memory has moved so far that this customer must be looked at again.
    #[inline]
    fn next_look(&self, slot: u32, fading: &Fading) -> f64 {
        let days = self.model.refresh_every.days();
        if !fading.moves() {
            return days;
        }
        let profile = self.profile(slot);
        let c = &self.customers[slot];
        let wallet = profile.purchase.as_ref().map_or(0.0, |p| p.wallet_response);
        let life = &profile.lifecycle;
        // Corners of satisfaction, of the hazard of decline and of the way out of it, of climax, of resentment.
        let climax = self.model.lifecycle && c.stage == BUILD_UP && c.purchases >= life.climax_purchases;
        let decline = self.model.lifecycle && c.stage >= CLIMAX;
        let mut levels = [0.0, f64::NAN, RESENTFUL, LOWEST];
        if climax {
            levels[1] = life.climax_memory;
        } else if decline {
            levels[1] = life.decline_memory;
        }
        let known = if S::EVERYTHING && profile.resentment() > 0.0 { 4 } else { 2 };
        fading.look(days, c.memory, &profile.loyalty, wallet, &levels[..known])
    }

    /// When the clocks take this customer away, and whether they may at all.
    fn exit_due(&self, slot: u32) -> SimTime {
        let c = &self.customers[slot];
        let by_table =
            self.keeps_terms() && self.profile(slot).contract.as_ref().is_some_and(|k| k.retention.is_some());
        if by_table {
            return SimTime::NEVER;
        }
        if c.pending != NO_HOLE {
            // Who has decided to leave at the renewal may still be taken by what waits for none.
            return if c.waits_for_renewal() { self.next_involuntary(slot) } else { SimTime::NEVER };
        }
        self.next_hole(slot).min(c.satisfaction_due)
    }

    /// Finds the customer's earliest event, and sets it.
    pub(crate) fn schedule_customer(&mut self, slot: u32) {
        self.find_next_event(slot);
        let c = &self.customers[slot];
        let event = Event { at: c.due, rank: c.due_rank, order: c.order, slot };
        if S::LOOKAHEAD && self.look_ahead(event) {
            let c = &mut self.customers[slot];
            (c.scheduled, c.scheduled_rank) = (event.at, event.rank);
        } else {
            self.enter_calendar(slot);
        }
    }

    /// Finds the customer's earliest event.
    pub(crate) fn find_next_event(&mut self, slot: u32) {
        let exit = self.exit_due(slot);
        let start = self.next_start(slot);
        let c = &mut self.customers[slot];
        let mut at = start.min(exit).min(c.refresh_due).min(c.stage_due);
        if S::EVERYTHING {
            at = at.min(c.renewal_due).min(c.bill_due);
        }
        // At one instant the smallest rank comes first.
        let rank = match at {
            at if at == start => rank::START,
            at if S::EVERYTHING && at == c.renewal_due => rank::RENEWAL,
            at if S::EVERYTHING && at == c.bill_due => rank::BILL,
            at if at == c.stage_due => rank::STAGE,
            at if at == c.refresh_due => rank::REFRESH,
            _ => rank::EXIT,
        };
        (c.due, c.due_rank) = (at, rank);
    }

    /// Puts the customer's earliest event into the calendar, where it is not yet.
    pub(crate) fn enter_calendar(&mut self, slot: u32) {
        let c = &mut self.customers[slot];
        let (at, rank) = (c.due, c.due_rank);
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
                let visits = c.visits;
                self.fire_start(slot);
                // A visit that has begun looks after what its customer waits for.
                let c = &self.customers[slot];
                if c.alive && !(S::LOOKAHEAD && c.visits > visits) {
                    self.schedule_customer(slot);
                }
            }
            rank::RENEWAL if S::EVERYTHING => self.renew(slot),
            rank::BILL if S::EVERYTHING => {
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
                if S::EVERYTHING && self.customers[slot].anniversary == self.now {
                    self.review_value(slot);
                }
                if self.customers[slot].alive && self.has_program() {
                    self.meet_program(slot);
                }
                if self.customers[slot].alive && self.has_offers() {
                    self.warn_when_due(slot);
                }
                if self.customers[slot].alive && self.wins_back() {
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

    /// Leave (fired) when the last twelve months brought less than a hole's threshold. Of those who were there before, the first whole year is
    /// waited for: what came before day 0 is not known.
    #[inline(never)]
    fn review_value(&mut self, slot: u32) {
        let now = self.now;
        let profile = self.profile(slot);
        // What flows counts when it is posted.
        self.post_earnings_so_far(slot);
        let c = &mut self.customers[slot];
        let brought = std::mem::take(&mut c.value_year);
        let year = SimTime::from_days(365.0);
        c.anniversary = now.saturating_add(year);
        if now < year {
            return;
        }
        let fired =
            profile.hazards.iter().position(|h| h.factor > 0.0 && h.value_below.is_some_and(|limit| brought < limit));
        if let Some(hole) = fired {
            self.notice_drop(slot, hole as HoleId);
            self.leave(slot, hole as HoleId, 2, true);
        }
    }

    fn stage_multiplier(&self, slot: u32) -> f64 {
        let c = &self.customers[slot];
        if self.model.lifecycle { self.profile(slot).lifecycle.multiplier[usize::from(c.stage)] } else { 1.0 }
    }

    /// `sh(M) / sh(0)`, so that the stated rate is the rate at M = 0, and its relative slope from now on.
    fn share_of_wallet(&self, slot: u32, fading: &Fading) -> (f64, f64) {
        match &self.profile(slot).purchase {
            Some(p) if self.model.loyalty && p.wallet_response > 0.0 => {
                let own = num::exp(p.wallet_response * self.customers[slot].memory);
                let whole = own + p.rivals;
                (own * (1.0 + p.rivals) / whole, p.wallet_response * fading.gap * p.rivals / whole)
            }
            _ => (1.0, 0.0),
        }
    }
}
