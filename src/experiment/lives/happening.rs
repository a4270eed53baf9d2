//! What the event log makes of everything that happens to a customer beside the passages of visits: its class, and its numbers and names as
//! attributes. `wording` has the sentence.

use std::borrow::Cow;

use super::columns::Facts;
use super::names::Names;
use super::wording::{settled, voiced};
use crate::journey::activity::Activity;
use crate::journey::customer::STAGES;
use crate::journey::model::Model;
use crate::journey::trace::LifeEvent;
use crate::scenario::grammar::{Abc, Quadrant, Word as _};

/// One event of a life as the log has it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Happening<'m> {
    /// Its class: one of few words, without a name or a number.
    pub(super) class: &'static str,
    /// What came of it, where that is open.
    pub(super) outcome: Option<&'static str>,
    /// Names and numbers.
    pub(super) facts: Facts<'m>,
}

/// An event as the log has it; nothing for what the passages of visits tell.
pub(super) fn happening<'m>(world: &'m Model, event: &LifeEvent) -> Option<Happening<'m>> {
    let names = Names { world, regime: event.regime, place: event.program.unwrap_or(0) };
    let mut happening = of_activity(&names, event.activity)?;
    let program = event.program.and_then(|place| world.any_program(place)?.name.as_deref());
    happening.facts.program = program.map(Cow::Borrowed);
    Some(happening)
}

