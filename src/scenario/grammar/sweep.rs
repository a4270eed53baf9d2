//! The sweep: checked always, run by `sweep` only.

use super::kinds::{ANY_NUMBER, Kind, Rule, integer};
use super::typed::{Either, Texts, block};
use super::words::{Design, Spacing, Word as _};

const NUMBER: Kind = Kind::Quantity(ANY_NUMBER);

block! {
    /// A range or a list of values.
    pub struct Range<'a> = "range";

    /// Lowest value.
    low as "lowest value": Option<Either<f64, &'a str>> = Kind::Either(&LEVEL);
    /// Highest value.
    high as "highest value": Option<Either<f64, &'a str>> = Kind::Either(&LEVEL);
    /// The values.
    values as "values": Option<Either<Texts<'a>, &'a [f64]>> = Kind::Either(&VALUES);
    /// How a range is filled.
    spacing as "spacing": Spacing = Kind::Choice(Spacing::WORDS), default("\"even\"", "convention");

    rules &[Rule::ExactlyOne(&["low", "values"]), Rule::Requires("low", "high"), Rule::Requires("high", "low")];
}

static VALUES: [Kind; 2] = [Kind::Names, Kind::Vector(ANY_NUMBER, None)];
static LEVEL: [Kind; 2] = [NUMBER, Kind::Text];

block! {
    /// An unknown to vary.
    pub struct Parameter<'a> = "parameter";

    /// Its name.
    name as "name": &'a str = Kind::Name, required();
    /// What it changes.
    path as "path": &'a str = Kind::Text, required();
    /// Values it takes.
    set as "values set": Option<Range<'a>> = Kind::Block(Range::SPEC);
    /// Factors.
    scale as "factors": Option<Range<'a>> = Kind::Block(Range::SPEC);
    /// Amounts added.
    add as "amounts added": Option<Range<'a>> = Kind::Block(Range::SPEC);

    rules &[Rule::ExactlyOne(&["set", "scale", "add"])];
}

block! {
    /// A design over unknown parameters.
    pub struct Sweep<'a> = "sweep";

    /// Kind of design.
    design as "kind of design": Design = Kind::Choice(Design::WORDS), default("\"lhs\"", "convention");
    /// Design points.
    points as "design points": Option<u64> = integer(1.0, 1e6).kind();
    /// What is varied.
    parameter as "parameters": Vec<Parameter<'a>> = Kind::Entries(Parameter::SPEC);
}
