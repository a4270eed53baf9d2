//! Purchases, stages and contracts.

use super::kinds::{
    BlockSpec, KeySpec, Kind, MONEY, PROBABILITY, Quantity, RATE, Rule, SIGNED_MONEY, SIGNED_MONEY_RATE, SPAN, integer,
    number,
};

const ASSUMPTION: &str = "assumption";

static CROSS_SELL: BlockSpec = BlockSpec {
    name: "cross_sell",
    doc: "Further categories, which newcomers and earlier customers do not buy in yet.",
    keys: &[
        KeySpec::new(
            "chance",
            PROBABILITY.kind(),
            "Chance of adopting a category at a purchase, for the most satisfied (p_cross).",
        )
        .default("0.05", ASSUMPTION),
        KeySpec::new("categories", integer(1.0, 64.0).kind(), "Categories besides the first.").default("3", ASSUMPTION),
        KeySpec::new("adds", number(0.0, 100.0).kind(), "What each category adds to the basket, as a share of it.")
            .default("0.2", ASSUMPTION),
    ],
    rules: &[],
};

static SALES_CONTACT: BlockSpec = BlockSpec {
    name: "sales_contact",
    doc: "Offering more at a purchase, for `cross_sell` and `upsell`: what it costs, and how it annoys.",
    keys: &[
        KeySpec::new("probability", PROBABILITY.kind(), "Share of the purchases that are used for it.")
            .default("0.0", "none unless asked for"),
        KeySpec::new(
            "annoyance",
            PROBABILITY.kind(),
            "Utility lost by one: a moment of its own in the visit of the purchase, blamed on no hole. Not felt under `rule = \"acclimation\"`, as it takes no time.",
        )
        .default("0.05", "direction: CRM deck, slides 201-203; value: assumption")
        .needs(&["loyalty"]),
        KeySpec::new(
            "open_complaint",
            number(0.0, 20.0).kind(),
            "Factor on that while a complaint of the customer waits for its answer, where complaints are journeys.",
        )
        .default("3.0", "001: service first, sales second; value: assumption"),
        KeySpec::new("cost", MONEY.kind(), "Cost of one.").default("0.0", "spec"),
    ],
    rules: &[],
};

