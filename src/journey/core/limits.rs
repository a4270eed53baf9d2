//! What a cell can hold, and why a run stops before the horizon.

use crate::units::SimTime;

/// Customers alive at once that the calendar can address, less those who may join between two looks.
pub(crate) const MOST_CUSTOMERS: usize = crate::engine::calendar::MAX_SLOTS - 2 * LOOK as usize;

/// Visits under way at once beyond which a run is stopped: memory would grow without end behind a queue that does.
pub(crate) const MOST_VISITS: usize = 1 << 20;

/// Why a run stopped before the horizon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CellError {
    /// More entities alive at once than the calendar can address.
    TooManyAlive,
    /// A million events at one instant: a loop that takes no time.
    NoProgress(SimTime),
    /// Whoever runs the cell asked it to stop.
    Stopped,
}

impl std::fmt::Display for CellError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            CellError::TooManyAlive => write!(
                f,
                "more than {MOST_VISITS} visits are under way at once, or more than {} customers in one cell; \
                 a queue probably grows without end",
                MOST_CUSTOMERS
            ),
            CellError::NoProgress(at) => {
                write!(f, "a million events at one instant ({at}); a loop takes no time")
            }
            CellError::Stopped => f.write_str("stopped on request"),
        }
    }
}

impl std::error::Error for CellError {}

/// A run is looked at whenever the lower bits of its count of events are zero.
pub(crate) const LOOK: u64 = 0xFFFF;
