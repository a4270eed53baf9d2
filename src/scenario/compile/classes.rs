//! Value classes: cut-offs as numbers, lists of classes as bits.

use super::laws::listed;
use crate::journey::classes::{ANY_CLASS, ValueClasses};
use crate::scenario::grammar::{Given, Treatment, ValueClasses as Block};
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

/// The classes an entry is meant for: recency, frequency, money; without a list, all.
pub(in crate::scenario) fn meant_for(entry: &Treatment<'_>) -> [u8; 3] {
    [&entry.recency, &entry.frequency, &entry.money].map(|list: &Given<'_, &[f64]>| {
        let bits = || list.iter().fold(0, |set, class| set | 1 << (*class as u8 - 1));
        if list.is_there() { bits() } else { ANY_CLASS }
    })
}
