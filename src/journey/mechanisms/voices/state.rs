//! What customers have said so far, and who is on the way to join.

use crate::engine::slab::Slab;
use crate::journey::mechanisms::mechanism::Mechanism;
use crate::journey::model::Model;
use crate::random::Key;
use crate::units::SimTime;

/// One customer's voice.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Voice {
    /// Last praise and last blame; never, before the first.
    pub(super) told: [SimTime; 2],
    /// Tellings and referrals so far.
    pub(super) said: u32,
    /// What is left of the allowance until the next referral, spent at `rate` up to `since`.
    pub(super) remaining: f64,
    pub(super) rate: f64,
    pub(super) since: SimTime,
    pub(super) due: SimTime,
}

/// Everybody's voices.
#[derive(Debug, Default)]
pub(crate) struct Voices {
    /// For each customer slot; empty without word of mouth.
    pub(super) voices: Vec<Voice>,
    /// Numbers of those on their way to join.
    pub(super) coming: Slab<u64>,
    /// Blame that is passed on.
    pub(super) spreading: Slab<Spreading>,
}

/// Blame that is passed on from mouth to mouth.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spreading {
    /// Who began it, and with which telling.
    pub(super) key: Key,
    pub(super) said: u32,
    pub(super) order: u64,
    /// Whole days since.
    pub(super) days: u32,
}

impl<'m> Mechanism<'m> for Voices {
    fn acts_in(model: &Model) -> bool {
        model.voices.is_some()
    }

    fn of(_: &'m Model) -> Self {
        Voices::default()
    }

    fn clear(&mut self) {
        self.coming.clear();
        self.spreading.clear();
    }
}