fn of_activity<'m>(names: &Names<'m>, activity: Activity) -> Option<Happening<'m>> {
    let nothing = Facts::default;
    let amount = |amount: f64| Facts { amount: Some(amount), ..nothing() };
    let about = |name: &'m str| Facts { about: Some(name.into()), ..nothing() };
    let stage = |stage: u8| Facts { stage: Some(STAGES[usize::from(stage)].into()), ..nothing() };
    let hole = |hole| Facts { hole: Some(names.hole(hole).into()), ..nothing() };
    let moment = |moment: f64| Facts { moment: Some(moment), ..nothing() };
    let units = |units: u64| Facts { units: Some(names.shown(units)), ..nothing() };
    let told = |people: u32| Facts { people: Some(people.into()), ..nothing() };
    let mut outcome = None;
    let (class, facts) = match activity {
        Activity::StartsVisit { .. }
        | Activity::IsServed { .. }
        | Activity::FindsQueueFull { .. }
        | Activity::Reneges { .. }
        | Activity::SaysAgain { .. }
        | Activity::AsksStaff { .. }
        | Activity::MeetsFailure { .. }
        | Activity::Judges { .. }
        | Activity::HasHadEnough { .. }
        | Activity::IsCutOff { .. }
        | Activity::EndsVisit { .. } => return None,

        Activity::IsCustomer { stage: there, .. } => ("is a customer", stage(there)),
        Activity::Joins { .. } => ("joins", nothing()),
        Activity::ComesForDeal => ("came for the deal", nothing()),
        Activity::LosesDeal => ("the offer is over", nothing()),
        Activity::IsUnbound => ("is no longer bound", nothing()),
        Activity::MovesToStage { stage: next } => ("moves to another stage", stage(next)),
        Activity::Buys { revenue } => ("buys", amount(revenue)),
        Activity::BuysFurther { categories } => {
            ("buys in a further category", Facts { categories: Some(categories.into()), ..nothing() })
        }
        Activity::IsOfferedMore { complaining, moment: u } => {
            outcome = complaining.then_some("while complaining");
            ("is offered more", moment(u))
        }
        Activity::Renews { term } => ("renews", Facts { term: Some(term.into()), ..nothing() }),
        Activity::RuleHolds { rule } => ("comes under a rule", about(names.rule(rule))),
        Activity::RuleEnds { rule } => ("is no longer under a rule", about(names.rule(rule))),
        Activity::IsReached { offer } => ("is reached by an offer", about(names.offer(offer))),
        Activity::Remembers { remembered, memory, satisfaction } => {
            let satisfaction = Some(satisfaction);
            ("remembers", Facts { remembered: Some(remembered), memory: Some(memory), satisfaction, ..nothing() })
        }
        Activity::RemembersLastEnd { remembered, memory } => {
            ("remembers the last end", Facts { remembered: Some(remembered), memory: Some(memory), ..nothing() })
        }
        Activity::Complains { voicing, severity } => (voiced(voicing), Facts { severity: Some(severity), ..nothing() }),
        Activity::IsAnswered { outcome: how, stay } => {
            outcome = Some(settled(how));
            ("incident settled", Facts { chance: Some(stay), ..nothing() })
        }
        Activity::IsCompensated { payout } => ("is paid a compensation", amount(payout)),
        Activity::AnswersSurvey { score, feels } => {
            ("answers a survey", Facts { score: Some(score), satisfaction: Some(feels), ..nothing() })
        }
        Activity::IsSorted { recency, frequency, money } => {
            let [recency, frequency, monetary] = [recency, frequency, money].map(|class| Some(class.into()));
            ("is sorted by the firm", Facts { recency, frequency, monetary, ..nothing() })
        }
        Activity::IsRanked { abc, quadrant } => {
            let quadrant = quadrant.map(|at| Quadrant::WORDS[usize::from(at)].into());
            ("is ranked by the firm", Facts { class: Some(Abc::WORDS[usize::from(abc)].into()), quadrant, ..nothing() })
        }
        Activity::LosesContactPerson => ("has lost a contact person", nothing()),
        Activity::Praises { people } => ("praises the firm", told(people)),
        Activity::Warns { people } => ("warns people of the firm", told(people)),
        Activity::SpreadsBlame => ("warns others of the firm, who tell others", nothing()),
        Activity::Refers { number } => {
            let about = names.referred(number).map(Cow::Owned);
            ("brings a referred customer", Facts { about, ..nothing() })
        }
        Activity::DecidesToLeave { hole: by } => ("decides to leave", hole(by)),
        Activity::Leaves { hole: by } => ("leaves", hole(by)),
        Activity::IsDropped => ("is dropped, and it gets round", nothing()),
        Activity::IsGone => ("is gone for good", nothing()),
        Activity::IsAskedBack { chance, accepts } => {
            outcome = Some(if accepts { "accepts" } else { "declines" });
            ("is asked back", Facts { chance: Some(chance), ..nothing() })
        }
        Activity::IsNotAskedBack { left } => {
            outcome = Some(if left { "had left" } else { "had never left" });
            ("is not worth asking back", nothing())
        }
        Activity::IsAskedBackByMistake => {
            outcome = Some("had never left");
            ("is asked back", nothing())
        }
        Activity::ComesBack { away, life } => {
            ("comes back", Facts { away: Some(away.days()), life: Some(life.into()), ..nothing() })
        }

        Activity::IsTold { contact, heard } => {
            let class = if heard { "hears of the program" } else { "takes no notice of the program" };
            (class, about(names.contact(contact)))
        }
        Activity::Enrols => ("is a member of the program", nothing()),
        Activity::DeclinesMembership { fee } => ("does not want to pay for the program", amount(fee)),
        Activity::PaysMembership { fee } => ("pays for membership of the program", amount(fee)),
        Activity::EndsMembership => ("does not renew the membership of the program", nothing()),
        Activity::MovesToTier { up, tier } => {
            let class = if up { "moves up a tier" } else { "moves down a tier" };
            (class, Facts { tier: Some(names.tier(tier).into()), ..nothing() })
        }
        Activity::Earns { units: earned, balance } => {
            ("earns units", Facts { balance: Some(names.shown(balance)), ..units(earned) })
        }
        Activity::EarnsWithPartner { units: earned, partner } => {
            let about = Some(names.partner(partner).into());
            ("earns units with a partner", Facts { about, ..units(earned) })
        }
        Activity::NearsGoal { balance, pull } => {
            ("is near the goal", Facts { balance: Some(names.shown(balance)), pull: Some(pull), ..nothing() })
        }
        Activity::IsCreditedTwice { units: credited, cost } => {
            ("the purchase is credited a second time", Facts { amount: Some(cost), ..units(credited) })
        }
        Activity::Redeems { units: spent, cost } => ("redeems units", Facts { amount: Some(cost), ..units(spent) }),
        Activity::LosesExpired { units: lost, left } => {
            ("loses expired units", Facts { balance: Some(names.shown(left)), ..units(lost) })
        }
        Activity::Forfeits { units: lost } => ("forfeits units", units(lost)),
        Activity::PassesOn { units: passed } => ("passes on units", units(passed)),
        Activity::Receives { units: received } => ("receives units", units(received)),
        Activity::IsTreated { moment: u } => ("finds a bright moment of the program", moment(u)),
        Activity::IsSurprised { expected, moment: u } => {
            outcome = Some(if expected { "half expected" } else { "unexpected" });
            ("is surprised by a reward of the program", moment(u))
        }
        Activity::IsRewarded { reward } => ("is rewarded for bringing somebody", amount(reward)),
    };
    Some(Happening { class, outcome, facts })
}