pub(super) static PURCHASE: BlockSpec = BlockSpec {
    name: "purchase",
    doc: "How often customers buy, and for how much.",
    keys: &[
        KeySpec::new("rate", RATE.law().kind(), "Purchases per time of a customer; a law is drawn once per customer.")
            .default(
                "{ gamma = { mean = \"1 per 30 d\", shape = 1.0 } }",
                "assumption; gamma mixture of Poisson buyers: Ehrenberg's NBD",
            ),
        KeySpec::new("basket", MONEY.law().kind(), "Money spent at a purchase.")
            .default("1.0", "one unit of money, so that spending counts purchases"),
        KeySpec::new("price", number(0.0, 1000.0).positive().kind(), "Price level; 1 is the usual one.")
            .default("1.0", "spec"),
        KeySpec::new("margin", number(-10.0, 1.0).law().kind(), "Share of the basket that is contribution.")
            .default("1.0", "all of it, unless said"),
        KeySpec::new("at_join", Kind::Bool, "Whether joining is itself a purchase.")
            .default("false", "a first purchase comes after an exponential wait"),
        KeySpec::new("wallet_response", number(0.0, 10.0).kind(), "How memory moves the share of wallet (beta_s).")
            .default("0.3", ASSUMPTION)
            .needs(&["loyalty"]),
        KeySpec::new("n_riv", number(0.0, 1000.0).kind(), "Rivals in the wallet.")
            .default("5.0", "over five suppliers: course outline (experience)")
            .needs(&["loyalty"]),
        KeySpec::new("m_riv", number(-1.0, 1.0).kind(), "What customers remember of those rivals.")
            .default("0.0", ASSUMPTION)
            .needs(&["loyalty"]),
        KeySpec::new("upsell", number(-1.0, 10.0).kind(), "Relative rise of the basket.").default("0.0", ASSUMPTION),
        KeySpec::new(
            "elasticity",
            number(0.0, 20.0).kind(),
            "Response of the purchase rate to the price level (e): rate * price^(-e * price_sensitivity).",
        )
        .default("1.0", "assumption; brand-level mean near 2.6: Bijmolt et al. 2005"),
        KeySpec::new(
            "cross_sell",
            Kind::Block(&CROSS_SELL),
            "Further categories that customers come to buy in: each is adopted at a purchase with chance * sig((S - 4) / 0.4).",
        )
        .needs(&["loyalty"]),
        KeySpec::new("sales_contact", Kind::Block(&SALES_CONTACT), "Offering more at a purchase.").default("{}", "spec"),
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
        KeySpec::new("multiplier", Kind::Block(&STAGE_MULTIPLIERS), "Factors on the purchase rate by stage.")
            .default("{}", "spec"),
        KeySpec::new(
            "warning",
            number(0.0, 1000.0).positive().kind(),
            "Silence, in mean gaps between purchases, that raises a warning (m_w).",
        )
        .default("3.0", ASSUMPTION),
        KeySpec::new("n_C", integer(1.0, 1e6).kind(), "Purchases before climax.").default("5", ASSUMPTION),
        KeySpec::new("m_C", number(-1.0, 1.0).kind(), "Memory needed for climax.")
            .default("-0.2", "assumption; far from the usual memory: no cliff"),
        KeySpec::new("m_D", number(-1.0, 1.0).kind(), "Memory below which decline comes faster.")
            .default("-0.1", ASSUMPTION),
        KeySpec::new("t_rec", SPAN.kind(), "Time a good memory must last to leave decline.")
            .default("\"60 d\"", ASSUMPTION),
        KeySpec::new("delta_CD", RATE.kind(), "Rate of falling into decline.").default("\"1 per 1500 d\"", ASSUMPTION),
        KeySpec::new("k_D", number(0.0, 1000.0).kind(), "How a bad memory speeds decline.").default("4.0", ASSUMPTION),
        KeySpec::new(
            "life_events",
            RATE.kind(),
            "Rate of events in a customer's life (a move, a child, a new job) that turn climax into decline, whatever is remembered.",
        )
        .default("\"0 per y\"", "none unless asked for; events that end the relationship are the hole `life`"),
    ],
    rules: &[],
};

const BY_TERM: Quantity = SIGNED_MONEY.tenure().law();

pub(super) static CONTRACT: BlockSpec = BlockSpec {
    name: "contract",
    doc: "Terms, renewals and money that flows by itself.",
    keys: &[
        KeySpec::new("term", SPAN.positive().kind(), "Length of the first term; customers renew or leave at its end."),
        KeySpec::new("renews_for", SPAN.positive().kind(), "Length of later terms; omitted, as the first."),
        KeySpec::new(
            "bill",
            SPAN.positive().kind(),
            "Time between bills within a term; omitted, one bill at the start of each term.",
        ),
        KeySpec::new("price", BY_TERM.kind(), "Money of a bill, by term."),
        KeySpec::new("cost", BY_TERM.kind(), "Cost of serving the contract, at each bill, by term."),
        KeySpec::new(
            "retention",
            PROBABILITY.tenure().law().kind(),
            "Share that renews, into term 2, 3, ...; a law is drawn once per customer. Fixes how many leave.",
        ),
        KeySpec::new("lock_in", PROBABILITY.kind(), "Support by lock-in while the term runs.").needs(&["loyalty"]),
        KeySpec::new(
            "resentment",
            RATE.kind(),
            "Memory lost per time to a `lock_in` by whoever is held although satisfaction is below 3; omitted, none (0.002 per d is a guess: course outline (experience) has resentment grow under a lock-in, no figure).",
        )
        .needs(&["loyalty"]),
        KeySpec::new("earns", SIGNED_MONEY_RATE.law().kind(), "Money that flows as long as the customer stays."),
    ],
    rules: &[
        Rule::Requires("renews_for", "term"),
        Rule::Requires("bill", "term"),
        Rule::Requires("price", "term"),
        Rule::Requires("cost", "term"),
        Rule::Requires("retention", "term"),
        Rule::Requires("lock_in", "term"),
        Rule::Requires("resentment", "lock_in"),
    ],
};
