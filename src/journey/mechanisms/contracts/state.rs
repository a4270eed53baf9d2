//! Terms of contracts as they run.

use crate::journey::mechanisms::mechanism::Mechanism;
use crate::journey::model::{Model, Profile};
use crate::units::SimTime;

/// Contracts in a cell.
#[derive(Debug)]
pub(crate) struct ContractState {
    /// Some contract of this world has a retention table: exposure is kept.
    pub(crate) on: bool,
    /// Length of the running term of each customer slot under a contract, as it was agreed: what the world does later does not change it.
    pub(crate) lengths: Vec<SimTime>,
    /// Exposure to each hole in the current contract term, for each customer slot; only with a retention table.
    pub(crate) exposure: Vec<f64>,
}

impl<'m> Mechanism<'m> for ContractState {
    fn acts_in(model: &Model) -> bool {
        model.profiles.iter().any(|p| p.contract.is_some())
    }

    fn of(world: &'m Model) -> Self {
        let with_table = |p: &Profile| p.contract.as_ref().is_some_and(|c| c.retention.is_some());
        let on = world.regimes().any(|m| m.profiles.iter().any(with_table));
        ContractState { on, lengths: Vec::new(), exposure: Vec::new() }
    }
}
