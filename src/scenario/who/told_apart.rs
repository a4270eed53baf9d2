//! What customers are told apart by: the digits of their kinds, as far as some condition asks, and somebody of each kind.

use super::condition::{Attribute, Condition, Customer, Person, Stretch, Wanted};
use super::names::Names;
use crate::journey::model::{Digit, Kinds, Names as Told, Steps};
use crate::scenario::grammar::{Abc, Quadrant, STAGES, Word as _};

/// Most kinds of customers that the conditions of a world may tell apart.
pub(in crate::scenario) const MOST_KINDS: u64 = 1 << 18;

/// Digits of the kinds of a world.
#[derive(Debug)]
pub(in crate::scenario) struct ToldApart {
    /// By attribute of the document.
    pub(in crate::scenario) attributes: Vec<AttributeDigit>,
    /// All other digits; without tables.
    pub(in crate::scenario) kinds: Kinds,
    offers: usize,
}

/// How an attribute is told apart.
#[derive(Debug, Clone)]
pub(in crate::scenario) struct AttributeDigit {
    pub(in crate::scenario) digit: Digit,
    pub(in crate::scenario) cells: Cells,
}

/// The cells of an attribute.
#[derive(Debug, Clone)]
pub(in crate::scenario) enum Cells {
    /// Cell by value.
    Values(Vec<u16>),
    /// Smallest number of each cell but the first.
    Numbers(Vec<f64>),
}

/// Lays digits beside each other.
struct Layout {
    stride: u64,
}

impl Layout {
    fn digit(&mut self, cells: usize) -> Digit {
        let digit = Digit { stride: self.stride.min(MOST_KINDS) as u32, cells: cells as u32 };
        self.stride = self.stride.saturating_mul(cells as u64);
        digit
    }

    /// A digit for something with an index: what all conditions treat alike is one cell. Empty where no condition asks.
    fn told(&mut self, count: usize, asked: &[&[bool]]) -> Told {
        if asked.is_empty() {
            return Told { digit: self.digit(1), cell: Vec::new() };
        }
        let cell = alike(count, asked);
        Told { digit: self.digit(cells_of(&cell)), cell }
    }

    /// A digit for something that grows, but never to `most`.
    fn steps(&mut self, asked: &[Stretch<u64>], most: u64) -> Steps {
        let mut edges: Vec<u64> = asked.iter().flat_map(|stretch| [stretch.from, stretch.below]).collect();
        edges.retain(|&edge| edge > 0 && edge < most);
        edges.sort_unstable();
        edges.dedup();
        Steps { digit: self.digit(edges.len() + 1), edges }
    }
}

/// Cells of indices, in the order of their first: those that are in the same lists are in one.
fn alike(count: usize, asked: &[&[bool]]) -> Vec<u16> {
    let mut seen: Vec<Vec<bool>> = Vec::new();
    let in_lists = |index: usize| asked.iter().map(|list| list.get(index) == Some(&true)).collect::<Vec<bool>>();
    (0..count)
        .map(|index| {
            let lists = in_lists(index);
            let at = seen.iter().position(|known| *known == lists).unwrap_or_else(|| {
                seen.push(lists);
                seen.len() - 1
            });
            at as u16
        })
        .collect()
}

fn cells_of(cell: &[u16]) -> usize {
    cell.iter().max().map_or(1, |&most| usize::from(most) + 1)
}

