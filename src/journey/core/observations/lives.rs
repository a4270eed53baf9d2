//! What newcomers of a source, later lives and some customers brought.

use super::merge::merged;
use crate::engine::sum::{Sum, Tally};

merged! {
    /// One source of newcomers.
    #[derive(Debug, Clone, Default)]
    pub struct SourceObservations {
        /// Money spent on it in the observed period: contacts, media, gifts and rewards.
        pub spent: Sum,
        /// Of that, what was given to newcomers.
        pub given: Sum,
        /// Discounted contribution per newcomer, from joining; what was given is taken off.
        pub value: Tally,
        /// Time as customer of the same, discounted from joining like their money [days].
        pub time: Sum,
    }
}

merged! {
    /// Those who left and were asked back, or came back.
    #[derive(Debug, Clone, Copy, Default)]
    pub struct WinBackObservations {
        /// Contacts made.
        pub contacts: u64,
        /// Of those, with customers who had never left.
        pub in_vain: u64,
        /// Came back.
        pub returned: u64,
        /// May still come back at the horizon.
        pub lapsed: u64,
        /// Discounted contribution of each later life, from its beginning.
        pub value: Tally,
        /// Length of each later life, to its end or the horizon [days].
        pub days: Tally,
        /// Contacts not made, as too little was expected of them.
        pub passed_over: u64,
        /// What the firm expected of each later life, where it chooses by that.
        pub expected: Tally,
    }
}

merged! {
    /// What some customers brought in their time, both discounted alike: their margin does not depend on how long that was.
    #[derive(Debug, Clone, Copy, Default)]
    pub struct Contribution {
        /// Money, without what acquisition cost.
        pub money: Sum,
        /// Discounted time as customer [days].
        pub days: Sum,
    }
}

impl Contribution {
    pub(crate) fn post(&mut self, money: f64, days: f64) {
        self.money.post(money);
        self.days.post(days);
    }

    /// Contribution per day as customer; `None` without time.
    #[must_use]
    pub fn per_day(self) -> Option<f64> {
        let days = self.days.value();
        (days > 0.0).then(|| self.money.value() / days)
    }
}
