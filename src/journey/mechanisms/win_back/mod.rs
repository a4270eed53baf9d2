//! Win-back (model section 14): some of those who left come back.
//!
//! Whoever leaves waits in a pool until won back or gone for good. Either the firm contacts them at set times after it
//! sees that they are gone, or they come back by themselves at a rate. A returnee keeps name, history and the account
//! that lifetime value is read from, and begins another life: fresh allowances, hazards a little higher, half the trust.
//! The firm sees the end of a contract at once; of a shopper it sees only silence, so it also contacts some who never
//! left, and that only costs.
//!
//! Life cycle: `Lives::open` with every customer; `Cell::lapse` when one leaves; contacts and returns as events;
//! `Cell::close_lapsed` at the horizon. Without `[win_back]` none of this is touched.

mod choice;
mod contacts;
mod returns;
pub(crate) mod spec;
pub(crate) mod state;

pub use spec::Choice;
pub use spec::{Comeback, Contacts, WinBack};
