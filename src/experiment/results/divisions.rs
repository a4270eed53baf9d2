//! The ways to divide the customers of a review into value classes.

use crate::scenario::grammar::{Abc, Quadrant, Word as _};

/// One way to divide the customers of a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Division {
    /// Id in paths.
    pub id: &'static str,
    /// Ids of its groups.
    pub groups: &'static [&'static str],
    /// What decides, for definitions.
    pub(crate) basis: &'static str,
    /// Moves between its groups are counted.
    pub(crate) moves: bool,
}

/// Classes of recency, frequency and money.
pub(crate) const FIVE: &[&str] = &["1", "2", "3", "4", "5"];

/// All divisions; the first three are [`DIMENSIONS`](crate::journey::classes::DIMENSIONS).
pub const DIVISIONS: [Division; 7] = [
    Division { id: "recency", groups: FIVE, basis: "time since the last purchase, 5 the shortest", moves: true },
    Division { id: "frequency", groups: FIVE, basis: "purchases in 24 months, 5 the most", moves: true },
    Division { id: "money", groups: FIVE, basis: "mean spend per purchase in 24 months, 5 the most", moves: true },
    Division {
        id: "abc",
        groups: Abc::WORDS,
        basis: "cumulative contribution of 12 months, best customers first; who brought nothing is in C",
        moves: true,
    },
    Division {
        id: "quadrant",
        groups: Quadrant::WORDS,
        basis: "contribution of 12 months and expected remaining value, each high above its mean: vip high and high, improve low now \
                and high later, maintain high now and low later (the middle pair is our reading of CRM deck, slides 49-50), abandon low and low",
        moves: false,
    },
    Division {
        id: "loyalty",
        groups: &["true_friends", "butterflies", "barnacles", "strangers"],
        basis: "contribution of 12 months and time as customer, each high above its mean: true friends high and long, butterflies high \
                and short, barnacles low and long, strangers low and short (Reinartz & Kumar 2002)",
        moves: false,
    },
    Division {
        id: "retail",
        groups: &["confidants", "butterflies", "barnacles", "passers_by"],
        basis: "visits and spend of 12 months, each high above its mean: confidants many and much, butterflies few and much, barnacles \
                many and little, passers-by few and little (loyalty papers)",
        moves: false,
    },
];
