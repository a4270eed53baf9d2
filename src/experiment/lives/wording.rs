//! The sentences of `replay`, for everything that can happen to somebody. What the event log makes of it stands in `happening`.

use super::names::Names;
use crate::journey::activity::{Activity, Ending, Outcome, Voicing};
use crate::journey::customer::STAGES;
use crate::journey::model::Model;
use crate::journey::trace::LifeEvent;
use crate::scenario::grammar::{Abc, Quadrant, Word as _};
use crate::units::SimTime;

const NANOS_PER_MINUTE: f64 = 6e10;

/// Words an event of a world: "waits 3.2 min for counter, which takes 6.0 min".
///
/// # Panics
/// When the event is of another world: an index that its model does not have.
#[must_use]
pub fn wording(world: &Model, event: &LifeEvent) -> String {
    let place = event.program.unwrap_or(0);
    let names = Names { world, regime: event.regime, place };
    let words = of_activity(&names, event.activity);
    match event.program.and_then(|place| world.any_program(place)?.name.as_ref()) {
        Some(program) => format!("{words}, {program}"),
        None => words,
    }
}

fn of_activity(names: &Names<'_>, activity: Activity) -> String {
    match activity {
        Activity::StartsVisit { journey } => format!("starts {}", names.journey(journey)),
        Activity::IsServed { touchpoint, waited, lasts } => served(names.touchpoint(touchpoint), waited, lasts),
        Activity::FindsQueueFull { touchpoint } => {
            format!("finds the queue at {} full", names.touchpoint(touchpoint))
        }
        Activity::Reneges { touchpoint, waited } => {
            format!("gives up at {} {}", names.touchpoint(touchpoint), after(waited))
        }
        Activity::SaysAgain { touchpoint } => {
            format!("has to say everything again at {}", names.touchpoint(touchpoint))
        }
        Activity::AsksStaff { touchpoint } => {
            format!("does not manage {} and asks the staff", names.touchpoint(touchpoint))
        }
        Activity::MeetsFailure { touchpoint } => format!("meets a failure at {}", names.touchpoint(touchpoint)),
        Activity::Judges { touchpoint, performance, expected, moment } => {
            let name = names.touchpoint(touchpoint);
            format!("{name}: performance {performance:.1} where {expected:.1} is expected, moment {moment:+.2}")
        }
        Activity::HasHadEnough { touchpoint } => format!("has had enough at {}", names.touchpoint(touchpoint)),
        Activity::IsCutOff { journey } => cut_off(names.journey(journey)),
        Activity::EndsVisit { journey, ending, after: time } => {
            format!("{} {}", ends(ending, names.journey(journey)), after(time))
        }

        Activity::IsCustomer { segment, stage } => {
            format!("is a customer of segment {}, in {}", names.segment(segment), STAGES[usize::from(stage)])
        }
        Activity::Joins { segment } => format!("joins, segment {}", names.segment(segment)),
        Activity::ComesForDeal => "came for the deal".into(),
        Activity::LosesDeal => "the offer is over".into(),
        Activity::IsUnbound => "is no longer bound".into(),
        Activity::MovesToStage { stage } => format!("moves to {}", STAGES[usize::from(stage)]),
        Activity::Buys { revenue } => format!("buys for {revenue:.2}"),
        Activity::BuysFurther { categories: 1 } => "buys in a further category".into(),
        Activity::BuysFurther { categories } => format!("buys in {categories} further categories"),
        Activity::IsOfferedMore { complaining, moment } => {
            let open = if complaining { " while complaining" } else { "" };
            format!("is offered more{open}, moment {moment:+.2}")
        }
        Activity::Renews { term } => format!("renews into term {term}"),
        Activity::RuleHolds { rule } => format!("comes under a rule: {}", names.rule(rule)),
        Activity::RuleEnds { rule } => format!("is no longer under a rule: {}", names.rule(rule)),
        Activity::IsReached { offer } => format!("is reached by {}", names.offer(offer)),
        Activity::Remembers { remembered, memory, satisfaction } => {
            format!("remembers {remembered:+.2}; memory {memory:+.2}, satisfaction {satisfaction:.2}")
        }
        Activity::RemembersLastEnd { remembered, memory } => {
            format!("after the last end remembers {remembered:+.2}; memory {memory:+.2}")
        }
        Activity::Complains { voicing, severity } => {
            format!("incident of severity {severity:.2}: {}", voiced(voicing))
        }
        Activity::IsAnswered { outcome, stay } => {
            format!("incident settled: {}, stays with {stay:.2}", settled(outcome))
        }
        Activity::IsCompensated { payout } => format!("is paid a compensation of {payout:.2}"),
        Activity::AnswersSurvey { score, feels } => {
            format!("answers a survey with {score:.1}, and feels {feels:.1}")
        }
        Activity::IsSorted { recency, frequency, money } => {
            format!("is sorted by the firm: recency {recency}, frequency {frequency}, money {money}")
        }
        Activity::IsRanked { abc, quadrant } => {
            let quadrant = quadrant.map_or_else(String::new, |at| format!(", {}", Quadrant::WORDS[usize::from(at)]));
            format!("is ranked by the firm: class {}{quadrant}", Abc::WORDS[usize::from(abc)])
        }
        Activity::LosesContactPerson => "has lost a contact person".into(),
        Activity::Praises { people } => format!("praises the firm to {people} people"),
        Activity::Warns { people } => format!("warns {people} people of the firm"),
        Activity::SpreadsBlame => "warns others of the firm, who tell others".into(),
        Activity::Refers { number } => format!("brings referred customer {number}"),
        Activity::DecidesToLeave { hole } => format!("decides to leave by {}", names.hole(hole)),
        Activity::Leaves { hole } => format!("leaves by {}", names.hole(hole)),
        Activity::IsDropped => "is dropped, and it gets round".into(),
        Activity::IsGone => "is gone for good".into(),
        Activity::IsAskedBack { chance, accepts } => {
            let answer = if accepts { "yes" } else { "no" };
            format!("is asked back, accepts with {chance:.2}: {answer}")
        }
        Activity::IsNotAskedBack { left: true } => "is not worth asking back".into(),
        Activity::IsNotAskedBack { left: false } => "is not worth asking back, and had never left".into(),
        Activity::IsAskedBackByMistake => "is asked back, and had never left".into(),
        Activity::ComesBack { away, life } => {
            format!("comes back after {:.0} d, for life {life}", away.days())
        }

        Activity::IsTold { contact, heard } => {
            let hears = if heard { "hears" } else { "takes no notice" };
            format!("{hears} of the program by {}", names.contact(contact))
        }
        Activity::Enrols => "is a member of the program".into(),
        Activity::DeclinesMembership { fee } => format!("does not want to pay {fee:.2} for the program"),
        Activity::PaysMembership { fee } => format!("pays {fee:.2} for membership of the program"),
        Activity::EndsMembership => "does not renew the membership of the program".into(),
        Activity::MovesToTier { up, tier } => {
            format!("moves {} to {}", if up { "up" } else { "down" }, names.tier(tier))
        }
        Activity::Earns { units, balance } => {
            format!("earns {}: {}", names.units(units), names.progress(balance))
        }
        Activity::EarnsWithPartner { units, partner } => {
            format!("earns {} with {}", names.units(units), names.partner(partner))
        }
        Activity::NearsGoal { balance, pull } => {
            let progress = names.progress(balance);
            format!("is near the goal, {progress}: hurries, {pull:.2} times the even pace")
        }
        Activity::IsCreditedTwice { units, cost } => {
            let units = names.units(units);
            format!("the purchase is credited a second time, by fraud: {units}, {cost:.2}")
        }
        Activity::Redeems { units, cost } => {
            format!("redeems {} for a reward that costs {cost:.2}", names.units(units))
        }
        Activity::LosesExpired { units, left } => {
            format!("loses {} expired; {} left", names.units(units), names.units(left))
        }
        Activity::Forfeits { units } => format!("forfeits {}", names.units(units)),
        Activity::PassesOn { units } => format!("passes on {} to another member", names.units(units)),
        Activity::Receives { units } => format!("receives {} from another member", names.units(units)),
        Activity::IsTreated { moment } => format!("finds a bright moment of the program, {moment:+.2}"),
        Activity::IsSurprised { expected, moment } => {
            let surprised = if expected { "is no longer quite surprised" } else { "is surprised" };
            format!("{surprised} by a reward of the program, {moment:+.2}")
        }
        Activity::IsRewarded { reward } => format!("gets {reward:.2} for bringing somebody"),
    }
}

