//! Sections that are planned: known by name and key, and refused rather than ignored. The sweep among them is checked already.

use super::kinds::{
    ANY_NUMBER, BlockSpec, HAZARD, KeySpec, Kind, MONEY, MONEY_RATE, PROBABILITY, RATE, Rule, SPAN, integer, number,
};

const NUMBER: Kind = Kind::Quantity(ANY_NUMBER);

static TIER: BlockSpec = BlockSpec {
    name: "tier",
    doc: "A status earned by points.",
    keys: &[
        KeySpec::new("name", Kind::Name, "Its name.").required(),
        KeySpec::new("from", number(0.0, 1e12).kind(), "Points it takes.").required(),
        KeySpec::new("multiplier", number(0.0, 1000.0).kind(), "Factor on points earned."),
        KeySpec::new("priority", integer(1.0, 100.0).kind(), "Priority in queues."),
    ],
    rules: &[],
};

static PARTNER: BlockSpec = BlockSpec {
    name: "partner",
    doc: "Another firm whose customers earn the same points.",
    keys: &[
        KeySpec::new("name", Kind::Name, "Its name.").required(),
        KeySpec::new("enabled", Kind::Bool, "Whether it takes part."),
        KeySpec::new("spend", MONEY_RATE.kind(), "What members spend there."),
        KeySpec::new("multiplier", number(0.0, 1000.0).kind(), "Points per unit of money there."),
        KeySpec::new("fee_per_point", MONEY.kind(), "What the partner pays."),
    ],
    rules: &[],
};

static POINTS: BlockSpec = BlockSpec {
    name: "points",
    doc: "Points earned, redeemed, expired.",
    keys: &[
        KeySpec::new("per_spend", NUMBER, "Points per unit of money."),
        KeySpec::new("expiry", SPAN.positive().forever().kind(), "Life of a point."),
        KeySpec::new("reward_points", NUMBER, "Points of a reward."),
        KeySpec::new("redeem_prob", PROBABILITY.kind(), "Chance of redeeming at a visit."),
        KeySpec::new("unit_cost", MONEY.kind(), "Cost of a point redeemed."),
    ],
    rules: &[],
};

static PUNCH_CARD: BlockSpec = BlockSpec {
    name: "punch_card",
    doc: "Ten stamps, one free.",
    keys: &[
        KeySpec::new("stamps", integer(1.0, 1000.0).kind(), "Stamps of a full card."),
        KeySpec::new("prefilled", integer(0.0, 1000.0).kind(), "Stamps given in advance."),
        KeySpec::new("reward_cost", MONEY.kind(), "Cost of the reward."),
    ],
    rules: &[],
};

static FREE: BlockSpec = BlockSpec { name: "table", doc: "Not settled yet.", keys: &[], rules: &[] };

pub(super) static PROGRAM: BlockSpec = BlockSpec {
    name: "program",
    doc: "A loyalty program.",
    keys: &[
        KeySpec::new("enabled", Kind::Bool, "Whether it runs."),
        KeySpec::new("mode", Kind::Choice(&["quantity", "benefit", "experience", "social"]), "What it rewards with."),
        KeySpec::new("aware", PROBABILITY.kind(), "Share of customers who know their benefits."),
        KeySpec::new("admin", MONEY_RATE.kind(), "Cost of running it."),
        KeySpec::new("points", Kind::Block(&POINTS), "Points."),
        KeySpec::new("punch_card", Kind::Block(&PUNCH_CARD), "A punch card."),
        KeySpec::new("voucher", Kind::Block(&FREE), "A voucher."),
        KeySpec::new("discount_card", Kind::Block(&FREE), "A discount card."),
        KeySpec::new("target", Kind::Block(&FREE), "A gift earned by spending."),
        KeySpec::new("pull", number(0.0, 10.0).kind(), "Goal gradient (g)."),
        KeySpec::new("lift", number(0.0, 10.0).kind(), "Sales added."),
        KeySpec::new("endow", number(0.0, 10.0).kind(), "Effect of stamps given in advance."),
        KeySpec::new("reset", number(0.0, 10.0).kind(), "Factor after a reward."),
        KeySpec::new("review", SPAN.positive().kind(), "Time between reviews of tiers."),
        KeySpec::new("tier", Kind::Entries(&TIER), "Tiers."),
        KeySpec::new("partner", Kind::Entries(&PARTNER), "Partners."),
    ],
    rules: &[],
};

