//! Lives as customers, told one by one: what is posted to sums when a life ends is a record too, for whoever takes it.

use crate::journey::model::HoleId;
use crate::units::SimTime;

/// Lives that are held before they are handed on: so a cell holds few, however many end in it.
const HELD: usize = 4096;

/// One life as customer, from joining to leaving or to the horizon, as far as it was observed.
///
/// Without win-back everybody has one life. Whoever comes back begins another one, with the same source and number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lived {
    /// Source of the customer: 0 was there on day 0, `c + 1` came through channel `c`.
    pub source: u16,
    /// Number of the customer within the source.
    pub number: u64,
    /// Earlier lives.
    pub earlier_lives: u32,
    /// Segment.
    pub segment: u8,
    /// Stage at the end.
    pub stage: u8,
    /// By which hole it ended; nothing at the horizon.
    pub hole: Option<HoleId>,
    /// When it began, signed [ns]: before day 0 for customers who have a past.
    pub joined: i64,
    /// When it ended: on leaving, or at the horizon.
    pub until: SimTime,
    /// Length when it came under observation: zero, or more for those who were customers before.
    pub tenure_from: SimTime,
    /// Length when it ended.
    pub tenure: SimTime,
    /// Was going on when observing began, on day 0 or at the end of the warm-up.
    pub at_start: bool,
    /// The person was a customer before observing began, in this life or an earlier one: what they bring is a remaining value.
    pub before: bool,
    /// Contribution in this life, discounted as the account of the person is: to the first joining, to day 0 or to the end of the warm-up,
    /// whichever is the latest \[money\]. Acquisition cost is taken off. Values of lives add up to the sums of values, to the last bit.
    pub value: f64,
    /// Purchases in the observed period.
    pub purchases: u32,
    /// Satisfaction at the end [1..5].
    pub satisfaction: f64,
}

/// Takes lives as they end.
pub type TakesLives<'a> = dyn Fn(&[Lived]) + Sync + 'a;

/// Lives that ended in a cell, until they are handed on.
#[derive(Default)]
pub(crate) struct LivesTold<'m> {
    taker: Option<&'m TakesLives<'m>>,
    held: Vec<Lived>,
}

impl<'m> LivesTold<'m> {
    pub(crate) fn to(taker: &'m TakesLives<'m>) -> Self {
        LivesTold { taker: Some(taker), held: Vec::new() }
    }

    /// Whether somebody wants to know.
    #[inline]
    pub(crate) fn on(&self) -> bool {
        self.taker.is_some()
    }

    pub(crate) fn push(&mut self, lived: Lived) {
        self.held.push(lived);
        if self.held.len() == HELD {
            self.hand_on();
        }
    }

    /// Hands on what is held.
    pub(crate) fn hand_on(&mut self) {
        if let Some(taker) = self.taker
            && !self.held.is_empty()
        {
            taker(&self.held);
            self.held.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::journey::cell::Cell;
    use crate::journey::fixtures::relationship;
    use crate::journey::trace::NoTrace;

    #[test]
    fn lives_are_handed_on_in_blocks_and_none_is_lost() {
        let model = relationship(2 * HELD as u64 + 5, 1.0);
        let blocks = Mutex::new(Vec::new());
        let taker = |lives: &[Lived]| blocks.lock().expect("no panic").push(lives.to_vec());
        let mut cell = Cell::new(&model, 1, 0, NoTrace).telling_lives(&taker);
        cell.run_customers(0..model.customers).expect("it ends");
        cell.hand_on_lives();
        let seen = cell.into_observations().0;
        let blocks = blocks.into_inner().expect("no panic");
        assert_eq!(blocks.iter().map(Vec::len).collect::<Vec<_>>(), [HELD, HELD, 5]);
        let lives: Vec<Lived> = blocks.concat();
        let left = lives.iter().filter(|life| life.hole.is_some()).count() as u64;
        assert_eq!(left, seen.outflow.iter().sum::<u64>());
        assert!(left > 0 && left < model.customers, "{left}");
        let mut numbers: Vec<u64> = lives.iter().map(|life| life.number).collect();
        numbers.sort_unstable();
        assert!(numbers.into_iter().eq(0..model.customers));
    }
}
