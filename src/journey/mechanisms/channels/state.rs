//! Where visits were last.

/// Where a visit was last, and whether it must repeat the present step.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Way {
    pub(super) last: Option<u8>,
    pub(super) again: bool,
}
