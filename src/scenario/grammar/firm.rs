//! The run, the money, the market, the population and where it comes from.

use super::kinds::{
    BlockSpec, HAZARD, KeySpec, Kind, MONEY, MONEY_RATE, PERCENT, PROBABILITY, Quantity, RATE, Rule, SCORE, SPAN, TIME,
    integer, number,
};
use crate::scenario::quantity::Unit;

const ASSUMPTION: &str = "assumption";

/// Largest seed: fifteen digits, exact as a number anywhere.
const LARGEST_SEED: f64 = 999_999_999_999_999.0;
/// Longest run length [d]: 250 years, what the simulation clock holds.
const LONGEST_RUN: f64 = 250.0 * 365.0;

pub(super) static RUN: BlockSpec = BlockSpec {
    name: "run",
    doc: "How long, how often, from which seed.",
    keys: &[
        KeySpec::new(
            "horizon",
            Quantity::new(Unit::Duration, 0.0, LONGEST_RUN).positive().kind(),
            "Run length; what falls due at the horizon itself does not happen.",
        )
        .required(),
        KeySpec::new("warm_up", SPAN.kind(), "Warm-up period, left out of time averages.").default("\"0 d\"", "spec"),
        KeySpec::new("replications", integer(1.0, 1e6).kind(), "Independent repetitions.")
            .default("30", "30 give a t interval that is hardly wider than the normal one"),
        KeySpec::new("seed", integer(0.0, LARGEST_SEED).kind(), "Seed of every draw.").default("1", "spec"),
        KeySpec::new(
            "precision",
            Kind::Map(&Kind::Quantity(PERCENT)),
            "Metrics whose 95 % half-width must fall below a share of the mean.",
        ),
        KeySpec::new("report_every", SPAN.positive().kind(), "Spacing of the reported curves.")
            .default("\"30 d\"", ASSUMPTION),
    ],
    rules: &[],
};

pub(super) static MONEY_SECTION: BlockSpec = BlockSpec {
    name: "money",
    doc: "Currency, discounting and fixed costs.",
    keys: &[
        KeySpec::new("currency", Kind::Text, "Name of the currency.").default("\"money\"", "no currency was named"),
        KeySpec::new(
            "discount_rate",
            number(0.0, 10.0).kind(),
            "Annual discount rate; what is paid on day 0 is not discounted.",
        )
        .default("0.0", "no discounting unless asked for"),
        KeySpec::new("overhead", MONEY_RATE.kind(), "Fixed costs of the firm.").default("\"0 per y\"", "spec"),
    ],
    rules: &[],
};

pub(super) static MARKET: BlockSpec = BlockSpec {
    name: "market",
    doc: "Rivals, and what customers have come to expect.",
    keys: &[
        KeySpec::new("competition", PROBABILITY.kind(), "0 a monopoly, 1 many equal rivals.")
            .default("0.5", ASSUMPTION)
            .needs(&["loyalty"]),
        KeySpec::new("standard", SCORE.kind(), "What is normal in this market, on the scale of quality.")
            .default("6.5", ASSUMPTION)
            .needs(&["loyalty", "experience"]),
        KeySpec::new("progress", number(-5.0, 5.0).kind(), "Points by which rivals raise that standard each year.")
            .default("0.05", ASSUMPTION)
            .needs(&["loyalty", "experience"]),
        KeySpec::new(
            "size",
            integer(1.0, 1e10).kind(),
            "Everyone who might ever buy, customers included; omitted, without end.",
        ),
    ],
    rules: &[],
};

/// The hidden stages of a life, in order.
pub const STAGES: [&str; 4] = ["acquisition", "build_up", "climax", "decline"];

static STAGE_SHARES: BlockSpec = BlockSpec {
    name: "stages",
    doc: "Shares of the customers of day 0 by stage.",
    keys: &[
        KeySpec::new("acquisition", PROBABILITY.kind(), "Bought once.").default("0.0", "not named"),
        KeySpec::new("build_up", PROBABILITY.kind(), "Bought twice or more, not yet settled.")
            .default("0.0", "not named"),
        KeySpec::new("climax", PROBABILITY.kind(), "At their best.").default("0.0", "not named"),
        KeySpec::new("decline", PROBABILITY.kind(), "Buying less and less.").default("0.0", "not named"),
    ],
    rules: &[Rule::SumsToOne],
};

