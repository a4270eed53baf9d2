//! Decisions under what is not known: how much of what varies is ignorance, which design to choose, and what knowing more first is worth.
//!
//! Life cycle: [`Draws`] holds what each design brings in draws of the uncertain inputs; [`answer`] says who leads, how likely that is, and what
//! perfect information (EVPI), single inputs (EVPPI) and measurements (EVSI) are worth, each with its error; [`components`] divides a variance.
//!
//! What can go wrong: luck looks like knowledge, since the mean of the best of noisy values is above the best mean. Everything here is taken from
//! emulators of the inputs; what they leave counts only as far as it is more than luck.

mod choice;
mod components;

mod emulator;
mod errors;
#[cfg(test)]
mod made;
mod terms;
mod turning;

pub use choice::{Against, Decision, Draws, Laws, Over};
pub use components::{Components, Indivisible, Layout, Observation, components, layout};
pub use emulator::{Emulator, Luck, unexplained};
pub use errors::{Answers, Crossings, Estimated, Questions, RESAMPLES, SCORES, answer};
pub use terms::{Column, Factor, Term};
pub use turning::Flip;
