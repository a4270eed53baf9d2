//! Kinds of customers: who lives by the same values, as far as the changes of a world ask who somebody is.
//!
//! What a world asks (a segment, a stage, a month of tenure) are the digits of a number in mixed radix, and a customer holds that number.
//! What nobody asks has one value only and takes no room. Attributes come first, so that the kinds of anonymous visitors, who have nothing
//! else, are the lowest numbers; the offer comes last. All regimes of a world have the same digits; the values of a kind may differ.

use crate::laws::Law;

/// A digit: how many values are told apart, and the weight of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Digit {
    /// Weight of one in the number of a kind.
    pub stride: u32,
    /// Values told apart; 1 where nobody asks.
    pub cells: u32,
}

impl Default for Digit {
    fn default() -> Self {
        Digit { stride: 1, cells: 1 }
    }
}

impl Digit {
    /// The digit of a kind.
    #[inline]
    #[must_use]
    pub fn of(self, kind: u32) -> u32 {
        kind / self.stride % self.cells
    }

    /// The kind that differs from this one in the digit only.
    #[inline]
    #[must_use]
    pub fn put(self, kind: u32, cell: u32) -> u32 {
        kind - self.of(kind) * self.stride + cell * self.stride
    }

    /// Whether some change asks for it.
    #[inline]
    #[must_use]
    pub fn is_asked(self) -> bool {
        self.cells > 1
    }
}

/// Something with an index, of which groups are told apart.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Names {
    /// The digit.
    pub digit: Digit,
    /// Its value by index; empty where nobody asks.
    pub cell: Vec<u16>,
}

impl Names {
    /// The kind of somebody who is now this one.
    #[inline]
    #[must_use]
    pub fn put(&self, kind: u32, index: usize) -> u32 {
        self.cell.get(index).map_or(kind, |&cell| self.digit.put(kind, u32::from(cell)))
    }

    /// The first index of this kind.
    #[must_use]
    pub fn first_of(&self, kind: u32) -> usize {
        let cell = self.digit.of(kind);
        self.cell.iter().position(|&c| u32::from(c) == cell).unwrap_or(0)
    }
}

/// Something that grows, told apart at edges.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Steps {
    /// The digit.
    pub digit: Digit,
    /// Smallest value of each cell but the first, increasing: times in nanoseconds, or counts.
    pub edges: Vec<u64>,
}

impl Steps {
    /// The kind of somebody for whom it is this much.
    #[inline]
    #[must_use]
    pub fn put(&self, kind: u32, value: u64) -> u32 {
        if self.edges.is_empty() {
            kind
        } else {
            self.digit.put(kind, self.edges.partition_point(|&e| e <= value) as u32)
        }
    }

    /// The edge that comes next.
    #[must_use]
    pub fn after(&self, value: u64) -> Option<u64> {
        self.edges.get(self.edges.partition_point(|&e| e <= value)).copied()
    }
}

/// How an attribute is drawn, and told apart.
#[derive(Debug, Clone, PartialEq)]
pub enum Drawn {
    /// One of some values: cumulative shares, ending at 1, and the cell of each.
    Values {
        /// Cumulative shares.
        upto: Vec<f64>,
        /// Cell by value.
        cell: Vec<u16>,
    },
    /// A number, told apart at edges.
    Number {
        /// Its law.
        law: Law,
        /// Smallest number of each cell but the first, increasing.
        edges: Vec<f64>,
    },
}

/// `[[attribute]]`: something about a person that is drawn once.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribute {
    /// Name.
    pub name: String,
    /// Address of its draw.
    pub address: u32,
    /// The digit.
    pub digit: Digit,
    /// How it is drawn.
    pub drawn: Drawn,
}

/// `[[rule]]`, as what happens to customers tells of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Name.
    pub name: String,
    /// By kind, whether it holds.
    pub holds: Vec<bool>,
}

/// What tells customers of a world apart, and the values of each kind.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Kinds {
    /// Attributes that some change asks for.
    pub attributes: Vec<Attribute>,
    /// The segment; each is told apart.
    pub segment: Names,
    /// The source: 0 was there on day 0, `c + 1` came through channel `c`.
    pub source: Names,
    /// Acquisition, build-up, climax, decline.
    pub stage: Names,
    /// Time since joining [ns].
    pub tenure: Steps,
    /// Purchases so far.
    pub purchases: Steps,
    /// Value classes at the last review: recency, frequency, money (1 to 5; 0: none yet).
    pub classes: [Names; 3],
    /// The class by contribution and the quadrant at the last review (0: none yet).
    pub standing: [Names; 2],
    /// By program: whether a member.
    pub member: Vec<Names>,
    /// By program: the tier (0: none).
    pub tier: Vec<Names>,
    /// The offer that acts, counted from 1; 0: none.
    pub offer: Digit,
    /// By kind: index of its values in [`Model::profiles`](super::Model::profiles).
    pub profile: Vec<u16>,
    /// By kind: index of the prices at which those of day 0 joined, in [`Model::prices_at_joining`](super::Model::prices_at_joining); empty where
    /// no price makes anybody leave.
    pub joined: Vec<u16>,
    /// By kind: index of its touchpoints in [`Model::ways`](super::Model::ways).
    pub way: Vec<u16>,
    /// By kind of anonymous visitors: index of their touchpoints.
    pub visitor_way: Vec<u16>,
    /// The rules of the scenario.
    pub rules: Vec<Rule>,
}

