//! Names to indices: what touchpoints, segments and sources refer to.

use super::laws::Laws;
use crate::journey::model::{Hole, HoleId, HoleKind, ResourceId};
use crate::scenario::grammar::presets::{OTHER_STANDARD_HOLES, SERVICE_HOLES};
use crate::scenario::grammar::{self, Mode, Named as _, Root, enabled};

/// Names of everything that is referred to by name.
#[derive(Debug)]
pub(in crate::scenario) struct Directory {
    pub(in crate::scenario) holes: Vec<Hole>,
    pub(in crate::scenario) service_holes: usize,
    resources: Vec<String>,
    pub(in crate::scenario) segments: Vec<String>,
    /// Distinct priorities in use, smallest first.
    pub(in crate::scenario) priorities: Vec<u64>,
}

impl Directory {
    pub(in crate::scenario) fn hole(&self, name: &str) -> Option<HoleId> {
        self.holes.iter().position(|h| h.name == name).map(|i| i as HoleId)
    }

    pub(in crate::scenario) fn resource(&self, name: &str) -> Option<ResourceId> {
        self.resources.iter().position(|r| r == name).map(|i| i as ResourceId)
    }

    /// Line of a priority: 0 is served first.
    pub(in crate::scenario) fn line(&self, priority: u64) -> u8 {
        self.priorities.iter().position(|&p| p == priority).unwrap_or(0) as u8
    }
}

/// Distinct priorities in use, smallest first.
pub(in crate::scenario) fn priorities(root: &Root<'_>) -> Vec<u64> {
    let mut priorities: Vec<u64> = enabled(&root.journey)
        .flat_map(|j| j.touchpoint.iter().filter_map(|t| *t.priority).chain([*j.priority]))
        .collect();
    priorities.extend(root.program.iter().flat_map(of_program));
    priorities.sort_unstable();
    priorities.dedup();
    priorities
}

/// Priorities in queues that a program gives.
fn of_program(p: &grammar::Program<'_>) -> Vec<u64> {
    if !*p.enabled {
        return Vec::new();
    }
    let tiers = p.tier.iter().filter_map(|tier| *tier.priority);
    tiers.chain(p.mode.has(Mode::Benefit).then_some(*p.benefit.priority)).collect()
}

/// Names to indices; `priorities` are all those that this scenario uses at any time.
pub(in crate::scenario) fn directory(root: &Root<'_>, priorities: &[u64], laws: &mut Laws) -> Directory {
    let (holes, service_holes) = holes(root, laws);
    Directory {
        holes,
        service_holes,
        resources: enabled(&root.resource).map(|r| r.name().to_owned()).collect(),
        segments: enabled(&root.segment).map(|s| s.name().to_owned()).collect(),
        priorities: priorities.to_vec(),
    }
}

/// Leavers whom a retention table takes without any hole to explain it.
pub(in crate::scenario) const NOT_RENEWED: &str = "not renewed";

/// All holes, service holes first, and how many of those there are.
///
/// With loyalty, a hole that touchpoints name and that has no clock of its own is a service hole without a prior.
fn holes(root: &Root<'_>, laws: &mut Laws) -> (Vec<Hole>, usize) {
    let loyalty = root.loyalty.is_some();
    let mut service = Vec::new();
    let mut others = Vec::new();
    // Standard holes keep their order however the file names them, so that naming one moves no draw.
    let standard: Vec<&str> = SERVICE_HOLES.iter().chain(OTHER_STANDARD_HOLES).copied().collect();
    let mut entries: Vec<&grammar::Hole<'_>> = enabled(&root.hole).collect();
    if loyalty {
        entries.sort_by_key(|h| standard.iter().position(|s| *s == *h.name).unwrap_or(usize::MAX));
    }
    for hole in entries {
        let name = *hole.name;
        let address = laws.address("hole", name);
        let standard = loyalty && SERVICE_HOLES.contains(&name);
        let own_law = has_law(hole);
        let blamed = loyalty && !own_law && name != "complaint" && is_blamed(root, name);
        if standard || blamed {
            service.push(Hole { name: name.to_owned(), address, kind: HoleKind::Service });
        } else {
            let kind = if *hole.involuntary {
                HoleKind::Involuntary
            } else if *hole.shielded {
                HoleKind::Outside
            } else if own_law {
                HoleKind::Own
            } else {
                HoleKind::Decision
            };
            others.push(Hole { name: name.to_owned(), address, kind });
        }
    }
    let count = service.len();
    service.append(&mut others);
    let by_table = root.contract.as_ref().is_some_and(|c| c.retention.is_some());
    // The hole that [complaint] brings explains no renewal.
    if by_table && service.iter().all(|hole| hole.name == "complaint") {
        let address = laws.address("hole", NOT_RENEWED);
        service.push(Hole { name: NOT_RENEWED.to_owned(), address, kind: HoleKind::Decision });
    }
    (service, count)
}

/// Whether it opens by a law of its own.
fn has_law(hole: &grammar::Hole<'_>) -> bool {
    hole.hazard.is_some() || hole.lifetime.is_some() || hole.per_purchase.is_some() || hole.value_below.is_some()
}

fn is_blamed(root: &Root<'_>, hole: &str) -> bool {
    enabled(&root.journey).any(|j| j.touchpoint.iter().any(|t| *t.hole == Some(hole) && t.exit_prob.is_none()))
}
