//! Interventions, shocks and assertions.

use super::firm::STAGES;
use super::kinds::{ANY_NUMBER, BlockSpec, Kind, MONEY, PERCENT, PROBABILITY, Quantity, Rule, SPAN, integer, number};
use super::typed::{Either, Share, Texts, block, entries};
use super::who::For;
use super::words::Word as _;
use crate::journey::model::Trigger;
use crate::scenario::grammar::value::Change;
use crate::stats::Better;

block! {
    /// What it costs beyond wages, budgets and touchpoint costs, which are counted already.
    pub struct Cost<'a> = "cost";

    /// At its start.
    once as "one-off cost": f64 = MONEY.kind(), default("0.0", "spec");
    /// While it runs.
    per_month as "monthly cost": f64 = MONEY.kind(), default("0.0", "spec");
    /// For each customer it reaches: those there at its start and all who join while it runs; with `stages`, those in them at its start and
    /// whoever enters them while it runs, each time.
    per_customer as "cost per customer reached": f64 = MONEY.kind(), default("0.0", "spec");
    /// Each time it touches a customer, with `on`.
    per_use as "cost per offer": f64 = MONEY.kind(), default("0.0", "spec");
    /// Fulfilment lag: time from incurring any of these to paying it; what is owed at the horizon is paid there.
    lag as "payment lag": f64 = SPAN.kind(), default("\"0 d\"", "spec");
}

/// A list of value classes.
const CLASSES: Kind = Kind::Vector(integer(1.0, 5.0), None);

block! {
    /// What decides which world is the best, with the side of it that is the better one.
    pub struct Decides<'a> = "decides";

    /// Path in a world of `results.json`, such as `metrics.satisfaction`, where `metrics.` may be left out, or `return`.
    metric as "metric that decides": &'a str = Kind::Text, required();
    /// Which side of it is the better one, where the metric does not say so itself.
    better as "better side of the metric": Option<Better> = Kind::Choice(Better::WORDS);
}

/// What decides: a metric with a better side of its own, or a metric and its side.
pub(super) static DECIDES_FORMS: [Kind; 2] = [Kind::Text, Kind::Block(Decides::SPEC)];

block! {
    /// What is done to the world at some time, or to one customer at an event: an intervention, or a shock.
    pub struct Treatment<'a> = "treatment";

    /// Its name.
    name as "name": &'a str = Kind::Name, required();
    /// Whether it is compared.
    enabled as "inclusion": bool = Kind::Bool, default("true", "spec");
    /// It is compared, and never named the best: no program at all, or what a rival may do.
    yardstick as "role as a yardstick": Option<bool> = Kind::Bool;
    /// What it changes: path to `{ set }`, `{ add }` or `{ scale }`.
    change as "changes": &'a [Change] = Kind::Changes;
    /// When it starts.
    start as "start": f64 = SPAN.kind(), default("\"0 d\"", "spec");
    /// When it ends, at once; omitted, never.
    end as "end": Option<f64> = SPAN.positive().kind();
    /// Time of a straight line to full effect, in twelve equal steps. A set quantity goes from its present value; what is no plain quantity
    /// changes at once; whole numbers are rounded.
    ramp as "ramp to full effect": Option<f64> = SPAN.positive().kind();
    /// Half-life of its effect from full effect on, in four steps to each, over after six; each step at its mean.
    fade as "half-life of the effect": Option<f64> = SPAN.positive().kind();
    /// Whom it reaches, by the customer's own values only; with `on`, who is offered it, asked at the event; omitted, all.
    whom as "customers reached": Option<For<'a>> = Kind::Block(For::SPEC), key("for");
    /// The segments it reaches, by the customer's own values only; omitted, all.
    segments as "segments reached": Texts<'a> = Kind::Names;
    /// The hidden stages in which it reaches a customer, by the customer's own values only; with `on`, those in which it is offered;
    /// omitted, all.
    stages as "stages reached": Texts<'a> = Kind::Choices(&STAGES);
    /// What it costs.
    cost as "costs": Cost<'a> = Kind::Block(Cost::SPEC), default("{}", "spec");
    /// Interventions it carries along, with theirs.
    needs as "interventions carried along": Texts<'a> = Kind::Names;
    /// Interventions it cannot share a world with.
    excludes as "interventions excluded": Texts<'a> = Kind::Names;
    /// Touches one customer at a time, at this event, by the customer's own values only; one at a time on each.
    on as "triggering event": Option<Trigger> = Kind::Choice(Trigger::WORDS);
    /// Classes of recency it is meant for at a review, 1 to 5; omitted, all.
    recency as "recency classes reached": &'a [f64] = CLASSES;
    /// Classes of frequency it is meant for at a review, 1 to 5; omitted, all.
    frequency as "frequency classes reached": &'a [f64] = CLASSES;
    /// Classes of money it is meant for at a review, 1 to 5; omitted, all.
    money as "spend classes reached": &'a [f64] = CLASSES;
    /// How long it acts on that customer; omitted, for good.
    lasts as "time of effect on a customer": Option<f64> = SPAN.positive().kind();
    /// A blow to the trust of all customers, and the standard hole `crisis` opened by a pulse from `start` on. An intervention may change
    /// its values, as `shock.NAME.crisis.response_delay`: those of the day it begins count.
    crisis as "crisis of trust": Option<Crisis<'a>> = Kind::Block(Crisis::SPEC), needs(&["loyalty"]);

    rules &[Rule::Requires("lasts", "on")];
}

