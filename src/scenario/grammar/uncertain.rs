//! What is not known: inputs whose value is one for everybody, and which nobody has measured.

use super::kinds::{Kind, MONEY, Rule, number};
use super::typed::{block, entries};
use crate::scenario::grammar::value::Item;
use crate::scenario::text::node::Node;

block! {
    /// The law of a value that is not known. One value holds for everybody in a draw; a law in a key *differs between customers*.
    pub struct Ignorance<'a> = "uncertain value";

    /// Two ends, of which nine in ten lie between: the quantiles 5 and 95 %. What cannot be negative is lognormal, as is every factor; what has two
    /// natural bounds is logit-normal between them; what may be negative is normal, cut at the bounds; whole numbers are alike from end to end.
    between as "range of nine in ten": Option<&'a Node> = Kind::Any("two values, such as [0.28, 0.36] or [\"5 min\", \"8 min\"]");
    /// Any law of the language, in the unit of the key.
    law as "law of what is not known": Option<&'a Node> = Kind::Any("a law, such as { triangular = { low = 0.05, mode = 0.12, high = 0.3 } }");
    /// The values it may have: numbers, texts or switches.
    values as "possible values": Option<&'a Node> = Kind::Any("a list of values, such as [true, false]");
    /// How likely each of `values` is, relative to the others; omitted, all alike.
    weights as "weights of the values": &'a [f64] = Kind::Vector(number(0.0, 1e9), None);

    rules &[Rule::ExactlyOne(&["between", "law", "values"]), Rule::Requires("weights", "values")];
}

block! {
    /// A measurement that would tell an input better.
    pub struct Measure<'a> = "measure";

    /// What it would cost.
    cost as "cost of measuring": Option<f64> = MONEY.kind();
    /// The standard error that it would have, in the unit of the input.
    error as "standard error of measuring": Option<&'a Node> = Kind::Any("a number above 0, such as 0.15 or \"2 min\"");
    /// How many would be observed: answers for a share, events for a rate or a factor on one; else with `sd`.
    observations as "observations": Option<f64> = number(1.0, 1e12).kind();
    /// Standard deviation of one observation, in the unit of the input.
    sd as "spread of one observation": Option<&'a Node> = Kind::Any("a number above 0, such as 1.2 or \"20 min\"");

    rules &[Rule::ExactlyOne(&["error", "observations"]), Rule::Requires("sd", "observations")];
}

block! {
    /// A value that nobody has measured. An input changes the file, as a parameter of a sweep does: `set` before defaults are filled, `scale` and
    /// `add` afterwards, under what interventions, shocks and segments set later.
    pub struct Uncertain<'a> = "uncertain";

    /// Its name; omitted, its operation and path.
    name as "name": &'a str = Kind::Text, required();
    /// Whether it varies; else the file's own value holds.
    enabled as "inclusion": bool = Kind::Bool, default("true", "spec");
    /// What it changes: a path, also into what an intervention, a shock or a segment changes, `intervention.NAME.change.PATH`.
    path as "path": Option<&'a str> = Kind::Text;
    /// The value.
    set as "value that is not known": Option<Ignorance<'a>> = Kind::Block(Ignorance::SPEC);
    /// A factor.
    scale as "factor that is not known": Option<Ignorance<'a>> = Kind::Block(Ignorance::SPEC);
    /// An amount added.
    add as "addition that is not known": Option<Ignorance<'a>> = Kind::Block(Ignorance::SPEC);
    /// A file beside this one, of which each row is a draw that counts alike; its headers are paths.
    draws as "rows of draws": Option<&'a Node> = Kind::Any("the name of a CSV file beside this one, such as \"fit/posterior.csv\"");
    /// Where the range comes from.
    basis as "basis": Option<&'a str> = Kind::Text;
    /// Rank correlation with inputs above it, by name.
    together as "rank correlations": &'a [(String, Item)] = Kind::Map(&CORRELATION), key("with");
    /// A measurement that would tell it better.
    measure as "measurement": Option<Measure<'a>> = Kind::Block(Measure::SPEC);

    rules &[
        Rule::ExactlyOne(&["set", "scale", "add", "draws"]),
        Rule::AtMostOne(&["path", "draws"]),
        Rule::AtMostOne(&["with", "draws"]),
        Rule::AtMostOne(&["measure", "draws"]),
        Rule::Requires("set", "path"),
        Rule::Requires("scale", "path"),
        Rule::Requires("add", "path"),
    ];
}

static CORRELATION: Kind = Kind::Quantity(number(-1.0, 1.0));

entries!(Uncertain);
