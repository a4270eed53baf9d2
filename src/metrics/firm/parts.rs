//! All that is measured of a world, but for its journeys, touchpoints and resources, in the order of the raw table.

use super::list::{Firm, List};
use super::{bucket, customers, feelings, growth, money, program, purchases, staying, surveys, win_back};
use crate::metrics::Declared;

/// A part of what is measured of a world.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Part {
    /// What is declared in a list.
    Declared(List),
    /// Value classes, all read at once from the records of a replication.
    Classes,
    /// Complaints by what they are about and where they arise.
    Complaints,
}

/// All parts, in the order of the raw table.
pub(crate) static PARTS: [Part; 31] = [
    Part::Declared(money::VALUE),
    Part::Declared(money::LINES),
    Part::Declared(money::TOTAL),
    Part::Declared(customers::WORTH),
    Part::Declared(staying::STAYING),
    Part::Declared(customers::NUMBERS),
    Part::Declared(purchases::PURCHASES),
    Part::Declared(feelings::FEELINGS),
    Part::Declared(bucket::LEVELS),
    Part::Declared(bucket::INFLOW),
    Part::Declared(bucket::BACK),
    Part::Declared(bucket::OUTFLOW),
    Part::Declared(program::MEMBERSHIP),
    Part::Declared(program::UNITS),
    Part::Declared(program::OWED),
    Part::Declared(program::COSTS),
    Part::Declared(program::PARTS),
    Part::Declared(program::MOVES),
    Part::Declared(program::TIERS),
    Part::Classes,
    Part::Declared(growth::VOICES),
    Part::Declared(growth::PYRAMID),
    Part::Declared(growth::SOURCES),
    Part::Declared(growth::SELLING),
    Part::Declared(win_back::WIN_BACK),
    Part::Declared(surveys::SURVEYS),
    Part::Declared(surveys::LABELS),
    Part::Declared(surveys::CENSUS),
    Part::Declared(feelings::BEHAVIOURS),
    Part::Complaints,
    Part::Declared(growth::SELF_SERVICE),
];

/// All metrics of the firm.
pub fn all() -> impl Iterator<Item = &'static Declared<Firm>> {
    let list = |part: &'static Part| if let Part::Declared(list) = part { list.metrics } else { &[] };
    PARTS.iter().flat_map(list).copied()
}
