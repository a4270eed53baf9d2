//! Who serves: resources as they are now.

use crate::engine::resource::Resource;
use crate::journey::model::Model;
use crate::units::SimTime;

/// The resources of a cell.
#[derive(Debug)]
pub(crate) struct Service {
    /// In the order of the model.
    pub(crate) resources: Vec<Resource>,
    /// Since when each resource has had no busy server.
    pub(crate) idle_since: Vec<SimTime>,
    /// Next change of each resource's staff; others in the calendar are out of date.
    pub(crate) staff_due: Vec<SimTime>,
    /// Tickets issued by all resources.
    pub(crate) tickets: u32,
}

impl Service {
    pub(crate) fn of(world: &Model) -> Self {
        let resources = world.resources.iter();
        Service {
            resources: resources.map(|r| Resource::new(r.on_duty(SimTime::ZERO), r.lines, r.queue_limit)).collect(),
            idle_since: vec![SimTime::ZERO; world.resources.len()],
            staff_due: vec![SimTime::NEVER; world.resources.len()],
            tickets: 0,
        }
    }
}
