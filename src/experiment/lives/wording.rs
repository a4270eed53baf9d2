//! The words for everything that can happen to somebody: the sentence of `replay`, and its parts in the event log.

use crate::journey::activity::{Activity, Ending, Outcome, Voicing};
use crate::journey::customer::STAGES;
use crate::journey::model::{HoleId, JourneyId, Model, TouchId};
use crate::journey::program::{Currency, Program};
use crate::journey::trace::LifeEvent;
use crate::scenario::grammar::{Abc, Quadrant, Word as _};
use crate::units::SimTime;

const NANOS_PER_MINUTE: f64 = 6e10;

/// How one event of a life reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// Whole: "waits 3.2 min for counter, which takes 6.0 min".
    pub sentence: String,
    /// What an event log calls it: "counter".
    pub activity: String,
    /// What an event log adds: "after a wait of 3.2 min, takes 6.0 min"; may be empty.
    pub detail: String,
}

/// The sentence is the name.
fn whole(sentence: impl Into<String>) -> Wording {
    let sentence = sentence.into();
    Wording { activity: sentence.clone(), sentence, detail: String::new() }
}

/// The sentence is the name, a link and the detail.
fn parted(activity: impl Into<String>, link: &str, detail: impl Into<String>) -> Wording {
    let (activity, detail) = (activity.into(), detail.into());
    Wording { sentence: format!("{activity}{link}{detail}"), activity, detail }
}

/// Words an event of a world.
///
/// # Panics
/// When the event is of another world: an index that its model does not have.
#[must_use]
pub fn wording(world: &Model, event: &LifeEvent) -> Wording {
    let place = event.program.unwrap_or(0);
    let names = Names { world, regime: event.regime, place };
    let words = of_activity(&names, event.activity);
    match event.program.and_then(|place| world.any_program(place)?.name.as_ref()) {
        Some(program) => {
            let said = format!(", {program}");
            Wording { sentence: words.sentence + &said, activity: words.activity + &said, detail: words.detail }
        }
        None => words,
    }
}

