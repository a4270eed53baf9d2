//! How much of the language a world uses, known to the compiler.
//!
//! One engine is built three times: for anonymous visitors alone, for the plain relationship, and for everything. The
//! bytes of the results are the same; a narrower scope only leaves out code that could never act. That code costs time even where it is
//! skipped: the code of one visit in full is larger than the first cache of instructions.

use crate::journey::core::visit::record::NO_CUSTOMER;
use crate::journey::mechanisms::categories::state::CategoryState;
use crate::journey::mechanisms::channels::state::ChannelState;
use crate::journey::mechanisms::classes::state::ClassState;
use crate::journey::mechanisms::complaints::state::ComplaintState;
use crate::journey::mechanisms::contracts::state::ContractState;
use crate::journey::mechanisms::deals::state::DealState;
use crate::journey::mechanisms::employees::state::EmployeeState;
use crate::journey::mechanisms::feedback::state::FeedbackState;
use crate::journey::mechanisms::market::state::Market;
use crate::journey::mechanisms::mechanism::Mechanism;
use crate::journey::mechanisms::program::state::ProgramState;
use crate::journey::mechanisms::voices::state::Voices;
use crate::journey::mechanisms::wages::state::WageState;
use crate::journey::mechanisms::win_back::state::Lives;
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

/// Where the whole language is needed: a line for each mechanism.
const ACTING: &[fn(&Model) -> bool] = &[
    CategoryState::acts_in,
    ChannelState::acts_in,
    ClassState::acts_in,
    ComplaintState::acts_in,
    ContractState::acts_in,
    DealState::acts_in,
    EmployeeState::acts_in,
    FeedbackState::acts_in,
    Option::<Market>::acts_in,
    ProgramState::acts_in,
    Voices::acts_in,
    WageState::acts_in,
    Lives::acts_in,
    Model::has_offers,
    Model::offers_more,
];

fn needs_everything(model: &Model) -> bool {
    ACTING.iter().any(|acts_in| acts_in(model))
        || model.kinds.asks()
        || model.profiles.iter().any(|p| p.reviews_value())
}
