//! What the firm knows of its customers, and whether it will look again.

use super::migrate::Moves;
use super::register::Register;
use super::spec::{CLASSES, ClassRecord};
use crate::journey::mechanisms::mechanism::Mechanism;
use crate::journey::model::Model;

/// Value classes in a cell.
#[derive(Debug)]
pub(crate) struct ClassState {
    /// The firm sorts its customers by value.
    pub(crate) on: bool,
    /// A review is in the calendar: there is somebody to sort.
    pub(crate) review_set: bool,
    /// What the firm wrote down of each customer slot; only where it sorts them.
    pub(crate) registers: Vec<Register>,
    /// Moves between recency classes up to now, and the records of the last review; only where a change asks for a quadrant.
    pub(crate) moves: Moves,
    pub(crate) last: Vec<ClassRecord>,
}

impl<'m> Mechanism<'m> for ClassState {
    fn acts_in(model: &Model) -> bool {
        model.classes.is_some()
    }

    fn of(world: &'m Model) -> Self {
        let on = world.classes.is_some();
        ClassState { on, review_set: false, registers: Vec::new(), moves: Moves::new(CLASSES), last: Vec::new() }
    }

    #[inline]
    fn clear(&mut self) {
        self.review_set = false;
    }
}
