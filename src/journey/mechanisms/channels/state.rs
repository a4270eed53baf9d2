//! Where visits were last.

use crate::journey::mechanisms::mechanism::Mechanism;
use crate::journey::model::Model;

/// Where a visit was last, and whether it must repeat the present step.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Way {
    pub(super) last: Option<u8>,
    pub(super) again: bool,
}

/// Channels to reach the firm, in a cell.
#[derive(Debug, Default)]
pub(crate) struct ChannelState {
    /// Channel of each visit slot; only with several channels.
    pub(crate) ways: Vec<Way>,
}

impl<'m> Mechanism<'m> for ChannelState {
    fn acts_in(model: &Model) -> bool {
        !model.touch_channels.is_empty()
    }

    fn of(_: &'m Model) -> Self {
        ChannelState::default()
    }
}
