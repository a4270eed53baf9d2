//! Categories that customers buy in.

use crate::journey::mechanisms::mechanism::Mechanism;
use crate::journey::model::Model;

/// Cross-selling in a cell.
#[derive(Debug)]
pub(crate) struct CategoryState {
    /// Some customers of this world may adopt further categories.
    pub(crate) on: bool,
    /// Categories adopted by each customer slot, one bit each; only where there are any.
    pub(crate) adopted: Vec<u64>,
}

impl<'m> Mechanism<'m> for CategoryState {
    fn acts_in(model: &Model) -> bool {
        model.sells_across()
    }

    fn of(world: &'m Model) -> Self {
        CategoryState { on: world.sells_across(), adopted: Vec::new() }
    }
}
