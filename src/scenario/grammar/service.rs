//! Resources, journeys and touchpoints: the service blueprint.

use super::kinds::{
    BlockSpec, KeySpec, Kind, MONEY, MONEY_RATE, PROBABILITY, RATE, Rule, SCORE, SIGNED_MONEY, SIGNED_MONEY_RATE, SPAN,
    TIME, integer, number,
};

const ASSUMPTION: &str = "assumption";
const FELT: &[&str] = &["loyalty", "experience"];

pub(super) static RESOURCE: BlockSpec = BlockSpec {
    name: "resource",
    doc: "Staff or machines that customers queue for.",
    keys: &[
        KeySpec::new("name", Kind::Name, "Its name.").required(),
        KeySpec::new("enabled", Kind::Bool, "Whether it exists.").default("true", "spec"),
        KeySpec::new("staff", integer(0.0, 100_000.0).week().kind(), "Servers on duty, at all times or by timetable, of which each entry holds until the next; services under way at a cut are finished.")
            .required(),
        KeySpec::new(
            "wage",
            MONEY_RATE.kind(),
            "Wage of each for time on duty: paid for the larger of staffed and busy time, overtime included; omitted, 0.",
        ),
        KeySpec::new(
            "salary",
            MONEY_RATE.kind(),
            "Salary of each on the payroll, instead of a wage: paid always, for the most on duty at once; omitted, 0.",
        ),
        KeySpec::new(
            "hours",
            Kind::Hours,
            "When it is open; omitted, always. At closing time the line is still served.",
        ),
        KeySpec::new("discipline", Kind::Choice(&["fifo", "priority"]), "Who is served next.")
            .default("\"fifo\"", "spec"),
        KeySpec::new("queue_limit", integer(0.0, 1e9).kind(), "Most who may wait; 0 is a loss system."),
        KeySpec::new("target", SPAN.kind(), "Delay in queue within which the service level is reported."),
        KeySpec::new(
            "pay",
            number(-1.0, 10.0).kind(),
            "Pay above the usual; 0.2 is 20 % more, for the staff and in wages and salaries.",
        )
        .default("0.0", "the usual")
        .needs(&["employees"]),
        KeySpec::new("environment", number(-1.0, 10.0).kind(), "Working conditions above the usual; 0.2 is 20 % better.")
            .default("0.0", "the usual")
            .needs(&["employees"]),
        KeySpec::new(
            "key_contacts",
            Kind::Bool,
            "Each customer has a contact person among its staff; when that one leaves, the hole `rival` is twice as wide for this customer for 90 days.",
        )
        .default("false", "spec")
        .needs(&["employees"]),
    ],
    rules: &[Rule::AtMostOne(&["wage", "salary"])],
};

static WAVE: BlockSpec = BlockSpec {
    name: "wave",
    doc: "A rate that rises and falls as a sine: mean * (1 + amplitude * sin(2 pi t / period)).",
    keys: &[
        KeySpec::new("mean", RATE.positive().kind(), "Mean rate.").required(),
        KeySpec::new("amplitude", PROBABILITY.kind(), "Relative height of the wave.").required(),
        KeySpec::new("period", SPAN.positive().kind(), "Length of the wave.").required(),
    ],
    rules: &[],
};

static ARRIVALS: BlockSpec = BlockSpec {
    name: "arrivals",
    doc: "Anonymous visitors who do not come as a plain Poisson stream.",
    keys: &[
        KeySpec::new("every", SPAN.positive().kind(), "One visitor after each such time, by the clock of the hours."),
        KeySpec::new("gap", TIME.kind(), "Law of the time between visitors."),
        KeySpec::new("wave", Kind::Block(&WAVE), "A Poisson stream whose rate rises and falls as a sine."),
        KeySpec::new("at", Kind::Vector(SPAN, None), "Recorded times of arrival, from day 0."),
    ],
    rules: &[Rule::ExactlyOne(&["every", "gap", "wave", "at"])],
};

static START: BlockSpec = BlockSpec {
    name: "start",
    doc: "A journey that customers start by themselves.",
    keys: &[
        KeySpec::new("rate", RATE.law().kind(), "Journeys per time of a customer; a law is drawn once per customer."),
        KeySpec::new("every", SPAN.positive().kind(), "One journey after each such time."),
    ],
    rules: &[Rule::ExactlyOne(&["rate", "every"])],
};

