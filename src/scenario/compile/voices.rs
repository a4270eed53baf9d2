//! Word of mouth, and the source of newcomers that it is.

use super::laws::Laws;
use crate::journey::model::{Channel, ChannelMode, Reach, VoiceMode, Voices};
use crate::laws::{Law, LawSpec};
use crate::scenario::grammar::{REFERRAL, WordOfMouth};
use crate::units::SimTime;

/// How many the loud and the others among the wronged tell when their mean is [`MEAN_BLAME`] (CRM deck, slide 137).
const BLAME: [f64; 2] = [9.0, 20.0];
/// 13 of 100 tell 20, the others 9.
const MEAN_BLAME: f64 = 10.43;

/// Word of mouth; it comes as one more channel, the last.
pub(super) fn voices(block: &WordOfMouth<'_>, channels: &mut Vec<Channel>, laws: &mut Laws) -> Voices {
    let poisson = |mean: f64| {
        Law::compile(&LawSpec::poisson(mean), 0).unwrap_or_else(|_| unreachable!("a checked mean is 0 or more"))
    };
    let mode = match &*block.referrals {
        None => {
            let wronged = *block.tells.dissatisfied / MEAN_BLAME;
            VoiceMode::Tells {
                praise: poisson(*block.tells.satisfied),
                blame: BLAME.map(|people| poisson(people * wronged)),
                conversion: *block.conversion,
                reach: block.reach.as_ref().map(|reach| Reach {
                    first: *reach.first,
                    growth: *reach.growth,
                    most: *reach.most,
                }),
            }
        }
        Some(direct) => match *direct.rate {
            Some(rate) => VoiceMode::Rate(rate),
            None => VoiceMode::PerCustomer(poisson(direct.per_customer.unwrap_or(0.0))),
        },
    };
    channels.push(Channel {
        name: REFERRAL.to_owned(),
        address: laws.address("acquisition", REFERRAL),
        mode: ChannelMode::Referral,
        cost_per_customer: *block.reward,
        budget_per_day: 0.0,
        saturation: 0.0,
        mix: Vec::new(),
        promise_inflation: 0.0,
        gift: 0.0,
        deal: None,
        lock_in: None,
    });
    Voices {
        channel: channels.len() - 1,
        mode,
        every: SimTime::from_days(*block.every),
        hazard: *block.referred.hazard,
        margin: *block.referred.margin,
    }
}
