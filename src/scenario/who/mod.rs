//! Who: whom a change reaches, as indices, and the kinds of customers that the changes of a world tell apart.

mod condition;
mod crowd;
mod names;
mod told_apart;

pub(in crate::scenario) use condition::{Condition, Person};
pub(in crate::scenario) use crowd::{Crowd, Part};
pub(in crate::scenario) use names::Names;
pub(in crate::scenario) use told_apart::{AttributeDigit, Cells, MOST_KINDS, ToldApart};
