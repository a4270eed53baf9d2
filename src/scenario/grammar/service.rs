//! Resources, journeys and touchpoints: the service blueprint.

use super::kinds::{
    Kind, MONEY, MONEY_RATE, PROBABILITY, RATE, Rule, SCORE, SIGNED_MONEY, SIGNED_MONEY_RATE, SPAN, TIME, integer,
    number,
};
use super::range::Part;
use super::typed::{Either, Texts, block, entries};
use super::words::{Chosen, Discipline, Occasion, Settlement, WaitModifier, Word as _};
use crate::journey::model::{End, Lane};
use crate::scenario::grammar::value::{Amount, Peak, Route};

const ASSUMPTION: &str = "assumption";
const FELT: &[&str] = &["loyalty", "experience"];

block! {
    /// Staff or machines that customers queue for.
    pub struct Resource<'a> = "resource";

    /// Its name.
    name as "name": &'a str = Kind::Name, required();
    /// Whether it exists.
    enabled as "operation": bool = Kind::Bool, default("true", "spec");
    /// Servers on duty, at all times or by timetable, of which each entry holds until the next; services under way at a cut are finished.
    staff as "staff on duty": &'a Amount = integer(0.0, 100_000.0).week().kind(), required();
    /// Wage of each for time on duty: paid for the larger of staffed and busy time, overtime included; omitted, 0.
    wage as "wage": Option<f64> = MONEY_RATE.kind();
    /// Salary of each on the payroll, instead of a wage: paid always, for the most on duty at once; omitted, 0.
    salary as "salary": Option<f64> = MONEY_RATE.kind();
    /// When it is open; omitted, always. At closing time the line is still served.
    hours as "opening hours": Option<&'a [(u32, u32)]> = Kind::Hours;
    /// Who is served next.
    discipline as "queue discipline": Discipline = Kind::Choice(Discipline::WORDS), default("\"fifo\"", "spec");
    /// Most who may wait; 0 is a loss system.
    queue_limit as "queue limit": Option<u64> = integer(0.0, 1e9).kind();
    /// Delay in queue within which the service level is reported.
    target as "service-level target": Option<f64> = SPAN.kind();
    /// Pay above the usual; 0.2 is 20 % more, for the staff and in wages and salaries.
    pay as "pay above the usual": f64 = number(-1.0, 10.0).kind(), default("0.0", "the usual"), needs(&["employees"]);
    /// Working conditions above the usual; 0.2 is 20 % better.
    environment as "working conditions": f64 = number(-1.0, 10.0).kind(), default("0.0", "the usual"), needs(&["employees"]);
    /// Each customer has a contact person among its staff; when that one leaves, the hole `rival` is twice as wide for this customer for 90
    /// days.
    key_contacts as "contact persons": bool = Kind::Bool, default("false", "spec"), needs(&["employees"]);

    rules &[Rule::AtMostOne(&["wage", "salary"])];
}

block! {
    /// A rate that rises and falls as a sine: mean * (1 + amplitude * sin(2 pi t / period)).
    pub struct Wave<'a> = "wave";

    /// Mean rate.
    mean as "mean arrival rate": f64 = RATE.positive().kind(), required();
    /// Relative height of the wave.
    amplitude as "amplitude of the wave": f64 = PROBABILITY.kind(), required();
    /// Length of the wave.
    period as "period of the wave": f64 = SPAN.positive().kind(), required();
}

block! {
    /// Anonymous visitors who do not come as a plain Poisson stream.
    pub struct Arrivals<'a> = "arrivals";

    /// One visitor after each such time, by the clock of the hours.
    every as "fixed interval of arrivals": Option<f64> = SPAN.positive().kind();
    /// Law of the time between visitors.
    gap as "time between arrivals": Option<&'a Amount> = TIME.kind();
    /// A Poisson stream whose rate rises and falls as a sine.
    wave as "wave of arrivals": Option<Wave<'a>> = Kind::Block(Wave::SPEC);
    /// Recorded times of arrival, from day 0.
    at as "recorded arrival times": &'a [f64] = Kind::Vector(SPAN, None);

    rules &[Rule::ExactlyOne(&["every", "gap", "wave", "at"])];
}

block! {
    /// A journey that customers start by themselves.
    pub struct Start<'a> = "start";

    /// Journeys per time of a customer; a law is drawn once per customer.
    rate as "visit rate per customer": Option<&'a Amount> = RATE.law().kind();
    /// One journey after each such time.
    every as "visit interval per customer": Option<f64> = SPAN.positive().kind();

    rules &[Rule::ExactlyOne(&["rate", "every"])];
}

static ARRIVAL_FORMS: [Kind; 2] = [Kind::Quantity(RATE.week()), Kind::Block(Arrivals::SPEC)];
static START_FORMS: [Kind; 2] = [Kind::Choice(Occasion::WORDS), Kind::Block(Start::SPEC)];