static ARRIVAL_FORMS: [Kind; 2] = [Kind::Quantity(RATE.week()), Kind::Block(&ARRIVALS)];
static START_FORMS: [Kind; 2] = [Kind::Choice(&["purchase", "join", "renewal", "complaint"]), Kind::Block(&START)];

pub(super) static JOURNEY: BlockSpec = BlockSpec {
    name: "journey",
    doc: "What customers go through, touchpoint by touchpoint.",
    keys: &[
        KeySpec::new("name", Kind::Name, "Its name.").required(),
        KeySpec::new("enabled", Kind::Bool, "Whether anyone starts it.").default("true", "spec"),
        KeySpec::new(
            "arrivals",
            Kind::Either(&ARRIVAL_FORMS),
            "Anonymous visitors: a rate, a timetable, `{ every }`, `{ gap }`, `{ wave }` or `{ at }`.",
        ),
        KeySpec::new(
            "start",
            Kind::Either(&START_FORMS),
            "What makes a customer start it: \"purchase\", \"join\", \"renewal\", \"complaint\", `{ rate }` or `{ every }`.",
        ),
        KeySpec::new("share", PROBABILITY.positive().kind(), "Share of those occasions that start it.")
            .default("1.0", "spec"),
        KeySpec::new(
            "hours",
            Kind::Hours,
            "When visits start; omitted, when all its resources are open, or at the times that `every`, `gap`, `wave`, `at`, a timetable or an event set.",
        ),
        KeySpec::new("peak_hours", Kind::Peaks, "Relative weight of the hours; elsewhere 1."),
        KeySpec::new("priority", integer(1.0, 100.0).kind(), "1 goes first.").default("5", "spec"),
        KeySpec::new("max_visits", integer(1.0, 65_535.0).kind(), "Visits to one touchpoint before a loop exits.")
            .default("100", ASSUMPTION),
        KeySpec::new("touchpoint", Kind::Entries(&TOUCHPOINT), "Its touchpoints, in their usual order.").required(),
    ],
    rules: &[Rule::ExactlyOne(&["arrivals", "start"])],
};

const fn dimension(key: &'static str, doc: &'static str) -> KeySpec {
    KeySpec::new(key, SCORE.kind(), doc).default("7.5", ASSUMPTION)
}

static SCORES: BlockSpec = BlockSpec {
    name: "scores",
    doc: "Performance on the five dimensions of quality.",
    keys: &[
        dimension("reliability", "Done right, as promised."),
        dimension("responsiveness", "Done at once."),
        dimension("assurance", "By people who know."),
        dimension("empathy", "With care for the person."),
        dimension("tangibles", "In decent surroundings."),
    ],
    rules: &[],
};

static EXIT_PROB: BlockSpec = BlockSpec {
    name: "exit_prob",
    doc: "Chance of leaving for good at once, by the touchpoint's hole.",
    keys: &[
        KeySpec::new("done", PROBABILITY.kind(), "After a visit that went well.").default("0.0", "spec"),
        KeySpec::new("fail", PROBABILITY.kind(), "After a failure.").default("0.0", "spec"),
        KeySpec::new("renege", PROBABILITY.kind(), "After giving up waiting.").default("0.0", "spec"),
    ],
    rules: &[],
};

