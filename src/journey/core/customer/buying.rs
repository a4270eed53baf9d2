//! Buying.

use super::own::pick;
use crate::journey::core::activity::Activity;
use crate::journey::core::cell::Cell;
use crate::journey::core::money::ledger::Line;
use crate::journey::core::purpose;
use crate::journey::core::scope::Scope;
use crate::journey::core::starts::clocks::StarterKind;
use crate::journey::core::trace::Trace;
use crate::units::SimTime;

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// The purchase that comes with joining: now, or in a visit at the next opening.
    pub(crate) fn first_purchase(&mut self, slot: u32) {
        let shares: Vec<f64> = self
            .starts
            .starters
            .iter()
            .map(|s| if let StarterKind::Purchase(share) = s.kind { share } else { 0.0 })
            .collect();
        let s = pick(&shares, self.customers[slot].key.uniform(purpose::FIRST_JOURNEY, 0));
        let journey = self.starts.starters[s].journey;
        if let Some(pairs) = &mut self.program.pairs {
            let at = journey.map_or(self.now, |j| self.model.journeys[usize::from(j)].opening(self.now));
            pairs.expect_at(slot, 1.0, at);
        }
        match journey {
            Some(journey) => self.start_when_open(slot, journey, self.win_back.first_draw(slot), true),
            None => self.buy(slot, self.now, s as u32, self.win_back.first_draw(slot), false),
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
        let address = self.starts.starters[starter as usize].address;
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
        if S::EVERYTHING && purchase.sales_contact.is_some() {
            self.pay_sales_contact(slot, starter, number, at);
        }
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
        self.note(at, who, || Activity::Buys { revenue });
        self.register_purchase(slot, revenue, starter, at);
        self.program_purchase(slot, revenue, at);
        if tossed {
            self.toss_after_purchase(slot);
        }
    }
}
