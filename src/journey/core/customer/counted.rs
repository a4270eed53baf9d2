//! When a customer is counted: for cohorts and flows between stages, and in the census at the horizon.

use crate::journey::core::bucket::loyalty::shield;
use crate::journey::core::cell::Cell;
use crate::journey::core::memory::encounter::satisfaction;
use crate::journey::core::observations::census::{TOP_BOX, TOP_TWO_BOX};
use crate::journey::core::observations::flows::{FlowCounts, GONE, Mark, NOT_YET, PLACES};
use crate::journey::core::observations::tenure::TenureGrid;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;
use crate::journey::model::HazardLaw;
use crate::num;
use crate::stats::{Place, SurvivalCounts};
use crate::units::SimTime;

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// A customer joins.
    pub(crate) fn flow_begins(&mut self, slot: u32) {
        let now = self.now;
        let c = &self.customers[slot];
        if let Some((cohort, _)) = self.flows.cohort(c.source, now.0 as i64) {
            let rows = self.flows.rows();
            let joined = &mut self.obs.flows.joined;
            joined.resize(rows, 0);
            joined[cohort] += 1;
        }
        if self.flows.grid.dates.is_empty() {
            return;
        }
        let next = self.flows.grid.dates.partition_point(|&date| date < now) as u8;
        let at = slot as usize;
        if self.flows.marks.len() <= at {
            self.flows.marks.resize(at + 1, Mark { next: 0, place: NOT_YET });
        }
        self.flows.marks[at] = Mark { next, place: NOT_YET };
    }

    /// Settles the dates before `until` with the stage the customer has had since; to be called before it changes.
    pub(crate) fn flow_settles(&mut self, slot: u32, until: SimTime) {
        if self.flows.grid.dates.is_empty() {
            return;
        }
        let stage = self.customers[slot].stage + 1;
        let dates = &self.flows.grid.dates;
        let mark = &mut self.flows.marks[slot as usize];
        while dates.get(usize::from(mark.next)).is_some_and(|&date| date < until) {
            moved(&mut self.obs.flows.moves, dates.len(), *mark, stage);
            *mark = Mark { next: mark.next + 1, place: stage };
        }
    }

    /// A customer leaves now.
    pub(crate) fn flow_leaves(&mut self, slot: u32) {
        let now = self.now;
        self.flow_settles(slot, now);
        let dates = &self.flows.grid.dates;
        if let Some(mark) = self.flows.marks.get(slot as usize).filter(|mark| usize::from(mark.next) < dates.len()) {
            moved(&mut self.obs.flows.moves, dates.len(), *mark, GONE);
        }
        self.count_age(slot, now, false);
    }

    /// Where a customer who leaves now is settled; `None` without stages.
    pub(crate) fn flow_mark(&self, slot: u32) -> Option<Mark> {
        self.flows.marks.get(slot as usize).copied()
    }

    /// Somebody who left comes back. Leaving was counted at the next date; whoever is back before it was never gone then.
    pub(crate) fn flow_returns(&mut self, slot: u32, mark: Option<Mark>) {
        let Some(mark) = mark else { return };
        let dates = &self.flows.grid.dates;
        let next = dates.partition_point(|&date| date < self.now) as u8;
        let at = slot as usize;
        if self.flows.marks.len() <= at {
            self.flows.marks.resize(at + 1, mark);
        }
        self.flows.marks[at] = if next > mark.next { Mark { next, place: GONE } } else { mark };
        if next <= mark.next && usize::from(mark.next) < dates.len() {
            self.obs.flows.moves[FlowCounts::at(usize::from(mark.next), mark.place, GONE)] -= 1;
        }
    }

    /// A customer is still there at the horizon.
    pub(crate) fn flow_ends(&mut self, slot: u32) {
        let horizon = self.flows.horizon;
        self.flow_settles(slot, SimTime(horizon.0.saturating_add(1)));
        self.count_age(slot, horizon, true);
    }

    fn count_age(&mut self, slot: u32, at: SimTime, stayed: bool) {
        // Like survival, cohorts end with the first exit.
        if self.win_back.is_back(slot) {
            return;
        }
        let c = &self.customers[slot];
        let Some((cohort, joined)) = self.flows.cohort(c.source, c.joined) else { return };
        if self.obs.flows.tenures.is_empty() {
            let empty = |grid: &TenureGrid| SurvivalCounts::new(1, grid.bins());
            self.obs.flows.tenures = self.flows.tenures.iter().map(empty).collect();
        }
        let grid = &self.flows.tenures[cohort];
        let counts = &mut self.obs.flows.tenures[cohort];
        let place = grid.place(at.since(joined));
        counts.enter(grid.place(SimTime::ZERO));
        if stayed {
            counts.censor(place);
        } else {
            // Joining and leaving at once counts in the first period.
            counts.exit(Place { bin: place.bin.max(1), ..place }, 0);
        }
    }
}

fn moved(moves: &mut Vec<u64>, dates: usize, mark: Mark, to: u8) {
    moves.resize(dates * PLACES.len() * PLACES.len(), 0);
    moves[FlowCounts::at(usize::from(mark.next), mark.place, to)] += 1;
}

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// Counts a customer who is there at the horizon.
    pub(crate) fn count_in_census(&mut self, slot: u32) {
        if !self.model.loyalty {
            return;
        }
        let (profile, c) = (self.profile(slot), self.customers[slot]);
        let feels = satisfaction(c.memory);
        let census = &mut self.obs.census;
        census.customers += 1;
        census.top_box += u64::from(feels >= TOP_BOX);
        census.top_two_box += u64::from(feels >= TOP_TWO_BOX);
        if let Some(p) = profile.purchase.as_ref().filter(|p| p.wallet_response > 0.0) {
            let own = num::exp(p.wallet_response * c.memory);
            census.wallet.post(own / (own + p.rivals));
        }
        let rival = self.model.rival_hole.map(|hole| &profile.hazards[usize::from(hole)]);
        if rival.is_some_and(|h| h.shielded && !matches!(h.law, HazardLaw::None)) {
            let yields = shield(self.support(slot), c.trust, &profile.loyalty);
            self.obs.census.resisted.post(1.0 - yields);
        }
    }
}
