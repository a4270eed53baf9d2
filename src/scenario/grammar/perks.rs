//! What belonging to a loyalty program brings and costs beside what is collected.

use super::kinds::{BlockSpec, KeySpec, Kind, MONEY, PROBABILITY, RATE, SPAN, integer, number};

const ASSUMPTION: &str = "assumption";

/// Ways to tell a customer of the program, by name.
const WAYS: [&str; 3] = ["mail", "e-mail", "handwritten"];

pub(super) static CONTACT: BlockSpec = BlockSpec {
    name: "contact",
    doc: "Tells customers who do not know of the program about it, so long after joining and again and again.",
    keys: &[
        KeySpec::new("name", Kind::Name, "Its name.").required(),
        KeySpec::new("enabled", Kind::Bool, "Whether it is made.").default("true", "spec"),
        KeySpec::new("by", Kind::Choice(&WAYS), "How.").required(),
        KeySpec::new("every", SPAN.positive().kind(), "Time between two contacts of one customer.").required(),
        KeySpec::new(
            "aware",
            PROBABILITY.kind(),
            "Chance that one contact makes a customer know of it; if omitted .2 by mail, .1 by e-mail, .5 by hand (order from loyalty papers; assumption).",
        ),
        KeySpec::new("cost", MONEY.kind(), "Cost of one contact.").default("0.0", "spec"),
    ],
    rules: &[],
};

pub(super) static MEMBERSHIP: BlockSpec = BlockSpec {
    name: "membership",
    doc: "A fee for belonging. Who does not pay is no member; who does not renew loses what is collected.",
    keys: &[
        KeySpec::new("fee", MONEY.kind(), "Fee of one period.").required(),
        KeySpec::new("every", SPAN.positive().kind(), "The period.").default("\"1 y\"", "convention"),
        KeySpec::new("take_up", PROBABILITY.kind(), "Chance that who knows of the program becomes a member.")
            .default("0.3", ASSUMPTION),
        KeySpec::new("renewal", PROBABILITY.kind(), "Chance that a member pays for one more period.")
            .default("0.8", ASSUMPTION),
    ],
    rules: &[],
};

pub(super) static BENEFIT: BlockSpec = BlockSpec {
    name: "benefit",
    doc: "Members wait less.",
    keys: &[
        KeySpec::new(
            "priority",
            integer(1.0, 100.0).kind(),
            "Their priority in queues with `discipline = \"priority\"`; 1 goes first, others have 5 if the journey names none.",
        )
        .default("1", ASSUMPTION),
        KeySpec::new("wait", PROBABILITY.kind(), "Factor on their waits where these are sampled.")
            .default("0.5", ASSUMPTION),
    ],
    rules: &[],
};

const fn moment() -> KeySpec {
    KeySpec::new("moment", number(0.0, 1.0).kind(), "Its utility.")
        .default("0.6", "000: a bright moment; value: assumption")
}

pub(super) static EXPERIENCE: BlockSpec = BlockSpec {
    name: "experience",
    doc: "A bright moment in members' visits; they come to expect it.",
    keys: &[
        KeySpec::new("prob", PROBABILITY.kind(), "Chance that a visit holds it.").default("0.25", ASSUMPTION),
        moment(),
        KeySpec::new("cost", MONEY.kind(), "What one costs.").default("0.0", "spec"),
    ],
    rules: &[],
};

pub(super) static SURPRISE: BlockSpec = BlockSpec {
    name: "surprise",
    doc: "A reward at random. It is felt, and expected only by who gets it twice in four visits.",
    keys: &[
        KeySpec::new("prob", PROBABILITY.kind(), "Chance that a visit holds it.").default("0.1", ASSUMPTION),
        moment(),
        KeySpec::new("cost", MONEY.kind(), "What one costs.").required(),
    ],
    rules: &[],
};

pub(super) static REFERRAL: BlockSpec = BlockSpec {
    name: "referral",
    doc: "A reward for members who bring others. It comes on top of `word_of_mouth.reward`, which all customers get.",
    keys: &[
        KeySpec::new("reward", MONEY.kind(), "Reward for each newcomer whom a member brings.").required(),
        KeySpec::new(
            "conversion",
            number(1.0, 100.0).kind(),
            "Factor on the chance that somebody told by a member becomes a customer.",
        )
        .default("1.5", "direction: loyalty papers; value: assumption"),
    ],
    rules: &[],
};

pub(super) static TRANSFER: BlockSpec = BlockSpec {
    name: "transfer",
    doc: "Members pass on what they have collected to other members, as families do. It keeps its expiry.",
    keys: &[
        KeySpec::new("rate", RATE.kind(), "How often a member does.").required(),
        KeySpec::new("share", PROBABILITY.kind(), "Share of what there is that is passed on, rounded down.")
            .default("1.0", "all of it, unless said"),
    ],
    rules: &[],
};
