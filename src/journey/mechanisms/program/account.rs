//! A member's units in lots: what comes first expires first and is used first.

use std::collections::VecDeque;

use crate::units::SimTime;

/// Units that expire together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Lot {
    pub(super) issued: SimTime,
    /// When they lapse. They can be used for a time of grace beyond it.
    lapses: SimTime,
    /// When they are gone.
    pub(super) expires: SimTime,
    pub(super) units: u64,
}

impl Lot {
    /// Units that lapse after `life` and are gone after `grace` more.
    pub(super) fn new(units: u64, issued: SimTime, life: SimTime, grace: SimTime) -> Self {
        let lapses = issued.saturating_add(life);
        Lot { issued, lapses, expires: lapses.saturating_add(grace), units }
    }
}

/// What a member has collected and not yet used.
#[derive(Debug, Clone, Default)]
pub(super) struct Account {
    /// By expiry; each holds something.
    lots: VecDeque<Lot>,
    balance: u64,
}

impl Account {
    /// Units that can be used.
    pub(super) fn balance(&self) -> u64 {
        self.balance
    }

    /// Of those, units that have not lapsed: what a member counts on.
    pub(super) fn live(&self, now: SimTime) -> u64 {
        self.balance - self.lots.iter().take_while(|lot| lot.lapses <= now).map(|lot| lot.units).sum::<u64>()
    }

    /// When the next lot lapses or is gone; never, if none does.
    pub(super) fn next_change(&self, now: SimTime) -> SimTime {
        let gone = self.lots.front().map_or(SimTime::NEVER, |lot| lot.expires);
        self.lots.iter().find(|lot| lot.lapses > now).map_or(gone, |lot| gone.min(lot.lapses))
    }

    /// What there is, lot by lot.
    pub(super) fn lots(&self) -> impl Iterator<Item = &Lot> {
        self.lots.iter()
    }

    /// Adds a lot.
    pub(super) fn add(&mut self, lot: Lot) {
        if lot.units == 0 {
            return;
        }
        self.balance += lot.units;
        // Nearly always at the end; a transaction may be settled after a statement that came later.
        let at = self.lots.partition_point(|other| (other.expires, other.issued) < (lot.expires, lot.issued));
        match self.lots.get_mut(at) {
            Some(same) if (Lot { units: lot.units, ..*same }) == lot => same.units += lot.units,
            _ => self.lots.insert(at, lot),
        }
    }

    /// Takes out what is gone by `now`, lot by lot.
    pub(super) fn expire(&mut self, now: SimTime, mut gone: impl FnMut(Lot)) {
        while let Some(lot) = self.lots.front().copied().filter(|lot| lot.expires <= now) {
            self.balance -= lot.units;
            self.lots.pop_front();
            gone(lot);
        }
    }

    /// Takes units out, those that expire first before others, lot by lot. The balance must hold them.
    pub(super) fn take(&mut self, units: u64, mut gone: impl FnMut(Lot)) {
        debug_assert!(units <= self.balance);
        self.balance -= units;
        let mut wanted = units;
        while wanted > 0
            && let Some(lot) = self.lots.front_mut()
        {
            let used = wanted.min(lot.units);
            gone(Lot { units: used, ..*lot });
            (lot.units, wanted) = (lot.units - used, wanted - used);
            if lot.units == 0 {
                self.lots.pop_front();
            }
        }
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
        passed_on: u64,
    }

    impl Books {
        fn outstanding(&self) -> u64 {
            self.issued - self.redeemed - self.expired - self.passed_on
        }
    }

    proptest! {
        /// Issued = redeemed + expired + transferred out + outstanding, lot by lot, against a plain list that forgets
        /// nothing; what is transferred arrives with the expiry that it had.
        #[test]
        fn every_lot_is_accounted_for(
            steps in proptest::collection::vec((0u8..4, 1u64..40), 1..200),
            life in 1u64..60,
            grace in 0u64..20,
        ) {
            let (mut account, mut other) = (Account::default(), Account::default());
            let mut books: Vec<Books> = Vec::new();
            let mut now = 0;
            for (what, amount) in steps {
                match what {
                    0 => {
                        account.add(Lot::new(amount, SimTime(now), SimTime(life), SimTime(grace)));
                        books.push(Books { expires: now + life + grace, issued: amount, ..Books::default() });
                    }
                    1 | 2 if amount <= account.balance() => {
                        let mut left = Vec::new();
                        account.take(amount, |lot| left.push(lot));
                        let mut wanted = amount;
                        for lot in &mut books {
                            let used = wanted.min(lot.outstanding());
                            wanted -= used;
                            if what == 1 { lot.redeemed += used } else { lot.passed_on += used }
                        }
                        prop_assert_eq!(wanted, 0);
                        prop_assert_eq!(left.iter().map(|lot| lot.units).sum::<u64>(), amount);
                        left.into_iter().filter(|_| what == 2).for_each(|lot| other.add(lot));
                    }
                    _ => {
                        now += amount;
                        let mut gone = 0;
                        account.expire(SimTime(now), |lot| gone += lot.units);
                        other.expire(SimTime(now), |lot| assert!(lot.expires <= SimTime(now)));
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
                prop_assert_eq!(account.balance(), account.lots.iter().map(|lot| lot.units).sum::<u64>());
                let received: u64 = books.iter().filter(|lot| lot.expires > now).map(|lot| lot.passed_on).sum();
                prop_assert_eq!(other.balance(), received);
                prop_assert!(account.live(SimTime(now)) <= account.balance());
            }
            let (left, mut gone) = (account.balance(), 0);
            account.take(left, |lot| gone += lot.units);
            prop_assert_eq!((account.balance(), gone, account.lots.len()), (0, left, 0));
        }
    }

    fn lot(units: u64, issued: u64, life: u64, grace: u64) -> Lot {
        Lot::new(units, SimTime(issued), SimTime(life), SimTime(grace))
    }

    #[test]
    fn what_comes_late_still_goes_by_its_expiry() {
        let mut account = Account::default();
        account.add(lot(5, 0, 20, 0));
        account.add(lot(3, 0, 10, 0));
        assert_eq!((account.next_change(SimTime(0)), account.lots().next().map(|l| l.units)), (SimTime(10), Some(3)));
        account.take(4, |_| {});
        let mut gone = 0;
        account.expire(SimTime(15), |lot| gone += lot.units);
        assert_eq!((gone, account.balance()), (0, 4));
        account.expire(SimTime(20), |lot| gone += lot.units);
        assert_eq!((gone, account.next_change(SimTime(20))), (4, SimTime::NEVER));
    }

    #[test]
    fn in_the_time_of_grace_units_can_be_used_and_are_not_counted_on() {
        let mut account = Account::default();
        account.add(lot(5, 0, 20, 10));
        assert_eq!((account.live(SimTime(19)), account.next_change(SimTime(19))), (5, SimTime(20)));
        assert_eq!((account.live(SimTime(20)), account.balance()), (0, 5));
        assert_eq!(account.next_change(SimTime(20)), SimTime(30));
        account.expire(SimTime(29), |_| panic!("grace has not ended"));
        account.take(2, |_| {});
        account.expire(SimTime(30), |lot| assert_eq!(lot.units, 3));
        assert_eq!(account.balance(), 0);
    }
}
