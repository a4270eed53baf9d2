//! How much of the language a world uses, known to the compiler.
//!
//! One engine is built three times: for anonymous visitors alone, for the plain relationship, and for everything. The
//! bytes of the results are the same; a narrower scope only leaves out code that could never act. That code costs time even where it is
//! skipped: the code of one visit in full is larger than the first cache of instructions.

use crate::journey::core::visit::record::NO_CUSTOMER;
use crate::journey::model::Model;

/// What may act in a cell.
pub trait Scope {
    /// Somebody has a relationship with the firm; `false`: visitors are anonymous.
    const CUSTOMERS: bool;
    /// Every mechanism of the language; `false`: journeys and queues and, with customers, expectation, memory, holes,
    /// purchases, stages, incidents settled on the spot, and sources of newcomers.
    const EVERYTHING: bool;
    /// Nobody sees a customer between visits, so that events of one life need not wait for their turn.
    const LOOKAHEAD: bool = Self::CUSTOMERS && !Self::EVERYTHING;

    /// Whether a visit with this customer slot is a customer's, and not an anonymous visitor's.
    #[inline(always)]
    #[must_use]
    fn relates(customer: u32) -> bool {
        Self::CUSTOMERS && customer != NO_CUSTOMER
    }
}

/// Anonymous visitors: journeys and queues.
#[derive(Debug, Clone, Copy)]
pub struct Visitors;

/// Customers who buy, remember, stay or leave.
#[derive(Debug, Clone, Copy)]
pub struct Relationship;

/// The whole language.
#[derive(Debug, Clone, Copy)]
pub struct Whole;

impl Scope for Visitors {
    const CUSTOMERS: bool = false;
    const EVERYTHING: bool = false;
}

impl Scope for Relationship {
    const CUSTOMERS: bool = true;
    const EVERYTHING: bool = false;
}

impl Scope for Whole {
    const CUSTOMERS: bool = true;
    const EVERYTHING: bool = true;
}

/// The narrowest scope that holds a world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// [`Visitors`].
    Visitors,
    /// [`Relationship`].
    Relationship,
    /// [`Whole`].
    Whole,
}

impl Needs {
    /// Of a world, all its regimes and offers considered.
    #[must_use]
    pub fn of(world: &Model) -> Self {
        if world.regimes().any(needs_everything) {
            Needs::Whole
        } else if world.has_customers() {
            Needs::Relationship
        } else {
            Needs::Visitors
        }
    }
}

fn needs_everything(model: &Model) -> bool {
    model.program.is_some()
        || !model.offers.is_empty()
        || !model.segments.iter().all(|s| s.profile.is_alike())
        || model.charges.iter().any(|charge| charge.stages.is_some())
        || model.market_size.is_some()
        || model.voices.is_some()
        || model.win_back.is_some()
        || model.employees.is_some()
        || model.feedback.is_some()
        || !model.touch_channels.is_empty()
        || model.classes.is_some()
        || model.learning > 0.0
        || model.hears_severity()
        || model.offers_more()
        || model.sells_across()
        || model.complaints_take_time()
        || model.has_deals()
        || model.profiles().any(|p| p.contract.is_some() || p.reviews_value())
}
