//! Surveys, and what the firm does about them.

use super::directory::Directory;
use crate::journey::feedback::{Act, Feedback, Lever};
use crate::scenario::grammar::{Act as ActBlock, Feedback as Block, Root, enabled};
use crate::units::SimTime;

/// `[feedback]`, of customers who feel something that can be asked for.
pub(super) fn feedback(block: &Block<'_>, root: &Root<'_>, directory: &Directory) -> Feedback {
    let act = block.act.as_ref().and_then(|act| {
        Some(Act {
            lever: lever(act, root, directory)?,
            target: *act.target,
            gain: *act.gain,
            most: *act.most,
            delay: SimTime::from_days(*act.delay),
        })
    });
    Feedback {
        every: SimTime::from_days(*block.every).max(SimTime(1)),
        sample: block.sample.map(|people| people as f64),
        bias: *block.bias,
        noise: *block.noise,
        response: [*block.response.calm, *block.response.moved],
        act,
    }
}

/// Staff or a media budget; sources of newcomers are counted in the order of the file.
fn lever(act: &ActBlock<'_>, root: &Root<'_>, directory: &Directory) -> Option<Lever> {
    match *act.source {
        Some(name) => enabled(&root.acquisition).position(|source| *source.name == name).map(Lever::Budget),
        None => directory.resource((*act.resource)?).map(Lever::Staff),
    }
}
