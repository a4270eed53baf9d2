//! Up to when wages beyond the calendar are paid.

use crate::journey::mechanisms::mechanism::Mechanism;
use crate::journey::model::Model;
use crate::units::SimTime;

/// Wages in a cell.
#[derive(Debug)]
pub(crate) struct WageState {
    /// By resource: overtime is paid up to here, where there is any.
    pub(crate) overtime_since: Vec<SimTime>,
}

impl<'m> Mechanism<'m> for WageState {
    /// Wages are paid in every scope.
    fn acts_in(_: &Model) -> bool {
        false
    }

    fn of(world: &'m Model) -> Self {
        WageState { overtime_since: vec![SimTime::ZERO; world.resources.len()] }
    }
}