/// A touchpoint that takes place. What takes no time says nothing of it.
fn served(name: &str, waited: SimTime, lasts: SimTime) -> String {
    let there = match waited > SimTime::ZERO {
        true => format!("waits {:.1} min for {name}", minutes(waited)),
        false => format!("is at {name}"),
    };
    match lasts > SimTime::ZERO {
        true => format!("{there}, which takes {:.1} min", minutes(lasts)),
        false => there,
    }
}

fn ends(ending: Ending, journey: &str) -> String {
    match ending {
        Ending::Done => format!("completes {journey}"),
        Ending::Failed => format!("fails in {journey}"),
        Ending::GaveUp => format!("breaks off {journey}"),
        Ending::CutOff => cut_off(journey),
    }
}

fn cut_off(journey: &str) -> String {
    format!("is cut off in {journey}")
}

pub(super) fn voiced(voicing: Voicing) -> &'static str {
    match voicing {
        Voicing::Silent => "stays silent",
        Voicing::FrontLine => "complains at the front line",
        Voicing::Formal => "complains formally",
    }
}

pub(super) fn settled(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Silent => "says nothing",
        Outcome::Unresolved => "unresolved",
        Outcome::Resolved(quick) if quick >= 0.5 => "resolved quickly",
        Outcome::Resolved(_) => "resolved",
    }
}

fn after(time: SimTime) -> String {
    format!("after {:.1} min", minutes(time))
}

fn minutes(time: SimTime) -> f64 {
    time.0 as f64 / NANOS_PER_MINUTE
}

#[cfg(test)]
#[path = "wording_tests.rs"]
mod tests;