pub(super) static TOUCHPOINT: BlockSpec = BlockSpec {
    name: "touchpoint",
    doc: "One step of the service blueprint.",
    keys: &[
        KeySpec::new("name", Kind::Name, "Its name; not `done`, and not like a key of its journey.").required(),
        KeySpec::new("enabled", Kind::Bool, "Whether it exists; otherwise customers pass by.").default("true", "spec"),
        KeySpec::new(
            "lane",
            Kind::Choice(&["evidence", "customer", "onstage", "backstage", "support"]),
            "Lane of the blueprint; backstage and support make no moment.",
        )
        .default("\"onstage\"", "spec"),
        KeySpec::new("channel", Kind::Text, "The channel it takes place in, a [[channel]]."),
        KeySpec::new("probability", PROBABILITY.kind(), "Chance that it takes place; otherwise customers pass by.")
            .default("1.0", "spec"),
        KeySpec::new("after", TIME.kind(), "Time that passes before it.").default("\"0 s\"", "spec"),
        KeySpec::new("resource", Kind::Text, "The resource customers queue for."),
        KeySpec::new("wait", TIME.kind(), "Wait drawn from a law, where no queue is simulated."),
        KeySpec::new("patience", TIME.forever().kind(), "Wait after which customers give up; omitted, endless."),
        KeySpec::new("priority", integer(1.0, 100.0).kind(), "1 goes first; omitted, as the journey."),
        KeySpec::new("time", TIME.kind(), "Service time.").default("\"0 s\"", "spec"),
        KeySpec::new(
            "requires",
            Kind::Names,
            "Steps that must be ready before service starts; they are off the customer's path.",
        ),
        KeySpec::new(
            "starts_with",
            Kind::Text,
            "For a required step: the touchpoint at whose arrival it starts; omitted, that which requires it.",
        ),
        KeySpec::new(
            "next",
            Kind::Route,
            "Where to next: a name, weights, or rates that race; omitted, the next in the file.",
        ),
        KeySpec::new("on_fail", Kind::Route, "Where to after a failure; omitted, as `next`."),
        KeySpec::new("on_renege", Kind::Route, "Where to after giving up; omitted, the journey ends."),
        KeySpec::new("on_full", Kind::Route, "Where to when the queue is full; omitted, the journey ends."),
        KeySpec::new("quality", SCORE.law().kind(), "Performance, 0 to 10; spread from [experience].").needs(FELT),
        KeySpec::new("scores", Kind::Block(&SCORES), "Performance by dimension, instead of `quality`.").needs(FELT),
        KeySpec::new(
            "fail_prob",
            PROBABILITY.law().kind(),
            "Chance of failing; omitted with [loyalty], at most 0.003 and no more than `loyalty.incidents` in a customer-year.",
        ),
        KeySpec::new("fail_drop", SCORE.kind(), "Points lost by a failure.").default("4.0", ASSUMPTION).needs(FELT),
        KeySpec::new("severity", PROBABILITY.law().kind(), "Severity of a failure: 0 a trifle, 1 a disaster.")
            .default("{ beta = { alpha = 2.0, beta = 3.0 } }", ASSUMPTION)
            .needs(&["loyalty", "experience", "complaint"]),
        KeySpec::new("salience", number(0.0, 10.0).kind(), "Weight in the choice of the peak.")
            .default("1.0", ASSUMPTION)
            .needs(FELT),
        KeySpec::new(
            "treat",
            number(-1.0, 1.0).kind(),
            "A bonus in the moment, such as a small gift: added to its utility, and soon expected.",
        )
        .default("0.0", "spec")
        .needs(FELT),
        KeySpec::new(
            "wait_modifiers",
            Kind::Choices(&["occupied", "informed", "unexplained", "unfair", "anxious"]),
            "What shortens or lengthens the perceived wait.",
        )
        .default("[]", "spec")
        .needs(FELT),
        KeySpec::new("abandon_incident", PROBABILITY.kind(), "Chance that giving up becomes an incident (p_ab).")
            .default("0.05", "assumption: at 1, one long queue would end most relationships")
            .needs(&["loyalty", "complaint"]),
        KeySpec::new("hole", Kind::Text, "The hole that bad moments here are blamed on."),
        KeySpec::new(
            "end",
            Kind::Choice(&["transaction", "departure", "after"]),
            "Which of the three ends it is; a purchase earns its money at the transaction.",
        ),
        KeySpec::new("cost", MONEY.law().kind(), "Cost of each use.").default("0.0", "spec"),
        KeySpec::new("revenue", SIGNED_MONEY.law().kind(), "Money earned at each use.").default("0.0", "spec"),
        KeySpec::new("earns", SIGNED_MONEY_RATE.kind(), "Money that flows while customers are here.")
            .default("\"0 per d\"", "spec"),
        KeySpec::new(
            "exit_prob",
            Kind::Block(&EXIT_PROB),
            "Chance of leaving for good at once, by the hole named here.",
        ),
        KeySpec::new(
            "settle",
            Kind::Choice(&["resolved", "unresolved"]),
            "How a complaint ends here; resolved quickly or slowly by the time since the failure.",
        ),
    ],
    rules: &[
        Rule::AtMostOne(&["wait", "resource"]),
        Rule::AtMostOne(&["quality", "scores"]),
        Rule::Requires("exit_prob", "hole"),
    ],
};
