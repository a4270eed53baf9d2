//! Adopting categories.

use crate::journey::core::activity::Activity;
use crate::journey::core::cell::Cell;
use crate::journey::core::memory;
use crate::journey::core::purpose;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;
use crate::journey::model::CrossSell;
use crate::num;

/// Satisfaction at which half of the chance is reached, and how sharp that is (assumption).
const ADOPTS: [f64; 2] = [4.0, 0.4];

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// Whether categories are adopted here.
    #[inline(always)]
    pub(crate) fn sells_across(&self) -> bool {
        S::EVERYTHING && self.categories.on
    }

    /// A customer who is new to the cell buys in one category.
    pub(crate) fn open_categories(&mut self, slot: u32) {
        if !self.sells_across() {
            return;
        }
        let at = slot as usize;
        if self.categories.adopted.len() <= at {
            self.categories.adopted.resize(at + 1, 0);
        }
        self.categories.adopted[at] = 0;
    }

    /// Somebody who comes back still buys in the categories of before.
    pub(crate) fn reopen_categories(&mut self, slot: u32, before: u64) {
        self.open_categories(slot);
        if self.sells_across() {
            self.categories.adopted[slot as usize] = before;
        }
    }

    /// Further categories that a customer buys in, one bit each.
    pub(crate) fn categories_of(&self, slot: u32) -> u64 {
        self.categories.adopted.get(slot as usize).copied().unwrap_or(0)
    }

    /// Adopts what is adopted at this purchase. Returns the factor on its basket, the new categories in it.
    ///
    /// # Definition
    /// Each category not yet bought in is adopted with chance `p sig((S - 4) / 0.4)`.
    ///
    /// # Randomness
    /// One word at (`CROSS_SELL` and category, number of the purchase) for each category not yet bought in.
    pub(crate) fn adopt_categories(&mut self, slot: u32, spec: &CrossSell) -> f64 {
        if !S::EVERYTHING {
            return 1.0;
        }
        let c = &self.customers[slot];
        let (key, index, who) = (c.key, c.purchases, c.who());
        let chance = spec.chance * num::sigmoid((memory::satisfaction(c.memory) - ADOPTS[0]) / ADOPTS[1]);
        let before = self.categories.adopted[slot as usize];
        let missing = (0..spec.categories).filter(|k| before & (1 << k) == 0);
        let adopted: u64 =
            missing.filter(|&k| key.uniform(purpose::CROSS_SELL | k, index) < chance).map(|k| 1 << k).sum();
        self.categories.adopted[slot as usize] |= adopted;
        if adopted > 0 {
            self.note(self.now, who, || Activity::BuysFurther { categories: adopted.count_ones() });
        }
        1.0 + spec.adds * f64::from((before | adopted).count_ones())
    }
}