fn of_activity(names: &Names<'_>, activity: Activity) -> Wording {
    match activity {
        Activity::StartsVisit { journey } => whole(format!("starts {}", names.journey(journey))),
        Activity::IsServed { touchpoint, waited, lasts } => served(names.touchpoint(touchpoint), waited, lasts),
        Activity::FindsQueueFull { touchpoint } => {
            whole(format!("finds the queue at {} full", names.touchpoint(touchpoint)))
        }
        Activity::Reneges { touchpoint, waited } => {
            parted(format!("gives up at {}", names.touchpoint(touchpoint)), " ", after(waited))
        }
        Activity::SaysAgain { touchpoint } => {
            whole(format!("has to say everything again at {}", names.touchpoint(touchpoint)))
        }
        Activity::AsksStaff { touchpoint } => {
            whole(format!("does not manage {} and asks the staff", names.touchpoint(touchpoint)))
        }
        Activity::MeetsFailure { touchpoint } => whole(format!("meets a failure at {}", names.touchpoint(touchpoint))),
        Activity::Judges { touchpoint, performance, expected, moment } => {
            let name = names.touchpoint(touchpoint);
            let detail = format!("performance {performance:.1} where {expected:.1} is expected, moment {moment:+.2}");
            Wording { sentence: format!("{name}: {detail}"), activity: format!("judges {name}"), detail }
        }
        Activity::HasHadEnough { touchpoint } => whole(format!("has had enough at {}", names.touchpoint(touchpoint))),
        Activity::IsCutOff { journey } => whole(cut_off(names.journey(journey))),
        Activity::EndsVisit { journey, ending, after: time } => {
            parted(ends(ending, names.journey(journey)), " ", after(time))
        }

        Activity::IsCustomer { segment, stage } => {
            let detail = format!("segment {}, in {}", names.segment(segment), STAGES[usize::from(stage)]);
            parted("is a customer", " of ", detail)
        }
        Activity::Joins { segment } => parted("joins", ", ", format!("segment {}", names.segment(segment))),
        Activity::ComesForDeal => whole("came for the deal"),
        Activity::LosesDeal => whole("the offer is over"),
        Activity::IsUnbound => whole("is no longer bound"),
        Activity::MovesToStage { stage } => whole(format!("moves to {}", STAGES[usize::from(stage)])),
        Activity::Buys { revenue } => parted("buys", " for ", format!("{revenue:.2}")),
        Activity::BuysFurther { categories: 1 } => whole("buys in a further category"),
        Activity::BuysFurther { categories } => whole(format!("buys in {categories} further categories")),
        Activity::IsOfferedMore { complaining, moment } => {
            let open = if complaining { " while complaining" } else { "" };
            whole(format!("is offered more{open}, moment {moment:+.2}"))
        }
        Activity::Renews { term } => parted("renews", " into ", format!("term {term}")),
        Activity::RuleHolds { rule } => parted("comes under a rule", ": ", names.rule(rule).to_owned()),
        Activity::RuleEnds { rule } => parted("is no longer under a rule", ": ", names.rule(rule).to_owned()),
        Activity::IsReached { offer } => whole(format!("is reached by {}", names.offer(offer))),
        Activity::Remembers { remembered, memory, satisfaction } => {
            let detail = format!("{remembered:+.2}; memory {memory:+.2}, satisfaction {satisfaction:.2}");
            parted("remembers", " ", detail)
        }
        Activity::RemembersLastEnd { remembered, memory } => {
            let detail = format!("{remembered:+.2}; memory {memory:+.2}");
            let sentence = format!("after the last end remembers {detail}");
            Wording { sentence, activity: "remembers the last end".into(), detail }
        }
        Activity::Complains { voicing, severity } => {
            let (activity, incident) = (voiced(voicing), format!("severity {severity:.2}"));
            let sentence = format!("incident of {incident}: {activity}");
            Wording { sentence, activity: activity.into(), detail: format!("{incident}, ") }
        }
        Activity::IsAnswered { outcome, stay } => {
            whole(format!("incident settled: {}, stays with {stay:.2}", settled(outcome)))
        }
        Activity::IsCompensated { payout } => whole(format!("is paid a compensation of {payout:.2}")),
        Activity::AnswersSurvey { score, feels } => {
            parted("answers a survey", " with ", format!("{score:.1}, and feels {feels:.1}"))
        }
        Activity::IsSorted { recency, frequency, money } => {
            whole(format!("is sorted by the firm: recency {recency}, frequency {frequency}, money {money}"))
        }
        Activity::IsRanked { abc, quadrant } => {
            let quadrant = quadrant.map_or_else(String::new, |at| format!(", {}", Quadrant::WORDS[usize::from(at)]));
            parted("is ranked by the firm", ": ", format!("class {}{quadrant}", Abc::WORDS[usize::from(abc)]))
        }
        Activity::LosesContactPerson => whole("has lost a contact person"),
        Activity::Praises { people } => whole(format!("praises the firm to {people} people")),
        Activity::Warns { people } => whole(format!("warns {people} people of the firm")),
        Activity::SpreadsBlame => whole("warns others of the firm, who tell others"),
        Activity::Refers { number } => whole(format!("brings referred customer {number}")),
        Activity::DecidesToLeave { hole } => whole(format!("decides to leave by {}", names.hole(hole))),
        Activity::Leaves { hole } => whole(format!("leaves by {}", names.hole(hole))),
        Activity::IsDropped => whole("is dropped, and it gets round"),
        Activity::IsGone => whole("is gone for good"),
        Activity::IsAskedBack { chance, accepts } => {
            let answer = if accepts { "yes" } else { "no" };
            whole(format!("is asked back, accepts with {chance:.2}: {answer}"))
        }
        Activity::IsNotAskedBack { left: true } => whole("is not worth asking back"),
        Activity::IsNotAskedBack { left: false } => whole("is not worth asking back, and had never left"),
        Activity::IsAskedBackByMistake => whole("is asked back, and had never left"),
        Activity::ComesBack { away, life } => {
            parted("comes back", " after ", format!("{:.0} d, for life {life}", away.days()))
        }

        Activity::IsTold { contact, heard } => {
            let hears = if heard { "hears" } else { "takes no notice" };
            whole(format!("{hears} of the program by {}", names.contact(contact)))
        }
        Activity::Enrols => whole("is a member of the program"),
        Activity::DeclinesMembership { fee } => whole(format!("does not want to pay {fee:.2} for the program")),
        Activity::PaysMembership { fee } => whole(format!("pays {fee:.2} for membership of the program")),
        Activity::EndsMembership => whole("does not renew the membership of the program"),
        Activity::MovesToTier { up, tier } => {
            whole(format!("moves {} to {}", if up { "up" } else { "down" }, names.tier(tier)))
        }
        Activity::Earns { units, balance } => {
            whole(format!("earns {}: {}", names.units(units), names.progress(balance)))
        }
        Activity::EarnsWithPartner { units, partner } => {
            whole(format!("earns {} with {}", names.units(units), names.partner(partner)))
        }
        Activity::NearsGoal { balance, pull } => {
            let progress = names.progress(balance);
            whole(format!("is near the goal, {progress}: hurries, {pull:.2} times the even pace"))
        }
        Activity::IsCreditedTwice { units, cost } => {
            let units = names.units(units);
            whole(format!("the purchase is credited a second time, by fraud: {units}, {cost:.2}"))
        }
        Activity::Redeems { units, cost } => {
            whole(format!("redeems {} for a reward that costs {cost:.2}", names.units(units)))
        }
        Activity::LosesExpired { units, left } => {
            whole(format!("loses {} expired; {} left", names.units(units), names.units(left)))
        }
        Activity::Forfeits { units } => whole(format!("forfeits {}", names.units(units))),
        Activity::PassesOn { units } => whole(format!("passes on {} to another member", names.units(units))),
        Activity::Receives { units } => whole(format!("receives {} from another member", names.units(units))),
        Activity::IsTreated { moment } => whole(format!("finds a bright moment of the program, {moment:+.2}")),
        Activity::IsSurprised { expected, moment } => {
            let surprised = if expected { "is no longer quite surprised" } else { "is surprised" };
            whole(format!("{surprised} by a reward of the program, {moment:+.2}"))
        }
        Activity::IsRewarded { reward } => whole(format!("gets {reward:.2} for bringing somebody")),
    }
}

