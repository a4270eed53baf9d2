//! Win-back: contacts with those who left, or rates of coming back.

use super::directory::Directory;
use crate::journey::model::{Channel, ChannelMode};
use crate::journey::win_back::{Choice, Comeback, Contacts, WinBack};
use crate::scenario::grammar::{Acquisition, WinBack as Block};
use crate::units::SimTime;

/// Factors on success by hole, where the file does not name it (assumptions).
const CAUSES: [(&str, f64); 6] =
    [("value", 1.2), ("price_war", 1.2), ("complaint", 0.8), ("life", 0.2), ("income", 0.2), ("fired", 0.0)];

/// `[win_back]`.
pub(super) fn win_back(block: &Block<'_>, directory: &Directory, channels: &[Channel]) -> WinBack {
    let way = match *block.return_rate {
        Some(returns) => Comeback::Rates { returns, gone: block.gone_rate.unwrap_or(0.0) },
        None => Comeback::Contacts(contacts(block, directory, channels)),
    };
    WinBack { way, hazard: *block.hazard }
}

fn contacts(block: &Block<'_>, directory: &Directory, channels: &[Channel]) -> Contacts {
    let mut after: Vec<SimTime> = block.contacts.iter().map(|&days| SimTime::from_days(days)).collect();
    after.sort_unstable();
    let cause = |name: &str| {
        let own = block.cause_factor.iter().find(|(hole, _)| hole == name).and_then(|(_, factor)| factor.as_number());
        own.or(CAUSES.iter().find(|(hole, _)| *hole == name).map(|(_, factor)| *factor)).unwrap_or(1.0)
    };
    let approached = channels.iter().find_map(|channel| match channel.mode {
        ChannelMode::Prospects { success, .. } => Some(success),
        _ => None,
    });
    Contacts {
        after,
        ratio: *block.ratio,
        success: approached.unwrap_or_else(usual_success),
        fade: *block.fade,
        cause: directory.holes.iter().map(|hole| cause(&hole.name)).collect(),
        cost: *block.offer_cost,
        choice: choice(block),
    }
}

/// Whom it is worth contacting, if anybody is chosen.
fn choice(block: &Block<'_>) -> Option<Choice> {
    let (above, break_even) = (*block.value_above, *block.break_even);
    (above.is_some() || break_even).then(|| Choice { value_above: above.unwrap_or(f64::NEG_INFINITY), break_even })
}

/// Default of `acquisition.success_per_contact`, for a firm that approaches nobody.
fn usual_success() -> f64 {
    *Acquisition::unset().success_per_contact
}