pub(super) static POPULATION: BlockSpec = BlockSpec {
    name: "population",
    doc: "The customers of day 0. Without stages or tenure they join on day 0; with either they were there before.",
    keys: &[
        KeySpec::new("customers", integer(0.0, 1e8).kind(), "Customers on day 0.").required(),
        KeySpec::new("stages", Kind::Block(&STAGE_SHARES), "Shares by stage; these customers were there before day 0.")
            .needs(&["lifecycle"]),
        KeySpec::new("tenure", TIME.kind(), "Time since joining, on day 0; these customers were there before."),
    ],
    rules: &[],
};

const fn factor(key: &'static str, doc: &'static str) -> KeySpec {
    KeySpec::new(key, number(0.0, 100.0).kind(), doc).default("1.0", "what is left out keeps factor 1")
}

static SEGMENT_FACTORS: BlockSpec = BlockSpec {
    name: "factor",
    doc: "Factors on the customer's own general values.",
    keys: &[
        factor("price_sensitivity", "On how much a price above the reference hurts."),
        factor("satisfaction_hazard", "On leaving by the service holes."),
        factor("external_hazard", "On leaving by the outside holes."),
        factor("margin", "On the margin of purchases."),
        factor("cost_to_serve", "On the costs of touchpoints."),
        factor("skill", "On the success of self-service, up to certainty."),
        KeySpec::new(
            "offer_response",
            PROBABILITY.kind(),
            "How far an offer (an intervention or shock with `on`) moves these customers: 0.5 goes half the way of each of its changes, 0 none of it. What is no plain quantity changes whole.",
        )
        .default("1.0", "what is left out keeps factor 1"),
    ],
    rules: &[],
};

pub(super) static SEGMENT: BlockSpec = BlockSpec {
    name: "segment",
    doc: "A kind of customer, by what differs from the general values.",
    keys: &[
        KeySpec::new("name", Kind::Name, "Its name.").required(),
        KeySpec::new("enabled", Kind::Bool, "Whether it exists.").default("true", "spec"),
        KeySpec::new("share", PROBABILITY.kind(), "Its share of all customers; the shares sum to 1.").required(),
        KeySpec::new("factor", Kind::Block(&SEGMENT_FACTORS), "Factors on the customer's own general values.")
            .default("{}", "spec"),
        KeySpec::new("change", Kind::Changes, "Patches of the customer's own values."),
    ],
    rules: &[],
};

static DEAL_SEEKERS: BlockSpec = BlockSpec {
    name: "deal_seekers",
    doc: "Those who come for the gift: share + (1 - share) * (1 - exp(-gift / scale)) of the newcomers. It changes who comes, not how many.",
    keys: &[
        KeySpec::new("share", PROBABILITY.kind(), "Their share when the gift is small (share0).")
            .default("0.2", ASSUMPTION),
        KeySpec::new(
            "scale",
            MONEY.positive().kind(),
            "Gift that turns 63 % of the others into deal seekers (G0); omitted, one mean basket.",
        ),
        KeySpec::new("lasts", SPAN.kind(), "How long the offer lasts.").default("\"90 d\"", ASSUMPTION),
        KeySpec::new("price_support", PROBABILITY.kind(), "Support by the price while the offer lasts (kappa_price).")
            .default("0.5", ASSUMPTION),
        KeySpec::new("purchase", number(0.0, 100.0).kind(), "Factor on their purchase rate afterwards.")
            .default("0.3", ASSUMPTION),
        KeySpec::new("rival", number(0.0, 1000.0).kind(), "Factor on their hazard of the hole `rival` afterwards.")
            .default("3.0", ASSUMPTION),
    ],
    rules: &[],
};

static LOCK_IN: BlockSpec = BlockSpec {
    name: "lock_in",
    doc: "A subsidy or prepayment that binds its customers for a term; `lock_end` opens when it ends.",
    keys: &[
        KeySpec::new("term", SPAN.positive().kind(), "How long it binds.").required(),
        KeySpec::new("support", PROBABILITY.kind(), "Support by lock-in meanwhile (kappa_lockin).")
            .default("0.6", ASSUMPTION),
    ],
    rules: &[],
};

