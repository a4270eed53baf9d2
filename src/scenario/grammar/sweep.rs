//! The sweep: checked always, run by `sweep` only.

use super::kinds::{ANY_NUMBER, BlockSpec, KeySpec, Kind, Rule, integer};

const NUMBER: Kind = Kind::Quantity(ANY_NUMBER);

static RANGE: BlockSpec = BlockSpec {
    name: "range",
    doc: "A range or a list of values.",
    keys: &[
        KeySpec::new("low", Kind::Either(&LEVEL), "Lowest value."),
        KeySpec::new("high", Kind::Either(&LEVEL), "Highest value."),
        KeySpec::new("values", Kind::Either(&VALUES), "The values."),
        KeySpec::new("spacing", Kind::Choice(&["even", "log"]), "How a range is filled.")
            .default("\"even\"", "convention"),
    ],
    rules: &[Rule::ExactlyOne(&["low", "values"]), Rule::Requires("low", "high"), Rule::Requires("high", "low")],
};

static VALUES: [Kind; 2] = [Kind::Names, Kind::Vector(ANY_NUMBER, None)];
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

/// Kinds of design.
const DESIGNS: &[&str] = &["grid", "lhs", "sobol", "saltelli", "morris", "one-at-a-time"];

pub(super) static SWEEP: BlockSpec = BlockSpec {
    name: "sweep",
    doc: "A design over unknown parameters.",
    keys: &[
        KeySpec::new("design", Kind::Choice(DESIGNS), "Kind of design.").default("\"lhs\"", "convention"),
        KeySpec::new("points", integer(1.0, 1e6).kind(), "Design points."),
        KeySpec::new("parameter", Kind::Entries(&PARAMETER), "What is varied."),
    ],
    rules: &[],
};