pub(super) static WIN_BACK: BlockSpec = BlockSpec {
    name: "win_back",
    doc: "Contacting those who left.",
    keys: &[
        KeySpec::new("contacts", Kind::Vector(SPAN, None), "Times after leaving."),
        KeySpec::new("ratio", NUMBER, "Success beside a new prospect."),
        KeySpec::new("fade", SPAN.positive().kind(), "How success fades."),
        KeySpec::new("cause_factor", Kind::Map(&NUMBER), "Factor by cause."),
        KeySpec::new("offer_cost", MONEY.kind(), "Cost of the offer."),
        KeySpec::new("return_rate", RATE.kind(), "Rate of returning."),
        KeySpec::new("gone_rate", RATE.kind(), "Rate of being gone for good."),
    ],
    rules: &[],
};

pub(super) static EMPLOYEES: BlockSpec = BlockSpec {
    name: "employees",
    doc: "Skill, mood and turnover of staff.",
    keys: &[
        KeySpec::new("quit_rate", HAZARD.kind(), "Turnover."),
        KeySpec::new("learning_time", SPAN.positive().kind(), "Time to learn."),
        KeySpec::new("starting_skill", PROBABILITY.kind(), "Skill of a new employee."),
        KeySpec::new("skill_effect", NUMBER, "Effect of skill on performance (b_K)."),
        KeySpec::new("mood_effect", NUMBER, "Effect of mood on performance (b_J)."),
    ],
    rules: &[],
};

pub(super) static FEEDBACK: BlockSpec = BlockSpec {
    name: "feedback",
    doc: "Surveys, and a firm that acts on them.",
    keys: &[
        KeySpec::new("every", SPAN.positive().kind(), "Time between surveys."),
        KeySpec::new("sample", integer(1.0, 1e9).kind(), "Customers asked."),
        KeySpec::new("bias", NUMBER, "Bias of the score."),
        KeySpec::new("noise", NUMBER, "Noise of the score."),
        KeySpec::new("act", Kind::Block(&FREE), "What the firm does about it."),
    ],
    rules: &[],
};

static RANGE: BlockSpec = BlockSpec {
    name: "range",
    doc: "A range or a list of values.",
    keys: &[
        KeySpec::new("low", Kind::Either(&LEVEL), "Lowest value."),
        KeySpec::new("high", Kind::Either(&LEVEL), "Highest value."),
        KeySpec::new("values", Kind::Names, "The values."),
    ],
    rules: &[],
};

static LEVEL: [Kind; 2] = [NUMBER, Kind::Text];

static PARAMETER: BlockSpec = BlockSpec {
    name: "parameter",
    doc: "An unknown to vary.",
    keys: &[
        KeySpec::new("name", Kind::Name, "Its name.").required(),
        KeySpec::new("path", Kind::Text, "What it changes.").required(),
        KeySpec::new("set", Kind::Block(&RANGE), "Values it takes."),
        KeySpec::new("scale", Kind::Block(&RANGE), "Factors."),
        KeySpec::new("add", Kind::Block(&RANGE), "Amounts added."),
    ],
    rules: &[Rule::ExactlyOne(&["set", "scale", "add"])],
};

pub(super) static SWEEP: BlockSpec = BlockSpec {
    name: "sweep",
    doc: "A design over unknown parameters.",
    keys: &[
        KeySpec::new("design", Kind::Text, "Kind of design, such as \"lhs\"."),
        KeySpec::new("points", integer(1.0, 1e6).kind(), "Design points."),
        KeySpec::new("parameter", Kind::Entries(&PARAMETER), "What is varied."),
    ],
    rules: &[],
};