pub(super) static ACQUISITION: BlockSpec = BlockSpec {
    name: "acquisition",
    doc: "A source of new customers.",
    keys: &[
        KeySpec::new("name", Kind::Name, "Its name, and that of its inflow in the results.").required(),
        KeySpec::new("enabled", Kind::Bool, "Whether it runs.").default("true", "spec"),
        KeySpec::new("joins", RATE.tenure().kind(), "Customers who join, per time; a list goes year by year."),
        KeySpec::new("prospects", RATE.tenure().kind(), "People approached, per time; a list goes year by year."),
        KeySpec::new(
            "budget",
            MONEY_RATE.kind(),
            "Media money, which reaches max_prospects * (1 - exp(-budget / budget_scale)) people; contacts cost extra.",
        ),
        KeySpec::new("max_prospects", RATE.kind(), "People reached however much is spent, per time."),
        KeySpec::new("budget_scale", MONEY_RATE.positive().kind(), "The budget that reaches 63 % of them."),
        KeySpec::new("adoption", HAZARD.kind(), "Hazard at which each of those left in the market comes."),
        KeySpec::new(
            "success_per_contact",
            PROBABILITY.positive().kind(),
            "Chance that one contact wins a fit prospect.",
        )
        .default("0.143", "CRM deck, slide 39: seven contacts a sale"),
        KeySpec::new("max_contacts", integer(1.0, 1000.0).kind(), "Contacts before giving up.")
            .default("7", ASSUMPTION),
        KeySpec::new("between_contacts", SPAN.kind(), "Time between contacts.").default("\"7 d\"", ASSUMPTION),
        KeySpec::new("fit", PROBABILITY.positive().kind(), "Share of prospects with need and means.")
            .default("1.0", ASSUMPTION),
        KeySpec::new("cost_per_contact", MONEY.kind(), "Cost of a contact.").default("0.0", "spec"),
        KeySpec::new("cost_per_customer", MONEY.kind(), "Cost of a customer won.").default("0.0", "spec"),
        KeySpec::new(
            "mix",
            Kind::Map(&Kind::Quantity(PROBABILITY)),
            "Shares of the segments among its customers; omitted, those of the segments.",
        )
        .needs(&["segment"]),
        KeySpec::new("promise_inflation", number(-5.0, 5.0).kind(), "Points promised above the market standard.")
            .default("0.0", ASSUMPTION)
            .needs(&["loyalty", "experience"]),
        KeySpec::new(
            "gift",
            MONEY.kind(),
            "A gift to each new customer, whatever follows; one to be earned is `program.target`.",
        )
        .default("0.0", "none unless asked for"),
        KeySpec::new("deal_seekers", Kind::Block(&DEAL_SEEKERS), "Those who come for the gift; nobody without one.")
            .default("{}", "spec"),
        KeySpec::new("lock_in", Kind::Block(&LOCK_IN), "A subsidy that binds for a term; what it costs is the `gift`.")
            .needs(&["loyalty"]),
    ],
    rules: &[
        Rule::ExactlyOne(&["joins", "prospects", "budget", "adoption"]),
        Rule::Requires("budget", "max_prospects"),
        Rule::Requires("budget", "budget_scale"),
        Rule::Requires("max_prospects", "budget"),
        Rule::Requires("budget_scale", "budget"),
    ],
};

const fn share(key: &'static str, doc: &'static str) -> KeySpec {
    KeySpec::new(key, PROBABILITY.kind(), doc).default("0.0", "not named")
}

static QUALITY_WEIGHTS: BlockSpec = BlockSpec {
    name: "weight",
    doc: "Weights of the five dimensions of quality.",
    keys: &[
        share("reliability", "Done right, as promised."),
        share("responsiveness", "Done at once."),
        share("assurance", "By people who know."),
        share("empathy", "With care for the person."),
        share("tangibles", "In decent surroundings."),
    ],
    rules: &[Rule::SumsToOne],
};

const fn wait_factor(key: &'static str, value: &'static str, doc: &'static str) -> KeySpec {
    KeySpec::new(key, number(0.0, 10.0).positive().kind(), doc)
        .default(value, "direction: Maister 1985; value: assumption")
}

