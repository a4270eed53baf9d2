//! Win-back (model section 14): some of those who left come back.

mod choice;
mod contacts;
mod returns;
pub(crate) mod state;

pub use choice::Choice;
pub use state::{Comeback, Contacts, WinBack};
