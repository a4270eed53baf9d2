//! `[win_back]`: what a file says of those who left.

use crate::journey::model::HoleId;
use crate::units::SimTime;

/// `[win_back]`, while it runs.
#[derive(Debug, Clone, PartialEq)]
pub struct WinBack {
    /// How people come back.
    pub way: Comeback,
    /// Factor on the hazards of those who came back, but for what nobody decides.
    pub hazard: f64,
}

/// How people come back.
#[derive(Debug, Clone, PartialEq)]
pub enum Comeback {
    /// The firm contacts them.
    Contacts(Contacts),
    /// By themselves.
    Rates {
        /// Coming back [per day].
        returns: f64,
        /// Being lost for good [per day].
        gone: f64,
    },
}

/// Contacts with those who left.
#[derive(Debug, Clone, PartialEq)]
pub struct Contacts {
    /// When, from the observed exit, earliest first.
    pub after: Vec<SimTime>,
    /// Success on the day of the observed exit beside a contact with a new prospect.
    pub ratio: f64,
    /// Success of a contact with a new prospect, for customers whose own source approaches nobody.
    pub success: f64,
    /// `tau_wb`: success fades as `exp(-days / fade)` [days].
    pub fade: f64,
    /// Factor on success by hole; nobody lost through a hole of factor 0 is contacted.
    pub cause: Vec<f64>,
    /// Cost of one contact with its offer [money].
    pub cost: f64,
    /// Whom it is worth contacting; `None`: everybody.
    pub choice: Option<Choice>,
}

impl WinBack {
    /// Whether the firm chooses whom to ask back, by what it has seen of all customers.
    #[must_use]
    pub fn chooses(&self) -> bool {
        matches!(&self.way, Comeback::Contacts(contacts) if contacts.choice.is_some())
    }
}

impl Contacts {
    /// Whether those lost through a hole are asked at all.
    pub(crate) fn asks(&self, hole: HoleId) -> bool {
        self.cause.get(usize::from(hole)).is_none_or(|&factor| factor != 0.0)
    }

    /// How many dates of the plan are over for somebody whom the firm saw leave at `seen`.
    pub(crate) fn over(&self, seen: SimTime, now: SimTime) -> u32 {
        self.after.iter().filter(|&&after| seen.saturating_add(after) < now).count() as u32
    }

    /// Chance that a contact wins somebody back.
    ///
    /// # Definition
    /// `min(1, ratio * pc_new * cause * exp(-days / fade))`, days since the observed exit (form: assumption; ratio 2
    /// after loyalty article and Griffin and Lowenstein 2001).
    pub(crate) fn chance(&self, new: f64, hole: HoleId, days: f64) -> f64 {
        self.faded(self.ratio * new * self.cause.get(usize::from(hole)).copied().unwrap_or(1.0), days)
    }

    /// What is left of a chance after some days.
    pub(crate) fn faded(&self, fresh: f64, days: f64) -> f64 {
        (fresh * crate::num::exp(-days / self.fade)).min(1.0)
    }
}

/// Whose second life is worth a contact. Both limits must be passed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Choice {
    /// Expected value above this [money].
    pub value_above: f64,
    /// Expected value above the cost of the contact over its chance of success.
    pub break_even: bool,
}

impl Choice {
    /// Whether a contact with this chance of success is made with somebody whose second life is expected to bring `value`.
    pub(crate) fn accepts(&self, value: f64, chance: f64, cost: f64) -> bool {
        value > self.value_above && (!self.break_even || value * chance > cost)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn on_the_first_day_success_is_the_ratio_times_that_of_a_new_prospect() {
        let contacts = Contacts {
            after: vec![SimTime::ZERO],
            ratio: 2.0,
            success: 0.143,
            fade: 365.0,
            cause: vec![1.0, 0.8, 0.0],
            cost: 0.0,
            choice: None,
        };
        assert_eq!(contacts.chance(0.143, 0, 0.0), 2.0 * 0.143);
        assert!((contacts.chance(0.143, 1, 365.0) - 2.0 * 0.143 * 0.8 * crate::num::exp(-1.0)).abs() < 1e-15);
        assert_eq!(contacts.chance(0.143, 2, 0.0), 0.0);
        assert_eq!(contacts.chance(0.9, 0, 0.0), 1.0, "never above 1");
    }

    #[test]
    fn a_contact_is_made_if_the_value_passes_both_limits() {
        let choice = Choice { value_above: 50.0, break_even: true };
        assert!(choice.accepts(60.0, 0.2, 10.0));
        assert!(!choice.accepts(60.0, 0.1, 10.0), "a chance of .1 makes a contact at 10 worth it above 100");
        assert!(!choice.accepts(50.0, 1.0, 10.0));
        assert!(!Choice { value_above: f64::NEG_INFINITY, break_even: true }.accepts(60.0, 0.0, 0.0), "no chance");
    }
}
