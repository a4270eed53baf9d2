//! Loyalty programs.

use super::kinds::{BlockSpec, KeySpec, Kind, MONEY, MONEY_RATE, PROBABILITY, Rule, SPAN, TIME, integer, number};
use super::perks::{BENEFIT, CONTACT, EXPERIENCE, MEMBERSHIP, REFERRAL, SURPRISE, TRANSFER};

const ASSUMPTION: &str = "assumption";

/// Most units of a reward: beyond it counting is no longer exact.
const MOST_UNITS: f64 = 1e15;

static TIER: BlockSpec = BlockSpec {
    name: "tier",
    doc: "A status earned by points.",
    keys: &[
        KeySpec::new("name", Kind::Name, "Its name.").required(),
        KeySpec::new(
            "from",
            number(0.0, 1e12).kind(),
            "Points of a review period that it takes: own purchases, without the bonus of a tier and without partners.",
        )
        .required(),
        KeySpec::new("multiplier", number(0.0, 1000.0).kind(), "Factor on points earned.")
            .default("1.0", "what is left out keeps factor 1"),
        KeySpec::new(
            "priority",
            integer(1.0, 100.0).kind(),
            "Priority of its members in queues with `discipline = \"priority\"`: 1 goes first; if omitted, that of the journey.",
        ),
    ],
    rules: &[],
};

static PARTNER: BlockSpec = BlockSpec {
    name: "partner",
    doc: "Another firm whose customers earn the same points; they are credited once a month.",
    keys: &[
        KeySpec::new("name", Kind::Name, "Its name.").required(),
        KeySpec::new("enabled", Kind::Bool, "Whether it takes part.").default("true", "spec"),
        KeySpec::new("spend", MONEY_RATE.kind(), "What a member spends there.").required(),
        KeySpec::new("multiplier", number(0.0, 1000.0).kind(), "Factor on points per unit of money.")
            .default("1.0", "spec"),
        KeySpec::new("fee_per_point", MONEY.kind(), "What the partner pays the firm for each point.")
            .default("0.0", "no fee unless said"),
        KeySpec::new("cost", MONEY_RATE.kind(), "What the firm pays for the partnership.")
            .default("\"0 per y\"", "spec"),
    ],
    rules: &[],
};

const fn redeem_prob(value: &'static str, basis: &'static str) -> KeySpec {
    KeySpec::new("redeem_prob", PROBABILITY.kind(), "Chance of redeeming at a visit, once there is enough (p_red).")
        .default(value, basis)
}

const fn expiry() -> KeySpec {
    KeySpec::new(
        "expiry",
        TIME.positive().forever().kind(),
        "How long what is earned lives; a law is drawn for each lot.",
    )
    .default("\"forever\"", "no expiry unless said")
}

const fn grace() -> KeySpec {
    KeySpec::new(
        "grace",
        SPAN.kind(),
        "How long it can still be used after that; members no longer count on it. 3 months in CRM deck, slide 158.",
    )
    .default("\"0 d\"", "no grace unless said")
}

static POINTS: BlockSpec = BlockSpec {
    name: "points",
    doc: "Points earned, redeemed, expired. The oldest are used, and expire, first.",
    keys: &[
        KeySpec::new("per_spend", number(0.0, 1e9).kind(), "Points per unit of money, rounded down at each purchase.")
            .required(),
        expiry(),
        grace(),
        KeySpec::new("welcome", integer(0.0, MOST_UNITS).kind(), "Points given on becoming a member.")
            .default("0", "spec"),
        KeySpec::new("reward_points", integer(1.0, MOST_UNITS).kind(), "Points of a reward.").required(),
        redeem_prob("0.3", ASSUMPTION),
        KeySpec::new("unit_cost", MONEY.kind(), "Cost of a point redeemed.").required(),
    ],
    rules: &[],
};

