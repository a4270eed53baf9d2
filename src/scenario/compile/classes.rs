//! Value classes: cut-offs as numbers, lists of classes as bits.

use super::laws::listed;
use crate::journey::classes::ValueClasses;
use crate::scenario::grammar::ValueClasses as Block;
use crate::units::SimTime;

/// How the firm sorts its customers.
pub(in crate::scenario) fn value_classes(block: &Block<'_>) -> ValueClasses {
    ValueClasses {
        review: SimTime::from_days(*block.review),
        recency: listed(&block.recency).map(SimTime::from_days),
        frequency: listed(&block.frequency).map(|fewest| fewest as u32),
        money: listed(&block.money),
        abc: listed(&block.abc),
    }
}
