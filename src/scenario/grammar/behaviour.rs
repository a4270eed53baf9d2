//! Memory, loyalty, holes, complaints, purchases, stages and contracts.

use super::kinds::{
    BlockSpec, HAZARD, KeySpec, Kind, MONEY, PROBABILITY, Quantity, RATE, Rule, SIGNED_MONEY,
    SIGNED_MONEY_RATE, SPAN, TIME, integer, number,
};

const ASSUMPTION: &str = "assumption";
const NOT_NAMED: &str = "not named";

const fn share(key: &'static str, doc: &'static str) -> KeySpec {
    KeySpec::new(key, PROBABILITY.kind(), doc).default("0.0", NOT_NAMED)
}

static PEAK_END: BlockSpec = BlockSpec {
    name: "weight",
    doc: "Weights of the remembered encounter.",
    keys: &[
        share("peak", "The strongest moment."),
        share("end", "The ends."),
        share("mean", "The mean of all moments."),
    ],
    rules: &[Rule::SumsToOne],
};

static END_WEIGHTS: BlockSpec = BlockSpec {
    name: "end_weight",
    doc: "Weights of the three ends (omega).",
    keys: &[
        share("transaction", "The transaction is complete."),
        share("departure", "The customer leaves."),
        share("after", "First use, delivery, bill or follow-up."),
    ],
    rules: &[Rule::SumsToOne],
};

pub(super) static MEMORY: BlockSpec = BlockSpec {
    name: "memory",
    doc: "What is remembered of an encounter, and for how long.",
    keys: &[
        KeySpec::new(
            "rule",
            Kind::Choice(&["peak_end", "acclimation"]),
            "How moments become a memory.",
        )
        .default("\"peak_end\"", "form: Kahneman et al. 1993"),
        KeySpec::new(
            "weight",
            Kind::Block(&PEAK_END),
            "Weights of peak, end and mean.",
        )
        .default(
            "{ peak = 0.4, end = 0.4, mean = 0.2 }",
            "form: Kahneman et al. 1993; values: assumption",
        ),
        KeySpec::new(
            "end_weight",
            Kind::Block(&END_WEIGHTS),
            "Weights of the three ends (omega).",
        )
        .default(
            "{ transaction = 0.3, departure = 0.4, after = 0.3 }",
            ASSUMPTION,
        ),
        KeySpec::new(
            "learning",
            number(0.0, 1.0).positive().kind(),
            "Weight of a good encounter in the relationship memory (eta_pos).",
        )
        .default("0.1", ASSUMPTION),
        KeySpec::new(
            "good_per_bad",
            number(1.0, 1000.0).kind(),
            "Good encounters that undo a bad one of equal size (n_offset).",
        )
        .default("3.0", "assumption; 12 is the folklore of 004"),
        KeySpec::new(
            "half_life",
            SPAN.positive().forever().kind(),
            "Half-life of the memory.",
        )
        .default("\"180 d\"", ASSUMPTION),
        KeySpec::new(
            "baseline",
            number(-1.0, 1.0).kind(),
            "Where the memory decays to (M0).",
        )
        .default("0.0", ASSUMPTION),
        KeySpec::new(
            "primacy",
            number(0.0, 10.0).positive().kind(),
            "Factor on the weight of the first encounter.",
        )
        .default("2.0", "direction: 004; value: assumption"),
        KeySpec::new(
            "nu_p",
            number(0.0, 10.0).positive().kind(),
            "Factor on bad moments in the choice of the peak.",
        )
        .default("1.0", "negativity acts in one place only, good_per_bad"),
        KeySpec::new(
            "alpha",
            number(0.0, 100.0).kind(),
            "Acclimation per hour, for `rule = \"acclimation\"`.",
        )
        .default("0.5", ASSUMPTION),
        KeySpec::new(
            "w",
            number(0.0, 100.0).kind(),
            "Fading per hour, for `rule = \"acclimation\"`.",
        )
        .default("0.2", ASSUMPTION),
    ],
    rules: &[],
};

