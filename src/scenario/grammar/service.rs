//! Resources, journeys and touchpoints: the service blueprint.

use super::kinds::{
    Kind, MONEY, MONEY_RATE, PROBABILITY, RATE, Rule, SCORE, SIGNED_MONEY, SIGNED_MONEY_RATE, SPAN, TIME, integer,
    number,
};
use super::typed::{Either, Texts, block, entries};
use crate::scenario::value::{Amount, Peak, Route};

const ASSUMPTION: &str = "assumption";
const FELT: &[&str] = &["loyalty", "experience"];

block! {
    /// Staff or machines that customers queue for.
    pub struct Resource<'a> = "resource";

    /// Its name.
    name: &'a str = Kind::Name, required();
    /// Whether it exists.
    enabled: bool = Kind::Bool, default("true", "spec");
    /// Servers on duty, at all times or by timetable, of which each entry holds until the next; services under way at a cut are finished.
    staff: &'a Amount = integer(0.0, 100_000.0).week().kind(), required();
    /// Wage of each for time on duty: paid for the larger of staffed and busy time, overtime included; omitted, 0.
    wage: Option<f64> = MONEY_RATE.kind();
    /// Salary of each on the payroll, instead of a wage: paid always, for the most on duty at once; omitted, 0.
    salary: Option<f64> = MONEY_RATE.kind();
    /// When it is open; omitted, always. At closing time the line is still served.
    hours: Option<&'a [(u32, u32)]> = Kind::Hours;
    /// Who is served next.
    discipline: &'a str = Kind::Choice(&["fifo", "priority"]), default("\"fifo\"", "spec");
    /// Most who may wait; 0 is a loss system.
    queue_limit: Option<u64> = integer(0.0, 1e9).kind();
    /// Delay in queue within which the service level is reported.
    target: Option<f64> = SPAN.kind();
    /// Pay above the usual; 0.2 is 20 % more, for the staff and in wages and salaries.
    pay: f64 = number(-1.0, 10.0).kind(), default("0.0", "the usual"), needs(&["employees"]);
    /// Working conditions above the usual; 0.2 is 20 % better.
    environment: f64 = number(-1.0, 10.0).kind(), default("0.0", "the usual"), needs(&["employees"]);
    /// Each customer has a contact person among its staff; when that one leaves, the hole `rival` is twice as wide for this customer for 90
    /// days.
    key_contacts: bool = Kind::Bool, default("false", "spec"), needs(&["employees"]);

    rules &[Rule::AtMostOne(&["wage", "salary"])];
}

block! {
    /// A rate that rises and falls as a sine: mean * (1 + amplitude * sin(2 pi t / period)).
    pub struct Wave<'a> = "wave";

    /// Mean rate.
    mean: f64 = RATE.positive().kind(), required();
    /// Relative height of the wave.
    amplitude: f64 = PROBABILITY.kind(), required();
    /// Length of the wave.
    period: f64 = SPAN.positive().kind(), required();
}

block! {
    /// Anonymous visitors who do not come as a plain Poisson stream.
    pub struct Arrivals<'a> = "arrivals";

    /// One visitor after each such time, by the clock of the hours.
    every: Option<f64> = SPAN.positive().kind();
    /// Law of the time between visitors.
    gap: Option<&'a Amount> = TIME.kind();
    /// A Poisson stream whose rate rises and falls as a sine.
    wave: Option<Wave<'a>> = Kind::Block(Wave::SPEC);
    /// Recorded times of arrival, from day 0.
    at: &'a [f64] = Kind::Vector(SPAN, None);

    rules &[Rule::ExactlyOne(&["every", "gap", "wave", "at"])];
}

block! {
    /// A journey that customers start by themselves.
    pub struct Start<'a> = "start";

    /// Journeys per time of a customer; a law is drawn once per customer.
    rate: Option<&'a Amount> = RATE.law().kind();
    /// One journey after each such time.
    every: Option<f64> = SPAN.positive().kind();

    rules &[Rule::ExactlyOne(&["rate", "every"])];
}

