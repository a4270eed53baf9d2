//! Word of mouth, and the source of newcomers that it is.

use super::laws::Laws;
use crate::journey::model::{Channel, ChannelMode, Reach, VoiceMode, Voices};
use crate::laws::{Law, LawSpec};
use crate::scenario::value::Item;
use crate::units::SimTime;

/// Name of the source in the results.
pub(super) const SOURCE: &str = "referral";
/// How many the loud and the others among the wronged tell when their mean is [`MEAN_BLAME`] (CRM deck, slide 137).
const BLAME: [f64; 2] = [9.0, 20.0];
/// 13 of 100 tell 20, the others 9.
const MEAN_BLAME: f64 = 10.43;

/// Word of mouth; it comes as one more channel, the last.
pub(super) fn voices(root: &Item, channels: &mut Vec<Channel>, laws: &mut Laws) -> Option<Voices> {
    let block = root.opt("word_of_mouth")?;
    let poisson = |mean: f64| {
        Law::compile(&LawSpec::poisson(mean), 0).unwrap_or_else(|_| unreachable!("a checked mean is 0 or more"))
    };
    let mode = match block.opt("referrals") {
        None => {
            let tells = block.at("tells");
            let wronged = tells.number("dissatisfied") / MEAN_BLAME;
            VoiceMode::Tells {
                praise: poisson(tells.number("satisfied")),
                blame: BLAME.map(|people| poisson(people * wronged)),
                conversion: block.number("conversion"),
                reach: block.opt("reach").map(|reach| Reach {
                    first: reach.number("first"),
                    growth: reach.rate("growth"),
                    most: reach.number("most"),
                }),
            }
        }
        Some(direct) if direct.has("rate") => VoiceMode::Rate(direct.rate("rate")),
        Some(direct) => VoiceMode::PerCustomer(poisson(direct.number("per_customer"))),
    };
    let referred = block.at("referred");
    channels.push(Channel {
        name: SOURCE.to_owned(),
        address: laws.address("acquisition", SOURCE),
        mode: ChannelMode::Referral,
        cost_per_customer: block.number("reward"),
        budget_per_day: 0.0,
        saturation: 0.0,
        mix: Vec::new(),
        promise_inflation: 0.0,
        gift: 0.0,
        deal: None,
        lock_in: None,
    });
    Some(Voices {
        channel: channels.len() - 1,
        mode,
        every: SimTime::from_days(block.days("every")),
        hazard: referred.number("hazard"),
        margin: referred.number("margin"),
    })
}
