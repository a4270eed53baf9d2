//! What is kept of each customer to hold a program against its twin: rewards, and purchases to be expected, by period.
//!
//! A period lies between two changes of any world of the comparison. Purchases are counted as the exposure that their clocks spend, which
//! is their expected number given how the customer lived: counts of two worlds differ by luck, exposures by what the program does.

use crate::units::SimTime;

/// What one customer did in one period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kept {
    /// Number of the customer, the same in all worlds.
    pub customer: u64,
    /// Period, from 0.
    pub period: u32,
    /// Purchases to be expected.
    pub expected: f64,
    /// Cost of rewards and discounts in the observed period [money].
    pub rewards: f64,
    /// Of the program at this place; purchases stand with the first.
    pub place: usize,
}

/// What is kept in one cell.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pairs {
    /// Where periods end, rising.
    marks: Vec<SimTime>,
    /// Programs.
    places: usize,
    /// By customer slot and period: purchases expected, rewards of each program.
    open: Vec<Vec<f64>>,
    closed: Vec<Kept>,
}

impl Pairs {
    pub(crate) fn of(marks: &[SimTime], places: usize) -> Self {
        Pairs { marks: marks.to_vec(), places, ..Pairs::default() }
    }

    /// Purchases expected of a customer in a period, and the rewards of each program.
    fn at(&mut self, slot: u32, period: usize) -> &mut [f64] {
        let (slot, periods, width) = (slot as usize, self.marks.len() + 1, self.places + 1);
        if self.open.len() <= slot {
            self.open.resize(slot + 1, Vec::new());
        }
        let mine = &mut self.open[slot];
        if mine.is_empty() {
            mine.resize(periods * width, 0.0);
        }
        &mut mine[period * width..(period + 1) * width]
    }

    fn period(&self, at: SimTime) -> usize {
        self.marks.partition_point(|&mark| mark <= at)
    }

    /// Purchases to be expected at one moment.
    pub(crate) fn expect_at(&mut self, slot: u32, purchases: f64, at: SimTime) {
        let period = self.period(at);
        self.at(slot, period)[0] += purchases;
    }

    /// Purchases at a rate between two positions; `position`: of a mark.
    pub(crate) fn expect_between(
        &mut self,
        slot: u32,
        rate: f64,
        (from, to): (f64, f64),
        position: impl Fn(SimTime) -> f64,
    ) {
        let mut from = from;
        for period in 0..=self.marks.len() {
            let end = self.marks.get(period).map_or(to, |&mark| position(mark).min(to));
            if end > from {
                self.at(slot, period)[0] += rate * (end - from);
                from = end;
            }
        }
    }

    pub(super) fn reward(&mut self, slot: u32, place: usize, cost: f64, at: SimTime) {
        let period = self.period(at);
        self.at(slot, period)[1 + place] += cost;
    }

    pub(super) fn close(&mut self, slot: u32, customer: u64) {
        let Some(mine) = self.open.get_mut(slot as usize) else { return };
        for (period, kept) in std::mem::take(mine).chunks_exact(self.places + 1).enumerate() {
            // A world without any program is a twin, of which purchases alone are asked.
            for place in 0..self.places.max(1) {
                let (expected, rewards) =
                    (if place == 0 { kept[0] } else { 0.0 }, kept.get(1 + place).copied().unwrap_or(0.0));
                if expected != 0.0 || rewards != 0.0 {
                    self.closed.push(Kept { customer, period: period as u32, expected, rewards, place });
                }
            }
        }
    }

    pub(crate) fn take(&mut self) -> Vec<Kept> {
        std::mem::take(&mut self.closed)
    }
}