/// A touchpoint that takes place. What takes no time says nothing of it.
fn served(name: &str, waited: SimTime, lasts: SimTime) -> Wording {
    let wait = (waited > SimTime::ZERO).then(|| format!("{:.1} min", minutes(waited)));
    let takes = (lasts > SimTime::ZERO).then(|| format!("takes {:.1} min", minutes(lasts)));
    let there = match &wait {
        Some(wait) => format!("waits {wait} for {name}"),
        None => format!("is at {name}"),
    };
    let sentence = match &takes {
        Some(takes) => format!("{there}, which {takes}"),
        None => there,
    };
    let detail: Vec<String> = wait.map(|wait| format!("after a wait of {wait}")).into_iter().chain(takes).collect();
    Wording { sentence, activity: name.to_owned(), detail: detail.join(", ") }
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

fn voiced(voicing: Voicing) -> &'static str {
    match voicing {
        Voicing::Silent => "stays silent",
        Voicing::FrontLine => "complains at the front line",
        Voicing::Formal => "complains formally",
    }
}

fn settled(outcome: Outcome) -> &'static str {
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

/// The names behind the indices of an event.
struct Names<'m> {
    world: &'m Model,
    regime: usize,
    /// Place of the program that it happens in, if in one.
    place: usize,
}

impl<'m> Names<'m> {
    fn model(&self) -> &'m Model {
        self.world.regime(self.regime)
    }

    fn journey(&self, id: JourneyId) -> &'m str {
        &self.model().journeys[usize::from(id)].name
    }

    fn touchpoint(&self, id: TouchId) -> &'m str {
        &self.model().touchpoints[usize::from(id)].name
    }

    fn hole(&self, id: HoleId) -> &'m str {
        &self.model().holes[usize::from(id)].name
    }

    fn segment(&self, segment: u8) -> &'m str {
        &self.model().segments[usize::from(segment)].name
    }

    fn rule(&self, rule: u16) -> &'m str {
        &self.model().kinds.rules[usize::from(rule)].name
    }

    fn offer(&self, offer: u8) -> &'m str {
        &self.model().offers[usize::from(offer)].name
    }

    fn program(&self) -> &'m Program {
        self.world.terms(self.regime, self.place).expect("what happens in a program happens after its start")
    }

    /// What units count in: what is held outlives a program that collects nothing any more.
    fn currency(&self) -> &'m Currency {
        let collected = |regime| self.world.regime(regime).programs.at(self.place)?.currency.as_ref();
        (0..=self.regime).rev().find_map(collected).expect("units are those of a currency")
    }

    fn contact(&self, contact: u16) -> &'m str {
        &self.program().contacts[usize::from(contact)].name
    }

    fn partner(&self, partner: u16) -> &'m str {
        &self.program().partners[usize::from(partner)].name
    }

    fn tier(&self, tier: Option<u8>) -> &'m str {
        tier.map_or("no tier", |tier| &self.program().tiers[usize::from(tier)].name)
    }

    /// Units of the program: `1 stamp`, `120 points`, `45.00 spent`.
    fn units(&self, units: u64) -> String {
        let currency = self.currency();
        if currency.per_shown != 1.0 {
            return format!("{:.2} spent", units as f64 / currency.per_shown);
        }
        match units {
            1 => format!("1 {}", currency.unit.trim_end_matches('s')),
            _ => format!("{units} {}", currency.unit),
        }
    }

    /// How far somebody is: `3 of 10 stamps`.
    fn progress(&self, balance: u64) -> String {
        let Currency { per_shown, goal, .. } = *self.currency();
        if per_shown != 1.0 {
            return format!("{:.2} of {}", balance as f64 / per_shown, self.units(goal));
        }
        format!("{balance} of {}", self.units(goal))
    }
}

#[cfg(test)]
#[path = "wording_tests.rs"]
mod tests;
