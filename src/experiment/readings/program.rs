//! What there is to read of a loyalty program, in a world that has one.

use crate::journey::model::Model;
use crate::journey::program::Currency;

/// Whether there is a program at any time.
pub(crate) fn has_program(model: &Model) -> bool {
    model.regimes().any(|m| m.program.is_some())
}

/// What members collect in a world, if they collect anything.
pub(crate) fn currency(model: &Model) -> Option<&Currency> {
    model.regimes().find_map(|m| m.program.as_ref()?.currency.as_ref())
}