block! {
    /// What customers go through, touchpoint by touchpoint.
    pub struct Journey<'a> = "journey";

    /// Its name.
    name as "name": &'a str = Kind::Name, required();
    /// Whether anyone starts it.
    enabled as "availability": bool = Kind::Bool, default("true", "spec");
    /// Anonymous visitors: a rate, a timetable, `{ every }`, `{ gap }`, `{ wave }` or `{ at }`.
    arrivals as "arrivals": Option<Either<&'a Amount, Arrivals<'a>>> = Kind::Either(&ARRIVAL_FORMS);
    /// What makes a customer start it: "purchase", "join", "renewal", "complaint", `{ rate }` or `{ every }`.
    start as "occasion of the visit": Option<Either<Occasion, Start<'a>>> = Kind::Either(&START_FORMS);
    /// Share of those occasions that start it.
    share as "share of occasions": f64 = PROBABILITY.positive().kind(), default("1.0", "spec");
    /// When visits start; omitted, when all its resources are open, or at the times that `every`, `gap`, `wave`, `at`, a timetable or an
    /// event set.
    hours as "visiting hours": Option<&'a [(u32, u32)]> = Kind::Hours;
    /// Relative weight of the hours; elsewhere 1.
    peak_hours as "peak hours": &'a [Peak] = Kind::Peaks;
    /// 1 goes first.
    priority as "priority of visits": u64 = integer(1.0, 100.0).kind(), default("5", "spec");
    /// Visits to one touchpoint before a loop exits.
    max_visits as "passes before a loop ends": u64 = integer(1.0, 65_535.0).kind(), default("100", ASSUMPTION), fixed("it only ends endless loops");
    /// Its touchpoints, in their usual order.
    touchpoint as "touchpoints": Vec<Touchpoint<'a>> = Kind::Entries(Touchpoint::SPEC), required();

    rules &[Rule::ExactlyOne(&["arrivals", "start"])];
}

block! {
    /// Performance on the five dimensions of quality.
    pub struct Scores<'a> = "scores";

    /// Done right, as promised.
    reliability as "reliability": f64 = SCORE.kind(), default("7.5", ASSUMPTION), range("6.5", "8.3", "about a point either way");
    /// Done at once.
    responsiveness as "responsiveness": f64 = SCORE.kind(), default("7.5", ASSUMPTION), range("6.5", "8.3", "about a point either way");
    /// By people who know.
    assurance as "assurance": f64 = SCORE.kind(), default("7.5", ASSUMPTION), range("6.5", "8.3", "about a point either way");
    /// With care for the person.
    empathy as "empathy": f64 = SCORE.kind(), default("7.5", ASSUMPTION), range("6.5", "8.3", "about a point either way");
    /// In decent surroundings.
    tangibles as "tangibles": f64 = SCORE.kind(), default("7.5", ASSUMPTION), range("6.5", "8.3", "about a point either way");
}

block! {
    /// Chance of leaving for good at once, by the touchpoint's hole.
    pub struct ExitProb<'a> = "exit_prob";

    /// After a visit that went well.
    done as "chance to leave if done": f64 = PROBABILITY.kind(), default("0.0", "spec");
    /// After a failure.
    fail as "chance to leave after a failure": f64 = PROBABILITY.kind(), default("0.0", "spec");
    /// After giving up waiting.
    renege as "chance to leave after giving up": f64 = PROBABILITY.kind(), default("0.0", "spec");
}

