//! The compiled scenario: what a world is.

mod chance;
mod charges;
mod clocks;
mod holes;
mod idle_digits;
mod ids;
mod kinds;
mod periods;
mod profile;
mod service;
mod sources;
mod ways;
mod world;

// What files say of mechanisms stands with these.
pub use super::mechanisms::categories::spec::CrossSell;
pub use super::mechanisms::channels::spec::{SelfService, TouchChannel};
pub use super::mechanisms::complaints::spec::{Complaint, USUAL_SEVERITY, with_odds};
pub use super::mechanisms::contracts::spec::{Contract, Retention};
pub use super::mechanisms::deals::spec::DealSeekers;
pub use super::mechanisms::offers::spec::{Offer, Trigger};
pub use super::mechanisms::selling::spec::SalesContact;
pub use super::mechanisms::voices::spec::{Reach, VoiceMode, Voices};

pub use charges::Charge;
pub use holes::{Hazard, HazardLaw, Hole, HoleKind, Open};
pub use ids::{HoleId, JourneyId, ResourceId, TouchId};
pub use kinds::{Attribute, Digit, Drawn, Kinds, Names, Rule, Steps};
pub use profile::{Experience, History, Lifecycle, Loyalty, Memory, MemoryRule, Profile, Purchase, Segment};
pub use service::{Arrivals, End, Journey, Lane, Next, Quality, ResourceSpec, Start, Touchpoint};
pub use sources::{Channel, ChannelMode};
pub use world::{Coupling, Model, Switch, Way};

#[cfg(test)]
pub(crate) use super::mechanisms::complaints::spec::usual;
