//! What is kept of the members of a program.

use super::account::Account;
use super::pairs::Pairs;
use super::spec::{Membership, Program};
use crate::journey::mechanisms::mechanism::Mechanism;
use crate::journey::model::Model;
use crate::units::SimTime;

/// A customer in the program.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    /// Who has a mark below the share who know the program knows it.
    mark: f64,
    /// Has heard of it from the firm.
    pub(super) told: bool,
    /// Contacts are settled up to here.
    pub(super) contacted_to: SimTime,
    pub(super) account: Account,
    /// Lots so far.
    pub(super) lots: u32,
    pub(super) enrolled: bool,
    /// Who has a mark below the share who take up a paid membership takes it up; drawn when it is first offered.
    pub(super) price_mark: Option<f64>,
    /// Did not want to pay for one more period.
    pub(super) lapsed: bool,
    /// Fees paid so far.
    pub(super) fees: u32,
    pub(super) fee_due: SimTime,
    /// No purchase since the last reward.
    pub(super) rewarded: bool,
    /// Number of the tier, from 1; 0: none.
    pub(super) tier: u8,
    /// Units of this review period that count for tiers.
    pub(super) earned: u64,
    pub(super) review_due: SimTime,
    pub(super) statement_due: SimTime,
    pub(super) elsewhere: Elsewhere,
    /// Transfers so far, when the next one is due, and the rate for which that was drawn.
    pub(super) transfers: u32,
    pub(super) transfer_due: SimTime,
    pub(super) transfer_rate: f64,
    /// Which of the last four visits held a surprise, the latest in the lowest bit.
    pub(super) surprised: u8,
    /// Purchases brought forward [1/d], since a time.
    pub(super) hurry: f64,
    pub(super) hurries_since: SimTime,
    /// What the books hold for this member [money].
    pub(super) booked: f64,
    /// Since when.
    pub(super) booked_at: SimTime,
}

impl Member {
    pub(super) fn new(mark: f64, now: SimTime) -> Self {
        Member {
            mark,
            told: false,
            contacted_to: now,
            account: Account::default(),
            lots: 0,
            enrolled: false,
            price_mark: None,
            lapsed: false,
            fees: 0,
            fee_due: SimTime::NEVER,
            rewarded: false,
            tier: 0,
            earned: 0,
            review_due: SimTime::NEVER,
            statement_due: SimTime::NEVER,
            elsewhere: Elsewhere::default(),
            transfers: 0,
            transfer_due: SimTime::NEVER,
            transfer_rate: 0.0,
            surprised: 0,
            hurry: 0.0,
            hurries_since: now,
            booked: 0.0,
            booked_at: now,
        }
    }

    pub(super) fn knows(&self, program: &Program) -> bool {
        self.mark < program.aware || self.told
    }

    /// Whether the program does anything for this customer.
    pub(super) fn belongs(&self, program: &Program) -> bool {
        let pays = |membership: &Membership| {
            let takes_up = |mark: f64| self.fees > 0 || mark < membership.take_up;
            !self.lapsed && self.price_mark.is_none_or(takes_up)
        };
        self.knows(program) && program.membership.as_ref().is_none_or(pays)
    }

    /// Units that can be used.
    pub(super) fn balance(&self) -> u64 {
        self.account.balance()
    }

    /// Units that a member counts on: those that have not lapsed.
    pub(super) fn live(&self, now: SimTime) -> u64 {
        self.account.live(now)
    }
}

/// What one member has earned with partners and is not credited yet.
#[derive(Debug, Clone)]
pub(super) struct Elsewhere {
    /// Earned up to here; never while the member earns nothing there.
    pub(super) since: SimTime,
    /// By partner: units, and what the partner owes for them [money].
    pub(super) accrued: Vec<(f64, f64)>,
}

impl Default for Elsewhere {
    fn default() -> Self {
        Elsewhere { since: SimTime::NEVER, accrued: Vec::new() }
    }
}

impl Elsewhere {
    /// From now on the member earns, if it is not so already.
    pub(super) fn begin(&mut self, at: SimTime) {
        if self.since == SimTime::NEVER {
            self.since = at;
        }
    }
}

/// Loyalty programs in a cell.
#[derive(Debug)]
pub(crate) struct ProgramState<'m> {
    /// Some model of this world has a loyalty program.
    pub(crate) on: bool,
    /// Membership of each customer slot; only in worlds with a program.
    pub(crate) members: Vec<Member>,
    /// The program in force, or as it was when it closed: what members hold outlives it.
    pub(crate) terms: Option<&'m Program>,
    /// What is kept to hold a program against its twin.
    pub(crate) pairs: Option<Box<Pairs>>,
}

impl<'m> Mechanism<'m> for ProgramState<'m> {
    fn acts_in(model: &Model) -> bool {
        model.program.is_some()
    }

    fn of(world: &'m Model) -> Self {
        let on = world.regimes().any(|model| model.program.is_some());
        ProgramState { on, members: Vec::new(), terms: world.program.as_ref(), pairs: None }
    }
}
