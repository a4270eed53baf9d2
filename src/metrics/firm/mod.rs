//! Metrics of the firm: of a whole world, or one for each of its sources, channels, holes, lines of the ledger.
//!
//! To add one, add its line to the list of its topic, and one to `docs/key-figures.md`.

mod bucket;
mod customers;
mod feelings;
mod growth;
mod list;
mod money;
mod parts;
mod program;
mod purchases;
mod staying;
mod surveys;
mod win_back;

pub use bucket::*;
pub use customers::*;
pub use feelings::*;
pub use growth::*;
pub use list::Firm;
pub(crate) use list::List;
pub use money::*;
pub use parts::all;
pub(crate) use parts::{PARTS, Part};
pub use program::*;
pub(crate) use program::{collecting, currency, has_program, named_programs};
pub use purchases::*;
pub(crate) use staying::STAYING_TOTALS;
pub use staying::*;
pub use surveys::*;
pub use win_back::*;
