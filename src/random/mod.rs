//! Keyed randomness: draws addressed by (seed; replication, customer, purpose, index).
//!
//! Nothing depends on the order of events, on threads, on other customers or on the world. A word is a hash
//! of its address; asking twice gives the same word, and an extra visit shifts no other draw.
//!
//! Life cycle: a [`ReplicationKey`] is made once per replication, a [`Key`] once per customer; draws then need no state at all.
//!
//! What can go wrong: two different uses of one (purpose, index) are the same number. Purposes must be unique; those
//! of a scenario's entries come from their names ([`Addresses`]).

mod address;
mod key;
mod sobol;
mod sobol_directions;
mod stream;

pub use address::{ADDRESS_BITS, Addresses};
pub use key::{Key, ReplicationKey, unit_open};
pub use sobol::SobolSequence;
pub use stream::{KeyedStream, random_order};
