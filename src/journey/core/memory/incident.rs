//! Incidents: what went wrong badly enough, and how it ended.

use crate::journey::model::{HoleId, ResourceId, TouchId};
use crate::units::SimTime;

/// Something went wrong badly enough to be an incident.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Incident {
    /// 0 a trifle, 1 a disaster.
    pub(crate) severity: f64,
    /// Touchpoint it happened at.
    pub(crate) touch: TouchId,
    /// Hole of the failing touchpoint.
    pub(crate) hole: Option<HoleId>,
    /// Who served there.
    pub(crate) resource: Option<ResourceId>,
    /// When it happened.
    pub(crate) at: SimTime,
}

/// How an incident ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Outcome {
    /// The firm never knew.
    Silent,
    /// No answer was accepted.
    Unresolved,
    /// How quickly: 1 at once, 0 at last.
    Resolved(f64),
}
