//! Surveys, and what the firm does about them.

use super::firm::Directory;
use crate::journey::control::{Act, Lever};
use crate::journey::feedback::Feedback;
use crate::scenario::value::Item;
use crate::units::SimTime;

/// `[feedback]`; without `[loyalty]` nobody feels anything that could be asked for.
pub(super) fn feedback(root: &Item, directory: &Directory) -> Option<Feedback> {
    let block = root.opt("feedback").filter(|_| root.has("loyalty"))?;
    let act = block.opt("act").and_then(|act| {
        Some(Act {
            lever: lever(act, root, directory)?,
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

/// Staff or a media budget; sources of newcomers are counted in the order of the file.
fn lever(act: &Item, root: &Item, directory: &Directory) -> Option<Lever> {
    match act.opt("source").and_then(Item::as_text) {
        Some(name) => root.enabled("acquisition").position(|source| source.name() == name).map(Lever::Budget),
        None => directory.resource(act.opt("resource").and_then(Item::as_text)?).map(Lever::Staff),
    }
}
