//! Terms of contracts as they run.

use crate::journey::mechanisms::mechanism::Mechanism;
use crate::journey::model::{Model, Profile};
use crate::units::SimTime;

/// Contracts in a cell.
#[derive(Debug)]
pub(crate) struct ContractState {
    /// Some contract of this world has a retention table, or is answered by leaving when it is dear: exposure is kept.
    pub(crate) on: bool,
    /// Prices make customers leave in this world.
    pub(crate) elastic: bool,
    /// Distinct lists of prices at which somebody joined; and of each customer slot, which. Only where prices make customers leave.
    pub(super) price_lists: Vec<Vec<f64>>,
    pub(super) joined_at: Vec<u32>,
    /// Length of the running term of each customer slot under a contract, as it was agreed: what the world does later does not change it.
    pub(crate) lengths: Vec<SimTime>,
    /// Exposure to each hole in the current contract term, for each customer slot; only with a retention table.
    pub(crate) exposure: Vec<f64>,
}

impl<'m> Mechanism<'m> for ContractState {
    fn acts_in(model: &Model) -> bool {
        model.profiles.iter().any(|p| p.contract.is_some() || p.elasticity > 0.0)
    }

    fn of(world: &'m Model) -> Self {
        let elastic = world.answers_prices();
        let exposed = |p: &Profile| p.contract.as_ref().is_some_and(|c| elastic || c.retention.is_some());
        let on = world.regimes().any(|m| m.profiles.iter().any(exposed));
        ContractState {
            on,
            elastic,
            price_lists: Vec::new(),
            joined_at: Vec::new(),
            lengths: Vec::new(),
            exposure: Vec::new(),
        }
    }
}
