//! Leaving for a price (model section 7): who stays when it is not what it was at joining.
//!
//! What is compared is money per time of the same term: that of the contract in force for a customer, over that of the contract in force when
//! this customer joined. Customers of day 0 joined at the prices of the file. Who comes back has joined again.

use super::spec::Contract;
use super::state::ContractState;
use crate::journey::core::cell::Cell;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;
use crate::journey::model::{HoleId, Model, Profile};
use crate::laws::Law;
use crate::num;

impl Contract {
    /// What a day costs, on average over customers, by term; the last repeats. Empty: nothing is charged.
    pub(crate) fn prices(&self) -> Vec<f64> {
        // The second term may be of another length than the first.
        let terms = if self.price.is_empty() { 0 } else { self.price.len().max(2) };
        let of = |term: usize| {
            let length = if term == 0 { self.term } else { self.renews_for };
            let price = self.price.get(term).or(self.price.last()).map_or(0.0, Law::mean);
            price / self.bill.unwrap_or(length).days()
        };
        (0..terms).map(of).collect()
    }
}

impl Profile {
    /// How many times as likely leaving is at the present price of a term, from 0, as at another.
    ///
    /// # Definition
    /// `(price / before)^elasticity`; 1 where one of them is not above 0, as nothing can be said then.
    pub(crate) fn dearer(&self, before: &[f64], term: usize) -> f64 {
        let at = |prices: &[f64]| prices.get(term).or(prices.last()).copied().filter(|price| *price > 0.0);
        match (at(&self.prices), at(before)) {
            (Some(price), Some(before)) if self.elasticity > 0.0 && price != before => {
                num::pow(price / before, self.elasticity)
            }
            _ => 1.0,
        }
    }
}

/// The chance to stay where the odds of leaving are so many times those of a chance to stay.
pub(crate) fn staying(stay: f64, times: f64) -> f64 {
    if times == 1.0 { stay } else { stay / (stay + times * (1.0 - stay)) }
}

impl Model {
    /// Whether a price makes anybody leave in this world.
    pub(crate) fn answers_prices(&self) -> bool {
        self.regimes().any(|m| m.profiles.iter().any(|p| p.elasticity > 0.0))
    }

    /// The prices at which customers of day 0 of a kind joined.
    pub(crate) fn joined_at(&self, kind: u32) -> &[f64] {
        match self.kinds.joined.get(kind as usize) {
            Some(&list) => &self.prices_at_joining[usize::from(list)],
            None => &self.values_of(kind).prices,
        }
    }

    /// Whether a hole is wider for such customers while a price is high: without terms the hole `value`, unless nobody decides about it.
    pub(crate) fn widens_when_dear(&self, profile: &Profile, hole: usize) -> bool {
        profile.elasticity > 0.0
            && profile.contract.is_none()
            && self.dear_hole.map(usize::from) == Some(hole)
            && !profile.hazards[hole].involuntary
    }
}

impl ContractState {
    /// Keeps the prices at which somebody joins.
    fn join_at(&mut self, slot: u32, prices: &[f64]) {
        let known = self.price_lists.iter().position(|list| list == prices);
        let list = known.unwrap_or_else(|| {
            self.price_lists.push(prices.to_vec());
            self.price_lists.len() - 1
        });
        let at = slot as usize;
        if self.joined_at.len() <= at {
            self.joined_at.resize(at + 1, 0);
        }
        self.joined_at[at] = list as u32;
    }

    fn prices_at_joining(&self, slot: u32) -> &[f64] {
        &self.price_lists[self.joined_at[slot as usize] as usize]
    }
}

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// Whether prices make customers leave here.
    #[inline(always)]
    pub(crate) fn answers_prices(&self) -> bool {
        S::EVERYTHING && self.contracts.elastic
    }

    /// Keeps the prices at which a customer joins, for the first time or again.
    pub(crate) fn open_prices(&mut self, slot: u32, again: bool) {
        if !self.answers_prices() {
            return;
        }
        let c = &self.customers[slot];
        let day_0 = c.source == 0 && !again;
        let prices = if day_0 { self.world.joined_at(c.kind) } else { &self.profile(slot).prices[..] };
        self.contracts.join_at(slot, prices);
    }

    /// Factor on the odds of not renewing into the next term, by the values that hold there.
    pub(crate) fn price_of_renewing(&self, slot: u32, values: &Profile) -> f64 {
        if !self.answers_prices() {
            return 1.0;
        }
        // Terms are counted from 1: the next one has that index.
        values.dearer(self.contracts.prices_at_joining(slot), usize::from(self.customers[slot].term))
    }

    /// Factor on a hole by the price, without terms.
    #[inline]
    pub(crate) fn price_factor(&self, slot: u32, hole: usize) -> f64 {
        if !self.answers_prices() {
            return 1.0;
        }
        let profile = self.profile(slot);
        if !self.model.widens_when_dear(profile, hole) {
            return 1.0;
        }
        profile.dearer(self.contracts.prices_at_joining(slot), 0)
    }

    /// Factor of a service hole for a customer.
    #[inline]
    pub(crate) fn service_factor(&self, slot: u32, hole: usize) -> f64 {
        self.profile(slot).hazards[hole].factor * self.price_factor(slot, hole)
    }

    /// The hole by which those leave who find a renewal too dear, where there is one, and how far it is open.
    pub(super) fn hole_of_the_dear(&self, values: &Profile) -> Option<(HoleId, f64)> {
        let hole = self.model.dear_hole?;
        let hazard = &values.hazards[usize::from(hole)];
        (!hazard.involuntary).then_some((hole, hazard.factor.min(1.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::fixtures::profile;
    use crate::units::SimTime;

    #[test]
    fn odds_are_multiplied() {
        // Odds of leaving of 1 : 3 become 2 : 3 and 1 : 6.
        assert!((staying(0.75, 2.0) - 0.6).abs() < 1e-15 && (staying(0.75, 0.5) - 6.0 / 7.0).abs() < 1e-15);
        assert_eq!([staying(0.0, 3.0), staying(1.0, 3.0), staying(0.75, 1.0)], [0.0, 1.0, 0.75]);
    }

    #[test]
    fn a_price_is_money_per_time_of_the_same_term() {
        let contract = |price: &[f64], term: f64, renews_for: f64, bill: Option<f64>| Contract {
            term: SimTime::from_days(term),
            renews_for: SimTime::from_days(renews_for),
            bill: bill.map(SimTime::from_days),
            price: price.iter().map(|&money| Law::constant(money)).collect(),
            cost: Vec::new(),
            retention: None,
            lock_in: 0.0,
            resentment: 0.0,
        };
        assert_eq!(contract(&[100.0], 100.0, 50.0, None).prices(), [1.0, 2.0]);
        assert_eq!(contract(&[30.0, 60.0, 90.0], 300.0, 300.0, Some(30.0)).prices(), [1.0, 2.0, 3.0]);
        assert_eq!(contract(&[], 300.0, 300.0, None).prices(), [0.0; 0]);
        let now = Profile { prices: vec![2.0, 4.0], elasticity: 0.5, ..profile() };
        assert_eq!(
            [now.dearer(&[2.0, 1.0], 0), now.dearer(&[2.0, 1.0], 1), now.dearer(&[2.0, 1.0], 7)],
            [1.0, 2.0, 2.0]
        );
        assert_eq!([now.dearer(&[], 0), now.dearer(&[0.0], 0), now.dearer(&[-1.0], 0)], [1.0; 3]);
        assert_eq!(Profile { elasticity: 0.0, ..now }.dearer(&[1.0], 0), 1.0);
    }
}
