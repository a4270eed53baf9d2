//! Value classes: cut-offs as numbers, lists of classes as bits.

use crate::journey::classes::{ANY_CLASS, DIMENSIONS, ValueClasses};
use crate::scenario::value::Item;
use crate::units::SimTime;

/// How the firm sorts its customers, if it does.
pub(super) fn value_classes(root: &Item) -> Option<ValueClasses> {
    let block = root.opt("value_classes")?;
    let four = |key: &str| -> [f64; 4] {
        let cuts = block.vector(key);
        [cuts[0], cuts[1], cuts[2], cuts[3]]
    };
    let abc = block.vector("abc");
    Some(ValueClasses {
        review: SimTime::from_days(block.days("review")),
        recency: four("recency").map(SimTime::from_days),
        frequency: four("frequency").map(|fewest| fewest as u32),
        money: four("money"),
        abc: [abc[0], abc[1]],
    })
}

/// The classes an entry is meant for, by dimension; without a list, all.
pub(super) fn meant_for(entry: &Item) -> [u8; 3] {
    DIMENSIONS.map(|key| {
        let list = entry.opt(key).and_then(Item::as_vector);
        list.map_or(ANY_CLASS, |list| list.iter().fold(0, |set, class| set | 1 << (*class as u8 - 1)))
    })
}
