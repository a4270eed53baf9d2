//! `[value_classes]`, and what is written down of a customer at a review.

use crate::units::{NANOS_PER_DAY, SimTime};

/// Classes of each dimension.
pub const CLASSES: usize = 5;
/// The three dimensions, in the order of [`ClassRecord::classes`].
pub const DIMENSIONS: [&str; 3] = ["recency", "frequency", "money"];

/// Length of a month of the register: a twelfth of 365 days.
pub(crate) const MONTH: u64 = NANOS_PER_DAY * 365 / 12;
/// Months over which purchases and their money are counted.
pub(crate) const FREQUENCY_MONTHS: u64 = 24;
/// Months over which value, spend and visits are counted.
pub(crate) const VALUE_MONTHS: u64 = 12;

/// `[value_classes]`.
#[derive(Debug, Clone, PartialEq)]
pub struct ValueClasses {
    /// Time between reviews; the first comes that long after day 0.
    pub review: SimTime,
    /// Longest time since the last purchase of classes 5, 4, 3, 2; rising.
    pub recency: [SimTime; 4],
    /// Fewest purchases in 24 months of classes 2, 3, 4, 5; rising.
    pub frequency: [u32; 4],
    /// Largest mean spend per purchase of classes 1, 2, 3, 4 [money]; rising.
    pub money: [f64; 4],
    /// Cumulative shares of value at which A ends and B ends; rising.
    pub abc: [f64; 2],
}

impl ValueClasses {
    /// Class of a time since the last purchase; `None`: the firm knows of no purchase.
    #[must_use]
    pub fn recency_class(&self, since: Option<SimTime>) -> u8 {
        since.map_or(1, |since| 1 + count(&self.recency, |&longest| since <= longest))
    }

    /// Class of a number of purchases in 24 months.
    #[must_use]
    pub fn frequency_class(&self, purchases: u32) -> u8 {
        1 + count(&self.frequency, |&fewest| purchases >= fewest)
    }

    /// Class of a mean spend per purchase.
    #[must_use]
    pub fn money_class(&self, mean: f64) -> u8 {
        1 + count(&self.money, |&largest| mean > largest)
    }

    /// Number of the last review by the horizon, from 1; 0: none. One that falls on the horizon sorts, and reaches nobody.
    #[must_use]
    pub fn last_review(&self, horizon: SimTime) -> u32 {
        (horizon.0 / self.review.0).min(u64::from(u32::MAX)) as u32
    }

    /// When a review takes place.
    #[must_use]
    pub fn day_of(&self, review: u32) -> SimTime {
        SimTime(self.review.0.saturating_mul(u64::from(review)))
    }
}

fn count<T>(cuts: &[T; 4], passed: impl Fn(&T) -> bool) -> u8 {
    cuts.iter().filter(|cut| passed(cut)).count() as u8
}

/// What the firm wrote down of one customer at one review.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClassRecord {
    /// Number of the review, from 1.
    pub review: u32,
    /// Who: equal in all worlds of a replication.
    pub customer: u64,
    /// Classes of recency, frequency and money, 1..5.
    pub classes: [u8; 3],
    /// Contribution of the last 12 months, acquisition left out [money].
    pub contribution: f64,
    /// The same as a rate over the time known, a month at least [money per year].
    pub yearly: f64,
    /// Spend on purchases in the last 12 months [money].
    pub spend: f64,
    /// Visits in the last 12 months; a purchase outside any journey is one.
    pub visits: u32,
    /// Time since joining [days].
    pub tenure: f64,
}

#[cfg(test)]
pub(crate) fn airline() -> ValueClasses {
    ValueClasses {
        review: SimTime::from_days(365.0),
        recency: [1, 3, 6, 12].map(|months| SimTime(months * MONTH)),
        frequency: [2, 6, 11, 24],
        money: [500.0, 1000.0, 3000.0, 5000.0],
        abc: [0.8, 0.95],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_airline_table_holds_at_its_edges() {
        let table = airline();
        for (months, at_edge, beyond) in [(1, 5, 4), (3, 4, 3), (6, 3, 2), (12, 2, 1)] {
            let edge = months * MONTH;
            let class = |time: u64| table.recency_class(Some(SimTime(time)));
            assert_eq!([class(edge - 1), class(edge), class(edge + 1)], [at_edge, at_edge, beyond], "{months} months");
        }
        assert_eq!((table.recency_class(Some(SimTime::ZERO)), table.recency_class(None)), (5, 1));
        for (fewest, class) in [(2, 2), (6, 3), (11, 4), (24, 5)] {
            let of = |n: u32| table.frequency_class(n);
            assert_eq!([of(fewest - 1), of(fewest), of(fewest + 1)], [class - 1, class, class], "{fewest} purchases");
        }
        assert_eq!((table.frequency_class(0), table.frequency_class(1_000)), (1, 5));
        for (largest, class) in [(500.0, 1), (1000.0, 2), (3000.0, 3), (5000.0, 4)] {
            let of = |mean: f64| table.money_class(mean);
            assert_eq!([of(largest - 1.0), of(largest), of(largest + 1.0)], [class, class, class + 1], "{largest}");
        }
        assert_eq!((table.money_class(0.0), table.money_class(1e9)), (1, 5));
    }

    #[test]
    fn reviews_come_at_multiples_up_to_the_horizon() {
        let table = airline();
        let year = SimTime::from_days(365.0);
        assert_eq!(table.last_review(SimTime(3 * year.0)), 3);
        assert_eq!(table.last_review(SimTime(3 * year.0 - 1)), 2);
        assert_eq!(table.day_of(2), SimTime(2 * year.0));
    }
}
