//! Interventions, shocks and assertions.

use super::kinds::{ANY_NUMBER, BlockSpec, KeySpec, Kind, MONEY, PERCENT, PROBABILITY, Quantity, Rule, SPAN, number};

const fn cost(key: &'static str, doc: &'static str) -> KeySpec {
    KeySpec::new(key, MONEY.kind(), doc).default("0.0", "spec")
}

static COST: BlockSpec = BlockSpec {
    name: "cost",
    doc: "What it costs beyond wages, budgets and touchpoint costs, which are counted already.",
    keys: &[
        cost("once", "At its start."),
        cost("per_month", "While it runs."),
        cost("per_customer", "For each customer it reaches."),
        cost("per_use", "Each time it touches a customer."),
    ],
    rules: &[],
};

macro_rules! change_keys {
    ($($extra:expr),*) => {
        &[
            KeySpec::new("name", Kind::Name, "Its name.").required(),
            KeySpec::new("enabled", Kind::Bool, "Whether it is compared.").default("true", "spec"),
            KeySpec::new("change", Kind::Changes, "What it changes: path to `{ set }`, `{ add }` or `{ scale }`."),
            KeySpec::new("start", SPAN.kind(), "When it starts.").default("\"0 d\"", "spec"),
            KeySpec::new("end", SPAN.positive().kind(), "When it ends; omitted, never."),
            KeySpec::new("ramp", SPAN.positive().kind(), "Time of a straight line to full effect."),
            KeySpec::new("fade", SPAN.positive().kind(), "Half-life of its effect."),
            KeySpec::new("segments", Kind::Names, "The segments it reaches; omitted, all."),
            KeySpec::new("cost", Kind::Block(&COST), "What it costs.").default("{}", "spec"),
            KeySpec::new("needs", Kind::Names, "Interventions it carries along."),
            KeySpec::new("excludes", Kind::Names, "Interventions it cannot go with."),
            KeySpec::new("on", Kind::Choice(&["join", "warning", "failure", "complaint", "renewal"]), "Touches one customer at a time, at this event."),
            KeySpec::new("lasts", SPAN.positive().kind(), "How long it acts on that customer."),
            $($extra),*
        ]
    };
}

const CHANGE_RULES: &[Rule] = &[Rule::Requires("lasts", "on")];

pub(super) static INTERVENTION: BlockSpec = BlockSpec {
    name: "intervention",
    doc: "A repair to compare with the baseline.",
    keys: change_keys!(),
    rules: CHANGE_RULES,
};

static CRISIS: BlockSpec = BlockSpec {
    name: "crisis",
    doc: "A blow to trust.",
    keys: &[
        KeySpec::new("size", PROBABILITY.kind(), "Trust lost at once."),
        KeySpec::new("half_life", SPAN.positive().kind(), "Half-life of the pulse."),
        KeySpec::new("response_delay", SPAN.kind(), "Time until the firm answers."),
        KeySpec::new("response_quality", number(0.0, 2.0).kind(), "How well it answers."),
    ],
    rules: &[],
};

pub(super) static SHOCK: BlockSpec = BlockSpec {
    name: "shock",
    doc: "Something that happens in every world.",
    keys: change_keys!(KeySpec::new("crisis", Kind::Block(&CRISIS), "A blow to trust.").planned()),
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
    rules: &[Rule::Requires("equals", "within"), Rule::Requires("within", "equals")],
};
