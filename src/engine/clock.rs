//! Exposure clocks: a hazard is spent, not drawn.
//!
//! A clock holds an Exp(1) allowance and integrates its hazard. When the allowance is used up a *point* occurs
//! and the next allowance runs: a Poisson process in exposure. Changing a hazard moves points, never the
//! allowances, so lowering it can only make points later.

use crate::random::Key;
use crate::units::SimTime;

/// One exposure clock of one customer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ExposureClock {
    /// Allowance left.
    pub remaining: f64,
    /// Allowances drawn so far.
    pub drawn: u32,
    /// How its hazard changes from the last look on, where it follows something that fades.
    pub slope: f32,
}

impl ExposureClock {
    /// A clock that nobody has started.
    pub const IDLE: ExposureClock = ExposureClock { remaining: 0.0, drawn: 0, slope: 0.0 };

    /// A clock with its first allowance.
    ///
    /// # Randomness
    /// One word at (`purpose`, 0).
    #[inline]
    #[must_use]
    pub fn start(key: &Key, purpose: u32) -> Self {
        ExposureClock::start_at(key, purpose, 0)
    }

    /// A clock whose first allowance has a number, so that several clocks of one purpose share none.
    ///
    /// # Randomness
    /// One word at (`purpose`, `first`).
    #[inline]
    #[must_use]
    pub fn start_at(key: &Key, purpose: u32, first: u32) -> Self {
        ExposureClock { remaining: key.exponential(purpose, first), drawn: first + 1, slope: 0.0 }
    }

    /// Spends exposure (a hazard times a duration, or `-ln(1 - p)` for a discrete risk).
    #[inline]
    pub fn spend(&mut self, exposure: f64) {
        self.remaining -= exposure;
    }

    /// Whether the allowance is used up.
    #[inline]
    #[must_use]
    pub fn is_used_up(&self) -> bool {
        self.remaining <= 0.0
    }

    /// When the next point occurs if the hazard [per day] stays as it is; never, when it is 0.
    #[inline]
    #[must_use]
    pub fn due(&self, now: SimTime, hazard: f64) -> SimTime {
        if hazard <= 0.0 {
            return SimTime::NEVER;
        }
        now.saturating_add(SimTime::from_days(self.remaining.max(0.0) / hazard))
    }

    /// Puts in the next allowance after a point.
    ///
    /// # Randomness
    /// One word at (`purpose`, allowance number).
    #[inline]
    pub fn renew(&mut self, key: &Key, purpose: u32) {
        self.remaining = key.exponential(purpose, self.drawn);
        self.drawn += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::ReplicationKey;

    #[test]
    fn an_allowance_is_spent_and_the_next_one_drawn() {
        let key = ReplicationKey::new(3, 0).customer(5);
        let mut clock = ExposureClock::start(&key, 7);
        assert_eq!((clock.remaining, clock.drawn), (key.exponential(7, 0), 1));
        assert_eq!(ExposureClock::start_at(&key, 7, 4).remaining, key.exponential(7, 4));
        assert!(!clock.is_used_up());
        // At a hazard of a tenth a day the point is ten allowances of days away.
        let now = SimTime::from_days(2.0);
        assert_eq!(clock.due(now, 0.1), now.saturating_add(SimTime::from_days(clock.remaining / 0.1)));
        assert_eq!(clock.due(now, 0.0), SimTime::NEVER);
        clock.spend(0.25 * clock.remaining);
        assert_eq!(clock.remaining, 0.75 * key.exponential(7, 0));
        clock.spend(clock.remaining);
        assert!(clock.is_used_up());
        clock.spend(1.0);
        assert!(clock.is_used_up());
        assert_eq!(clock.due(now, 0.1), now);
        clock.renew(&key, 7);
        assert_eq!((clock.remaining, clock.drawn), (key.exponential(7, 1), 2));
    }
}
