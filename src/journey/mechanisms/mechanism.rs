//! What every mechanism is to a cell.
//!
//! A mechanism is a room of its own. Its `spec` is what a file says of it, its `state` what a cell keeps of it: both know no cell, so that the cell can
//! know them. Its acts are methods of the cell, named by what they do and with a word of the mechanism: they *open* a run or a life, *settle*
//! events, *observe*, and *close* at the horizon. Where in a life it acts is said where that life is told, and in `lives` for what all mechanisms do alike.

use crate::journey::model::Model;

/// The state of one mechanism in a cell.
pub(crate) trait Mechanism<'m>: Sized {
    /// Whether it may act in a model: then the cell needs the [whole engine](crate::journey::scope::Whole).
    fn acts_in(model: &Model) -> bool;

    /// Its state at the beginning of a run, with nobody there.
    fn of(world: &'m Model) -> Self;

    /// Forgets everybody, for the next customer who lives alone. What is kept by slot may stay: whoever is new to a slot opens it anew.
    #[inline]
    fn clear(&mut self) {}
}
