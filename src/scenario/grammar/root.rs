//! The sections of a scenario.

use super::behaviour::{CONTRACT, LIFECYCLE, PURCHASE};
use super::classes::VALUE_CLASSES;
use super::firm::{ACQUISITION, EXPERIENCE, MARKET, MONEY_SECTION, POPULATION, RUN, SEGMENT};
use super::kinds::{BlockSpec, KeySpec, Kind};
use super::people::{EMPLOYEES, FEEDBACK, WIN_BACK};
use super::program::PROGRAM;
use super::relationship::{COMPLAINT, HOLE, LOYALTY, MEMORY};
use super::service::{JOURNEY, RESOURCE};
use super::sweep::SWEEP;
use super::voices::{CHANNEL, WORD_OF_MOUTH};
use super::worlds::{ASSERT, INTERVENTION, SHOCK};

/// The whole language.
pub static ROOT: BlockSpec = BlockSpec {
    name: "scenario",
    doc: "A scenario: one firm, its customers, and the worlds to compare.",
    keys: &[
        KeySpec::new("name", Kind::Text, "What the scenario is called in tables and charts.").required(),
        KeySpec::new("question", Kind::Text, "The question it is meant to answer."),
        KeySpec::new("about", Kind::Text, "What it describes, and what is measured and what is illustrative."),
        KeySpec::new("sources", Kind::Names, "Where its figures come from."),
        KeySpec::new(
            "extends",
            Kind::Text,
            "A file, beside this one, that this one is laid over: blocks and entries of one name merge, and of keys that exclude each other those of this one stay; a value (a law, a timetable, weights, a list, a patch) is replaced whole.",
        ),
        KeySpec::new("run", Kind::Block(&RUN), "How long, how often, from which seed.").required(),
        KeySpec::new("money", Kind::Block(&MONEY_SECTION), "Currency, discounting and fixed costs.")
            .default("{}", "spec"),
        KeySpec::new("market", Kind::Block(&MARKET), "Rivals, and what customers have come to expect."),
        KeySpec::new("population", Kind::Block(&POPULATION), "The customers of day 0."),
        KeySpec::new(
            "segment",
            Kind::Entries(&SEGMENT),
            "Kinds of customers, by what differs from the general values.",
        ),
        KeySpec::new("acquisition", Kind::Entries(&ACQUISITION), "Where new customers come from."),
        KeySpec::new("purchase", Kind::Block(&PURCHASE), "How often customers buy, and for how much."),
        KeySpec::new("contract", Kind::Block(&CONTRACT), "Terms, renewals and money that flows by itself."),
        KeySpec::new("lifecycle", Kind::Block(&LIFECYCLE), "The stages acquisition, build-up, climax, decline, exit."),
        KeySpec::new(
            "experience",
            Kind::Block(&EXPERIENCE),
            "How waits and service are felt, against what was expected.",
        ),
        KeySpec::new("memory", Kind::Block(&MEMORY), "What is remembered of an encounter, and for how long."),
        KeySpec::new(
            "loyalty",
            Kind::Block(&LOYALTY),
            "How satisfaction becomes staying; brings experience, memory and the standard holes.",
        ),
        KeySpec::new(
            "hole",
            Kind::Entries(&HOLE),
            "Reasons to leave. A standard name changes that hole, a new one adds one.",
        ),
        KeySpec::new(
            "complaint",
            Kind::Block(&COMPLAINT),
            "What a failure leads to: silence, a complaint, and how it ends.",
        ),
        KeySpec::new("resource", Kind::Entries(&RESOURCE), "Staff or machines that customers queue for."),
        KeySpec::new("journey", Kind::Entries(&JOURNEY), "What customers go through, touchpoint by touchpoint."),
        KeySpec::new("program", Kind::Block(&PROGRAM), "A loyalty program: points, cards, vouchers, tiers, partners.")
            .needs(&["purchase"]),
        KeySpec::new(
            "value_classes",
            Kind::Block(&VALUE_CLASSES),
            "How the firm sorts its customers by recency, frequency, money and value.",
        )
        .needs(&["purchase"]),
        KeySpec::new("intervention", Kind::Entries(&INTERVENTION), "A repair to compare with the baseline."),
        KeySpec::new("shock", Kind::Entries(&SHOCK), "Something that happens in every world."),
        KeySpec::new("assert", Kind::Entries(&ASSERT), "A result that must hold."),
        KeySpec::new(
            "sweep",
            Kind::Block(&SWEEP),
            "A design over unknown parameters; checked always, run by `sweep` only.",
        ),
        KeySpec::new("word_of_mouth", Kind::Block(&WORD_OF_MOUTH), "What customers tell others."),
        KeySpec::new("win_back", Kind::Block(&WIN_BACK), "Asking back those who left."),
        KeySpec::new("employees", Kind::Block(&EMPLOYEES), "Mood, skill and turnover of staff.").needs(&["resource"]),
        KeySpec::new("channel", Kind::Entries(&CHANNEL), "Telephone, branch, app: how well they agree."),
        KeySpec::new("feedback", Kind::Block(&FEEDBACK), "Surveys, and a firm that acts on them.").needs(&["loyalty"]),
    ],
    rules: &[],
};
