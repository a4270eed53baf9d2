//! What the firm writes down of one customer, month by month.
//!
//! Months begin on day 0 for everybody. A review on the first instant of a month looks at whole months; within a month it looks at
//! that month so far and the months before it. A visit walks ahead of the calendar, so what it brings may be written down some
//! minutes before it happens.

use std::collections::VecDeque;

use super::spec::{FREQUENCY_MONTHS, MONTH};
use crate::units::SimTime;

/// What one month brought; only months in which something happened are kept.
#[derive(Debug, Clone, Copy, Default)]
struct Month {
    number: u64,
    purchases: u32,
    visits: u32,
    spend: f64,
    contribution: f64,
}

/// The sum of some months.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Entry {
    /// Purchases.
    pub(crate) purchases: u32,
    /// Visits.
    pub(crate) visits: u32,
    /// Money of the purchases.
    pub(crate) spend: f64,
    /// Contribution, acquisition left out.
    pub(crate) contribution: f64,
}

/// One customer in the books.
#[derive(Debug, Clone, Default)]
pub(crate) struct Register {
    /// By number.
    months: VecDeque<Month>,
}

/// The last month that a look back from `now` covers.
fn latest(now: SimTime) -> u64 {
    now.0.saturating_sub(1) / MONTH
}

/// First instant of the `months` months that end with the latest one.
pub(super) fn window_start(now: SimTime, months: u64) -> SimTime {
    SimTime((latest(now) + 1).saturating_sub(months) * MONTH)
}

impl Register {
    /// Empties it for the next customer.
    pub(crate) fn clear(&mut self) {
        self.months.clear();
    }

    fn month(&mut self, at: SimTime) -> &mut Month {
        let number = at.0 / MONTH;
        // Nearly always the last.
        let place = self.months.partition_point(|month| month.number < number);
        if self.months.get(place).is_none_or(|month| month.number != number) {
            self.months.insert(place, Month { number, ..Month::default() });
        }
        &mut self.months[place]
    }

    /// Writes down a purchase.
    pub(crate) fn bought(&mut self, spend: f64, at: SimTime) {
        let month = self.month(at);
        month.purchases += 1;
        month.spend += spend;
    }

    /// Writes down a visit.
    pub(crate) fn visited(&mut self, at: SimTime) {
        self.month(at).visits += 1;
    }

    /// Writes down what a customer brought or cost.
    pub(crate) fn brought(&mut self, amount: f64, at: SimTime) {
        self.month(at).contribution += amount;
    }

    /// Writes down a flow of `per_day`, cut at the months.
    pub(crate) fn flowed(&mut self, per_day: f64, from: SimTime, to: SimTime) {
        let mut at = from;
        while at < to {
            let end = SimTime((at.0 / MONTH + 1).saturating_mul(MONTH)).min(to);
            self.brought(per_day * end.since(at).days(), at);
            at = end;
        }
    }

    /// The sum of the last `months` months, looked back at from `now`.
    pub(crate) fn over(&self, now: SimTime, months: u64) -> Entry {
        let last = latest(now);
        let mut sum = Entry::default();
        for month in self.months.iter().filter(|month| month.number <= last && month.number + months > last) {
            sum.purchases += month.purchases;
            sum.visits += month.visits;
            sum.spend += month.spend;
            sum.contribution += month.contribution;
        }
        sum
    }

    /// Forgets what no later review looks at.
    pub(crate) fn forget(&mut self, now: SimTime) {
        let last = latest(now);
        while self.months.front().is_some_and(|month| month.number + FREQUENCY_MONTHS <= last) {
            self.months.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn purchases(register: &Register, now: u64, months: u64) -> u32 {
        register.over(SimTime(now), months).purchases
    }

    #[test]
    fn the_window_opens_and_closes_on_its_instants() {
        let mut register = Register::default();
        register.bought(10.0, SimTime(3 * MONTH));
        assert_eq!(purchases(&register, 3 * MONTH, 24), 0, "what happens at a review is in the next");
        assert_eq!(purchases(&register, 3 * MONTH + 1, 24), 1);
        assert_eq!(purchases(&register, 27 * MONTH, 24), 1, "the whole of month 3 to the whole of month 26");
        assert_eq!(purchases(&register, 27 * MONTH + 1, 24), 0);
        register.forget(SimTime(27 * MONTH));
        assert_eq!(register.months.len(), 1);
        register.forget(SimTime(27 * MONTH + 1));
        assert_eq!(register.months.len(), 0);
        assert_eq!(window_start(SimTime(27 * MONTH), 24), SimTime(3 * MONTH));
        assert_eq!(window_start(SimTime(MONTH), 24), SimTime::ZERO);
    }

    #[test]
    fn what_comes_out_of_order_is_in_its_month() {
        let mut register = Register::default();
        register.bought(5.0, SimTime(2 * MONTH));
        register.bought(7.0, SimTime(1));
        register.visited(SimTime(2 * MONTH + 5));
        assert_eq!(
            register.over(SimTime(3 * MONTH), 1),
            Entry { purchases: 1, visits: 1, spend: 5.0, contribution: 0.0 }
        );
        assert_eq!(register.over(SimTime(3 * MONTH), 24).spend, 12.0);
    }

    #[test]
    fn a_flow_is_cut_at_the_months() {
        let mut register = Register::default();
        let day = MONTH as f64 / crate::units::NANOS_PER_DAY as f64;
        register.flowed(2.0, SimTime(MONTH / 2), SimTime(3 * MONTH));
        let last = register.over(SimTime(3 * MONTH), 1).contribution;
        assert!((last - 2.0 * day).abs() < 1e-9, "{last}");
        let all = register.over(SimTime(3 * MONTH), 12).contribution;
        assert!((all - 5.0 * day).abs() < 1e-9, "{all}");
    }
}
