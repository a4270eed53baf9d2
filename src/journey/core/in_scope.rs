//! What may act in this scope, and does in this world.

use super::cell::Cell;
use super::scope::Scope;
use super::trace::Trace;

/// What may act in this scope, and does in this world.
impl<T: Trace, S: Scope> Cell<'_, T, S> {
    #[inline(always)]
    pub(crate) fn has_program(&self) -> bool {
        S::EVERYTHING && self.has_program
    }

    #[inline(always)]
    pub(crate) fn has_offers(&self) -> bool {
        S::EVERYTHING && !self.model.offers.is_empty()
    }

    #[inline(always)]
    pub(crate) fn has_deals(&self) -> bool {
        S::EVERYTHING && self.has_deals
    }

    #[inline(always)]
    pub(crate) fn has_teams(&self) -> bool {
        S::EVERYTHING && !self.teams.is_empty()
    }

    #[inline(always)]
    pub(crate) fn has_contact_persons(&self) -> bool {
        S::EVERYTHING && !self.contact_persons.is_empty()
    }

    #[inline(always)]
    pub(crate) fn has_ways(&self) -> bool {
        S::EVERYTHING && !self.ways.is_empty()
    }

    #[inline(always)]
    pub(crate) fn has_classes(&self) -> bool {
        S::EVERYTHING && self.has_classes
    }

    #[inline(always)]
    pub(crate) fn sells_across(&self) -> bool {
        S::EVERYTHING && self.sells_across
    }

    #[inline(always)]
    pub(crate) fn wins_back(&self) -> bool {
        S::EVERYTHING && self.lives.on
    }

    /// Exposure within the terms of contracts is kept.
    #[inline(always)]
    pub(crate) fn keeps_terms(&self) -> bool {
        S::EVERYTHING && self.uses_term_exposure
    }
}
