//! Win-back (model section 14): some of those who left come back.

mod choice;
mod contacts;
mod returns;
pub(crate) mod spec;
pub(crate) mod state;

pub use spec::Choice;
pub use spec::{Comeback, Contacts, WinBack};
