//! Win-back: contacts with those who left, or rates of coming back.

use super::firm::Directory;
use crate::journey::model::{Channel, ChannelMode};
use crate::journey::win_back::{Choice, Comeback, Contacts, WinBack};
use crate::scenario::grammar::ROOT;
use crate::scenario::value::Item;
use crate::units::SimTime;

/// Factors on success by hole, where the file does not name it (assumptions).
const CAUSES: [(&str, f64); 6] =
    [("value", 1.2), ("price_war", 1.2), ("complaint", 0.8), ("life", 0.2), ("income", 0.2), ("fired", 0.0)];

/// `[win_back]`, if it runs.
pub(super) fn win_back(root: &Item, directory: &Directory, channels: &[Channel]) -> Option<WinBack> {
    let block = root.opt("win_back").filter(|block| block.flag("enabled"))?;
    let way = match block.opt_number("return_rate") {
        Some(returns) => Comeback::Rates { returns, gone: block.opt_number("gone_rate").unwrap_or(0.0) },
        None => Comeback::Contacts(contacts(block, directory, channels)),
    };
    Some(WinBack { way, hazard: block.number("hazard") })
}

fn contacts(block: &Item, directory: &Directory, channels: &[Channel]) -> Contacts {
    let mut after: Vec<SimTime> = block.vector("contacts").iter().map(|&days| SimTime::from_days(days)).collect();
    after.sort_unstable();
    let written = block.opt("cause_factor").and_then(Item::as_map).unwrap_or_default();
    let cause = |name: &str| {
        let own = written.iter().find(|(hole, _)| hole == name).and_then(|(_, factor)| factor.as_number());
        own.or(CAUSES.iter().find(|(hole, _)| *hole == name).map(|(_, factor)| *factor)).unwrap_or(1.0)
    };
    let approached = channels.iter().find_map(|channel| match channel.mode {
        ChannelMode::Prospects { success, .. } => Some(success),
        _ => None,
    });
    Contacts {
        after,
        ratio: block.number("ratio"),
        success: approached.unwrap_or_else(usual_success),
        fade: block.days("fade"),
        cause: directory.holes.iter().map(|hole| cause(&hole.name)).collect(),
        cost: block.number("offer_cost"),
        choice: choice(block),
    }
}

/// Whom it is worth contacting, if anybody is chosen.
fn choice(block: &Item) -> Option<Choice> {
    let (above, break_even) = (block.opt_number("value_above"), block.flag("break_even"));
    (above.is_some() || break_even).then(|| Choice { value_above: above.unwrap_or(f64::NEG_INFINITY), break_even })
}

/// Default of `acquisition.success_per_contact`, for a firm that approaches nobody.
fn usual_success() -> f64 {
    let spec = ROOT.key("acquisition").and_then(|key| key.block()).and_then(|block| block.key("success_per_contact"));
    let default = spec.and_then(|spec| spec.default).and_then(|toml| toml.parse().ok());
    default.unwrap_or_else(|| unreachable!("the grammar gives a contact a success"))
}
