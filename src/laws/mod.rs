//! Laws: what a quantity may be drawn from, with its forms, moments and quantiles, each said once.
//!
//! Life cycle: a law is written as a [`LawSpec`], compiled once per world to a [`Law`], and then drawn with the key of a customer: one
//! uniform number, one variate, no state.
//!
//! What can go wrong: parameters that make no law, for everyone or for somebody, are refused ([`LawError`]) before anything is drawn.

mod checked;
mod compile;
mod distribution;
mod error;
mod families;
mod family;
mod law;
mod nested;
mod parameter;
mod reach;
mod residual;
mod shape;
mod spec;
mod steps;
mod table;

pub use checked::CheckedLaw;
pub use error::LawError;
pub use families::{FAMILIES, family};
pub use family::{Family, Form};
pub use law::Law;
pub use nested::{MAX_LAW_ID, NESTED_PURPOSE_BASE};
pub use parameter::{Dimension, Parameter, Range};
pub use spec::{LawSpec, Param};
