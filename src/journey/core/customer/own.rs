//! What is worked out of the values of one customer.

use crate::journey::core::observations::counters::count;
use crate::journey::core::purpose;
use crate::journey::model::Profile;
use crate::num;
use crate::random::Key;

impl Profile {
    /// Whether the firm looks each year at what such a customer brought.
    pub(crate) fn reviews_value(&self) -> bool {
        self.hazards.iter().any(|h| h.value_below.is_some())
    }

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
#[inline(never)]
pub(crate) fn half_life_factor(days: f64, half_life: f64) -> f64 {
    if half_life.is_infinite() { 1.0 } else { num::exp(-std::f64::consts::LN_2 * days / half_life) }
}

pub(crate) fn count_term(terms: &mut Vec<u64>, term: u16) {
    count(terms, usize::from(term));
}
