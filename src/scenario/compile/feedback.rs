//! Surveys, and what the firm does about them.

use super::firm::Directory;
use crate::journey::feedback::{Act, Feedback};
use crate::scenario::value::Item;
use crate::units::SimTime;

/// `[feedback]`; without `[loyalty]` nobody feels anything that could be asked for.
pub(super) fn feedback(root: &Item, directory: &Directory) -> Option<Feedback> {
    let block = root.opt("feedback").filter(|_| root.has("loyalty"))?;
    let act = block.opt("act").and_then(|act| {
        Some(Act {
            resource: directory.resource(act.text("resource"))?,
            target: act.number("target"),
            gain: act.number("gain"),
            most: act.number("most"),
            delay: SimTime::from_days(act.days("delay")),
        })
    });
    Some(Feedback {
        every: SimTime::from_days(block.days("every")).max(SimTime(1)),
        sample: block.opt_number("sample"),
        bias: block.number("bias"),
        noise: block.number("noise"),
        response: ["calm", "moved"].map(|key| block.at("response").number(key)),
        act,
    })
}