block! {
    /// One step of the service blueprint.
    pub struct Touchpoint<'a> = "touchpoint";

    /// Its name; not `done`, and not like a key of its journey.
    name as "name": &'a str = Kind::Name, required();
    /// Whether it exists; otherwise customers pass by.
    enabled as "presence": bool = Kind::Bool, default("true", "spec");
    /// Lane of the blueprint; backstage and support make no moment.
    lane as "blueprint lane": Lane = Kind::Choice(Lane::WORDS), default("\"onstage\"", "spec");
    /// The channel it takes place in, a [[channel]].
    channel as "channel": Option<&'a str> = Kind::Text;
    /// Chance that it takes place; otherwise customers pass by.
    probability as "chance of taking place": f64 = PROBABILITY.kind(), default("1.0", "spec"), own();
    /// Time that passes before it.
    after as "delay before the step": &'a Amount = TIME.kind(), default("\"0 s\"", "spec"), own();
    /// The resource customers queue for.
    resource as "resource queued for": Option<&'a str> = Kind::Text;
    /// Wait drawn from a law, where no queue is simulated.
    wait as "waiting time": Option<&'a Amount> = TIME.kind(), own();
    /// Wait after which customers give up; omitted, endless.
    patience as "patience": Option<&'a Amount> = TIME.forever().kind(), own();
    /// 1 goes first; omitted, as the journey.
    priority as "queue priority": Option<u64> = integer(1.0, 100.0).kind(), own();
    /// Service time.
    time as "service time": &'a Amount = TIME.kind(), default("\"0 s\"", "spec"), own();
    /// Steps that must be ready before service starts; they are off the customer's path.
    requires as "required steps": Texts<'a> = Kind::Names;
    /// For a required step: the touchpoint at whose arrival it starts; omitted, that which requires it.
    starts_with as "step that starts it": Option<&'a str> = Kind::Text;
    /// Where to next: a name, weights, or rates that race; omitted, the next in the file.
    next as "next step": Option<&'a Route> = Kind::Route, own();
    /// Where to after a failure; omitted, as `next`.
    on_fail as "next step after a failure": Option<&'a Route> = Kind::Route, own();
    /// Where to after giving up; omitted, the journey ends.
    on_renege as "next step after giving up": Option<&'a Route> = Kind::Route, own();
    /// Where to when the queue is full; omitted, the journey ends.
    on_full as "next step at a full queue": Option<&'a Route> = Kind::Route, own();
    /// Performance, 0 to 10; spread from [experience].
    quality as "quality": Option<&'a Amount> = SCORE.law().kind(), needs(FELT), own(), range("6.5", "8.3", "about a point either way");
    /// Performance by dimension, instead of `quality`.
    scores as "quality by dimension": Option<Scores<'a>> = Kind::Block(Scores::SPEC), needs(FELT), own();
    /// Chance of failing; omitted with [loyalty], at most 0.003 and no more than `loyalty.incidents` in a customer-year.
    fail_prob as "chance of failure": Option<&'a Amount> = PROBABILITY.law().kind(), own();
    /// Points lost by a failure.
    fail_drop as "points lost by a failure": f64 = SCORE.kind(), default("4.0", ASSUMPTION), needs(FELT), own();
    /// Severity of a failure: 0 a trifle, 1 a disaster.
    severity as "severity of a failure": &'a Amount = PROBABILITY.law().kind(), default("{ beta = { alpha = 2.0, beta = 3.0 } }", ASSUMPTION), needs(&["loyalty", "experience", "complaint"]), own(), parts(&[Part::new("beta.alpha", "1", "4")], "mean severity from 0.25 to 0.57");
    /// Weight in the choice of the peak.
    salience as "salience": f64 = number(0.0, 10.0).kind(), default("1.0", ASSUMPTION), needs(FELT), own(), range("0.5", "2", "half to double");
    /// A bonus in the moment, such as a small gift: added to its utility, and soon expected.
    treat as "treat in the moment": f64 = number(-1.0, 1.0).kind(), default("0.0", "spec"), needs(FELT), own();
    /// What shortens or lengthens the perceived wait.
    wait_modifiers as "conditions of the wait": Chosen<'a, WaitModifier> = Kind::Choices(WaitModifier::WORDS), default("[]", "spec"), needs(FELT), own();
    /// Perceived wait that nobody minds here, as people take more at a check-in than on the telephone; omitted, `experience.wait_ok`.
    wait_ok as "acceptable wait here": Option<f64> = SPAN.kind(), needs(FELT), own();
    /// Chance that giving up becomes an incident (p_ab).
    abandon_incident as "incident chance of giving up": f64 = PROBABILITY.kind(), default("0.05", "assumption: at 1, one long queue would end most relationships"), needs(&["loyalty", "complaint"]), own();
    /// The hole that bad moments here are blamed on.
    hole as "hole blamed": Option<&'a str> = Kind::Text;
    /// Which of the three ends it is; a purchase earns its money at the transaction.
    end as "kind of end": Option<End> = Kind::Choice(End::WORDS);
    /// Cost of each use.
    cost as "cost per use": &'a Amount = MONEY.law().kind(), default("0.0", "spec"), own();
    /// Money earned at each use.
    revenue as "revenue per use": &'a Amount = SIGNED_MONEY.law().kind(), default("0.0", "spec"), own();
    /// Money that flows while customers are here.
    earns as "money flow while there": f64 = SIGNED_MONEY_RATE.kind(), default("\"0 per d\"", "spec"), own();
    /// Chance of leaving for good at once, by the hole named here.
    exit_prob as "chances to leave at once": Option<ExitProb<'a>> = Kind::Block(ExitProb::SPEC), own();
    /// How a complaint ends here; resolved quickly or slowly by the time since the failure.
    settle as "outcome of the complaint": Option<Settlement> = Kind::Choice(Settlement::WORDS);

    rules &[ Rule::AtMostOne(&["wait", "resource"]), Rule::AtMostOne(&["quality", "scores"]), Rule::Requires("exit_prob", "hole"), ];
}

entries!(Resource, Journey, Touchpoint);

impl Journey<'_> {
    /// What happens to a customer and makes him start it, if it is that.
    pub fn occasion(&self) -> Option<Occasion> {
        self.start.as_ref().and_then(Either::one)
    }
}