static LEVELS: BlockSpec = BlockSpec {
    name: "levels",
    doc: "The three levels of the loyalty curve (L0, L1, L2), interpolated by competition.",
    keys: &[
        KeySpec::new(
            "low",
            Kind::Vector(PROBABILITY, Some(3)),
            "Levels without competition.",
        )
        .default(
            "[0.15, 0.85, 0.97]",
            "anchored on 003 s.181, shape: Jones & Sasser 1995; values: assumption",
        ),
        KeySpec::new(
            "high",
            Kind::Vector(PROBABILITY, Some(3)),
            "Levels under full competition.",
        )
        .default(
            "[0.02, 0.25, 0.95]",
            "anchored on 003 s.181, shape: Jones & Sasser 1995; values: assumption",
        ),
    ],
    rules: &[],
};

const fn support(key: &'static str, value: &'static str, doc: &'static str) -> KeySpec {
    KeySpec::new(key, PROBABILITY.kind(), doc).default(value, ASSUMPTION)
}

static SUPPORTS: BlockSpec = BlockSpec {
    name: "support",
    doc: "What holds a customer besides satisfaction (kappa).",
    keys: &[
        support("incentive", "0.0", "Rewards."),
        support("price", "0.1", "A low price."),
        support("convenience", "0.2", "Nearness and ease."),
        support("inertia", "0.2", "Habit."),
        support("lockin", "0.1", "Switching costs."),
        support("social", "0.0", "Belonging."),
    ],
    rules: &[],
};

static TRUST: BlockSpec = BlockSpec {
    name: "trust",
    doc: "Trust: how it starts, grows, breaks and shields.",
    keys: &[
        support("start", "0.3", "Trust of a new customer."),
        support(
            "gain",
            "0.05",
            "Share of the missing trust won by a perfect encounter (a_T).",
        ),
        support(
            "loss",
            "0.3",
            "Trust lost by an incident of full severity (loss_T).",
        ),
        support(
            "shield",
            "0.5",
            "How far full trust softens bad encounters and the pull of rivals.",
        ),
    ],
    rules: &[],
};

pub(super) static LOYALTY: BlockSpec = BlockSpec {
    name: "loyalty",
    doc: "How satisfaction becomes staying.",
    keys: &[
        KeySpec::new(
            "preset",
            Kind::Choice(&["bank", "telecom", "cafe"]),
            "Supports, incidents and outside hazards of an industry, under what the file says.",
        ),
        KeySpec::new(
            "levels",
            Kind::Block(&LEVELS),
            "Levels of the loyalty curve.",
        )
        .default("{}", "spec"),
        KeySpec::new(
            "thresholds",
            Kind::Vector(number(1.0, 5.0), Some(2)),
            "Satisfaction at the two steps of the curve (thL, thH).",
        )
        .default("[1.8, 4.25]", ASSUMPTION),
        KeySpec::new(
            "widths",
            Kind::Vector(number(0.0, 5.0).positive(), Some(2)),
            "Widths of the two steps (kL, kH).",
        )
        .default(
            "[0.25, 0.35]",
            "assumption; wide because it averages people",
        ),
        KeySpec::new(
            "decision_horizon",
            SPAN.positive().kind(),
            "The time a probability to stay refers to (tau_L).",
        )
        .default("\"365 d\"", "assumption; cars 1460 d"),
        KeySpec::new(
            "support",
            Kind::Block(&SUPPORTS),
            "What holds a customer besides satisfaction.",
        )
        .default("{}", "spec"),
        KeySpec::new("trust", Kind::Block(&TRUST), "Trust.").default("{}", "spec"),
        KeySpec::new(
            "habit",
            number(0.0, 1e6).kind(),
            "Purchases that build inertia (n_h); 0: full at once.",
        )
        .default("10.0", ASSUMPTION),
        KeySpec::new(
            "incidents",
            number(0.0, 100.0).kind(),
            "Serious incidents a customer-year behind a fail_prob that is left out.",
        )
        .default("0.18", ASSUMPTION),
    ],
    rules: &[],
};

