//! Every activity, worded by hand; every activity has its case; and its class in the event log is one of few words.

use std::collections::BTreeSet;

use super::*;
use crate::experiment::lives::happening::{Happening, happening};
use crate::journey::model::HoleId;
use crate::journey::trace::Who;
use crate::scenario::{Scenario, compile_world};

/// Names in the order of their kinds; the names of `visit` and `desk` are wide enough to be taken for words.
const TEXT: &str = r#"
name = "Names"
[run]
horizon = "100 d"
replications = 1
[population]
customers = 1
[[segment]]
name = "few"
share = 0.5
[[segment]]
name = "many"
share = 0.5
[[rule]]
name = "few drinks"
for = { segment = "few" }
change = { "purchase.basket" = { set = 5.0 } }
[purchase]
rate = "1 per d"
basket = 10.0
[loyalty]
[complaint]
[[hole]]
name = "leak"
hazard = "0.1 per y"
[[journey]]
name = "visit after 5 min"
start = { every = "5 d" }
[[journey.touchpoint]]
name = "door"
[[journey.touchpoint]]
name = "desk for two, which takes 9 min"
[program]
points = { per_spend = 1.0, reward_points = 300, unit_cost = 0.02, expiry = "110 d" }
aware = 0.5
[[program.tier]]
name = "silver"
from = 100
[[program.tier]]
name = "gold"
from = 320
[[program.partner]]
name = "bank"
spend = "100 per y"
[[program.contact]]
name = "news"
by = "mail"
every = "30 d"
[[intervention]]
name = "call"
on = "complaint"
lasts = "30 d"
change = { "loyalty.support.incentive" = { add = 0.2 } }
[[intervention]]
name = "close"
start = "50 d"
change = { "program.enabled" = { set = false } }
"#;

fn world(text: &str) -> Model {
    let loaded =
        Scenario::parse("names.toml", text, &[]).unwrap_or_else(|problems| panic!("{}", problems.render(false)));
    compile_world(&loaded.scenario, &["call", "close"]).expect("good").model
}

fn event(activity: Activity) -> LifeEvent {
    LifeEvent { who: Who::Customer(0, 0), at: SimTime::ZERO, regime: 0, program: Some(0), activity }
}

fn minutes(minutes: f64) -> SimTime {
    SimTime((minutes * NANOS_PER_MINUTE) as u64)
}

