//! A comparison over what is not known: draws of the inputs, each design run on the same customers in each, and what they say.
//!
//! Life cycle: [`Designs`] names the worlds; [`study`] checks every draw in every design, runs the pilot, then as many draws as are asked for or
//! needed, and hands them to the analysis of [`decision`](super::decision).

mod analysed;
mod asked;
mod bands;
mod designs;
mod draws;
mod flip;
mod part;
mod study;
mod told;
mod trial;

pub use asked::{Asked, Found, Keeper, Nothing, Studied};
pub use designs::{Design, Designs};
pub use draws::{Draw, Drawer};
pub use part::{decode_draw, encode_draw, is_draw, study_id};
pub use study::{LONGEST, planned, study};
pub use trial::{DrawRows, Trial};
