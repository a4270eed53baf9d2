//! What happens to people, told: one life by `replay`, everybody's by the event log.

mod log;
mod replay;
mod wording;

pub use log::{LoggedEvent, event_log, event_log_until};
pub use replay::replay;
pub use wording::{Wording, wording};