fn cases() -> Vec<(Activity, &'static str)> {
    use Activity::*;
    let hole = world(TEXT).holes.iter().position(|hole| hole.name == "leak").expect("a hole") as HoleId;
    let served = |waited: f64, lasts: f64| IsServed { touchpoint: 0, waited: minutes(waited), lasts: minutes(lasts) };
    let ends = |ending| EndsVisit { journey: 0, ending, after: minutes(12.04) };
    let complains = |voicing| Complains { voicing, severity: 0.404 };
    let answered = |outcome| IsAnswered { outcome, stay: 0.806 };
    vec![
        (StartsVisit { journey: 0 }, "starts visit after 5 min"),
        (served(0.0, 0.0), "is at door"),
        (served(3.24, 0.0), "waits 3.2 min for door"),
        (served(0.0, 6.0), "is at door, which takes 6.0 min"),
        (served(3.24, 6.0), "waits 3.2 min for door, which takes 6.0 min"),
        (
            IsServed { touchpoint: 1, waited: minutes(3.0), lasts: SimTime::ZERO },
            "waits 3.0 min for desk for two, which takes 9 min",
        ),
        (FindsQueueFull { touchpoint: 0 }, "finds the queue at door full"),
        (Reneges { touchpoint: 0, waited: minutes(5.0) }, "gives up at door after 5.0 min"),
        (SaysAgain { touchpoint: 0 }, "has to say everything again at door"),
        (AsksStaff { touchpoint: 0 }, "does not manage door and asks the staff"),
        (MeetsFailure { touchpoint: 0 }, "meets a failure at door"),
        (
            Judges { touchpoint: 0, performance: 7.14, expected: 6.0, moment: 0.2 },
            "door: performance 7.1 where 6.0 is expected, moment +0.20",
        ),
        (HasHadEnough { touchpoint: 0 }, "has had enough at door"),
        (IsCutOff { journey: 0 }, "is cut off in visit after 5 min"),
        (ends(Ending::Done), "completes visit after 5 min after 12.0 min"),
        (ends(Ending::Failed), "fails in visit after 5 min after 12.0 min"),
        (ends(Ending::GaveUp), "breaks off visit after 5 min after 12.0 min"),
        (ends(Ending::CutOff), "is cut off in visit after 5 min after 12.0 min"),
        (IsCustomer { segment: 1, stage: 2 }, "is a customer of segment many, in Climax"),
        (RuleHolds { rule: 0 }, "comes under a rule: few drinks"),
        (RuleEnds { rule: 0 }, "is no longer under a rule: few drinks"),
        (Joins { segment: 0 }, "joins, segment few"),
        (ComesForDeal, "came for the deal"),
        (LosesDeal, "the offer is over"),
        (IsUnbound, "is no longer bound"),
        (MovesToStage { stage: 1 }, "moves to Build-up"),
        (Buys { revenue: 20.0 }, "buys for 20.00"),
        (BuysFurther { categories: 1 }, "buys in a further category"),
        (BuysFurther { categories: 2 }, "buys in 2 further categories"),
        (IsOfferedMore { complaining: false, moment: -0.05 }, "is offered more, moment -0.05"),
        (IsOfferedMore { complaining: true, moment: -0.15 }, "is offered more while complaining, moment -0.15"),
        (Renews { term: 3 }, "renews into term 3"),
        (IsReached { offer: 0 }, "is reached by call"),
        (
            Remembers { remembered: -0.15, memory: 0.02, satisfaction: 3.53 },
            "remembers -0.15; memory +0.02, satisfaction 3.53",
        ),
        (RemembersLastEnd { remembered: 0.3, memory: -0.02 }, "after the last end remembers +0.30; memory -0.02"),
        (complains(Voicing::Silent), "incident of severity 0.40: stays silent"),
        (complains(Voicing::FrontLine), "incident of severity 0.40: complains at the front line"),
        (complains(Voicing::Formal), "incident of severity 0.40: complains formally"),
        (answered(Outcome::Silent), "incident settled: says nothing, stays with 0.81"),
        (answered(Outcome::Unresolved), "incident settled: unresolved, stays with 0.81"),
        (answered(Outcome::Resolved(0.49)), "incident settled: resolved, stays with 0.81"),
        (answered(Outcome::Resolved(0.5)), "incident settled: resolved quickly, stays with 0.81"),
        (IsCompensated { payout: 30.0 }, "is paid a compensation of 30.00"),
        (AnswersSurvey { score: 3.44, feels: 3.0 }, "answers a survey with 3.4, and feels 3.0"),
        (IsRanked { abc: 0, quadrant: Some(1) }, "is ranked by the firm: class A, improve"),
        (IsRanked { abc: 2, quadrant: None }, "is ranked by the firm: class C"),
        (IsSorted { recency: 5, frequency: 4, money: 1 }, "is sorted by the firm: recency 5, frequency 4, money 1"),
        (LosesContactPerson, "has lost a contact person"),
        (Praises { people: 3 }, "praises the firm to 3 people"),
        (Warns { people: 9 }, "warns 9 people of the firm"),
        (SpreadsBlame, "warns others of the firm, who tell others"),
        (Refers { number: 77 }, "brings referred customer 77"),
        (DecidesToLeave { hole }, "decides to leave by leak"),
        (Leaves { hole }, "leaves by leak"),
        (IsDropped, "is dropped, and it gets round"),
        (IsGone, "is gone for good"),
        (IsAskedBack { chance: 0.3, accepts: true }, "is asked back, accepts with 0.30: yes"),
        (IsAskedBack { chance: 0.3, accepts: false }, "is asked back, accepts with 0.30: no"),
        (IsNotAskedBack { left: true }, "is not worth asking back"),
        (IsNotAskedBack { left: false }, "is not worth asking back, and had never left"),
        (IsAskedBackByMistake, "is asked back, and had never left"),
        (ComesBack { away: SimTime::from_days(45.4), life: 2 }, "comes back after 45 d, for life 2"),
        (IsTold { contact: 0, heard: true }, "hears of the program by news"),
        (IsTold { contact: 0, heard: false }, "takes no notice of the program by news"),
        (Enrols, "is a member of the program"),
        (DeclinesMembership { fee: 5.0 }, "does not want to pay 5.00 for the program"),
        (PaysMembership { fee: 5.0 }, "pays 5.00 for membership of the program"),
        (EndsMembership, "does not renew the membership of the program"),
        (MovesToTier { up: true, tier: Some(1) }, "moves up to gold"),
        (MovesToTier { up: false, tier: Some(0) }, "moves down to silver"),
        (MovesToTier { up: false, tier: None }, "moves down to no tier"),
        (Earns { units: 1, balance: 120 }, "earns 1 point: 120 of 300 points"),
        (EarnsWithPartner { units: 10, partner: 0 }, "earns 10 points with bank"),
        (
            NearsGoal { balance: 250, pull: 1.5 },
            "is near the goal, 250 of 300 points: hurries, 1.50 times the even pace",
        ),
        (IsCreditedTwice { units: 40, cost: 0.8 }, "the purchase is credited a second time, by fraud: 40 points, 0.80"),
        (Redeems { units: 300, cost: 6.0 }, "redeems 300 points for a reward that costs 6.00"),
        (LosesExpired { units: 40, left: 0 }, "loses 40 points expired; 0 points left"),
        (Forfeits { units: 40 }, "forfeits 40 points"),
        (PassesOn { units: 40 }, "passes on 40 points to another member"),
        (Receives { units: 40 }, "receives 40 points from another member"),
        (IsTreated { moment: 0.1 }, "finds a bright moment of the program, +0.10"),
        (IsSurprised { expected: false, moment: 0.2 }, "is surprised by a reward of the program, +0.20"),
        (IsSurprised { expected: true, moment: 0.2 }, "is no longer quite surprised by a reward of the program, +0.20"),
        (IsRewarded { reward: 7.0 }, "gets 7.00 for bringing somebody"),
    ]
}

