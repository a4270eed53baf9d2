//! Keyed randomness: draws addressed by (seed; replication, customer, purpose, index), and laws drawn by inversion.
//!
//! Nothing depends on the order of events, on threads, on other customers or on the world. A word is a hash
//! of its address; asking twice gives the same word, and an extra visit shifts no other draw.
//!
//! Life cycle: a [`ReplicationKey`] is made once per replication, a [`Key`] once per customer, a [`Law`] once
//! per world (from a [`LawSpec`]); draws then need no state at all.
//!
//! What can go wrong: two different uses of one (purpose, index) are the same number. Purposes must be unique; those
//! of a scenario's entries come from their names ([`Addresses`]).

mod address;
mod family;
mod key;
mod law;
mod nested;
mod residual;
mod shape;
mod sobol;
mod sobol_directions;
mod spec;
mod steps;
mod stream;
mod table;

pub use address::{ADDRESS_BITS, Addresses};
pub use key::{Key, ReplicationKey, unit_open};
pub use law::Law;
pub use nested::{MAX_LAW_ID, NESTED_PURPOSE_BASE};
pub use sobol::SobolSequence;
pub use spec::{Family, LawError, LawSpec, Param};
pub use stream::KeyedStream;
