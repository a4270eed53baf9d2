//! Staff as they are now.

use crate::journey::core::purpose;
use crate::journey::mechanisms::mechanism::Mechanism;
use crate::journey::model::Model;
use crate::random::Key;
use crate::units::SimTime;

/// Load is looked at over this many days.
pub(super) const DAYS: usize = 7;

/// What staff have met in a day.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Day {
    /// Server-time busy, and on duty [ns].
    pub(super) busy: f64,
    pub(super) staff: f64,
    pub(super) served: u32,
    pub(super) complaints: u32,
}

/// The staff of one resource.
#[derive(Debug, Clone)]
pub(crate) struct Team {
    pub(super) mood: f64,
    pub(super) skill: f64,
    /// The last days, today's at `today`.
    pub(super) days: [Day; DAYS],
    pub(super) today: usize,
    /// Busy server-time is counted up to here.
    pub(super) counted: SimTime,
    /// Number of the first contact person, and how many there are.
    pub(crate) first: usize,
    pub(crate) contacts: usize,
}

impl Model {
    /// Whether some model of this world has `[employees]`.
    pub fn has_employees(&self) -> bool {
        self.regimes().any(|m| m.employees.is_some())
    }
}

/// Somebody whose clients stay for the person.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ContactPerson {
    pub(super) resource: usize,
    /// What is left of the allowance until leaving, and how many were drawn.
    pub(super) remaining: f64,
    pub(super) drawn: u32,
    /// Clients are easier to win over until then.
    pub(super) handover: SimTime,
}

impl ContactPerson {
    /// One at a resource.
    ///
    /// # Randomness
    /// One word at (`CONTACT_LEAVES`, person).
    pub(super) fn new(resource: usize, number: usize, key: &Key) -> Self {
        let remaining = key.exponential(purpose::CONTACT_LEAVES, contact_index(number, 0));
        ContactPerson { resource, remaining, drawn: 1, handover: SimTime::ZERO }
    }

    /// Spends a day at the turnover of the staff.
    pub(super) fn spend(&mut self, quits: f64) {
        self.remaining -= quits;
    }
}

/// Index of an allowance of a contact person.
pub(super) fn contact_index(person: usize, drawn: u32) -> u32 {
    (person as u32) << 12 | drawn
}

/// Employees in a cell.
#[derive(Debug, Default)]
pub(crate) struct EmployeeState {
    /// Staff of each resource; only with employees.
    pub(crate) teams: Vec<Team>,
    /// Staff who have clients.
    pub(crate) contacts: Vec<ContactPerson>,
}

impl<'m> Mechanism<'m> for EmployeeState {
    fn acts_in(model: &Model) -> bool {
        model.employees.is_some()
    }

    fn of(_: &'m Model) -> Self {
        EmployeeState::default()
    }
}