/// Rewards of a program that went to purchases which its twin expects of the same customer in the same period.
///
/// # Definition
/// Sum over customers and periods of rewards times `min(1, purchases expected there / purchases expected here)`, each term handed to
/// `post`. Rewards without any purchase are none of them. Rewards are those of the program at `place`, or of all.
pub fn deadweight(here: &mut [Kept], there: &mut [Kept], place: Option<usize>, mut post: impl FnMut(f64)) {
    let key = |kept: &Kept| (kept.customer, kept.period);
    // Stable: lives of one customer add up in their order.
    here.sort_by_key(key);
    there.sort_by_key(key);
    let mut rest = &*there;
    for mine in here.chunk_by(|a, b| key(a) == key(b)) {
        let sum = |list: &[Kept], read: fn(&Kept) -> f64| list.iter().map(read).sum::<f64>();
        rest = &rest[rest.partition_point(|kept| key(kept) < key(&mine[0]))..];
        let theirs = &rest[..rest.partition_point(|kept| key(kept) == key(&mine[0]))];
        let (own, other) = (sum(mine, |kept| kept.expected), sum(theirs, |kept| kept.expected));
        let counts = |kept: &&Kept| place.is_none_or(|place| kept.place == place);
        let rewards = mine.iter().filter(counts).map(|kept| kept.rewards).sum::<f64>();
        if rewards != 0.0 && own > 0.0 {
            post(rewards * (other / own).min(1.0));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(customer: u64, period: u32, expected: f64, rewards: f64) -> Kept {
        Kept { customer, period, expected, rewards, place: 0 }
    }

    #[test]
    fn purchases_are_cut_at_the_marks() {
        let mut pairs = Pairs::of(&[SimTime::from_days(10.0), SimTime::from_days(20.0)], 1);
        pairs.expect_between(0, 2.0, (4.0, 23.0), |mark| mark.days());
        pairs.expect_at(0, 1.0, SimTime::from_days(10.0));
        pairs.reward(0, 0, 5.0, SimTime::from_days(9.0));
        pairs.close(0, 7);
        assert_eq!(pairs.take(), [kept(7, 0, 12.0, 5.0), kept(7, 1, 21.0, 0.0), kept(7, 2, 6.0, 0.0)]);
    }

    #[test]
    fn rewards_are_paired_by_customer_and_period() {
        let mut here = [
            kept(2, 0, 4.0, 8.0),
            kept(1, 1, 6.0, 6.0),
            kept(1, 0, 5.0, 0.0),
            kept(1, 1, 4.0, 4.0),
            kept(3, 0, 0.0, 9.0),
        ];
        let mut there = [kept(1, 1, 5.0, 0.0), kept(2, 0, 9.0, 0.0), kept(1, 0, 5.0, 0.0)];
        let mut terms = Vec::new();
        deadweight(&mut here, &mut there, None, |term| terms.push(term));
        // Ten of rewards for ten purchases, half of which come anyway; eight, all anyway; nine for no purchase.
        assert_eq!(terms, [5.0, 8.0]);
    }

    #[test]
    fn purchases_are_kept_once_and_rewards_by_program() {
        let mut pairs = Pairs::of(&[], 2);
        pairs.expect_at(0, 4.0, SimTime::ZERO);
        pairs.reward(0, 0, 2.0, SimTime::ZERO);
        pairs.reward(0, 1, 6.0, SimTime::ZERO);
        pairs.close(0, 7);
        let mut here = pairs.take();
        assert_eq!(here, [kept(7, 0, 4.0, 2.0), Kept { place: 1, ..kept(7, 0, 0.0, 6.0) }]);
        let mut without = Pairs::of(&[], 0);
        without.expect_at(0, 1.0, SimTime::ZERO);
        without.close(0, 7);
        let mut there = without.take();
        assert_eq!(there, [kept(7, 0, 1.0, 0.0)]);
        let mut anyway = |place| {
            let mut sum = 0.0;
            deadweight(&mut here, &mut there, place, |term| sum += term);
            sum
        };
        // A quarter of the purchases comes anyway.
        assert_eq!([anyway(None), anyway(Some(0)), anyway(Some(1))], [2.0, 0.5, 1.5]);
    }
}