/// An intervention has no crisis of its own.
pub static INTERVENTION: BlockSpec = BlockSpec {
    name: "intervention",
    doc: "A repair to compare with the baseline.",
    keys: &{ Treatment::SPEC.without::<19>(&["crisis"]) },
    rules: Treatment::SPEC.rules,
};

/// A shock carries nothing along.
pub static SHOCK: BlockSpec = BlockSpec {
    name: "shock",
    doc: "Something that happens in every world.",
    keys: &{ Treatment::SPEC.without::<17>(&["needs", "excludes", "yardstick"]) },
    rules: Treatment::SPEC.rules,
};

block! {
    /// A blow to trust.
    pub struct Crisis<'a> = "crisis";

    /// Trust lost at once, and how far the hole `crisis` opens; both times 1 - `response_quality`.
    size as "size of the crisis": f64 = PROBABILITY.kind(), required();
    /// Half-life of the pulse that opens the hole.
    half_life as "half-life of the crisis": f64 = SPAN.positive().kind(), default("\"90 d\"", "assumption");
    /// Time until the firm answers; each week adds half the size to the loss of trust (k_delay .5, assumption).
    response_delay as "response time of the firm": f64 = SPAN.kind(), default("\"0 d\"", "answered at once");
    /// How well it answers: 0 leaves the damage whole, 1 undoes it, above 1 wins trust.
    response_quality as "response quality of the firm": f64 = number(0.0, 2.0).kind(), default("0.0", "no answer");
}

static WITHIN_FORMS: [Kind; 2] = [
    Kind::Quantity(PERCENT),
    Kind::Quantity(Quantity::new(crate::scenario::grammar::quantity::Unit::Number, 0.0, 1e15)),
];

block! {
    /// A result that must hold.
    pub struct Assert<'a> = "assert";

    /// Its name.
    name as "name": &'a str = Kind::Name, required();
    /// Whether it is checked.
    enabled as "inclusion": bool = Kind::Bool, default("true", "spec");
    /// The world it speaks of.
    world as "world judged": &'a str = Kind::Text, default("\"baseline\"", "spec");
    /// Path in a world of `results.json`, such as `metrics.ltv`.
    metric as "metric judged": &'a str = Kind::Text, required();
    /// The value expected.
    equals as "expected value": Option<f64> = ANY_NUMBER.kind();
    /// How far it may be off: "1 %", or a number.
    within as "tolerance": Option<Either<Share, f64>> = Kind::Either(&WITHIN_FORMS);
    /// Smallest value.
    at_least as "lower bound": Option<f64> = ANY_NUMBER.kind();
    /// Largest value.
    at_most as "upper bound": Option<f64> = ANY_NUMBER.kind();

    rules &[ Rule::Requires("equals", "within"), Rule::Requires("within", "equals"), Rule::AtMostOne(&["equals", "at_least"]), Rule::AtMostOne(&["equals", "at_most"]), ];
}

entries!(Treatment, Assert);

impl Treatment<'_> {
    /// Whether its change is one of the scenario as a whole, not of some customers.
    pub fn reaches_all(&self) -> bool {
        !self.is_limited() && !self.on.is_there()
    }

    /// Whether it is aimed at some customers.
    pub fn is_limited(&self) -> bool {
        self.segments.is_there() || self.stages.is_there() || self.whom.is_there()
    }
}