impl ToldApart {
    /// The digits that these conditions need, and one for the offers, where nobody is a customer for `longest` [ns]. `None` if there would be too
    /// many kinds.
    pub(in crate::scenario) fn of(
        conditions: &[&Condition],
        names: &Names,
        longest: u64,
        offers: usize,
    ) -> Option<Self> {
        let mut layout = Layout { stride: 1 };
        let attributes = names
            .attributes
            .iter()
            .enumerate()
            .map(|(at, attribute)| {
                let asked: Vec<&Wanted> =
                    conditions.iter().filter_map(|c| c.attributes.get(at).and_then(Option::as_ref)).collect();
                attribute_digit(&mut layout, attribute.values.as_ref().map(Vec::len), &asked)
            })
            .collect();
        let lists = |of: &dyn Fn(&Condition) -> Option<&Vec<bool>>| -> Vec<Vec<bool>> {
            conditions.iter().filter_map(|c| of(c).cloned()).collect()
        };
        let told = |layout: &mut Layout, count: usize, lists: Vec<Vec<bool>>| {
            layout.told(count, &lists.iter().map(Vec::as_slice).collect::<Vec<_>>())
        };
        let segments = names.segments.len().max(1);
        let segment = Told { digit: layout.digit(segments), cell: (0..segments as u16).collect() };
        let source = told(&mut layout, names.sources.len() + 1, lists(&|c| c.source.as_ref()));
        let stage = told(&mut layout, STAGES.len(), lists(&|c| c.stage.as_ref()));
        let tenure: Vec<_> = conditions.iter().filter_map(|c| c.tenure).collect();
        let purchases: Vec<_> = conditions.iter().filter_map(|c| c.purchases).collect();
        let (tenure, purchases) = (layout.steps(&tenure, longest), layout.steps(&purchases, u64::MAX));
        let classes = [0, 1, 2].map(|at| told(&mut layout, 6, lists(&|c| c.classes[at].as_ref())));
        let counts = [Abc::ALL.len() + 1, Quadrant::ALL.len() + 1];
        let standing = [0, 1].map(|at| told(&mut layout, counts[at], lists(&|c| c.standing[at].as_ref())));
        let programs = 0..names.programs.len();
        let member = programs.clone().map(|at| {
            let asked = conditions.iter().filter_map(|c| c.member.as_ref()).filter(|list| list[at]);
            let asked: Vec<Vec<bool>> = asked.map(|_| vec![false, true]).collect();
            told(&mut layout, 2, asked)
        });
        let member = member.collect();
        let tier = programs.map(|at| {
            let asked =
                conditions.iter().filter_map(|c| Some(&c.tier.as_ref()?[at])).filter(|list| list.contains(&true));
            told(&mut layout, names.programs[at].tiers.len() + 1, asked.cloned().collect())
        });
        let tier = tier.collect();
        let offer = layout.digit(offers + 1);
        let kinds = Kinds {
            segment,
            source,
            stage,
            tenure,
            purchases,
            classes,
            standing,
            member,
            tier,
            offer,
            ..Kinds::default()
        };
        (layout.stride <= MOST_KINDS).then_some(ToldApart { attributes, kinds, offers })
    }

    /// How many kinds there are, without their offers.
    pub(in crate::scenario) fn count(&self) -> u32 {
        self.kinds.offer.stride
    }

    /// The digits of offers.
    pub(in crate::scenario) fn offers(&self) -> usize {
        self.offers
    }

    /// How many kinds of anonymous visitors there are.
    pub(in crate::scenario) fn visitors(&self) -> u32 {
        self.kinds.segment.digit.stride
    }

    /// Somebody of a kind: a customer.
    pub(in crate::scenario) fn customer(&self, kind: u32) -> Person {
        let k = &self.kinds;
        let from = |steps: &Steps| match steps.digit.of(kind) {
            0 => 0,
            cell => steps.edges[cell as usize - 1],
        };
        Person {
            customer: Some(Customer {
                segment: k.segment.first_of(kind),
                source: k.source.first_of(kind),
                stage: k.stage.first_of(kind),
                tenure: from(&k.tenure),
                purchases: from(&k.purchases),
                classes: [0, 1, 2].map(|at| k.classes[at].first_of(kind)),
                standing: [0, 1].map(|at| k.standing[at].first_of(kind)),
                member: k.member.iter().map(|member| member.first_of(kind) == 1).collect(),
                tier: k.tier.iter().map(|tier| tier.first_of(kind)).collect(),
            }),
            ..self.visitor(kind)
        }
    }

    /// Somebody of a kind of anonymous visitors.
    pub(in crate::scenario) fn visitor(&self, kind: u32) -> Person {
        let has = |attribute: &AttributeDigit| {
            let cell = attribute.digit.of(kind);
            match &attribute.cells {
                Cells::Values(cells) => {
                    Attribute::Value(cells.iter().position(|&c| u32::from(c) == cell).unwrap_or_default())
                }
                Cells::Numbers(edges) => Attribute::Number(match cell {
                    0 => f64::NEG_INFINITY,
                    cell => edges[cell as usize - 1],
                }),
            }
        };
        Person { attributes: self.attributes.iter().map(has).collect(), customer: None }
    }
}

fn attribute_digit(layout: &mut Layout, values: Option<usize>, asked: &[&Wanted]) -> AttributeDigit {
    if let Some(count) = values {
        let lists: Vec<&[bool]> = asked
            .iter()
            .filter_map(|wanted| match wanted {
                Wanted::Values(list) => Some(list.as_slice()),
                Wanted::Numbers(_) => None,
            })
            .collect();
        let cells = alike(count, &lists);
        return AttributeDigit { digit: layout.digit(cells_of(&cells)), cells: Cells::Values(cells) };
    }
    let mut edges: Vec<f64> = asked
        .iter()
        .filter_map(|wanted| match wanted {
            Wanted::Numbers(stretch) => Some([stretch.from, stretch.below]),
            Wanted::Values(_) => None,
        })
        .flatten()
        .filter(|edge| edge.is_finite())
        .collect();
    edges.sort_by(f64::total_cmp);
    edges.dedup();
    AttributeDigit { digit: layout.digit(edges.len() + 1), cells: Cells::Numbers(edges) }
}
