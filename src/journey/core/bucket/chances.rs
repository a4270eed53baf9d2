//! Holes that are a chance and no hazard: of leaving at a touchpoint, and after a purchase (model section 7).

use super::holes::hole_purpose;
use crate::journey::core::cell::Cell;
use crate::journey::core::customer::record::NO_HOLE;
use crate::journey::core::purpose;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;
use crate::journey::model::HoleId;
use crate::num;

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// A discrete risk `p` of leaving by a hole: spent on the hole's clock as `-ln(1 - p)`.
    /// Returns whether the allowance is used up.
    pub(crate) fn risk(&mut self, slot: u32, hole: HoleId, p: f64) -> bool {
        let Some(i) = self.bucket.clocked.iter().position(|&h| h == hole) else { return false };
        if usize::from(hole) < self.model.service_holes {
            // The excess of a widened hole is spent with the blame.
            self.refresh(slot);
        }
        let factor = self.own_factor(slot, usize::from(hole), &self.profile(slot).hazards[usize::from(hole)]);
        let at = self.clock_slot(slot, i);
        let now = self.now;
        let c = &mut self.bucket.clocks[at];
        c.clock.spend(c.rate * now.since(c.since).days());
        c.since = now;
        let exposure = if p >= 1.0 { f64::INFINITY } else { -num::ln_1p(-p) };
        if factor > 0.0 {
            c.clock.spend(exposure * factor);
        }
        let used_up = c.clock.is_used_up();
        if factor > 0.0 && self.answers_prices() {
            self.expose_to_chance(slot, hole, exposure * factor);
        }
        if used_up {
            return true;
        }
        let c = &mut self.bucket.clocks[at];
        c.due = if c.rate > 0.0 { c.clock.due(now, c.rate) } else { c.due };
        if i >= self.bucket.moving {
            self.find_still_due(slot);
        }
        false
    }

    /// Who had decided to leave stays after all: allowances that were used up while the decision waited are replaced by the next ones. Hazards
    /// are set anew.
    #[inline(never)]
    pub(crate) fn stay_after_all(&mut self, slot: u32) {
        self.close_rates(slot);
        let (now, loyalty) = (self.now, self.model.loyalty);
        let key = self.customers[slot].key;
        for i in 0..self.bucket.clocked.len() {
            let purpose = hole_purpose(self.model, self.bucket.clocked[i]);
            let at = self.clock_slot(slot, i);
            let c = &mut self.bucket.clocks[at];
            if c.clock.is_used_up() {
                c.clock.renew(&key, purpose);
                c.due = c.clock.due(now, c.rate);
            }
        }
        let c = &mut self.customers[slot];
        if loyalty && c.satisfaction_clock.is_used_up() {
            c.satisfaction_clock.renew(&key, purpose::SATISFACTION);
        }
        c.pending = NO_HOLE;
        self.open_rates(slot);
        self.reassess(slot);
    }

    /// Chances of leaving after a purchase.
    ///
    /// # Randomness
    /// A law on the chance is drawn once per customer.
    pub(crate) fn toss_after_purchase(&mut self, slot: u32) {
        if !self.bucket.tosses {
            return;
        }
        for i in 0..self.bucket.clocked.len() {
            let hole = self.bucket.clocked[i];
            let hazard = &self.profile(slot).hazards[usize::from(hole)];
            if let Some(law) = &hazard.per_purchase {
                let key = self.customers[slot].key;
                let p = law
                    .draw(&key, purpose::PER_PURCHASE | self.model.holes[usize::from(hole)].address, 0)
                    .clamp(0.0, 1.0);
                let involuntary = hazard.involuntary;
                if self.risk(slot, hole, p) {
                    self.leave(slot, hole, 2, involuntary);
                    return;
                }
            }
        }
    }
}
