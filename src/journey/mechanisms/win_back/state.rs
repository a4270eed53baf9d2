//! Lives of customers, and those who lapsed.

use super::spec::WinBack;
use crate::engine::slab::Slab;
use crate::journey::core::customer::record::Customer;
use crate::journey::core::observations::flows::Mark;
use crate::journey::mechanisms::classes::register::Register;
use crate::journey::mechanisms::deals::state::Deal;
use crate::journey::mechanisms::mechanism::Mechanism;
use crate::journey::model::{HoleId, Model};
use crate::units::SimTime;

/// Draws of one life of a customer; the next life begins behind them.
pub(crate) const LIFE_BITS: u32 = 16;

/// Contacts of one life that are told apart.
pub(crate) const CONTACT_BITS: u32 = 8;

/// What a customer brings into the present life.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Life {
    /// Earlier lives.
    pub(crate) number: u32,
    /// Was there before day 0, in the first life.
    pub(crate) existing: bool,
    /// Joined in the first life.
    pub(crate) joined: i64,
    /// Time as customer in earlier lives, discounted like the money of the account [days].
    pub(crate) time: f64,
    /// Value and purchases so far when this life began, and when that was.
    pub(crate) value: f64,
    pub(crate) bought: u32,
    pub(crate) began: SimTime,
    /// Purchase before the silence in which `contacts` were made in vain; the next of them.
    pub(crate) quiet_since: i64,
    pub(crate) contacts: u32,
    pub(crate) contact_due: SimTime,
    /// Purchase before the silence of which it is known when it becomes an exit to the firm, and when that is.
    pub(crate) silent_since: i64,
    pub(crate) gone_at: SimTime,
    /// What the firm wrote down, where it chooses by that.
    pub(crate) account: Account,
}

/// Somebody who left and may come back.
#[derive(Debug, Clone)]
pub(crate) struct Lapsed {
    pub(crate) customer: Customer,
    pub(crate) life: Life,
    pub(crate) hole: HoleId,
    pub(crate) left: SimTime,
    /// When the firm sees it.
    pub(crate) seen: SimTime,
    /// Next date of the plan of contacts, and how many contacts of this life have had their word.
    pub(crate) contact: u32,
    pub(crate) asked: u32,
    /// With rates: what is left of the allowance until coming back or being gone for good, spent up to `since`.
    pub(crate) remaining: f64,
    pub(crate) since: SimTime,
    /// What the calendar expects.
    pub(crate) due: SimTime,
    /// Contribution that the firm expects of another life [money per day], where it chooses by that.
    pub(crate) per_day: f64,
    /// Blame that was remembered on leaving.
    pub(crate) blame: Vec<f32>,
    /// Where flows between stages had settled the customer.
    pub(crate) mark: Option<Mark>,
    /// Categories bought in, and what is left of the deal of joining.
    pub(crate) categories: u64,
    pub(crate) deal: Option<Deal>,
    /// What the firm has written down.
    pub(crate) register: Register,
}

/// Lives of customers, and those who lapsed.
#[derive(Debug, Default)]
pub(crate) struct Lives {
    /// Some model of this world has `[win_back]`.
    pub(crate) on: bool,
    /// In some model of this world the firm chooses whom to ask back.
    pub(crate) chooses: bool,
    /// From here on `[win_back]` stays as it is.
    pub(crate) settled: SimTime,
    /// What it chooses by.
    pub(crate) books: Books,
    /// For each customer slot; empty without win-back.
    pub(crate) lives: Vec<Life>,
    pub(crate) lapsed: Slab<Option<Box<Lapsed>>>,
}

impl Lives {
    /// Begins the life of a customer in a slot.
    pub(crate) fn set(&mut self, slot: u32, life: Life) {
        let at = slot as usize;
        if self.lives.len() <= at {
            self.lives.resize(at + 1, life);
        }
        self.lives[at] = life;
    }

    /// Begins a first life.
    pub(crate) fn open(&mut self, slot: u32, customer: &Customer, now: SimTime) {
        if self.on {
            let (existing, joined) = (customer.existing, customer.joined);
            self.set(slot, Life::first(existing, joined, now));
        }
    }

    /// The life of a customer.
    pub(crate) fn of(&self, slot: u32) -> Option<&Life> {
        if self.on { self.lives.get(slot as usize) } else { None }
    }

    /// Whether this is not the first life.
    #[inline]
    pub(crate) fn is_back(&self, slot: u32) -> bool {
        self.of(slot).is_some_and(|life| life.number > 0)
    }