static ARRIVAL_FORMS: [Kind; 2] = [Kind::Quantity(RATE.week()), Kind::Block(Arrivals::SPEC)];
static START_FORMS: [Kind; 2] = [Kind::Choice(&["purchase", "join", "renewal", "complaint"]), Kind::Block(Start::SPEC)];

block! {
    /// What customers go through, touchpoint by touchpoint.
    pub struct Journey<'a> = "journey";

    /// Its name.
    name: &'a str = Kind::Name, required();
    /// Whether anyone starts it.
    enabled: bool = Kind::Bool, default("true", "spec");
    /// Anonymous visitors: a rate, a timetable, `{ every }`, `{ gap }`, `{ wave }` or `{ at }`.
    arrivals: Option<Either<&'a Amount, Arrivals<'a>>> = Kind::Either(&ARRIVAL_FORMS);
    /// What makes a customer start it: "purchase", "join", "renewal", "complaint", `{ rate }` or `{ every }`.
    start: Option<Either<&'a str, Start<'a>>> = Kind::Either(&START_FORMS);
    /// Share of those occasions that start it.
    share: f64 = PROBABILITY.positive().kind(), default("1.0", "spec");
    /// When visits start; omitted, when all its resources are open, or at the times that `every`, `gap`, `wave`, `at`, a timetable or an
    /// event set.
    hours: Option<&'a [(u32, u32)]> = Kind::Hours;
    /// Relative weight of the hours; elsewhere 1.
    peak_hours: &'a [Peak] = Kind::Peaks;
    /// 1 goes first.
    priority: u64 = integer(1.0, 100.0).kind(), default("5", "spec");
    /// Visits to one touchpoint before a loop exits.
    max_visits: u64 = integer(1.0, 65_535.0).kind(), default("100", ASSUMPTION);
    /// Its touchpoints, in their usual order.
    touchpoint: Vec<Touchpoint<'a>> = Kind::Entries(Touchpoint::SPEC), required();

    rules &[Rule::ExactlyOne(&["arrivals", "start"])];
}

block! {
    /// Performance on the five dimensions of quality.
    pub struct Scores<'a> = "scores";

    /// Done right, as promised.
    reliability: f64 = SCORE.kind(), default("7.5", ASSUMPTION);
    /// Done at once.
    responsiveness: f64 = SCORE.kind(), default("7.5", ASSUMPTION);
    /// By people who know.
    assurance: f64 = SCORE.kind(), default("7.5", ASSUMPTION);
    /// With care for the person.
    empathy: f64 = SCORE.kind(), default("7.5", ASSUMPTION);
    /// In decent surroundings.
    tangibles: f64 = SCORE.kind(), default("7.5", ASSUMPTION);
}

block! {
    /// Chance of leaving for good at once, by the touchpoint's hole.
    pub struct ExitProb<'a> = "exit_prob";

    /// After a visit that went well.
    done: f64 = PROBABILITY.kind(), default("0.0", "spec");
    /// After a failure.
    fail: f64 = PROBABILITY.kind(), default("0.0", "spec");
    /// After giving up waiting.
    renege: f64 = PROBABILITY.kind(), default("0.0", "spec");
}