pub(super) static HOLE: BlockSpec = BlockSpec {
    name: "hole",
    doc: "A reason to leave.",
    keys: &[
        KeySpec::new(
            "name",
            Kind::Name,
            "Its name; a standard name changes that hole.",
        )
        .required(),
        KeySpec::new("enabled", Kind::Bool, "Whether it exists.").default("true", "spec"),
        KeySpec::new(
            "hazard",
            HAZARD.law().tenure().kind(),
            "Hazard of leaving by it; a list goes by tenure; a law is drawn once per customer.",
        ),
        KeySpec::new(
            "lifetime",
            TIME.kind(),
            "Law of the time from joining to leaving by it, if it were alone.",
        ),
        KeySpec::new(
            "per_purchase",
            PROBABILITY.law().kind(),
            "Chance of leaving after each purchase.",
        ),
        KeySpec::new(
            "value_below",
            SIGNED_MONEY.kind(),
            "The firm drops customers whose value of twelve months is below this.",
        ),
        KeySpec::new(
            "prior",
            PROBABILITY.kind(),
            "Its share of the blame before anything happened; standard service holes only.",
        )
        .needs(&["loyalty"]),
        KeySpec::new(
            "factor",
            number(0.0, 1e6).law().kind(),
            "Factor on its hazard; 0 plugs it.",
        )
        .default("1.0", "spec"),
        KeySpec::new(
            "shielded",
            Kind::Bool,
            "Whether supports and trust shield from it.",
        )
        .default("false", "a hole with a new name is not shielded"),
        KeySpec::new(
            "involuntary",
            Kind::Bool,
            "Whether it takes effect at once, contract or not.",
        )
        .default("false", "spec"),
    ],
    rules: &[Rule::AtMostOne(&[
        "hazard",
        "lifetime",
        "per_purchase",
        "value_below",
    ])],
};

static VOICE: BlockSpec = BlockSpec {
    name: "voice",
    doc: "What customers do after a failure.",
    keys: &[
        share("silent", "Say nothing."),
        share("front_line", "Tell the staff."),
        share("formal", "Complain to the firm."),
    ],
    rules: &[Rule::SumsToOne],
};

static RESOLUTION: BlockSpec = BlockSpec {
    name: "resolution",
    doc: "How complaints end; the rest stays unresolved.",
    keys: &[
        share("quick", "Resolved at once."),
        share("slow", "Resolved late."),
    ],
    rules: &[Rule::SumsToAtMostOne],
};

const fn stay(key: &'static str, value: &'static str, doc: &'static str) -> KeySpec {
    KeySpec::new(key, Kind::Vector(PROBABILITY, Some(2)), doc)
        .default(value, "TARP via Goodman; the minor figure is not in 003")
}

static STAY: BlockSpec = BlockSpec {
    name: "stay",
    doc: "Chance to stay after a minor and after a major problem.",
    keys: &[
        stay("silent", "[0.37, 0.09]", "Said nothing."),
        stay("unresolved", "[0.46, 0.19]", "Complained in vain."),
        stay("resolved", "[0.70, 0.54]", "Resolved in the end."),
        stay("quickly", "[0.95, 0.82]", "Resolved at once."),
    ],
    rules: &[],
};

