//! The compiled scenario: what a world is.

mod acquisition;
mod chance;
mod clocks;
mod complaint;
mod holes;
mod ids;
mod periods;
mod profile;
mod service;
mod ways;
mod world;
mod worlds;

pub use acquisition::{Channel, ChannelMode, DealSeekers, Reach, VoiceMode, Voices};
pub use complaint::{Complaint, USUAL_SEVERITY, with_odds};
pub use holes::{Hazard, HazardLaw, Hole, HoleKind, Open};
pub use ids::{HoleId, JourneyId, ResourceId, TouchId};
pub use profile::{
    ByStage, Contract, CrossSell, Experience, History, Lifecycle, Loyalty, Memory, MemoryRule, Profile, Purchase,
    Retention, SalesContact, Segment,
};
pub use service::{
    Arrivals, End, Journey, Lane, Next, Quality, ResourceSpec, SelfService, Start, TouchChannel, Touchpoint,
};
pub use world::{Coupling, Model, Switch};
pub use worlds::{Charge, Offer, Trigger};

#[cfg(test)]
pub(crate) use complaint::usual;
