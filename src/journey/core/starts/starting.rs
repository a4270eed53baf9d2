//! What makes customers start visits and purchases: one exposure clock per customer and starter.

use super::clocks::{Position, StartClock, Starter, StarterKind};
use crate::engine::week::WeekProfile;
use crate::journey::core::cell::Cell;
use crate::journey::core::purpose;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;
use crate::journey::model::Start;
use crate::units::SimTime;

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    fn profile_of(&self, starter: usize) -> Option<&WeekProfile> {
        let journey = self.starts.starters[starter].journey?;
        self.model.journeys[usize::from(journey)].profile.as_ref()
    }

    pub(crate) fn position_of(&self, starter: usize) -> Position<'_> {
        Position::of(self.now, self.profile_of(starter))
    }

    pub(crate) fn start_slot(&self, slot: u32, starter: usize) -> usize {
        slot as usize * self.starts.starters.len() + starter
    }

    /// Starts all clocks of a customer who is new to the cell.
    ///
    /// # Randomness
    /// One word per starter at (`START`, first of the life); own rates at (`START_RATE`, 0); a phase for customers with a past.
    pub(crate) fn open_start_clocks(&mut self, slot: u32) {
        let model = self.model;
        let now = self.now;
        let needed = (slot as usize + 1) * self.starts.starters.len();
        if self.starts.clocks.len() < needed {
            let empty = StartClock { remaining: 0.0, rate: 0.0, base: 0.0, since: 0.0, due: SimTime::NEVER, count: 0 };
            self.starts.clocks.resize(needed, empty);
        }
        let first = self.win_back.first_draw(slot);
        let (key, existing, own_rate) = {
            let c = &self.customers[slot];
            (c.key, c.existing, c.rate)
        };
        for s in 0..self.starts.starters.len() {
            let Starter { journey, address, .. } = self.starts.starters[s];
            let mut clock = StartClock {
                remaining: key.exponential(purpose::START | address, first),
                rate: 0.0,
                base: 0.0,
                since: self.position_of(s).days,
                due: SimTime::NEVER,
                count: first,
            };
            match self.starts.starters[s].kind {
                StarterKind::Purchase(share) => clock.base = own_rate * share,
                StarterKind::Rate => {
                    if let Some(j) = journey
                        && let Start::Rate(law) = &model.journeys[usize::from(j)].start
                    {
                        clock.base = law.draw(&key, purpose::START_RATE | address, 0).max(0.0);
                        clock.rate = clock.base;
                        clock.aim(self.position_of(s));
                    }
                }
                StarterKind::Every(gap) => {
                    // Customers with a past are somewhere within the interval.
                    let first = if existing {
                        SimTime((key.uniform(purpose::PHASE | address, 0) * gap.0 as f64) as u64)
                    } else {
                        gap
                    };
                    let nominal = now.saturating_add(first);
                    clock.base = nominal.0 as f64;
                    clock.due = self.profile_of(s).map_or(nominal, |p| p.next_open(nominal));
                }
            }
            let at = self.start_slot(slot, s);
            self.starts.clocks[at] = clock;
        }
    }

    /// Spends the clocks that run at a rate up to now.
    pub(crate) fn spend_starts(&mut self, slot: u32) {
        for s in 0..self.starts.starters.len() {
            if !matches!(self.starts.starters[s].kind, StarterKind::Every(_)) {
                let at = self.start_slot(slot, s);
                let mut clock = self.starts.clocks[at];
                self.pair_exposure(slot, s, &clock);
                let position = self.position_of(s);
                clock.spend(position);
                self.starts.clocks[at] = clock;
            }
        }
    }

    /// Sets the clocks to the customer's present own rates, with what is left of their allowances. A fixed interval in
    /// progress goes on.
    pub(crate) fn reopen_starts(&mut self, slot: u32) {
        let (key, own_rate) = (self.customers[slot].key, self.customers[slot].rate);
        for s in 0..self.starts.starters.len() {
            let Starter { kind, journey, address } = self.starts.starters[s];
            let at = self.start_slot(slot, s);
            let mut clock = self.starts.clocks[at];
            // Another model may have another week.
            clock.since = self.position_of(s).days;
            match kind {
                // The rate follows in `set_purchase_rate`, with the stage and the memory of the customer.
                StarterKind::Purchase(share) => (clock.base, clock.rate) = (own_rate * share, f64::NAN),
                StarterKind::Rate => {
                    if let Some(j) = journey
                        && let Start::Rate(law) = &self.model.journeys[usize::from(j)].start
                    {
                        clock.base = law.draw(&key, purpose::START_RATE | address, 0).max(0.0);
                        clock.rate = clock.base;
                        clock.aim(self.position_of(s));
                    }
                }
                StarterKind::Every(_) => {}
            }
            self.starts.clocks[at] = clock;
        }
    }

    /// The hours may be others from now on: each point of a fixed interval moves to the next opening as it is now.
    pub(crate) fn reaim_intervals(&mut self, slot: u32) {
        for s in 0..self.starts.starters.len() {
            if !matches!(self.starts.starters[s].kind, StarterKind::Every(_)) {
                continue;
            }
            let at = self.start_slot(slot, s);
            let StartClock { base, due, .. } = self.starts.clocks[at];
            // A point that did not move is kept to the nanosecond.
            let nominal = if due.0 as f64 == base { due } else { SimTime(base as u64) };
            let from = nominal.max(self.now);
            self.starts.clocks[at].due = self.profile_of(s).map_or(from, |p| p.next_open(from));
        }
    }

    /// Keeps what a clock of purchases spends up to now, where a program is paired with its twin.
    #[inline]
    pub(crate) fn pair_exposure(&mut self, slot: u32, starter: usize, clock: &StartClock) {
        if !S::EVERYTHING || self.program.pairs.is_none() {
            return;
        }
        let buys = matches!(self.starts.starters[starter].kind, StarterKind::Purchase(_));
        if buys
            && clock.rate > 0.0
            && let Some(mut pairs) = self.program.pairs.take()
        {
            let week = self.profile_of(starter);
            let to = self.position_of(starter).days;
            let position = |mark: SimTime| week.map_or_else(|| mark.days(), |week| week.position(mark));
            pairs.expect_between(slot, clock.rate, (clock.since, to), position);
            self.program.pairs = Some(pairs);
        }
    }

    /// The earliest start of a customer.
    #[inline]
    pub(crate) fn next_start(&self, slot: u32) -> SimTime {
        let from = self.start_slot(slot, 0);
        self.starts.clocks[from..from + self.starts.starters.len()]
            .iter()
            .map(|s| s.due)
            .min()
            .unwrap_or(SimTime::NEVER)
    }

    /// Fires the starter that is due and sets its clock for the next time.
    ///
    /// # Randomness
    /// One word at (`START`, number of the start).
    pub(crate) fn fire_start(&mut self, slot: u32) {
        let now = self.now;
        let Some(s) =
            (0..self.starts.starters.len()).find(|&s| self.starts.clocks[self.start_slot(slot, s)].due == now)
        else {
            return;
        };
        if S::EVERYTHING && self.program.pairs.is_some() {
            self.refresh(slot);
        }
        let at = self.start_slot(slot, s);
        let mut clock = self.starts.clocks[at];
        clock.count += 1;
        let count = clock.count;
        match self.starts.starters[s].kind {
            StarterKind::Every(gap) => {
                // f64 holds nanoseconds of a horizon to within a microsecond; intervals add up from there.
                clock.base += gap.0 as f64;
                let nominal = SimTime(clock.base as u64).max(SimTime(now.0 + 1));
                clock.due = self.profile_of(s).map_or(nominal, |p| p.next_open(nominal));
            }
            StarterKind::Purchase(_) | StarterKind::Rate => {
                self.pair_exposure(slot, s, &clock);
                // Until the departure at the rate of the last look; there it is aimed again.
                let position = self.position_of(s);
                clock.since = position.days;
                clock.remaining =
                    self.customers[slot].key.exponential(purpose::START | self.starts.starters[s].address, count);
                clock.aim(position);
            }
        }
        self.starts.clocks[at] = clock;
        if S::LOOKAHEAD {
            self.find_next_event(slot);
        }
        let buys = matches!(self.starts.starters[s].kind, StarterKind::Purchase(_));
        match self.starts.starters[s].journey {
            Some(journey) if buys => self.start_visit(slot, journey, count, true),
            Some(journey) => self.start_some_visits(slot, journey, count),
            None => self.buy_without_visit(slot, s as u32, count),
        }
    }

    #[inline(never)]
    fn buy_without_visit(&mut self, slot: u32, starter: u32, count: u32) {
        self.refresh(slot);
        self.buy(slot, self.now, starter, count, true);
        if self.customers[slot].alive {
            self.reassess(slot);
        }
    }
}