pub(super) static COMPLAINT: BlockSpec = BlockSpec {
    name: "complaint",
    doc: "What a failure leads to.",
    keys: &[
        KeySpec::new(
            "voice",
            Kind::Block(&VOICE),
            "Silent, to the front line, or formal.",
        )
        .default(
            "{ silent = 0.69, front_line = 0.26, formal = 0.05 }",
            "003 s.137; differs by ticket size, s.142",
        ),
        KeySpec::new(
            "resolution",
            Kind::Block(&RESOLUTION),
            "How complaints end; the rest stays unresolved.",
        )
        .default(
            "{ quick = 0.16, slow = 0.64 }",
            "assumption: 20 % unresolved, 20 % of the rest quick",
        ),
        KeySpec::new(
            "stay",
            Kind::Block(&STAY),
            "Chance to stay after a minor and after a major problem.",
        )
        .default("{}", "spec"),
        KeySpec::new(
            "quick_half_life",
            SPAN.positive().kind(),
            "Half-life of the credit for speed (t_quick).",
        )
        .default("\"24 h\"", "Haier's 24 h, 003 s.77; TARP defines no time"),
        KeySpec::new(
            "causal_share",
            PROBABILITY.kind(),
            "How much of the gap between outcomes is caused by them.",
        )
        .default(
            "1.0",
            "assumption: complainers chose to complain; report 1 and 0.5",
        ),
        KeySpec::new(
            "carry",
            PROBABILITY.kind(),
            "Share of the failed moment that stayers still hold against the firm.",
        )
        .default("0.3", ASSUMPTION),
        KeySpec::new(
            "ease",
            number(0.0, 100.0).kind(),
            "Factor on the odds of speaking up.",
        )
        .planned(),
        KeySpec::new(
            "care",
            PROBABILITY.kind(),
            "Gain in acceptance by emotional care.",
        )
        .planned(),
        KeySpec::new("compensation", MONEY.kind(), "Payout of a case.").planned(),
        KeySpec::new(
            "learning",
            number(0.0, 10.0).kind(),
            "How complaints handled lower the chance of failing (l).",
        )
        .planned(),
    ],
    rules: &[],
};

pub(super) static PURCHASE: BlockSpec = BlockSpec {
    name: "purchase",
    doc: "How often customers buy, and for how much.",
    keys: &[
        KeySpec::new(
            "rate",
            RATE.law().kind(),
            "Purchases per time of a customer; a law is drawn once per customer.",
        )
        .default(
            "{ gamma = { mean = \"1 per 30 d\", shape = 1.0 } }",
            "assumption; gamma mixture of Poisson buyers: Ehrenberg's NBD",
        ),
        KeySpec::new("basket", MONEY.law().kind(), "Money spent at a purchase.").default(
            "1.0",
            "one unit of money, so that spending counts purchases",
        ),
        KeySpec::new(
            "price",
            number(0.0, 1000.0).positive().kind(),
            "Price level; 1 is the usual one.",
        )
        .default("1.0", "spec"),
        KeySpec::new(
            "margin",
            number(-10.0, 1.0).law().kind(),
            "Share of the basket that is contribution.",
        )
        .default("1.0", "all of it, unless said"),
        KeySpec::new(
            "at_join",
            Kind::Bool,
            "Whether joining is itself a purchase.",
        )
        .default("false", "a first purchase comes after an exponential wait"),
        KeySpec::new(
            "wallet_response",
            number(0.0, 10.0).kind(),
            "How memory moves the share of wallet (beta_s).",
        )
        .default("0.3", ASSUMPTION)
        .needs(&["loyalty"]),
        KeySpec::new("n_riv", number(0.0, 1000.0).kind(), "Rivals in the wallet.")
            .default("5.0", "over five suppliers: 000")
            .needs(&["loyalty"]),
        KeySpec::new(
            "m_riv",
            number(-1.0, 1.0).kind(),
            "What customers remember of those rivals.",
        )
        .default("0.0", ASSUMPTION)
        .needs(&["loyalty"]),
        KeySpec::new(
            "upsell",
            number(-1.0, 10.0).kind(),
            "Relative rise of the basket.",
        )
        .default("0.0", ASSUMPTION),
        KeySpec::new(
            "elasticity",
            number(0.0, 20.0).kind(),
            "Response of the purchase rate to price (e).",
        )
        .planned(),
        KeySpec::new(
            "cross_sell",
            PROBABILITY.kind(),
            "Chance of adopting a further category at a purchase.",
        )
        .planned(),
    ],
    rules: &[],
};

