//! What all mechanisms do alike: a run begins, a life begins, somebody comes back, the horizon is reached. Where one acts besides is said where that
//! part of a life is told.

use crate::journey::core::cell::Cell;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;
use crate::journey::mechanisms::win_back::state::Lapsed;

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// A run of everybody in one cell begins, when those of day 0 are there.
    pub(crate) fn open_mechanisms(&mut self) {
        self.open_teams();
        self.open_feedback();
        self.open_market();
    }

    /// A customer is new to the cell: each mechanism makes room for what it keeps of one.
    pub(crate) fn open_life(&mut self, slot: u32) {
        if !S::EVERYTHING {
            return;
        }
        self.win_back.open(slot, &self.customers[slot], self.now);
        self.open_prices(slot, false);
        self.open_deal(slot);
        self.open_categories(slot);
        self.open_voice(slot);
        self.open_case_file(slot);
        self.open_member(slot);
        self.open_register(slot);
    }

    /// Somebody who left is back: what was kept of them is theirs again, the rest begins anew.
    pub(crate) fn reopen_life(&mut self, slot: u32, lapsed: &Lapsed) {
        self.open_prices(slot, true);
        self.reopen_deal(slot, lapsed.deal);
        self.reopen_categories(slot, lapsed.categories);
        self.open_voice(slot);
        self.open_case_file(slot);
        self.open_member(slot);
        self.reopen_register(slot, lapsed.register.clone());
    }

    /// Settles what the firm pays at a rate of its own making: at the horizon, or before the world changes.
    pub(crate) fn settle_firm(&mut self) {
        self.close_control();
        self.close_overtime();
    }

    /// The horizon is reached, and everybody who is still there is still there.
    pub(crate) fn close_mechanisms(&mut self) {
        self.close_market();
        self.close_teams();
        self.hold_last_review();
    }
}
