//! What happens to people, told: one life by `replay`, everybody's by the event log.

mod columns;
mod happening;
mod log;
mod names;
mod packed;
mod replay;
mod wording;

pub use columns::{Facts, LogColumn, LogKind, LogRow, LogValue, event_log_columns};
pub use log::{EventLog, LIFE, event_log, event_logs};
pub use names::who_is;
pub use packed::{pack_lives, unpack_lives};
pub use replay::replay;
pub use wording::wording;