static PUNCH_CARD: BlockSpec = BlockSpec {
    name: "punch_card",
    doc: "A stamp for each purchase; a full card is a reward, handed out at once.",
    keys: &[
        KeySpec::new("stamps", integer(1.0, 1000.0).kind(), "Stamps of a full card.")
            .default("10", "004: ten coffees, one free"),
        KeySpec::new("prefilled", integer(0.0, 1000.0).kind(), "Stamps given in advance on every card.")
            .default("0", "spec"),
        KeySpec::new("reward_cost", MONEY.kind(), "Cost of the reward.").required(),
    ],
    rules: &[],
};

static VOUCHER: BlockSpec = BlockSpec {
    name: "voucher",
    doc: "A voucher for each amount spent, such as 5 for every 100.",
    keys: &[
        KeySpec::new("per_spend", number(0.01, 1e9).kind(), "Spending that earns one [money]. Counted to the cent.")
            .default("100.0", "004: 5 per 100 spent"),
        KeySpec::new("value", MONEY.kind(), "What it costs the firm when used.").default("5.0", "004: 5 per 100 spent"),
        redeem_prob("0.3", ASSUMPTION),
        expiry(),
        grace(),
    ],
    rules: &[],
};

static TARGET: BlockSpec = BlockSpec {
    name: "target",
    doc: "A gift earned by spending enough in time.",
    keys: &[
        KeySpec::new("spend", number(0.01, 1e9).kind(), "Spending it takes [money]. Counted to the cent.").required(),
        KeySpec::new("within", SPAN.positive().forever().kind(), "The time it must fall into, at any moment.")
            .default("\"forever\"", "no limit unless said"),
        KeySpec::new("reward_cost", MONEY.kind(), "Cost of the gift.").required(),
    ],
    rules: &[],
};

static DISCOUNT_CARD: BlockSpec = BlockSpec {
    name: "discount_card",
    doc: "A share of each purchase that members do not pay; it acts on how often they buy as a lower price does.",
    keys: &[KeySpec::new("discount", number(0.0, 0.9).kind(), "The share.").required()],
    rules: &[],
};

/// One mode, or several at once.
static MODE: [Kind; 2] = [Kind::Choice(&MODES), Kind::Choices(&MODES)];
static MODES: [&str; 4] = ["quantity", "benefit", "experience", "social"];