const fn stage(key: &'static str, value: &'static str, doc: &'static str) -> KeySpec {
    KeySpec::new(key, number(0.0, 100.0).kind(), doc).default(value, ASSUMPTION)
}

static STAGE_MULTIPLIERS: BlockSpec = BlockSpec {
    name: "multiplier",
    doc: "Factors on the purchase rate by stage.",
    keys: &[
        stage("acquisition", "0.6", "Bought at most once."),
        stage("build_up", "0.9", "Growing."),
        stage("climax", "1.2", "At their best."),
        stage("decline", "0.5", "Fading."),
    ],
    rules: &[],
};

pub(super) static LIFECYCLE: BlockSpec = BlockSpec {
    name: "lifecycle",
    doc: "The stages acquisition, build-up, climax, decline, exit.",
    keys: &[
        KeySpec::new(
            "multiplier",
            Kind::Block(&STAGE_MULTIPLIERS),
            "Factors on the purchase rate by stage.",
        )
        .default("{}", "spec"),
        KeySpec::new(
            "warning",
            number(0.0, 1000.0).positive().kind(),
            "Silence, in mean gaps between purchases, that raises a warning (m_w).",
        )
        .default("3.0", ASSUMPTION),
        KeySpec::new("n_C", integer(1.0, 1e6).kind(), "Purchases before climax.")
            .default("5", ASSUMPTION),
        KeySpec::new("m_C", number(-1.0, 1.0).kind(), "Memory needed for climax.")
            .default("-0.2", "assumption; far from the usual memory: no cliff"),
        KeySpec::new(
            "m_D",
            number(-1.0, 1.0).kind(),
            "Memory below which decline comes faster.",
        )
        .default("-0.1", ASSUMPTION),
        KeySpec::new(
            "t_rec",
            SPAN.kind(),
            "Time a good memory must last to leave decline.",
        )
        .default("\"60 d\"", ASSUMPTION),
        KeySpec::new("delta_CD", RATE.kind(), "Rate of falling into decline.")
            .default("\"1 per 1500 d\"", ASSUMPTION),
        KeySpec::new(
            "k_D",
            number(0.0, 1000.0).kind(),
            "How a bad memory speeds decline.",
        )
        .default("4.0", ASSUMPTION),
    ],
    rules: &[],
};

const BY_TERM: Quantity = SIGNED_MONEY.tenure().law();

pub(super) static CONTRACT: BlockSpec = BlockSpec {
    name: "contract",
    doc: "Terms, renewals and money that flows by itself.",
    keys: &[
        KeySpec::new(
            "term",
            SPAN.positive().kind(),
            "Length of the first term; customers renew or leave at its end.",
        ),
        KeySpec::new(
            "renews_for",
            SPAN.positive().kind(),
            "Length of later terms; omitted, as the first.",
        ),
        KeySpec::new(
            "bill",
            SPAN.positive().kind(),
            "Time between bills within a term; omitted, one bill at the start of each term.",
        ),
        KeySpec::new("price", BY_TERM.kind(), "Money of a bill, by term."),
        KeySpec::new(
            "cost",
            BY_TERM.kind(),
            "Cost of serving the contract, at each bill, by term.",
        ),
        KeySpec::new(
            "retention",
            PROBABILITY.tenure().law().kind(),
            "Share that renews, into term 2, 3, ...; a law is drawn once per customer. Fixes how many leave.",
        ),
        KeySpec::new(
            "lock_in",
            PROBABILITY.kind(),
            "Support by lock-in while the term runs.",
        )
        .needs(&["loyalty"]),
        KeySpec::new(
            "earns",
            SIGNED_MONEY_RATE.law().kind(),
            "Money that flows as long as the customer stays.",
        ),
    ],
    rules: &[
        Rule::Requires("renews_for", "term"),
        Rule::Requires("bill", "term"),
        Rule::Requires("price", "term"),
        Rule::Requires("cost", "term"),
        Rule::Requires("retention", "term"),
        Rule::Requires("lock_in", "term"),
    ],
};