block! {
    /// One step of the service blueprint.
    pub struct Touchpoint<'a> = "touchpoint";

    /// Its name; not `done`, and not like a key of its journey.
    name: &'a str = Kind::Name, required();
    /// Whether it exists; otherwise customers pass by.
    enabled: bool = Kind::Bool, default("true", "spec");
    /// Lane of the blueprint; backstage and support make no moment.
    lane: &'a str = Kind::Choice(&["evidence", "customer", "onstage", "backstage", "support"]), default("\"onstage\"", "spec");
    /// The channel it takes place in, a [[channel]].
    channel: Option<&'a str> = Kind::Text;
    /// Chance that it takes place; otherwise customers pass by.
    probability: f64 = PROBABILITY.kind(), default("1.0", "spec");
    /// Time that passes before it.
    after: &'a Amount = TIME.kind(), default("\"0 s\"", "spec");
    /// The resource customers queue for.
    resource: Option<&'a str> = Kind::Text;
    /// Wait drawn from a law, where no queue is simulated.
    wait: Option<&'a Amount> = TIME.kind();
    /// Wait after which customers give up; omitted, endless.
    patience: Option<&'a Amount> = TIME.forever().kind();
    /// 1 goes first; omitted, as the journey.
    priority: Option<u64> = integer(1.0, 100.0).kind();
    /// Service time.
    time: &'a Amount = TIME.kind(), default("\"0 s\"", "spec");
    /// Steps that must be ready before service starts; they are off the customer's path.
    requires: Texts<'a> = Kind::Names;
    /// For a required step: the touchpoint at whose arrival it starts; omitted, that which requires it.
    starts_with: Option<&'a str> = Kind::Text;
    /// Where to next: a name, weights, or rates that race; omitted, the next in the file.
    next: Option<&'a Route> = Kind::Route;
    /// Where to after a failure; omitted, as `next`.
    on_fail: Option<&'a Route> = Kind::Route;
    /// Where to after giving up; omitted, the journey ends.
    on_renege: Option<&'a Route> = Kind::Route;
    /// Where to when the queue is full; omitted, the journey ends.
    on_full: Option<&'a Route> = Kind::Route;
    /// Performance, 0 to 10; spread from [experience].
    quality: Option<&'a Amount> = SCORE.law().kind(), needs(FELT);
    /// Performance by dimension, instead of `quality`.
    scores: Option<Scores<'a>> = Kind::Block(Scores::SPEC), needs(FELT);
    /// Chance of failing; omitted with [loyalty], at most 0.003 and no more than `loyalty.incidents` in a customer-year.
    fail_prob: Option<&'a Amount> = PROBABILITY.law().kind();
    /// Points lost by a failure.
    fail_drop: f64 = SCORE.kind(), default("4.0", ASSUMPTION), needs(FELT);
    /// Severity of a failure: 0 a trifle, 1 a disaster.
    severity: &'a Amount = PROBABILITY.law().kind(), default("{ beta = { alpha = 2.0, beta = 3.0 } }", ASSUMPTION), needs(&["loyalty", "experience", "complaint"]);
    /// Weight in the choice of the peak.
    salience: f64 = number(0.0, 10.0).kind(), default("1.0", ASSUMPTION), needs(FELT);
    /// A bonus in the moment, such as a small gift: added to its utility, and soon expected.
    treat: f64 = number(-1.0, 1.0).kind(), default("0.0", "spec"), needs(FELT);
    /// What shortens or lengthens the perceived wait.
    wait_modifiers: Texts<'a> = Kind::Choices(&["occupied", "informed", "unexplained", "unfair", "anxious"]), default("[]", "spec"), needs(FELT);
    /// Chance that giving up becomes an incident (p_ab).
    abandon_incident: f64 = PROBABILITY.kind(), default("0.05", "assumption: at 1, one long queue would end most relationships"), needs(&["loyalty", "complaint"]);
    /// The hole that bad moments here are blamed on.
    hole: Option<&'a str> = Kind::Text;
    /// Which of the three ends it is; a purchase earns its money at the transaction.
    end: Option<&'a str> = Kind::Choice(&["transaction", "departure", "after"]);
    /// Cost of each use.
    cost: &'a Amount = MONEY.law().kind(), default("0.0", "spec");
    /// Money earned at each use.
    revenue: &'a Amount = SIGNED_MONEY.law().kind(), default("0.0", "spec");
    /// Money that flows while customers are here.
    earns: f64 = SIGNED_MONEY_RATE.kind(), default("\"0 per d\"", "spec");
    /// Chance of leaving for good at once, by the hole named here.
    exit_prob: Option<ExitProb<'a>> = Kind::Block(ExitProb::SPEC);
    /// How a complaint ends here; resolved quickly or slowly by the time since the failure.
    settle: Option<&'a str> = Kind::Choice(&["resolved", "unresolved"]);

    rules &[ Rule::AtMostOne(&["wait", "resource"]), Rule::AtMostOne(&["quality", "scores"]), Rule::Requires("exit_prob", "hole"), ];
}

entries!(Resource, Journey, Touchpoint);

impl Journey<'_> {
    /// Whether something that happens to a customer starts it, and what.
    pub fn starts_at(&self, event: &str) -> bool {
        matches!(&*self.start, Some(Either::One(named)) if *named == event)
    }
}