pub(super) static PROGRAM: BlockSpec = BlockSpec {
    name: "program",
    doc: "A loyalty program. Members are the customers who know of it; the others earn nothing and change nothing. \
          What is outstanding at the horizon is counted as a cost.",
    keys: &[
        KeySpec::new("enabled", Kind::Bool, "Whether it runs.").default("true", "spec"),
        KeySpec::new(
            "mode",
            Kind::Either(&MODE),
            "What it holds members by, one or several: what they have collected, shorter waits, bright moments, that they belong.",
        )
        .default("\"quantity\"", "course outlines (experience, points): the first of four modes"),
        KeySpec::new("aware", PROBABILITY.kind(), "Share of customers who know of it by themselves.")
            .default("1.0", "everybody, unless said"),
        KeySpec::new(
            "complexity",
            PROBABILITY.kind(),
            "How hard it is to understand and to claim: what is left of 1 multiplies `aware`, that of contacts, and the chance of redeeming.",
        )
        .default("0.0", "direction: loyalty papers, too complex; no complexity unless said"),
        KeySpec::new("contact", Kind::Entries(&CONTACT), "How customers who do not know of it are told."),
        KeySpec::new("membership", Kind::Block(&MEMBERSHIP), "A fee for belonging."),
        KeySpec::new("admin", MONEY_RATE.kind(), "Cost of running it.").default("\"0 per y\"", "spec"),
        KeySpec::new(
            "breakage",
            PROBABILITY.kind(),
            "Share of what is outstanding that the books expect never to be redeemed.",
        )
        .default("0.33", "Colloquy 2011: 16 of 48 bn USD"),
        KeySpec::new("points", Kind::Block(&POINTS), "Points."),
        KeySpec::new("punch_card", Kind::Block(&PUNCH_CARD), "A punch card."),
        KeySpec::new("voucher", Kind::Block(&VOUCHER), "Vouchers for spending."),
        KeySpec::new("target", Kind::Block(&TARGET), "A gift earned by spending."),
        KeySpec::new("discount_card", Kind::Block(&DISCOUNT_CARD), "A discount card."),
        KeySpec::new("benefit", Kind::Block(&BENEFIT), "Mode \"benefit\": members wait less.").default("{}", "spec"),
        KeySpec::new("experience", Kind::Block(&EXPERIENCE), "Mode \"experience\": bright moments in members' visits.")
            .default("{}", "spec")
            .needs(&["loyalty"]),
        KeySpec::new(
            "tells",
            number(1.0, 10.0).kind(),
            "Mode \"social\": factor on how many people a member tells something good.",
        )
        .default("1.3", "direction: course outline (experience), communities; value: assumption")
        .needs(&["word_of_mouth"]),
        KeySpec::new("surprise", Kind::Block(&SURPRISE), "A reward that nobody expects.").needs(&["loyalty"]),
        KeySpec::new("referral", Kind::Block(&REFERRAL), "Member brings member.").needs(&["word_of_mouth"]),
        KeySpec::new("transfer", Kind::Block(&TRANSFER), "What members pass on to each other."),
        KeySpec::new(
            "fraud",
            number(0.0, 0.5).kind(),
            "Share of what is credited at purchases that nobody earned; it is redeemed at once, at its full cost.",
        )
        .default("0.0", "no fraud unless said"),
        KeySpec::new(
            "pull",
            number(0.0, 10.0).kind(),
            "Goal gradient (g): how much faster members buy as the goal comes near.",
        )
        .default("0.25", "Kivetz, Urminsky & Zheng 2006: gaps about 20 % shorter near the reward"),
        KeySpec::new("lift", number(0.0, 10.0).kind(), "Purchases that membership adds, as a share.")
            .default("0.02", "Nastasoiu et al. 2021: 1.74 % of sales"),
        KeySpec::new(
            "endow",
            number(0.0, 10.0).positive().kind(),
            "Factor on the pace of those given stamps in advance.",
        )
        .default("1.0", "1.8 would reproduce the completion odds of Nunes & Dreze 2006"),
        KeySpec::new(
            "reset",
            number(0.0, 10.0).positive().kind(),
            "Factor on the pace from a reward to the next purchase.",
        )
        .default("0.9", "direction: Kivetz et al. 2006; value: assumption"),
        KeySpec::new(
            "reach",
            SPAN.positive().kind(),
            "A goal that takes a member longer than this, or longer than what is earned lives, moves nobody.",
        )
        .default("\"3 y\"", "direction: loyalty papers, threshold too high; value: assumption"),
        KeySpec::new("kmax", PROBABILITY.kind(), "Support of a member with much at stake.")
            .default("0.15", ASSUMPTION)
            .needs(&["loyalty"]),
        KeySpec::new("loss", number(0.0, 10.0).kind(), "How much more losing a tier is felt than winning one.")
            .default("2.0", "direction: Wagner et al. 2009; value: assumption")
            .needs(&["loyalty"]),
        KeySpec::new(
            "review",
            SPAN.positive().kind(),
            "Time between reviews of tiers, up or down by what was earned since the last one.",
        )
        .default("\"1 y\"", ASSUMPTION),
        KeySpec::new("tier", Kind::Entries(&TIER), "Tiers, rising."),
        KeySpec::new("partner", Kind::Entries(&PARTNER), "Partners."),
    ],
    rules: &[
        Rule::AtMostOne(&["points", "punch_card", "voucher", "target"]),
        Rule::Requires("tier", "points"),
        Rule::Requires("partner", "points"),
    ],
};
