//! Indices into the lists of a model.

/// Index of a touchpoint in [`Model::touchpoints`].
pub type TouchId = u16;

/// Index of a resource in [`Model::resources`].
pub type ResourceId = u16;

/// Index of a journey in [`Model::journeys`].
pub type JourneyId = u16;

/// Index of a hole in [`Model::holes`].
pub type HoleId = u16;
