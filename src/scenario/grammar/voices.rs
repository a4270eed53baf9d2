//! Word of mouth and channels.

use super::kinds::{BlockSpec, KeySpec, Kind, MONEY, PROBABILITY, RATE, Rule, SPAN, number};

const ASSUMPTION: &str = "assumption";
/// A telling keeps a contact apart from the next up to a thousand.
const PEOPLE: f64 = 100.0;
/// Most people one telling reaches in the end.
const MOST_REACHED: f64 = 1000.0;

static TELLS: BlockSpec = BlockSpec {
    name: "tells",
    doc: "How many people a customer tells, on average.",
    keys: &[
        KeySpec::new("satisfied", number(0.0, PEOPLE).kind(), "When satisfied.")
            .default("4.0", "loyalty papers; doubtful: unsourced"),
        KeySpec::new(
            "dissatisfied",
            number(0.0, PEOPLE).kind(),
            "When wronged; 13 of 100 tell twice as many as the others.",
        )
        .default("10.43", "CRM deck, slide 137: 13 of 100 tell 20, the others 9; doubtful: stated, not counted"),
    ],
    rules: &[],
};

static REFERRED: BlockSpec = BlockSpec {
    name: "referred",
    doc: "How referred customers differ.",
    keys: &[
        KeySpec::new(
            "hazard",
            number(0.0, 100.0).kind(),
            "Factor on their hazards of leaving, but for what nobody decides.",
        )
        .default("0.82", "Schmitt, Skiera & Van den Bulte 2011"),
        KeySpec::new(
            "margin",
            number(0.0, 100.0).kind(),
            "Factor on the margin of their purchases and payments; falls to 1 over three years.",
        )
        .default("1.1", "direction: Schmitt, Skiera & Van den Bulte 2011; value: assumption"),
    ],
    rules: &[],
};

static REFERRALS: BlockSpec = BlockSpec {
    name: "referrals",
    doc: "Referrals given directly, whatever customers feel.",
    keys: &[
        KeySpec::new("rate", RATE.kind(), "People whom a customer brings, per time."),
        KeySpec::new(
            "per_customer",
            number(0.0, PEOPLE).kind(),
            "Mean number whom a customer brings, `every` after joining; Poisson.",
        ),
    ],
    rules: &[Rule::ExactlyOne(&["rate", "per_customer"])],
};

static REACH: BlockSpec = BlockSpec {
    name: "reach",
    doc: "Blame that goes on from mouth to mouth: `first * exp(growth * (t - 1))` people know by day t, until it has reached the most.",
    keys: &[
        KeySpec::new("first", number(0.0, MOST_REACHED).kind(), "People who know of it after a day.")
            .default("12.0", "CRM deck, slide 199; doubtful: unsourced"),
        KeySpec::new("growth", RATE.kind(), "Growth of their number.")
            .default("\"0.3 per d\"", "fits 12, 23 and 72 people by days 1, 3 and 7 (CRM deck, slide 199)"),
        KeySpec::new("most", number(0.0, MOST_REACHED).kind(), "Most people it reaches.").default("150.0", ASSUMPTION),
    ],
    rules: &[],
};

pub(super) static WORD_OF_MOUTH: BlockSpec = BlockSpec {
    name: "word_of_mouth",
    doc: "What customers tell others.",
    keys: &[
        KeySpec::new("tells", Kind::Block(&TELLS), "How many people a customer tells.").default("{}", "spec"),
        KeySpec::new(
            "conversion",
            PROBABILITY.kind(),
            "Chance that somebody who hears praise, and is not won yet, becomes a customer (c_w).",
        )
        .default(
            "0.0375",
            "15 newcomers from 100 satisfied customers who tell 4 each (loyalty papers); doubtful: loyalty papers also has 4 of one",
        ),
        KeySpec::new("every", SPAN.positive().kind(), "Least time between two tellings of one kind (t_wom).")
            .default("\"365 d\"", "assumption: 15 per 100 read as yearly; at 90 d satisfied bases explode"),
        KeySpec::new("reward", MONEY.kind(), "Reward for each newcomer brought.").default("0.0", "spec"),
        KeySpec::new("referred", Kind::Block(&REFERRED), "How referred customers differ.").default("{}", "spec"),
        KeySpec::new("referrals", Kind::Block(&REFERRALS), "Referrals given directly, instead of `tells`."),
        KeySpec::new(
            "reach",
            Kind::Block(&REACH),
            "Blame that those who heard it pass on for days, instead of `tells.dissatisfied`.",
        ),
    ],
    rules: &[Rule::AtMostOne(&["referrals", "reach"])],
};

pub(super) static CHANNEL: BlockSpec = BlockSpec {
    name: "channel",
    doc: "A way to reach the firm.",
    keys: &[
        KeySpec::new("name", Kind::Name, "Its name.").required(),
        KeySpec::new("enabled", Kind::Bool, "Whether it exists; its touchpoints stay.").default("true", "spec"),
        KeySpec::new("consistency", PROBABILITY.kind(), "Chance that nothing is lost on switching to it (cons).")
            .default("0.8", ASSUMPTION),
        KeySpec::new(
            "self_service",
            Kind::Bool,
            "Whether customers try to serve themselves at its touchpoints; who fails goes to their `resource`.",
        )
        .default("false", "spec"),
        KeySpec::new("success", PROBABILITY.kind(), "Chance that an attempt at self-service succeeds (s_ss).")
            .default("0.8", ASSUMPTION),
        KeySpec::new(
            "cost_factor",
            number(0.0, 100.0).kind(),
            "Factor on the cost of a touchpoint for each attempt at self-service.",
        )
        .default("0.2", ASSUMPTION),
    ],
    rules: &[],
};