static WAIT_MODIFIERS: BlockSpec = BlockSpec {
    name: "modifier",
    doc: "Factors on the perceived wait.",
    keys: &[
        wait_factor("occupied", "0.8", "Something to do."),
        wait_factor("informed", "0.85", "Told how long."),
        wait_factor("unexplained", "1.2", "Not told why."),
        wait_factor("unfair", "1.3", "Others go first."),
        wait_factor("anxious", "1.2", "Worried about the outcome."),
    ],
    rules: &[],
};

pub(super) static EXPERIENCE: BlockSpec = BlockSpec {
    name: "experience",
    doc: "How waits and service are felt, against what was expected.",
    keys: &[
        KeySpec::new("overestimate", number(0.0, 10.0).positive().kind(), "Perceived over true wait (k_over).")
            .default("1.36", "36 % overestimate attributed to Larson in the press"),
        KeySpec::new("wait_power", number(0.0, 3.0).positive().kind(), "Power of the perceived wait (gamma).")
            .default("1.0", "power law: Antonides, Verhoef & van Aalst 2002; value: assumption"),
        KeySpec::new("wait_ok", SPAN.kind(), "Perceived wait that nobody minds.").default("\"5 min\"", ASSUMPTION),
        KeySpec::new(
            "wait_scale",
            SPAN.positive().kind(),
            "Perceived wait beyond that, at which the moment is as bad as can be.",
        )
        .default("\"15 min\"", ASSUMPTION),
        KeySpec::new("wait_curve", number(0.0, 10.0).positive().kind(), "Curvature of the annoyance (eta).")
            .default("1.0", ASSUMPTION),
        KeySpec::new("modifier", Kind::Block(&WAIT_MODIFIERS), "Factors on the perceived wait, by name.")
            .default("{}", "spec"),
        KeySpec::new("weight", Kind::Block(&QUALITY_WEIGHTS), "Weights of the five dimensions of quality.").default(
            "{ reliability = 0.32, responsiveness = 0.22, assurance = 0.19, empathy = 0.16, tangibles = 0.11 }",
            "Zeithaml, Parasuraman & Berry 1990",
        ),
        KeySpec::new("sd_within", number(0.0, 10.0).kind(), "Standard deviation of performance from touch to touch.")
            .default("1.0", ASSUMPTION),
        KeySpec::new("sd_between", number(0.0, 10.0).kind(), "Standard deviation of performance between customers.")
            .default("1.0", ASSUMPTION),
        KeySpec::new(
            "mood_gain",
            number(0.0, 10.0).kind(),
            "Points by which a mood of one standard deviation colours performance.",
        )
        .default("0.3", "direction: CRM deck, slide 72; value: assumption"),
        KeySpec::new(
            "tolerance_down",
            number(0.0, 10.0).positive().kind(),
            "Points from expected down to adequate service at a competition of .5; a point of competition takes 10 % of them, an open complaint 30 %.",
        )
        .default("1.5", ASSUMPTION),
        KeySpec::new(
            "tolerance_up",
            number(0.0, 10.0).positive().kind(),
            "Points from expected up to desired service.",
        )
        .default("1.5", ASSUMPTION),
        KeySpec::new("zone", number(0.0, 0.99).kind(), "Utility at the edges of the zone of tolerance (z).")
            .default("0.5", ASSUMPTION),
        KeySpec::new("scale_up", number(0.0, 100.0).positive().kind(), "Points of delight above the zone (s_up).")
            .default("1.0", ASSUMPTION),
        KeySpec::new("scale_down", number(0.0, 100.0).positive().kind(), "Points of dismay below the zone (s_dn).")
            .default("1.5", ASSUMPTION),
        KeySpec::new(
            "loss_aversion",
            number(0.0, 10.0).positive().kind(),
            "How much more a loss counts than a gain (lambda).",
        )
        .default("1.0", ASSUMPTION),
        KeySpec::new("learning", PROBABILITY.kind(), "How fast expectation follows (a_E).")
            .default("0.2", "adaptive form: Boulding et al. 1993; value: assumption"),
        KeySpec::new(
            "adaptation",
            PROBABILITY.kind(),
            "How far people adapt to this firm (psi); 1: delight always becomes expectation.",
        )
        .default("0.3", ASSUMPTION),
    ],
    rules: &[],
};
