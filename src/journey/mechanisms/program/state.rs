//! What is kept of the members of a program.

use super::account::Account;
use super::pairs::Pairs;
use super::spec::{Members, Membership, Program};
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
    /// When the program next does something with this customer by itself.
    pub(super) due: SimTime,
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
            due: SimTime::NEVER,
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
    /// By place of a program in the file: the address of its draws.
    addresses: Vec<u32>,
    /// Membership of each customer slot in each program; only in worlds with a program.
    members: Vec<Member>,
    /// By place: the program in force, or as it was when it closed: what members hold outlives it.
    terms: Vec<Option<&'m Program>>,
    /// What is kept to hold a program against its twin.
    pub(crate) pairs: Option<Box<Pairs>>,
}

impl<'m> Mechanism<'m> for ProgramState<'m> {
    fn acts_in(model: &Model) -> bool {
        !model.programs.is_empty()
    }

    fn of(world: &'m Model) -> Self {
        let address = |place| world.any_program(place).map_or(0, |program| program.address);
        let addresses: Vec<u32> = (0..world.program_places()).map(address).collect();
        let mut state =
            ProgramState { on: !addresses.is_empty(), addresses, members: Vec::new(), terms: Vec::new(), pairs: None };
        state.take_up(world, 0);
        state
    }
}

impl<'m> ProgramState<'m> {
    /// Places of programs in this world.
    #[inline]
    pub(super) fn places(&self) -> std::ops::Range<usize> {
        0..self.addresses.len()
    }

    /// What holds from a switch of the world on.
    pub(crate) fn take_up(&mut self, world: &'m Model, regime: usize) {
        self.terms = self.places().map(|place| world.terms(regime, place)).collect();
    }

    /// The program at a place, or as it was when it closed.
    pub(super) fn terms(&self, place: usize) -> Option<&'m Program> {
        self.terms[place]
    }

    /// Makes room for a customer.
    pub(super) fn open(&mut self, slot: u32, member: impl Fn(u32) -> Member) {
        let from = slot as usize * self.addresses.len();
        if self.members.len() < from {
            self.members.resize_with(from, || Member::new(1.0, SimTime::ZERO));
        }
        for (place, &address) in self.addresses.iter().enumerate() {
            match self.members.get_mut(from + place) {
                Some(known) => *known = member(address),
                None => self.members.push(member(address)),
            }
        }
    }

    /// A customer in one program.
    #[inline]
    pub(super) fn member(&self, slot: u32, place: usize) -> &Member {
        &self.members[slot as usize * self.addresses.len() + place]
    }

    /// The same, to change it.
    #[inline]
    pub(super) fn member_mut(&mut self, slot: u32, place: usize) -> &mut Member {
        &mut self.members[slot as usize * self.addresses.len() + place]
    }

    /// Whether somebody is there who might be a member.
    pub(super) fn knows_slot(&self, slot: u32) -> bool {
        (slot as usize + 1) * self.addresses.len() <= self.members.len()
    }

    /// Whether a program does anything for a customer.
    #[inline]
    pub(super) fn belongs(&self, slot: u32, program: &Program) -> bool {
        self.member(slot, program.place).belongs(program)
    }

    /// The programs of a model in which a purchase of this customer earns, or would earn: all, but for those that others keep it from.
    pub(super) fn earning(&self, slot: u32, model: &Model) -> Members {
        if !model.programs.exclude() {
            return Members::MAX;
        }
        let joined = model.programs.iter().filter(|program| self.belongs(slot, program));
        let joined = joined.map(Program::bit).sum();
        model.programs.earning(joined) | !joined
    }
}
