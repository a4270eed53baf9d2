//! Interventions, shocks and assertions.

use super::firm::STAGES;
use super::kinds::{
    ANY_NUMBER, BlockSpec, KeySpec, Kind, MONEY, PERCENT, PROBABILITY, Quantity, Rule, SPAN, integer, number,
};

const fn cost(key: &'static str, doc: &'static str) -> KeySpec {
    KeySpec::new(key, MONEY.kind(), doc).default("0.0", "spec")
}

static COST: BlockSpec = BlockSpec {
    name: "cost",
    doc: "What it costs beyond wages, budgets and touchpoint costs, which are counted already.",
    keys: &[
        cost("once", "At its start."),
        cost("per_month", "While it runs."),
        cost(
            "per_customer",
            "For each customer it reaches: those there at its start and all who join while it runs; with `stages`, those in them at its start and whoever enters them while it runs, each time.",
        ),
        cost("per_use", "Each time it touches a customer, with `on`."),
        KeySpec::new(
            "lag",
            SPAN.kind(),
            "Fulfilment lag: time from incurring any of these to paying it; what is owed at the horizon is paid there.",
        )
        .default("\"0 d\"", "spec"),
    ],
    rules: &[],
};

/// A list of value classes.
const CLASSES: Kind = Kind::Vector(integer(1.0, 5.0), None);

macro_rules! change_keys {
    ([$($company:expr),*], [$($extra:expr),*]) => {
        &[
            KeySpec::new("name", Kind::Name, "Its name.").required(),
            KeySpec::new("enabled", Kind::Bool, "Whether it is compared.").default("true", "spec"),
            KeySpec::new("change", Kind::Changes, "What it changes: path to `{ set }`, `{ add }` or `{ scale }`."),
            KeySpec::new("start", SPAN.kind(), "When it starts.").default("\"0 d\"", "spec"),
            KeySpec::new("end", SPAN.positive().kind(), "When it ends, at once; omitted, never."),
            KeySpec::new("ramp", SPAN.positive().kind(), "Time of a straight line to full effect, in twelve equal steps. A set quantity goes from its present value; what is no plain quantity changes at once; whole numbers are rounded."),
            KeySpec::new("fade", SPAN.positive().kind(), "Half-life of its effect from full effect on, in four steps to each, over after six; each step at its mean."),
            KeySpec::new("segments", Kind::Names, "The segments it reaches, by the customer's own values only; omitted, all."),
            KeySpec::new("stages", Kind::Choices(&STAGES), "The hidden stages in which it reaches a customer, by the customer's own values only; with `on`, those in which it is offered; omitted, all."),
            KeySpec::new("cost", Kind::Block(&COST), "What it costs.").default("{}", "spec"),
            $($company,)*
            KeySpec::new("on", Kind::Choice(&["join", "warning", "failure", "complaint", "renewal", "review"]), "Touches one customer at a time, at this event, by the customer's own values only; one at a time on each."),
            KeySpec::new("recency", CLASSES, "Classes of recency it is meant for at a review, 1 to 5; omitted, all."),
            KeySpec::new("frequency", CLASSES, "Classes of frequency it is meant for at a review, 1 to 5; omitted, all."),
            KeySpec::new("money", CLASSES, "Classes of money it is meant for at a review, 1 to 5; omitted, all."),
            KeySpec::new("lasts", SPAN.positive().kind(), "How long it acts on that customer; omitted, for good."),
            $($extra),*
        ]
    };
}

const CHANGE_RULES: &[Rule] = &[Rule::Requires("lasts", "on")];

pub(super) static INTERVENTION: BlockSpec = BlockSpec {
    name: "intervention",
    doc: "A repair to compare with the baseline.",
    keys: change_keys!(
        [
            KeySpec::new("needs", Kind::Names, "Interventions it carries along, with theirs."),
            KeySpec::new("excludes", Kind::Names, "Interventions it cannot share a world with.")
        ],
        []
    ),
    rules: CHANGE_RULES,
};

static CRISIS: BlockSpec = BlockSpec {
    name: "crisis",
    doc: "A blow to trust.",
    keys: &[
        KeySpec::new(
            "size",
            PROBABILITY.kind(),
            "Trust lost at once, and how far the hole `crisis` opens; both times 1 - `response_quality`.",
        )
        .required(),
        KeySpec::new("half_life", SPAN.positive().kind(), "Half-life of the pulse that opens the hole.")
            .default("\"90 d\"", "assumption"),
        KeySpec::new(
            "response_delay",
            SPAN.kind(),
            "Time until the firm answers; each week adds half the size to the loss of trust (k_delay .5, assumption).",
        )
        .default("\"0 d\"", "answered at once"),
        KeySpec::new(
            "response_quality",
            number(0.0, 2.0).kind(),
            "How well it answers: 0 leaves the damage whole, 1 undoes it, above 1 wins trust.",
        )
        .default("0.0", "no answer"),
    ],
    rules: &[],
};

pub(super) static SHOCK: BlockSpec = BlockSpec {
    name: "shock",
    doc: "Something that happens in every world.",
    keys: change_keys!(
        [],
        [KeySpec::new(
            "crisis",
            Kind::Block(&CRISIS),
            "A blow to the trust of all customers, and the standard hole `crisis` opened by a pulse from `start` on. An intervention may change its values, as `shock.NAME.crisis.response_delay`: those of the day it begins count."
        )
        .needs(&["loyalty"])]
    ),
    rules: CHANGE_RULES,
};

static WITHIN_FORMS: [Kind; 2] =
    [Kind::Quantity(PERCENT), Kind::Quantity(Quantity::new(crate::scenario::quantity::Unit::Number, 0.0, 1e15))];

pub(super) static ASSERT: BlockSpec = BlockSpec {
    name: "assert",
    doc: "A result that must hold.",
    keys: &[
        KeySpec::new("name", Kind::Name, "Its name.").required(),
        KeySpec::new("enabled", Kind::Bool, "Whether it is checked.").default("true", "spec"),
        KeySpec::new("world", Kind::Text, "The world it speaks of.").default("\"baseline\"", "spec"),
        KeySpec::new("metric", Kind::Text, "Path in a world of `results.json`, such as `metrics.ltv`.").required(),
        KeySpec::new("equals", ANY_NUMBER.kind(), "The value expected."),
        KeySpec::new("within", Kind::Either(&WITHIN_FORMS), "How far it may be off: \"1 %\", or a number."),
        KeySpec::new("at_least", ANY_NUMBER.kind(), "Smallest value."),
        KeySpec::new("at_most", ANY_NUMBER.kind(), "Largest value."),
    ],
    rules: &[
        Rule::Requires("equals", "within"),
        Rule::Requires("within", "equals"),
        Rule::AtMostOne(&["equals", "at_least"]),
        Rule::AtMostOne(&["equals", "at_most"]),
    ],
};
