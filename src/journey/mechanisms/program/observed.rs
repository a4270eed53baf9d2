//! What one replication saw of a program.

use super::account::Lot;
use crate::engine::sum::Sum;
use crate::journey::core::observations::counters::{Grid, change};
use crate::journey::core::observations::merge::merged;
use crate::units::SimTime;

merged! {
    /// Units, rewards and members of the observed period: `opening + issued = redeemed + expired + forfeited + outstanding`.
    /// Units passed on from member to member stay outstanding.
    #[derive(Debug, Clone, Default)]
    pub struct ProgramObservations {
        /// Units outstanding at the end of the warm-up.
        pub opening: i64,
        /// Units issued, those given in advance and those nobody earned included.
        pub issued: u64,
        /// Units redeemed.
        pub redeemed: u64,
        /// Units that expired.
        pub expired: u64,
        /// Units of members who left.
        pub forfeited: u64,
        /// Units at the horizon.
        pub outstanding: u64,
        /// Of those, units that expire within 90 days.
        pub soon: u64,
        /// Units that went from one member to another.
        pub transferred: u64,
        /// Units that nobody earned; they are redeemed at once.
        pub fraudulent: u64,
        /// Rewards handed out.
        pub rewards: u64,
        /// Surprises given.
        pub surprises: u64,
        /// Customers who were members, each once.
        pub members: u64,
        /// Fees of membership paid, and memberships not renewed.
        pub memberships: [u64; 2],
        /// Contacts that tell of the program.
        pub contacts: u64,
        /// Members by tier at the horizon, in the order of the tiers.
        pub tiers: Vec<u64>,
        /// Moves to a higher tier.
        pub promoted: u64,
        /// Moves to a lower tier.
        pub demoted: u64,
        /// What the units at the horizon are expected to cost [money].
        pub liability: Sum,
        /// What the firm paid for it, its liability included, less what partners and members paid [money].
        pub cost: Sum,
        /// Purchases that members make sooner, while a goal is near, than at their even pace.
        pub pulled_forward: Sum,
        /// The books by date.
        pub books: Books,
    }
}

impl ProgramObservations {
    /// Units that went: redeemed, expired or forfeited.
    #[must_use]
    pub fn settled(&self) -> u64 {
        self.redeemed + self.expired + self.forfeited
    }
}

merged! {
    /// What is on the books at each report day, as changes.
    #[derive(Debug, Clone, Default)]
    pub struct Books {
        /// Units outstanding.
        pub outstanding: Vec<i64>,
        /// Of those, units that expire within 90 days.
        pub soon: Vec<i64>,
        /// What the units outstanding are expected to cost [money].
        pub liability: Vec<Sum>,
    }
}

/// Units that expire within so many days expire soon.
pub(super) const SOON_DAYS: f64 = 90.0;

/// From when on a lot expires soon.
pub(super) fn soon_from(lot: &Lot) -> SimTime {
    SimTime(lot.expires.0.saturating_sub(SimTime::from_days(SOON_DAYS).0)).max(lot.issued)
}

impl Books {
    /// Units are issued.
    pub(super) fn come(&mut self, units: u64, at: SimTime, grid: Grid) {
        change(&mut self.outstanding, grid.report_index(at), units as i64);
    }

    /// Units of a lot are used, gone or given up.
    pub(super) fn go(&mut self, lot: Lot, at: SimTime, grid: Grid) {
        let (at_index, units) = (grid.report_index(at), lot.units as i64);
        change(&mut self.outstanding, at_index, -units);
        let from = soon_from(&lot);
        if from < at {
            change(&mut self.soon, grid.report_index(from), units);
            change(&mut self.soon, at_index, -units);
        }
    }

    /// Units of a lot are still there at the last moment.
    pub(super) fn stay(&mut self, lot: &Lot, last: SimTime, grid: Grid) {
        let from = soon_from(lot);
        if from <= last {
            change(&mut self.soon, grid.report_index(from), lot.units as i64);
        }
    }

    /// What a member's units are expected to cost changes.
    pub(super) fn revalue(&mut self, before: f64, after: f64, at: SimTime, grid: Grid) {
        let index = grid.report_index(at);
        if self.liability.len() <= index {
            self.liability.resize(index + 1, Sum::default());
        }
        // Each value is rounded by itself, so that what was put on the books is taken off to the last digit.
        self.liability[index].post(-before);
        self.liability[index].post(after);
    }
}