#[test]
fn every_activity_in_words() {
    let world = world(TEXT);
    for (activity, sentence) in cases() {
        assert_eq!(wording(&world, &event(activity)), sentence, "{activity:?}");
    }
}

#[test]
fn an_activity_of_the_log_is_a_class_without_a_number_or_a_name() {
    let world = world(TEXT);
    let names =
        ["few", "many", "leak", "news", "bank", "silver", "gold", "call", "Climax", "Build-up", "referred customer 77"];
    let mut classes = BTreeSet::new();
    for (activity, _) in cases() {
        let Some(Happening { class, .. }) = happening(&world, &event(activity)) else { continue };
        assert!(class.chars().all(|c| !c.is_numeric()), "{class}");
        assert!(names.iter().all(|name| !format!(" {class} ").contains(&format!(" {name} "))), "{class}");
        classes.insert(class);
    }
    assert!((40..=60).contains(&classes.len()), "{classes:?}");
    assert!(happening(&world, &event(Activity::StartsVisit { journey: 0 })).is_none(), "told by passages");
}

#[test]
fn numbers_and_names_are_attributes_of_the_log() {
    let world = world(TEXT);
    let hole = world.holes.iter().position(|hole| hole.name == "leak").expect("a hole") as HoleId;
    let of = |activity| happening(&world, &event(activity)).expect("told");
    assert_eq!(
        (of(Activity::Leaves { hole }).class, of(Activity::Leaves { hole }).facts.hole.as_deref()),
        ("leaves", Some("leak"))
    );
    let earns = of(Activity::Earns { units: 4, balance: 120 }).facts;
    assert_eq!((earns.units, earns.balance), (Some(4.0), Some(120.0)));
    let tier = of(Activity::MovesToTier { up: true, tier: Some(1) });
    assert_eq!((tier.class, tier.facts.tier.as_deref()), ("moves up a tier", Some("gold")));
    let settled = of(Activity::IsAnswered { outcome: Outcome::Unresolved, stay: 0.5 });
    assert_eq!((settled.outcome, settled.facts.chance), (Some("unresolved"), Some(0.5)));
}

#[test]
fn no_activity_is_without_a_case() {
    let name = |text: &str| text.chars().take_while(|c| c.is_alphanumeric()).collect::<String>();
    let source = include_str!("../../journey/core/activity.rs");
    let body =
        source.split("pub enum Activity {\n").nth(1).and_then(|rest| rest.split("\n}\n").next()).expect("the enum");
    let declared: BTreeSet<String> = body
        .lines()
        .filter_map(|line| line.strip_prefix("    ").filter(|rest| rest.starts_with(char::is_uppercase)))
        .map(name)
        .collect();
    assert!(declared.len() > 50, "{declared:?}");
    let tried: BTreeSet<String> = cases().iter().map(|(activity, ..)| name(&format!("{activity:?}"))).collect();
    assert_eq!(tried, declared);
}

#[test]
fn the_words_of_a_program_outlive_it() {
    let world = world(TEXT);
    assert!(world.regime(1).programs.is_empty(), "closed by the intervention");
    let late = LifeEvent { regime: 1, ..event(Activity::LosesExpired { units: 2, left: 1 }) };
    assert_eq!(wording(&world, &late), "loses 2 points expired; 1 point left");
    let late = LifeEvent { regime: 1, ..event(Activity::EarnsWithPartner { units: 2, partner: 0 }) };
    assert_eq!(wording(&world, &late), "earns 2 points with bank");
}

#[test]
fn a_program_that_opens_late_has_its_own_words() {
    let closed =
        TEXT.replace("[program]\n", "[program]\nenabled = false\n").replace("{ set = false }", "{ set = true }");
    let world = world(&closed);
    assert!(world.regime(0).programs.is_empty(), "opened by the intervention");
    let told = LifeEvent { regime: 1, ..event(Activity::MovesToTier { up: true, tier: Some(0) }) };
    assert_eq!(wording(&world, &told), "moves up to silver");
}

#[test]
fn money_spent_toward_a_voucher_is_told_as_money() {
    let points = "points = { per_spend = 1.0, reward_points = 300, unit_cost = 0.02, expiry = \"110 d\" }";
    let (tiers, contacts) = TEXT.find("[[program.tier]]").zip(TEXT.find("[[program.contact]]")).expect("both");
    let only_points = format!("{}{}", &TEXT[..tiers], &TEXT[contacts..]);
    let spent = only_points.replace(points, "voucher = { per_spend = 100.0, value = 5.0 }");
    let world = world(&spent);
    let earns = event(Activity::Earns { units: 4500, balance: 9000 });
    assert_eq!(wording(&world, &earns), "earns 45.00 spent: 90.00 of 100.00 spent");
}