impl Kinds {
    /// Customers who are all of one kind, with values of their own by segment.
    #[must_use]
    pub fn of_segments(segments: usize) -> Self {
        let cells = (0..segments as u16).collect::<Vec<_>>();
        Kinds {
            segment: Names { digit: Digit { stride: 1, cells: segments as u32 }, cell: cells.clone() },
            offer: Digit { stride: segments as u32, cells: 1 },
            profile: cells,
            way: vec![0; segments],
            ..Kinds::default()
        }
    }

    /// How many kinds there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.profile.len()
    }

    /// All digits, the lowest first.
    pub fn digits(&self) -> impl Iterator<Item = Digit> {
        let named = [&self.segment, &self.source, &self.stage].map(|names| names.digit);
        let grown = [&self.tenure, &self.purchases].map(|steps| steps.digit);
        let sorted = self.classes.iter().chain(&self.standing).chain(&self.member).chain(&self.tier);
        self.attributes
            .iter()
            .map(|attribute| attribute.digit)
            .chain(named)
            .chain(grown)
            .chain(sorted.map(|names| names.digit))
            .chain([self.offer])
    }

    /// Whether the kind of a customer is more than the segment.
    #[must_use]
    pub fn asks(&self) -> bool {
        self.count() != self.segment.cell.len() || self.way.iter().chain(&self.visitor_way).any(|&way| way > 0)
    }

    /// The kind without its offer.
    #[inline]
    #[must_use]
    pub fn without_offer(&self, kind: u32) -> u32 {
        kind % self.offer.stride
    }

    /// Whether what a customer buys, or holds of a program, may change the kind.
    #[inline]
    #[must_use]
    pub fn follows(&self) -> bool {
        self.purchases.digit.is_asked() || self.member.iter().chain(&self.tier).any(|names| names.digit.is_asked())
    }

    /// Whether a place among all customers may change the kind.
    #[must_use]
    pub fn ranks(&self) -> bool {
        self.standing.iter().any(|names| names.digit.is_asked())
    }

    /// Whether sorting a customer may change the kind.
    #[must_use]
    pub fn asks_for_classes(&self) -> bool {
        self.classes.iter().chain(&self.standing).any(|names| names.digit.is_asked())
    }

    /// A table by kind without the digits that make no difference to it, and which digits are left: what can be compared between worlds
    /// that tell their customers apart by different things.
    #[must_use]
    pub fn reduced<K: PartialEq>(&self, value: impl Fn(u32) -> K) -> Vec<(Vec<u32>, K)> {
        let digits: Vec<Digit> = self.digits().collect();
        let count = self.count() as u32;
        let moves =
            |digit: &Digit| (0..count).any(|kind| digit.of(kind) > 0 && value(digit.put(kind, 0)) != value(kind));
        let kept: Vec<Option<Digit>> = digits.iter().map(|digit| Some(*digit).filter(moves)).collect();
        let is_first =
            |kind: &u32| digits.iter().zip(&kept).all(|(digit, kept)| kept.is_some() || digit.of(*kind) == 0);
        let place = |kind: u32| kept.iter().map(|kept| kept.map_or(0, |digit| digit.of(kind))).collect();
        (0..count).filter(is_first).map(|kind| (place(kind), value(kind))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digit_is_read_and_put() {
        let digit = Digit { stride: 6, cells: 4 };
        for kind in 0..48 {
            for cell in 0..4 {
                let other = digit.put(kind, cell);
                assert_eq!(digit.of(other), cell);
                assert_eq!((other % 6, other / 24), (kind % 6, kind / 24));
            }
        }
    }

    #[test]
    fn steps_begin_at_their_edges() {
        let steps = Steps { digit: Digit { stride: 2, cells: 3 }, edges: vec![30, 90] };
        assert_eq!([0, 29, 30, 89, 90, 1000].map(|t| steps.put(1, t)), [1, 1, 3, 3, 5, 5]);
        assert_eq!([0, 30, 89, 90].map(|t| steps.after(t)), [Some(30), Some(90), Some(90), None]);
        assert_eq!(Steps::default().put(7, 5), 7);
    }

    #[test]
    fn a_table_forgets_what_makes_no_difference() {
        let mut kinds = Kinds::of_segments(2);
        kinds.stage = Names { digit: Digit { stride: 2, cells: 2 }, cell: vec![0, 0, 1, 0] };
        kinds.offer.stride = 4;
        kinds.profile = vec![0, 1, 0, 1];
        assert_eq!(kinds.reduced(|kind| kind % 2).len(), 2);
        assert_eq!(kinds.reduced(|kind| kind / 2).iter().map(|row| row.1).collect::<Vec<_>>(), [0, 1]);
        assert_eq!(kinds.reduced(|_| 9).len(), 1);
        assert!(kinds.asks() && !Kinds::of_segments(2).asks());
    }
}
