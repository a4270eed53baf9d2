//! Money: lines of the ledger, and how everything is posted to them.

pub mod ledger;
mod posting;
