//! Employees (model section 15): how content staff are, what they can do, and who leaves.
//!
//! The staff of each resource have a mood `J` and a skill `K`, both 0..1, moved once a day by pay, surroundings, load and
//! complaints; unhappy staff quit, and newcomers must learn. Skill and mood act on performance, skill on the time in
//! service. Both start where the file's own numbers leave them, so that the block alone changes nothing: what acts is a
//! difference, of pay, of load, of training.
//!
//! Life cycle: `Cell::open_teams` on day 0, `Cell::update_teams` every midnight. Teams are a mean field: shares of a
//! staff learn and quit, not persons. Only a contact person, who has clients, is one (see `Cell::update_teams`).

pub(crate) mod acts;
pub(crate) mod contact;
pub(crate) mod seen;
pub(crate) mod spec;
pub(crate) mod state;

pub use seen::TeamObservations;
pub use spec::{DAYS_PER_YEAR, Employees, equilibrium_skill};
