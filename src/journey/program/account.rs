//! A member's units in lots: what comes first expires first and is used first.

use std::collections::VecDeque;

use crate::units::SimTime;

/// Units that expire together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Lot {
    expires: SimTime,
    left: u64,
}

/// What a member has collected and not yet used.
#[derive(Debug, Clone, Default)]
pub(super) struct Account {
    /// By expiry; each holds something.
    lots: VecDeque<Lot>,
    balance: u64,
}

impl Account {
    pub(super) fn balance(&self) -> u64 {
        self.balance
    }

    /// When the next lot expires; never, if none does.
    pub(super) fn next_expiry(&self) -> SimTime {
        self.lots.front().map_or(SimTime::NEVER, |lot| lot.expires)
    }

    /// Units that expire before a time.
    pub(super) fn expiring_before(&self, at: SimTime) -> u64 {
        self.lots.iter().take_while(|lot| lot.expires < at).map(|lot| lot.left).sum()
    }

    /// Adds units that live until `expires`.
    pub(super) fn issue(&mut self, units: u64, expires: SimTime) {
        if units == 0 {
            return;
        }
        self.balance += units;
        // Nearly always at the end; a transaction may be settled after a statement that came later.
        let at = self.lots.partition_point(|lot| lot.expires < expires);
        match self.lots.get_mut(at) {
            Some(lot) if lot.expires == expires => lot.left += units,
            _ => self.lots.insert(at, Lot { expires, left: units }),
        }
    }

    /// Takes out what has expired by `now`; returns how much.
    pub(super) fn expire(&mut self, now: SimTime) -> u64 {
        let mut gone = 0;
        while let Some(lot) = self.lots.front().filter(|lot| lot.expires <= now) {
            gone += lot.left;
            self.lots.pop_front();
        }
        self.balance -= gone;
        gone
    }

    /// Uses units, those that expire first before others. The balance must hold them.
    pub(super) fn redeem(&mut self, units: u64) {
        debug_assert!(units <= self.balance);
        self.balance -= units;
        let mut wanted = units;
        while wanted > 0
            && let Some(lot) = self.lots.front_mut()
        {
            let used = wanted.min(lot.left);
            (lot.left, wanted) = (lot.left - used, wanted - used);
            if lot.left == 0 {
                self.lots.pop_front();
            }
        }
    }

    /// Gives up everything; returns how much that was.
    pub(super) fn clear(&mut self) -> u64 {
        self.lots.clear();
        std::mem::take(&mut self.balance)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A lot with its own books.
    #[derive(Debug, Clone, Copy, Default)]
    struct Books {
        expires: u64,
        issued: u64,
        redeemed: u64,
        expired: u64,
    }

    impl Books {
        fn outstanding(&self) -> u64 {
            self.issued - self.redeemed - self.expired
        }
    }

    proptest! {
        /// Issued = redeemed + expired + outstanding, lot by lot, against a plain list that forgets nothing.
        #[test]
        fn every_lot_is_accounted_for(steps in proptest::collection::vec((0u8..3, 1u64..40), 1..200), life in 1u64..60) {
            let mut account = Account::default();
            let mut books: Vec<Books> = Vec::new();
            let mut now = 0;
            for (what, amount) in steps {
                match what {
                    0 => {
                        account.issue(amount, SimTime(now + life));
                        books.push(Books { expires: now + life, issued: amount, ..Books::default() });
                    }
                    1 if amount <= account.balance() => {
                        account.redeem(amount);
                        let mut wanted = amount;
                        for lot in &mut books {
                            let used = wanted.min(lot.outstanding());
                            (lot.redeemed, wanted) = (lot.redeemed + used, wanted - used);
                        }
                        prop_assert_eq!(wanted, 0);
                    }
                    _ => {
                        now += amount;
                        let gone = account.expire(SimTime(now));
                        let mut expected = 0;
                        for lot in books.iter_mut().filter(|lot| lot.expires <= now) {
                            expected += lot.outstanding();
                            lot.expired += lot.outstanding();
                        }
                        prop_assert_eq!(gone, expected);
                    }
                }
                let outstanding: Vec<u64> = books.iter().map(Books::outstanding).filter(|&n| n > 0).collect();
                prop_assert_eq!(account.balance(), outstanding.iter().sum::<u64>());
                prop_assert_eq!(account.balance(), account.lots.iter().map(|lot| lot.left).sum::<u64>());
            }
            let left = account.balance();
            prop_assert_eq!(account.clear(), left);
            prop_assert_eq!(account.balance(), 0);
        }
    }

    #[test]
    fn what_comes_late_still_goes_by_its_expiry() {
        let mut account = Account::default();
        account.issue(5, SimTime(20));
        account.issue(3, SimTime(10));
        assert_eq!((account.next_expiry(), account.expiring_before(SimTime(20))), (SimTime(10), 3));
        account.redeem(4);
        assert_eq!((account.expire(SimTime(15)), account.balance()), (0, 4));
        assert_eq!((account.expire(SimTime(20)), account.next_expiry()), (4, SimTime::NEVER));
    }
}