    /// First index of the draws of the present life; 0 in the first.
    #[inline]
    pub(crate) fn first_draw(&self, slot: u32) -> u32 {
        self.of(slot).map_or(0, |life| life.number << LIFE_BITS)
    }

    /// Whether a visit or start with this number is the one that began a life.
    pub(crate) fn is_first(&self, number: u32) -> bool {
        number == 0 || (self.on && number & ((1 << LIFE_BITS) - 1) == 0)
    }

    /// Was there before day 0, joined, and time as customer in earlier lives, of the person in a slot.
    pub(crate) fn origin(&self, slot: u32, customer: &Customer) -> Origin {
        match self.of(slot) {
            Some(life) => life.origin(),
            None => Origin { existing: customer.existing, joined: customer.joined, time: 0.0 },
        }
    }
}

/// Where a person's account begins.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Origin {
    pub(crate) existing: bool,
    pub(crate) joined: i64,
    /// Time as customer before the present life, discounted like the money of the account [days].
    pub(crate) time: f64,
}

impl Life {
    /// Whether the silence since that purchase has become an exit to the firm.
    pub(crate) fn is_silent_since(&self, purchase: i64, now: SimTime) -> bool {
        self.silent_since == purchase && self.gone_at <= now
    }

    pub(crate) fn first(existing: bool, joined: i64, now: SimTime) -> Self {
        Life {
            number: 0,
            existing,
            joined,
            time: 0.0,
            value: 0.0,
            bought: 0,
            began: now,
            quiet_since: i64::MIN,
            silent_since: i64::MIN,
            gone_at: SimTime::NEVER,
            contacts: 0,
            contact_due: SimTime::NEVER,
            account: Account::default(),
        }
    }

    pub(crate) fn origin(&self) -> Origin {
        Origin { existing: self.existing, joined: self.joined, time: self.time }
    }
}

/// What the firm wrote down of one customer.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Account {
    /// Contribution, acquisition left out [money], not discounted.
    pub(super) brought: f64,
    /// Purchases.
    pub(super) sales: u32,
    /// Time as customer in earlier lives [days].
    pub(super) days: f64,
}

/// What the firm wrote down of all customers together, in their first lives.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Books {
    /// Exits: decided by somebody, and decided by nobody.
    pub(super) exits: [u64; 2],
    /// Time as customer of all of them [days], up to `since`.
    pub(super) days: f64,
    pub(super) since: SimTime,
    /// Customers now who have come back.
    pub(super) back: u64,
}

impl Books {
    /// `there`: customers now, in whatever life.
    pub(super) fn days_until(&self, now: SimTime, there: u64) -> f64 {
        self.days + there.saturating_sub(self.back) as f64 * now.since(self.since).days()
    }

    /// Hazard of a second life [per day]: that of first lives so far, what somebody decides times `factor`.
    pub(super) fn hazard(&self, factor: f64, now: SimTime, there: u64) -> f64 {
        let [decided, involuntary] = self.exits.map(|n| n as f64);
        (factor * decided + involuntary) / self.days_until(now, there)
    }
}

impl<'m> Mechanism<'m> for Lives {
    fn acts_in(model: &Model) -> bool {
        model.win_back.is_some()
    }

    fn of(world: &'m Model) -> Self {
        let any = |holds: fn(&WinBack) -> bool| world.regimes().any(|m| m.win_back.as_ref().is_some_and(holds));
        let changes = |&index: &usize| world.regime(index).win_back != world.regime(index + 1).win_back;
        let last = (0..world.later.len()).rev().find(changes);
        let settled = last.map_or(SimTime::ZERO, |index| world.later[index].at);
        Lives { on: any(|_| true), chooses: any(WinBack::chooses), settled, ..Lives::default() }
    }

    fn clear(&mut self) {
        self.lapsed.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::NANOS_PER_DAY;

    #[test]
    fn the_hazard_of_the_books_is_exits_over_time_as_customer() {
        let day = |n: u64| SimTime(n * NANOS_PER_DAY);
        let books = Books { exits: [6, 4], days: 500.0, since: day(50), back: 3 };
        assert_eq!(books.days_until(day(60), 53), 1000.0);
        assert!((books.hazard(1.0, day(60), 53) - 0.01).abs() < 1e-15);
        assert!((books.hazard(1.5, day(60), 53) - 0.013).abs() < 1e-15, "what nobody decides is not widened");
    }
}
